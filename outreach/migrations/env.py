"""What Alembic runs around every migration: our tables, our connection, our way of writing."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext

import outreach
from outreach.kernel.db import Instant, Row
from outreach.migrations.guards import add_guards


def render(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Migrations stay readable when the application's classes are long gone."""
    del autogen
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def polish(
    migration: MigrationContext,
    revision: Any,
    directives: list[MigrationScript],
) -> None:
    del migration, revision
    add_guards(directives, Row.metadata)


for found in sorted(Path(outreach.__file__).parent.glob("*/tables.py")):
    import_module(f"outreach.{found.parent.name}.tables")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
    process_revision_directives=polish,
    transactional_ddl=True,  # Alembic's default for SQLite would commit after each statement
)
with context.begin_transaction():
    context.run_migrations()

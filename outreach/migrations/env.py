"""What Alembic runs around every migration: our tables, our connection, our way of writing."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import AddColumnOp, MigrationScript, ModifyTableOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Boolean, DefaultClause, text

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
    _fill_what_comes_back(directives)


def _fill_what_comes_back(directives: list[MigrationScript]) -> None:
    """Going back, a truth that every row must have is "no": what it said is lost."""
    for script in directives:
        for table in script.downgrade_ops.ops if script.downgrade_ops else ():
            for step in table.ops if isinstance(table, ModifyTableOps) else ():
                if (
                    isinstance(step, AddColumnOp)
                    and isinstance(step.column.type, Boolean)
                    and not step.column.nullable
                ):
                    step.column.server_default = DefaultClause(text("false"))


for found in sorted(Path(outreach.__file__).parent.glob("*/tables.py")):
    import_module(f"outreach.{found.parent.name}.tables")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    render_item=render,
    compare_type=True,
    process_revision_directives=polish,
    transactional_ddl=True,  # Alembic's default for SQLite would commit after each statement
)
with context.begin_transaction():
    context.run_migrations()

"""Takes rules that live inside the database (triggers, exclusion constraints) into new migrations.

Alembic compares tables, columns, keys and indexes. What a table adds through SQLAlchemy's `DDL`
when it is created would be missed, so it is written out beside the table's creation.
"""

from textwrap import wrap

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrateOperation, MigrationScript
from sqlalchemy import DDL, MetaData


class GuardOp(MigrateOperation):
    """One statement for one kind of database."""

    def __init__(self, dialect: str, statement: str) -> None:
        self.dialect = dialect
        self.statement = " ".join(statement.split())


@renderers.dispatch_for(GuardOp)
def _render(autogen: AutogenContext, guard: GuardOp) -> list[str]:
    autogen.imports.add("from outreach.migrations.dialects import only_on")
    lines = wrap(guard.statement, 76, drop_whitespace=False)
    return [f"only_on({guard.dialect!r}, {' '.join(map(repr, lines))})"]


def add_guards(directives: list[MigrationScript], metadata: MetaData) -> None:
    """After the creation of each table in a generated migration, put what guards it."""
    for script in directives:
        if script.upgrade_ops is None:
            continue
        created = [
            step.table_name for step in script.upgrade_ops.ops if isinstance(step, CreateTableOp)
        ]
        for name in created:
            script.upgrade_ops.ops.extend(
                GuardOp(dialect, statement) for dialect, statement in guards_of(metadata, name)
            )


def guards_of(metadata: MetaData, table: str) -> list[tuple[str, str]]:
    """The statements that run after a table's creation, each with the database it is for."""
    return [
        (str(step._ddl_if.dialect), step.statement)  # noqa: SLF001 - SQLAlchemy has no other way to ask
        for step in metadata.tables[table].dispatch.after_create
        if isinstance(step, DDL) and step._ddl_if is not None  # noqa: SLF001
    ]

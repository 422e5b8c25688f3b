"""For the few statements of a migration that only one kind of database understands."""

from alembic import op


def only_on(dialect: str, statement: str) -> None:
    if op.get_bind().dialect.name == dialect:
        op.execute(statement)

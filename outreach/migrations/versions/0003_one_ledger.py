"""One ledger"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_place_for", sa.Date(), nullable=True))

    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("no_place_days", sa.Integer(), server_default="3", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.drop_column("no_place_days")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("no_place_for")

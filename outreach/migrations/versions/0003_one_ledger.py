"""One ledger"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlook_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need", sa.Double(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("wait", sa.Double(), nullable=False),
        sa.Column("way", sa.Double(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gap BETWEEN 0 AND 3", name=op.f("ck_outlook_weights_gap_bounds")),
        sa.CheckConstraint("need BETWEEN 0 AND 3", name=op.f("ck_outlook_weights_need_bounds")),
        sa.CheckConstraint("wait BETWEEN 0 AND 3", name=op.f("ck_outlook_weights_wait_bounds")),
        sa.CheckConstraint("way BETWEEN 0 AND 3", name=op.f("ck_outlook_weights_way_bounds")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_outlook_weights_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlook_weights")),
    )
    op.create_table(
        "put_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("open_for", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_put_off_by")),
        sa.ForeignKeyConstraint(["open_for"], ["school.id"], name=op.f("fk_put_off_open_for")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_put_off_school_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_put_off_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_off")),
        sa.UniqueConstraint("open_for", name=op.f("uq_put_off_open_for")),
    )
    with op.batch_alter_table("put_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_put_off_school_id"), ["school_id"], unique=False)

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

    with op.batch_alter_table("put_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_put_off_school_id"))

    op.drop_table("put_off")
    op.drop_table("outlook_weights")

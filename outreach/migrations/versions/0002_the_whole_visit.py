"""The whole visit"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_ask",
        sa.Column("booking_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answers >= 0 AND answers <= most", name=op.f("ck_feedback_ask_no_more_than_came")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_feedback_ask_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_feedback_ask_programme_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_feedback_ask_venue_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_feedback_ask")),
    )
    with op.batch_alter_table("feedback_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_ask_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "feedback_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_feedback_batch_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_feedback_batch_entered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_batch")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_batch_token")),
    )
    with op.batch_alter_table("feedback_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_batch_booking_id"), ["booking_id"], unique=False
        )

    op.create_table(
        "feedback_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.Column("q1", sa.Integer(), nullable=True),
        sa.Column("q2", sa.Integer(), nullable=True),
        sa.Column("q3", sa.Integer(), nullable=True),
        sa.Column("q4", sa.Integer(), nullable=True),
        sa.Column("q5", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("q1 BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_1")),
        sa.CheckConstraint("q2 BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_2")),
        sa.CheckConstraint("q3 BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_3")),
        sa.CheckConstraint("q4 BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_4")),
        sa.CheckConstraint("q5 BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_score_5")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["feedback_batch.id"], name=op.f("fk_feedback_answer_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_feedback_answer_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_feedback_answer_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_answer")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_answer_token")),
    )
    with op.batch_alter_table("feedback_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_answer_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_feedback_answer_booking_id"), ["booking_id"], unique=False
        )
        batch_op.create_index(
            "ix_feedback_answer_of", ["programme_id", "programme_version"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("feedback_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_answer_of")
        batch_op.drop_index(batch_op.f("ix_feedback_answer_booking_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_answer_batch_id"))

    op.drop_table("feedback_answer")
    with op.batch_alter_table("feedback_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_batch_booking_id"))

    op.drop_table("feedback_batch")
    with op.batch_alter_table("feedback_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_ask_venue_id"))

    op.drop_table("feedback_ask")

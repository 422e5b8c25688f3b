"""One ledger"""

import sqlalchemy as sa
from alembic import op

from outreach.migrations.dialects import only_on

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_end_one_chain")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_end")),
    )
    op.create_table(
        "return_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_template")),
        sa.UniqueConstraint("slug", name=op.f("uq_return_template_slug")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lender_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_delegation_in_order")),
        sa.ForeignKeyConstraint(["lender_id"], ["person.id"], name=op.f("fk_delegation_lender_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_lender_id"), ["lender_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_person_id"), ["person_id"], unique=False)

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
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("open_for", sa.String(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name=op.f("ck_promise_months_bounds")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_promise_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_promise_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("open_for", name=op.f("uq_promise_open_for")),
    )
    op.create_table(
        "return_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_return_pack_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_pack")),
    )
    with op.batch_alter_table("return_pack", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_pack_asked_by"), ["asked_by"], unique=False)

    op.create_table(
        "return_template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_return_template_version_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["return_template.id"],
            name=op.f("fk_return_template_version_template_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_template_version")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_return_template_version_template_id")
        ),
    )
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_scenario_city_code")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_scenario_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
    )
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_made_by"), ["made_by"], unique=False)

    op.create_table(
        "audit_link",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_link_entry_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_link_entry_id")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_link_previous")),
    )
    op.create_table(
        "return_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("month BETWEEN 0 AND 12", name=op.f("ck_return_round_month_of_year")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["person.id"], name=op.f("fk_return_round_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["return_template.id"], name=op.f("fk_return_round_template_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["return_template_version.id"], name=op.f("fk_return_round_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_round")),
        sa.UniqueConstraint(
            "template_id", "year", "month", name=op.f("uq_return_round_template_id")
        ),
    )
    op.create_table(
        "ledger_import",
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ledger_import_person_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_ledger_import_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_import")),
    )
    op.create_table(
        "statistical_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("targets_approved", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'compiled', 'checked', 'signed', 'frozen')",
            name=op.f("ck_statistical_return_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["return_round.id"], name=op.f("fk_statistical_return_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistical_return")),
        sa.UniqueConstraint(
            "round_id",
            "unit_kind",
            "unit_code",
            "version",
            name=op.f("uq_statistical_return_round_id"),
        ),
    )
    with op.batch_alter_table("statistical_return", schema=None) as batch_op:
        batch_op.create_index(
            "ix_statistical_return_unit", ["unit_kind", "unit_code"], unique=False
        )

    op.create_table(
        "unit_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'return') = (round_id IS NOT NULL) AND (kind = 'ledger') = (until_day IS NOT NULL)",
            name=op.f("ck_unit_task_answered_by_its_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_unit_task_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["return_round.id"], name=op.f("fk_unit_task_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_task")),
        sa.UniqueConstraint("token", name=op.f("uq_unit_task_token")),
    )
    with op.batch_alter_table("unit_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_task_due"), ["due"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("each > 0", name=op.f("ck_campaign_somebody_each")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_campaign_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_campaign_programme_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_campaign_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_until"), ["until"], unique=False)

    op.create_table(
        "kept_right",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_kept_right_school_id")),
        sa.PrimaryKeyConstraint("holder", "school_id", name=op.f("pk_kept_right")),
    )
    with op.batch_alter_table("kept_right", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_right_school_id"), ["school_id"], unique=False)

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

    op.create_table(
        "return_adjustment",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("cell_column", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_return_adjustment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["statistical_return.id"], name=op.f("fk_return_adjustment_return_id")
        ),
        sa.PrimaryKeyConstraint(
            "return_id", "line", "cell_column", name=op.f("pk_return_adjustment")
        ),
    )
    op.create_table(
        "return_snapshot",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["statistical_return.id"], name=op.f("fk_return_snapshot_return_id")
        ),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_return_snapshot")),
    )
    op.create_table(
        "return_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_return_step_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["statistical_return.id"], name=op.f("fk_return_step_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_step")),
    )
    with op.batch_alter_table("return_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_step_return_id"), ["return_id"], unique=False)

    op.create_table(
        "return_target",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("missed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["statistical_return.id"], name=op.f("fk_return_target_return_id")
        ),
        sa.PrimaryKeyConstraint("return_id", "line", name=op.f("pk_return_target")),
    )
    op.create_table(
        "unit_task_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_unit_task_part_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["unit_task.id"], name=op.f("fk_unit_task_part_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_task_part")),
        sa.UniqueConstraint(
            "task_id", "unit_kind", "unit_code", name=op.f("uq_unit_task_part_task_id")
        ),
    )
    with op.batch_alter_table("unit_task_part", schema=None) as batch_op:
        batch_op.create_index("ix_unit_task_part_unit", ["unit_kind", "unit_code"], unique=False)

    op.create_table(
        "unit_task_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["person.id"], name=op.f("fk_unit_task_reminder_sent_by")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["unit_task.id"], name=op.f("fk_unit_task_reminder_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_task_reminder")),
        sa.UniqueConstraint("task_id", "day", name=op.f("uq_unit_task_reminder_task_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("open_for", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("wish_id", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"], name=op.f("fk_invitation_called_by")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_invitation_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_invitation_county_code")
        ),
        sa.ForeignKeyConstraint(["open_for"], ["school.id"], name=op.f("fk_invitation_open_for")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_invitation_school_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_invitation_session_id")
        ),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_invitation_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("campaign_id", "school_id", name=op.f("uq_invitation_campaign_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
        sa.UniqueConstraint("open_for", name=op.f("uq_invitation_open_for")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_county_code"), ["county_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invitation_school_id"), ["school_id"], unique=False)

    op.create_table(
        "kept_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("given_back", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kept >= 0 AND used >= 0 AND given_back >= 0", name=op.f("ck_kept_places_not_negative")
        ),
        sa.CheckConstraint(
            "promised = kept + used + given_back", name=op.f("ck_kept_places_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_kept_places_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_places")),
        sa.UniqueConstraint("holder", "session_id", name=op.f("uq_kept_places_holder")),
    )
    with op.batch_alter_table("kept_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_places_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_places_until"), ["until"], unique=False)

    op.create_table(
        "kept_refusal",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["kept_places.id"], name=op.f("fk_kept_refusal_kept_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_kept_refusal_school_id")
        ),
        sa.PrimaryKeyConstraint("kept_id", "school_id", name=op.f("pk_kept_refusal")),
    )
    op.create_table(
        "activity_day",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("onsite", sa.Integer(), nullable=False),
        sa.Column("onsite_pupils", sa.Integer(), nullable=True),
        sa.Column("counted_by", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("onsite >= 0", name=op.f("ck_activity_day_onsite_count")),
        sa.CheckConstraint(
            "onsite_pupils BETWEEN 0 AND onsite", name=op.f("ck_activity_day_pupils_among_onsite")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_day_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["person.id"], name=op.f("fk_activity_day_counted_by")
        ),
        sa.PrimaryKeyConstraint("activity_id", "day", name=op.f("pk_activity_day")),
    )
    with op.batch_alter_table("activity_day", schema=None) as batch_op:
        batch_op.create_index("ix_activity_day_day", ["day"], unique=False)

    op.create_table(
        "activity_label",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_label_activity_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", "label", name=op.f("pk_activity_label")),
    )
    with op.batch_alter_table("activity_label", schema=None) as batch_op:
        batch_op.create_index("ix_activity_label_label", ["label"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("media", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("consent", sa.String(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_evidence_activity_id")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_evidence_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("name", name=op.f("uq_evidence_name")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "ledger_import_line",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_ledger_import_line_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["ledger_import.id"], name=op.f("fk_ledger_import_line_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_import_line")),
    )
    with op.batch_alter_table("ledger_import_line", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_import_activity", ["activity_id"], unique=False)
        batch_op.create_index("ix_ledger_import_line", ["import_id", "line"], unique=False)

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("planned_onsite", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("planned_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("onsite_rough", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "counted_daily", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
            )
        )
        batch_op.add_column(sa.Column("own_programme", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("vehicle", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("kilometres", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("volunteers", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("volunteer_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("funding", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("checked_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_activity_state_day", ["state", "day"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_activity_checked_by"), "person", ["checked_by"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_activity_ends_after_it_begins"), "until_day > day"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_activity_planned_count"), "planned_onsite >= 0"
        )

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_person", ["person_id", "at"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_place_for", sa.Date(), nullable=True))

    with op.batch_alter_table("day_edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_by", sa.String(), nullable=True))

    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("no_place_days", sa.Integer(), server_default="3", nullable=False)
        )

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("county_code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("venue_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("onsite", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("onsite_pupils", sa.Integer(), nullable=True))
        batch_op.create_index("ix_partner_county", ["county_code", "activity_id"], unique=False)
        batch_op.create_index("ix_partner_venue", ["venue_id", "activity_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_partner_county_code"), "county", ["county_code"], ["code"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_partner_venue_id"), "venue", ["venue_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_partner_onsite_count"), "onsite >= 0")
        batch_op.create_check_constraint(
            batch_op.f("ck_partner_pupils_among_onsite"), "onsite_pupils BETWEEN 0 AND onsite"
        )

    only_on(
        "sqlite",
        "CREATE TRIGGER IF NOT EXISTS audit_entry_no_update BEFORE UPDATE ON "
        "audit_entry BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END",
    )
    only_on(
        "sqlite",
        "CREATE TRIGGER IF NOT EXISTS audit_entry_no_delete BEFORE DELETE ON "
        "audit_entry BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END",
    )
    only_on(
        "sqlite",
        "CREATE TRIGGER IF NOT EXISTS audit_link_no_update BEFORE UPDATE ON "
        "audit_link BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END",
    )
    only_on(
        "sqlite",
        "CREATE TRIGGER IF NOT EXISTS audit_link_no_delete BEFORE DELETE ON "
        "audit_link BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END",
    )
    only_on(
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS 'BEGIN RAISE EXCEPTION ''audit_append_only''; END'",
    )
    only_on(
        "postgresql",
        "CREATE OR REPLACE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON"
        " audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    )
    only_on(
        "postgresql",
        "CREATE OR REPLACE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON "
        "audit_link FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    )


def downgrade() -> None:
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_partner_pupils_among_onsite"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_partner_onsite_count"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_partner_venue_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_partner_county_code"), type_="foreignkey")
        batch_op.drop_index("ix_partner_venue")
        batch_op.drop_index("ix_partner_county")
        batch_op.drop_column("onsite_pupils")
        batch_op.drop_column("onsite")
        batch_op.drop_column("venue_id")
        batch_op.drop_column("county_code")
        batch_op.drop_column("role")

    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.drop_column("no_place_days")

    with op.batch_alter_table("day_edition", schema=None) as batch_op:
        batch_op.drop_column("ended_by")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("no_place_for")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_person")
        batch_op.drop_index("ix_audit_entry_at")
        batch_op.drop_column("reason")

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_activity_planned_count"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_activity_ends_after_it_begins"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_activity_checked_by"), type_="foreignkey")
        batch_op.drop_index("ix_activity_state_day")
        batch_op.drop_column("checked_at")
        batch_op.drop_column("checked_by")
        batch_op.drop_column("funding")
        batch_op.drop_column("volunteer_hours")
        batch_op.drop_column("volunteers")
        batch_op.drop_column("kilometres")
        batch_op.drop_column("vehicle")
        batch_op.drop_column("own_programme")
        batch_op.drop_column("counted_daily")
        batch_op.drop_column("onsite_rough")
        batch_op.drop_column("planned_day")
        batch_op.drop_column("planned_onsite")
        batch_op.drop_column("until_day")

    with op.batch_alter_table("ledger_import_line", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_import_line")
        batch_op.drop_index("ix_ledger_import_activity")

    op.drop_table("ledger_import_line")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_activity_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("activity_label", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_label_label")

    op.drop_table("activity_label")
    with op.batch_alter_table("activity_day", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_day_day")

    op.drop_table("activity_day")
    op.drop_table("kept_refusal")
    with op.batch_alter_table("kept_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_places_until"))
        batch_op.drop_index(batch_op.f("ix_kept_places_session_id"))

    op.drop_table("kept_places")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_school_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_county_code"))

    op.drop_table("invitation")
    op.drop_table("unit_task_reminder")
    with op.batch_alter_table("unit_task_part", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_task_part_unit")

    op.drop_table("unit_task_part")
    op.drop_table("return_target")
    with op.batch_alter_table("return_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_step_return_id"))

    op.drop_table("return_step")
    op.drop_table("return_snapshot")
    op.drop_table("return_adjustment")
    with op.batch_alter_table("put_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_put_off_school_id"))

    op.drop_table("put_off")
    with op.batch_alter_table("kept_right", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_right_school_id"))

    op.drop_table("kept_right")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_until"))

    op.drop_table("campaign")
    with op.batch_alter_table("unit_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_task_due"))

    op.drop_table("unit_task")
    with op.batch_alter_table("statistical_return", schema=None) as batch_op:
        batch_op.drop_index("ix_statistical_return_unit")

    op.drop_table("statistical_return")
    op.drop_table("ledger_import")
    op.drop_table("return_round")
    op.drop_table("audit_link")
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_made_by"))

    op.drop_table("scenario")
    op.drop_table("return_template_version")
    with op.batch_alter_table("return_pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_pack_asked_by"))

    op.drop_table("return_pack")
    op.drop_table("promise")
    op.drop_table("outlook_weights")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_person_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_lender_id"))

    op.drop_table("delegation")
    op.drop_table("return_template")
    op.drop_table("audit_end")

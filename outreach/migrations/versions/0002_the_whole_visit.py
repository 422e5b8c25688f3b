"""The whole visit"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wish_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_wish_plan_in_order")),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_wish_plan_county_code")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_wish_plan_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_plan")),
    )
    with op.batch_alter_table("wish_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_plan_county_code"), ["county_code"], unique=False)

    op.create_table(
        "day_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("published <= revision", name=op.f("ck_day_plan_published_exists")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_day_plan_published_by")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_day_plan_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plan")),
        sa.UniqueConstraint("venue_id", "day", name=op.f("uq_day_plan_venue_id")),
    )
    op.create_table(
        "day_solving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("batches", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_day_solving_asked_by")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_day_solving_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_solving")),
    )
    with op.batch_alter_table("day_solving", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_solving_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "duty_rule",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("bays", sa.Integer(), nullable=False),
        sa.CheckConstraint("late_minutes > 0 AND bays >= 0", name=op.f("ck_duty_rule_sensible")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_duty_rule_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_duty_rule")),
    )
    op.create_table(
        "exhibit_import",
        sa.Column("venue_id", sa.Integer(), nullable=False),
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
            ["person_id"], ["person.id"], name=op.f("fk_exhibit_import_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_exhibit_import_venue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_import")),
    )
    op.create_table(
        "guide",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("duties_a_day", sa.Integer(), nullable=False),
        sa.Column("minutes_a_day", sa.Integer(), nullable=False),
        sa.Column("duties_a_week", sa.Integer(), nullable=False),
        sa.Column("minutes_a_week", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "duties_a_day > 0 AND duties_a_week > 0", name=op.f("ck_guide_takes_duties")
        ),
        sa.CheckConstraint(
            "minutes_a_day > 0 AND minutes_a_week > 0", name=op.f("ck_guide_has_time")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_guide_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide")),
    )
    with op.batch_alter_table("guide", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guide_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "guide_line",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("guides", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_guide_line_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "starts", name=op.f("pk_guide_line")),
    )
    op.create_table(
        "leftover_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gathers_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("seed_hash", sa.String(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("drawing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gathers_until > opens_at", name=op.f("ck_leftover_release_in_order")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_leftover_release_published_by")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_leftover_release_venue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leftover_release")),
    )
    with op.batch_alter_table("leftover_release", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leftover_release_venue_id"), ["venue_id"], unique=False
        )

    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_paper_sheet_entered_by")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_paper_sheet_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("token", name=op.f("uq_paper_sheet_token")),
    )
    op.create_table(
        "roster_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complaint", sa.String(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_roster_proposal_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_roster_proposal_venue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_proposal")),
    )
    with op.batch_alter_table("roster_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_proposal_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "rotation_rule",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("walk", sa.Integer(), nullable=False),
        sa.Column("extra_stay", sa.Integer(), nullable=False),
        sa.Column("after_closing", sa.Integer(), nullable=False),
        sa.Column("patience", sa.Integer(), nullable=False),
        sa.Column("lunch_from", sa.Time(), nullable=True),
        sa.Column("lunch_until", sa.Time(), nullable=True),
        sa.Column("lunch_minutes", sa.Integer(), nullable=True),
        sa.Column("canteen_places", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_rotation_rule_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_rotation_rule")),
    )
    op.create_table(
        "busy_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_busy_span_in_order")),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_busy_span_guide_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_span")),
    )
    with op.batch_alter_table("busy_span", schema=None) as batch_op:
        batch_op.create_index("ix_busy_span_guide_starts", ["guide_id", "starts"], unique=False)

    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last >= first", name=op.f("ck_day_off_in_order")),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_day_off_guide_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["person.id"], name=op.f("fk_day_off_stated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
    )
    with op.batch_alter_table("day_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_off_guide_id"), ["guide_id"], unique=False)

    op.create_table(
        "disruption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("touching", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("counties", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_disruption_days_in_order")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closure.id"], name=op.f("fk_disruption_closure_id")
        ),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_disruption_hall_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_disruption_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_disruption_programme_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_disruption_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruption")),
        sa.UniqueConstraint("token", name=op.f("uq_disruption_token")),
    )
    with op.batch_alter_table("disruption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disruption_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_disruption_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "exhibit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("keywords", sa.String(), nullable=True),
        sa.Column("grades_from", sa.Integer(), nullable=False),
        sa.Column("grades_to", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'repair', 'removed')", name=op.f("ck_exhibit_known_state")
        ),
        sa.CheckConstraint("grades_to >= grades_from", name=op.f("ck_exhibit_grades_in_order")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_exhibit_hall_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_exhibit_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("venue_id", "code", name=op.f("uq_exhibit_venue_id")),
    )
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.create_index("ix_exhibit_hall_state", ["hall_id", "state"], unique=False)

    op.create_table(
        "exhibit_line",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["exhibit_import.id"], name=op.f("fk_exhibit_line_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_line")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_exhibit_line_import_id")),
    )
    with op.batch_alter_table("exhibit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibit_line_import_id"), ["import_id"], unique=False)

    op.create_table(
        "guide_hours",
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_guide_hours_in_order")),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_guide_hours_guide_id")),
        sa.PrimaryKeyConstraint("guide_id", "weekday", "starts", name=op.f("pk_guide_hours")),
    )
    op.create_table(
        "guide_skill",
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_guide_skill_guide_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_guide_skill_programme_id")
        ),
        sa.PrimaryKeyConstraint("guide_id", "programme_id", name=op.f("pk_guide_skill")),
    )
    op.create_table(
        "hall_show",
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_hall_show_hall_id")),
        sa.PrimaryKeyConstraint("hall_id", "starts", name=op.f("pk_hall_show")),
    )
    op.create_table(
        "hall_walk",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["hall.id"], name=op.f("fk_hall_walk_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["hall.id"], name=op.f("fk_hall_walk_other_id")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_hall_walk")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_incident_hall_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_incident_recorded_by")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_incident_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("token", name=op.f("uq_incident_token")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_venue_at", ["venue_id", "at"], unique=False)

    op.create_table(
        "learning_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("grades_from", sa.Integer(), nullable=False),
        sa.Column("grades_to", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("curriculum", sa.Text(), nullable=False),
        sa.Column("curriculum_en", sa.Text(), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("tasks_en", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("notes_en", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "grades_to >= grades_from", name=op.f("ck_learning_sheet_grades_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_learning_sheet_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_sheet")),
    )
    with op.batch_alter_table("learning_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learning_sheet_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "ordered_route",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_ordered_route_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_ordered_route")),
    )
    op.create_table(
        "outside_feed",
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("complaint", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_outside_feed_guide_id")),
        sa.PrimaryKeyConstraint("guide_id", name=op.f("pk_outside_feed")),
    )
    op.create_table(
        "programme_condition",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_programme_condition_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_condition_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "version", name=op.f("pk_programme_condition")),
    )
    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_programme_version_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_version_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint(
            "programme_id", "version", name=op.f("uq_programme_version_programme_id")
        ),
    )
    op.create_table(
        "unguided_hall",
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_unguided_hall_hall_id")),
        sa.PrimaryKeyConstraint("hall_id", name=op.f("pk_unguided_hall")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("want", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("week_from", sa.Date(), nullable=False),
        sa.Column("week_to", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("moves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_wish_somebody_wishes")),
        sa.CheckConstraint("week_to >= week_from", name=op.f("ck_wish_weeks_in_order")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_wish_county_code")),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"], name=op.f("fk_wish_placed_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["wish_plan.id"], name=op.f("fk_wish_plan_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_wish_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("placed_by", "token", name=op.f("uq_wish_placed_by")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index("ix_wish_county_state", ["county_code", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_wish_school_id"), ["school_id"], unique=False)

    op.create_table(
        "disruption_session",
        sa.Column("disruption_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["disruption_id"], ["disruption.id"], name=op.f("fk_disruption_session_disruption_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_disruption_session_session_id")
        ),
        sa.PrimaryKeyConstraint("disruption_id", "session_id", name=op.f("pk_disruption_session")),
    )
    op.create_table(
        "exhibit_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibit.id"], name=op.f("fk_exhibit_step_exhibit_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_exhibit_step_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_step")),
    )
    with op.batch_alter_table("exhibit_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exhibit_step_exhibit_id"), ["exhibit_id"], unique=False
        )

    op.create_table(
        "incident_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_change_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_incident_change_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_change")),
    )
    with op.batch_alter_table("incident_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_change_incident_id"), ["incident_id"], unique=False
        )

    op.create_table(
        "kept_share",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_kept_share_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_kept_share_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_kept_share")),
    )
    with op.batch_alter_table("kept_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_share_until"), ["until"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lines_limit", sa.Integer(), nullable=False),
        sa.Column("lines_taken", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("recording", sa.String(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plays", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lines_taken >= 0 AND lines_taken <= lines_limit", name=op.f("ck_lesson_lines_carried")
        ),
        sa.CheckConstraint("plays >= 0", name=op.f("ck_lesson_plays_count")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_lesson_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_lesson")),
    )
    op.create_table(
        "lesson_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("projector", sa.Boolean(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("spare_line", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("active_room", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("joined_by", sa.Integer(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_pupils", sa.Integer(), nullable=True),
        sa.Column("came_adults", sa.Integer(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("counted_by", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("came_adults >= 0", name=op.f("ck_lesson_room_adults_count")),
        sa.CheckConstraint("came_pupils >= 0", name=op.f("ck_lesson_room_pupils_count")),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_lesson_room_somebody_expected")),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["person.id"], name=op.f("fk_lesson_room_counted_by")
        ),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_lesson_room_county_code")
        ),
        sa.ForeignKeyConstraint(
            ["joined_by"], ["person.id"], name=op.f("fk_lesson_room_joined_by")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_lesson_room_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_lesson_room_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_room")),
        sa.UniqueConstraint("active_room", name=op.f("uq_lesson_room_active_room")),
        sa.UniqueConstraint("school_id", "token", name=op.f("uq_lesson_room_school_id")),
    )
    with op.batch_alter_table("lesson_room", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_room_county_code"), ["county_code"], unique=False
        )
        batch_op.create_index("ix_lesson_room_session", ["session_id", "state"], unique=False)

    op.create_table(
        "sheet_print",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["learning_sheet.id"], name=op.f("fk_sheet_print_sheet_id")
        ),
        sa.PrimaryKeyConstraint("sheet_id", "month", name=op.f("pk_sheet_print")),
    )
    op.create_table(
        "stop_exhibit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibit.id"], name=op.f("fk_stop_exhibit_exhibit_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_stop_exhibit_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_exhibit")),
        sa.UniqueConstraint(
            "programme_id", "exhibit_id", name=op.f("uq_stop_exhibit_programme_id")
        ),
    )
    with op.batch_alter_table("stop_exhibit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stop_exhibit_exhibit_id"), ["exhibit_id"], unique=False
        )

    op.create_table(
        "walk_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("school_name", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("adults >= 0", name=op.f("ck_walk_in_adults_not_negative")),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_walk_in_somebody_came")),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_walk_in_county_code")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_walk_in_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_walk_in_recorded_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_walk_in_school_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_walk_in_session_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_walk_in_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in")),
        sa.UniqueConstraint("token", name=op.f("uq_walk_in_token")),
    )
    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.create_index("ix_walk_in_venue_day", ["venue_id", "day"], unique=False)

    op.create_table(
        "wish_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_step_person_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_step_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_step")),
    )
    with op.batch_alter_table("wish_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_step_wish_id"), ["wish_id"], unique=False)

    op.create_table(
        "acceptance",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_acceptance_booking_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acceptance_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_acceptance_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "booking_id", "programme_id", "version", name=op.f("pk_acceptance")
        ),
    )
    op.create_table(
        "answer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_answer_link_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_link_token_hash")),
    )
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_link_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "batch_hours",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_batch_hours_in_order")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_batch_hours_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_batch_hours_session_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "batch", name=op.f("pk_batch_hours")),
    )
    op.create_table(
        "day_edition",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batches", sa.Text(), nullable=False),
        sa.Column("turns", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_day_edition_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_day_edition_person_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["day_plan.id"], name=op.f("fk_day_edition_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "revision", name=op.f("pk_day_edition")),
    )
    op.create_table(
        "disruption_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disruption_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("former_session_id", sa.Integer(), nullable=False),
        sa.Column("former_programme_id", sa.Integer(), nullable=False),
        sa.Column("former_state", sa.String(), nullable=False),
        sa.Column("former_day", sa.Date(), nullable=False),
        sa.Column("former_starts", sa.Time(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("online_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_by", sa.Integer(), nullable=True),
        sa.Column("acted_for", sa.Boolean(), nullable=False),
        sa.Column("made_up_id", sa.Integer(), nullable=True),
        sa.Column("written_off", sa.Text(), nullable=True),
        sa.Column("written_off_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_disruption_group_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["disruption_id"], ["disruption.id"], name=op.f("fk_disruption_group_disruption_id")
        ),
        sa.ForeignKeyConstraint(
            ["former_programme_id"],
            ["programme.id"],
            name=op.f("fk_disruption_group_former_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["former_session_id"],
            ["session.id"],
            name=op.f("fk_disruption_group_former_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["made_up_id"], ["booking.id"], name=op.f("fk_disruption_group_made_up_id")
        ),
        sa.ForeignKeyConstraint(
            ["online_id"], ["session.id"], name=op.f("fk_disruption_group_online_id")
        ),
        sa.ForeignKeyConstraint(
            ["reached_by"], ["person.id"], name=op.f("fk_disruption_group_reached_by")
        ),
        sa.ForeignKeyConstraint(
            ["written_off_by"], ["person.id"], name=op.f("fk_disruption_group_written_off_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruption_group")),
        sa.UniqueConstraint(
            "disruption_id", "booking_id", name=op.f("uq_disruption_group_disruption_id")
        ),
        sa.UniqueConstraint("made_up_id", name=op.f("uq_disruption_group_made_up_id")),
    )
    with op.batch_alter_table("disruption_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disruption_group_booking_id"), ["booking_id"], unique=False
        )

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=True),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'filled' OR guide_id IS NOT NULL", name=op.f("ck_duty_filled_has_one")
        ),
        sa.CheckConstraint(
            "state <> 'open' OR guide_id IS NULL", name=op.f("ck_duty_open_has_nobody")
        ),
        sa.CheckConstraint("ends > starts", name=op.f("ck_duty_in_order")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_duty_booking_id")),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_duty_guide_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_duty_programme_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_duty_session_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_duty_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("key", name=op.f("uq_duty_key")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ix_duty_guide_day", ["guide_id", "day"], unique=False)
        batch_op.create_index("ix_duty_venue_day", ["venue_id", "day"], unique=False)

    op.create_table(
        "failure_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_failure_word_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_failure_word_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure_word")),
    )
    with op.batch_alter_table("failure_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_failure_word_booking_id"), ["booking_id"], unique=False
        )

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
        "leftover_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("first_choice", sa.Integer(), nullable=True),
        sa.Column("second_choice", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("leader_phone", sa.String(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_leftover_ask_somebody_comes")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_leftover_ask_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_choice"], ["session.id"], name=op.f("fk_leftover_ask_first_choice")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"], ["person.id"], name=op.f("fk_leftover_ask_placed_by")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["leftover_release.id"], name=op.f("fk_leftover_ask_release_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_leftover_ask_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_choice"], ["session.id"], name=op.f("fk_leftover_ask_second_choice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leftover_ask")),
        sa.UniqueConstraint("release_id", "school_id", name=op.f("uq_leftover_ask_release_id")),
    )
    op.create_table(
        "lesson_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["room_id"], ["lesson_room.id"], name=op.f("fk_lesson_question_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["person.id"], name=op.f("fk_lesson_question_used_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_question")),
        sa.UniqueConstraint("room_id", "words", name=op.f("uq_lesson_question_room_id")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("filing", sa.String(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(), nullable=True),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("coaches", sa.Integer(), nullable=True),
        sa.Column("coach_firm", sa.String(), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("declined", sa.Integer(), nullable=True),
        sa.Column("visit_day", sa.Date(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "coaches >= 0 AND agreed >= 0 AND declined >= 0", name=op.f("ck_paper_not_negative")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_paper_booking_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_paper_decided_by")),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_paper_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("booking_id", "kind", name=op.f("uq_paper_booking_id")),
    )
    op.create_table(
        "paper_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("coaches", sa.Integer(), nullable=False),
        sa.Column("initials", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("held_before", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_paper_line_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["paper_sheet.id"], name=op.f("fk_paper_line_sheet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_line")),
        sa.UniqueConstraint("sheet_id", "booking_id", name=op.f("uq_paper_line_sheet_id")),
    )
    with op.batch_alter_table("paper_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_line_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_phone_call_booking_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_phone_call_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
    )
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.create_index("ix_phone_call_booking", ["booking_id", "reason"], unique=False)

    op.create_table(
        "reconfirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("coaches", sa.Integer(), nullable=True),
        sa.Column("arrives", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_reconfirmation_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconfirmation")),
        sa.UniqueConstraint("booking_id", "day", name=op.f("uq_reconfirmation_booking_id")),
    )
    op.create_table(
        "duty_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_step_duty_id")),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_duty_step_guide_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_step")),
    )
    with op.batch_alter_table("duty_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_step_duty_id"), ["duty_id"], unique=False)

    op.create_table(
        "duty_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("from_guide", sa.Integer(), nullable=False),
        sa.Column("open_duty", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_swap_duty_id")),
        sa.ForeignKeyConstraint(["from_guide"], ["guide.id"], name=op.f("fk_duty_swap_from_guide")),
        sa.ForeignKeyConstraint(["taken_by"], ["guide.id"], name=op.f("fk_duty_swap_taken_by")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_duty_swap_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_swap")),
        sa.UniqueConstraint("open_duty", name=op.f("uq_duty_swap_open_duty")),
    )
    with op.batch_alter_table("duty_swap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_swap_duty_id"), ["duty_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_swap_venue_id"), ["venue_id"], unique=False)

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

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_upload_paper_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_upload_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("name", name=op.f("uq_upload_name")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_paper_id"), ["paper_id"], unique=False)

    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("step_free", sa.Boolean(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agreed_pupils", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_of", sa.Integer(), nullable=True))
        batch_op.create_index("ix_booking_answer", ["state", "answer_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_split_of"), ["split_of"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_booking_split_of"), "booking", ["split_of"], ["id"]
        )

    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_terms", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("evacuation", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("offer_hours", sa.Integer(), server_default="48", nullable=False)
        )
        batch_op.add_column(
            sa.Column("reconfirm_days", sa.Integer(), server_default="3", nullable=False)
        )
        batch_op.drop_column("no_show_months")
        batch_op.drop_column("no_show_block_days")
        batch_op.drop_column("late_cancel_counts")

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "trial_for_all", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("rotates", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revised_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("setting", sa.String(), server_default="indoors", nullable=False)
        )
        batch_op.add_column(
            sa.Column("far_share", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("far_share_days", sa.Integer(), server_default="14", nullable=False)
        )
        batch_op.add_column(sa.Column("conditions_version", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_programme_owner_id"), "person", ["owner_id"], ["id"]
        )

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("release_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_session_release_id"), ["release_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_release_id"))
        batch_op.drop_column("kept_until")
        batch_op.drop_column("release_id")

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_programme_owner_id"), type_="foreignkey")
        batch_op.drop_column("conditions_version")
        batch_op.drop_column("far_share_days")
        batch_op.drop_column("far_share")
        batch_op.drop_column("setting")
        batch_op.drop_column("revised_on")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("rotates")
        batch_op.drop_column("trial_for_all")

    with op.batch_alter_table("group_rule", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "late_cancel_counts",
                sa.BOOLEAN(),
                server_default=sa.text("(false)"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("no_show_block_days", sa.INTEGER(), nullable=True))
        batch_op.add_column(sa.Column("no_show_months", sa.INTEGER(), nullable=True))
        batch_op.drop_column("reconfirm_days")
        batch_op.drop_column("offer_hours")
        batch_op.drop_column("evacuation")
        batch_op.drop_column("paper_terms")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_booking_split_of"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_booking_split_of"))
        batch_op.drop_index("ix_booking_answer")
        batch_op.drop_column("split_of")
        batch_op.drop_column("agreed_pupils")
        batch_op.drop_column("answer_by")
        batch_op.drop_column("step_free")

    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("came_at")

    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_paper_id"))

    op.drop_table("upload")
    with op.batch_alter_table("feedback_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_answer_of")
        batch_op.drop_index(batch_op.f("ix_feedback_answer_booking_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_answer_batch_id"))

    op.drop_table("feedback_answer")
    with op.batch_alter_table("duty_swap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_swap_venue_id"))
        batch_op.drop_index(batch_op.f("ix_duty_swap_duty_id"))

    op.drop_table("duty_swap")
    with op.batch_alter_table("duty_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_step_duty_id"))

    op.drop_table("duty_step")
    op.drop_table("reconfirmation")
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.drop_index("ix_phone_call_booking")

    op.drop_table("phone_call")
    with op.batch_alter_table("paper_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_line_booking_id"))

    op.drop_table("paper_line")
    op.drop_table("paper")
    op.drop_table("lesson_question")
    op.drop_table("leftover_ask")
    with op.batch_alter_table("feedback_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_batch_booking_id"))

    op.drop_table("feedback_batch")
    with op.batch_alter_table("feedback_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_ask_venue_id"))

    op.drop_table("feedback_ask")
    with op.batch_alter_table("failure_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failure_word_booking_id"))

    op.drop_table("failure_word")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_venue_day")
        batch_op.drop_index("ix_duty_guide_day")
        batch_op.drop_index(batch_op.f("ix_duty_booking_id"))

    op.drop_table("duty")
    with op.batch_alter_table("disruption_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disruption_group_booking_id"))

    op.drop_table("disruption_group")
    op.drop_table("day_edition")
    op.drop_table("batch_hours")
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_link_booking_id"))

    op.drop_table("answer_link")
    op.drop_table("acceptance")
    with op.batch_alter_table("wish_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_step_wish_id"))

    op.drop_table("wish_step")
    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.drop_index("ix_walk_in_venue_day")

    op.drop_table("walk_in")
    with op.batch_alter_table("stop_exhibit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_exhibit_exhibit_id"))

    op.drop_table("stop_exhibit")
    op.drop_table("sheet_print")
    with op.batch_alter_table("lesson_room", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_room_session")
        batch_op.drop_index(batch_op.f("ix_lesson_room_county_code"))

    op.drop_table("lesson_room")
    op.drop_table("lesson")
    with op.batch_alter_table("kept_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_share_until"))

    op.drop_table("kept_share")
    with op.batch_alter_table("incident_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_change_incident_id"))

    op.drop_table("incident_change")
    with op.batch_alter_table("exhibit_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibit_step_exhibit_id"))

    op.drop_table("exhibit_step")
    op.drop_table("disruption_session")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_school_id"))
        batch_op.drop_index("ix_wish_county_state")

    op.drop_table("wish")
    op.drop_table("unguided_hall")
    op.drop_table("programme_version")
    op.drop_table("programme_condition")
    op.drop_table("outside_feed")
    op.drop_table("ordered_route")
    with op.batch_alter_table("learning_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learning_sheet_programme_id"))

    op.drop_table("learning_sheet")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_venue_at")

    op.drop_table("incident")
    op.drop_table("hall_walk")
    op.drop_table("hall_show")
    op.drop_table("guide_skill")
    op.drop_table("guide_hours")
    with op.batch_alter_table("exhibit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibit_line_import_id"))

    op.drop_table("exhibit_line")
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.drop_index("ix_exhibit_hall_state")

    op.drop_table("exhibit")
    with op.batch_alter_table("disruption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disruption_venue_id"))
        batch_op.drop_index(batch_op.f("ix_disruption_made_at"))

    op.drop_table("disruption")
    with op.batch_alter_table("day_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_off_guide_id"))

    op.drop_table("day_off")
    with op.batch_alter_table("busy_span", schema=None) as batch_op:
        batch_op.drop_index("ix_busy_span_guide_starts")

    op.drop_table("busy_span")
    op.drop_table("rotation_rule")
    with op.batch_alter_table("roster_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_proposal_venue_id"))

    op.drop_table("roster_proposal")
    op.drop_table("paper_sheet")
    with op.batch_alter_table("leftover_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leftover_release_venue_id"))

    op.drop_table("leftover_release")
    op.drop_table("guide_line")
    with op.batch_alter_table("guide", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_venue_id"))

    op.drop_table("guide")
    op.drop_table("exhibit_import")
    op.drop_table("duty_rule")
    with op.batch_alter_table("day_solving", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_solving_venue_id"))

    op.drop_table("day_solving")
    op.drop_table("day_plan")
    with op.batch_alter_table("wish_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_plan_county_code"))

    op.drop_table("wish_plan")

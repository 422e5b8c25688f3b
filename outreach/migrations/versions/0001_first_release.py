"""First release"""

import sqlalchemy as sa
from alembic import op

from outreach.migrations.dialects import only_on

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_activity_number")),
    )
    op.create_table(
        "city",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_city")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_claim_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_holder"), ["holder"], unique=False)
        batch_op.create_index("ix_claim_resource_starts", ["resource", "starts"], unique=False)

    op.create_table(
        "code_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("old_code", sa.String(), nullable=True),
        sa.Column("old_name", sa.String(), nullable=True),
        sa.Column("new_code", sa.String(), nullable=False),
        sa.Column("new_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_change")),
    )
    with op.batch_alter_table("code_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_change_old_code"), ["old_code"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "public_holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_public_holiday")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_key_at", ["key", "at"], unique=False)

    op.create_table(
        "travel_parameter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("road_factor", sa.Double(), nullable=False),
        sa.Column("speed_bands", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_parameter")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_audit_entry_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject", ["subject"], unique=False)

    op.create_table(
        "county",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("urban_residents", sa.Integer(), nullable=False),
        sa.Column("age0", sa.Integer(), nullable=False),
        sa.Column("age1_4", sa.Integer(), nullable=False),
        sa.Column("age5_9", sa.Integer(), nullable=False),
        sa.Column("age10_14", sa.Integer(), nullable=False),
        sa.Column("age15_19", sa.Integer(), nullable=False),
        sa.Column("years_of_schooling", sa.Double(), nullable=False),
        sa.Column("area_km2", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("tile_row", sa.Integer(), nullable=False),
        sa.Column("tile_column", sa.Integer(), nullable=False),
        sa.Column("road_factor", sa.Double(), nullable=True),
        sa.Column("road_km_override", sa.Double(), nullable=True),
        sa.Column("coach_hours_override", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_county_city_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_county")),
    )
    with op.batch_alter_table("county", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_county_city_code"), ["city_code"], unique=False)

    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_hash")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_feed_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_outbox_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_index("ix_outbox_waiting", ["state", "due_at"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("person_id", "role", "scope", name=op.f("uq_role_grant_person_id")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "school_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_code"], ["city.code"], name=op.f("fk_school_break_city_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_break")),
    )
    op.create_table(
        "school_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("choices", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_school_import_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_import")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_term_in_order")),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_term_city_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_city_code"), ["city_code"], unique=False)

    op.create_table(
        "county_border",
        sa.Column("code_a", sa.String(), nullable=False),
        sa.Column("code_b", sa.String(), nullable=False),
        sa.Column("km", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["code_a"], ["county.code"], name=op.f("fk_county_border_code_a")),
        sa.ForeignKeyConstraint(["code_b"], ["county.code"], name=op.f("fk_county_border_code_b")),
        sa.PrimaryKeyConstraint("code_a", "code_b", name=op.f("pk_county_border")),
    )
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["school_import.id"], name=op.f("fk_import_line_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_import_line_import_id")),
    )
    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_line_import_id"), ["import_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("invitation", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_mail_outbox_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_mail_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_mail_outbox_id")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_recipient_id"), ["recipient_id"], unique=False)

    op.create_table(
        "township",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_township_county_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_township")),
    )
    with op.batch_alter_table("township", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_township_county_code"), ["county_code"], unique=False)

    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_en", sa.String(), nullable=False),
        sa.Column("meeting_point", sa.String(), nullable=False),
        sa.Column("meeting_point_en", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_venue_county_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("slug", name=op.f("uq_venue_slug")),
    )
    op.create_table(
        "adult_ratio",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("pupils_per_adult", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_adult_ratio_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "stage", name=op.f("pk_adult_ratio")),
    )
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_closure_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "day_cap",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_day_cap_not_negative")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_day_cap_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "days", "part", name=op.f("pk_day_cap")),
    )
    op.create_table(
        "day_load",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity", name=op.f("ck_day_load_never_oversold")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_day_load_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "day", "part", name=op.f("pk_day_load")),
    )
    op.create_table(
        "group_rule",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("min_pupils", sa.Integer(), nullable=True),
        sa.Column("max_pupils", sa.Integer(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=True),
        sa.Column("lead_in_workdays", sa.Boolean(), nullable=False),
        sa.Column("phone_only", sa.Boolean(), nullable=False),
        sa.Column("max_inside", sa.Integer(), nullable=True),
        sa.Column("opens_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("papers", sa.String(), nullable=False),
        sa.Column("papers_due_days", sa.Integer(), nullable=False),
        sa.Column("papers_before_days", sa.Integer(), nullable=False),
        sa.Column("cancel_free_days", sa.Integer(), nullable=False),
        sa.Column("change_tolerance", sa.Integer(), nullable=False),
        sa.Column("no_show_limit", sa.Integer(), nullable=True),
        sa.Column("no_show_months", sa.Integer(), nullable=True),
        sa.Column("no_show_block_days", sa.Integer(), nullable=True),
        sa.Column("late_cancel_counts", sa.Boolean(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("release_days", sa.Integer(), nullable=True),
        sa.Column("release_time", sa.Time(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("advice_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_group_rule_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_group_rule")),
    )
    op.create_table(
        "hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("largest_group", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_hall_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall")),
    )
    with op.batch_alter_table("hall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hall_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("closes > opens", name=op.f("ck_opening_in_order")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_opening_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("batch_size", sa.Integer(), nullable=False),
        sa.Column("grades_from", sa.Integer(), nullable=False),
        sa.Column("grades_to", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("waitlist_policy", sa.String(), nullable=False),
        sa.Column("max_passes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_programme_has_room")),
        sa.CheckConstraint("grades_to >= grades_from", name=op.f("ck_programme_grades_in_order")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_programme_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("township_code", sa.String(), nullable=True),
        sa.Column("stages", sa.String(), nullable=False),
        sa.Column("teaching_point", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("pupils_reported", sa.Integer(), nullable=True),
        sa.Column("pupils_about", sa.Boolean(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_school_county_code")
        ),
        sa.ForeignKeyConstraint(
            ["township_code"], ["township.code"], name=op.f("fk_school_township_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("code", name=op.f("uq_school_code")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index("ix_school_county_name", ["county_code", "name"], unique=False)
        batch_op.create_index("ix_school_initials", ["initials"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_enrolment_not_negative")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_school_id")),
        sa.PrimaryKeyConstraint("school_id", "grade", name=op.f("pk_enrolment")),
    )
    op.create_table(
        "programme_hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_programme_hall_hall_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_hall_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_hall")),
        sa.UniqueConstraint(
            "programme_id", "position", name=op.f("uq_programme_hall_programme_id")
        ),
    )
    with op.batch_alter_table("programme_hall", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_hall_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("ends > starts", name=op.f("ck_session_in_order")),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity", name=op.f("ck_session_never_oversold")
        ),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_session_waiting_groups")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_session_hall_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_session_programme_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_session_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("programme_id", "day", "starts", name=op.f("uq_session_programme_id")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_venue_day", ["venue_id", "day"], unique=False)

    op.create_table(
        "teacher_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_teacher_request_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_teacher_request_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_teacher_request_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_request")),
        sa.UniqueConstraint("person_id", "school_id", name=op.f("uq_teacher_request_person_id")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("leader_phone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("active_place", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("adults >= 0", name=op.f("ck_booking_adults_not_negative")),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_booking_somebody_comes")),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_booking_county_code")
        ),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"], name=op.f("fk_booking_placed_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_booking_programme_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_booking_school_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_booking_session_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_booking_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("active_place", name=op.f("uq_booking_active_place")),
        sa.UniqueConstraint("school_id", "token", name=op.f("uq_booking_school_id")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_county_code"), ["county_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_day"), ["day"], unique=False)
        batch_op.create_index("ix_booking_hold", ["state", "hold_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_placed_by"), ["placed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_school_id"), ["school_id"], unique=False)
        batch_op.create_index("ix_booking_session_state", ["session_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("onsite", sa.Integer(), nullable=True),
        sa.Column("onsite_pupils", sa.Integer(), nullable=True),
        sa.Column("online", sa.Integer(), nullable=True),
        sa.Column("online_measure", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("online >= 0", name=op.f("ck_activity_online_count")),
        sa.CheckConstraint("onsite >= 0", name=op.f("ck_activity_onsite_count")),
        sa.CheckConstraint("onsite_pupils <= onsite", name=op.f("ck_activity_pupils_among_onsite")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_activity_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_activity_county_code")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_activity_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_activity_school_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_activity_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_activity_booking_id")),
        sa.UniqueConstraint("number", name=op.f("uq_activity_number")),
        sa.UniqueConstraint("token", name=op.f("uq_activity_token")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_county_day", ["county_code", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_created_by"), ["created_by"], unique=False)
        batch_op.create_index("ix_activity_day", ["day"], unique=False)
        batch_op.create_index("ix_activity_school_day", ["school_id", "day"], unique=False)
        batch_op.create_index("ix_activity_venue_day", ["venue_id", "day"], unique=False)

    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_arrival_booking_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_arrival_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "booking_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_history_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_booking_history_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_history")),
    )
    with op.batch_alter_table("booking_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_booking_history_booking_id"), ["booking_id"], unique=False
        )

    op.create_table(
        "activity_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_answer_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_answer")),
    )
    with op.batch_alter_table("activity_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_answer_activity_id"), ["activity_id"], unique=False
        )

    op.create_table(
        "activity_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_change_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_change_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_change")),
    )
    with op.batch_alter_table("activity_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_change_activity_id"), ["activity_id"], unique=False
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("cohort", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("first_timers", sa.Integer(), nullable=True),
        sa.Column("whole_class", sa.String(), nullable=True),
        sa.CheckConstraint(
            "first_timers BETWEEN 0 AND pupils", name=op.f("ck_attendance_firsts_among_pupils")
        ),
        sa.CheckConstraint("pupils > 0", name=op.f("ck_attendance_somebody_came")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_attendance_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_attendance_county_code")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_attendance_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "activity_id", "school_id", "cohort", name=op.f("uq_attendance_activity_id")
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index("ix_attendance_day", ["day", "county_code"], unique=False)
        batch_op.create_index("ix_attendance_school", ["school_id", "day"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_partner_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("activity_id", "name", name=op.f("uq_partner_activity_id")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_activity_id"), ["activity_id"], unique=False)

    only_on(
        "sqlite",
        "CREATE TRIGGER claim_no_overlap_insert BEFORE INSERT ON claim WHEN "
        "NEW.active AND EXISTS ( SELECT 1 FROM claim AS other WHERE other.resource = "
        "NEW.resource AND other.active AND other.id IS NOT NEW.id AND other.starts < "
        "NEW.ends AND NEW.starts < other.ends) BEGIN SELECT RAISE(ABORT, "
        "'claim_no_overlap'); END",
    )
    only_on(
        "sqlite",
        "CREATE TRIGGER claim_no_overlap_update BEFORE UPDATE ON claim WHEN "
        "NEW.active AND EXISTS ( SELECT 1 FROM claim AS other WHERE other.resource = "
        "NEW.resource AND other.active AND other.id IS NOT NEW.id AND other.starts < "
        "NEW.ends AND NEW.starts < other.ends) BEGIN SELECT RAISE(ABORT, "
        "'claim_no_overlap'); END",
    )
    only_on("postgresql", "CREATE EXTENSION IF NOT EXISTS btree_gist")
    only_on(
        "postgresql",
        "ALTER TABLE claim ADD CONSTRAINT claim_no_overlap EXCLUDE USING gist "
        "(resource WITH =, int8range(starts, ends) WITH &&) WHERE (active)",
    )


def downgrade() -> None:
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_activity_id"))

    op.drop_table("partner")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_school")
        batch_op.drop_index("ix_attendance_day")
        batch_op.drop_index(batch_op.f("ix_attendance_activity_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("activity_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_change_activity_id"))

    op.drop_table("activity_change")
    with op.batch_alter_table("activity_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_answer_activity_id"))

    op.drop_table("activity_answer")
    with op.batch_alter_table("booking_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_history_booking_id"))

    op.drop_table("booking_history")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrival_booking_id"))

    op.drop_table("arrival")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_venue_day")
        batch_op.drop_index("ix_activity_school_day")
        batch_op.drop_index("ix_activity_day")
        batch_op.drop_index(batch_op.f("ix_activity_created_by"))
        batch_op.drop_index("ix_activity_county_day")

    op.drop_table("activity")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_venue_id"))
        batch_op.drop_index("ix_booking_session_state")
        batch_op.drop_index(batch_op.f("ix_booking_school_id"))
        batch_op.drop_index(batch_op.f("ix_booking_placed_by"))
        batch_op.drop_index("ix_booking_hold")
        batch_op.drop_index(batch_op.f("ix_booking_day"))
        batch_op.drop_index(batch_op.f("ix_booking_county_code"))

    op.drop_table("booking")
    op.drop_table("teacher_request")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("ix_session_venue_day")

    op.drop_table("session")
    with op.batch_alter_table("programme_hall", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_hall_programme_id"))

    op.drop_table("programme_hall")
    op.drop_table("enrolment")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index("ix_school_initials")
        batch_op.drop_index("ix_school_county_name")

    op.drop_table("school")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_venue_id"))

    op.drop_table("programme")
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_venue_id"))

    op.drop_table("opening")
    with op.batch_alter_table("hall", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hall_venue_id"))

    op.drop_table("hall")
    op.drop_table("group_rule")
    op.drop_table("day_load")
    op.drop_table("day_cap")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closure_venue_id"))

    op.drop_table("closure")
    op.drop_table("adult_ratio")
    op.drop_table("venue")
    with op.batch_alter_table("township", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_township_county_code"))

    op.drop_table("township")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_recipient_id"))

    op.drop_table("mail")
    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_line_import_id"))

    op.drop_table("import_line")
    op.drop_table("county_border")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_term_city_code"))

    op.drop_table("term")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_person_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    op.drop_table("school_import")
    op.drop_table("school_break")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting")
        batch_op.drop_index(batch_op.f("ix_outbox_recipient_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index("ix_feed_subject")
        batch_op.drop_index(batch_op.f("ix_feed_person_id"))

    op.drop_table("feed")
    with op.batch_alter_table("county", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_county_city_code"))

    op.drop_table("county")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")

    op.drop_table("audit_entry")
    op.drop_table("travel_parameter")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_key_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("public_holiday")
    op.drop_table("person")
    with op.batch_alter_table("code_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_change_old_code"))

    op.drop_table("code_change")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_resource_starts")
        batch_op.drop_index(batch_op.f("ix_claim_holder"))

    op.drop_table("claim")
    op.drop_table("city")
    op.drop_table("activity_number")

"""Rows of activities, planned and done: the record everything is counted from."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row
from outreach.province.upload_rows import UploadLineRow, UploadRow


class ActivityRow(Row):
    """One thing that took place, or shall. On-site and online are two columns nothing adds up.

    An empty count means "does not apply", which the yearly return tells apart from zero. Where
    people were counted day by day (`counted_daily`), `onsite` is the sum of the days.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("onsite >= 0", name="onsite_count"),
        CheckConstraint("online >= 0", name="online_count"),
        CheckConstraint("onsite_pupils <= onsite", name="pupils_among_onsite"),
        CheckConstraint("until_day > day", name="ends_after_it_begins"),
        CheckConstraint("planned_onsite >= 0", name="planned_count"),
        Index("ix_activity_county_day", "county_code", "day"),
        Index("ix_activity_day", "day"),
        Index("ix_activity_school_day", "school_id", "day"),
        Index("ix_activity_venue_day", "venue_id", "day"),
        Index("ix_activity_state_day", "state", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # model.Kind
    title: Mapped[str]
    day: Mapped[date]
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))  # whose young people
    place: Mapped[str]
    audience: Mapped[str]  # school, public
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))  # audience school
    onsite: Mapped[int | None]  # contacts: people present, pupils and adults together
    onsite_pupils: Mapped[int | None]  # of them pupils; empty: nobody counted them apart
    online: Mapped[int | None]  # as `online_measure` says; empty: nothing went out online
    online_measure: Mapped[str | None]  # model.OnlineMeasure
    minutes: Mapped[int | None]
    lead: Mapped[str]  # unit that reports it
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    state: Mapped[str] = mapped_column(default="counted")  # model.State
    revision: Mapped[int] = mapped_column(default=1)
    on_behalf: Mapped[bool] = mapped_column(default=False)  # 代填: not by the county itself
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    token: Mapped[str | None] = mapped_column(unique=True)
    sample: Mapped[bool] = mapped_column(default=False)
    until_day: Mapped[date | None]  # the last of several days
    planned_onsite: Mapped[int | None]
    planned_day: Mapped[date | None]  # empty: told only after it was over
    onsite_rough: Mapped[bool | None]  # 约
    counted_daily: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    own_programme: Mapped[bool | None]  # false: shared by another unit
    vehicle: Mapped[str | None]
    kilometres: Mapped[int | None]
    volunteers: Mapped[int | None]
    volunteer_hours: Mapped[int | None]
    funding: Mapped[str | None]  # project that paid
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]


class AttendanceRow(Row):
    """Pupils of one cell (school × cohort) present at an activity.

    `cohort` is the calendar year in which the pupils entered grade 1 (grade 1 in the school year
    beginning September Y has cohort Y), so that it stays the same as they move up. Grade and
    cohort are empty when the school came across its grades and nobody counted them apart.
    `county_code` and `day` repeat the activity's, so that cells are found by one index.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("activity_id", "school_id", "cohort"),
        CheckConstraint("pupils > 0", name="somebody_came"),
        CheckConstraint("first_timers BETWEEN 0 AND pupils", name="firsts_among_pupils"),
        Index("ix_attendance_school", "school_id", "day"),
        Index("ix_attendance_day", "day", "county_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    day: Mapped[date]
    grade: Mapped[int | None]
    cohort: Mapped[int | None]
    pupils: Mapped[int]
    first_timers: Mapped[int | None]
    whole_class: Mapped[str | None]  # name of the class that came complete, e.g. "3班"


class ActivityDayRow(Row):
    """How many came on one day of an activity of several days, as its daily counter says."""

    __tablename__ = "activity_day"
    __table_args__ = (
        CheckConstraint("onsite >= 0", name="onsite_count"),
        CheckConstraint("onsite_pupils BETWEEN 0 AND onsite", name="pupils_among_onsite"),
        Index("ix_activity_day_day", "day"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    onsite: Mapped[int]
    onsite_pupils: Mapped[int | None]
    counted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counted_at: Mapped[datetime]


class ActivityLabelRow(Row):
    __tablename__ = "activity_label"
    __table_args__ = (Index("ix_activity_label_label", "label"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)  # model.Label


class PartnerRow(Row):
    """A unit beside the lead, and the part of the people that is its own.

    Parts are never added to a figure: the activity's people are counted once, at the activity.
    """

    __tablename__ = "partner"
    __table_args__ = (
        UniqueConstraint("activity_id", "name"),
        CheckConstraint("onsite >= 0", name="onsite_count"),
        CheckConstraint("onsite_pupils BETWEEN 0 AND onsite", name="pupils_among_onsite"),
        Index("ix_partner_county", "county_code", "activity_id"),
        Index("ix_partner_venue", "venue_id", "activity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    name: Mapped[str]
    role: Mapped[str | None]  # model.PartnerRole; empty: helps
    county_code: Mapped[str | None] = mapped_column(ForeignKey("county.code"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    onsite: Mapped[int | None]
    onsite_pupils: Mapped[int | None]


class EvidenceRow(Row):
    """What shows that it took place: a photo, a link, a scanned sheet. Files lie in a folder."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    kind: Mapped[str]  # evidence_model.EvidenceKind
    name: Mapped[str | None] = mapped_column(unique=True)  # of the file; a link has none
    media: Mapped[str | None]
    size: Mapped[int | None]  # bytes
    address: Mapped[str | None]  # of a link
    caption: Mapped[str | None]
    consent: Mapped[str | None]  # evidence_model.Consent; photos only
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


class ActivityChangeRow(Row):
    """What a correction changed, with its reason; `before` and `after` are JSON objects."""

    __tablename__ = "activity_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]  # model.Verb
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str]


class ActivityAnswerRow(Row):
    """A question the ledger asked at entry, with its facts, and what the person answered."""

    __tablename__ = "activity_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str]  # code in rules
    facts: Mapped[str] = mapped_column(Text)  # JSON object
    answer: Mapped[str | None]  # empty: "yes, so it was", without more words


class ActivityNumberRow(Row):
    """The last number given out in a year; taken by a guarded UPDATE."""

    __tablename__ = "activity_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class LedgerImportRow(UploadRow):
    """A year of activities somebody uploaded, from reading to undo."""

    __tablename__ = "ledger_import"

    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))  # whose they all are
    lead: Mapped[str] = mapped_column(default="")  # stands in where lines name nobody
    year: Mapped[int | None]  # empty: as the list tells
    given: Mapped[str | None] = mapped_column(Text)  # JSON: answers to what it asked
    found: Mapped[str | None] = mapped_column(Text)  # JSON: import_model.Found


class LedgerImportLineRow(UploadLineRow):
    __tablename__ = "ledger_import_line"
    __table_args__ = (
        Index("ix_ledger_import_line", "import_id", "line"),
        Index("ix_ledger_import_activity", "activity_id"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("ledger_import.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    day: Mapped[date | None]  # of what would be recorded
    revision: Mapped[int] = mapped_column(default=0)  # of the activity, once it was written

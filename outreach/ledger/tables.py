"""Rows of finished activities: the record everything is counted from."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class ActivityRow(Row):
    """One finished thing. On-site and online counts are two columns that nothing adds up.

    An empty count means "does not apply", which the yearly return tells apart from zero.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("onsite >= 0", name="onsite_count"),
        CheckConstraint("online >= 0", name="online_count"),
        CheckConstraint("onsite_pupils <= onsite", name="pupils_among_onsite"),
        Index("ix_activity_county_day", "county_code", "day"),
        Index("ix_activity_day", "day"),
        Index("ix_activity_school_day", "school_id", "day"),
        Index("ix_activity_venue_day", "venue_id", "day"),
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
    state: Mapped[str] = mapped_column(default="counted")  # counted, withdrawn
    revision: Mapped[int] = mapped_column(default=1)
    on_behalf: Mapped[bool] = mapped_column(default=False)  # 代填: not by the county itself
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    token: Mapped[str | None] = mapped_column(unique=True)
    sample: Mapped[bool] = mapped_column(default=False)


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


class PartnerRow(Row):
    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("activity_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    name: Mapped[str]


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

"""Rows of the school calendar, closures, sessions, day caps and claims."""

from datetime import date, datetime, time

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class TermRow(Row):
    """School days of a city and stage, both ends included."""

    __tablename__ = "term"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city_code: Mapped[str] = mapped_column(ForeignKey("city.code"), index=True)
    stage: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class SchoolBreakRow(Row):
    """Days inside a term on which schools do not travel: exam weeks, breaks."""

    __tablename__ = "school_break"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_code: Mapped[str | None] = mapped_column(ForeignKey("city.code"))  # none: all cities
    stage: Mapped[str | None]  # none: all stages
    kind: Mapped[str]  # exam_week, school_break, entrance_exam
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class PublicHolidayRow(Row):
    __tablename__ = "public_holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]  # off, workday
    name: Mapped[str]
    provisional: Mapped[bool] = mapped_column(default=False)


class ClosureRow(Row):
    """Days, both included, on which a venue takes no groups."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    removed_at: Mapped[datetime | None]


class SessionRow(Row):
    """A programme given once. `taken` counts pupils of held, submitted and confirmed bookings.

    The counter changes only by the conditional UPDATE in `season/places.py`; the CHECK is the
    last line that no code path can cross.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("programme_id", "day", "starts"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="never_oversold"),
        CheckConstraint("waiting >= 0", name="waiting_groups"),
        CheckConstraint("ends > starts", name="in_order"),
        Index("ix_session_venue_day", "venue_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)  # groups on the waitlist
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="open")  # open, cancelled
    opens_at: Mapped[datetime]  # when booking begins
    closes_at: Mapped[datetime]  # lead time ends
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id"))
    reason: Mapped[str | None]
    release_id: Mapped[int | None] = mapped_column(index=True)  # the leftovers it belongs to
    kept_until: Mapped[datetime | None]  # its leftovers are given out together, then


class DayLoadRow(Row):
    """Group pupils of a venue on a day or half-day that has a cap; guarded like a session."""

    __tablename__ = "day_load"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= capacity", name="never_oversold"),)

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)  # day, am, pm
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class KeptShareRow(Row):
    """Places of a session kept for far schools: they are taken already, in trust for them.

    So the session's own CHECK guards them, and who comes from near meets an ordinary full session.
    """

    __tablename__ = "kept_share"
    __table_args__ = (CheckConstraint("places >= 0", name="not_negative"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    places: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)  # then everybody may have them


class KeptPlacesRow(Row):
    """Places of a session kept for invited schools: taken already, like a far school's share.

    Whatever happens, what was promised is still kept, was used, or was given back.
    """

    __tablename__ = "kept_places"
    __table_args__ = (
        UniqueConstraint("holder", "session_id"),
        CheckConstraint("kept >= 0 AND used >= 0 AND given_back >= 0", name="not_negative"),
        CheckConstraint("promised = kept + used + given_back", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    holder: Mapped[str]  # "campaign:3"
    promised: Mapped[int]
    kept: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    given_back: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(index=True)


class KeptRightRow(Row):
    """A school that may book into kept places, once."""

    __tablename__ = "kept_right"

    holder: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True, index=True)
    open: Mapped[bool] = mapped_column(default=True)


class KeptRefusalRow(Row):
    """A school that was refused a session while the places it wanted were kept for others."""

    __tablename__ = "kept_refusal"

    kept_id: Mapped[int] = mapped_column(ForeignKey("kept_places.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    at: Mapped[datetime]


class ClaimRow(Row):
    """A scarce thing taken for a span; two active claims of one thing never overlap."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("ends > starts", name="in_order"),
        Index("ix_claim_resource_starts", "resource", "starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str]  # "hall:3"
    holder: Mapped[str] = mapped_column(index=True)  # "session:41"
    starts: Mapped[int]  # seconds since 1970, half-open
    ends: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


# The database is the last line: SQLite has one writer, so a trigger is airtight there; PostgreSQL
# has many, so it needs the exclusion constraint.
OVERLAP_ON_SQLITE = """
CREATE TRIGGER claim_no_overlap_{when} BEFORE {what} ON claim
WHEN NEW.active AND EXISTS (
    SELECT 1 FROM claim AS other
    WHERE other.resource = NEW.resource AND other.active AND other.id IS NOT NEW.id
      AND other.starts < NEW.ends AND NEW.starts < other.ends)
BEGIN SELECT RAISE(ABORT, 'claim_no_overlap'); END
"""
CLAIM_GUARDS = {
    "sqlite": (
        OVERLAP_ON_SQLITE.format(when="insert", what="INSERT"),
        OVERLAP_ON_SQLITE.format(when="update", what="UPDATE"),
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        """
        ALTER TABLE claim ADD CONSTRAINT claim_no_overlap EXCLUDE USING gist
            (resource WITH =, int8range(starts, ends) WITH &&) WHERE (active)
        """,
    ),
}
for _dialect, _statements in CLAIM_GUARDS.items():
    for _statement in _statements:
        event.listen(
            Row.metadata.tables["claim"],
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )

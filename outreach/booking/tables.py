"""Rows of bookings, their history, and arrivals."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class BookingRow(Row):
    """A group's right to places.

    `active_place` is "school:venue:day:half" while the booking counts as the school's one active
    booking there and empty otherwise, so that a unique index keeps the rule on every database.
    `token` is made when the form opens; a repeat finds the first answer by it.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("school_id", "token"),
        UniqueConstraint("active_place"),
        CheckConstraint("pupils > 0", name="somebody_comes"),
        CheckConstraint("adults >= 0", name="adults_not_negative"),
        Index("ix_booking_session_state", "session_id", "state"),
        Index("ix_booking_hold", "state", "hold_until"),
        Index("ix_booking_answer", "state", "answer_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme_version: Mapped[int]
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    grade: Mapped[int]
    pupils: Mapped[int]
    adults: Mapped[int]
    needs: Mapped[str | None] = mapped_column(Text)
    step_free: Mapped[bool] = mapped_column(default=False, server_default="0")
    leader: Mapped[str]
    leader_phone: Mapped[str]
    state: Mapped[str]
    active_place: Mapped[str | None]
    token: Mapped[str]
    token_digest: Mapped[str]  # of the fields sent with the token
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime]
    hold_until: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    papers_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    passes: Mapped[int] = mapped_column(default=0)  # how often others were promoted past it
    sequence: Mapped[int] = mapped_column(default=0)  # of its invitation
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]  # by the school, after the venue last looked
    sample: Mapped[bool] = mapped_column(default=False)
    answer_by: Mapped[datetime | None]  # when an offer ends
    agreed_pupils: Mapped[int | None]  # what the venue last held or confirmed
    split_of: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    no_place_for: Mapped[date | None]  # the day of which a waiting school was told "no place"


class BookingHistoryRow(Row):
    """One step in a booking's life; only ever added to."""

    __tablename__ = "booking_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    state: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)


class ArrivalRow(Row):
    """What the desk counted; a correction is a new row, the newest counts."""

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    pupils: Mapped[int]
    adults: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None]
    came_at: Mapped[datetime | None]  # as written on paper; empty: when it was recorded
    reason: Mapped[str | None]  # model.DifferenceReason


class AnswerLinkRow(Row):
    """A one-tap link in a letter; whoever holds it answers for one booking, and nothing else.

    Only the hash is kept, so a stolen database opens no page.
    """

    __tablename__ = "answer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    question: Mapped[str]  # offer, reconfirmation
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class ReconfirmationRow(Row):
    """Whether a school still comes, asked once for each day that a booking had."""

    __tablename__ = "reconfirmation"
    __table_args__ = (UniqueConstraint("booking_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    day: Mapped[date]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # coming, changed, not_coming
    coaches: Mapped[int | None]
    arrives: Mapped[time | None]


class PhoneCallRow(Row):
    """What came of ringing a school about something; the newest since it arose counts."""

    __tablename__ = "phone_call"
    __table_args__ = (Index("ix_phone_call_booking", "booking_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    reason: Mapped[str]  # as in duty.call_words
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str]  # reached, not_reached, forwarded


class LeftoverReleaseRow(Row):
    """Places that nobody took, given out together at a published moment.

    `seed_hash` is on the page from the beginning, `seed` only after the draw, so that nobody can
    choose the seed once the asks are known.
    """

    __tablename__ = "leftover_release"
    __table_args__ = (CheckConstraint("gathers_until > opens_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    opens_at: Mapped[datetime]
    gathers_until: Mapped[datetime]
    free_from: Mapped[datetime]  # from then on a school may take a second one
    seed: Mapped[str]
    seed_hash: Mapped[str]
    asks: Mapped[int] = mapped_column(default=0)
    drawing_at: Mapped[datetime | None]  # no ask is accepted any more
    drawn_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class LeftoverAskRow(Row):
    """What a school asks for in a release, or took after it: one for each school."""

    __tablename__ = "leftover_ask"
    __table_args__ = (
        UniqueConstraint("release_id", "school_id"),
        CheckConstraint("pupils > 0", name="somebody_comes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("leftover_release.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    county_code: Mapped[str]
    first_choice: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    second_choice: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    grade: Mapped[int]
    pupils: Mapped[int]
    adults: Mapped[int]
    leader: Mapped[str]
    leader_phone: Mapped[str]
    needs: Mapped[str | None] = mapped_column(Text)
    step_free: Mapped[bool] = mapped_column(default=False)
    token: Mapped[str]
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    position: Mapped[int | None]  # in the draw, from 1
    outcome: Mapped[str | None]  # won, lost, direct
    because: Mapped[str | None]  # the refusal that an ask met in the draw
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))


class AcceptanceRow(Row):
    """Who accepted which version of a programme's conditions for a booking, and when."""

    __tablename__ = "acceptance"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

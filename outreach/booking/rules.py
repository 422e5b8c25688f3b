"""Who may come, how many, and when: decisions over facts, refusals with numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from outreach.booking.dues import due_by
from outreach.booking.model import TRANSITIONS, BookingState, Group, Verb
from outreach.booking.trial import check_trial
from outreach.catalogue.model import GroupRules
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.refusal import Refusal
from outreach.province.model import Stage, stage_of_grade
from outreach.season.model import SessionFacts, SessionState
from outreach.season.rules import Holidays, workdays_after

ANSWER_WORKDAYS = 2
"""The service standard; `standards/` judges by the same number."""

LAST_PROMOTION = timedelta(days=1)
"""A class cannot set out for a place it gets on the eve."""

SHORTEST_OFFER = timedelta(hours=2)
"""Nobody is offered places with less time than this to answer."""

REMIND_OFFER_BEFORE = timedelta(hours=12)


@dataclass(eq=False)
class NoSuchBooking(Refusal):
    """Missing, or not the person's business: the two are told apart nowhere."""

    code: ClassVar[str] = "no-such-booking"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class SessionCancelled(Refusal):
    """Nobody can book it any more; `season` refuses to move or change such a session."""

    code: ClassVar[str] = "session-called-off"
    programme_id: int
    reason: str | None


@dataclass(eq=False)
class BookingNotOpenYet(Refusal):
    code: ClassVar[str] = "booking-not-open-yet"
    opens_at: datetime


@dataclass(eq=False)
class BookingClosed(Refusal):
    code: ClassVar[str] = "booking-closed"
    closed_at: datetime
    lead_days: int
    programme_id: int


@dataclass(eq=False)
class PhoneOnly(Refusal):
    """The venue takes bookings by telephone and enters them itself."""

    code: ClassVar[str] = "phone-only"
    venue_name: str
    venue_name_en: str
    venue_id: int


@dataclass(eq=False)
class WrongGrade(Refusal):
    code: ClassVar[str] = "wrong-grade"
    status: ClassVar[int] = 422
    grade: int
    grades_from: int
    grades_to: int


@dataclass(eq=False)
class GroupTooSmall(Refusal):
    code: ClassVar[str] = "group-too-small"
    status: ClassVar[int] = 422
    minimum: int
    coming: int


@dataclass(eq=False)
class GroupTooLarge(Refusal):
    code: ClassVar[str] = "group-too-large"
    status: ClassVar[int] = 422
    maximum: int
    coming: int


@dataclass(eq=False)
class TooFewAdults(Refusal):
    code: ClassVar[str] = "too-few-adults"
    status: ClassVar[int] = 422
    needed: int
    coming: int
    pupils_per_adult: int


@dataclass(eq=False)
class SessionFull(Refusal):
    code: ClassVar[str] = "session-full"
    session_id: int
    programme_id: int
    places_left: int
    coming: int
    groups_waiting: int
    policy: str
    max_passes: int | None


@dataclass(eq=False)
class AlreadyBooked(Refusal):
    """One active booking per school, venue and half-day."""

    code: ClassVar[str] = "already-booked"
    booking_id: int
    number: str


@dataclass(eq=False)
class FormUsedTwice(Refusal):
    """The same form came back with other contents: a copied page, or the back button."""

    code: ClassVar[str] = "form-used-twice"
    status: ClassVar[int] = 422
    booking_id: int
    number: str


@dataclass(eq=False)
class NotPossibleNow(Refusal):
    """What was asked does not follow from where the booking stands, or somebody was quicker."""

    code: ClassVar[str] = "not-possible-now"
    booking_id: int
    number: str
    verb: Verb
    state: BookingState


@dataclass(eq=False)
class ChangedMeanwhile(Refusal):
    """Somebody saved another version of the booking after this form was opened."""

    code: ClassVar[str] = "changed-meanwhile"
    booking_id: int
    number: str


@dataclass(eq=False)
class OfferEnded(Refusal):
    """The answer came too late, or another one was given before it."""

    code: ClassVar[str] = "offer-ended"
    booking_id: int
    number: str
    state: BookingState
    ended_at: datetime | None


@dataclass(eq=False)
class ReasonMissing(Refusal):
    code: ClassVar[str] = "reason-missing"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class TooEarlyToArrive(Refusal):
    """Arrivals are counted on the day itself or after it."""

    code: ClassVar[str] = "too-early-to-arrive"
    status: ClassVar[int] = 422
    booking_id: int
    number: str


def adults_needed(pupils: int, *, pupils_per_adult: int) -> int:
    """One adult for each begun `pupils_per_adult`: 21 pupils at 1:20 need two."""
    return -(-pupils // pupils_per_adult)


def complaints(group: Group, session: SessionFacts) -> Iterator[Refusal]:
    """Everything about a group that its session's venue does not accept, all at once."""
    rules = session.rules
    if not session.grades_from <= group.grade <= session.grades_to:
        yield WrongGrade(
            grade=group.grade, grades_from=session.grades_from, grades_to=session.grades_to
        )
    if rules.min_pupils is not None and group.pupils < rules.min_pupils:
        yield GroupTooSmall(minimum=rules.min_pupils, coming=group.pupils)
    maximum = largest_group(session)
    if group.pupils > maximum:
        yield GroupTooLarge(maximum=maximum, coming=group.pupils)
    ratio = ratio_for(group.grade, rules)
    if ratio is not None:
        needed = adults_needed(group.pupils, pupils_per_adult=ratio)
        if group.adults < needed:
            yield TooFewAdults(needed=needed, coming=group.adults, pupils_per_adult=ratio)


def largest_group(session: SessionFacts) -> int:
    """The most pupils one booking may bring: the venue's limit, or the whole session."""
    limits = (session.rules.max_pupils, session.capacity)
    return min(limit for limit in limits if limit is not None)


def ratio_for(grade: int, rules: GroupRules) -> int | None:
    """Pupils per adult asked for at a grade; None where the venue asks for no number."""
    stage: Stage = stage_of_grade(grade)
    return rules.ratio(stage)


def check_open(session: SessionFacts, *, now: datetime, on_behalf: bool = False) -> None:
    """Whether bookings are taken at this moment. The venue itself may book after lead time ends."""
    if session.state is SessionState.CANCELLED:
        raise SessionCancelled(programme_id=session.programme_id, reason=None)
    if session.rules.phone_only and not on_behalf:
        raise PhoneOnly(session.venue_name, session.venue_name_en, session.venue_id)
    check_trial(session, on_behalf=on_behalf)
    if now < session.opens_at and not on_behalf:
        raise BookingNotOpenYet(opens_at=session.opens_at)
    last = at_wall_clock(session.day, session.starts) if on_behalf else session.closes_at
    if now >= last:
        lead_days = session.rules.lead_days
        raise BookingClosed(last, lead_days, programme_id=session.programme_id)


def check_group(group: Group, session: SessionFacts) -> None:
    """Refuse with the first complaint; forms have shown all of them before."""
    for complaint in complaints(group, session):
        raise complaint


def papers_due(session: SessionFacts, *, now: datetime) -> datetime:
    """When a hold ends: so many days from now, but so many before the visit at the latest.

    A hold that begins later than that lasts until the visit's eve, for a booking by the venue.
    """
    return due_by(
        at_wall_clock(session.day, session.starts),
        since=now,
        days_after=session.rules.papers_due_days,
        days_before=session.rules.papers_before_days,
    )


def offer_ends(session: SessionFacts, *, now: datetime) -> datetime | None:
    """By when a promoted school answers: the venue's hours, and never on the visit's eve.

    None when too little time is left to ask anybody.
    """
    last = at_wall_clock(session.day, session.starts) - LAST_PROMOTION
    if last - now < SHORTEST_OFFER:
        return None
    return min(now + timedelta(hours=session.rules.offer_hours), last)


def next_state(verb: Verb, state: BookingState) -> BookingState | None:
    """What a booking becomes; None when the verb does not follow from its state."""
    allowed, becomes = TRANSITIONS[verb]
    if state not in allowed:
        return None
    return becomes or state


def is_ahead(day: date, starts: time, *, now: datetime) -> bool:
    """Whether a visit has not begun; from then on only the venue's desk decides about it."""
    return now < at_wall_clock(day, starts)


def answer_day(placed_at: datetime, holidays: Holidays) -> date:
    """The last day on which the venue answers what a school sent in."""
    return workdays_after(local_day(placed_at), ANSWER_WORKDAYS, holidays)

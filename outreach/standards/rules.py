"""When each promise is kept: facts in, a verdict out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from outreach.booking.model import Booking, BookingState, Step, Verb
from outreach.booking.rules import answer_day
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.season.model import PublicHoliday
from outreach.standards.model import Case, Standard, Verdict

CONFIRMED_DAYS_BEFORE = 7
ASKED_DAYS_BEFORE = 14
"""Who books later than this cannot be confirmed a week ahead by anybody; they are not judged."""
WAITLIST_DAYS_BEFORE = 3
FEEDBACK_WITHIN = timedelta(days=7)
TARGETS = {
    Standard.ANSWER: 95,
    Standard.CONFIRMATION: 90,
    Standard.WAITLIST: 100,
    Standard.FEEDBACK: 60,
}
"""Percent of cases; 60 for feedback is the association's own figure, the others are the house's."""

ANSWERS = frozenset({Verb.HOLD, Verb.CONFIRM, Verb.RETURN, Verb.DECLINE})
LEFT_BY_ITSELF = frozenset({Verb.CANCEL, Verb.CALL_OFF})
COMING = frozenset(
    {
        BookingState.SUBMITTED,
        BookingState.HELD,
        BookingState.RETURNED,
        BookingState.CONFIRMED,
        BookingState.ARRIVED,
        BookingState.DONE,
        BookingState.NO_SHOW,
    }
)


def answered(
    booking: Booking,
    steps: Sequence[Step],
    *,
    holidays: Mapping[date, PublicHoliday],
    now: datetime,
) -> Case | None:
    """A school's booking is answered by the end of the second workday after it came.

    Held, confirmed, returned and declined are answers. What the venue entered itself, what waited
    on a waitlist first, and what the school took back before an answer was due are no cases.
    """
    if booking.on_behalf or not steps or steps[0].verb is not Verb.SUBMIT:
        return None
    last = answer_day(booking.placed_at, holidays)
    due = at_wall_clock(last + timedelta(days=1), time(0))
    done = _first(steps, ANSWERS)
    left = _first(steps, LEFT_BY_ITSELF)
    if done is None and left is not None and left < due:
        return None
    return _case(booking, due, done, now=now)


def confirmed(booking: Booking, *, now: datetime) -> Case | None:
    """A visit that was asked for two weeks ahead is confirmed a week ahead."""
    visit = at_wall_clock(booking.day, booking.starts)
    if booking.state not in COMING or booking.placed_at > visit - timedelta(days=ASKED_DAYS_BEFORE):
        return None
    due = visit - timedelta(days=CONFIRMED_DAYS_BEFORE)
    return _case(booking, due, booking.confirmed_at, now=now)


def waitlist_answered(booking: Booking, steps: Sequence[Step], *, now: datetime) -> Case | None:
    """Whoever waits knows three days before the visit: a place, or none.

    Promoted, declined and told that there is none are answers. Whoever came to the waitlist on
    that day or later, or left it, is no case.
    """
    joined = _first(steps, {Verb.JOIN_WAITLIST})
    if joined is None:
        return None
    visit = at_wall_clock(booking.day, booking.starts)
    due = visit - timedelta(days=WAITLIST_DAYS_BEFORE)
    done = _first(steps, {Verb.PROMOTE, Verb.DECLINE, Verb.NO_PLACE})
    left = _first(steps, LEFT_BY_ITSELF)
    too_late = at_wall_clock(local_day(due), time(0))
    if joined >= too_late or (done is None and left is not None and left < due):
        return None
    return _case(booking, due, done, now=now)


def has_feedback(booking: Booking, *, asked_at: datetime, answers: int, now: datetime) -> Case:
    """At least one person of a finished visit has answered; judged a week after asking."""
    due = asked_at + FEEDBACK_WITHIN
    return _case(booking, due, asked_at if answers else None, now=now)


def _first(steps: Iterable[Step], verbs: Iterable[Verb]) -> datetime | None:
    wanted = set(verbs)
    return next((step.at for step in steps if step.verb in wanted), None)


def _case(booking: Booking, due: datetime, done: datetime | None, *, now: datetime) -> Case:
    if done is not None:
        verdict = Verdict.KEPT if done <= due else Verdict.BROKEN
    else:
        verdict = Verdict.OPEN if now < due else Verdict.BROKEN
    return Case(booking, verdict, due, done)

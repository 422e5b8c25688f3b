"""Whom a disruption touches, where groups may go instead, and until when it can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from outreach.booking.model import Booking, BookingState
from outreach.catalogue.model import Setting
from outreach.disruption.model import (
    WITHOUT_PLACES,
    Choice,
    Disruption,
    Offer,
    Scope,
    Touch,
    Touched,
    Touching,
    Turn,
    VisitAt,
)
from outreach.kernel.refusal import Refusal

TOUCHABLE = frozenset(
    {
        BookingState.SUBMITTED,
        BookingState.HELD,
        BookingState.RETURNED,
        BookingState.CONFIRMED,
        BookingState.WAITLISTED,
        BookingState.OFFERED,
    }
)
"""Whoever has arrived is in the house; whoever has been is done."""

MADE_UP = frozenset(
    {
        BookingState.SUBMITTED,
        BookingState.HELD,
        BookingState.RETURNED,
        BookingState.CONFIRMED,
        BookingState.ARRIVED,
        BookingState.DONE,
    }
)
"""While the new booking stands so, the group has its visit again; a waitlist promises none."""

TO_WAITLIST_AFTER = timedelta(days=3)
"""A class cannot get its own papers and coach together in less."""

TERM_WHERE_UNKNOWN = timedelta(days=120)
LONGEST = 31


@dataclass(eq=False)
class UndoOver(Refusal):
    """The quarter of an hour is over, or it was undone already and something else was meant."""

    code: ClassVar[str] = "disruption-undo-over"
    disruption_id: int
    until: datetime


@dataclass(eq=False)
class PlacesGone(Refusal):
    """The visit cannot be given back; `because` says why."""

    code: ClassVar[str] = "places-gone"
    number: str
    because: str


@dataclass(eq=False)
class NotOwed(Refusal):
    """The group has its visit again, or was written off, meanwhile."""

    code: ClassVar[str] = "nothing-to-make-up"
    number: str


def touches(scope: Scope, visit: VisitAt) -> bool:
    """Whether a visit lies within a disruption; without a school, a session by itself."""
    return (
        visit.day in scope.days
        and scope.venue_id in (None, visit.venue_id)
        and scope.programme_id in (None, visit.programme_id)
        and (scope.hall_id is None or scope.hall_id in visit.halls)
        and (scope.starts is None or scope.starts < visit.ends)
        and (scope.ends is None or visit.starts < scope.ends)
        and _concerns(scope, visit)
    )


def _concerns(scope: Scope, visit: VisitAt) -> bool:
    """The counties and kinds; a visit online is left alone by weather on the roads."""
    school_there = not scope.counties or visit.school_county in scope.counties
    venue_there = not scope.counties or visit.venue_county in scope.counties
    match scope.touching:
        case Touching.AT_VENUE:
            return venue_there
        case Touching.TRAVEL:
            travels = visit.school_county not in (None, visit.venue_county)
            return school_there and travels and not visit.online
        case Touching.OUTDOORS:
            return visit.setting is Setting.OUTDOORS and (school_there or venue_there)
        case Touching.ALL:
            return school_there or venue_there


def gives_to_waitlist(day: date, *, today: date) -> bool:
    """Places of a day that is near stay free rather than send somebody off in a hurry."""
    return day - today > TO_WAITLIST_AFTER


def opening_choice(touched: Touched, wanted: Turn) -> Choice:
    """What a row stands at before anybody touches it: the turn wanted for all, if it is offered.

    Where no session is found to move to, the date stays open; a group that only waits is told
    that there will be no session.
    """
    if touched.booking.state in WITHOUT_PLACES and wanted is not Turn.LEAVE:
        return Choice(Turn.CANCEL)
    if wanted in (Turn.CANCEL, Turn.OPEN, Turn.LEAVE):
        return Choice(wanted)
    offer = touched.offer(wanted)
    if offer is None and wanted is not Turn.POSTPONE:
        offer = touched.offer(Turn.POSTPONE)
    return offer.choice if offer else Choice(Turn.OPEN)


def best_turn(offers: Iterable[Offer]) -> Turn:
    """The gentlest that is offered: the same day inside, then another day, then an open date."""
    turns = {offer.turn for offer in offers}
    return next((t for t in (Turn.INSIDE, Turn.POSTPONE, Turn.ONLINE) if t in turns), Turn.OPEN)


def changed_since(
    seen: dict[int, int], touched: Iterable[Touched]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Bookings that changed, came and went since a preview that showed these revisions."""
    now = {int(each.booking.id): each.booking.revision for each in touched}
    changed = {number for number in seen.keys() & now.keys() if seen[number] != now[number]}
    came = now.keys() - seen.keys()
    gone = seen.keys() - now.keys()
    return (
        frozenset(changed),
        frozenset(came),
        frozenset(gone),
    )


def check_undo(disruption: Disruption, *, now: datetime) -> None:
    if not disruption.may_be_undone_at(now):
        raise UndoOver(disruption.id, disruption.undo_until)


def counts_as_made_up(booking: Booking | None) -> bool:
    return booking is not None and booking.state in MADE_UP


@dataclass(frozen=True, slots=True)
class Rate:
    """Groups that lost their visit, and those that had it again within their term."""

    owed: int
    made_up: int

    @property
    def share(self) -> int | None:
        """Per cent, rounded down; None where nobody lost anything."""
        return 100 * self.made_up // self.owed if self.owed else None


def make_up_rate(touches: Iterable[Touch], *, term_ends: dict[int, date]) -> Rate:
    """Of groups whose visit was cancelled: how many have one again before their term ends.

    `term_ends` by touch. A group that moved to another session lost nothing and is not counted
    here; one that was written off counts as not made up.
    """
    ended = [t for t in touches if t.is_ended and t.had_places]
    again = [t for t in ended if t.made_up_by and t.made_up_by.day <= term_ends[t.id]]
    return Rate(owed=len(ended), made_up=len(again))

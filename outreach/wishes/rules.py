"""How soon a wish is answered, in which order ways are offered, and what may follow what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from outreach.catalogue.model import DayKind
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.refusal import Refusal
from outreach.province.model import TravelBand
from outreach.season.rules import Holidays, day_kind
from outreach.wishes.model import COMES, TRANSITIONS, Verb, Want, Way, WayKind, WishState

ANSWER_WORKDAYS = 2
CITY_AFTER_WORKDAYS = 3
OVERNIGHT_MOST = 45
FAR = (TravelBand.C, TravelBand.D)

# The honest order: where a day is enough, schools come; where it is not, things come to them.
NEAR_ORDER = (
    WayKind.DAY_TRIP,
    WayKind.NEARER,
    WayKind.LIVE,
    WayKind.VAN,
    WayKind.EXHIBITION,
    WayKind.SPEAKER,
    WayKind.OVERNIGHT,
)
FAR_ORDER = (
    WayKind.VAN,
    WayKind.EXHIBITION,
    WayKind.LIVE,
    WayKind.NEARER,
    WayKind.SPEAKER,
    WayKind.OVERNIGHT,
    WayKind.DAY_TRIP,
)
WANTED = {
    Want.BRING: (WayKind.DAY_TRIP, WayKind.NEARER, WayKind.OVERNIGHT),
    Want.COME: COMES,
    Want.ONLINE: (WayKind.LIVE,),
    Want.UNSURE: (),
}


@dataclass(eq=False)
class NoSuchWish(Refusal):
    """Missing, or not the person's business: the two are told apart nowhere."""

    code: ClassVar[str] = "no-such-wish"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class WishChanged(Refusal):
    """Somebody else was quicker, or what was asked does not follow from where the wish stands."""

    code: ClassVar[str] = "wish-changed"
    wish_id: int
    number: str
    state: WishState


def next_state(verb: Verb, state: WishState) -> WishState | None:
    """What a wish becomes; None when the verb does not follow from its state."""
    allowed, becomes = TRANSITIONS[verb]
    return (becomes or state) if state in allowed else None


def workdays_after(day: date, workdays: int, holidays: Holidays) -> date:
    """The so-manieth day on which offices work: make-up days count, holidays do not."""
    while workdays:
        day += timedelta(days=1)
        workdays -= day_kind(day, holidays) is DayKind.WEEKDAY
    return day


def answer_by(day: date, holidays: Holidays) -> date:
    """The last day on which an answer is in time."""
    return workdays_after(day, ANSWER_WORKDAYS, holidays)


def moves_at(day: date, holidays: Holidays) -> datetime:
    """When an unanswered wish is on the city's list: after the third workday has ended."""
    last = workdays_after(day, CITY_AFTER_WORKDAYS, holidays)
    return at_wall_clock(last + timedelta(days=1), time(0))


def ranked(ways: Iterable[Way], *, want: Want, band: TravelBand) -> list[Way]:
    """What is possible first; then what was asked for, unless the way there forbids it.

    Within that a way with a date in the wanted weeks comes before one with another date, and one
    with a date before one still to be planned.
    """
    order = FAR_ORDER if band in FAR else NEAR_ORDER
    wanted = WANTED[want] if not (want is Want.BRING and band is TravelBand.D) else ()

    def place(way: Way) -> tuple[object, ...]:
        return (
            not way.possible,
            way.kind not in wanted,
            not way.in_weeks,
            way.day is None,
            order.index(way.kind),
            way.day or date.max,
            way.key,
        )

    return sorted(ways, key=place)

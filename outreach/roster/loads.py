"""How evenly the work is spread: each guide's hours of a week, a month and a term, and weekends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.kernel.db import Tx
from outreach.roster import queries
from outreach.roster.model import Duty, DutyState, Guide, monday_of

FAR = date(2100, 1, 1)
COUNTED = frozenset({DutyState.FILLED, DutyState.DONE})


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Load:
    """What one guide has in each period, in minutes; `weekends` are duties of the term."""

    guide: Guide
    minutes: Mapping[Period, int]
    duties: Mapping[Period, int]
    weekends: int
    share: float
    """The term's minutes for each hour a week the guide may work: comparable between
    full and part time."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """All guides of a venue beside each other, who has least first."""

    loads: tuple[Load, ...]
    days: Mapping[Period, tuple[date, date]]

    @property
    def by_term(self) -> list[Load]:
        """By minutes in the term, the fewest first."""
        return sorted(self.loads, key=lambda load: load.minutes[Period.TERM])

    @property
    def mean(self) -> float:
        minutes = [load.minutes[Period.TERM] for load in self.loads]
        return sum(minutes) / len(minutes) if minutes else 0.0


def periods(today: date) -> dict[Period, tuple[date, date]]:
    """First and last day of the running week, month and half-year, as loads are counted.

    The half-years begin on 1 February and 1 August, as school terms roughly do.
    """
    monday = monday_of(today)
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    if 2 <= today.month < 8:
        term = (date(today.year, 2, 1), date(today.year, 7, 31))
    else:
        year = today.year if today.month >= 8 else today.year - 1
        term = (date(year, 8, 1), date(year + 1, 2, 1) - timedelta(days=1))
    return {
        Period.WEEK: (monday, monday + timedelta(days=6)),
        Period.MONTH: (today.replace(day=1), next_month - timedelta(days=1)),
        Period.TERM: term,
    }


def of_venue(tx: Tx, venue_id: int, *, today: date) -> Fairness:
    """Loads of a venue's guides at work, done and coming duties alike."""
    days = periods(today)
    first = min(first for first, _last in days.values())
    last = max(last for _first, last in days.values())
    guides = queries.guides(tx, venue_id=venue_id)
    by_guide = counted(tx, venue_id, first=first, last=last)
    loads = [_load(guide, by_guide.get(guide.id, []), days) for guide in guides]
    return Fairness(tuple(sorted(loads, key=lambda load: (load.share, load.guide.name))), days)


def counted(tx: Tx, venue_id: int, *, first: date, last: date) -> dict[int, list[Duty]]:
    """The duties behind the figures of some days, by the guide who has them."""
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in queries.duties_between(tx, venue_id=venue_id, first=first, last=last):
        if duty.guide_id is not None and duty.state in COUNTED:
            found[duty.guide_id].append(duty)
    return found


def _load(guide: Guide, duties: Iterable[Duty], days: Mapping[Period, tuple[date, date]]) -> Load:
    its = {
        period: [duty for duty in duties if first <= duty.day <= last]
        for period, (first, last) in days.items()
    }
    minutes = {period: sum(duty.minutes for duty in inside) for period, inside in its.items()}
    return Load(
        guide=guide,
        minutes=minutes,
        duties={period: len(inside) for period, inside in its.items()},
        weekends=sum(duty.at_weekend for duty in its[Period.TERM]),
        share=minutes[Period.TERM] / (guide.limits.minutes_a_week / 60),
    )

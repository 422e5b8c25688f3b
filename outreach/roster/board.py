"""What the pages of the roster show, read in few statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from outreach.accounts.model import Person
from outreach.booking import desk
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.db import Tx
from outreach.roster import constraints, queries, swap_actions
from outreach.roster.constraints import Breach, Rule
from outreach.roster.model import DayOff, Duty, DutyState, Guide, Life, Swap

AHEAD = timedelta(days=7)
"""So far ahead a duty without a guide is everybody's business at the desk."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A guide seen for a duty, with what speaks against."""

    guide: Guide
    breaches: tuple[Breach, ...]

    @property
    def fits(self) -> bool:
        return not self.breaches

    @property
    def possible(self) -> bool:
        return not constraints.is_impossible(self.breaches)


def candidates(lives: Mapping[int, Life], duty: Duty) -> list[Candidate]:
    """Every guide for a duty: who can first, among them who has least that week."""
    found = [
        Candidate(life.guide, tuple(constraints.breaches(life, duty))) for life in lives.values()
    ]
    return sorted(found, key=lambda c: (not c.possible, len(c.breaches), _load(lives, c, duty)))


def _load(lives: Mapping[int, Life], candidate: Candidate, duty: Duty) -> tuple[int, str]:
    its = lives[candidate.guide.id].duties
    return sum(d.minutes for d in its if d.monday == duty.monday), candidate.guide.name


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A duty nobody has, with who could take it or, counted, why nobody can."""

    duty: Duty
    could: tuple[Guide, ...]
    with_reason: tuple[Guide, ...]
    skilled: int
    why: tuple[tuple[Rule, int], ...]


def unfilled(lives: Mapping[int, Life], duty: Duty) -> Unfilled:
    seen = candidates(lives, duty)
    trained = [c for c in seen if Rule.NO_SKILL not in {b.rule for b in c.breaches}]
    why = Counter(c.breaches[0].rule for c in trained if c.breaches)
    return Unfilled(
        duty=duty,
        could=tuple(c.guide for c in seen if c.fits),
        with_reason=tuple(c.guide for c in seen if c.possible and not c.fits),
        skilled=len(trained),
        why=tuple(why.most_common()),
    )


def against(life: Life, duty: Duty) -> tuple[Breach, ...]:
    """What has come to speak against a duty that this guide has: busy hours, a lost skill.

    A limit that was passed with a reason is no news, and what is done stays as it was.
    """
    if duty.state is not DutyState.FILLED:
        return ()
    found = constraints.breaches(life, duty)
    return tuple(each for each in found if not (each.soft and duty.override))


@dataclass(frozen=True, slots=True)
class GuideWeek:
    """A guide's line on the board: chips and days off, and the week's load in minutes.

    `against` says for a duty's id what has come to speak against it.
    """

    guide: Guide
    duties: dict[date, list[Duty]]
    off: dict[date, DayOff]
    against: dict[int, tuple[Breach, ...]]
    minutes: int


@dataclass(frozen=True, slots=True)
class Week:
    first: date
    venue: Venue
    rows: list[GuideWeek]
    open: dict[date, list[Unfilled]]
    programmes: dict[int, Programme]
    duties: int
    filled: int

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(7)]

    @property
    def disputed(self) -> int:
        """Duties that somebody has and something speaks against."""
        return sum(len(row.against) for row in self.rows)

    @property
    def by_telephone(self) -> list[Guide]:
        """Guides with duties whom no letter reaches."""
        return [row.guide for row in self.rows if row.duties and not row.guide.person_id]


def week(tx: Tx, venue: Venue, *, monday: date) -> Week:
    """Seven days of a venue from a Monday: its guides, and what nobody has yet."""
    sunday = monday + timedelta(days=6)
    lives = queries.lives(tx, venue_id=venue.id, first=monday, last=sunday, with_retired=True)
    duties = queries.duties_between(tx, venue_id=venue.id, first=monday, last=sunday)
    at_work = {g: life for g, life in lives.items() if life.guide.active}
    waiting: dict[date, list[Unfilled]] = defaultdict(list)
    for duty in duties:
        if duty.state is DutyState.OPEN:
            waiting[duty.day].append(unfilled(at_work, duty))
    return Week(
        first=monday,
        venue=venue,
        rows=[_row(life, monday) for life in lives.values() if life.guide.active or life.duties],
        open=dict(waiting),
        programmes={int(p.id): p for p in catalogue.programmes(tx, with_retired=True)},
        duties=len(duties),
        filled=sum(duty.state is not DutyState.OPEN for duty in duties),
    )


def _row(life: Life, monday: date) -> GuideWeek:
    by_day: dict[date, list[Duty]] = defaultdict(list)
    for duty in life.duties:
        by_day[duty.day].append(duty)
    days = [monday + timedelta(days=n) for n in range(7)]
    off = {day: away for away in life.off for day in days if day in away}
    return GuideWeek(
        guide=life.guide,
        duties=dict(by_day),
        off=off,
        against={duty.id: found for duty in life.duties if (found := against(life, duty))},
        minutes=sum(duty.minutes for duty in life.duties),
    )


def as_proposed(
    lives: Mapping[int, Life], duties: Mapping[int, Duty], plan: Mapping[int, int | None]
) -> dict[int, Life]:
    """Guides at work with what they would have, so that reasons fit the proposal."""
    found = {}
    for guide_id, life in lives.items():
        if life.guide.active:
            kept = [duty for duty in life.duties if duty.id not in plan]
            given = [
                replace(duties[d], state=DutyState.FILLED)
                for d, guide in plan.items()
                if guide == guide_id and d in duties
            ]
            found[guide_id] = replace(life, duties=(*kept, *given))
    return found


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A swap with the duty it is about and who is called what."""

    swap: Swap
    duty: Duty
    from_name: str
    taken_by: str | None


def swaps(tx: Tx, venue: Venue, *, since: datetime) -> list[SwapLine]:
    """What guides offer each other now, and what they settled among themselves of late."""
    names = {g.id: g.name for g in queries.guides(tx, venue_id=venue.id, with_retired=True)}
    found = [
        *swap_actions.offered(tx, venue_id=venue.id),
        *swap_actions.settled_since(tx, venue_id=venue.id, since=since),
    ]
    return [
        SwapLine(
            each, duty, names[each.from_guide], names.get(each.taken_by) if each.taken_by else None
        )
        for each in found
        if (duty := queries.find_duty(tx, each.duty_id)) is not None
    ]


def venues(tx: Tx, person: Person) -> list[Venue]:
    """The venues whose roster somebody keeps."""
    return desk.venues_of(tx, person)


def unfilled_soon(tx: Tx, person: Person, *, today: date) -> list[Duty]:
    """Duties of the coming seven days that nobody has, at the venues somebody runs."""
    ids = [int(venue.id) for venue in venues(tx, person)]
    return queries.unfilled(tx, venue_ids=ids, first=today, last=today + AHEAD)


def chips(duties: Iterable[Duty]) -> dict[int, list[Duty]]:
    """Duties by the guide who has them."""
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.guide_id is not None:
            found[duty.guide_id].append(duty)
    return found

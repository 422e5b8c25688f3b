"""Trying a change out: the question, the stops it comes to, and the board before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle

from outreach.kernel.db import Tx
from outreach.ledger import outlook_queries as ledger
from outreach.ledger.model import Kind
from outreach.outlook import priority, queries, what_if
from outreach.outlook.model import Candidate
from outreach.outlook.what_if import Stop
from outreach.province.register_queries import places
from outreach.reach import periods
from outreach.reach import queries as reach
from outreach.reach.board import Facts, build
from outreach.reach.crowds import SchoolFacts
from outreach.reach.model import Board
from outreach.reach.periods import PeriodChoice


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody would change. An empty area is everything the reader sees."""

    days: int = 0
    area: str | None = None
    """A city's or a county's code."""
    places: int = 1000
    schools_a_day: int = 1
    within_km: float = 10.0
    picked: Mapping[int, int | None] = field(default_factory=dict)
    """Schools chosen by hand, with the pupils expected; None: all of the school."""
    move: int = 0
    move_from: str | None = None
    move_to: str | None = None

    @property
    def asks_anything(self) -> bool:
        return bool(self.days or self.picked or (self.move and self.move_from and self.move_to))


@dataclass(frozen=True, slots=True)
class Tried:
    """The board as it is and as it would be, and what would have to be done for it."""

    before: Board
    after: Board
    stops: Sequence[Stop]
    taken: Sequence[int]
    """Records of visits that would have gone elsewhere."""


def tried(tx: Tx, question: Question, *, city_code: str | None, today: date) -> Tried:
    """Work out a question over the last twelve months, as if it all took place today."""
    days = periods.period(PeriodChoice.TWELVE_MONTHS, today=today).days
    facts = reach.facts(tx, days=days, city_code=city_code)
    waiting = queries.candidates(tx, queries.Part(city_code=city_code), today=today)
    schools = {school.id: school for school in facts.schools}
    taken = _taken(tx, question, facts, today=today)
    stops = [
        *_by_hand(question, schools),
        *_by_van(tx, question, waiting, schools, city_code=city_code),
        *_moved(tx, question, waiting, schools, [pupils for _, pupils in taken]),
    ]
    gone = [activity for activity, _ in taken]
    base = reach.facts(tx, days=days, city_code=city_code, without=gone) if gone else facts
    more = what_if.entries(stops, day=today, title="what-if", place="–", lead="–")
    return Tried(
        before=build(facts, days=days, today=today),
        after=build(what_if.with_more(base, more), days=days, today=today),
        stops=stops,
        taken=gone,
    )


def _inside(code: str, area: str | None) -> bool:
    """Whether a county is an area or lies in it; a city's code ends in two noughts."""
    return area is None or code == area or (area.endswith("00") and code[:4] == area[:4])


def _taken(tx: Tx, question: Question, facts: Facts, *, today: date) -> list[tuple[int, int]]:
    known = {county.code for county in facts.counties}
    if not question.move or question.move_from not in known or question.move_to not in known:
        return []
    period = periods.period(PeriodChoice.TWELVE_MONTHS, today=today).days
    return ledger.latest_visits(tx, question.move_from, period=period, limit=question.move)


def _by_hand(question: Question, schools: Mapping[int, SchoolFacts]) -> list[Stop]:
    chosen = [
        (schools[school], expected)
        for school, expected in question.picked.items()
        if school in schools
    ]
    return [
        Stop(school, pupils, day_number=0)
        for school, expected in chosen
        if (pupils := expected or school.pupils or 0)
    ]


def _by_van(
    tx: Tx,
    question: Question,
    waiting: Sequence[Candidate],
    schools: Mapping[int, SchoolFacts],
    *,
    city_code: str | None,
) -> list[Stop]:
    if not question.days:
        return []
    return what_if.van_days(
        [
            one
            for one in waiting
            if _inside(one.county_code, question.area) and one.school_id not in question.picked
        ],
        schools,
        places(tx, city_code=city_code) if question.schools_a_day > 1 else {},
        days=question.days,
        places=question.places,
        schools_a_day=question.schools_a_day,
        within_km=question.within_km,
    )


def _moved(
    tx: Tx,
    question: Question,
    waiting: Sequence[Candidate],
    schools: Mapping[int, SchoolFacts],
    groups: Sequence[int],
) -> list[Stop]:
    """The groups that stay away from one county, made up by schools of the other in their turn."""
    there = [one for one in waiting if one.county_code == question.move_to and one.pupils]
    if not groups or not there:
        return []
    turns = priority.rank(there, weights=queries.weights(tx), top=queries.TOP).lines
    return [
        Stop(
            schools[line.candidate.school_id],
            min(pupils, line.candidate.pupils or pupils),
            kind=Kind.VISIT,
            day_number=0,
        )
        for pupils, line in zip(groups, cycle(turns), strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a van day was in the last twelve months, as the ledger has it."""

    days: int
    schools: int
    pupils: int
    by_county: Mapping[str, int]

    @property
    def schools_a_day(self) -> float:
        """At least one: a day that reached no school was no day for schools."""
        return max(1.0, self.schools / self.days) if self.days else 1.0

    @property
    def places(self) -> int:
        """Pupils a day met, to tens; a thousand where no day was recorded."""
        return max(10, 10 * round(self.pupils / self.days / 10)) if self.days else 1000


def usual(tx: Tx, *, today: date) -> Usual:
    period = periods.period(PeriodChoice.TWELVE_MONTHS, today=today).days
    found = ledger.van_days(tx, period=period)
    return Usual(
        days=sum(one.days for one in found.values()),
        schools=sum(one.schools for one in found.values()),
        pupils=sum(one.pupils for one in found.values()),
        by_county={code: one.days for code, one in found.items()},
    )

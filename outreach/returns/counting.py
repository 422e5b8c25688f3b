"""Counts a form from the ledger's records, and keeps for every cell which records made it.

Knows no database. A cell's figure is worked out from its trail and from nothing else, so that the
two cannot part: `Count.value` and whatever shows the trail read the same records.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from outreach.ledger.model import Audience
from outreach.ledger.return_model import Fact
from outreach.province.model import TravelBand
from outreach.returns.model import (
    CellKey,
    Definition,
    Joint,
    Measure,
    Programme,
    Rule,
    Unit,
    UnitKind,
)
from outreach.returns.periods import rule_days

MINUTES = 60
PEOPLE = frozenset({Measure.ONSITE, Measure.PUPILS})


def _county(fact: Fact) -> int:
    return int(fact.county_code)


PLAIN = (
    Measure.ONSITE,
    Measure.PUPILS,
    Measure.ONLINE,
    Measure.DAYS,
    Measure.KILOMETRES,
    Measure.VOLUNTEERS,
    Measure.VOLUNTEER_HOURS,
)
"""Measures that a record holds under the same name."""
READ: dict[Measure, Callable[[Fact], int | None]] = {
    **{measure: attrgetter(measure.value) for measure in PLAIN},
    Measure.TIMES: lambda _fact: 1,
    Measure.HOURS: attrgetter("minutes"),
    Measure.COUNTIES: _county,
    Measure.SCHOOLS: attrgetter("school_id"),
    Measure.BY_HAND: lambda _fact: None,
}


def part(measure: Measure, fact: Fact) -> int | None:
    """What a record brings to a cell; none where it does not say, which is not zero.

    Whole numbers in the unit in which the ledger keeps them: minutes for hours. For counties and
    schools it is which one.
    """
    if fact.month and measure not in PEOPLE:
        return None
    return READ[measure](fact)


def total(measure: Measure, parts: Sequence[int]) -> int | None:
    """A cell's figure from what its records bring; none, shown as –, where there is no record.

    Hours are added as minutes and rounded once, at the end, half an hour upwards; nothing else is
    rounded, because the ledger keeps whole numbers.
    """
    if not parts:
        return None
    if measure.counts_different:
        return len(set(parts))
    if measure is Measure.HOURS:
        return (sum(parts) + MINUTES // 2) // MINUTES
    return sum(parts)


@dataclass(frozen=True, slots=True)
class Part:
    """A record in a cell's trail, as it was when it was counted, and what it brought."""

    fact: Fact
    brings: int


@dataclass(frozen=True)
class Count:
    """A form, counted: the records that bring anything, and each cell's by their place there."""

    facts: tuple[Fact, ...]
    trails: Mapping[CellKey, Sequence[int]]
    measures: Mapping[CellKey, Measure]

    def trail(self, key: CellKey) -> list[Part]:
        """A cell's records in the order of days, with what each brings."""
        found = (self.facts[place] for place in self.trails.get(key, ()))
        return [Part(*each) for each in zip(found, self._brought(key), strict=True)]

    def _brought(self, key: CellKey) -> list[int]:
        """What the records of a trail bring, one by one; each brings something, or is not in it."""
        read, facts = READ[self.measures[key]], self.facts
        brought = (read(facts[place]) for place in self.trails.get(key, ()))
        return [each for each in brought if each is not None]

    @cached_property
    def _values(self) -> dict[CellKey, int | None]:
        return {key: total(measure, self._brought(key)) for key, measure in self.measures.items()}

    def value(self, key: CellKey) -> int | None:
        return self._values.get(key)

    def values(self) -> dict[CellKey, int | None]:
        return self._values


def of_unit(facts: Iterable[Fact], unit: Unit) -> list[Fact]:
    """The records a unit's form may ask for; which of them its cells take is the rules' matter."""
    match unit.kind:
        case UnitKind.PROVINCE:
            return list(facts)
        case UnitKind.CITY:
            return [fact for fact in facts if fact.county_code[:4] == unit.code[:4]]
        case UnitKind.COUNTY:
            return [fact for fact in facts if fact.county_code == unit.code]
        case UnitKind.VENUE:
            return [fact for fact in facts if fact.venue_id == int(unit.code)]


def count(
    definition: Definition,
    facts: Iterable[Fact],
    unit: Unit,
    *,
    bands: Mapping[str, TravelBand],
    year: int,
    month: int = 0,
) -> Count:
    """Count every cell over a unit's records, each record once in a cell.

    Records that are alike in all that rules ask for are judged once. `bands` are the counties'
    travel bands. The facts come in the order of days.
    """
    judged = _Judge(definition, unit, bands=bands, year=year, month=month)
    kept: list[Fact] = []
    trails: dict[CellKey, list[int]] = defaultdict(list)
    for fact in facts:
        place = len(kept)
        brought = False
        for key, measure in judged.cells_of(fact):
            if part(measure, fact) is not None:
                trails[key].append(place)
                brought = True
        if brought:
            kept.append(fact)
    return Count(tuple(kept), trails, judged.measures)


Alike = tuple[object, ...]
Cells = list[tuple[CellKey, Measure]]


def alike_but_for_days(fact: Fact, bands: Mapping[str, TravelBand]) -> Alike:
    """All that `fits` looks at: two records with the same answer fit the same rules."""
    return (
        fact.kind,
        fact.labels,
        fact.audience,
        fact.partners > 0,
        fact.own_programme,
        fact.venue_id is None,
        bands.get(fact.county_code),
    )


class _Judge:
    """Which cells a record belongs to; the answer is kept for all that are alike."""

    def __init__(
        self,
        definition: Definition,
        unit: Unit,
        *,
        bands: Mapping[str, TravelBand],
        year: int,
        month: int,
    ) -> None:
        self._unit = unit
        self._bands = bands
        self._rules = definition.cells
        spans = [rule_days(rule, definition, year=year, month=month) for _, rule in self._rules]
        self._spans = list(dict.fromkeys(spans))
        self._span_of = [self._spans.index(days) for days in spans]
        self._known: dict[Alike, Cells] = {}
        self.measures = {key: rule.measure for key, rule in self._rules}

    def cells_of(self, fact: Fact) -> Cells:
        inside = tuple(fact.day in days for days in self._spans)
        alike: Alike = (inside, *alike_but_for_days(fact, self._bands))
        found = self._known.get(alike)
        if found is None:
            found = [
                (key, rule.measure)
                for (key, rule), span in zip(self._rules, self._span_of, strict=True)
                if inside[span] and fits(rule, fact, self._unit, bands=self._bands)
            ]
            self._known[alike] = found
        return found


def fits(rule: Rule, fact: Fact, unit: Unit, *, bands: Mapping[str, TravelBand]) -> bool:
    """Whether a record of the unit meets every condition but the days."""
    return (
        (not rule.kinds or fact.kind in rule.kinds)
        and (not rule.labels or bool(rule.labels & fact.labels))
        and (rule.audience is None or Audience(fact.audience) is rule.audience)
        and (rule.joint is None or (rule.joint is Joint.TOGETHER) == (fact.partners > 0))
        and (rule.programme is None or _programme_fits(rule.programme, fact))
        and (not rule.bands or bands.get(fact.county_code) in rule.bands)
        and _venues_fit(rule, fact, unit)
    )


def _programme_fits(wanted: Programme, fact: Fact) -> bool:
    return fact.own_programme is (wanted is Programme.OWN)


def _venues_fit(rule: Rule, fact: Fact, unit: Unit) -> bool:
    """Venues fill forms of their own; the province's holds counties and venues alike."""
    if unit.kind in (UnitKind.PROVINCE, UnitKind.VENUE):
        return True
    return rule.with_venues or fact.venue_id is None

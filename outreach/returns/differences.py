"""Why two counts differ: one form at two times, or one measure by two rules."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from outreach.kernel.span import Days
from outreach.ledger.return_model import Fact
from outreach.province.model import TravelBand
from outreach.returns.counting import Count, Part, alike_but_for_days, fits, part
from outreach.returns.model import CellKey, Definition, Rule, Unit
from outreach.returns.periods import rule_days


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell that says something else in a later count, and the records that made it so."""

    key: CellKey
    before: int | None
    after: int | None
    added: tuple[Part, ...]
    gone: tuple[Part, ...]
    changed: tuple[tuple[Part, Part], ...]


def between(earlier: Count, later: Count) -> list[Moved]:
    """Cells whose records, or what those bring, are not the same any more."""
    found = []
    for key in earlier.measures:
        old = {each.fact.key: each for each in earlier.trail(key)}
        new = {each.fact.key: each for each in later.trail(key)}
        added = tuple(each for id_, each in new.items() if id_ not in old)
        gone = tuple(each for id_, each in old.items() if id_ not in new)
        changed = tuple(
            (old[id_], each)
            for id_, each in new.items()
            if id_ in old and old[id_].brings != each.brings
        )
        if added or gone or changed:
            found.append(Moved(key, earlier.value(key), later.value(key), added, gone, changed))
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """A cell of one of the two forms that are compared."""

    definition: Definition
    key: CellKey
    counted: Count
    unit: Unit
    year: int
    month: int = 0

    @property
    def rule(self) -> Rule:
        found = self.definition.rule(self.key)
        if found is None:
            raise KeyError(self.key)
        return found

    @property
    def days(self) -> Days:
        return rule_days(self.rule, self.definition, year=self.year, month=self.month)

    @property
    def value(self) -> int | None:
        return self.counted.value(self.key)


@dataclass(frozen=True, slots=True)
class Because:
    """Records that only one side counts, or counts differently, for the same reasons."""

    reasons: tuple[str, ...]
    only_first: bool
    only_second: bool
    parts: tuple[Part, ...]
    difference: int
    """What these records bring to the second figure less what they bring to the first."""


def explain(first: Side, second: Side, *, bands: Mapping[str, TravelBand]) -> list[Because]:
    """The whole difference between two cells, in groups of records with their reasons.

    The groups' differences add up to the difference of what the two trails bring; where a figure
    counts different things, or is rounded, the figures themselves may differ by less.
    """
    ours = {each.fact.key: each for each in first.counted.trail(first.key)}
    theirs = {each.fact.key: each for each in second.counted.trail(second.key)}
    groups: defaultdict[tuple[tuple[str, ...], bool, bool], list[tuple[Part, int]]]
    groups = defaultdict(list)
    not_ours, not_theirs = _Why(first, bands), _Why(second, bands)
    for id_, each in ours.items():
        if id_ not in theirs:
            reasons = not_theirs.not_in(each.fact)
            groups[reasons, True, False].append((each, -each.brings))
        elif theirs[id_].brings != each.brings:
            measures = first.rule.measure, second.rule.measure
            reasons = ("measure",) if measures[0] is not measures[1] else ("corrected",)
            groups[reasons, False, False].append((each, theirs[id_].brings - each.brings))
    for id_, each in theirs.items():
        if id_ not in ours:
            reasons = not_ours.not_in(each.fact)
            groups[reasons, False, True].append((each, each.brings))
    return [
        Because(
            reasons=reasons,
            only_first=only_first,
            only_second=only_second,
            parts=tuple(each for each, _brings in found),
            difference=sum(brings for _each, brings in found),
        )
        for (reasons, only_first, only_second), found in sorted(groups.items())
    ]


CONDITIONS = ("kinds", "labels", "audience", "joint", "programme", "bands", "with_venues")


class _Why:
    """Which conditions of a side's rule keep a record out; those alike are asked once."""

    def __init__(self, side: Side, bands: Mapping[str, TravelBand]) -> None:
        bare = Rule(side.rule.measure, with_venues=True)
        self._only = [(n, replace(bare, **{n: getattr(side.rule, n)})) for n in CONDITIONS]
        self._measure, self._days, self._unit = side.rule.measure, side.days, side.unit
        self._bands = bands
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def not_in(self, fact: Fact) -> tuple[str, ...]:
        """The reasons, in order.

        "nothing-told" where the record does not say what the side adds up, and "later" where it
        would fit by now: it was told, or corrected, after the side was compiled.
        """
        inside = fact.day in self._days
        found = [*(() if inside else ("period",)), *self._kept_out(fact)]
        if not found and part(self._measure, fact) is None:
            return ("nothing-told",)
        return tuple(found or ("later",))

    def _kept_out(self, fact: Fact) -> tuple[str, ...]:
        alike = alike_but_for_days(fact, self._bands)
        found = self._known.get(alike)
        if found is None:
            found = tuple(
                name
                for name, only in self._only
                if not fits(only, fact, self._unit, bands=self._bands)
            )
            self._known[alike] = found
        return found


def pairs(first: Definition, second: Definition) -> list[tuple[CellKey, CellKey]]:
    """Cells of two forms that a reader would lay side by side.

    They have the same measure, and the same kinds of activity or the same line; of several the
    one whose other conditions are most alike.
    """
    found = []
    for key, rule in first.cells:
        alike = [
            (_likeness(key, rule, other_key, other), other_key)
            for other_key, other in second.cells
            if other.measure is rule.measure
        ]
        best = max(alike, default=(0, None), key=lambda each: each[0])
        if best[1] is not None and best[0] > 0:
            found.append((key, best[1]))
    return found


def _likeness(key: CellKey, rule: Rule, other_key: CellKey, other: Rule) -> int:
    if bool(rule.kinds) != bool(other.kinds) or bool(rule.labels) != bool(other.labels):
        return 0
    same_kinds = rule.kinds == other.kinds
    near_kinds = bool(rule.kinds & other.kinds) or not rule.kinds
    same_labels = rule.labels == other.labels
    if not near_kinds or not same_labels:
        return 0
    others = ("audience", "joint", "programme")
    same = sum(bool(getattr(rule, name) == getattr(other, name)) for name in others)
    return 1 + 4 * (key[0] == other_key[0]) + 3 * same_kinds + same

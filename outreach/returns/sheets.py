"""A return as it is shown and printed: each cell with its figure, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.returns import periods, queries, rules
from outreach.returns.counting import Count
from outreach.returns.definitions import BLANK
from outreach.returns.model import (
    Adjustment,
    CellKey,
    Definition,
    Line,
    Measure,
    Return,
    Rule,
    Sheet,
    Step,
    Verb,
)
from outreach.returns.words import shown


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: what the ledger says, what a person set instead, and which of them is printed."""

    key: CellKey
    rule: Rule | None
    computed: int | None
    adjusted: Adjustment | None

    @property
    def value(self) -> int | None:
        return self.computed if self.adjusted is None else self.adjusted.value

    @property
    def words(self) -> str:
        return shown(self.value)

    @property
    def is_by_hand(self) -> bool:
        return self.rule is not None and self.rule.measure is Measure.BY_HAND


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a performance table says of a line beside its figure."""

    target: int | None
    score: int | None
    missed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a return says, for a screen or a file."""

    found: Return
    counted: Count
    sheet: Sheet
    figures: Mapping[CellKey, Figure]
    indicators: Mapping[str, Indicator]
    steps: tuple[Step, ...]
    names: Mapping[int, str]
    """Of everybody who did anything to the return."""
    sample: bool
    """Whether invented data is about; a file must say so itself."""

    @property
    def definition(self) -> Definition:
        return self.found.round.definition

    @property
    def days(self) -> Days:
        at = self.found.round
        return periods.form_days(self.definition, year=at.year, month=at.month)

    def figure(self, line: Line, column: str) -> Figure:
        return self.figures[line.key, column]

    @property
    def score(self) -> int | None:
        """The points of all indicators together; none while one of them has none."""
        scores = [each.score for each in self.indicators.values()]
        return sum(s for s in scores if s is not None) if None not in scores else None

    @property
    def signers(self) -> Mapping[Verb, Step]:
        """Who took which step since the figures were last compiled, and when."""
        done: dict[Verb, Step] = {}
        for step in self.steps:
            if step.verb in (Verb.COMPILED, Verb.SENT_BACK):
                done.clear()
            if step.verb in rules.SIGNING:
                done[step.verb] = step
        return done

    @property
    def text(self) -> str:
        """The form's text with its blanks filled."""
        at = self.found.round
        filled = {
            f"{line}.{column}": figure.words for (line, column), figure in self.figures.items()
        } | {
            "unit": self.found.unit.name,
            "year": str(at.year),
            "month": str(at.month or ""),
        }
        return BLANK.sub(lambda blank: filled.get(blank[1], blank[0]), self.definition.text)


def page_of(
    tx: Tx, found: Return, counted: Count | None = None, *, kept: queries.Beside | None = None
) -> Page:
    """A return with its figures: those that were compiled, or the ledger's present while open.

    `kept` holds what was read already of many returns at once.
    """
    counted = queries.count_of(tx, found) if counted is None else counted
    kept = queries.beside(tx, [found.id]) if kept is None else kept
    sheet = kept.sheets.get(found.id, Sheet())
    return Page(
        found=found,
        counted=counted,
        sheet=sheet,
        figures=figures_of(found.round.definition, counted, sheet),
        indicators=_indicators(found.round.definition, counted, sheet),
        steps=tuple(kept.steps.get(found.id, ())),
        names=kept.names,
        sample=kept.sample,
    )


def figures_of(made: Definition, counted: Count, sheet: Sheet) -> dict[CellKey, Figure]:
    values = counted.values()
    return {
        (line.key, column.key): Figure(
            key=(line.key, column.key),
            rule=line.cells.get(column.key),
            computed=values.get((line.key, column.key)),
            adjusted=sheet.adjusted.get((line.key, column.key)),
        )
        for line in made.lines
        for column in made.columns
    }


def _indicators(made: Definition, counted: Count, sheet: Sheet) -> dict[str, Indicator]:
    if not made.targets:
        return {}
    actual = queries.actual(made, counted, sheet)
    return {
        line.key: Indicator(
            target=(target := sheet.targets.get(line.key)),
            score=rules.score(line, target=target, actual=actual[line.key]),
            missed=rules.is_missed(target=target, actual=actual[line.key]),
            reason=sheet.reasons.get(line.key, ""),
        )
        for line in made.lines
    }

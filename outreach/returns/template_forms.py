"""The editor of a template: lines and columns as fields, each cell's rule as one line of text."""

import re
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from outreach.ledger.more_form import plain
from outreach.returns.definitions import (
    MOST_COLUMNS,
    MOST_LINES,
    Complaint,
    complaints,
)
from outreach.returns.model import (
    Column,
    Definition,
    Every,
    Line,
    Period,
    Rule,
    UnitKind,
)
from outreach.returns.rule_text import BadRule, read, written

SPARE_LINES, SPARE_COLUMNS = 3, 1
LINE_FIELDS = ("key", "group", "label", "label_en", "unit", "points")
COLUMN_FIELDS = ("key", "label", "label_en", "unit")


@dataclass(slots=True)
class Typed:
    """What stands in the editor's fields, by the fields' names, and what is wrong there."""

    fields: dict[str, str]
    units: frozenset[str]
    lines: int
    columns: int
    complaints: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def open(self, place: int) -> bool:
        """Whether a line's fields are shown: when something is wrong there, or all is empty."""
        wrong = any(re.match(rf"(line|cell)-{place}-", name) for name in self.complaints)
        return wrong or not self.get(f"line-{place}-label")


def typed_of(made: Definition) -> Typed:
    """The editor's fields for a definition, with room for a column and three lines more."""
    fields = {
        "name": made.name,
        "name_en": made.name_en,
        "every": made.every.value,
        "period": made.period.value,
        "due_days": str(made.due_days),
        "targets": "1" if made.targets else "",
        "text": made.text,
        "notes": "\n".join(made.notes),
    }
    for place, column in enumerate(made.columns):
        fields |= {f"column-{place}-{n}": str(getattr(column, n)) for n in COLUMN_FIELDS}
    for place, line in enumerate(made.lines):
        fields |= {f"line-{place}-{n}": str(getattr(line, n)) for n in LINE_FIELDS}
        for number, column in enumerate(made.columns):
            fields[f"cell-{place}-{number}"] = written(line.cells.get(column.key))
    return Typed(
        fields=fields,
        units=frozenset(kind.value for kind in made.units),
        lines=min(MOST_LINES, len(made.lines) + SPARE_LINES),
        columns=min(MOST_COLUMNS, len(made.columns) + SPARE_COLUMNS),
    )


def typed_in(sent: MultiDict[str, str]) -> Typed:
    """The fields as they were sent."""
    fields = {name: value for name, value in sent.items() if name != "csrf_token"}
    return Typed(
        fields=fields,
        units=frozenset(sent.getlist("units")),
        lines=_how_many(fields, "line", MOST_LINES),
        columns=_how_many(fields, "column", MOST_COLUMNS),
    )


def _how_many(fields: dict[str, str], kind: str, most: int) -> int:
    found = [int(m[1]) for name in fields if (m := re.fullmatch(rf"{kind}-(\d{{1,3}})-key", name))]
    return min(most, max(found, default=-1) + 1)


def read_typed(typed: Typed) -> tuple[Definition | None, list[tuple[str, Complaint | BadRule]]]:
    """The definition that the fields say, or what is wrong, each with its field.

    Lines and columns with nothing in them are left out.
    """
    wrong: list[tuple[str, Complaint | BadRule]] = []
    columns = [
        (place, column)
        for place in range(typed.columns)
        if (column := _column(typed, place)) != Column("", "")
    ]
    lines = [
        (place, line)
        for place in range(typed.lines)
        if (line := _line(typed, place, columns, wrong)) is not None
    ]
    made = Definition(
        name=plain(typed.get("name")) or "",
        name_en=plain(typed.get("name_en")) or "",
        every=Every(typed.get("every")) if typed.get("every") in {*Every} else Every.YEAR,
        period=Period(typed.get("period"))
        if typed.get("period") in {*Period}
        else Period.CALENDAR_YEAR,
        units=frozenset(UnitKind(kind) for kind in typed.units if kind in {*UnitKind}),
        due_days=_number(typed.get("due_days"), wrong, "due_days"),
        targets=typed.get("targets") == "1",
        columns=tuple(column for _place, column in columns),
        lines=tuple(line for _place, line in lines),
        text=typed.get("text").replace("\r\n", "\n").strip(),
        notes=tuple(filter(None, map(plain, typed.get("notes").splitlines()))),
    )
    places = {"lines": [p for p, _l in lines], "columns": [p for p, _c in columns]}
    wrong += [(_field_of(each.where, places), each) for each in complaints(made)]
    return (None if wrong else made), wrong


def _column(typed: Typed, place: int) -> Column:
    said = {n: plain(typed.get(f"column-{place}-{n}")) or "" for n in COLUMN_FIELDS}
    return Column(**said)


def _line(
    typed: Typed,
    place: int,
    columns: list[tuple[int, Column]],
    wrong: list[tuple[str, Complaint | BadRule]],
) -> Line | None:
    said = {n: plain(typed.get(f"line-{place}-{n}")) or "" for n in LINE_FIELDS}
    texts = {number: typed.get(f"cell-{place}-{number}").strip() for number, _column in columns}
    points = said.pop("points")
    if not any([*said.values(), *texts.values()]):
        return None
    cells: dict[str, Rule] = {}
    for number, column in columns:
        name = f"cell-{place}-{number}"
        try:
            rule = read(texts[number])
        except BadRule as bad:
            wrong.append((name, bad))
            continue
        if rule is not None:
            cells[column.key] = rule
    return Line(cells=cells, points=_number(points or "0", wrong, f"line-{place}-points"), **said)


def _number(text: str, wrong: list[tuple[str, Complaint | BadRule]], name: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        wrong.append((name, Complaint(name, "no-number")))
        return 1
    return int(text)


def _field_of(where: str, places: dict[str, list[int]]) -> str:
    """`lines[2].label` of the definition is the field `line-4-label` when two lines are empty."""
    found = re.fullmatch(r"(lines|columns)\[(\d+)\]\.(\w+)(?:\.(\w+))?", where)
    if found is None:
        return where
    kind, place, name, _inner = found.groups()
    return f"{kind[:-1]}-{places[kind][int(place)]}-{name}"

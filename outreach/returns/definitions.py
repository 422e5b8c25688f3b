"""Templates as data: a definition to and from JSON, and everything wrong with one at once.

The format is documented in docs/formats/returns.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from outreach.ledger.model import Audience, Kind, Label
from outreach.province.model import TravelBand
from outreach.returns.model import (
    Column,
    Definition,
    Every,
    Joint,
    Line,
    Measure,
    Period,
    Programme,
    Rule,
    UnitKind,
)

FORMAT = "outreach-return-1"
MOST_LINES, MOST_COLUMNS, MOST_WORDS = 80, 8, 120
LONGEST_TEXT = 4000
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
BLANK = re.compile(r"\{([^{}]*)\}")
OF_PLACE = ("unit", "year", "month")
"""Blanks that are no cell: who reports, and about when."""

Choice = TypeVar("Choice", Kind, Label, TravelBand, UnitKind)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a definition: where it stands, a code, and the facts of the sentence."""

    where: str
    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def complaints(made: Definition) -> list[Complaint]:
    """What keeps a definition from being a form; nothing when it is one."""
    return [*_about_all(made), *_about_columns(made), *_about_lines(made), *_about_text(made)]


def _about_all(made: Definition) -> Iterator[Complaint]:
    if not made.name:
        yield Complaint("name", "missing")
    if not made.units:
        yield Complaint("units", "missing")
    if not 1 <= made.due_days <= 366:
        yield Complaint("due_days", "between", {"least": 1, "most": 366})
    if made.every is Every.MONTH and made.targets:
        yield Complaint("targets", "targets-are-yearly")
    if made.period in (Period.OF_FORM, Period.TO_DATE):
        yield Complaint("period", "no-period")


def _about_columns(made: Definition) -> Iterator[Complaint]:
    if not made.columns:
        yield Complaint("columns", "missing")
    if len(made.columns) > MOST_COLUMNS:
        yield Complaint("columns", "too-many", {"most": MOST_COLUMNS})
    if made.targets and len(made.columns) > 1:
        yield Complaint("columns", "targets-have-one-column")
    seen: set[str] = set()
    for place, column in enumerate(made.columns):
        where = f"columns[{place}]"
        yield from _key(f"{where}.key", column.key, seen)
        yield from _label(f"{where}.label", column.label)


def _about_lines(made: Definition) -> Iterator[Complaint]:
    if not made.lines:
        yield Complaint("lines", "missing")
    if len(made.lines) > MOST_LINES:
        yield Complaint("lines", "too-many", {"most": MOST_LINES})
    seen: set[str] = set()
    known = {column.key for column in made.columns}
    for place, line in enumerate(made.lines):
        where = f"lines[{place}]"
        yield from _key(f"{where}.key", line.key, seen)
        yield from _label(f"{where}.label", line.label)
        if not 0 <= line.points <= 100:
            yield Complaint(f"{where}.points", "between", {"least": 0, "most": 100})
        for column in line.cells:
            if column not in known:
                yield Complaint(f"{where}.cells.{column}", "unknown-column", {"word": column})


def _key(where: str, key: str, seen: set[str]) -> Iterator[Complaint]:
    if not KEY.fullmatch(key):
        yield Complaint(where, "bad-key", {"word": key})
    if key in seen:
        yield Complaint(where, "twice", {"word": key})
    seen.add(key)


def _label(where: str, label: str) -> Iterator[Complaint]:
    if not label:
        yield Complaint(where, "missing")
    if len(label) > MOST_WORDS:
        yield Complaint(where, "too-long", {"most": MOST_WORDS})


def _about_text(made: Definition) -> Iterator[Complaint]:
    """Each blank of the text names a cell, or who and when."""
    if len(made.text) > LONGEST_TEXT:
        yield Complaint("text", "too-long", {"most": LONGEST_TEXT})
    known = {f"{line}.{column}" for (line, column), _rule in made.cells} | {*OF_PLACE}
    for blank in dict.fromkeys(BLANK.findall(made.text)):
        if blank not in known:
            yield Complaint("text", "unknown-blank", {"word": blank})


def as_json(slug: str, made: Definition) -> dict[str, Any]:
    """What a file holds; reading it gives the same definition again."""
    return {
        "format": FORMAT,
        "slug": slug,
        "name": made.name,
        "name_en": made.name_en,
        "every": made.every.value,
        "period": made.period.value,
        "units": [kind.value for kind in UnitKind if kind in made.units],
        "due_days": made.due_days,
        "targets": made.targets,
        "columns": [
            {"key": c.key, "label": c.label, "label_en": c.label_en, "unit": c.unit}
            for c in made.columns
        ],
        "lines": [_line_as_json(line) for line in made.lines],
        "text": made.text,
        "notes": list(made.notes),
    }


def _line_as_json(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "group": line.group,
        "label": line.label,
        "label_en": line.label_en,
        "unit": line.unit,
        "points": line.points,
        "cells": {column: _rule_as_json(rule) for column, rule in line.cells.items()},
    }


def _rule_as_json(rule: Rule) -> dict[str, Any]:
    """Only what differs from "all activities of the form's own days"."""
    told: dict[str, Any] = {"measure": rule.measure.value}
    for name in ("kinds", "labels", "bands"):
        if getattr(rule, name):
            told[name] = sorted(each.value for each in getattr(rule, name))
    for name in ("audience", "joint", "programme"):
        if getattr(rule, name) is not None:
            told[name] = getattr(rule, name).value
    if rule.period is not Period.OF_FORM:
        told["period"] = rule.period.value
    if rule.with_venues:
        told["with_venues"] = True
    return told


def of_json(told: object) -> tuple[str, Definition | None, list[Complaint]]:
    """The slug and the definition that a file holds, or every complaint about it."""
    reader = _Reader()
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return "", None, [Complaint("format", "not-ours", {"word": FORMAT})]
    slug = reader.text(told, "slug", "slug")
    made = Definition(
        name=reader.text(told, "name", "name"),
        name_en=reader.text(told, "name_en", "name_en"),
        every=reader.choice(told, "every", "every", Every) or Every.YEAR,
        period=reader.choice(told, "period", "period", Period) or Period.CALENDAR_YEAR,
        units=reader.choices(told, "units", "units", UnitKind),
        due_days=reader.number(told, "due_days", "due_days", 31),
        targets=told.get("targets") is True,
        columns=tuple(
            reader.column(each, f"columns[{place}]")
            for place, each in enumerate(reader.several(told, "columns"))
        ),
        lines=tuple(
            reader.line(each, f"lines[{place}]")
            for place, each in enumerate(reader.several(told, "lines"))
        ),
        text=reader.text(told, "text", "text"),
        notes=tuple(str(note) for note in reader.several(told, "notes")),
    )
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", slug):
        reader.complain("slug", "bad-slug", word=slug)
    found = [*reader.found, *complaints(made)]
    return slug, None if found else made, found


class _Reader:
    """Reads pieces of JSON, and goes on after a complaint, so that all of them are told at once."""

    def __init__(self) -> None:
        self.found: list[Complaint] = []

    def complain(self, where: str, code: str, **facts: str | int) -> None:
        self.found.append(Complaint(where, code, facts))

    def text(self, told: Mapping[str, Any], name: str, where: str) -> str:
        value = told.get(name, "")
        if not isinstance(value, str) or "\0" in value:
            self.complain(where, "no-text")
            return ""
        return value.strip()

    def number(self, told: Mapping[str, Any], name: str, where: str, usual: int) -> int:
        value = told.get(name, usual)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**6:
            self.complain(where, "no-number")
            return usual
        return value

    def several(self, told: Mapping[str, Any], name: str) -> Sequence[Any]:
        value = told.get(name, [])
        if not isinstance(value, list):
            self.complain(name, "no-list")
            return []
        return value

    def choice(self, told: Mapping[str, Any], name: str, where: str, known: Any) -> Any:
        value = told.get(name)
        if value is None:
            return None
        allowed = {each.value: each for each in known}
        if not isinstance(value, str) or value not in allowed:
            self.complain(where, "unknown", word=str(value)[:40], known=", ".join(allowed))
            return None
        return allowed[value]

    def choices(
        self, told: Mapping[str, Any], name: str, where: str, known: type[Choice]
    ) -> frozenset[Choice]:
        values = self.several(told, name)
        found = {self.choice({name: value}, name, where, known) for value in values}
        return frozenset(each for each in found if each is not None)

    def column(self, told: object, where: str) -> Column:
        if not isinstance(told, dict):
            self.complain(where, "no-object")
            told = {}
        return Column(
            key=self.text(told, "key", f"{where}.key"),
            label=self.text(told, "label", f"{where}.label"),
            label_en=self.text(told, "label_en", f"{where}.label_en"),
            unit=self.text(told, "unit", f"{where}.unit"),
        )

    def line(self, told: object, where: str) -> Line:
        if not isinstance(told, dict):
            self.complain(where, "no-object")
            told = {}
        cells = told.get("cells", {})
        if not isinstance(cells, dict):
            self.complain(f"{where}.cells", "no-object")
            cells = {}
        rules = {
            str(column): self.rule(rule, f"{where}.cells.{column}")
            for column, rule in cells.items()
            if rule is not None
        }
        return Line(
            key=self.text(told, "key", f"{where}.key"),
            label=self.text(told, "label", f"{where}.label"),
            label_en=self.text(told, "label_en", f"{where}.label_en"),
            group=self.text(told, "group", f"{where}.group"),
            unit=self.text(told, "unit", f"{where}.unit"),
            points=self.number(told, "points", f"{where}.points", 0),
            cells=rules,
        )

    def rule(self, told: object, where: str) -> Rule:
        if not isinstance(told, dict):
            self.complain(where, "no-object")
            told = {}
        measure = self.choice(told, "measure", f"{where}.measure", Measure)
        if measure is None and "measure" not in told:
            self.complain(f"{where}.measure", "missing")
        return Rule(
            measure=measure or Measure.TIMES,
            kinds=self.choices(told, "kinds", f"{where}.kinds", Kind),
            labels=self.choices(told, "labels", f"{where}.labels", Label),
            bands=self.choices(told, "bands", f"{where}.bands", TravelBand),
            audience=self.choice(told, "audience", f"{where}.audience", Audience),
            joint=self.choice(told, "joint", f"{where}.joint", Joint),
            programme=self.choice(told, "programme", f"{where}.programme", Programme),
            period=self.choice(told, "period", f"{where}.period", Period) or Period.OF_FORM,
            with_venues=told.get("with_venues") is True,
        )

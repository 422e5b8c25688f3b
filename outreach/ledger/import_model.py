"""An uploaded year of activities, from reading to undo, and how its lines are kept as text."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from outreach.ledger.model import (
    Audience,
    Cell,
    Entry,
    Kind,
    Label,
    OnlineMeasure,
    Partner,
    PartnerRole,
)
from outreach.ledger.record_model import Question
from outreach.province.list_lines import Complaint
from outreach.province.school_import import Outcome
from outreach.province.upload_model import Upload

ENTRY_FIELDS = tuple(each.name for each in fields(Entry))
SKIP = "skip"
"""The answer to any question that leaves the line out."""


class Topic(StrEnum):
    """What a list may ask about. Never guessed: the answer is the officer's."""

    YEAR = "year"
    MIXED = "mixed"
    COUNTY = "county"
    SCHOOL = "school"
    KIND = "kind"
    MEASURE = "measure"
    JOINT = "joint"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about a line. `key` names the answer; `group` those that may share one.

    Where key and group are the same, all lines that say the same have one answer. A key is made of
    what the line says, not of where it stands, so that a corrected list keeps its answers.
    """

    topic: Topic
    key: str
    group: str
    choices: tuple[str, ...]
    said: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """Answers by key, and the words that came with some."""

    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def joined(self, later: "Given") -> "Given":
        return Given(answers={**self.answers, **later.answers}, words={**self.words, **later.words})


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the list: where it stands, and what confirming would do with it.

    NEW is recorded; CHANGED takes part in the activity `joins` (or, while that is in the same
    list, in what line `joins_line` becomes); UNCHANGED is in the ledger already, as `known`.
    """

    number: int
    """Counted through all sheets."""
    row: int
    """As in the spreadsheet, from 1."""
    outcome: Outcome
    sheet: str = ""
    name: str = ""
    entry: Entry | None = None
    complaints: tuple[Complaint, ...] = ()
    asks: tuple[Ask, ...] = ()
    odd: tuple[tuple[Question, str | None], ...] = ()
    known: str = ""
    joins: int | None = None
    joins_line: int | None = None
    activity_id: int | None = None
    revision: int = 0
    """Of the activity, after the import wrote to it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was made of a file before its lines were read."""

    sheets: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Headings of columns that mean nothing here."""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerImport(Upload):
    """A list of activities. `year` stands in where days have none, and must fit those that do."""

    venue_id: int | None
    lead: str
    year: int | None
    given: Given
    found: Found

    @property
    def left_out(self) -> int:
        """How many lines a confirmation would not record, though they are activities."""
        return self.count(Outcome.ASK) + self.count(Outcome.REFUSED)


def digest(*said: object) -> str:
    """A short name for what was said; the same words have the same name in every file."""
    plain = json.dumps([str(part) for part in said], ensure_ascii=False)
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=9).hexdigest()


def pack_given(given: Given) -> str:
    return json.dumps(
        {"answers": dict(given.answers), "words": dict(given.words)}, ensure_ascii=False
    )


def unpack_given(packed: str | None) -> Given:
    return Given(**json.loads(packed)) if packed else Given()


def unpack_found(packed: str | None) -> Found:
    if not packed:
        return Found()
    about = json.loads(packed)
    return Found(tuple(about["sheets"]), tuple(about["unread"]), about["year"])


def pack_entry(entry: Entry) -> dict[str, Any]:
    """What it says, without what it leaves empty."""
    packed: dict[str, Any] = {}
    for name in ENTRY_FIELDS:
        value = getattr(entry, name)
        if isinstance(value, date):
            packed[name] = value.isoformat()
        elif name in {"cells", "partners"} and value:
            packed[name] = [asdict(part) for part in value]
        elif value is not None and value != ():
            packed[name] = value
    return packed


def unpack_entry(packed: Mapping[str, Any]) -> Entry:
    measure, until_day = packed.get("online_measure"), packed.get("until_day")
    return Entry(
        **{
            **packed,
            "kind": Kind(packed["kind"]),
            "audience": Audience(packed["audience"]),
            "day": date.fromisoformat(packed["day"]),
            "until_day": date.fromisoformat(until_day) if until_day else None,
            "online_measure": OnlineMeasure(measure) if measure else None,
            "labels": tuple(map(Label, packed.get("labels", ()))),
            "partners": tuple(
                Partner(**{**partner, "role": PartnerRole(partner["role"])})
                for partner in packed.get("partners", ())
            ),
            "cells": tuple(Cell(**cell) for cell in packed.get("cells", ())),
        }
    )


def pack_line(line: LedgerLine) -> dict[str, Any]:
    """The columns in which a line is kept."""
    about = {
        "row": line.row,
        "sheet": line.sheet,
        "name": line.name,
        "entry": pack_entry(line.entry) if line.entry else None,
        "asks": [asdict(ask) for ask in line.asks],
        "odd": [(asdict(question), words) for question, words in line.odd],
        "known": line.known,
        "joins": line.joins,
        "joins_line": line.joins_line,
    }
    return {
        "line": line.number,
        "outcome": line.outcome.value,
        "fields": json.dumps({k: v for k, v in about.items() if v}, ensure_ascii=False),
        "complaints": json.dumps([asdict(c) for c in line.complaints], ensure_ascii=False),
        "activity_id": line.activity_id,
        "day": line.entry.day if line.entry else None,
        "revision": line.revision,
    }


def unpack_line(
    *,
    line: int,
    outcome: str,
    fields: str,
    complaints: str,
    activity_id: int | None,
    revision: int,
) -> LedgerLine:
    about = json.loads(fields)
    plain = LedgerLine(
        number=line,
        row=about["row"],
        outcome=Outcome(outcome),
        activity_id=activity_id,
        revision=revision,
        complaints=tuple(Complaint(**complaint) for complaint in json.loads(complaints)),
    )
    return replace(
        plain,
        sheet=about.get("sheet", ""),
        name=about.get("name", ""),
        entry=unpack_entry(about["entry"]) if "entry" in about else None,
        asks=tuple(map(_ask, about.get("asks", ()))),
        odd=tuple((Question(**question), words) for question, words in about.get("odd", ())),
        known=about.get("known", ""),
        joins=about.get("joins"),
        joins_line=about.get("joins_line"),
    )


def _ask(packed: dict[str, Any]) -> Ask:
    return Ask(**packed | {"topic": Topic(packed["topic"]), "choices": tuple(packed["choices"])})

"""An uploaded list of schools, from reading to undo, and how its lines are kept as text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from outreach.province.list_lines import Complaint
from outreach.province.model import ImportId, SchoolEntry, Stage
from outreach.province.school_import import Choices, Line, Outcome

UNDO_WITHIN = timedelta(hours=24)
ENTRY_FIELDS = tuple(each.name for each in fields(SchoolEntry))


class ImportState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    UNREADABLE = "unreadable"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class SchoolImport:
    """`counts` says how many lines have each outcome; `refusal` why the file was not taken."""

    id: ImportId
    person_id: int | None
    filename: str
    state: ImportState
    done: int
    total: int
    counts: Mapping[str, int]
    refusal: Mapping[str, Any] | None
    choices: Choices
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None

    def count(self, outcome: str) -> int:
        return self.counts.get(outcome, 0)

    @property
    def lines(self) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in Outcome)

    @property
    def takes(self) -> int:
        """How many schools a confirmation would write."""
        return self.count(Outcome.NEW) + self.count(Outcome.CHANGED)

    @property
    def undo_until(self) -> datetime | None:
        return self.applied_at + UNDO_WITHIN if self.applied_at else None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a school, before and after, as text; `field` names it for the page."""

    field: str
    before: str
    after: str


def pack_entry(entry: SchoolEntry | None) -> dict[str, Any] | None:
    return {name: getattr(entry, name) for name in ENTRY_FIELDS} if entry else None


def unpack_entry(packed: Mapping[str, Any] | None) -> SchoolEntry | None:
    if packed is None:
        return None
    return SchoolEntry(
        **{
            **packed,
            "stages": tuple(Stage(stage) for stage in packed["stages"]),
            "enrolment": tuple((grade, pupils) for grade, pupils in packed["enrolment"]),
        }
    )


def pack_line(line: Line) -> dict[str, Any]:
    """The columns in which a line is kept."""
    about = {
        "name": line.name,
        "entry": pack_entry(line.entry),
        "candidates": line.candidates,
        "question": line.question,
        "revision": line.revision,
    }
    return {
        "line": line.number,
        "outcome": line.outcome.value,
        "school_id": line.school_id,
        "fields": json.dumps(about, ensure_ascii=False),
        "complaints": json.dumps([asdict(c) for c in line.complaints], ensure_ascii=False),
        "before": json.dumps(pack_entry(line.before), ensure_ascii=False) if line.before else None,
    }


def unpack_line(
    *,
    line: int,
    outcome: str,
    school_id: int | None,
    fields: str,
    complaints: str,
    before: str | None,
) -> Line:
    about = json.loads(fields)
    return Line(
        number=line,
        outcome=Outcome(outcome),
        name=about["name"],
        entry=unpack_entry(about["entry"]),
        school_id=school_id,
        revision=about["revision"],
        before=unpack_entry(json.loads(before)) if before else None,
        complaints=tuple(Complaint(**complaint) for complaint in json.loads(complaints)),
        candidates=tuple(about["candidates"]),
        question=about["question"],
    )


def pack_choices(choices: Choices) -> str:
    return json.dumps({"lines": dict(choices.lines), "alike": dict(choices.alike)})


def unpack_choices(packed: str | None) -> Choices:
    about = json.loads(packed or "{}")
    lines = {int(number): answer for number, answer in about.get("lines", {}).items()}
    return Choices(lines=lines, alike=about.get("alike", {}))


def changes(line: Line) -> list[Change]:
    """What a line would change, field by field."""
    if line.before is None or line.entry is None:
        return []
    old, new = asdict(line.before), asdict(line.entry)
    return [
        Change(field=name, before=_shown(name, old[name]), after=_shown(name, new[name]))
        for name in old
        if old[name] != new[name]
    ]


def _shown(name: str, value: Any) -> str:
    if name == "enrolment":
        return str(sum(pupils for _, pupils in value)) if value else ""
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)

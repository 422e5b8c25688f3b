"""An uploaded list of schools, from reading to undo, and how its lines are kept as text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from outreach.province.list_lines import Complaint
from outreach.province.model import SchoolEntry, Stage
from outreach.province.school_import import Choices, Line, Outcome
from outreach.province.upload_model import Upload

ENTRY_FIELDS = tuple(each.name for each in fields(SchoolEntry))


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolImport(Upload):
    """A list of schools, with the answers to what it asked."""

    choices: Choices


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

"""What each line of an uploaded list of schools would do to the register."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from outreach.province import cells
from outreach.province.cells import Cell, UnreadableCell, shown, text
from outreach.province.headers import Header
from outreach.province.list_counties import Gazetteer, Place, agree
from outreach.province.list_header import Field, repeats_header
from outreach.province.list_lines import (
    Complaint,
    Reading,
    township,
    with_coordinates,
    with_kind,
    with_pupils,
)
from outreach.province.model import SchoolEntry

LONGEST_NAME = 80
_TOTALS = re.compile(r"(全?[省市县区镇乡校]*)?(合计|小计|总计|共计|累计|总数)[:：]?")
_REMARK = re.compile(r"(注|备注|说明|填表|制表|填报|审核|单位负责人|日期)[人单位日期]*[:：].*")


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school of the register, as an import compares with it."""

    id: int
    revision: int
    active: bool
    entry: SchoolEntry


@dataclass(frozen=True, slots=True)
class Register:
    """What judging a list needs to know. `scope`: the counties the person may enter, or all."""

    gazetteer: Gazetteer
    by_code: Mapping[str, KnownSchool]
    by_name: Mapping[tuple[str, str], KnownSchool]
    counties_of_name: Mapping[str, tuple[str, ...]]
    scope: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The person's answers: a county's code or 'skip', for a line or for all that ask alike."""

    lines: Mapping[int, str] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, numbered as in the spreadsheet, with what it would do."""

    number: int
    outcome: Outcome
    name: str = ""
    entry: SchoolEntry | None = None
    school_id: int | None = None
    revision: int = 0
    before: SchoolEntry | None = None
    complaints: tuple[Complaint, ...] = ()
    candidates: tuple[str, ...] = ()
    question: str = ""
    """Lines with the same question may be answered together."""


def judge(
    rows: Sequence[Sequence[Cell]], header: Header, *, register: Register, choices: Choices
) -> Iterator[Line]:
    """Every line below the header, in order; blank ones are passed over without a word."""
    seen: dict[object, int] = {}
    for number, row in enumerate(rows[header.first_row :], start=header.first_row + 1):
        if not any(text(cell) for cell in row):
            continue
        reading = Reading(header, row)
        passed_over = _passed_over(reading, header, row)
        if passed_over:
            reading.remark(passed_over)
            yield Line(
                number=number,
                outcome=Outcome.SKIPPED,
                name=shown(reading.of(Field.NAME)),
                complaints=tuple(reading.complaints),
            )
            continue
        yield _judge_line(number, reading, header, register, choices, seen)


def _passed_over(reading: Reading, header: Header, row: Sequence[Cell]) -> str | None:
    """Why a line is no school: a sum, a remark below the table, or the header once more."""
    filled = [text(cell) for cell in row if text(cell)]
    words = [
        text(reading.of(Field.NAME)).replace(" ", ""),
        *(w.replace(" ", "") for w in filled[:2]),
    ]
    if any(_TOTALS.fullmatch(word) for word in words):
        return "totals-line"
    if repeats_header(header, row):
        return "header-again"
    if len(filled) == 1 and (_REMARK.fullmatch(filled[0]) or not text(reading.of(Field.NAME))):
        return "remark-line"
    return None


def _judge_line(
    number: int,
    reading: Reading,
    header: Header,
    register: Register,
    choices: Choices,
    seen: dict[object, int],
) -> Line:
    name, code = _identity(reading)
    place = _place(reading, register, name=name, code=code)
    question = f"{place.reason}:{'/'.join(place.counties)}" if len(place.counties) > 1 else ""
    answer = choices.lines.get(number) or (choices.alike.get(question) if question else None)
    if question and answer == "skip":
        reading.remark("left-out-by-choice")
        return Line(number, Outcome.SKIPPED, name=name, complaints=tuple(reading.complaints))
    if question and answer in place.counties:
        place = Place(counties=(str(answer),))
    line = Line(number, Outcome.REFUSED, name=name)
    if len(place.counties) == 1:
        line = _compare(line, reading, header, register, code, place.counties[0], seen)
        return replace(line, complaints=tuple(reading.complaints))
    # Without a county the other cells are read all the same: people want every complaint at once.
    _entry(reading, header, register, name, code, "", None)
    if place.counties and not reading.blocked:
        reading.remark(place.reason or "county-ambiguous", Field.COUNTY)
        line = replace(line, outcome=Outcome.ASK, candidates=place.counties, question=question)
    return replace(line, complaints=tuple(reading.complaints))


def _identity(reading: Reading) -> tuple[str, str | None]:
    name = text(reading.of(Field.NAME))
    if not name:
        reading.complain("name-missing", reading.column(Field.NAME))
    elif len(name) > LONGEST_NAME:
        reading.complain("name-too-long", reading.column(Field.NAME))
    try:
        return name, cells.school_code(reading.of(Field.CODE))
    except UnreadableCell as unreadable:
        reading.complain(unreadable.code, reading.column(Field.CODE))
        return name, None


def _place(reading: Reading, register: Register, *, name: str, code: str | None) -> Place:
    """The county of a line; never guessed from a school's name that two counties share."""
    gazetteer = register.gazetteer
    said: list[Place | None] = []
    for column, read in (
        (Field.COUNTY_CODE, gazetteer.by_code),
        (Field.COUNTY, gazetteer.by_code_or_name),
    ):
        said.append(None)
        if text(reading.of(column)):
            try:
                said[-1] = read(reading.of(column))
            except UnreadableCell as unreadable:
                reading.complain(unreadable.code, reading.column(column), facts=unreadable.facts)
                return Place()
    place = gazetteer.settle(agree(*said), reading.of(Field.TOWNSHIP))
    if not place.counties:
        place = _place_of_known(register, name=name, code=code)
    if not place.counties:
        reading.complain("county-missing", reading.column(Field.COUNTY))
    if place.note:
        county = gazetteer.counties[place.counties[0]][0]
        reading.remark(place.note, Field.COUNTY, county=county)
    return place


def _place_of_known(register: Register, *, name: str, code: str | None) -> Place:
    known = register.by_code.get(code) if code else None
    if known is not None:
        return Place(counties=(known.entry.county_code,), note="county-from-register")
    if register.scope is not None and len(register.scope) == 1:
        return Place(counties=tuple(register.scope))
    having = register.counties_of_name.get(name, ())
    if len(having) == 1:
        return Place(counties=having, note="county-from-register")
    return Place(counties=having, reason="name-in-several-counties")


def _compare(
    line: Line,
    reading: Reading,
    header: Header,
    register: Register,
    code: str | None,
    county: str,
    seen: dict[object, int],
) -> Line:
    """Set a line beside the register: new, changed or unchanged."""
    if register.scope is not None and county not in register.scope:
        reading.complain("county-not-yours", reading.column(Field.COUNTY))
    for key in filter(None, (code, (county, line.name))):
        if key in seen:
            reading.complain(
                "line-twice", reading.column(Field.NAME), facts={"line": str(seen[key])}
            )
        seen.setdefault(key, line.number)
    known = _known(register, code, county, line.name)
    if known and register.scope is not None and known.entry.county_code not in register.scope:
        reading.complain("county-not-yours", reading.column(Field.CODE))
    entry = _entry(reading, header, register, line.name, code, county, known)
    if reading.blocked:
        return line
    if known is None:
        return replace(line, outcome=Outcome.NEW, entry=entry)
    if not known.active:
        reading.remark("school-archived")
    same = entry == known.entry
    return replace(
        line,
        outcome=Outcome.UNCHANGED if same else Outcome.CHANGED,
        entry=entry,
        school_id=known.id,
        revision=known.revision,
        before=known.entry,
    )


def _known(register: Register, code: str | None, county: str, name: str) -> KnownSchool | None:
    """The school a line is about: by its code, else by name within the county.

    A namesake that carries another code is another school.
    """
    if code and code in register.by_code:
        return register.by_code[code]
    namesake = register.by_name.get((county, name))
    if namesake is not None and code and namesake.entry.code:
        return None
    return namesake


def _entry(
    reading: Reading,
    header: Header,
    register: Register,
    name: str,
    code: str | None,
    county: str,
    known: KnownSchool | None,
) -> SchoolEntry:
    """What the register would say; blank cells and missing columns keep what it says now."""
    old = known.entry if known else SchoolEntry(name=name, county_code=county)
    entry = replace(
        old,
        name=name,
        code=code or old.code,
        county_code=county,
        township_code=township(reading, register.gazetteer, county, old),
    )
    entry = with_pupils(reading, header, entry)
    entry = with_kind(reading, entry)
    return with_coordinates(reading, entry)

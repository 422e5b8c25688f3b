"""One line of a list of schools, cell by cell: what it says, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from outreach.province import cells
from outreach.province.cells import Cell, UnreadableCell, shown, text
from outreach.province.headers import Header, column_letter
from outreach.province.list_counties import Gazetteer
from outreach.province.list_header import Field
from outreach.province.model import SchoolEntry, Stage, stage_of_grade


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with, or was understood from, one cell.

    `column` is the letter in the spreadsheet, or '' for the line as a whole. `blocks` tells a
    complaint, which keeps the line out, from a remark.
    """

    code: str
    column: str = ""
    title: str = ""
    cell: str = ""
    blocks: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)


class Reading:
    """One line while it is read: collects complaints instead of stopping at the first."""

    def __init__(self, header: Header, row: Sequence[Cell]) -> None:
        self._header = header
        self._row = row
        self.complaints: list[Complaint] = []

    def cell(self, index: int | None) -> Cell:
        return self._row[index] if index is not None and index < len(self._row) else None

    def of(self, name: str) -> Cell:
        return self.cell(self._header.fields.get(name))

    def complain(
        self,
        code: str,
        index: int | None = None,
        *,
        blocks: bool = True,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        self.complaints.append(
            Complaint(
                code=code,
                column=column_letter(index) if index is not None else "",
                title=self._header.titles.get(index, "") if index is not None else "",
                cell=shown(self.cell(index)),
                blocks=blocks,
                facts=facts or {},
            )
        )

    def column(self, name: str) -> int | None:
        return self._header.fields.get(name)

    def remark(self, code: str, name: str | None = None, **facts: str) -> None:
        self.complain(code, self.column(name) if name else None, blocks=False, facts=facts)

    def counted(self, index: int | None) -> cells.Count | None:
        try:
            return cells.count(self.cell(index))
        except UnreadableCell as unreadable:
            self.complain(unreadable.code, index, facts=unreadable.facts)
            return None

    @property
    def blocked(self) -> bool:
        return any(complaint.blocks for complaint in self.complaints)


def township(reading: Reading, gazetteer: Gazetteer, county: str, old: SchoolEntry) -> str | None:
    kept = old.township_code if old.county_code == county else None
    if not county or not text(reading.of(Field.TOWNSHIP)):
        return kept
    found = gazetteer.township(county, reading.of(Field.TOWNSHIP))
    if found is None:
        reading.remark("township-unknown", Field.TOWNSHIP)
    return found or kept


def with_pupils(reading: Reading, header: Header, entry: SchoolEntry) -> SchoolEntry:
    counted = {grade: reading.counted(column) for grade, column in sorted(header.grades.items())}
    by_grade = {grade: found for grade, found in counted.items() if found is not None}
    total = reading.counted(reading.column(Field.PUPILS))
    if not by_grade:
        if total is None:
            return entry
        if entry.enrolment and sum(pupils for _, pupils in entry.enrolment) == total.value:
            return entry
        return replace(entry, enrolment=(), pupils_reported=total.value, pupils_about=total.about)
    enrolment = dict(entry.enrolment) | {grade: found.value for grade, found in by_grade.items()}
    summed = sum(enrolment.values())
    if total is not None and total.value != summed:
        reading.remark("sum-differs", Field.PUPILS, sum=str(summed))
    return replace(
        entry,
        enrolment=tuple(sorted((g, n) for g, n in enrolment.items() if n)),
        pupils_reported=None,
        pupils_about=any(found.about for found in by_grade.values()),
    )


def with_kind(reading: Reading, entry: SchoolEntry) -> SchoolEntry:
    """Stages, else from the grades, else from the name; and whether it is a teaching point."""
    stages: tuple[Stage, ...] = ()
    point: bool | None = None
    try:
        stages = cells.stages(reading.of(Field.STAGES))
    except UnreadableCell as unreadable:
        reading.complain(unreadable.code, reading.column(Field.STAGES))
    try:
        point = cells.yes_no(reading.of(Field.TEACHING_POINT))
    except UnreadableCell as unreadable:
        reading.complain(unreadable.code, reading.column(Field.TEACHING_POINT))
    if point is None and "教学点" in text(reading.of(Field.STAGES)) + entry.name:
        point = True
    taught = {stage_of_grade(grade) for grade, pupils in entry.enrolment if pupils}
    if Stage.VOCATIONAL in stages or Stage.VOCATIONAL in entry.stages:
        taught.discard(Stage.SENIOR)
    known = set(stages or entry.stages)
    if not known and not taught:
        known = set(cells.stages_in_name(entry.name))
        if known:
            reading.remark("stage-from-name", Field.NAME)
        elif not reading.blocked:
            reading.complain("stage-missing", reading.column(Field.STAGES))
    if stages and taught - known:
        reading.remark("stage-from-grades", Field.STAGES)
    return replace(
        entry,
        stages=tuple(stage for stage in Stage if stage in known | taught),
        teaching_point=entry.teaching_point if point is None else point,
    )


def with_coordinates(reading: Reading, entry: SchoolEntry) -> SchoolEntry:
    found: list[float | None] = []
    for column, low, high in ((Field.LAT, 24.0, 30.5), (Field.LON, 113.0, 119.0)):
        try:
            found.append(cells.degrees(reading.of(column), low=low, high=high))
        except UnreadableCell as unreadable:
            reading.complain(unreadable.code, reading.column(column))
            found.append(None)
    lat, lon = found
    if lat is None or lon is None:
        return entry
    return replace(entry, lat=lat, lon=lon)

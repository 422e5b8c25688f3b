"""What each line of an uploaded list of exhibits would do to the catalogue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outreach.catalogue.exhibit_header import Column, repeats_header
from outreach.catalogue.exhibit_model import Exhibit, ExhibitEntry, ExhibitState
from outreach.province import cells
from outreach.province.cells import Cell, UnreadableCell, shown, text
from outreach.province.headers import Header, bare_word
from outreach.province.list_header import GRADE_WORDS
from outreach.province.list_lines import Complaint, Reading
from outreach.province.model import Stage
from outreach.province.school_import import Outcome
from outreach.web.personal import holds_personal_number

LONGEST = {
    Column.CODE: 30,
    Column.NAME: 60,
    Column.NAME_EN: 100,
    Column.ZONE: 30,
    Column.THEME: 30,
    Column.KEYWORDS: 200,
    Column.REASON: 100,
}
STATE_WORDS: Mapping[str, ExhibitState] = {
    **dict.fromkeys(("开放", "正常", "在展", "完好", "open"), ExhibitState.OPEN),
    **dict.fromkeys(("检修", "维修", "维护", "故障", "停用", "repair"), ExhibitState.REPAIR),
    **dict.fromkeys(("撤展", "已撤展", "撤除", "拆除", "报废", "removed"), ExhibitState.REMOVED),
}
WRITTEN_STATES = {
    ExhibitState.OPEN: "开放",
    ExhibitState.REPAIR: "检修",
    ExhibitState.REMOVED: "撤展",
}
"""As lists are written, in Chinese whoever downloads them: they come back to this reader."""
STAGE_GRADES: Mapping[Stage, tuple[int, int]] = {
    Stage.PRESCHOOL: (0, 0),
    Stage.PRIMARY: (1, 6),
    Stage.JUNIOR: (7, 9),
    Stage.SENIOR: (10, 12),
    Stage.VOCATIONAL: (10, 12),
}
MOST_MINUTES, MOST_PLACES = 180, 500
EVERYBODY = frozenset({"全部", "全部年级", "所有年级", "不限", "全年龄"})
_RANGE = re.compile(r"[-–—~～至到]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 00:00:00)?")
_TOTALS = re.compile(r"(合计|小计|总计|共计)[:：]?.{0,8}")


@dataclass(frozen=True, slots=True)
class House:
    """What judging a list needs to know: the venue's halls by name, its exhibits by code."""

    halls: Mapping[str, int]
    exhibits: Mapping[str, Exhibit]


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One line of the list, numbered as in the spreadsheet, with what it would do."""

    number: int
    outcome: Outcome
    name: str = ""
    entry: ExhibitEntry | None = None
    exhibit_id: int | None = None
    revision: int = 0
    before: ExhibitEntry | None = None
    complaints: tuple[Complaint, ...] = ()


def judge(rows: Sequence[Sequence[Cell]], header: Header, *, house: House) -> Iterator[ExhibitLine]:
    """Every line below the header, in order; blank ones are passed over without a word."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[header.first_row :], start=header.first_row + 1):
        if any(text(cell) for cell in row):
            yield _judge_line(number, Reading(header, row), header, row, house, seen)


def _judge_line(
    number: int,
    reading: Reading,
    header: Header,
    row: Sequence[Cell],
    house: House,
    seen: dict[str, int],
) -> ExhibitLine:
    name = shown(reading.of(Column.NAME))
    passed_over = _passed_over(header, row)
    if passed_over:
        reading.remark(passed_over)
        complaints = tuple(reading.complaints)
        return ExhibitLine(number, Outcome.SKIPPED, name=name, complaints=complaints)
    code = _short(reading, Column.CODE)
    if code is None and not reading.blocked:
        reading.complain("code-missing", reading.column(Column.CODE))
    if code in seen:
        facts = {"line": str(seen[code])}
        reading.complain("line-twice", reading.column(Column.CODE), facts=facts)
    seen.setdefault(code or "", number)
    known = house.exhibits.get(code or "")
    entry = _entry(reading, code or "", house, known)
    complaints = tuple(reading.complaints)
    if entry is None or reading.blocked:
        return ExhibitLine(number, Outcome.REFUSED, name=name, complaints=complaints)
    line = ExhibitLine(number, Outcome.NEW, name=name, entry=entry, complaints=complaints)
    if known is None:
        return line
    same = entry == known.entry
    return replace(
        line,
        outcome=Outcome.UNCHANGED if same else Outcome.CHANGED,
        exhibit_id=known.id,
        revision=known.revision,
        before=known.entry,
    )


def _passed_over(header: Header, row: Sequence[Cell]) -> str | None:
    """Why a line is no exhibit: a sum, a remark below the table, or the header once more."""
    filled = [text(cell) for cell in row if text(cell)]
    if repeats_header(header, row):
        return "header-again"
    if any(_TOTALS.fullmatch(word) for word in filled[:2]):
        return "totals-line"
    return "remark-line" if len(filled) == 1 else None


def _entry(reading: Reading, code: str, house: House, known: Exhibit | None) -> ExhibitEntry | None:
    """What the catalogue would say; blank cells and missing columns keep what it says now."""
    name = _short(reading, Column.NAME) or (known.name if known else None)
    if name is None and not reading.blocked:
        reading.complain("exhibit-name-missing", reading.column(Column.NAME))
    hall_id = _hall(reading, house, known)
    old = known.entry if known else ExhibitEntry(code=code, name="", hall_id=hall_id or 0)
    entry = replace(
        old,
        name=name or "",
        hall_id=hall_id or 0,
        name_en=_short(reading, Column.NAME_EN) or old.name_en,
        zone=_short(reading, Column.ZONE) or old.zone,
        theme=_short(reading, Column.THEME) or old.theme,
        keywords=_short(reading, Column.KEYWORDS) or old.keywords,
        minutes=_number(reading, Column.MINUTES, MOST_MINUTES) or old.minutes,
        places=_number(reading, Column.PLACES, MOST_PLACES) or old.places,
    )
    entry = _with_state(reading, _with_grades(reading, entry))
    return None if hall_id is None or name is None else entry


def _short(reading: Reading, column: Column) -> str | None:
    said = text(reading.of(column))
    if len(said) > LONGEST[column]:
        facts = {"most": str(LONGEST[column])}
        reading.complain("text-too-long", reading.column(column), facts=facts)
    return said or None


def _number(reading: Reading, column: Column, most: int) -> int | None:
    found = reading.counted(reading.column(column))
    if found is None:
        return None
    if not 1 <= found.value <= most:
        reading.complain("number-outside", reading.column(column), facts={"most": str(most)})
    return found.value


def _hall(reading: Reading, house: House, known: Exhibit | None) -> int | None:
    said = bare_word(reading.of(Column.HALL))
    if not said:
        if known is None:
            reading.complain("hall-missing", reading.column(Column.HALL))
        return known.hall_id if known else None
    found = house.halls.get(said)
    if found is None:
        facts = {"halls": "、".join(list(house.halls)[:8])}
        reading.complain("hall-unknown", reading.column(Column.HALL), facts=facts)
    return found


def grade(cell: Cell) -> tuple[int, int] | None:
    """A grade or a stage as its first and last grade: 三年级 is 3 to 3, 小学 is 1 to 6."""
    word = bare_word(cell)
    word = word.removeprefix("小学") or word
    if re.fullmatch(r"\d{1,2}(年级)?", word, re.ASCII):
        number = int(word.removesuffix("年级"))
        return (number, number) if number <= 12 else None
    if word in GRADE_WORDS:
        return GRADE_WORDS[word], GRADE_WORDS[word]
    try:
        spans = [STAGE_GRADES[stage] for stage in cells.stages(text(cell))]
    except UnreadableCell:
        return None
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def grade_span(cell: Cell) -> tuple[int, int] | None:
    """Both ends in one cell: 1-6, 三至六年级, 小学到初中, 不限."""
    said = text(cell)
    if bare_word(cell) in EVERYBODY:
        return 0, 12
    parts = _RANGE.split(said)
    if len(parts) == 2 and all(parts):
        first, last = grade(parts[0]) or grade(parts[0] + "年级"), grade(parts[1])
        return (first[0], last[1]) if first and last else None
    return grade(said)


def _with_grades(reading: Reading, entry: ExhibitEntry) -> ExhibitEntry:
    first, last = entry.grades_from, entry.grades_to
    for column in (Column.GRADES, Column.GRADES_FROM, Column.GRADES_TO):
        if not text(reading.of(column)):
            continue
        span = grade_span(reading.of(column))
        if span is None:
            reading.complain("grades-unreadable", reading.column(column))
            return entry
        first = first if column is Column.GRADES_TO else span[0]
        last = last if column is Column.GRADES_FROM else span[1]
    if first > last:
        reading.complain("grades-reversed", reading.column(Column.GRADES_TO))
        return entry
    return replace(entry, grades_from=first, grades_to=last)


def _with_state(reading: Reading, entry: ExhibitEntry) -> ExhibitEntry:
    said = bare_word(reading.of(Column.STATE))
    state = STATE_WORDS.get(said) if said else entry.state
    if state is None:
        reading.complain("state-unknown", reading.column(Column.STATE))
        return entry
    back_on = _day(reading)
    if state is ExhibitState.OPEN:
        return replace(entry, state=state, reason=None, back_on=None)
    typed = _short(reading, Column.REASON)
    if holds_personal_number(typed or ""):
        reading.complain("personal-number", reading.column(Column.REASON))
    reason = typed or entry.reason
    if reason is None:
        reading.complain("state-reason-missing", reading.column(Column.STATE))
    if state is ExhibitState.REMOVED:
        return replace(entry, state=state, reason=reason, back_on=None)
    return replace(entry, state=state, reason=reason, back_on=back_on or entry.back_on)


def _day(reading: Reading) -> date | None:
    said = text(reading.of(Column.BACK_ON))
    found = _DAY.fullmatch(said)
    if not said:
        return None
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        found = None
    reading.complain("day-unreadable", reading.column(Column.BACK_ON))
    return None

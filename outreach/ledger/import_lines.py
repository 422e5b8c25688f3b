"""What each line of an uploaded list of activities would do to the ledger."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from outreach.ledger import questions
from outreach.ledger.import_entry import Understood, Usual, understand
from outreach.ledger.import_header import Table, repeats
from outreach.ledger.import_model import Ask, LedgerLine, Topic, digest
from outreach.ledger.import_reading import LeftOut, LineReading
from outreach.ledger.import_twins import Told, Twins, told_in
from outreach.ledger.import_words import NOT_DONE, word
from outreach.ledger.record_model import Earlier, EnrolledFacts, Question
from outreach.province.cells import Cell, shown, text
from outreach.province.school_import import Outcome
from outreach.province.spool import Merged

KEEP, JOIN, RIGHT = "keep", "join", "right"

_TOTALS = re.compile(
    r"(全?[年月季省市县区镇乡校]*度?)?(合计|小计|总计|共计|累计|总数)([:：].{0,12}|[\d.,万人次场个共]*)"
)
_REMARK = re.compile(
    r"(注|备注|说明|填表|制表|填报|审核|单位负责人|统计负责人|填表人|联系|日期|公章|盖章).{0,6}[:：].*"
)
_NAMING = ("title", "kind", "place", "school", "lead", "county")

Rows = Callable[[Table], Iterable[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is compared with."""

    twins: Twins
    numbers: Callable[[int], frozenset[str]]
    """Every number given out in a year."""


def judge(
    tables: Sequence[Table], rows: Rows, *, usual: Usual, known: Known
) -> Iterator[LedgerLine]:
    """Every line of every sheet, in order; blank ones are passed over without a word."""
    before = 0
    for table in tables:
        sheet = table.leaf.name if len(tables) > 1 else ""
        for row_number, row, covered in _below(table, rows(table)):
            if not any(text(cell) for cell in row):
                continue
            line = LineReading(table, row, covered=covered, given=usual.given)
            judged = _judge(line, row, row_number, usual, known)
            number = before + row_number
            if judged.entry and judged.outcome is Outcome.NEW:
                told = told_in(judged.entry, line=number, row=row_number)
                known.twins.add(told)
            yield replace(judged, number=number, row=row_number, sheet=sheet)
        before += table.leaf.height


def _below(
    table: Table, rows: Iterable[Sequence[Cell]]
) -> Iterator[tuple[int, list[Cell], frozenset[int]]]:
    """Rows below the header, numbered from 1 as in the sheet, with merged cells filled in.

    Also told: the columns whose cell stands below the first of merged ones.
    """
    starting: dict[int, list[Merged]] = {}
    for span in table.merged:
        starting.setdefault(span[0], []).append(span)
    open_spans: list[tuple[Merged, Cell]] = []
    for index, plain in enumerate(rows):
        row = list(plain)
        if index < table.header.first_row:
            continue
        covered: set[int] = set()
        for (_first, _last, left, right), value in open_spans:
            for place in range(left, min(right + 1, len(row))):
                row[place] = value
                covered.add(place)
        open_spans += [
            (span, row[span[2]])
            for span in starting.get(index, ())
            if span[2] < len(row) and span[1] > index
        ]
        open_spans = [held for held in open_spans if held[0][1] > index]
        yield index + 1, row, frozenset(covered)


def _judge(
    line: LineReading, row: Sequence[Cell], row_number: int, usual: Usual, known: Known
) -> LedgerLine:
    """The line with its outcome; where it stands is told by who goes through the rows."""
    plain = LedgerLine(number=0, row=row_number, outcome=Outcome.REFUSED, name=_name(line))
    passed_over = _passed_over(line, row)
    if passed_over:
        line.remark(passed_over)
        return replace(plain, outcome=Outcome.SKIPPED, complaints=tuple(line.complaints))
    try:
        found = understand(line, usual)
        judged = _compared(line, plain, found, known) if found else plain
    except LeftOut:
        line.complaints.clear()
        line.remark("left-out-by-choice")
        return replace(plain, outcome=Outcome.SKIPPED, complaints=tuple(line.complaints))
    if line.blocked:
        judged = replace(judged, outcome=Outcome.REFUSED, entry=None)
    elif line.asks:
        judged = replace(judged, outcome=Outcome.ASK, asks=tuple(line.asks))
    return replace(judged, complaints=tuple(line.complaints))


def _name(line: LineReading) -> str:
    return shown(line.of("title")) or shown(line.of("kind")) or shown(line.of("place"))


def _passed_over(line: LineReading, row: Sequence[Cell]) -> str | None:
    """Why a line is no activity: a sum, a remark below the table, the header again, not done."""
    filled = [text(cell).replace(" ", "") for cell in row if text(cell)]
    whole = line.has("day") and line.has("place")
    if not whole and any(_TOTALS.fullmatch(cell) for cell in filled[:3]):
        return "totals-line"
    if repeats(line.table, row):
        return "header-again"
    if len(filled) <= 2 and _REMARK.fullmatch(filled[0]):
        return "remark-line"
    if len(filled) == 1 and not line.has("day"):
        return "remark-line"
    if word(line.of("state")) in NOT_DONE:
        return "not-done"
    return None


def _compared(line: LineReading, plain: LedgerLine, found: Understood, known: Known) -> LedgerLine:
    """Set an entry beside the ledger and the lines above it."""
    told = told_in(found.entry, line=0, row=plain.row)
    judged = replace(plain, outcome=Outcome.NEW, entry=found.entry, name=found.entry.title)
    twin = known.twins.repeated(told)
    if twin is not None and twin.line is None:
        line.remark("in-ledger", None, number=twin.number)
        return replace(judged, outcome=Outcome.UNCHANGED, known=twin.number)
    number = text(line.of("number"))
    if number and number in known.numbers(found.entry.day.year):
        line.complain("number-differs", line.column("number"))
        return judged
    if twin is not None:
        line.remark("line-twice", None, line=str(twin.row))
        return replace(judged, outcome=Outcome.SKIPPED)
    joint = known.twins.joint(told)
    if joint is not None:
        taken_part = _taking_part(line, judged, joint, told)
        if taken_part is not None:
            return taken_part
    return replace(judged, odd=_odd(line, found, told, known))


def _taking_part(
    line: LineReading, judged: LedgerLine, joint: Told, told: Told
) -> LedgerLine | None:
    """A line about an occasion that another unit tells too; None once it shall stand by itself."""
    told_by = {"number": joint.number, "line": str(joint.row or "")}
    if joint.is_joined_by(told.lead):
        line.remark("joined-already", None, **told_by)
        return replace(judged, outcome=Outcome.UNCHANGED, known=joint.number)
    answer = line.answer(_joint_ask(joint, _identity(line)))
    if answer == KEEP:
        return None
    if answer == JOIN:
        line.remark("joins", None, **told_by)
    return replace(
        judged,
        outcome=Outcome.CHANGED,  # or, unanswered, a question
        known=joint.number,
        joins=joint.id,
        joins_line=joint.line,
    )


def _identity(line: LineReading) -> str:
    """The line by what it tells, whatever its numbers and wherever it stands."""
    return digest(*(text(line.of(fact)) for fact in (*_NAMING, "day")))


def _joint_ask(joint: Told, identity: str) -> Ask:
    key = digest(Topic.JOINT, identity, joint.title, joint.county_code, joint.lead)
    facts = {
        "title": joint.title[:40],
        "lead": joint.lead[:40],
        "county": joint.county_code,
        "number": joint.number,
        "row": str(joint.row or ""),
        "onsite": str(joint.onsite) if joint.onsite is not None else "",
    }
    return Ask(Topic.JOINT, key, Topic.JOINT, (JOIN, KEEP), "", facts)


def _odd(
    line: LineReading, found: Understood, told: Told, known: Known
) -> tuple[tuple[Question, str | None], ...]:
    """What the ledger would ask at entry; it asks here too, and keeps what was said."""
    school = found.school
    enrolled = EnrolledFacts(pupils=school.pupils, by_grade=school.by_grade) if school else None
    other = known.twins.twice(told)
    twins = (other.number or f"第{other.row}行",) if other else ()
    said: list[tuple[Question, str | None]] = []
    for question in questions.about(found.entry, enrolled=enrolled, earlier=Earlier(twins=twins)):
        key = digest(Topic.ODD, question.key, _identity(line))
        facts = {name: str(fact) for name, fact in question.facts.items()}
        ask = Ask(Topic.ODD, key, question.code, (RIGHT,), question.code, facts)
        if line.answer(ask):
            said.append((question, line.words(ask)))
    return tuple(said)

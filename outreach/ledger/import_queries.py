"""Reading uploaded lists of activities, and what they are compared with."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import defer

from outreach.kernel.db import Tx
from outreach.ledger import queries
from outreach.ledger.import_model import (
    Ask,
    LedgerImport,
    LedgerLine,
    unpack_found,
    unpack_given,
    unpack_line,
)
from outreach.ledger.import_reading import KnownSchool, Roll
from outreach.ledger.import_twins import Told
from outreach.ledger.model import Kind, State
from outreach.ledger.tables import ActivityRow, LedgerImportLineRow, LedgerImportRow
from outreach.province import register_queries
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState
from outreach.province.uploads import plain_upload

PAGE = 100
AT_ONCE = 500
ASKED_AT_ONCE = 200  # open questions of one kind shown line by line

_LINE = LedgerImportLineRow
_KEPT = (
    _LINE.line,
    _LINE.outcome,
    _LINE.fields,
    _LINE.complaints,
    _LINE.activity_id,
    _LINE.revision,
)


def _import(row: LedgerImportRow) -> LedgerImport:
    return LedgerImport(
        **plain_upload(row),
        venue_id=row.venue_id,
        lead=row.lead,
        year=row.year,
        given=unpack_given(row.given),
        found=unpack_found(row.found),
    )


def _uploads() -> Select[LedgerImportRow]:
    """Without the file, which may have megabytes and is asked for by `content_of`."""
    return select(LedgerImportRow).options(defer(LedgerImportRow.content, raiseload=True))


def find_import(tx: Tx, import_id: int) -> LedgerImport | None:
    row = tx.scalar(_uploads().where(LedgerImportRow.id == import_id))
    return None if row is None else _import(row)


def ledger_import(tx: Tx, import_id: int) -> LedgerImport:
    """An upload that is there."""
    found = find_import(tx, import_id)
    if found is None:
        raise LookupError(f"no import {import_id}")
    return found


def content_of(tx: Tx, import_id: int) -> bytes:
    """The uploaded file itself; empty once it is no longer needed."""
    chosen = select(LedgerImportRow.content).where(LedgerImportRow.id == import_id)
    return tx.scalar(chosen) or b""


def imports(tx: Tx, *, person_id: int | None = None, limit: int = 20) -> list[LedgerImport]:
    """The latest uploads, of one person or of all."""
    chosen = _uploads().order_by(LedgerImportRow.id.desc()).limit(limit)
    if person_id is not None:
        chosen = chosen.where(LedgerImportRow.person_id == person_id)
    return [_import(row) for row in tx.scalars(chosen)]


def waiting_imports(tx: Tx) -> list[ImportId]:
    """Uploads that nobody has begun to read, oldest first."""
    chosen = select(LedgerImportRow.id).where(LedgerImportRow.state == ImportState.WAITING)
    return [ImportId(number) for number in tx.scalars(chosen.order_by(LedgerImportRow.id))]


def lines(
    tx: Tx,
    import_id: int,
    *,
    outcomes: Collection[Outcome] = (),
    with_complaints: bool = False,
    page: int = 1,
    size: int = PAGE,
) -> list[LedgerLine]:
    """One page of an upload's lines, in the file's order."""
    chosen = _chosen(import_id, outcomes, with_complaints=with_complaints)
    chosen = chosen.limit(size).offset((page - 1) * size)
    return [unpack_line(**found) for found in tx.execute(chosen).mappings()]


def each_line(
    tx: Tx, import_id: int, *, outcomes: Collection[Outcome] = (), with_complaints: bool = False
) -> Iterator[list[LedgerLine]]:
    """All lines, some hundred at a time, however many there are."""
    chosen = _chosen(import_id, outcomes, with_complaints=with_complaints).limit(AT_ONCE)
    last = 0
    while some := [
        unpack_line(**found) for found in tx.execute(chosen.where(_LINE.line > last)).mappings()
    ]:
        yield some
        last = some[-1].number


def _chosen(
    import_id: int, outcomes: Collection[Outcome], *, with_complaints: bool
) -> Select[int, str, str, str, int | None, int]:
    chosen = select(*_KEPT).where(_LINE.import_id == import_id).order_by(_LINE.line)
    if outcomes:
        chosen = chosen.where(_LINE.outcome.in_([outcome.value for outcome in outcomes]))
    if with_complaints:
        chosen = chosen.where(_LINE.complaints != "[]")
    return chosen


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What some lines ask alike: the question of the first, how many, and some of them."""

    group: str
    ask: Ask
    lines: int
    examples: tuple[tuple[LedgerLine, Ask], ...]

    @property
    def is_one_for_all(self) -> bool:
        """One answer holds for whatever says the same, now and when the list comes again."""
        return self.ask.key == self.ask.group


def open_questions(tx: Tx, import_id: int) -> list[OpenQuestion]:
    """Everything a list still asks, in the order in which it turns up."""
    found: dict[str, list[tuple[LedgerLine, Ask]]] = {}
    counted: Counter[str] = Counter()
    for some in each_line(tx, import_id, outcomes=(Outcome.ASK,)):
        for line, ask in ((told, ask) for told in some for ask in told.asks):
            counted[ask.group] += 1
            examples = found.setdefault(ask.group, [])
            if len(examples) < ASKED_AT_ONCE:
                examples.append((line, ask))
    return [
        OpenQuestion(group, examples[0][1], counted[group], tuple(examples))
        for group, examples in found.items()
    ]


def roll(tx: Tx, county_code: str, *, county: str) -> Roll:
    """The schools of a county, for looking up what a list calls them."""
    names = register_queries.school_names(tx, county_code=county_code)
    known = register_queries.register(tx, county_code=county_code)
    schools = [KnownSchool(s.id, names[s.id], s.pupils, s.by_grade) for s in known]
    return Roll(schools, county=county)


def months(tx: Tx, import_id: int) -> list[tuple[int, int]]:
    """The months in which a list's new lines fall, in order."""
    days = tx.scalars(
        select(_LINE.day)
        .where(_LINE.import_id == import_id, _LINE.outcome == Outcome.NEW, _LINE.day.is_not(None))
        .distinct()
    )
    return sorted({(day.year, day.month) for day in days if day is not None})


def told_in_month(tx: Tx, year: int, month: int) -> list[Told]:
    """Everything the ledger has in a month but what is planned or was withdrawn."""
    first = date(year, month, 1)
    until = date(year + month // 12, month % 12 + 1, 1)
    return _told(tx, (ActivityRow.day >= first) & (ActivityRow.day < until))


def _told(tx: Tx, condition: ColumnElement[bool]) -> list[Told]:
    row = ActivityRow
    chosen = select(
        row.id,
        row.number,
        row.kind,
        row.title,
        row.day,
        row.county_code,
        row.place,
        row.school_id,
        row.onsite,
        row.online,
        row.lead,
    ).where(condition, row.state.not_in((State.WITHDRAWN, State.PLANNED)))
    found = list(tx.execute(chosen.order_by(row.id)).mappings())
    partners: dict[int, frozenset[str]] = defaultdict(frozenset)
    for start in range(0, len(found), AT_ONCE):
        ids = [each["id"] for each in found[start : start + AT_ONCE]]
        for activity_id, several in queries.partners_of(tx, ids).items():
            partners[activity_id] = frozenset(partner.name for partner in several)
    return [
        Told(**{**each, "kind": Kind(each["kind"])}, partners=partners[each["id"]])
        for each in found
    ]


def numbers_of(tx: Tx, year: int) -> frozenset[str]:
    """Every number given out in a year."""
    chosen = select(ActivityRow.number).where(ActivityRow.number.startswith(f"H{year % 100:02}-"))
    return frozenset(tx.scalars(chosen))

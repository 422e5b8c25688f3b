"""What people do with a year of activities: upload, read, answer, confirm."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import insert, select, update

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.ledger import entries, history, import_joining, import_queries, numbers, rules
from outreach.ledger.import_model import Found, Given, LedgerLine, pack_given
from outreach.ledger.import_twins import told_in
from outreach.ledger.model import Entry
from outreach.ledger.tables import (
    ActivityAnswerRow,
    ActivityRow,
    LedgerImportLineRow,
    LedgerImportRow,
)
from outreach.province import uploads
from outreach.province.cells import text
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from outreach.province.sheets import kind_of
from outreach.province.upload_model import ImportState
from outreach.province.uploads import LONGEST_FILENAME, Lists, must_move

LISTS = Lists(uploads=LedgerImportRow, lines=LedgerImportLineRow)
TAKEN = (Outcome.NEW, Outcome.CHANGED)


@dataclass(eq=False)
class LedgerChanged(Refusal):
    """The ledger or the preview is no longer what the page showed."""

    code: ClassVar[str] = "ledger-changed"
    import_id: int
    activities: int
    example: str


def upload(
    tx: Tx,
    *,
    filename: str,
    content: bytes,
    person_id: int,
    year: int | None,
    lead: str = "",
    venue_id: int | None = None,
    corrects: int | None = None,
    now: datetime,
) -> ImportId:
    """Keep a file until it has been read; refuses at once what cannot be a list.

    `corrects` names an earlier upload: its answers are kept, and it is thrown away.
    """
    kind_of(content)
    given = None
    if corrects is not None:
        given = pack_given(import_queries.ledger_import(tx, corrects).given)
        uploads.discard(tx, LISTS, corrects)
    row = LedgerImportRow(
        person_id=person_id,
        filename=text(filename)[-LONGEST_FILENAME:] or "list",
        content=content,
        state=ImportState.WAITING,
        created_at=now,
        year=year,
        lead=lead,
        venue_id=venue_id,
        given=given,
    )
    tx.add(row)
    tx.flush()  # numbers the upload for its page
    return ImportId(row.id)


def keep_found(tx: Tx, import_id: int, found: Found) -> None:
    """What a file was understood to be, for its page."""
    told = json.dumps(asdict(found), ensure_ascii=False)
    tx.execute(update(LedgerImportRow).where(LedgerImportRow.id == import_id).values(found=told))


def answer(tx: Tx, *, import_id: int, given: Given, alike: dict[str, str]) -> None:
    """Take answers to the list's questions; the whole list is then read again with them.

    `alike` holds answers for all open questions of a group. They are written down question by
    question, so that what a corrected list asks anew is asked anew.
    """
    found = import_queries.ledger_import(tx, import_id)
    together: dict[str, str] = {}
    words: dict[str, str] = {}
    for some in import_queries.each_line(tx, import_id, outcomes=(Outcome.ASK,)):
        for ask in (ask for line in some for ask in line.asks):
            if ask.group in alike:
                together[ask.key] = alike[ask.group]
                if ask.group in given.words:
                    words[ask.key] = given.words[ask.group]
    merged = found.given.joined(Given(together, words)).joined(given)
    must_move(
        tx,
        LISTS,
        import_id,
        ImportState.READY,
        to=ImportState.WAITING,
        done=0,
        given=pack_given(merged),
    )


def confirm(tx: Tx, *, import_id: int, shown: int, by: Person, now: datetime) -> int:
    """Record every line of a list that can be, all of them or none; answers how many.

    `shown` is how many the page said. Refuses when the preview or the ledger changed since.
    """
    values = {"applied_at": now, "content": None}
    must_move(tx, LISTS, import_id, ImportState.READY, to=ImportState.APPLIED, **values)
    found = import_queries.ledger_import(tx, import_id)
    if found.takes != shown:
        raise LedgerChanged(import_id=import_id, activities=found.takes, example="")
    known = _held(tx, import_id)
    for some in import_queries.each_line(tx, import_id, outcomes=(Outcome.NEW,)):
        told = [(line, line.entry) for line in some if line.entry]
        _check(import_id, told, known=known, by=by, venue_id=found.venue_id)
        _record(tx, import_id, told, by=by, now=now)
    for some in import_queries.each_line(tx, import_id, outcomes=(Outcome.CHANGED,)):
        import_joining.join(tx, import_id, some, by=by.id, now=now)
    record_audit(
        tx,
        person_id=by.id,
        action="import-ledger",
        subject=f"ledger-import:{import_id}",
        after=json.dumps({outcome.value: found.count(outcome) for outcome in TAKEN}),
        at=now,
    )
    return found.takes


def _held(tx: Tx, import_id: int) -> frozenset[tuple[object, ...]]:
    """What the ledger has in the list's months, once nobody else can record in these years.

    Whoever records takes a number of the year; holding the counters lets two lists that say the
    same come one after the other.
    """
    months = import_queries.months(tx, import_id)
    for year in sorted({year for year, _month in months}):
        numbers.next_numbers(tx, year=year, count=0)
    return frozenset(
        told.whole
        for year, month in months
        for told in import_queries.told_in_month(tx, year, month)
    )


def _check(
    import_id: int,
    told: Sequence[tuple[LedgerLine, Entry]],
    *,
    known: frozenset[tuple[object, ...]],
    by: Person,
    venue_id: int | None,
) -> None:
    """Nothing is recorded twice, nothing in a county that is no longer the person's."""
    if venue_id is not None and not by.runs_venue(venue_id):
        raise NotYours
    if not all(rules.may_record(by, county_code=entry.county_code) for _line, entry in told):
        raise NotYours
    stale = [line for line, entry in told if told_in(entry, line=line.number, row=0).whole in known]
    if stale:
        raise LedgerChanged(import_id=import_id, activities=len(stale), example=stale[0].name)


def _record(
    tx: Tx,
    import_id: int,
    told: Sequence[tuple[LedgerLine, Entry]],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Some lines as activities, with what was asked about them."""
    ordered = sorted(told, key=lambda pair: pair[1].day.year)  # as `load` answers
    ids = entries.load(
        tx, [entry for _line, entry in ordered], person_id=by.id, sample=False, now=now
    )
    numbered = list(zip(ids, ordered, strict=True))
    made_of = {line.number: made for made, (line, _entry) in numbered}
    kept = tx.execute(
        select(LedgerImportLineRow.id, LedgerImportLineRow.line).where(
            LedgerImportLineRow.import_id == import_id, LedgerImportLineRow.line.in_(made_of)
        )
    ).all()
    tx.execute(
        update(LedgerImportLineRow),
        [{"id": row_id, "activity_id": made_of[line], "revision": 1} for row_id, line in kept],
    )
    behalf = [
        made
        for made, (_line, entry) in numbered
        if rules.on_behalf(by, county_code=entry.county_code)
    ]
    if behalf:
        tx.execute(update(ActivityRow).where(ActivityRow.id.in_(behalf)).values(on_behalf=True))
    answers = [
        history.answer(made, question, words, person_id=by.id, now=now)
        for made, (line, _entry) in numbered
        for question, words in line.odd
    ]
    if answers:
        tx.execute(insert(ActivityAnswerRow), answers)

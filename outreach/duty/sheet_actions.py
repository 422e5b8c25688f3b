"""Taking a paper sheet's entries afterwards: once, whoever sends it and however often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach.booking import arrival_actions
from outreach.booking import queries as booking
from outreach.booking.model import BookingState
from outreach.duty import gate_actions, sheet_rules
from outreach.duty.gate_actions import Count
from outreach.duty.sheet_rules import Judged, Known, Outcome, Typed, Verdict
from outreach.duty.tables import PaperLineRow, PaperSheetRow
from outreach.kernel.db import Tx

PAPER, SCREEN = "paper", "screen"


@dataclass(frozen=True, slots=True)
class Taken:
    """A sheet that was taken, or, where something is open, its lines as they now stand."""

    sheet_id: int | None
    lines: tuple[Judged, ...]
    repeated: bool = False


def look(
    tx: Tx, *, venue_id: int, day: date, lines: Sequence[Typed], now: datetime
) -> tuple[Judged, ...]:
    """What each line would do; nothing is written."""
    return tuple(sheet_rules.judge(lines, _known(tx, venue_id, lines), day=day, now=now))


def take_sheet(
    tx: Tx,
    *,
    venue_id: int,
    day: date,
    lines: Sequence[Typed],
    choices: Mapping[int, str],
    token: str,
    by: int,
    now: datetime,
) -> Taken:
    """Enter a sheet. Its token makes a second sending harmless, and what a line says is compared
    with the screen while the bookings are held, so that two people who enter the same sheet at
    once count it once. `choices` says by booking which of two different counts holds.
    """
    first = _find(tx, token)
    if first is not None:
        return Taken(first, (), repeated=True)
    arrival_actions.lock(tx, _known(tx, venue_id, lines))
    judged = look(tx, venue_id=venue_id, day=day, lines=lines, now=now)
    if not judged or any(_is_open(line, choices) for line in judged):
        return Taken(None, judged)
    row = PaperSheetRow(venue_id=venue_id, day=day, token=token, entered_at=now, entered_by=by)
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:  # the same sheet, sent in the same moment
        first = _find(tx, token)
        if first is None:
            raise
        return Taken(first, (), repeated=True)
    for line in judged:
        _enter(tx, row.id, line, choices, by=by, now=now)
    return Taken(row.id, judged)


def _is_open(line: Judged, choices: Mapping[int, str]) -> bool:
    if line.verdict is Verdict.WRONG or line.known is None:
        return True
    different = line.verdict is Verdict.DIFFERENT
    return different and choices.get(line.known.booking.id) not in (PAPER, SCREEN)


def _enter(
    tx: Tx, sheet_id: int, line: Judged, choices: Mapping[int, str], *, by: int, now: datetime
) -> None:
    assert line.known is not None  # noqa: S101 - open lines were sent back
    assert line.came_at is not None  # noqa: S101
    visit = line.known.booking
    outcome = _outcome(line, choices)
    if outcome in (Outcome.COUNTED, Outcome.PAPER_HOLDS):
        gate_actions.arrive(
            tx,
            booking_id=visit.id,
            count=Count(line.pupils, line.adults, line.coaches or None, came_at=line.came_at),
            seen=line.known.counts,
            by=by,
            now=now,
        )
    found = booking.find_booking(tx, visit.id)
    if line.left_at and found is not None and found.state is BookingState.ARRIVED:
        gate_actions.leave(tx, booking_id=visit.id, by=by, now=now)
    tx.add(
        PaperLineRow(
            sheet_id=sheet_id,
            booking_id=visit.id,
            came_at=line.came_at,
            left_at=line.left_at,
            pupils=line.pupils,
            adults=line.adults,
            coaches=line.coaches,
            initials=line.typed.initials[:20] or None,
            outcome=outcome,
            held_before=_told(line.known),
        )
    )


def _outcome(line: Judged, choices: Mapping[int, str]) -> Outcome:
    match line.verdict:
        case Verdict.NEW:
            return Outcome.COUNTED
        case Verdict.SAME:
            return Outcome.SKIPPED
    assert line.known is not None  # noqa: S101 - open lines were sent back
    paper = choices[line.known.booking.id] == PAPER
    return Outcome.PAPER_HOLDS if paper else Outcome.SCREEN_HOLDS


def _told(known: Known) -> str | None:
    return f"{known.came.pupils}+{known.came.adults}" if known.came else None


def _find(tx: Tx, token: str) -> int | None:
    return tx.scalar(select(PaperSheetRow.id).where(PaperSheetRow.token == token))


def _known(tx: Tx, venue_id: int, lines: Sequence[Typed]) -> dict[int, Known]:
    """The bookings of this venue that lines name; a foreign number is unknown like a wrong one."""
    ids = {named for line in lines if (named := sheet_rules.booking_id_of(line.number))}
    known = {}
    for booking_id in sorted(ids):
        found = booking.find_booking(tx, booking_id)
        if found is not None and found.venue_id == venue_id:
            counted = booking.arrivals(tx, booking_id)
            known[int(booking_id)] = Known(found, counted[-1] if counted else None, len(counted))
    return known

"""Reading what people answered, added up."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from outreach.booking import queries as bookings
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.feedback import released
from outreach.feedback.model import Ask, PaperBatch, Respondent, Tally, added
from outreach.feedback.tables import FeedbackAnswerRow, FeedbackAskRow, FeedbackBatchRow
from outreach.kernel.db import Tx
from outreach.province.school_queries import schools_by_id


def find_ask(tx: Tx, booking_id: int) -> Ask | None:
    row = tx.get(FeedbackAskRow, booking_id, populate_existing=True)
    return Ask(row.booking_id, row.most, row.answers, row.closes_at) if row else None


def asked(tx: Tx, booking_ids: Collection[int]) -> set[int]:
    """Those of these bookings whose people were asked."""
    return set(
        tx.scalars(
            select(FeedbackAskRow.booking_id).where(FeedbackAskRow.booking_id.in_(booking_ids))
        )
    )


def batches(tx: Tx, booking_id: int) -> list[PaperBatch]:
    rows = tx.scalars(
        select(FeedbackBatchRow)
        .where(FeedbackBatchRow.booking_id == booking_id)
        .order_by(FeedbackBatchRow.id)
    )
    return [
        PaperBatch(r.id, r.booking_id, r.sheets, r.entered_by, r.entered_at, r.undone_at)
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class VersionResult:
    """One version of a programme: how many answered, and what, if they are enough to be shown."""

    version: int
    answers: int
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    programme: Programme
    answers: int
    tally: Tally | None
    versions: tuple[VersionResult, ...]
    visits: int  # finished visits whose people were asked
    answered: int  # … of which at least one person answered


def results(tx: Tx, *, venue_ids: Collection[int], now: datetime) -> list[ProgrammeResult]:
    """Every programme of these venues whose people were asked, by its name in the catalogue."""
    asks = _asks(tx, venue_ids)
    mine = FeedbackAnswerRow.programme_id.in_(list(asks))
    counts = released.received(tx, mine)
    tallies = released.tallies(tx, mine, now=now)
    found = []
    for programme in (
        p
        for v in sorted(venue_ids)
        for p in catalogue.programmes(tx, venue_id=v, with_retired=True)
    ):
        if programme.id not in asks:
            continue
        its = [(key, count) for key, count in counts.items() if key[0] == programme.id]
        received: dict[int, int] = defaultdict(int)
        parts: dict[int, list[Tally]] = defaultdict(list)
        for key, count in its:
            received[key[1]] += count
            if key in tallies:
                parts[key[1]].append(tallies[key])
        found.append(_result(programme, received, parts, asks[programme.id]))
    return found


def _result(
    programme: Programme,
    received: Mapping[int, int],
    parts: Mapping[int, list[Tally]],
    asks: tuple[int, int],
) -> ProgrammeResult:
    return ProgrammeResult(
        programme=programme,
        answers=sum(received.values()),
        tally=_together([tally for its in parts.values() for tally in its]),
        versions=tuple(
            VersionResult(version, count, _together(parts.get(version, [])))
            for version, count in sorted(received.items(), reverse=True)
        ),
        visits=asks[0],
        answered=asks[1],
    )


def _together(parts: list[Tally]) -> Tally | None:
    return added(parts) if parts else None


def _asks(tx: Tx, venue_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By programme: visits whose people were asked, and those of them with an answer."""
    rows = tx.execute(
        select(
            FeedbackAskRow.programme_id,
            func.count(),
            func.sum(case((FeedbackAskRow.answers > 0, 1), else_=0)),
        )
        .where(FeedbackAskRow.venue_id.in_(list(venue_ids)))
        .group_by(FeedbackAskRow.programme_id)
    )
    return {programme_id: (visits, answered) for programme_id, visits, answered in rows}


def version_result(
    tx: Tx, *, programme_id: int, version: int, now: datetime
) -> tuple[dict[Respondent, Tally | None], Tally | None]:
    """A version's answers by pupils and adults, and together; None where no ten have come."""
    mine = _of_version(programme_id, version)
    tallies = released.tallies(tx, *mine, now=now)
    by_whom = {Respondent(key[2]): tallies.get(key) for key in released.received(tx, *mine)}
    return by_whom, _together(list(tallies.values()))


def remarks(tx: Tx, *, programme_id: int, version: int, now: datetime) -> list[str]:
    """What people wrote whose answers are in the figures."""
    return released.remarks(tx, *_of_version(programme_id, version), now=now)


def _of_version(programme_id: int, version: int) -> tuple[ColumnElement[bool], ...]:
    return (
        FeedbackAnswerRow.programme_id == programme_id,
        FeedbackAnswerRow.programme_version == version,
    )


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """A visit whose people were asked, as the list behind a figure shows it."""

    booking: Booking
    school: str
    answers: int


def visits_of(tx: Tx, programme_id: int, *, limit: int = 200) -> list[AskedVisit]:
    """The visits of a programme whose people were asked, the newest first."""
    rows = tx.execute(
        select(FeedbackAskRow.booking_id, FeedbackAskRow.answers)
        .where(FeedbackAskRow.programme_id == programme_id)
        .order_by(FeedbackAskRow.asked_at.desc(), FeedbackAskRow.booking_id.desc())
        .limit(limit)
    )
    found = [(bookings.find_booking(tx, booking_id), answers) for booking_id, answers in rows]
    names = schools_by_id(tx, {visit.school_id for visit, _ in found if visit})
    return [AskedVisit(v, names[v.school_id].name, answers) for v, answers in found if v]


def asked_of(tx: Tx, booking_ids: Collection[int]) -> dict[int, tuple[datetime, int]]:
    """When the people of these visits were asked, and how many have answered."""
    wanted = sorted(booking_ids)
    found: dict[int, tuple[datetime, int]] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        rows = tx.execute(
            select(
                FeedbackAskRow.booking_id, FeedbackAskRow.asked_at, FeedbackAskRow.answers
            ).where(FeedbackAskRow.booking_id.in_(wanted[start : start + 500]))
        )
        found |= {booking_id: (asked_at, answers) for booking_id, asked_at, answers in rows}
    return found

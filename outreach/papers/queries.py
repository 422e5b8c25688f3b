"""Reading papers: what bookings need, and what has come of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from outreach.booking import due_queries
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import GroupRules
from outreach.catalogue.paper_terms import Paper, PaperTerms
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.papers import rules
from outreach.papers.model import (
    Filing,
    Handed,
    Media,
    Need,
    PaperId,
    PaperState,
    Told,
    Upload,
    UploadId,
    Visit,
)
from outreach.papers.tables import PaperRow, UploadRow


def needs_of(tx: Tx, booking: Booking, *, now: datetime) -> list[Need]:
    """What one booking needs, in the order in which schools prepare it."""
    return needs_by_booking(tx, [booking], now=now)[booking.id]


def needs_by_booking(
    tx: Tx, bookings: Collection[Booking], *, now: datetime
) -> dict[int, list[Need]]:
    """What bookings need, in a fixed number of statements; also what came and is not asked for."""
    asked = {int(venue.id): venue.rules for venue in catalogue.venues(tx)}
    since = due_queries.held_since(tx, [each.id for each in bookings])
    handed = handed_by_booking(tx, [each.id for each in bookings])
    return {
        each.id: list(
            _needs(
                each,
                asked[each.venue_id],
                handed.get(each.id, {}),
                since=since.get(each.id) or each.confirmed_at or now,
                now=now,
            )
        )
        for each in bookings
    }


def _needs(
    booking: Booking,
    asked: GroupRules,
    handed: dict[Paper, Handed],
    *,
    since: datetime,
    now: datetime,
) -> Iterable[Need]:
    visit = at_wall_clock(booking.day, booking.starts)
    general = PaperTerms(
        Paper.LETTER,
        asked.papers_due_days,
        asked.papers_before_days,
        asked.terms_of(Paper.LETTER).goes_to,
    )
    last = booking.hold_until or rules.due(general, since=since, visit=visit)
    for kind in Paper:
        if kind not in asked.papers:
            continue
        terms, came = asked.terms_of(kind), handed.get(kind)
        due = rules.due(terms, since=since, visit=visit)
        if booking.hold_until and kind not in {each.kind for each in asked.paper_terms}:
            due = booking.hold_until
        about = about_of(booking)
        yield Need(
            kind=kind,
            due=due,
            goes_to=terms.goes_to,
            state=rules.state_of(came, due=due, now=now),
            in_hold=due <= last,
            handed=came,
            concerns=rules.concerns(kind, came, visit=about, today=local_day(now)),
        )


def about_of(booking: Booking) -> Visit:
    return Visit(booking.day, booking.group.pupils, booking.group.adults)


def awaited_kinds(tx: Tx, bookings: Collection[Booking]) -> dict[int, tuple[Paper, ...]]:
    """Papers that schools still owe before their venues can confirm."""
    if not bookings:
        return {}
    needs = needs_by_booking(tx, bookings, now=max(each.placed_at for each in bookings))
    return {number: tuple(n.kind for n in rules.missing(list_)) for number, list_ in needs.items()}


def handed_by_booking(tx: Tx, booking_ids: Collection[int]) -> dict[int, dict[Paper, Handed]]:
    """What came, by booking and kind."""
    wanted = sorted(booking_ids)
    found: dict[int, dict[Paper, Handed]] = defaultdict(dict)
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        rows = tx.scalars(
            select(PaperRow).where(PaperRow.booking_id.in_(wanted[start : start + 500]))
        ).all()
        copies = _uploads(tx, [row.id for row in rows])
        for row in rows:
            found[row.booking_id][Paper(row.kind)] = _handed(row, copies[row.id])
    return found


def find_handed(tx: Tx, booking_id: int, kind: Paper) -> Handed | None:
    return handed_by_booking(tx, [booking_id]).get(booking_id, {}).get(kind)


def _uploads(tx: Tx, paper_ids: Collection[int]) -> dict[int, list[Upload]]:
    copies: dict[int, list[Upload]] = defaultdict(list)
    for row in tx.scalars(
        select(UploadRow)
        .where(UploadRow.paper_id.in_(paper_ids), UploadRow.removed_at.is_(None))
        .order_by(UploadRow.id)
    ):
        copies[row.paper_id].append(_upload(row))
    return copies


def _upload(row: UploadRow) -> Upload:
    return Upload(
        id=UploadId(row.id),
        name=row.name,
        media=Media(row.media),
        size=row.size,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by,
    )


def _handed(row: PaperRow, uploads: list[Upload]) -> Handed:
    return Handed(
        id=PaperId(row.id),
        booking_id=row.booking_id,
        kind=Paper(row.kind),
        state=PaperState(row.state),
        told=Told(
            filing=Filing(row.filing) if row.filing else None,
            filed_on=row.filed_on,
            filing_number=row.filing_number,
            insured_until=row.insured_until,
            coaches=row.coaches,
            coach_firm=row.coach_firm,
            agreed=row.agreed,
            declined=row.declined,
        ),
        about=Visit(row.visit_day, row.pupils, row.adults),
        uploads=tuple(uploads),
        received_at=row.received_at,
        received_by=row.received_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
        revision=row.revision,
    )


def was_removed(tx: Tx, booking_id: int, upload_id: int) -> bool:
    """Whether a booking's copy was taken back and is not forgotten yet."""
    removed = tx.scalar(
        select(UploadRow.removed_at)
        .join(PaperRow, PaperRow.id == UploadRow.paper_id)
        .where(UploadRow.id == upload_id, PaperRow.booking_id == booking_id)
    )
    return removed is not None


def find_upload(tx: Tx, booking_id: int, upload_id: int) -> tuple[Paper, Upload] | None:
    """A copy that belongs to a booking and was not removed, with the paper it shows."""
    found = tx.execute(
        select(UploadRow, PaperRow.kind)
        .join(PaperRow, PaperRow.id == UploadRow.paper_id)
        .where(
            UploadRow.id == upload_id,
            UploadRow.removed_at.is_(None),
            PaperRow.booking_id == booking_id,
        )
    ).one_or_none()
    return (Paper(found.kind), _upload(found[0])) if found is not None else None

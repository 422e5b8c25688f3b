"""What is done with papers: handed in, taken back, checked, sent back; and confirming a visit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.booking import desk_actions
from outreach.booking.model import Booking, BookingState
from outreach.booking.rules import ReasonMissing
from outreach.booking.steps import get, lock_day, tell
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx, changed
from outreach.papers import queries, rules
from outreach.papers.model import Handed, Kept, Need, PaperState, Told
from outreach.papers.tables import PaperRow, UploadRow

OPEN = frozenset(
    {BookingState.SUBMITTED, BookingState.HELD, BookingState.RETURNED, BookingState.CONFIRMED}
)
"""States of a booking in which papers come and go."""

GRACE = timedelta(days=2)
"""A paper that is sent back leaves the school so much time, whenever the hold would have ended."""


def hand_in(
    tx: Tx,
    *,
    booking_id: int,
    kind: Paper,
    told: Told,
    kept: Sequence[Kept] = (),
    revision: int,
    by: int | None,
    now: datetime,
) -> None:
    """A paper has come, or more of it. It waits for the venue again, also if it was checked.

    `revision` is the one the form was opened with; 0 where nothing had come.
    """
    booking = _still(tx, booking_id)
    about = queries.about_of(booking)
    paper_id = _write(
        tx,
        booking,
        kind,
        revision,
        state=PaperState.RECEIVED,
        received_at=now,
        received_by=by,
        decided_at=None,
        decided_by=None,
        reason=None,
        visit_day=about.day,
        pupils=about.pupils,
        adults=about.adults,
        **_columns(told),
    )
    tx.add_all(
        UploadRow(
            paper_id=paper_id,
            name=each.name,
            media=each.media,
            size=each.size,
            uploaded_at=now,
            uploaded_by=by,
        )
        for each in kept
    )
    tx.flush()  # the count below must see them
    copies = tx.scalar(
        select(func.count()).where(UploadRow.paper_id == paper_id, UploadRow.removed_at.is_(None))
    )
    if (copies or 0) > rules.MOST_UPLOADS:
        raise rules.TooManyUploads(limit=rules.MOST_UPLOADS)
    _settle(tx, booking, now=now)


def _columns(told: Told) -> dict[str, Any]:
    return asdict(told)


def remove_upload(
    tx: Tx, *, booking_id: int, upload_id: int, by: int | None, now: datetime
) -> None:
    """The school takes a copy back; its file goes with the worker's next round.

    What the venue has checked stays: another copy may be added to it. Twice does no harm.
    """
    booking = _still(tx, booking_id)
    if queries.was_removed(tx, booking_id, upload_id):
        return
    found = queries.find_upload(tx, booking_id, upload_id)
    if found is None:
        raise rules.NoSuchPaper
    kind, upload = found
    handed = queries.find_handed(tx, booking_id, kind)
    if handed is None or handed.state is PaperState.CHECKED:
        raise rules.PaperChanged(booking.id, booking.number, kind)
    tx.execute(update(UploadRow).where(UploadRow.id == upload.id).values(removed_at=now))
    alone = len(handed.uploads) == 1
    state = PaperState.AWAITED if alone and handed.state is PaperState.RECEIVED else handed.state
    _write(tx, booking, kind, handed.revision, state=state, received_by=by)
    _settle(tx, booking, now=now)


def check(tx: Tx, *, booking_id: int, kind: Paper, revision: int, by: int, now: datetime) -> None:
    """The venue has seen a paper and finds it in order, on this page or on paper."""
    booking = _still(tx, booking_id)
    handed = queries.find_handed(tx, booking_id, kind)
    values: dict[str, Any] = {"decided_at": now, "decided_by": by, "reason": None}
    if handed is None or handed.state is not PaperState.RECEIVED:
        values |= {"received_at": now, "received_by": by, **_about(booking)}
    _write(tx, booking, kind, revision, state=PaperState.CHECKED, **values)
    _settle(tx, booking, now=now)
    _audit(tx, booking, f"check-paper:{kind}", handed, PaperState.CHECKED, by=by, now=now)


def send_back(
    tx: Tx,
    *,
    booking_id: int,
    kind: Paper,
    reason: str,
    revision: int,
    by: int,
    now: datetime,
) -> None:
    """Something about a paper must be put right; the school is told what, and has time for it."""
    if not reason.strip():
        raise ReasonMissing
    booking = _still(tx, booking_id)
    handed = queries.find_handed(tx, booking_id, kind)
    if handed is None or handed.state not in (PaperState.RECEIVED, PaperState.CHECKED):
        raise rules.PaperChanged(booking.id, booking.number, kind)
    _write(
        tx,
        booking,
        kind,
        revision,
        state=PaperState.SENT_BACK,
        decided_at=now,
        decided_by=by,
        reason=reason.strip(),
    )
    if booking.state is BookingState.HELD:
        visit = at_wall_clock(booking.day, booking.starts)
        until = min(now + GRACE, visit)
        desk_actions.papers_missing(tx, booking_id=booking_id, until=until)
    tell(tx, get(tx, booking_id), "paper-returned", now=now, kind=kind, reason=reason.strip())
    _audit(tx, booking, f"return-paper:{kind}", handed, PaperState.SENT_BACK, by=by, now=now)


def confirm(tx: Tx, *, booking_id: int, reason: str | None, by: int, now: datetime) -> Booking:
    """The visit stands. With papers unchecked, only for a reason, which the history keeps."""
    booking = _locked(tx, booking_id)
    lacking = rules.unchecked(queries.needs_of(tx, booking, now=now))
    note = (reason or "").strip() or None
    if lacking and note is None:
        raise rules.PapersUnchecked(booking.id, booking.number, _kinds(lacking))
    return desk_actions.confirm(
        tx, booking_id=booking_id, note=note if lacking else None, by=by, now=now
    )


def _kinds(needs: Sequence[Need]) -> tuple[Paper, ...]:
    return tuple(need.kind for need in needs)


def _locked(tx: Tx, booking_id: int) -> Booking:
    """The booking as it is while nobody else decides about it or its papers."""
    lock_day(tx, get(tx, booking_id))
    return get(tx, booking_id)


def _still(tx: Tx, booking_id: int) -> Booking:
    booking = _locked(tx, booking_id)
    if booking.state not in OPEN:
        raise rules.PapersClosed(booking.id, booking.number)
    return booking


def _about(booking: Booking) -> dict[str, Any]:
    about = queries.about_of(booking)
    return {"visit_day": about.day, "pupils": about.pupils, "adults": about.adults}


def _write(tx: Tx, booking: Booking, kind: Paper, revision: int, **values: Any) -> int:
    """Change a paper if it is as the form was opened with, or enter the first of its kind."""
    if revision == 0:
        return _enter(tx, booking, kind, **values)
    rows = changed(
        tx,
        update(PaperRow)
        .where(
            PaperRow.booking_id == booking.id,
            PaperRow.kind == kind,
            PaperRow.revision == revision,
        )
        .values(revision=revision + 1, **values)
        .execution_options(synchronize_session=False),
    )
    if rows != 1:
        raise rules.PaperChanged(booking.id, booking.number, kind)
    tx.expire_all()  # rows read before are no longer what is stored
    return tx.scalars(
        select(PaperRow.id).where(PaperRow.booking_id == booking.id, PaperRow.kind == kind)
    ).one()


def _enter(tx: Tx, booking: Booking, kind: Paper, **values: Any) -> int:
    row = PaperRow(booking_id=booking.id, kind=kind, **values)
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the unique index decides between two who are first
    except IntegrityError:
        raise rules.PaperChanged(booking.id, booking.number, kind) from None
    return row.id


def _settle(tx: Tx, booking: Booking, *, now: datetime) -> None:
    """Let the booking know whether the school still owes something for its hold."""
    if booking.state is not BookingState.HELD:
        return
    needs = queries.needs_of(tx, booking, now=now)
    complete = any(need.in_hold for need in needs) and not rules.missing(needs)
    if complete and booking.papers_at is None:
        desk_actions.papers_came(tx, booking_id=booking.id, now=now)
    if not complete and booking.papers_at is not None:
        desk_actions.papers_missing(tx, booking_id=booking.id)


def _audit(
    tx: Tx,
    booking: Booking,
    action: str,
    handed: Handed | None,
    after: PaperState,
    *,
    by: int,
    now: datetime,
) -> None:
    record_audit(
        tx,
        person_id=by,
        action=action,
        subject=f"booking:{booking.id}",
        before=handed.state if handed else None,
        after=after,
        at=now,
    )

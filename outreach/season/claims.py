"""Taking scarce things for a span; the database keeps two claims of one thing from overlapping."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.kernel.span import Span
from outreach.season.generation import HallSpan
from outreach.season.refusals import HallShut, HallTaken
from outreach.season.tables import ClaimRow, SessionRow

NO_OVERLAP = "claim_no_overlap"


def take(tx: Tx, *, resource: str, holder: str, span: Span) -> str | None:
    """Claim a scarce thing for a span; the holder in the way, or None when it is ours now.

    `resource` is "hall:3" or "guide:7", `holder` what it is taken for: "session:41", "duty:9".
    """
    claim = ClaimRow(
        resource=resource,
        holder=holder,
        starts=int(span.starts.timestamp()),
        ends=int(span.ends.timestamp()),
    )
    try:
        # A savepoint keeps the transaction usable, so that a refusal can name who has it.
        with tx.begin_nested():
            tx.add(claim)
    except IntegrityError as clash:
        if NO_OVERLAP not in str(clash.orig):
            raise
        return _holder(tx, claim)
    return None


def release(tx: Tx, *, holder: str, resource: str | None = None) -> None:
    """Free what is taken for a holder, all of it or one thing; others may have it at once."""
    chosen = delete(ClaimRow).where(ClaimRow.holder == holder)
    tx.execute(chosen if resource is None else chosen.where(ClaimRow.resource == resource))


def claimed(tx: Tx, *, resource: str, span: Span) -> list[str]:
    """Who has a thing during a span, in the order of time."""
    return list(
        tx.scalars(
            select(ClaimRow.holder)
            .where(
                ClaimRow.resource == resource,
                ClaimRow.active,
                ClaimRow.starts < int(span.ends.timestamp()),
                ClaimRow.ends > int(span.starts.timestamp()),
            )
            .order_by(ClaimRow.starts)
        )
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A thing that is taken, what for, and for how long."""

    resource: str
    holder: str
    span: Span


def claims_of(tx: Tx, *, prefix: str, span: Span) -> list[Claim]:
    """Claims during a span of everything whose name begins so ("bay:3:"), by thing and time."""
    rows = tx.scalars(
        select(ClaimRow)
        .where(
            ClaimRow.resource.startswith(prefix, autoescape=True),
            ClaimRow.active,
            ClaimRow.starts < int(span.ends.timestamp()),
            ClaimRow.ends > int(span.starts.timestamp()),
        )
        .order_by(ClaimRow.resource, ClaimRow.starts)
    )
    return [Claim(row.resource, row.holder, _span(row)) for row in rows]


def _span(row: ClaimRow) -> Span:
    return Span(datetime.fromtimestamp(row.starts, UTC), datetime.fromtimestamp(row.ends, UTC))


def stretch(tx: Tx, *, resource: str, holder: str, span: Span) -> bool:
    """Let a claim that is held last for another span; False when somebody else is in the way."""
    longer = (
        update(ClaimRow)
        .where(ClaimRow.resource == resource, ClaimRow.holder == holder)
        .values(starts=int(span.starts.timestamp()), ends=int(span.ends.timestamp()))
        .execution_options(synchronize_session=False)
    )
    try:
        with tx.begin_nested():
            tx.execute(longer)
    except IntegrityError as clash:
        if NO_OVERLAP not in str(clash.orig):
            raise
        return False
    return True


def take_halls(tx: Tx, spans: Iterable[HallSpan], *, session_id: int) -> None:
    """Give halls to a session for a while; refuses with the session that has one of them."""
    for taken in spans:
        resource = f"hall:{taken.hall_id}"
        holder = take(tx, resource=resource, holder=f"session:{session_id}", span=taken.span)
        if holder is not None:
            raise _hall_taken(tx, taken.hall_id, holder)


def release_halls(tx: Tx, *, session_id: int) -> None:
    """Free every hall of a session; the halls of a cancelled one are there for others at once."""
    release(tx, holder=f"session:{session_id}")


def _holder(tx: Tx, wanted: ClaimRow) -> str:
    return str(
        tx.scalar(
            select(ClaimRow.holder)
            .where(
                ClaimRow.resource == wanted.resource,
                ClaimRow.active,
                ClaimRow.starts < wanted.ends,
                ClaimRow.ends > wanted.starts,
            )
            .order_by(ClaimRow.starts)
            .limit(1)
        )
    )


def _hall_taken(tx: Tx, hall_id: int, holder: str) -> Refusal:
    halls = (hall for venue in catalogue.venues(tx) for hall in venue.halls)
    hall = next(each for each in halls if each.id == hall_id)
    if not holder.startswith("session:"):
        return HallShut(hall=hall.name, hall_en=hall.name_en)
    session = tx.get_one(SessionRow, int(holder.removeprefix("session:")))
    programme = catalogue.programme(tx, session.programme_id)
    return HallTaken(
        hall=hall.name,
        hall_en=hall.name_en,
        programme=programme.name,
        programme_en=programme.name_en,
        day=session.day,
        starts=session.starts,
    )

"""Taking exclusive halls for sessions; the database keeps two of them from overlapping."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.season.generation import HallSpan
from outreach.season.refusals import HallTaken
from outreach.season.tables import ClaimRow, SessionRow

NO_OVERLAP = "claim_no_overlap"


def take_halls(tx: Tx, spans: Iterable[HallSpan], *, session_id: int) -> None:
    """Give halls to a session for a while; refuses with the session that has one of them."""
    for taken in spans:
        claim = ClaimRow(
            resource=f"hall:{taken.hall_id}",
            holder=f"session:{session_id}",
            starts=int(taken.span.starts.timestamp()),
            ends=int(taken.span.ends.timestamp()),
        )
        try:
            # A savepoint keeps the transaction usable, so that the refusal can name the session.
            with tx.begin_nested():
                tx.add(claim)
        except IntegrityError as clash:
            if NO_OVERLAP not in str(clash.orig):
                raise
            raise _hall_taken(tx, claim) from None


def release_halls(tx: Tx, *, session_id: int) -> None:
    """Free every hall of a session; the halls of a cancelled one are there for others at once."""
    tx.execute(delete(ClaimRow).where(ClaimRow.holder == f"session:{session_id}"))


def _hall_taken(tx: Tx, wanted: ClaimRow) -> HallTaken:
    holder = tx.scalar(
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
    session = tx.get_one(SessionRow, int(str(holder).removeprefix("session:")))
    programme = catalogue.programme(tx, session.programme_id)
    halls = {hall.id: hall for hall in catalogue.venue(tx, session.venue_id).halls}
    hall = next(h for h in halls.values() if f"hall:{h.id}" == wanted.resource)
    return HallTaken(
        hall=hall.name,
        hall_en=hall.name_en,
        programme=programme.name,
        programme_en=programme.name_en,
        day=session.day,
        starts=session.starts,
    )

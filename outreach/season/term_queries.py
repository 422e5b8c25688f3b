"""What the generation of sessions must know, read from the database."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import HallId, ProgrammeId, Venue
from outreach.kernel.clock import SHANGHAI, at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Days, Span
from outreach.season import calendar_queries, generation
from outreach.season.generation import HallSpan, House, Proposal, Standing
from outreach.season.model import SessionState
from outreach.season.tables import ClaimRow, SessionRow

NEW_YEAR_REACH = 60
"""Days before the first one whose holidays matter too: lead times are counted backwards."""


def proposal(
    tx: Tx,
    *,
    venue_id: int,
    programme_ids: Iterable[int],
    first: date,
    last: date,
    now: datetime,
) -> Proposal:
    """The sessions that may be made for these programmes, `first` to `last` both included."""
    wanted = set(programme_ids)
    programmes = [p for p in catalogue.programmes(tx, venue_id=venue_id) if p.id in wanted]
    venue = catalogue.venue(tx, venue_id)
    return generation.propose(
        house(tx, venue, first=first, last=last),
        programmes=programmes,
        days=Days.through(first, last),
        now=now,
    )


def house(tx: Tx, venue: Venue, *, first: date, last: date) -> House:
    """A venue with its closures, holidays, sessions and taken halls between two days."""
    reach = date.fromordinal(first.toordinal() - NEW_YEAR_REACH)
    return House(
        venue=venue,
        closures=tuple(calendar_queries.closures(tx, venue_id=venue.id, first=first, last=last)),
        holidays=calendar_queries.holidays(tx, first=reach, last=last),
        standing=_standing(tx, venue, first=first, last=last),
        claims=_claims(tx, venue, first=first, last=last),
    )


def _standing(tx: Tx, venue: Venue, *, first: date, last: date) -> tuple[Standing, ...]:
    rows = tx.execute(
        select(
            SessionRow.programme_id,
            SessionRow.day,
            SessionRow.starts,
            SessionRow.ends,
            SessionRow.capacity,
            SessionRow.state,
        ).where(SessionRow.venue_id == venue.id, SessionRow.day.between(first, last))
    )
    online = catalogue.online_programmes(tx, venue.id)
    return tuple(
        Standing(
            ProgrammeId(r.programme_id),
            r.day,
            r.starts,
            r.ends,
            0 if r.programme_id in online else r.capacity,
            r.state == SessionState.OPEN,
        )
        for r in rows
    )


def _claims(tx: Tx, venue: Venue, *, first: date, last: date) -> tuple[HallSpan, ...]:
    days = Days.through(first, last)
    midnight = datetime.min.time()
    rows = tx.scalars(
        select(ClaimRow).where(
            ClaimRow.resource.in_([f"hall:{hall.id}" for hall in venue.halls]),
            ClaimRow.active,
            ClaimRow.starts < at_wall_clock(days.until, midnight).timestamp(),
            ClaimRow.ends > at_wall_clock(days.first, midnight).timestamp(),
        )
    ).all()
    owners = _owners(tx, rows)
    return tuple(
        HallSpan(
            HallId(int(row.resource.removeprefix("hall:"))),
            Span(
                datetime.fromtimestamp(row.starts, SHANGHAI),
                datetime.fromtimestamp(row.ends, SHANGHAI),
            ),
            owners[row.holder],
        )
        for row in rows
        if row.holder in owners
    )


def _owners(tx: Tx, claims: Sequence[ClaimRow]) -> dict[str, ProgrammeId]:
    """Whose session holds a claim, by holder."""
    holders = [c.holder for c in claims if c.holder.startswith("session:")]
    ids = [int(holder.removeprefix("session:")) for holder in holders]
    rows = tx.execute(select(SessionRow.id, SessionRow.programme_id).where(SessionRow.id.in_(ids)))
    return {f"session:{session_id}": ProgrammeId(programme) for session_id, programme in rows}

"""A published timetable tells the roster when each batch needs its guide."""

from collections.abc import Iterator

from outreach.planning.days import clock_of
from outreach.planning.model import BatchKey
from outreach.planning.queries import Edition, VenueDay
from outreach.roster.model import Need, key_of


def hours_of(found: VenueDay, edition: Edition) -> Iterator[Need]:
    """When each batch needs its guide: from its first guided hall to its last."""
    guided = {station.hall for station in found.day.stations if station.guided}
    for party in found.day.parties:
        booking = found.lines[party.booking].booking
        for batch in party.batches:
            turns = edition.timetable.of_batch(BatchKey(party.booking, batch.number))
            led = [turn for turn in turns if turn.hall in guided]
            if not led:
                continue
            yield Need(
                key=key_of(booking.id, batch.number),
                session_id=booking.session_id,
                programme_id=booking.programme_id,
                booking_id=booking.id,
                batch=batch.number,
                starts=clock_of(min(turn.starts for turn in led)),
                ends=clock_of(max(turn.ends for turn in led)),
                pupils=batch.pupils,
            )

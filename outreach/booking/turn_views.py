"""The sheet of a site tour: which batch is when in which hall, and who waits where."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import arrival_queries, desk, queries, rules
from outreach.booking.model import TAKES_PLACES, BookingState
from outreach.booking.turns import take_turns, timetable
from outreach.catalogue import queries as catalogue
from outreach.season import queries as season
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("turns", __name__, url_prefix="/desk")

Page = str | tuple[str, int] | Response
COMING = TAKES_PLACES - {BookingState.NO_SHOW}


@blueprint.get("/sessions/<int:session_id>/turns")
@allows(*COORDINATORS)
def show(session_id: int) -> Page:
    """By booked numbers, and by those counted at the gate as soon as a group has come."""
    with current.database().reading() as tx:
        session = season.find_session(tx, session_id)
        if session is None or not person().runs_venue(session.venue_id):
            raise rules.NoSuchBooking
        programme = catalogue.programme(tx, session.programme_id)
        if not programme.stops:
            abort(404)
        groups = queries.bookings_of_session(tx, session_id, states=COMING)
        came = arrival_queries.last_arrivals(tx, [group.id for group in groups])
        lines = {line.booking.id: line for line in desk.lines(tx, groups)}
    numbers = {g.id: came[g.id].pupils if g.id in came else g.group.pupils for g in groups}
    batches = len(programme.stops)
    return render_template(
        "booking/turns.html",
        session=session,
        programme=programme,
        lines=lines,
        came=came,
        numbers=numbers,
        turns=take_turns(numbers.items(), batches=batches, at_most=programme.batch_size),
        timetable=timetable(programme.stops, starts=session.starts, batches=batches),
    )

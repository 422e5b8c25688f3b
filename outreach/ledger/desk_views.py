"""Today at the venue: who is expected, who came, who has left."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import arrival_actions, desk, queries, rules
from outreach.booking.desk_forms import CountForm
from outreach.booking.model import TONES, Booking, id_of
from outreach.booking.words import STATES
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import visits
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("today", __name__, url_prefix="/desk")

Page = str | tuple[str, int] | Response


def my_visit(tx: Tx, booking_id: int) -> Booking:
    """A booking at a venue that the person runs; any other does not exist."""
    found = queries.find_booking(tx, booking_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise rules.NoSuchBooking
    return found


@blueprint.get("/today")
@allows(*COORDINATORS)
def today() -> Page:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = local_day(current.now())
    number = request.args.get("number", "")
    with current.database().reading() as tx:
        mine = [venue.id for venue in desk.venues_of(tx, person())]
        groups = desk.lines(tx, queries.bookings_of_day(tx, day, venue_ids=mine))
        came = queries.last_arrivals(tx, [line.booking.id for line in groups])
    if number:
        sought = id_of(number)
        groups = [line for line in groups if line.booking.id == sought]
    return render_template(
        "ledger/today.html",
        day=day,
        is_today=day == local_day(current.now()),
        is_ahead=day > local_day(current.now()),
        lines=groups,
        came=came,
        number=number,
        states=STATES,
        tones=TONES,
        grade_words=grade_words,
    )


@blueprint.route("/visits/<int:booking_id>/count", methods=["GET", "POST"])
@allows(*COORDINATORS)
def count(booking_id: int) -> Page:
    """Who came. The form opens with the booked numbers: when they fit, one tap is enough."""
    with current.database().reading() as tx:
        visit = my_visit(tx, booking_id)
        facts = queries.booking_facts(tx, booking_id)
        earlier = queries.arrivals(tx, booking_id)
    numbers = earlier[-1] if earlier else visit.group
    form = CountForm(pupils=numbers.pupils, adults=numbers.adults)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            visits.count(
                tx,
                booking_id=booking_id,
                pupils=form.pupils.data or 0,
                adults=form.adults.data or 0,
                note=form.note.data or None,
                by=person().id,
                now=current.now(),
            )
        flash(
            _(
                "%(number)s 已到馆：学生 %(pupils)s，成人 %(adults)s。",
                number=visit.number,
                pupils=form.pupils.data or 0,
                adults=form.adults.data or 0,
            )
        )
        return redirect(url_for("today.today", day=visit.day), 303)
    page = render_template(
        "ledger/count.html",
        form=form,
        visit=visit,
        facts=facts,
        earlier=earlier,
        grade_words=grade_words,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/visits/<int:booking_id>/finish")
@allows(*COORDINATORS)
def finish(booking_id: int) -> Page:
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        activity = visits.finish(tx, booking_id=booking_id, by=person().id, now=current.now())
    flash(_("参观结束，已记入台账 %(number)s。", number=activity.number))
    return redirect(url_for("today.today", day=visit.day), 303)


@blueprint.post("/visits/<int:booking_id>/missed")
@allows(*COORDINATORS)
def missed(booking_id: int) -> Page:
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        arrival_actions.miss(tx, booking_id=booking_id, by=person().id, now=current.now())
    flash(_("%(number)s 已记为未到馆；若是天气、生病等原因，可改为不可抗力。", number=visit.number))
    return redirect(url_for("today.today", day=visit.day), 303)

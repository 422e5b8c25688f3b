"""Today at the gate on one screen: who is expected, late, inside; bays, guides, incidents."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.booking import desk, rules
from outreach.booking import queries as booking
from outreach.booking.model import Booking
from outreach.catalogue.model import Venue
from outreach.duty import gate_actions, incident_actions, queries, sheet_rules
from outreach.duty.forms import DutyRulesForm
from outreach.duty.model import Presence
from outreach.duty.words import PRESENCE_TONES, PRESENCES
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows, signed_in
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("today", __name__, url_prefix="/desk/today")

Page = str | tuple[str, int] | Response


def my_visit(tx: Tx, booking_id: int) -> Booking:
    """A booking at a venue that the person runs; any other does not exist."""
    found = booking.find_booking(tx, booking_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise rules.NoSuchBooking
    return found


def my_venues(tx: Tx) -> list[Venue]:
    """The venues whose gate the person runs; nobody without one comes this far."""
    found = desk.venues_of(tx, person())
    if not found:
        raise NotYours
    return found


def chosen_venue(tx: Tx, *, day: date) -> tuple[Venue, list[Venue]]:
    """The venue named in the address, else the first that expects somebody; and all of them."""
    mine = my_venues(tx)
    wanted = request.values.get("venue", type=row_number)
    if wanted is not None:
        found = next((venue for venue in mine if venue.id == wanted), None)
        if found is None:
            raise NotYours
        return found, mine
    busy = {b.venue_id for b in booking.bookings_of_day(tx, day, venue_ids=[v.id for v in mine])}
    return next((venue for venue in mine if venue.id in busy), mine[0]), mine


def chosen_day() -> date:
    try:
        return date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return local_day(current.now())


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "presences": PRESENCES,
        "presence_tones": PRESENCE_TONES,
        "Presence": Presence,
        "grade_words": grade_words,
    }


@blueprint.get("")
@allows(*COORDINATORS)
def today() -> Page:
    """The day; a number that is typed or scanned leads straight to its group."""
    day, now = chosen_day(), current.now()
    number = request.args.get("number", "").strip()
    with current.database().reading() as tx:
        sought = _sought(tx, number) if number else None
        if sought is not None:
            return redirect(_where_to(sought, today=local_day(now)))
        venue, mine = chosen_venue(tx, day=day)
        board = queries.board(tx, venue, day, now=now)
        incidents = incident_actions.incidents_of(
            tx, venue_id=venue.id, days=Days.through(day, day), still_open=True
        )
    return render_template(
        "duty/today.html",
        board=board,
        venues=mine,
        incidents=incidents,
        halls={hall.id: hall for hall in venue.halls},
        shown=_shown(board.visitors),
        number=number,
        now=now,
        is_today=day == local_day(now),
        is_ahead=day > local_day(now),
    )


def _sought(tx: Tx, number: str) -> Booking | None:
    """The group a number means, if it comes to a venue of mine."""
    booking_id = sheet_rules.booking_id_of(number)
    found = booking.find_booking(tx, booking_id) if booking_id is not None else None
    return found if found and person().runs_venue(found.venue_id) else None


def _where_to(found: Booking, *, today: date) -> str:
    """To the count on the day itself; a group of another day is shown with its day."""
    if found.day == today:
        return url_for("visits.count", booking_id=found.id)
    return url_for("desk.booking", booking_id=found.id)


def _shown(visitors: Sequence[queries.Visitor]) -> list[queries.Visitor]:
    """The records behind the figure that was pressed, or all groups, late ones on top."""
    wanted = request.args.get("show", "")
    if wanted == "came":
        return [v for v in visitors if v.presence in (Presence.INSIDE, Presence.LEFT)]
    if wanted == "waited":
        return [v for v in visitors if v.presence in (Presence.LATE, Presence.EXPECTED)]
    if wanted in set(Presence):
        return [v for v in visitors if v.presence is Presence(wanted)]
    return sorted(visitors, key=lambda v: v.presence is not Presence.LATE)


@blueprint.record
def allow_camera(state: BlueprintSetupState) -> None:
    """The gate's page alone may ask for the camera, to read a number from its QR code."""
    del state
    today.talisman_view_options = {  # type: ignore[attr-defined]  # flask-talisman reads it
        "permissions_policy": {"geolocation": "()", "camera": "(self)", "microphone": "()"}
    }


@blueprint.get("/rules")
@signed_in
def figures() -> str:
    """How each figure of the gate is counted, and what a no-show means for a school."""
    return render_template("duty/rules.html")


@blueprint.route("/settings", methods=["GET", "POST"])
@allows(*COORDINATORS)
def settings() -> Page:
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=local_day(current.now()))
        gate = queries.duty_rules(tx, venue.id)
    form = DutyRulesForm(late_minutes=gate.late_minutes, bays=gate.bays)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            gate_actions.set_rules(
                tx, venue_id=venue.id, gate=form.gate(), by=person().id, now=current.now()
            )
        say(_("已保存。"))
        return redirect(url_for("today.today", venue=venue.id), 303)
    page = render_template("duty/settings.html", form=form, venue=venue, venues=mine)
    return page, 422 if request.method == "POST" else 200

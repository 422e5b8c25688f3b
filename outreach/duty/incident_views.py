"""Incidents at the venue: a list to print, a form to tell one, its history."""

import secrets
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.duty import incident_actions, sheet_rules
from outreach.duty.forms import IncidentForm
from outreach.duty.model import Incident
from outreach.duty.views import chosen_venue
from outreach.kernel.clock import SHANGHAI, local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.web import current
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("incidents", __name__, url_prefix="/desk/today/incidents")

Page = str | tuple[str, int] | Response


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


@blueprint.get("")
@allows(*COORDINATORS)
def index() -> str:
    """The incidents of some days, as they are read out or printed."""
    today = local_day(current.now())
    last = _day("to", today)
    first = min(_day("from", last - timedelta(days=6)), last)
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=today)
        found = incident_actions.incidents_of(tx, venue_id=venue.id, days=Days.through(first, last))
        names = accounts.names(tx, {i.recorded_by for i in found if i.recorded_by})
    return render_template(
        "duty/incidents.html",
        incidents=found,
        names=names,
        venue=venue,
        venues=mine,
        halls={hall.id: hall for hall in venue.halls},
        first=first,
        last=last,
    )


def _form(venue: Venue, **starts: object) -> IncidentForm:
    halls = [(str(hall.id), named(hall)) for hall in venue.halls]
    return IncidentForm(halls=halls, now=current.now(), **starts)


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def new() -> Page:
    now = current.now()
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=local_day(now))
    form = _form(
        venue,
        token=secrets.token_urlsafe(16),
        day=local_day(now),
        at=f"{now.astimezone(SHANGHAI):%H:%M}",
    )
    if form.validate_on_submit():
        with current.database().writing() as tx:
            incident_actions.record(
                tx,
                venue_id=venue.id,
                told=form.told(),
                token=form.token.data or None,
                by=person().id,
                now=now,
            )
        say(_("已记下。"))
        return redirect(url_for("today.today", venue=venue.id) + "#incidents", 303)
    page = render_template(
        "duty/incident_form.html", form=form, venue=venue, venues=mine, incident=None
    )
    return page, 422 if request.method == "POST" else 200


def my_incident(tx: Tx, incident_id: int) -> Incident:
    """An incident at a venue that the person runs; any other does not exist."""
    found = incident_actions.find_incident(tx, incident_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise NotYours
    return found


@blueprint.route("/<int:incident_id>", methods=["GET", "POST"])
@allows(*COORDINATORS)
def show(incident_id: int) -> Page:
    """One incident, to be corrected or closed; what it said before stands below."""
    with current.database().reading() as tx:
        found = my_incident(tx, incident_id)
        venue = catalogue.venue(tx, found.venue_id)
        changes = incident_actions.changes(tx, incident_id)
        ids = {found.recorded_by, *(change.person_id for change in changes)}
        names = accounts.names(tx, {i for i in ids if i is not None})
    form = _form(venue, **_starts(found))
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_incident(tx, incident_id)
            incident_actions.correct(
                tx,
                incident_id=incident_id,
                told=form.told(),
                revision=sheet_rules.number_of(form.revision.data or "", most=999_999) or 0,
                by=person().id,
                now=current.now(),
            )
        say(_("已保存，原来的内容留在历史里。"))
        return redirect(url_for("incidents.show", incident_id=incident_id), 303)
    page = render_template(
        "duty/incident_form.html",
        form=form,
        venue=venue,
        venues=[venue],
        incident=found,
        changes=changes,
        names=names,
    )
    return page, 422 if request.method == "POST" else 200


def _starts(found: Incident) -> dict[str, object]:
    local: datetime = found.at.astimezone(SHANGHAI)
    return {
        "day": local.date(),
        "at": f"{local:%H:%M}",
        "hall": str(found.hall_id or ""),
        "place": found.place,
        "what": found.what,
        "done": found.done,
        "closed": found.closed,
        "revision": str(found.revision),
    }

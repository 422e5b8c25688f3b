"""Groups whose route shows an exhibit in repair: for the venue, and a line on every booking."""

from datetime import date

from flask import Blueprint, abort, g, render_template

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import desk
from outreach.booking.touched import Touched, missing_on, touched
from outreach.catalogue import exhibit_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_model import Exhibit
from outreach.kernel.clock import local_day
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("touched", __name__)


@blueprint.get("/desk/exhibits")
@allows(*COORDINATORS)
def overview() -> str:
    """Every exhibit that is out on a route, with the groups it concerns."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        mine = [int(venue.id) for venue in desk.venues_of(tx, person())]
        routes = {int(p.id): p for p in catalogue.programmes(tx) if int(p.venue_id) in mine}
        out = exhibit_queries.out_of_order_on_routes(tx, programme_ids=routes)
        found = [each for venue_id in mine for each in touched(tx, today=today, venue_id=venue_id)]
    return _page(found, [(routes[number], exhibits) for number, exhibits in out.items()], None)


@blueprint.get("/desk/exhibits/<int:exhibit_id>")
@allows(*COORDINATORS)
def show(exhibit_id: int) -> str:
    """Routes and groups that one exhibit concerns."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        exhibit = exhibit_queries.find_exhibit(tx, exhibit_id)
        if exhibit is None or not person().runs_venue(exhibit.venue_id):
            abort(404)
        numbers = exhibit_queries.routes_showing(tx, [exhibit_id])
        routes = [(catalogue.programme(tx, number), [exhibit]) for number in numbers]
        found = touched(tx, today=today, exhibit_id=exhibit_id)
    return _page(found, routes, exhibit)


def _page(found: list[Touched], routes: object, exhibit: Exhibit | None) -> str:
    return render_template("booking/touched.html", found=found, routes=routes, exhibit=exhibit)


@blueprint.app_template_global()
def missing_exhibits(programme_id: int, day: date) -> list[Exhibit]:
    """What a visit on a day will not find on its route; asked once for a whole page."""
    if "out_of_order" not in g:
        with current.database().reading() as tx:
            g.out_of_order = exhibit_queries.out_of_order_on_routes(tx)
    on_route = g.out_of_order.get(programme_id, [])
    return missing_on(on_route, day, today=local_day(current.now()))

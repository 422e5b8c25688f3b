"""How evenly the work is spread, and the duties behind each figure."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.roster import loads, queries
from outreach.roster.guide_views import my_guide
from outreach.roster.loads import Period
from outreach.roster.views import chosen_venue
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("roster_loads", __name__, url_prefix="/desk/loads")

Page = str | tuple[str, int] | Response


@blueprint.get("")
@allows(*COORDINATORS)
def index() -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        mine, venue = chosen_venue(tx)
        found = loads.of_venue(tx, venue.id, today=today)
    return render_template("roster/loads.html", venues=mine, venue=venue, fair=found, Period=Period)


@blueprint.get("/term")
@allows(*COORDINATORS)
def term() -> Page:
    """The records behind the mean: every duty of the term, by guide."""
    today = local_day(current.now())
    first, last = loads.periods(today)[Period.TERM]
    with current.database().reading() as tx:
        _mine, venue = chosen_venue(tx)
        found = loads.of_venue(tx, venue.id, today=today)
        by_guide = loads.counted(tx, venue.id, first=first, last=last)
        programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    return render_template(
        "roster/load_term.html",
        venue=venue,
        fair=found,
        by_guide=by_guide,
        first=first,
        last=last,
        programmes=programmes,
    )


@blueprint.get("/<int:guide_id>/<any(week, month, term, weekends):period>")
@allows(*COORDINATORS)
def duties(guide_id: int, period: str) -> Page:
    """The records behind one figure; `weekends` are Saturdays and Sundays of the term."""
    weekends = period == "weekends"
    days = loads.periods(local_day(current.now()))
    first, last = days[Period.TERM if weekends else Period(period)]
    with current.database().reading() as tx:
        guide = my_guide(tx, guide_id)
        found = queries.duties_of_guide(tx, guide_id, first=first, last=last)
        programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
        venue = catalogue.venue(tx, guide.venue_id)
    return render_template(
        "roster/load_duties.html",
        guide=guide,
        venue=venue,
        first=first,
        last=last,
        weekends=weekends,
        duties=[
            duty
            for duty in found
            if duty.state in loads.COUNTED and (duty.at_weekend or not weekends)
        ],
        programmes=programmes,
    )

"""A venue's rotation rules, and a school's own timetable."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import find_person, person
from outreach.booking import rights
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.planning import forms, queries, rules_actions, sheets, words
from outreach.planning.queries import VenueDay
from outreach.planning.sheets import Sheet
from outreach.season.term_views import my_venue
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("rotation_rules", __name__)

Page = str | tuple[str, int] | Response
NOT_VIEWERS = tuple(role for role in Role if role is not Role.VIEWER)


@blueprint.route("/venues/<slug>/rotation", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit(slug: str) -> Page:
    """Shows, walks, guides and lunch: what every day of a venue has in common."""
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
        programmes = catalogue.programmes(tx, venue_id=venue.id, with_retired=True)
        form = forms.rotation_form(venue, programmes, queries.rotation_rules(tx, venue))
    if not form.validate_on_submit():
        page = render_template("planning/rules_form.html", form=form, venue=venue)
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        rules_actions.set_rules(
            tx,
            venue,
            programmes=[p.id for p in programmes],
            rules=form.rules(),
            by=person().id,
            now=current.now(),
        )
    say(_("已保存。各天的排法今后按新规则检查。"))
    return redirect(url_for("rotation_rules.edit", slug=slug), 303)


@blueprint.get("/bookings/<int:booking_id>/timetable")
@allows(*NOT_VIEWERS)
def timetable(booking_id: int) -> Page:
    """Where a school's batches are at each time, once the venue has published it."""
    with current.database().reading() as tx:
        booking = rights.seen(tx, person(), booking_id)
        venue = catalogue.venue(tx, booking.venue_id)
        found = queries.venue_day(tx, venue, booking.day)
        sheet, overtaken = _published(tx, found, booking_id)
    return render_template(
        "planning/timetable.html",
        booking=booking,
        venue=venue,
        sheet=sheet,
        overtaken=overtaken,
        names=words.Names(found),
        words=words,
    )


def _published(tx: Tx, found: VenueDay, booking_id: int) -> tuple[Sheet | None, bool]:
    """What a school may see; and whether something was published that no longer holds for it."""
    plan = queries.find_plan(tx, found.venue.id, found.date)
    if plan is None or plan.published is None:
        return None, False
    sheet = sheets.sheet_of(found, plan.published, booking_id)
    known = any(line[0] == booking_id for line in plan.published.batches)
    return sheet, sheet is None and known


@blueprint.app_template_global("has_timetable")
def has_timetable(booking_id: int) -> bool:
    """Whether a booking's page leads to a timetable."""
    if find_person() is None:
        return False
    with current.database().reading() as tx:
        return queries.is_published_for(tx, booking_id)

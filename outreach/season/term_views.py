"""A term's sessions in one go: choose, look, save."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.catalogue.forms import choices
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.season import actions, term_queries, words
from outreach.season.forms import PlanForm
from outreach.season.generation import Proposal
from outreach.season.views import monday_of
from outreach.web import current
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("terms", __name__)


def my_venue(tx: Tx, slug: str) -> Venue:
    """A venue that whoever asks may run."""
    venue = catalogue.find_venue_by_slug(tx, slug)
    if venue is None:
        abort(404)
    if not person().runs_venue(venue.id):
        abort(403)
    return venue


@blueprint.route("/venues/<slug>/sessions/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def plan(slug: str) -> str | tuple[str, int] | Response:
    """Step one chooses, step two shows everything that would be made and left out."""
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
        programmes = catalogue.programmes(tx, venue_id=venue.id)
        form = PlanForm(data=_suggestion(programmes))
        form.programmes.choices = choices((p.id, named(p)) for p in programmes)
        if not form.validate_on_submit():
            status = 422 if request.method == "POST" else 200
            return _page("season/plan_form.html", venue, programmes, form=form), status
        if "save" not in request.form:
            proposal = term_queries.proposal(
                tx, venue_id=venue.id, now=current.now(), **_asked(form)
            )
            return _page(
                "season/plan_preview.html", venue, programmes, form=form, proposal=proposal
            )
    return _save(venue, form)


def _save(venue: Venue, form: PlanForm) -> Response:
    with current.database().writing() as tx:
        made = actions.make_sessions(
            tx, venue_id=venue.id, now=current.now(), person_id=person().id, **_asked(form)
        )
    if not made.proposed:
        say(_("没有新增场次：该有的都已经有了。"), "info")
        return redirect(url_for("season.sessions", venue=venue.slug), 303)
    say(_("已保存 %(count)s 个场次。", count=len(made.proposed)))
    first = min(session.day for session in made.proposed)
    week = monday_of(first)
    return redirect(url_for("season.sessions", venue=venue.slug, week=week), 303)


def _suggestion(programmes: list[Programme]) -> dict[str, object]:
    """From today for half a year: what somebody most likely wants."""
    today = local_day(current.now())
    return {
        "starts_on": today,
        "ends_on": _end_of_half_year(today),
        "programmes": [programme.id for programme in programmes],
    }


def _end_of_half_year(today: date) -> date:
    """The end of the school half-year that holds, or next follows, a day; terms end so or so."""
    if today.month >= 8:
        return date(today.year + 1, 1, 31)
    return date(today.year, 1, 31) if today.month == 1 else date(today.year, 7, 5)


def _asked(form: PlanForm) -> dict[str, Any]:
    return {
        "programme_ids": form.programmes.data,
        "first": form.starts_on.data,
        "last": form.ends_on.data,
    }


def _page(
    template: str,
    venue: Venue,
    programmes: list[Programme],
    *,
    form: PlanForm,
    proposal: Proposal | None = None,
) -> str:
    return render_template(
        template,
        venue=venue,
        programmes={programme.id: programme for programme in programmes},
        halls={hall.id: hall for hall in venue.halls},
        form=form,
        proposal=proposal,
        six_days=timedelta(days=6),
        words=words,
    )

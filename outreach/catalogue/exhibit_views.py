"""Halls and their exhibits: for teachers to look through, for venues to keep right."""

from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import find_person, person
from outreach.catalogue import exhibit_actions as actions
from outreach.catalogue import exhibit_queries as queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue import words
from outreach.catalogue.exhibit_forms import ExhibitForm, StateForm, revision_of
from outreach.catalogue.exhibit_model import Exhibit, ExhibitSearch, ExhibitState
from outreach.catalogue.exhibit_papers import exhibits_workbook
from outreach.catalogue.exhibit_words import STATES, TONES
from outreach.catalogue.forms import parse_grade
from outreach.catalogue.model import Hall, Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province.words import grades_words
from outreach.province.workbooks import XLSX
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("exhibits", __name__)

Page = str | tuple[str, int] | Response


def runs(venue_id: int) -> bool:
    """Whether whoever looks may change a venue's exhibits."""
    visitor = find_person()
    return visitor is not None and visitor.runs_venue(venue_id)


def asked_for(themes: list[str]) -> ExhibitSearch:
    """The search in an address; what is no choice of ours counts as not chosen."""
    asked = request.args
    state = asked.get("state", "")
    theme = asked.get("theme", "")
    return ExhibitSearch(
        venue_id=asked.get("venue", type=row_number),
        hall_id=asked.get("hall", type=row_number),
        grade=parse_grade(asked.get("grade")),
        theme=theme if theme in themes else None,
        state=ExhibitState(state) if state in set(ExhibitState) else None,
        words=asked.get("q", "")[:60].strip(),
    )


@blueprint.get("/exhibits")
@public
def search() -> str:
    number = max(1, request.args.get("page", 1, type=row_number))
    with current.database().reading() as tx:
        themes = queries.themes(tx)
        asked = asked_for(themes)
        found = queries.find_exhibits(tx, asked, page=number)
        venues = catalogue.venues(tx)
        counts = queries.counts_by_hall(tx)
    return render_template(
        "catalogue/exhibits.html",
        search=asked,
        found=found,
        pages={
            "number": number,
            "pages": max(1, -(-found.total // queries.PAGE)),
            "total": found.total,
        },
        themes=themes,
        venues=[venue for venue in venues if any(hall.id in counts for hall in venue.halls)],
        mine=[venue for venue in venues if runs(venue.id)],
        halls={int(hall.id): hall for venue in venues for hall in venue.halls},
        counts=counts,
        states=STATES,
        tones=TONES,
        words=words,
        grades_words=grades_words,
        is_search=bool(request.args),
    )


@blueprint.get("/exhibits/<int:exhibit_id>")
@public
def show(exhibit_id: int) -> str:
    with current.database().reading() as tx:
        exhibit = _exhibit(tx, exhibit_id)
        venue, hall = _place(tx, exhibit)
        routes = [catalogue.programme(tx, n) for n in queries.routes_showing(tx, [exhibit_id])]
        mine = runs(venue.id)
        steps = queries.steps_of(tx, exhibit_id) if mine else []
        names = accounts.names(tx, {step.person_id for step in steps if step.person_id})
    return render_template(
        "catalogue/exhibit.html",
        exhibit=exhibit,
        venue=venue,
        hall=hall,
        routes=routes,
        mine=mine,
        steps=steps,
        names=names,
        states=STATES,
        tones=TONES,
        grades=grades_words(exhibit.grades_from, exhibit.grades_to),
    )


def _exhibit(tx: Tx, exhibit_id: int) -> Exhibit:
    found = queries.find_exhibit(tx, exhibit_id)
    if found is None:
        abort(404)
    return found


def _place(tx: Tx, exhibit: Exhibit) -> tuple[Venue, Hall]:
    venue = catalogue.venue(tx, exhibit.venue_id)
    return venue, next(hall for hall in venue.halls if hall.id == exhibit.hall_id)


def _mine(tx: Tx, exhibit_id: int) -> tuple[Exhibit, Venue]:
    """An exhibit of a venue that whoever asks runs; another one looks as if it were missing."""
    exhibit = _exhibit(tx, exhibit_id)
    if not person().runs_venue(exhibit.venue_id):
        abort(404)
    return exhibit, catalogue.venue(tx, exhibit.venue_id)


def my_venue(tx: Tx, slug: str) -> Venue:
    venue = catalogue.find_venue_by_slug(tx, slug)
    if venue is None or not person().runs_venue(venue.id):
        abort(404)
    return venue


def _status() -> int:
    return 422 if request.method == "POST" else 200


@blueprint.route("/venues/<slug>/exhibits/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def add(slug: str) -> Page:
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
    form = ExhibitForm.of(venue)
    if not form.validate_on_submit():
        page = render_template("catalogue/exhibit_form.html", form=form, venue=venue, exhibit=None)
        return page, _status()
    with current.database().writing() as tx:
        exhibit_id = actions.add_exhibit(
            tx, venue_id=venue.id, entry=form.entry(), by=person().id, now=current.now()
        )
    say(_("已登记展品。"))
    return redirect(url_for("exhibits.show", exhibit_id=exhibit_id), 303)


@blueprint.route("/exhibits/<int:exhibit_id>/edit", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit(exhibit_id: int) -> Page:
    with current.database().reading() as tx:
        exhibit, venue = _mine(tx, exhibit_id)
    form = ExhibitForm.of(venue, exhibit)
    if not form.validate_on_submit():
        page = render_template(
            "catalogue/exhibit_form.html", form=form, venue=venue, exhibit=exhibit
        )
        return page, _status()
    with current.database().writing() as tx:
        actions.correct_exhibit(
            tx,
            exhibit_id=exhibit_id,
            entry=form.entry(),
            revision=revision_of(form),
            by=person().id,
            now=current.now(),
        )
    say(_("已保存展品。"))
    return redirect(url_for("exhibits.show", exhibit_id=exhibit_id), 303)


@blueprint.route("/exhibits/<int:exhibit_id>/state", methods=["GET", "POST"])
@allows(*COORDINATORS)
def change_state(exhibit_id: int) -> Page:
    """Repair, back, removed; the next page shows at once whose visit it touches."""
    with current.database().reading() as tx:
        exhibit, _venue = _mine(tx, exhibit_id)
        routes = [catalogue.programme(tx, n) for n in queries.routes_showing(tx, [exhibit_id])]
    form = StateForm(obj=exhibit)
    if not form.validate_on_submit():
        page = render_template(
            "catalogue/exhibit_state.html", form=form, exhibit=exhibit, routes=routes
        )
        return page, _status()
    back_on: date | None = form.back_on.data
    with current.database().writing() as tx:
        actions.change_state(
            tx,
            exhibit_id=exhibit_id,
            state=ExhibitState(form.state.data),
            reason=form.reason.data or None,
            back_on=back_on,
            revision=revision_of(form),
            by=person().id,
            now=current.now(),
        )
    say(_("已更改状态。下面是受影响的路线和预约。"))
    return redirect(url_for("touched.show", exhibit_id=exhibit_id), 303)


@blueprint.get("/venues/<slug>/exhibits.xlsx")
@allows(*COORDINATORS)
def export(slug: str) -> Response:
    """Every exhibit of a venue as a list that may be changed and uploaded again."""
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
        exhibits = queries.exhibits_of_venue(tx, venue.id)
    halls = {int(hall.id): hall for hall in venue.halls}
    answer = Response(exhibits_workbook(exhibits, halls), content_type=XLSX)
    name = f"exhibits-{slug}-{local_day(current.now())}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

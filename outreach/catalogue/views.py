"""What is offered, for teachers to choose from and for venues to keep right."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.queries import holders, names
from outreach.accounts.who import find_person, person
from outreach.catalogue import queries, version_actions, words
from outreach.catalogue.forms import ProgrammeForm, parse_grade
from outreach.catalogue.model import Programme
from outreach.catalogue.route_views import judged
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows, public
from outreach.web.words import _

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/programmes")
@public
def programmes() -> str:
    grade = parse_grade(request.args.get("grade"))
    with current.database().reading() as tx:
        offered = queries.programmes(tx, grade=grade)
        venues = queries.venues(tx)
    return render_template(
        "catalogue/programmes.html",
        grade=grade,
        venues=[(venue, [p for p in offered if p.venue_id == venue.id]) for venue in venues],
        found=len(offered),
        words=words,
    )


@blueprint.route("/programmes/<slug>/edit", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit_programme(slug: str) -> str | tuple[str, int] | Response:
    with current.database().reading() as tx:
        programme = queries.find_programme_by_slug(tx, slug)
    if programme is None:
        abort(404)
    if not person().runs_venue(programme.venue_id):
        abort(403)
    with current.database().reading() as tx:
        owners = _owners(tx, programme)
        others = queries.programmes(tx, venue_id=programme.venue_id)
    form = ProgrammeForm.of(programme, owners)
    complaints: list[str] = []
    if form.validate_on_submit():
        wanted = form.programme(programme)
        complaints = judged(wanted, others)
        if not complaints:
            return _save(wanted, note=(form.note.data or "").strip() or None)
    return _edit_page(form, programme, complaints), 422 if request.method == "POST" else 200


def _owners(tx: Tx, programme: Programme) -> list[tuple[int, str]]:
    """Who may look after a programme: the venue's coordinators, and whoever does so now."""
    people = [(int(p.id), p.name) for p in holders(tx, Role.VENUE, str(programme.venue_id))]
    if programme.owner_id and programme.owner_id not in dict(people):
        people += names(tx, [programme.owner_id]).items()
    return people


def _save(wanted: Programme, *, note: str | None) -> Response:
    with current.database().writing() as tx:
        changed = version_actions.change_programme(
            tx, programme=wanted, note=note, now=current.now(), person_id=person().id
        )
    flash(_("已保存。已有的场次与预约不变，新的场次按新内容安排。"), "good")
    return redirect(url_for("season.programme", slug=changed.slug), 303)


def _edit_page(form: ProgrammeForm, programme: Programme, complaints: list[str]) -> str:
    return render_template(
        "catalogue/programme_form.html",
        form=form,
        programme=programme,
        complaints=complaints,
        me=find_person(),
    )

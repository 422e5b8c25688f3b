"""Learning sheets: for teachers to print without signing in, for venues to write."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import learning_actions as actions
from outreach.catalogue import learning_queries as queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_forms import revision_of
from outreach.catalogue.exhibit_views import runs
from outreach.catalogue.learning_forms import SheetForm
from outreach.catalogue.learning_model import LearningSheet
from outreach.catalogue.learning_words import PHASES
from outreach.catalogue.model import Programme, ProgrammeState
from outreach.catalogue.route_views import mine
from outreach.kernel.db import Tx
from outreach.province.words import grades_words
from outreach.web import current
from outreach.web.gate import allows, public
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("learning", __name__)

Page = str | tuple[str, int] | Response


@blueprint.app_template_global("has_sheets")
def has_sheets(programme_id: int) -> bool:
    """Whether a programme's page leads to learning sheets; an empty page teaches nothing."""
    with current.database().reading() as tx:
        return bool(queries.sheets_of(tx, programme_id))


def _seen(tx: Tx, sheet_id: int) -> tuple[LearningSheet, Programme]:
    """A sheet whoever asks may read: of what is offered, or of a venue they run."""
    sheet = queries.find_sheet(tx, sheet_id)
    if sheet is None:
        abort(404)
    programme = catalogue.programme(tx, sheet.programme_id)
    offered = sheet.active and programme.state is not ProgrammeState.RETIRED
    if not offered and not runs(programme.venue_id):
        abort(404)
    return sheet, programme


def _mine(tx: Tx, sheet_id: int) -> tuple[LearningSheet, Programme]:
    sheet, programme = _seen(tx, sheet_id)
    if not person().runs_venue(programme.venue_id):
        abort(404)
    return sheet, programme


@blueprint.get("/programmes/<slug>/sheets")
@public
def index(slug: str) -> str:
    with current.database().reading() as tx:
        programme = catalogue.find_programme_by_slug(tx, slug)
        if programme is None:
            abort(404)
        keeps = runs(programme.venue_id)
        found = queries.sheets_of(tx, programme.id, with_removed=keeps)
        prints = queries.prints_by_month(tx, [sheet.id for sheet in found]) if keeps else {}
    return render_template(
        "catalogue/sheets.html",
        programme=programme,
        keeps=keeps,
        phases=[(label, [s for s in found if s.phase is phase]) for phase, label in PHASES.items()],
        found=found,
        prints=prints,
        grades_words=grades_words,
    )


@blueprint.get("/learning-sheets/<int:sheet_id>")
@public
def show(sheet_id: int) -> str:
    """The sheet on A4; the notes for the teacher have a page of their own."""
    with current.database().reading() as tx:
        sheet, programme = _seen(tx, sheet_id)
        venue = catalogue.venue(tx, programme.venue_id)
    return render_template(
        "catalogue/sheet.html",
        sheet=sheet,
        programme=programme,
        venue=venue,
        phase=PHASES[sheet.phase],
        grades=grades_words(sheet.grades_from, sheet.grades_to),
        tasks=sheet.tasks_in(english=current.locale() == "en"),
        keeps=runs(programme.venue_id),
    )


@blueprint.post("/learning-sheets/<int:sheet_id>/print")
@public
def count(sheet_id: int) -> Response:
    """Count one opening for print, and lead to the sheet; only a pressed button comes here."""
    with current.database().writing() as tx:
        _seen(tx, sheet_id)
        actions.count_print(tx, sheet_id=sheet_id, now=current.now())
    return redirect(url_for("learning.show", sheet_id=sheet_id), 303)


@blueprint.route("/programmes/<slug>/sheets/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def add(slug: str) -> Page:
    with current.database().reading() as tx:
        programme, _venue = mine(tx, slug)
    form = SheetForm()
    if not form.validate_on_submit():
        return _form_page(form, programme, None)
    with current.database().writing() as tx:
        sheet_id = actions.add_sheet(
            tx, programme_id=programme.id, entry=form.entry(), by=person().id, now=current.now()
        )
    say(_("已保存学习单。"))
    return redirect(url_for("learning.show", sheet_id=sheet_id), 303)


@blueprint.route("/learning-sheets/<int:sheet_id>/edit", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit(sheet_id: int) -> Page:
    with current.database().reading() as tx:
        sheet, programme = _mine(tx, sheet_id)
    form = SheetForm(obj=sheet)
    if not form.validate_on_submit():
        return _form_page(form, programme, sheet)
    with current.database().writing() as tx:
        actions.change_sheet(
            tx,
            sheet_id=sheet_id,
            entry=form.entry(),
            revision=revision_of(form),
            by=person().id,
            now=current.now(),
        )
    say(_("已保存学习单。"))
    return redirect(url_for("learning.show", sheet_id=sheet_id), 303)


def _form_page(form: SheetForm, programme: Programme, sheet: LearningSheet | None) -> Page:
    page = render_template("catalogue/sheet_form.html", form=form, programme=programme, sheet=sheet)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/learning-sheets/<int:sheet_id>/<any(remove, restore):verb>")
@allows(*COORDINATORS)
def change_active(sheet_id: int, verb: str) -> Response:
    with current.database().writing() as tx:
        _sheet, programme = _mine(tx, sheet_id)
        actions.set_active(
            tx, sheet_id=sheet_id, active=verb == "restore", by=person().id, now=current.now()
        )
    if verb == "remove":
        undo = url_for("learning.change_active", sheet_id=sheet_id, verb="restore")
        say(_("已撤下学习单。"), undo=undo)
    else:
        say(_("已恢复学习单。"))
    return redirect(url_for("learning.index", slug=programme.slug), 303)

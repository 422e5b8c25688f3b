"""Uploading a list of exhibits: preview, confirmation, undo."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import exhibit_import_actions as actions
from outreach.catalogue import exhibit_import_queries as queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_forms import ListForm
from outreach.catalogue.exhibit_header import TEMPLATE_COLUMNS, find_header
from outreach.catalogue.exhibit_import_queries import ExhibitImport
from outreach.catalogue.exhibit_papers import WIDTHS, marked_list
from outreach.catalogue.exhibit_words import changes, complaint_words
from outreach.catalogue.forms import choices
from outreach.catalogue.model import Venue
from outreach.kernel.db import Tx
from outreach.province import uploads
from outreach.province.school_import import Outcome
from outreach.province.sheets import read_sheets
from outreach.province.upload_model import ImportState
from outreach.province.workbooks import XLSX, workbook
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("exhibit_imports", __name__, url_prefix="/exhibits/imports")

Page = str | tuple[str, int] | Response


def _own(tx: Tx, import_id: int) -> ExhibitImport:
    """An upload for a venue the person runs; another one looks as if it were missing."""
    found = queries.find_import(tx, import_id)
    if found is None or not person().runs_venue(found.venue_id):
        abort(404)
    return found


def _mine(tx: Tx) -> list[Venue]:
    return [venue for venue in catalogue.venues(tx) if person().runs_venue(venue.id)]


def _to(import_id: int) -> Response:
    return redirect(url_for("exhibit_imports.show", import_id=import_id), 303)


def _workbook(content: bytes, name: str) -> Response:
    answer = Response(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.route("", methods=["GET", "POST"])
@allows(*COORDINATORS)
def imports() -> Page:
    with current.database().reading() as tx:
        venues = _mine(tx)
        latest = queries.imports_of(tx, [venue.id for venue in venues])
    form = ListForm()
    form.venue_id.choices = choices((int(venue.id), named(venue)) for venue in venues)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            import_id = actions.upload(
                tx,
                venue_id=form.venue_id.data,
                filename=form.file.data.filename or "",
                content=form.file.data.read(),
                person_id=person().id,
                now=current.now(),
            )
        actions.read_import(current.database(), import_id)
        return _to(import_id)
    page = render_template(
        "catalogue/exhibit_imports.html",
        form=form,
        imports=latest,
        venues={int(venue.id): venue for venue in venues},
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/template.xlsx")
@allows(*COORDINATORS)
def template() -> Page:
    """An empty list with the names of the columns, to fill in."""
    return _workbook(workbook(TEMPLATE_COLUMNS, [], WIDTHS), "exhibits.xlsx")


@blueprint.get("/<int:import_id>")
@allows(*COORDINATORS)
def show(import_id: int) -> Page:
    with current.database().reading() as tx:
        found = _own(tx, import_id)
    if found.state is ImportState.WAITING:  # whoever uploaded it went away too soon
        actions.read_import(current.database(), import_id)
        with current.database().reading() as tx:
            found = _own(tx, import_id)
    if found.state is ImportState.UNREADABLE:
        raise uploads.refused(found)
    if found.state in {ImportState.WAITING, ImportState.READING}:
        return render_template(
            "province/import_progress.html", upload=found, door="exhibit_imports"
        )
    return _preview(found)


def _preview(found: ExhibitImport) -> Page:
    shown = request.args.get("show", "")
    outcomes = (Outcome(shown),) if shown in set(Outcome) else ()
    number = max(1, request.args.get("page", 1, type=row_number))
    with current.database().reading() as tx:
        lines = queries.lines(
            tx,
            found.id,
            outcomes=outcomes,
            with_complaints=not outcomes and shown != "all",
            page=number,
        )
        venue = catalogue.venue(tx, found.venue_id)
    total = found.count(shown) if outcomes else found.count("complaints")
    if shown == "all":
        total = found.lines
    return render_template(
        "catalogue/exhibit_import.html",
        upload=found,
        venue=venue,
        halls={int(hall.id): hall for hall in venue.halls},
        lines=lines,
        changes=changes,
        complaint_words=complaint_words,
        show=shown,
        pages={
            "number": number,
            "pages": max(1, -(-total // queries.LINES_ON_A_PAGE)),
            "total": total,
        },
        may_undo=found.undo_until is not None and current.now() <= found.undo_until,
    )


@blueprint.get("/<int:import_id>/progress")
@allows(*COORDINATORS)
def progress(import_id: int) -> Page:
    """The bar alone, while another request reads the list."""
    with current.database().reading() as tx:
        found = _own(tx, import_id)
    if found.state in {ImportState.WAITING, ImportState.READING}:
        return render_template("province/_progress.html", upload=found, door="exhibit_imports")
    answer = Response("", 200)
    answer.headers["HX-Redirect"] = url_for("exhibit_imports.show", import_id=import_id)
    return answer


@blueprint.post("/<int:import_id>/again")
@allows(*COORDINATORS)
def again(import_id: int) -> Page:
    """Read a list once more, after exhibits changed or the reader stopped half-way."""
    with current.database().writing() as tx:
        _own(tx, import_id)
        uploads.read_again(tx, actions.LISTS, import_id)
    actions.read_import(current.database(), import_id)
    return _to(import_id)


@blueprint.post("/<int:import_id>/confirm")
@allows(*COORDINATORS)
def confirm(import_id: int) -> Page:
    with current.database().writing() as tx:
        found = _own(tx, import_id)
        actions.confirm(tx, import_id=import_id, by=person().id, now=current.now())
    new, changed = found.count(Outcome.NEW), found.count(Outcome.CHANGED)
    say(_("已导入：新增 %(new)s 件，更新 %(changed)s 件。", new=new, changed=changed))
    return _to(import_id)


@blueprint.post("/<int:import_id>/undo")
@allows(*COORDINATORS)
def undo(import_id: int) -> Page:
    with current.database().writing() as tx:
        _own(tx, import_id)
        actions.undo(tx, import_id=import_id, by=person().id, now=current.now())
    say(_("整次导入已撤销，展品目录与导入前一样。"))
    return _to(import_id)


@blueprint.post("/<int:import_id>/discard")
@allows(*COORDINATORS)
def discard(import_id: int) -> Page:
    with current.database().writing() as tx:
        _own(tx, import_id)
        uploads.discard(tx, actions.LISTS, import_id)
    say(_("已放弃这份目录，展品没有改动。"))
    return redirect(url_for("exhibit_imports.imports"), 303)


@blueprint.get("/<int:import_id>/marked.xlsx")
@allows(*COORDINATORS)
def marked(import_id: int) -> Page:
    """The list as it was sent, every complaint at its cell, to send back or to mend."""
    with current.database().reading() as tx:
        found = _own(tx, import_id)
        content = queries.content_of(tx, import_id)
        lines = queries.lines(tx, import_id, with_complaints=True)
    if not content or found.state is not ImportState.READY:
        raise uploads.ImportNotReady(import_id=import_id, state=found.state)
    sheet, _header = find_header(read_sheets(content))
    return _workbook(marked_list(sheet, lines), f"marked-{found.id}.xlsx")

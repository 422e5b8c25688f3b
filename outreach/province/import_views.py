"""Uploading a list of schools: preview, questions, confirmation, undo."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.db import Tx
from outreach.province import import_actions, import_queries, import_undo, queries, uploads
from outreach.province.forms import UploadForm, answers
from outreach.province.import_model import SchoolImport, changes
from outreach.province.import_papers import complaints_workbook, template_workbook
from outreach.province.school_import import Choices, Outcome
from outreach.province.upload_model import ImportState
from outreach.province.words import FIELDS, STAGES
from outreach.province.workbooks import XLSX
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("school_imports", __name__, url_prefix="/schools/imports")

Page = str | tuple[str, int] | Response
KEEPERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)
SMALL = 150_000
"""Bytes. Lists up to here, some 2,000 lines, are read while the uploader waits."""
PATIENCE = timedelta(seconds=4)
"""After so long without a worker the page that watches reads the list itself."""


def _own(tx: Tx, import_id: int) -> SchoolImport:
    """An upload of one's own, or any for whoever runs the province."""
    found = import_queries.school_import(tx, import_id)
    if found.person_id != person().id and not person().runs_the_province:
        raise NotYours
    return found


def _to(import_id: int) -> Response:
    return redirect(url_for("school_imports.show", import_id=import_id), 303)


@blueprint.route("", methods=["GET", "POST"])
@allows(*KEEPERS)
def imports() -> Page:
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        with current.database().writing() as tx:
            import_id = import_actions.upload(
                tx,
                filename=form.file.data.filename or "",
                content=content,
                person_id=person().id,
                now=current.now(),
            )
        if len(content) <= SMALL:
            import_actions.read_import(current.database(), import_id)
        return _to(import_id)
    with current.database().reading() as tx:
        mine = None if person().runs_the_province else person().id
        latest = import_queries.imports(tx, person_id=mine)
    page = render_template("province/imports.html", form=form, imports=latest)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/template.xlsx")
@allows(*KEEPERS)
def template() -> Page:
    """An empty list with the names of the columns, to fill in."""
    answer = Response(template_workbook(), content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="schools.xlsx"'
    return answer


@blueprint.get("/<int:import_id>")
@allows(*KEEPERS)
def show(import_id: int) -> Page:
    with current.database().reading() as tx:
        found = _own(tx, import_id)
    if found.state is ImportState.UNREADABLE:
        raise uploads.refused(found)
    if found.state in {ImportState.WAITING, ImportState.READING}:
        found = _read_if_nobody_does(found)
    if found.state in {ImportState.WAITING, ImportState.READING}:
        return render_template("province/import_progress.html", upload=found, door="school_imports")
    return _preview(found)


def _read_if_nobody_does(found: SchoolImport) -> SchoolImport:
    """Where no worker runs, whoever watches the page does its work."""
    if found.state is ImportState.WAITING and current.now() - found.created_at > PATIENCE:
        import_actions.read_import(current.database(), found.id)
        with current.database().reading() as tx:
            found = _own(tx, found.id)
        if found.state is ImportState.UNREADABLE:
            raise uploads.refused(found)
    return found


def _preview(found: SchoolImport) -> Page:
    shown = request.args.get("show", "")
    outcomes = (Outcome(shown),) if shown in set(Outcome) else ()
    number = max(1, request.args.get("page", 1, type=row_number))
    with current.database().reading() as tx:
        asking = import_queries.lines(tx, found.id, outcomes=(Outcome.ASK,))
        lines = import_queries.lines(
            tx,
            found.id,
            outcomes=outcomes,
            with_complaints=not outcomes and shown != "all",
            page=number,
        )
        counties = {c.code: c for c in queries.counties(tx)}
    total = found.count(shown) if outcomes else found.count("complaints")
    if shown == "all":
        total = found.lines
    return render_template(
        "province/import.html",
        upload=found,
        lines=lines,
        asking=asking,
        counties=counties,
        changes=changes,
        show=shown,
        pages={
            "number": number,
            "pages": max(1, -(-total // import_queries.PAGE)),
            "total": total,
        },
        may_undo=found.undo_until is not None and current.now() <= found.undo_until,
        outcomes=Outcome,
        field_words=FIELDS,
        stage_words=STAGES,
    )


@blueprint.get("/<int:import_id>/progress")
@allows(*KEEPERS)
def progress(import_id: int) -> Page:
    """The bar alone, for htmx; a list that is read sends the browser to its preview."""
    with current.database().reading() as tx:
        found = _own(tx, import_id)
    if found.state is ImportState.WAITING:
        found = _read_if_nobody_does(found)
    if found.state in {ImportState.WAITING, ImportState.READING}:
        return render_template("province/_progress.html", upload=found, door="school_imports")
    answer = Response("", 200)
    answer.headers["HX-Redirect"] = url_for("school_imports.show", import_id=import_id)
    return answer


@blueprint.post("/<int:import_id>/answers")
@allows(*KEEPERS)
def answer(import_id: int) -> Page:
    lines, alike = answers(request.form)
    with current.database().writing() as tx:
        _own(tx, import_id)
        import_actions.answer(tx, import_id=import_id, choices=Choices(lines=lines, alike=alike))
    return _read(import_id)


def _read(import_id: int) -> Response:
    with current.database().reading() as tx:
        small = len(import_queries.content_of(tx, import_id)) <= SMALL
    if small:
        import_actions.read_import(current.database(), import_id)
    return _to(import_id)


@blueprint.post("/<int:import_id>/again")
@allows(*KEEPERS)
def again(import_id: int) -> Page:
    """Read a list once more, after the register changed or the reader stopped half-way."""
    with current.database().writing() as tx:
        _own(tx, import_id)
        uploads.read_again(tx, import_actions.LISTS, import_id)
    return _read(import_id)


@blueprint.post("/<int:import_id>/confirm")
@allows(*KEEPERS)
def confirm(import_id: int) -> Page:
    with current.database().writing() as tx:
        found = _own(tx, import_id)
        import_actions.confirm(tx, import_id=import_id, by=person().id, now=current.now())
    flash(
        _(
            "已导入：新增 %(new)s 所，更新 %(changed)s 所。",
            new=found.count(Outcome.NEW),
            changed=found.count(Outcome.CHANGED),
        ),
        "good",
    )
    return _to(import_id)


@blueprint.post("/<int:import_id>/undo")
@allows(*KEEPERS)
def undo(import_id: int) -> Page:
    with current.database().writing() as tx:
        _own(tx, import_id)
        import_undo.undo(tx, import_id=import_id, by=person().id, now=current.now())
    flash(_("整次导入已撤销，名录与导入前一样。"), "good")
    return _to(import_id)


@blueprint.post("/<int:import_id>/discard")
@allows(*KEEPERS)
def discard(import_id: int) -> Page:
    with current.database().writing() as tx:
        _own(tx, import_id)
        uploads.discard(tx, import_actions.LISTS, import_id)
    flash(_("已放弃这份名单，名录没有改动。"), "good")
    return redirect(url_for("school_imports.imports"), 303)


@blueprint.get("/<int:import_id>/complaints.xlsx")
@allows(*KEEPERS)
def complaints(import_id: int) -> Page:
    """Every complaint and remark as a workbook, to send to whoever made the list."""
    with current.database().reading() as tx:
        found = _own(tx, import_id)
        lines = import_queries.lines(tx, import_id, with_complaints=True)
    answer = Response(complaints_workbook(lines), content_type=XLSX)
    name = f"complaints-{found.id}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""Uploading a year of activities: preview, questions, confirmation, undo."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask import redirect as to
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, OFFICERS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import import_actions, import_queries, import_read, import_undo
from outreach.ledger import import_sentences as sentences
from outreach.ledger.desk import Desk, desk_of
from outreach.ledger.import_forms import AS_WRITTEN, YearForm, answers, usual_year
from outreach.ledger.import_model import SKIP, LedgerImport
from outreach.ledger.words import KINDS
from outreach.province import queries as province
from outreach.province import uploads
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("ledger_imports", __name__, url_prefix="/ledger/imports")

Page = str | tuple[str, int] | Response
RECORDERS = (*COORDINATORS, *OFFICERS)
SMALL = 60_000
"""Bytes. Lists up to here, some thousand lines, are read while the uploader waits."""
PATIENCE = timedelta(seconds=4)
"""After so long without a worker the page that watches reads the list itself."""
BEING_READ = (ImportState.WAITING, ImportState.READING)


def own(tx: Tx, import_id: int) -> LedgerImport:
    """An upload of one's own, or any for whoever runs the province."""
    found = import_queries.find_import(tx, import_id)
    if found is None:
        raise NotYours
    if found.person_id != person().id and not person().runs_the_province:
        raise NotYours
    return found


def _at(import_id: int) -> Response:
    return to(url_for("ledger_imports.show", import_id=import_id), 303)


@blueprint.route("", methods=["GET", "POST"])
@allows(*RECORDERS)
def imports() -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        desk = desk_of(tx, person())
        corrected = _corrected(tx)
        mine = None if person().runs_the_province else person().id
        latest = import_queries.imports(tx, person_id=mine)
    form = YearForm(
        this_year=today.year,
        venues=desk.venues,
        data=_starts(desk, corrected, today.year, today.month),
    )
    if form.validate_on_submit():
        return _upload(form, corrected)
    page = render_template(
        "ledger/imports.html", form=form, imports=latest, corrected=corrected, venues=desk.venues
    )
    return page, 422 if request.method == "POST" else 200


def _corrected(tx: Tx) -> LedgerImport | None:
    """The upload that a new one puts right, while it was not confirmed."""
    told = request.values.get("corrects", type=row_number)
    found = import_queries.find_import(tx, told) if told else None
    if found is None or found.person_id != person().id:
        return None
    open_still = (ImportState.READY, ImportState.UNREADABLE, ImportState.WAITING)
    return found if found.state in open_still else None


def _starts(desk: Desk, corrected: LedgerImport | None, year: int, month: int) -> dict[str, object]:
    if corrected is not None:
        return {
            "corrects": str(corrected.id),
            "year": str(corrected.year) if corrected.year else AS_WRITTEN,
            "lead": corrected.lead,
            "venue_id": str(corrected.venue_id or ""),
        }
    return {
        "year": str(usual_year(year, month)),
        "lead": desk.lead,
        "venue_id": desk.venues[0][0],
    }


def _upload(form: YearForm, corrected: LedgerImport | None) -> Response:
    content = form.file.data.read()
    with current.database().writing() as tx:
        import_id = import_actions.upload(
            tx,
            filename=form.file.data.filename or "",
            content=content,
            person_id=person().id,
            year=form.told_year,
            lead=form.lead.data or "",
            venue_id=form.told_venue,
            corrects=corrected.id if corrected else None,
            now=current.now(),
        )
    if len(content) <= SMALL:
        import_read.read_import(current.database(), import_id, now=current.now())
    return _at(import_id)


@blueprint.get("/<int:import_id>")
@allows(*RECORDERS)
def show(import_id: int) -> Page:
    found = _watched(import_id)
    if found.state in BEING_READ:
        return render_template("ledger/import_progress.html", upload=found)
    if found.state is ImportState.UNREADABLE:
        raise uploads.refused(found)
    return _preview(found)


@blueprint.get("/<int:import_id>/progress")
@allows(*RECORDERS)
def progress(import_id: int) -> Page:
    """The bar alone, for htmx; a list that is read sends the browser to its preview."""
    found = _watched(import_id)
    if found.state in BEING_READ:
        return render_template("province/_progress.html", upload=found, door="ledger_imports")
    answer = Response("", 200)
    answer.headers["HX-Redirect"] = url_for("ledger_imports.show", import_id=import_id)
    return answer


def _watched(import_id: int) -> LedgerImport:
    """Where no worker runs, whoever watches the page does its work."""
    with current.database().reading() as tx:
        found = own(tx, import_id)
    if found.state is ImportState.WAITING and current.now() - found.created_at > PATIENCE:
        import_read.read_import(current.database(), found.id, now=current.now())
        with current.database().reading() as tx:
            found = own(tx, import_id)
    return found


@dataclass(frozen=True, slots=True)
class Pages:
    number: int
    pages: int
    total: int


def _preview(found: LedgerImport) -> str:
    shown = request.args.get("show", "")
    outcomes = (Outcome(shown),) if shown in set(Outcome) else ()
    number = max(1, request.args.get("page", 1, type=row_number))
    ready = found.state is ImportState.READY
    with current.database().reading() as tx:
        lines = import_queries.lines(
            tx,
            found.id,
            outcomes=outcomes,
            with_complaints=not outcomes and shown != "all",
            page=number,
        )
        questions = import_queries.open_questions(tx, found.id) if ready else []
        counties = {county.code: named(county) for county in province.counties(tx)}
        has_file = bool(import_queries.content_of(tx, found.id))
    total = found.count(shown) if outcomes else found.count("complaints")
    if shown == "all":
        total = found.lines
    return render_template(
        "ledger/import.html",
        upload=found,
        lines=lines,
        questions=questions,
        counties=counties,
        show=shown,
        pages=Pages(number, max(1, -(-total // import_queries.PAGE)), total),
        has_file=has_file,
        may_undo=found.undo_until is not None and current.now() <= found.undo_until,
        words=sentences,
        kinds=KINDS,
        skip=SKIP,
    )


@blueprint.post("/<int:import_id>/answers")
@allows(*RECORDERS)
def answer(import_id: int) -> Page:
    given, alike = answers(request.form)
    with current.database().writing() as tx:
        own(tx, import_id)
        import_actions.answer(tx, import_id=import_id, given=given, alike=alike)
    return _read(import_id)


def _read(import_id: int) -> Response:
    with current.database().reading() as tx:
        small = len(import_queries.content_of(tx, import_id)) <= SMALL
    if small:
        import_read.read_import(current.database(), import_id, now=current.now())
    return _at(import_id)


@blueprint.post("/<int:import_id>/again")
@allows(*RECORDERS)
def again(import_id: int) -> Page:
    """Read a list once more, after the ledger changed or the reader stopped half-way."""
    with current.database().writing() as tx:
        own(tx, import_id)
        uploads.read_again(tx, import_actions.LISTS, import_id)
    return _read(import_id)


@blueprint.post("/<int:import_id>/confirm")
@allows(*RECORDERS)
def confirm(import_id: int) -> Page:
    with current.database().writing() as tx:
        own(tx, import_id)
        count = import_actions.confirm(
            tx,
            import_id=import_id,
            shown=request.form.get("shown", type=row_number) or 0,
            by=person(),
            now=current.now(),
        )
    say(_("已记入台账 %(count)s 条。", count=count))
    return _at(import_id)


@blueprint.post("/<int:import_id>/undo")
@allows(*RECORDERS)
def undo(import_id: int) -> Page:
    with current.database().writing() as tx:
        own(tx, import_id)
        import_undo.undo(tx, import_id=import_id, by=person().id, now=current.now())
    say(_("整次导入已撤销，台账与导入前一样。"))
    return _at(import_id)


@blueprint.post("/<int:import_id>/discard")
@allows(*RECORDERS)
def discard(import_id: int) -> Page:
    with current.database().writing() as tx:
        own(tx, import_id)
        uploads.discard(tx, import_actions.LISTS, import_id)
    say(_("已放弃这份台账，没有记入任何活动。"))
    return to(url_for("ledger_imports.imports"), 303)

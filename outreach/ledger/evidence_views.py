"""Evidence of an activity: sent from a phone, shown to whoever may see the record, taken away."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import EVERYONE
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.db import Tx
from outreach.ledger import evidence_actions, evidence_queries, rules
from outreach.ledger.entry_page import Page
from outreach.ledger.evidence_forms import AT_ONCE, ConsentForm, EvidenceForm
from outreach.ledger.evidence_model import Consent, Evidence, EvidenceKind
from outreach.ledger.record_model import Record
from outreach.ledger.views import RECORDERS, record_or_404
from outreach.papers import copies, files
from outreach.papers.model import Kept, Media
from outreach.papers.rules import CopyUnusable
from outreach.papers.words import why_unusable
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("ledger_evidence", __name__)


def folder() -> Path:
    """Beside the sealed papers, which have their own times after which they are forgotten."""
    return current.settings().uploads / "evidence"


def _mine(tx: Tx, activity_id: int) -> Record:
    """A record to which somebody may add evidence: the own, or one the own unit takes part in."""
    record = record_or_404(tx, activity_id)
    if not rules.may_add_evidence(person(), record):
        raise NotYours
    return record


@blueprint.route("/ledger/<int:activity_id>/evidence", methods=["GET", "POST"])
@allows(*RECORDERS)
def add(activity_id: int) -> Page:
    with current.database().reading() as tx:
        record = _mine(tx, activity_id)
    form = EvidenceForm()
    if request.method == "POST" and form.fits():
        kept = _kept(form)
        if kept is not None:
            _add(form, activity_id, kept)
            flash(_("已保存佐证。"), "good")
            return redirect(url_for("ledger.show", activity_id=activity_id) + "#evidence", 303)
    page = render_template(
        "ledger/evidence.html", form=form, record=record, activity=record.activity, most=AT_ONCE
    )
    return page, 422 if request.method == "POST" else 200


def _kept(form: EvidenceForm) -> list[Kept] | None:
    """Every file redrawn, without place and device; None when one of them cannot be kept."""
    if form.chosen is EvidenceKind.LINK:
        return []
    sent = form.sent()
    complaint = None
    if not sent:
        complaint = _("请选择照片或扫描件。")
    elif len(sent) > AT_ONCE:
        complaint = _("一次最多 %(most)s 个文件。", most=AT_ONCE)
    else:
        try:
            made = [copies.harmless(content) for content in sent]
        except CopyUnusable as unusable:
            complaint = why_unusable(unusable.why)
        else:
            if form.chosen is EvidenceKind.PHOTO and any(m is Media.PDF for _content, m in made):
                complaint = _("照片请用图片格式；PDF 请选“扫描件”。")
    if complaint:
        form.files.errors = [complaint]
        return None
    return [files.keep(folder(), content, media) for content, media in made]


def _add(form: EvidenceForm, activity_id: int, kept: list[Kept]) -> None:
    photo = form.chosen is EvidenceKind.PHOTO
    link = form.chosen is EvidenceKind.LINK
    try:
        with current.database().writing() as tx:
            _mine(tx, activity_id)
            for each in (None,) if link else kept:
                evidence_actions.add(
                    tx,
                    activity_id=activity_id,
                    kind=form.chosen,
                    kept=each,
                    address=form.address.data if link else None,
                    caption=form.caption.data,
                    consent=Consent(form.consent.data) if photo else None,
                    person_id=person().id,
                    now=current.now(),
                )
    except Exception:
        for each in kept:
            with suppress(OSError):  # the worker sweeps what is left
                files.remove(folder(), each.name)
        raise


def _piece(tx: Tx, activity_id: int, evidence_id: int) -> Evidence:
    for piece in evidence_queries.evidence_of(tx, [activity_id]).get(activity_id, ()):
        if piece.id == evidence_id:
            return piece
    raise NotYours


@blueprint.get("/ledger/<int:activity_id>/evidence/<int:evidence_id>")
@allows(*EVERYONE)
def file(activity_id: int, evidence_id: int) -> Response:
    """A photo or sheet, to whoever may see the record, and nowhere else."""
    with current.database().reading() as tx:
        record_or_404(tx, activity_id)
        piece = _piece(tx, activity_id, evidence_id)
    content = files.read(folder(), piece.name) if piece.name else None
    if content is None:
        abort(404)
    return send_file(
        BytesIO(content),
        mimetype=piece.media,
        as_attachment=piece.media != Media.PICTURE,
        download_name=f"{evidence_id}.{'pdf' if piece.media == Media.PDF else 'jpg'}",
    )


@blueprint.post("/ledger/<int:activity_id>/evidence/<int:evidence_id>/consent")
@allows(*RECORDERS)
def consent(activity_id: int, evidence_id: int) -> Page:
    form = ConsentForm()
    with current.database().writing() as tx:
        _mine(tx, activity_id)
        _piece(tx, activity_id, evidence_id)
        if form.validate():
            evidence_actions.say_consent(
                tx,
                activity_id=activity_id,
                evidence_id=evidence_id,
                consent=Consent(form.consent.data),
                person_id=person().id,
                now=current.now(),
            )
    return redirect(url_for("ledger.show", activity_id=activity_id) + "#evidence", 303)


@blueprint.post("/ledger/<int:activity_id>/evidence/<int:evidence_id>/remove")
@allows(*RECORDERS)
def remove(activity_id: int, evidence_id: int) -> Page:
    with current.database().writing() as tx:
        _mine(tx, activity_id)
        if not evidence_queries.was_removed(tx, activity_id, evidence_id):
            _piece(tx, activity_id, evidence_id)
        evidence_actions.remove(
            tx,
            activity_id=activity_id,
            evidence_id=evidence_id,
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已删除这件佐证。"), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id) + "#evidence", 303)

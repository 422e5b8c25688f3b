"""Answering by link, typing from paper, and reading what was said."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import desk, rights
from outreach.booking import queries as booking
from outreach.booking.queries import BookingFacts
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.feedback import actions, links, queries, rules, words
from outreach.feedback.forms import AnswerForm, SheetsForm
from outreach.feedback.model import Question
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows, public
from outreach.web.words import _

blueprint = Blueprint("feedback", __name__)

Page = str | tuple[str, int] | Response
OF_VISIT = (Role.TEACHER, *COORDINATORS)
READERS = (*COORDINATORS, Role.VIEWER)


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {
        "Question": Question,
        "questions": words.QUESTIONS,
        "short_questions": words.SHORT,
        "respondents": words.RESPONDENTS,
        "scores": words.SCORES,
        "at_least": rules.AT_LEAST,
    }


@blueprint.route("/f/<signed>", methods=["GET", "POST"])
@public
def answer(signed: str) -> Page:
    """Anybody with the class's link; nothing of the person is asked or kept."""
    booking_id = links.read(signed, settings=current.settings())
    with current.database().reading() as tx:
        there = queries.find_ask(tx, booking_id or 0)
        if there is None:
            raise rules.NoSuchFeedback
        facts = booking.booking_facts(tx, there.booking_id)
    if current.now() >= there.closes_at:
        raise rules.FeedbackClosed(closed_at=there.closes_at)
    form = AnswerForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            actions.answer(
                tx,
                booking_id=there.booking_id,
                said=form.answer(),
                token=str(form.token.data),
                now=current.now(),
            )
        return redirect(url_for("feedback.thanks"), 303)
    if request.method == "GET":
        form.open()
    page = render_template("feedback/answer.html", form=form, facts=facts)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/f/thanks")
@public
def thanks() -> Page:
    return render_template("feedback/thanks.html")


def _visit(tx: Tx, booking_id: int) -> BookingFacts:
    """A visit the person may change, for the school or for the venue; any other does not exist."""
    rights.changed(tx, person(), booking_id)
    return booking.booking_facts(tx, booking_id)


@blueprint.get("/bookings/<int:booking_id>/feedback")
@allows(*OF_VISIT)
def of_booking(booking_id: int) -> Page:
    with current.database().reading() as tx:
        facts = _visit(tx, booking_id)
        there = queries.find_ask(tx, booking_id)
        piles = queries.batches(tx, booking_id)
    return render_template(
        "feedback/of_booking.html",
        facts=facts,
        there=there,
        piles=piles,
        link=link_of(booking_id),
        now=current.now(),
        undo_within=rules.UNDO_WITHIN,
    )


def link_of(booking_id: int) -> str:
    signed = links.sign(booking_id, settings=current.settings())
    return current.settings().base_url.rstrip("/") + url_for("feedback.answer", signed=signed)


@blueprint.get("/bookings/<int:booking_id>/feedback.svg")
@allows(*OF_VISIT)
def code(booking_id: int) -> Page:
    """The link as a picture for a screen or a poster."""
    import segno

    with current.database().reading() as tx:
        _visit(tx, booking_id)
    drawn = BytesIO()
    segno.make(link_of(booking_id), error="m").save(
        drawn, kind="svg", scale=6, border=3, light="#fff"
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/bookings/<int:booking_id>/feedback/paper")
@allows(*OF_VISIT)
def paper(booking_id: int) -> Page:
    with current.database().reading() as tx:
        facts = _visit(tx, booking_id)
    return render_template("feedback/paper.html", facts=facts)


@blueprint.route("/bookings/<int:booking_id>/feedback/sheets", methods=["GET", "POST"])
@allows(*OF_VISIT)
def sheets(booking_id: int) -> Page:
    """Type a pile of paper; it is read line by line, and taken whole or not at all."""
    with current.database().reading() as tx:
        facts = _visit(tx, booking_id)
        if queries.find_ask(tx, booking_id) is None:
            raise rules.NoSuchFeedback
    form = SheetsForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            batch = actions.enter_sheets(
                tx,
                booking_id=booking_id,
                answers=form.answers,
                token=str(form.token.data),
                by=person().id,
                now=current.now(),
            )
        flash(_counted(batch.sheets))
        return redirect(url_for("feedback.of_booking", booking_id=booking_id), 303)
    if request.method == "GET":
        form.open()
    page = render_template("feedback/sheets.html", form=form, facts=facts)
    return page, 422 if request.method == "POST" else 200


def _counted(sheets: int) -> str:
    return str(_("已录入 %(count)s 张纸质问卷。", count=sheets))


@blueprint.post("/bookings/<int:booking_id>/feedback/sheets/<int:batch_id>/undo")
@allows(*OF_VISIT)
def undo(booking_id: int, batch_id: int) -> Page:
    with current.database().writing() as tx:
        _visit(tx, booking_id)
        actions.undo_sheets(tx, booking_id=booking_id, batch_id=batch_id, now=current.now())
    flash(_("已撤回这一批问卷。"))
    return redirect(url_for("feedback.of_booking", booking_id=booking_id), 303)


def _venue_ids(tx: Tx) -> list[int]:
    if person().has(Role.VIEWER):
        return [venue.id for venue in catalogue.venues(tx)]
    return [venue.id for venue in desk.venues_of(tx, person())]


def _programme(tx: Tx, programme_id: int) -> Programme | None:
    """A programme of a venue whose feedback the person reads."""
    for venue_id in _venue_ids(tx):
        for programme in catalogue.programmes(tx, venue_id=venue_id, with_retired=True):
            if programme.id == programme_id:
                return programme
    return None


@blueprint.get("/feedback")
@allows(*READERS)
def results() -> Page:
    with current.database().reading() as tx:
        found = queries.results(tx, venue_ids=_venue_ids(tx), now=current.now())
        venues = {venue.id: venue for venue in catalogue.venues(tx)}
    return render_template("feedback/results.html", results=found, venues=venues)


@blueprint.get("/feedback/<int:programme_id>/<int:version>")
@allows(*READERS)
def of_version(programme_id: int, version: int) -> Page:
    with current.database().reading() as tx:
        programme = _programme(tx, programme_id)
        if programme is None:
            raise rules.NoSuchFeedback
        by_whom, whole = queries.version_result(
            tx, programme_id=programme_id, version=version, now=current.now()
        )
        if not by_whom:
            raise rules.NoSuchFeedback
        visits = queries.visits_of(tx, programme_id)
        said = (
            queries.remarks(tx, programme_id=programme_id, version=version, now=current.now())
            if whole
            else []
        )
    return render_template(
        "feedback/version.html",
        programme=programme,
        version=version,
        by_whom=by_whom,
        whole=whole,
        remarks=said,
        visits=[v for v in visits if v.booking.programme_version == version],
    )

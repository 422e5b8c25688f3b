"""An offer's page: by the link in the letter, without signing in, or from the booking."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import actions, answer_links, offer_actions, queries, rights, rules, words
from outreach.booking.answer_links import Question
from outreach.booking.model import Booking, BookingState
from outreach.catalogue.words import PAPERS
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows, public
from outreach.web.words import _

blueprint = Blueprint("booking_offers", __name__)

Page = str | tuple[str, int] | Response
ANSWERS = {"take": offer_actions.accept, "pass": offer_actions.forgo}


def by_link(tx: Tx, token: str, question: Question) -> Booking:
    """The booking a link opens; a spent or invented one is no page of ours."""
    found = answer_links.find(tx, token=token, question=question)
    booking = None if found is None else queries.find_booking(tx, found)
    if booking is None:
        raise rules.NoSuchBooking
    return booking


def _answer(tx: Tx, booking: Booking, *, by: int | None) -> Booking:
    act = ANSWERS.get(request.form.get("answer", ""))
    if act is None:
        abort(400)
    return act(tx, booking_id=booking.id, by=by, now=current.now())


@blueprint.get("/offer/<token>")
@public
def offer(token: str) -> Page:
    """What is offered and until when; looking at it answers nothing."""
    with current.database().reading() as tx:
        booking = by_link(tx, token, Question.OFFER)
        facts = queries.booking_facts(tx, booking.id)
        session = actions.session_facts(tx, booking.session_id)
    ends = booking.answer_by
    return render_template(
        "booking/offer.html",
        booking=booking,
        facts=facts,
        session=session,
        token=token,
        is_open=booking.state is BookingState.OFFERED and ends is not None and ends > current.now(),
        papers=[PAPERS[paper] for paper in session.rules.papers],
        papers_due=booking.hold_until or rules.papers_due(session, now=current.now()),
        state_words=words.STATES,
    )


@blueprint.post("/offer/<token>")
@public
def answer(token: str) -> Page:
    with current.database().writing() as tx:
        booking = by_link(tx, token, Question.OFFER)
        _answer(tx, booking, by=None)
    return redirect(url_for("booking_offers.offer", token=token), 303)


@blueprint.post("/bookings/<int:booking_id>/offer")
@allows(Role.TEACHER, *COORDINATORS)
def answer_here(booking_id: int) -> Page:
    """The same two answers on the booking's own page, by the school or by the venue for it."""
    with current.database().writing() as tx:
        booking = rights.changed(tx, person(), booking_id)
        after = _answer(tx, booking, by=person().id)
    said = (
        _("已接受，名额已预留，请按期交材料。")
        if after.state is BookingState.HELD
        else _("已放弃，名额让给下一所学校。谢谢您告诉我们。")
    )
    flash(said, "good")
    return redirect(url_for("booking.show", booking_id=booking_id), 303)

"""Does the school still come? One page, by the letter's link or from the booking."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import actions, call_queries, queries, reconfirm_actions, rights, rules, words
from outreach.booking.answer_links import Question
from outreach.booking.model import Booking, BookingState
from outreach.booking.offer_views import by_link
from outreach.booking.reconfirm_actions import Answer
from outreach.booking.reconfirm_forms import ReconfirmForm
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows, public

blueprint = Blueprint("booking_reconfirm", __name__)

Page = str | tuple[str, int] | Response


@blueprint.route("/reconfirm/<token>", methods=["GET", "POST"])
@public
def by_letter(token: str) -> Page:
    with current.database().reading() as tx:
        booking = by_link(tx, token, Question.RECONFIRMATION)
        here = url_for("booking_reconfirm.by_letter", token=token)
        form, page = _judged(tx, booking, here=here)
    return page or _kept(booking, form, by=None, onward=here)


@blueprint.route("/bookings/<int:booking_id>/reconfirm", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def by_hand(booking_id: int) -> Page:
    """The same, signed in: by the school, or by the desk after a call."""
    with current.database().reading() as tx:
        booking = rights.changed(tx, person(), booking_id)
        here = url_for("booking_reconfirm.by_hand", booking_id=booking_id)
        form, page = _judged(tx, booking, here=here)
    onward = url_for("booking.show", booking_id=booking_id)
    return page or _kept(booking, form, by=person().id, onward=onward)


def _answer() -> Answer:
    if request.form.get("answer") not in set(Answer):
        abort(400)
    return Answer(request.form["answer"])


def _judged(tx: Tx, booking: Booking, *, here: str) -> tuple[ReconfirmForm, Page | None]:
    """The form, and the page to show instead of keeping it: asked for, or with complaints."""
    session = actions.session_facts(tx, booking.session_id)
    form = ReconfirmForm()
    if request.method == "POST" and form.judge(_answer(), booking, session):
        return form, None
    if request.method == "GET":
        form.pupils.data, form.adults.data = booking.group.pupils, booking.group.adults
    ahead = rules.is_ahead(booking.day, booking.starts, now=current.now())
    page = render_template(
        "booking/reconfirm.html",
        form=form,
        booking=booking,
        facts=queries.booking_facts(tx, booking.id),
        session=session,
        asked=call_queries.reconfirmation(tx, booking.id, booking.day),
        is_open=booking.state is BookingState.CONFIRMED and ahead,
        here=here,
        state_words=words.STATES,
        answers=words.ANSWERS,
        opened=request.form.get("answer", ""),
    )
    return form, (page, 200 if request.method == "GET" else 422)


def _kept(booking: Booking, form: ReconfirmForm, *, by: int | None, onward: str) -> Page:
    with current.database().writing() as tx:
        reconfirm_actions.answer(
            tx,
            booking_id=booking.id,
            answer=_answer(),
            details=form.details(),
            by=by,
            now=current.now(),
        )
    return redirect(onward, 303)

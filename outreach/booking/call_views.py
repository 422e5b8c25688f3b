"""The call list: ring, or forward a text; numbers are masked until somebody opens one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import answer_links, call_list, words
from outreach.booking.answer_links import Question
from outreach.booking.call_list import Entry, Outcome
from outreach.booking.desk_views import my_booking
from outreach.booking.model import BookingState
from outreach.booking.rules import NoSuchBooking
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("calls", __name__, url_prefix="/desk/calls")

Page = str | tuple[str, int] | Response
LINKED = {
    "offer": (Question.OFFER, "booking_offers.offer", BookingState.OFFERED),
    "reconfirmation": (
        Question.RECONFIRMATION,
        "booking_reconfirm.by_letter",
        BookingState.CONFIRMED,
    ),
}
"""Reasons that a teacher can settle by a link, the page it opens, and while what."""


@blueprint.context_processor
def said() -> dict[str, object]:
    return {"call_reasons": words.CALL_REASONS, "outcomes": words.CALL_OUTCOMES}


@blueprint.get("")
@allows(*COORDINATORS)
def calls() -> Page:
    with current.database().reading() as tx:
        entries = call_list.entries(tx, person(), now=current.now())
    return render_template("booking/calls.html", entries=entries)


@blueprint.post("/<int:booking_id>/<reason>/open")
@allows(*COORDINATORS)
def open_number(booking_id: int, reason: str) -> Page:
    """The whole number, who is to be rung about what, and a text to forward; all of it audited."""
    with current.database().writing() as tx:
        entry = _mine(tx, booking_id, reason)
        call_list.open_number(
            tx, booking_id=booking_id, reason=reason, by=person().id, now=current.now()
        )
        link = _link(tx, entry)
    return render_template("booking/call.html", entry=entry, link=link)


@blueprint.post("/<int:booking_id>/<reason>")
@allows(*COORDINATORS)
def record(booking_id: int, reason: str) -> Page:
    outcome = request.form.get("outcome")
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        if outcome not in set(Outcome) or reason not in words.CALL_REASONS:
            abort(400)
        call_list.record_call(
            tx,
            booking_id=booking_id,
            reason=reason,
            outcome=Outcome(outcome),
            by=person().id,
            now=current.now(),
        )
    flash(_("已记下：%(outcome)s。", outcome=words.CALL_OUTCOMES[outcome]))
    return redirect(url_for("calls.calls"), 303)


def _mine(tx: Tx, booking_id: int, reason: str) -> Entry:
    my_booking(tx, booking_id)
    entry = call_list.find_entry(
        tx, person(), booking_id=booking_id, reason=reason, now=current.now()
    )
    if entry is None:
        raise NoSuchBooking
    return entry


def _link(tx: Tx, entry: Entry) -> str | None:
    """A fresh one-tap link to forward, where a link settles the matter."""
    question, page, while_ = LINKED.get(entry.due.reason, (None, "", None))
    if question is None or entry.line.booking.state is not while_:
        return None
    token = answer_links.issue(
        tx, booking_id=entry.due.booking_id, question=question, now=current.now()
    )
    return current.settings().base_url.rstrip("/") + url_for(page, token=token)

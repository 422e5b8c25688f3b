"""The call list: ring, or forward a text; numbers are masked until somebody opens one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import answer_links, call_actions
from outreach.booking.answer_links import Question
from outreach.booking.call_queries import Outcome
from outreach.booking.desk_views import my_booking
from outreach.booking.model import BookingState
from outreach.booking.rules import NoSuchBooking
from outreach.disruption import call_actions as disruption_calls
from outreach.disruption import desk as disruption_desk
from outreach.duty import call_list, call_words
from outreach.duty.call_list import Entry
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
    return {
        "call_reasons": call_words.REASONS,
        "outcomes": call_words.OUTCOMES,
        "to_say": call_words.to_say,
    }


def _entries(tx: Tx) -> list[Entry]:
    return call_list.entries(tx, person(), now=current.now(), patience=disruption_desk.patience())


@blueprint.get("")
@allows(*COORDINATORS)
def calls() -> Page:
    with current.database().reading() as tx:
        schools = call_list.by_school(_entries(tx))
    return render_template("duty/calls.html", schools=schools)


@blueprint.post("/<int:booking_id>/<reason>/open")
@allows(*COORDINATORS)
def open_number(booking_id: int, reason: str) -> Page:
    """The whole number, all to say to that school, and a text to forward; the look is audited."""
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        open_still = _entries(tx)
        entry = _one(open_still, booking_id, reason)
        if entry is None:
            raise NoSuchBooking
        call_actions.open_number(
            tx, booking_id=booking_id, reason=reason, by=person().id, now=current.now()
        )
        link = _link(tx, entry)
    return render_template(
        "duty/call.html",
        entry=entry,
        also=[each for each in open_still if _beside(each, entry)],
        link=link,
        text=disruption_desk.text(entry.touch) if entry.touch else None,
    )


def _one(entries: list[Entry], booking_id: int, reason: str) -> Entry | None:
    asked = (booking_id, reason)
    return next((e for e in entries if (e.due.booking_id, e.due.reason) == asked), None)


def _beside(each: Entry, entry: Entry) -> bool:
    """Whether it is something else to ring the same leader about."""
    return each.due.booking_id == entry.due.booking_id and each.due.reason != entry.due.reason


@blueprint.post("/<int:booking_id>/<reason>")
@allows(*COORDINATORS)
def record(booking_id: int, reason: str) -> Page:
    outcome = request.form.get("outcome")
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        if outcome not in set(Outcome) or reason not in call_words.REASONS:
            abort(400)
        entry = _one(_entries(tx), booking_id, reason)
        call_actions.record_call(
            tx,
            booking_id=booking_id,
            reason=reason,
            outcome=Outcome(outcome),
            by=person().id,
            now=current.now(),
        )
        if entry and entry.touch and outcome == Outcome.REACHED:
            disruption_calls.reached(
                tx, touch_id=entry.touch.id, person=person(), now=current.now()
            )
    flash(_("已记下：%(outcome)s。", outcome=call_words.OUTCOMES[outcome]))
    return redirect(url_for("calls.calls"), 303)


def _link(tx: Tx, entry: Entry) -> str | None:
    """A fresh one-tap link to forward, where a link settles the matter."""
    question, page, while_ = LINKED.get(entry.due.reason, (None, "", None))
    if question is None or entry.line.booking.state is not while_:
        return None
    token = answer_links.issue(
        tx, booking_id=entry.due.booking_id, question=question, now=current.now()
    )
    return current.settings().base_url.rstrip("/") + url_for(page, token=token)

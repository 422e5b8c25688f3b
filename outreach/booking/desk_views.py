"""The venue's desk: inbox, week board, a session with its groups, and decisions."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import (
    acceptance,
    call_queries,
    desk,
    desk_actions,
    queries,
    rules,
    session_actions,
    split_queries,
)
from outreach.booking.desk_forms import CapacityForm, MoveForm, ReasonForm
from outreach.booking.model import TONES, Booking, BookingState, Verb
from outreach.booking.words import (
    ANSWERS,
    STATES,
    policy_words,
    reason_words,
    step_words,
)
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province.words import grade_words
from outreach.season import kept, shares
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

Page = str | tuple[str, int] | Response
Decision = Callable[..., Booking]

WITH_REASON: dict[str, Decision] = {
    "return": desk_actions.send_back,
    "decline": desk_actions.decline,
    "call-off": desk_actions.call_off,
}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "states": STATES,
        "tones": TONES,
        "grade_words": grade_words,
        "step_words": step_words,
        "reason_words": reason_words,
        "policy_words": policy_words,
        "State": BookingState,
    }


def my_booking(tx: Tx, booking_id: int) -> Booking:
    """A booking at a venue that the person runs; any other does not exist."""
    found = queries.find_booking(tx, booking_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise rules.NoSuchBooking
    return found


def my_session(tx: Tx, session_id: int) -> Session:
    found = season.find_session(tx, session_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise rules.NoSuchBooking
    return found


@blueprint.get("")
@allows(*COORDINATORS)
def inbox() -> Page:
    with current.database().reading() as tx:
        found = desk.inbox(tx, person())
    return render_template("booking/desk_inbox.html", inbox=found, now=current.now())


@blueprint.get("/week")
@allows(*COORDINATORS)
def week() -> Page:
    today = local_day(current.now())
    try:
        wanted = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        wanted = today
    first = wanted - timedelta(days=wanted.weekday())
    with current.database().reading() as tx:
        found = desk.week(tx, person(), first=first)
    return render_template(
        "booking/desk_week.html", week=found, today=today, step=timedelta(days=7)
    )


@blueprint.get("/bookings/<int:booking_id>")
@allows(*COORDINATORS)
def booking(booking_id: int) -> Page:
    with current.database().reading() as tx:
        found = my_booking(tx, booking_id)
        return render_template(
            "booking/desk_booking.html",
            facts=queries.booking_facts(tx, booking_id),
            booking=found,
            session=season.find_session(tx, found.session_id),
            accepting=acceptance.standing(tx, found),
            steps=queries.history(tx, booking_id),
            arrivals=queries.arrivals(tx, booking_id),
            position=queries.place_in_line(tx, found),
            possible={v for v in Verb if rules.next_state(v, found.state) is not None},
            asked=call_queries.reconfirmation(tx, found.id, found.day),
            siblings=split_queries.parts_of(tx, found),
            answers=ANSWERS,
            Verb=Verb,
            now=current.now(),
        )


@blueprint.post("/bookings/<int:booking_id>/hold")
@allows(*COORDINATORS)
def hold(booking_id: int) -> Page:
    """Confirming is done above, where papers are known."""
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        after = desk_actions.hold(tx, booking_id=booking_id, by=person().id, now=current.now())
    flash(_("%(number)s：%(state)s。", number=after.number, state=STATES[after.state]))
    return redirect(_onward(booking_id), 303)


@blueprint.route(
    "/bookings/<int:booking_id>/<any('return', decline, 'call-off'):decision>",
    methods=["GET", "POST"],
)
@allows(*COORDINATORS)
def decide_with_reason(booking_id: int, decision: str) -> Page:
    form = ReasonForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_booking(tx, booking_id)
            after = WITH_REASON[decision](
                tx,
                booking_id=booking_id,
                reason=form.reason.data or "",
                by=person().id,
                now=current.now(),
            )
        flash(_("%(number)s：%(state)s。", number=after.number, state=STATES[after.state]))
        return redirect(_onward(booking_id), 303)
    with current.database().reading() as tx:
        found = my_booking(tx, booking_id)
        facts = queries.booking_facts(tx, booking_id)
    page = render_template(
        "booking/desk_reason.html", form=form, decision=decision, booking=found, facts=facts
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/bookings/<int:booking_id>/seen")
@allows(*COORDINATORS)
def acknowledge(booking_id: int) -> Page:
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        desk_actions.acknowledge(tx, booking_id=booking_id)
    return redirect(_onward(booking_id), 303)


def _onward(booking_id: int) -> str:
    """Back to the list the decision was made on, or to the booking."""
    if request.form.get("then") == "inbox":
        return url_for("desk.inbox")
    return url_for("desk.booking", booking_id=booking_id)


@blueprint.get("/sessions/<int:session_id>")
@allows(*COORDINATORS)
def session(session_id: int) -> Page:
    with current.database().reading() as tx:
        found = my_session(tx, session_id)
        groups = desk.lines(tx, queries.bookings_of_session(tx, session_id))
        programme = catalogue.programme(tx, found.programme_id)
        if programme.online:
            return redirect(url_for("lesson_desk.show", session_id=session_id), 303)
        venue = catalogue.venue(tx, found.venue_id)
        share = shares.kept(tx, [session_id]).get(session_id)
        invited = kept.of_sessions(tx, [session_id])
    return render_template(
        "booking/desk_session.html",
        kept=share,
        invited=invited,
        session=found,
        lines=groups,
        programme=programme,
        venue=venue,
        capacity_form=CapacityForm(formdata=None, capacity=found.capacity),
    )


@blueprint.post("/sessions/<int:session_id>/capacity")
@allows(*COORDINATORS)
def capacity(session_id: int) -> Page:
    with current.database().reading() as tx:
        my_session(tx, session_id)
    form = CapacityForm()
    if not form.validate() or form.capacity.data is None:
        for complaint in form.capacity.errors:
            flash(str(complaint), "stop")
        return redirect(url_for("desk.session", session_id=session_id), 303)
    with current.database().writing() as tx:
        my_session(tx, session_id)
        session_actions.change_capacity(
            tx,
            session_id=session_id,
            capacity=form.capacity.data,
            by=person().id,
            now=current.now(),
        )
    flash(_("名额已改为 %(count)s。", count=form.capacity.data))
    return redirect(url_for("desk.session", session_id=session_id), 303)


@blueprint.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@allows(*COORDINATORS)
def cancel_session(session_id: int) -> Page:
    """Who is affected comes first; the button comes after."""
    form = ReasonForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_session(tx, session_id)
            told = session_actions.cancel_session(
                tx,
                session_id=session_id,
                reason=form.reason.data or "",
                by=person().id,
                now=current.now(),
            )
        flash(_("场次已取消，已通知 %(count)s 个团队。", count=len(told)))
        return redirect(url_for("desk.session", session_id=session_id), 303)
    return _affected_page("booking/desk_cancel_session.html", session_id, form)


@blueprint.route("/sessions/<int:session_id>/move", methods=["GET", "POST"])
@allows(*COORDINATORS)
def move_session(session_id: int) -> Page:
    form = MoveForm()
    if form.validate_on_submit() and form.day.data and form.starts.data:
        with current.database().writing() as tx:
            my_session(tx, session_id)
            told = session_actions.move_session(
                tx,
                session_id=session_id,
                day=form.day.data,
                starts=form.starts.data,
                by=person().id,
                now=current.now(),
            )
        flash(_("场次已改期，已通知 %(count)s 个团队。", count=len(told)))
        return redirect(url_for("desk.session", session_id=session_id), 303)
    return _affected_page("booking/desk_move_session.html", session_id, form)


def _affected_page(template: str, session_id: int, form: ReasonForm | MoveForm) -> Page:
    with current.database().reading() as tx:
        found = my_session(tx, session_id)
        groups = desk.lines(tx, session_actions.affected(tx, session_id))
        programme = catalogue.programme(tx, found.programme_id)
    page = render_template(template, form=form, session=found, lines=groups, programme=programme)
    return page, 422 if request.method == "POST" else 200

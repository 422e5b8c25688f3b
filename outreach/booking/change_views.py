"""Changing, moving and cancelling a booking, by the school or by the venue on its behalf."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import (
    actions,
    advice,
    change_actions,
    queries,
    rights,
    rules,
    split_actions,
    split_queries,
    tolerance,
    words,
)
from outreach.booking.forms import CancelForm, ChangeForm, JoinForm, MoveForm, opened_with
from outreach.booking.model import TAKES_PLACES, Booking, BookingState, Verb
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.words import STAGES
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("booking_changes", __name__)

Page = str | tuple[str, int] | Response
MOVE_AHEAD = timedelta(days=120)
SHOWN = 40


def _opened(tx: Tx, booking_id: int, verb: Verb) -> Booking:
    """A booking to which the person may do this now; else the refusal that says why not."""
    booking = rights.changed(tx, person(), booking_id)
    rights.check_ahead(person(), booking, verb, now=current.now())
    if rules.next_state(verb, booking.state) is None:
        raise rules.NotPossibleNow(booking.id, booking.number, verb, booking.state)
    return booking


@blueprint.route("/bookings/<int:booking_id>/change", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def change(booking_id: int) -> Page:
    with current.database().reading() as tx:
        returned = rights.changed(tx, person(), booking_id).state is BookingState.RETURNED
        booking = _opened(tx, booking_id, Verb.RESUBMIT if returned else Verb.CHANGE)
        session = actions.session_facts(tx, booking.session_id)
        school = school_queries.school(tx, booking.school_id)
        form = ChangeForm(obj=booking.group)
        form.prepare(school=school, session=session)
        if request.method == "GET":
            form.revision.data = str(booking.revision)
        if request.method == "GET" or not form.judge(session):
            page = render_template(
                "booking/change.html",
                form=form,
                booking=booking,
                session=session,
                school=school,
                programme=catalogue.programme(tx, booking.programme_id),
                venue=catalogue.venue(tx, booking.venue_id),
                adult_rules=words.adult_rules(session.rules, school.stages),
                largest=rules.largest_group(session),
                within=tolerance.bounds(booking, session.rules),
                weigh=url_for("booking_changes.weigh", booking_id=booking_id),
            )
            return page, 200 if request.method == "GET" else 422
    with current.database().writing() as tx:
        after = change_actions.change(
            tx,
            booking_id=booking_id,
            group=form.group(),
            revision=opened_with(form),
            by=person().id,
            by_school=person().teaches_at(booking.school_id),
            now=current.now(),
        )
    flash(_("已保存，编号仍是 %(number)s。", number=after.number), "good")
    if booking.state in tolerance.AGREED and not _acts_for_venue(booking):
        if tolerance.asks_the_venue(booking, form.group(), session.rules):
            flash(_("超出约定范围，场馆会再看一遍。"), "info")
        else:
            flash(_("在约定范围内，立即生效。"), "info")
    return redirect(url_for("booking.show", booking_id=booking_id), 303)


@blueprint.get("/bookings/<int:booking_id>/change/weigh")
@allows(Role.TEACHER, *COORDINATORS)
def weigh(booking_id: int) -> Page:
    """Which of the two a number of pupils would be, while it is typed."""
    with current.database().reading() as tx:
        booking = rights.changed(tx, person(), booking_id)
        session = actions.session_facts(tx, booking.session_id)
    return render_template(
        "booking/_weigh.html",
        booking=booking,
        within=tolerance.bounds(booking, session.rules),
        session=session,
        pupils=request.args.get("pupils", type=row_number),
    )


@blueprint.route("/bookings/<int:booking_id>/join", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def join(booking_id: int) -> Page:
    """A second teacher of the school adds a class to what a colleague has booked."""
    with current.database().reading() as tx:
        booking = _opened(tx, booking_id, Verb.CHANGE)
        session = actions.session_facts(tx, booking.session_id)
        form = JoinForm()
        if request.method == "GET":
            form.pupils.data = request.args.get("pupils", type=row_number)
            form.adults.data = request.args.get("adults", type=row_number)
            form.revision.data = str(booking.revision)
        elif opened_with(form) != booking.revision:  # a second press, or somebody was quicker
            raise rules.ChangedMeanwhile(booking.id, booking.number)
        if request.method == "GET" or not form.judge(booking, session):
            page = render_template(
                "booking/join.html",
                form=form,
                booking=booking,
                session=session,
                facts=queries.booking_facts(tx, booking_id),
            )
            return page, 200 if request.method == "GET" else 422
    with current.database().writing() as tx:
        change_actions.join(
            tx,
            booking_id=booking_id,
            pupils=form.more()[0],
            adults=form.more()[1],
            revision=opened_with(form),
            by=person().id,
            now=current.now(),
        )
    flash(_("已加入同事的预约 %(number)s，并告诉了对方。", number=booking.number), "good")
    return redirect(url_for("booking.show", booking_id=booking_id), 303)


@blueprint.get("/bookings/<int:booking_id>/move")
@allows(Role.TEACHER, *COORDINATORS)
def move(booking_id: int) -> Page:
    """Sessions with room for the group: of the same programme first, then others that suit."""
    with current.database().reading() as tx:
        booking = _movable(tx, booking_id)
        programme = catalogue.programme(tx, booking.programme_id)
        sessions = [s for s in _ahead(tx, booking) if s.id != booking.session_id]
        suiting = {
            p.id: p
            for p in catalogue.programmes(tx, venue_id=booking.venue_id)
            if p.suits(booking.group.grade)
        }
        same = [s for s in sessions if s.programme_id == booking.programme_id]
        others = [
            s for s in sessions if s.programme_id in suiting and s.programme_id != programme.id
        ]
        return render_template(
            "booking/move.html",
            booking=booking,
            programme=programme,
            programmes=suiting,
            venue=catalogue.venue(tx, booking.venue_id),
            same=same[:SHOWN],
            others=others[:SHOWN],
        )


def _movable(tx: Tx, booking_id: int) -> Booking:
    booking = _opened(tx, booking_id, Verb.RESCHEDULE)
    if booking.state not in TAKES_PLACES:
        raise rules.NotPossibleNow(booking.id, booking.number, Verb.RESCHEDULE, booking.state)
    return booking


def _ahead(tx: Tx, booking: Booking) -> list[Session]:
    """Sessions of the venue that take this group now."""
    today = local_day(current.now())
    return [
        session
        for session in season.upcoming_sessions(
            tx, first=today, last=today + MOVE_AHEAD, venue_id=booking.venue_id
        )
        if session.takes_bookings_at(current.now())
        and session.waiting == 0
        and session.places_left >= booking.group.pupils
    ]


@blueprint.route("/bookings/<int:booking_id>/move/<int:session_id>", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def move_to(booking_id: int, session_id: int) -> Page:
    form = MoveForm()
    with current.database().reading() as tx:
        booking = _movable(tx, booking_id)
        if request.method == "GET":
            form.revision.data = str(booking.revision)
        if request.method == "GET" or not form.validate():
            session = actions.session_facts(tx, session_id)
            venue = catalogue.venue(tx, session.venue_id)
            school = school_queries.school(tx, booking.school_id)
            page = render_template(
                "booking/move_to.html",
                form=form,
                booking=booking,
                session=session,
                before=actions.session_facts(tx, booking.session_id),
                venue=venue,
                days_away=advice.days_away(tx, school, session.day),
                stage_words=STAGES,
                papers_due=rules.papers_due(session, now=current.now()),
            )
            return page, 200 if request.method == "GET" else 422
    if opened_with(form) != booking.revision:
        raise rules.ChangedMeanwhile(booking.id, booking.number)
    with current.database().writing() as tx:
        change_actions.reschedule(
            tx,
            booking_id=booking_id,
            session_id=session_id,
            by=person().id,
            by_venue=_acts_for_venue(booking),
            now=current.now(),
        )
    flash(_("已改期，编号仍是 %(number)s。", number=booking.number), "good")
    return redirect(url_for("booking.show", booking_id=booking_id), 303)


def _acts_for_venue(booking: Booking) -> bool:
    return person().runs_venue(booking.venue_id) and not person().teaches_at(booking.school_id)


@blueprint.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def cancel(booking_id: int) -> Page:
    form = CancelForm()
    with current.database().reading() as tx:
        booking = rights.changed(tx, person(), booking_id)
        if booking.state is BookingState.CANCELLED:  # sent twice
            return redirect(url_for("booking.show", booking_id=booking_id), 303)
        _opened(tx, booking_id, Verb.CANCEL)
        if request.method == "GET" or not form.validate():
            session = actions.session_facts(tx, booking.session_id)
            page = render_template(
                "booking/cancel.html",
                form=form,
                booking=booking,
                session=session,
                waiting=len(queries.waiting(tx, session.id)),
                others=len(split_queries.active_parts(tx, booking)) - 1,
            )
            return page, 200 if request.method == "GET" else 422
    with current.database().writing() as tx:
        act = split_actions.cancel_all if form.every_part.data else actions.cancel
        act(tx, booking_id=booking_id, reason=form.chosen(), by=person().id, now=current.now())
    flash(_("已取消，名额已交还，不影响贵校以后预约。"), "good")
    return redirect(url_for("booking.show", booking_id=booking_id), 303)

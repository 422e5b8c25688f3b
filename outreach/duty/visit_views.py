"""One group at the gate: counted, parked, rung up, gone, or not come."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import call_queries
from outreach.booking import queries as booking
from outreach.booking.model import Booking, BookingState
from outreach.booking.words import STATES
from outreach.duty import bays, gate_actions, queries, rules
from outreach.duty.forms import CoachesForm, CountForm
from outreach.duty.views import my_visit
from outreach.duty.words import parked_words
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("visits", __name__, url_prefix="/desk/today/visits")

Page = str | tuple[str, int] | Response


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"grade_words": grade_words, "states": STATES}


def _back(visit: Booking) -> Response:
    return redirect(url_for("today.today", day=visit.day, venue=visit.venue_id), 303)


@blueprint.route("/<int:booking_id>/count", methods=["GET", "POST"])
@allows(*COORDINATORS)
def count(booking_id: int) -> Page:
    """Who came. The form opens with the booked numbers: when they fit, one tap is enough."""
    now = current.now()
    with current.database().reading() as tx:
        visit = my_visit(tx, booking_id)
        facts = booking.booking_facts(tx, booking_id)
        earlier = booking.arrivals(tx, booking_id)
        parked = [
            p
            for p in bays.parked(tx, visit.venue_id, bays.stay_of(tx, visit))
            if p.holder == bays.holder_of(visit.id)
        ]
        gate = queries.duty_rules(tx, visit.venue_id)
        told = _coaches_told(tx, visit)
    numbers = earlier[-1] if earlier else visit.group
    form = CountForm(
        pupils=numbers.pupils,
        adults=numbers.adults,
        coaches=len(parked) or told,
        seen=str(len(earlier)),
        reason=(earlier[-1].reason or "") if earlier else "",
    )
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_visit(tx, booking_id)
            arrived = gate_actions.arrive(
                tx,
                booking_id=booking_id,
                count=form.count(day=visit.day, now=now),
                seen=form.counts_seen,
                by=person().id,
                now=now,
            )
        _say_arrived(arrived, form)
        return _back(visit)
    page = render_template(
        "duty/count.html",
        form=form,
        visit=visit,
        facts=facts,
        earlier=earlier,
        gate=gate,
        bays=[p.bay for p in parked],
        minutes_late=rules.minutes_late(visit, now=now) if visit.day == local_day(now) else 0,
        missing=visit.state is BookingState.NO_SHOW,
    )
    return page, 422 if request.method == "POST" else 200


def _coaches_told(tx: Tx, visit: Booking) -> int | None:
    """How many coaches the school spoke of when it was asked whether it still comes."""
    asked = call_queries.reconfirmation(tx, visit.id, visit.day)
    return asked.coaches if asked else None


def _say_arrived(arrived: gate_actions.Arrived, form: CountForm) -> None:
    said = _(
        "%(number)s 已到馆：学生 %(pupils)s，成人 %(adults)s。",
        number=arrived.visit.number,
        pupils=form.pupils.data or 0,
        adults=form.adults.data or 0,
    )
    if arrived.repeated:
        said += _("刚才已有人登记过同样的人数，没有重复。")
    tone = "wait" if arrived.parked.missing else "good"
    say(said + parked_words(arrived.parked), "wait" if tone == "wait" else "good")


@blueprint.post("/<int:booking_id>/finish")
@allows(*COORDINATORS)
def finish(booking_id: int) -> Page:
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        activity = gate_actions.leave(tx, booking_id=booking_id, by=person().id, now=current.now())
    say(_("参观结束，已记入台账 %(number)s。", number=activity.number))
    return _back(visit)


@blueprint.post("/<int:booking_id>/missed")
@allows(*COORDINATORS)
def missed(booking_id: int) -> Page:
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        gate_actions.miss(tx, booking_id=booking_id, by=person().id, now=current.now())
    say(
        _(
            "%(number)s 已记为未到馆，%(pupils)s 个名额可给临时来馆的团队。"
            "若是天气、生病等原因，可改为不可抗力。",
            number=visit.number,
            pupils=visit.group.pupils,
        ),
        "wait",
    )
    return _back(visit)


@blueprint.post("/<int:booking_id>/phone")
@allows(*COORDINATORS)
def phone(booking_id: int) -> str:
    """The group leader's whole number, and a note that it was looked at."""
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        facts = booking.booking_facts(tx, booking_id)
        gate_actions.open_phone(tx, booking_id=booking_id, by=person().id, now=current.now())
    return render_template(
        "duty/phone.html",
        visit=visit,
        facts=facts,
        minutes_late=rules.minutes_late(visit, now=current.now()),
    )


@blueprint.route("/<int:booking_id>/coaches", methods=["GET", "POST"])
@allows(*COORDINATORS)
def coaches(booking_id: int) -> Page:
    """Bays kept ahead for a group that comes with coaches, or given up again."""
    with current.database().reading() as tx:
        visit = my_visit(tx, booking_id)
        facts = booking.booking_facts(tx, booking_id)
        span = bays.stay_of(tx, visit)
        taken = bays.parked(tx, visit.venue_id, span)
        gate = queries.duty_rules(tx, visit.venue_id)
        told = _coaches_told(tx, visit)
    mine = [p.bay for p in taken if p.holder == bays.holder_of(visit.id)]
    form = CoachesForm(coaches=len(mine) or told or 0)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_visit(tx, booking_id)
            parked = gate_actions.reserve_bays(
                tx, booking_id=booking_id, coaches=form.coaches.data or 0, now=current.now()
            )
        words = parked_words(parked) or _("没有占用停车位。")
        say(words, "wait" if parked.missing else "good")
        return _back(visit)
    others = {p.bay for p in taken} - set(mine)
    free = [bay for bay in range(1, gate.bays + 1) if bay not in others]
    page = render_template(
        "duty/coaches.html",
        form=form,
        visit=visit,
        facts=facts,
        span=span,
        gate=gate,
        mine=mine,
        free=free,
        told=told,
        next_free=min((p.span.ends for p in taken), default=None),
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:booking_id>/stay")
@allows(*COORDINATORS)
def stay(booking_id: int) -> Page:
    """The coach waits half an hour longer, unless another needs the bay before."""
    with current.database().writing() as tx:
        visit = my_visit(tx, booking_id)
        longer = gate_actions.stay(tx, booking_id=booking_id, now=current.now())
    if longer:
        say(_("%(number)s 的大客车可再停半小时。", number=visit.number))
    else:
        say(_("半小时内有别的车要停这个位，请先挪到空位或联系司机。"), "wait")
    return _back(visit)

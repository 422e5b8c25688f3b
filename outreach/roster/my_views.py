"""A guide's own page on a phone: duties to come, days off, swaps, and what colleagues offer."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.booking import holding_queries
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.roster import (
    constraints,
    guide_actions,
    loads,
    off_queries,
    outside_actions,
    queries,
    swap_actions,
)
from outreach.roster.duty_steps import life_of
from outreach.roster.forms import DayOffForm, OutsideForm
from outreach.roster.guide_views import save_day_off
from outreach.roster.model import Duty, Guide, Life, Swap
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("my_duties", __name__, url_prefix="/my-duties")

Page = str | tuple[str, int] | Response


def mine(tx: Tx) -> list[Guide]:
    """As which guides the person works; usually one."""
    ids = {int(scope) for scope in person().scopes(Role.GUIDE)}
    return [guide for guide in queries.guides_by_id(tx, ids).values() if guide.active]


def as_guide(tx: Tx, guide_id: int) -> Guide:
    """One of them; any other guide does not exist."""
    found = next((guide for guide in mine(tx) if guide.id == guide_id), None)
    if found is None:
        raise NotYours
    return found


@blueprint.get("")
@allows(Role.GUIDE)
def index() -> Page:
    return _page(DayOffForm(formdata=None), OutsideForm(formdata=None))


def _page(off_form: DayOffForm, outside_form: OutsideForm, *, status: int = 200) -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        guides = mine(tx)
        ids = [guide.id for guide in guides]
        duties = [
            duty
            for each in ids
            for duty in queries.duties_of_guide(tx, each, first=today, last=loads.FAR)
        ]
        offers = [pair for guide in guides for pair in _offers(tx, guide)]
        shown = [*duties, *(duty for _swap, duty, _guide in offers)]
        schools_of = holding_queries.schools_of(tx, {duty.booking_id for duty in shown})
        page = render_template(
            "roster/my_duties.html",
            guides=guides,
            duties=sorted(duties, key=lambda duty: (duty.day, duty.starts)),
            offers=offers,
            clashes=_clashes(tx, guides, duties),
            offered={
                swap.duty_id: swap
                for guide in guides
                for swap in swap_actions.offered(tx, venue_id=guide.venue_id)
                if swap.from_guide == guide.id
            },
            schools_of=schools_of,
            schools=school_queries.schools_by_id(tx, set(schools_of.values())),
            names={g.id: g.name for g in _colleagues(tx, guides)},
            programmes={int(p.id): p for p in catalogue.programmes(tx, with_retired=True)},
            venues={int(v.id): v for v in catalogue.venues(tx)},
            off=off_queries.days_off(tx, guide_ids=ids, first=today, last=loads.FAR),
            outside=outside_actions.feeds(tx, ids),
            off_form=off_form,
            outside_form=outside_form,
            now=current.now(),
            today=today,
            week=today + timedelta(days=7),
        )
    return page if status == 200 else (page, status)


CLASHES = frozenset(
    {constraints.Rule.DAY_OFF, constraints.Rule.BUSY_OUTSIDE, constraints.Rule.OTHER_DUTY}
)
"""What a guide can see and mend; limits are the coordinator's business."""


def _clashes(
    tx: Tx, guides: list[Guide], duties: list[Duty]
) -> dict[int, list[constraints.Breach]]:
    """What stands in the way of duties to come: a day off, the own calendar, another duty."""
    coming = [duty for duty in duties if duty.span.ends > current.now()]
    days = [duty.day for duty in coming]
    lives: dict[int, Life] = {}
    for venue_id in sorted({guide.venue_id for guide in guides}) if days else ():
        lives |= queries.lives(tx, venue_id=venue_id, first=min(days), last=max(days))
    return {
        int(duty.id): [
            breach
            for breach in constraints.breaches(lives[duty.guide_id], duty)
            if breach.rule in CLASHES
        ]
        for duty in coming
        if duty.guide_id in lives
    }


def _offers(tx: Tx, guide: Guide) -> list[tuple[Swap, Duty, Guide]]:
    """What colleagues would hand on and this guide could take."""
    found = []
    for swap in swap_actions.offered(tx, venue_id=guide.venue_id):
        duty = queries.find_duty(tx, swap.duty_id)
        if duty is None or swap.from_guide == guide.id or duty.span.ends <= current.now():
            continue
        if not constraints.breaches(life_of(tx, guide, duty), duty):
            found.append((swap, duty, guide))
    return found


def _colleagues(tx: Tx, guides: list[Guide]) -> list[Guide]:
    return [
        colleague
        for venue_id in sorted({guide.venue_id for guide in guides})
        for colleague in queries.guides(tx, venue_id=venue_id, with_retired=True)
    ]


@blueprint.post("/<int:duty_id>/offer")
@allows(Role.GUIDE)
def offer(duty_id: int) -> Page:
    with current.database().writing() as tx:
        duty = queries.find_duty(tx, duty_id)
        if duty is None or duty.guide_id is None:
            raise NotYours
        guide = as_guide(tx, duty.guide_id)
        swap_actions.offer(tx, duty_id=duty_id, guide_id=guide.id, now=current.now())
        takers = len(swap_actions.takers(tx, duty))
    if takers:
        say(_("已放出，%(count)s 位同事可以接手。有人接手之前，任务仍是您的。", count=takers))
    else:
        say(_("已放出，但现在没有同事能接手，请联系协调员。"), "wait")
    return redirect(url_for("my_duties.index"), 303)


@blueprint.post("/swaps/<int:swap_id>/<int:guide_id>/<any(accept, withdraw):verb>")
@allows(Role.GUIDE)
def settle(swap_id: int, guide_id: int, verb: str) -> Page:
    with current.database().writing() as tx:
        guide = as_guide(tx, guide_id)
        if verb == "accept":
            swap_actions.accept(tx, swap_id=swap_id, guide=guide, by=person().id, now=current.now())
        else:
            swap_actions.withdraw(tx, swap_id=swap_id, guide_id=guide.id, now=current.now())
    say(_("已接手，任务现在是您的。") if verb == "accept" else _("已收回，任务仍是您的。"))
    return redirect(url_for("my_duties.index"), 303)


@blueprint.post("/<int:guide_id>/days-off")
@allows(Role.GUIDE)
def add_day_off(guide_id: int) -> Page:
    form = DayOffForm()
    with current.database().writing() as tx:
        as_guide(tx, guide_id)
        if form.validate():
            save_day_off(tx, guide_id, form)
            return redirect(url_for("my_duties.index"), 303)
    return _page(form, OutsideForm(formdata=None), status=422)


@blueprint.post("/days-off/<int:day_off_id>/take-back")
@allows(Role.GUIDE)
def take_back(day_off_id: int) -> Page:
    with current.database().writing() as tx:
        off = off_queries.find_day_off(tx, day_off_id)
        if off is None:
            raise NotYours
        as_guide(tx, off.guide_id)
        guide_actions.take_back_day_off(
            tx, day_off_id=day_off_id, by=person().id, now=current.now()
        )
    say(_("已撤销。"))
    return redirect(url_for("my_duties.index"), 303)


@blueprint.post("/<int:guide_id>/outside")
@allows(Role.GUIDE)
def subscribe(guide_id: int) -> Page:
    form = OutsideForm()
    with current.database().writing() as tx:
        as_guide(tx, guide_id)
        if form.validate():
            outside_actions.subscribe(
                tx,
                guide_id=guide_id,
                address=form.address.data or "",
                by=person().id,
                now=current.now(),
            )
            say(_("已订阅，几分钟内读取。"))
            return redirect(url_for("my_duties.index"), 303)
    return _page(DayOffForm(formdata=None), form, status=422)


@blueprint.post("/<int:guide_id>/outside/end")
@allows(Role.GUIDE)
def unsubscribe(guide_id: int) -> Page:
    with current.database().writing() as tx:
        as_guide(tx, guide_id)
        outside_actions.unsubscribe(tx, guide_id=guide_id, by=person().id, now=current.now())
    say(_("已停止读取，来自这份日历的占用已删除。"))
    return redirect(url_for("my_duties.index"), 303)

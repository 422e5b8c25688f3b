"""Who knows: the call list of officers, and the page a school opens with its link."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.disruption import answers, call_actions, desk, queries, undo_actions
from outreach.disruption.model import Touch
from outreach.disruption.rights import ACTORS
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import allows, public
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("disruption_calls", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/disruptions/<int:disruption_id>/calls")
@allows(*ACTORS)
def calls(disruption_id: int) -> Page:
    with current.database().reading() as tx:
        return _calls_page(tx, disruption_id)


def _calls_page(tx: Tx, disruption_id: int, *, opened: Touch | None = None) -> str:
    found, groups = queries.seen(tx, person(), disruption_id)
    within = desk.patience()
    waiting = desk.to_call(groups, now=current.now(), within=within)
    late = {touch.id for touch in waiting}
    return render_template(
        "disruption/calls.html",
        disruption=found,
        waiting=waiting,
        patient=[t for t in groups if t.must_know and not t.knows and t.id not in late],
        knowing=[t for t in groups if t.must_know and t.knows],
        minutes=int(within.total_seconds() // 60),
        counties=desk.county_names(tx),
        opened=opened,
        at_desk=person().has(*COORDINATORS),
        text=desk.text,
    )


@blueprint.post("/disruptions/touches/<int:touch_id>/phone")
@allows(*ACTORS)
def phone(touch_id: int) -> Page:
    """The number is shown once, on the page that answers; who asked is in the audit."""
    with current.database().writing() as tx:
        touch = call_actions.open_phone(tx, touch_id=touch_id, person=person(), now=current.now())
        return _calls_page(tx, touch.disruption_id, opened=touch)


@blueprint.post("/disruptions/touches/<int:touch_id>/reached")
@allows(*ACTORS)
def reached(touch_id: int) -> Page:
    with current.database().writing() as tx:
        touch = call_actions.reached(tx, touch_id=touch_id, person=person(), now=current.now())
    say(_("已记下：%(school)s已联系到。", school=touch.school.name))
    return redirect(url_for("disruption_calls.calls", disruption_id=touch.disruption_id), 303)


@blueprint.post("/disruptions/touches/<int:touch_id>/restore")
@allows(*ACTORS)
def restore(touch_id: int) -> Page:
    with current.database().writing() as tx:
        touch = queries.touch(tx, person(), touch_id)
        undo_actions.restore_one(tx, touch_id=touch_id, person=person(), now=current.now())
    say(_("已恢复 %(number)s，学校会收到更正。", number=touch.booking.number))
    return redirect(url_for("disruptions.show", disruption_id=touch.disruption_id), 303)


@blueprint.get("/told/<token>")
@public
def told(token: str) -> Page:
    """Opening a link answers nothing: chat programs open links by themselves."""
    with current.database().reading() as tx:
        touch = _touch(tx, token)
    return render_template("disruption/told.html", touch=touch, token=token)


@blueprint.post("/told/<token>")
@public
def answer(token: str) -> Page:
    with current.database().writing() as tx:
        touch = _touch(tx, token)
        call_actions.answer(tx, touch_id=touch.id, now=current.now())
    return redirect(url_for("disruption_calls.told", token=token), 303)


def _touch(tx: Tx, token: str) -> Touch:
    touch_id = answers.read(token, key=current.settings().signing_key())
    touch = queries.find_touch(tx, touch_id) if touch_id is not None else None
    if touch is None or not touch.must_know:
        abort(404)
    return touch

"""One page for each office: what is asked of it, and what it asked of others."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.returns import places, round_queries
from outreach.returns.model import Round
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _
from outreach.workspaces import actions, queries, rules, words
from outreach.workspaces.forms import AnswerForm, TaskForm, WithdrawForm
from outreach.workspaces.model import AnswerKind, Level, Part, Progress, Standing

blueprint = Blueprint("workspaces", __name__, url_prefix="/workspace")

Page = str | tuple[str, int] | Response


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {
        "words": words,
        "Standing": Standing,
        "AnswerKind": AnswerKind,
        "today": _today(),
        "is_own": rules.is_own,
        "sender_name": _sender_name,
    }


def _today() -> date:
    return local_day(current.now())


def _sender_name(sender: str) -> str:
    return str(_("省级")) if sender == rules.PROVINCE else str(_("市级"))


@blueprint.get("")
@allows(*rules.WORKERS)
def index() -> str:
    with current.database().reading() as tx:
        own = queries.asked_of(tx, person())
        sent = queries.watched(tx, person())
    return render_template(
        "workspaces/index.html",
        waiting=[part for part in own if not part.is_answered],
        done=[part for part in own if part.is_answered][::-1][:10],
        sent=sent,
        late=[part for progress in sent for part in progress.late(_today())],
        may_send=rules.sender_of(person()) is not None,
    )


def _round_name(round_: Round) -> str:
    month = f"-{round_.month:02d}" if round_.month else ""
    return f"{round_.definition.name} {round_.year}{month}"


def _form(tx: Tx, sender: str) -> TaskForm:
    """With the returns of this year and the last, and the units that can be chosen."""
    year = _today().year
    rounds = [
        (each.id, _round_name(each))
        for each in round_queries.rounds(tx).values()
        if each.year >= year - 1
    ]
    if sender == rules.PROVINCE:
        below = [(city.code, city.name) for city in province.cities(tx)]
    else:
        below = [
            (county.code, county.name)
            for county in province.counties(tx)
            if county.city_code == sender
        ]
    return TaskForm(rounds=rounds, below=below, today=_today())


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@allows(*rules.SENDERS)
def new() -> Page:
    sender = rules.sender_of(person())
    if sender is None:
        raise NotYours
    with current.database().reading() as tx:
        form = _form(tx, sender)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            level = Level(form.level.data or Level.COUNTIES)
            task_id = actions.send(
                tx,
                order=form.order(),
                to=rules.asked(queries.units(tx), sender, level, form.chosen.data or ()),
                sender=sender,
                token=form.token.data or "",
                by=person().id,
                now=current.now(),
            )
        flash(_("已布置，各单位的工作台上已能看到。"))
        return redirect(url_for("workspaces.show", task_id=task_id), 303)
    if request.method == "GET":
        form.token.renew()
    page = render_template("workspaces/new.html", form=form, of_province=sender == rules.PROVINCE)
    return page, 422 if request.method == "POST" else 200


def _progress(tx: Tx, task_id: int) -> Progress:
    found = queries.find_progress(tx, person(), task_id)
    if found is None:
        raise NotYours
    return found


def _page(task_id: int, form: AnswerForm | None = None, code: str = "") -> str:
    with current.database().reading() as tx:
        found = _progress(tx, task_id)
        names = accounts.names(
            tx, {part.answered_by for part in found.parts if part.answered_by is not None}
        )
        reminded = queries.last_reminder(tx, task_id)
    needs_words = found.task.order.kind is AnswerKind.NOTE
    return render_template(
        "workspaces/show.html",
        task=found.task,
        progress=found,
        late=found.late(_today()),
        names=names,
        reminded=reminded,
        form=form or AnswerForm(needs_words=needs_words, formdata=None),
        wrong=code,
        withdraw_form=WithdrawForm(formdata=None),
        may_change=rules.may_change(person(), found.task),
        may_remind=person().has(*rules.SENDERS),
        me=person(),
    )


@blueprint.get("/tasks/<int:task_id>")
@allows(*rules.WORKERS)
def show(task_id: int) -> str:
    return _page(task_id)


def _part(tx: Tx, task_id: int, code: str) -> Part:
    """One unit's part, if the unit is somebody's business."""
    unit = places.find_unit(tx, "county", code) or places.find_unit(tx, "city", code)
    part = queries.find_part(tx, task_id, unit) if unit is not None else None
    if part is None or not rules.may_see(person(), part):
        raise NotYours
    return part


@blueprint.post("/tasks/<int:task_id>/answer/<code>")
@allows(*rules.WORKERS)
def answer(task_id: int, code: str) -> Page:
    with current.database().reading() as tx:
        part = _part(tx, task_id, code)
    form = AnswerForm(needs_words=part.task.order.kind is AnswerKind.NOTE)
    if not form.validate():
        return _page(task_id, form, code), 422
    with current.database().writing() as tx:
        actions.answer(
            tx,
            _part(tx, task_id, code),
            words=(form.words.data or "").strip(),
            by=person(),
            now=current.now(),
        )
    flash(_("已回复。"))
    return redirect(url_for("workspaces.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/remind")
@allows(*rules.SENDERS)
def remind(task_id: int) -> Page:
    """Write to all late units that somebody looks after."""
    with current.database().writing() as tx:
        found = _progress(tx, task_id)
        late = [part for part in found.late(_today()) if not rules.is_own(person(), part.unit)]
        letters = actions.remind(tx, task_id, late, by=person().id, now=current.now())
    if letters is None:
        flash(_("今天已经催过，明天再发；文字可以随时复制转发。"))
    else:
        flash(_("已给 %(count)s 位发出提醒邮件。", count=letters))
    return redirect(url_for("workspaces.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/withdraw")
@allows(*rules.SENDERS)
def withdraw(task_id: int) -> Page:
    form = WithdrawForm()
    with current.database().reading() as tx:
        task = _progress(tx, task_id).task
    if not rules.may_change(person(), task):
        raise NotYours
    if not form.validate():
        flash(_("撤回要写原因。"))
        return redirect(url_for("workspaces.show", task_id=task_id), 303)
    with current.database().writing() as tx:
        actions.withdraw(tx, task, reason=form.reason.data or "", by=person().id, now=current.now())
    flash(_("已撤回。"))
    return redirect(url_for("workspaces.index"), 303)

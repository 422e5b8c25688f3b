"""Telling the ledger of an activity, planning one, putting it right, taking it out and back."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import actions, entry_page, part_actions, rules, step_actions
from outreach.ledger.desk import choose_school, desk_of, schools_meant
from outreach.ledger.entry_page import Page, Told
from outreach.ledger.forms import CorrectionForm, DoneForm, EntryForm, ReasonForm, told_before
from outreach.ledger.model import Activity, Audience, Kind, Partner, State
from outreach.ledger.more_form import plain
from outreach.ledger.record_model import Record
from outreach.ledger.views import RECORDERS, record_or_404, record_page
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _
from outreach.wishes import actions as wish_actions
from outreach.wishes import queries as wishes

blueprint = Blueprint("ledger_entry", __name__)


@blueprint.route("/ledger/new", methods=["GET", "POST"])
@allows(*RECORDERS)
def new() -> Page:
    return _record() if request.method == "POST" else _blank(planned=False)


@blueprint.route("/ledger/plan", methods=["GET", "POST"])
@allows(*RECORDERS)
def plan() -> Page:
    """What shall take place: shown beside what became of it, and counted only then."""
    return _plan() if request.method == "POST" else _blank(planned=True)


def _blank(*, planned: bool) -> str:
    audience = Audience.PUBLIC if request.args.get("audience") == "public" else Audience.SCHOOL
    with current.database().reading() as tx:
        desk = desk_of(tx, person())
        starts = {
            "audience": audience,
            "token": secrets.token_urlsafe(16),
            "kind": Kind.VAN,
            "day": local_day(current.now()),
            "county_code": desk.counties[0].code if desk.counties else None,
            "venue_id": desk.venues[0][0],
            "lead": desk.lead,
            "place": desk.place if audience is Audience.PUBLIC else None,
            "school_id": request.args.get("school", type=row_number),
            "wish": request.args.get("wish", type=row_number),
        }
        form = entry_page.form_of(EntryForm, desk, planned=planned, starts=starts)
        matches = choose_school(tx, form, desk)
    return entry_page.show(form, desk, matches=matches)


def _plan() -> Page:
    someone = person()
    with current.database().writing() as tx:
        desk = desk_of(tx, someone)
        form = entry_page.form_of(EntryForm, desk, planned=True)
        told = entry_page.read(tx, form, desk)
        if not isinstance(told, Told):
            return told
        activity = step_actions.plan(
            tx,
            entry=told.entry,
            token=form.token.data or None,
            person_id=someone.id,
            on_behalf=rules.on_behalf(someone, county_code=told.entry.county_code),
            now=current.now(),
        )
    flash(_("已记入计划：%(number)s。办完后来这里登记实际情况。", number=activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity.id), 303)


def _record() -> Page:
    someone = person()
    with current.database().writing() as tx:
        desk = desk_of(tx, someone)
        form = entry_page.form_of(EntryForm, desk, planned=False)
        told = entry_page.read(tx, form, desk)
        if not isinstance(told, Told):
            return told
        if told.joins is not None:
            return _join(tx, told, told.joins)
        activity = actions.record_activity(
            tx,
            entry=told.entry,
            answers=told.answers,
            token=form.token.data or None,
            person_id=someone.id,
            on_behalf=rules.on_behalf(someone, county_code=told.entry.county_code),
            now=current.now(),
        )
        _end_wish(tx, form, activity)
    flash(_("已记入台账：%(number)s。", number=activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity.id), 303)


def _join(tx: Tx, told: Told, activity_id: int) -> Page:
    """It is recorded already; which part of its people is the unit's own is asked next."""
    entry = told.entry
    activity = part_actions.join(
        tx,
        activity_id=activity_id,
        partner=Partner(
            entry.lead,
            county_code=None if entry.venue_id else entry.county_code,
            venue_id=entry.venue_id,
        ),
        person_id=person().id,
        now=current.now(),
    )
    flash(
        _(
            "没有另记：%(lead)s 已加入 %(number)s。其中多少人次是本单位的？",
            lead=entry.lead,
            number=activity.number,
        ),
        "good",
    )
    return redirect(url_for("ledger_steps.parts", activity_id=activity_id), 303)


def _end_wish(tx: Tx, form: EntryForm, activity: Activity) -> None:
    """What a school wished for has happened: its wish is done, where the reader looks after it."""
    wished = str(form.wish.data or "")
    found = wishes.find_wish(tx, int(wished)) if wished.isdecimal() and len(wished) < 9 else None
    if found is not None and person().watches_county(found.county_code):
        wish_actions.finish(
            tx,
            wish_id=found.id,
            activity_id=activity.id,
            number=activity.number,
            by=person().id,
            now=current.now(),
        )


@blueprint.get("/ledger/new/schools")
@allows(*RECORDERS)
def find_schools() -> str:
    """The schools a typed text may mean, to be put below the field while somebody types."""
    with current.database().reading() as tx:
        desk = desk_of(tx, person())
        matches = schools_meant(tx, desk, plain(request.args.get("school_text")))
    return render_template("ledger/_schools.html", matches=matches, chosen=None, typed=True)


@blueprint.route("/ledger/<int:activity_id>/correct", methods=["GET", "POST"])
@allows(*RECORDERS)
def correct(activity_id: int) -> Page:
    if request.method == "GET":
        return _opened(activity_id, CorrectionForm)
    with current.database().writing() as tx:
        record = changeable(tx, activity_id)
        desk = desk_of(tx, person())
        form = entry_page.form_of(CorrectionForm, desk, planned=record.activity.is_planned)
        told = entry_page.read(tx, form, desk, record=record)
        if not isinstance(told, Told):
            return told
        actions.correct(
            tx,
            activity_id=activity_id,
            revision=opened_with(form),
            entry=told.entry,
            answers=told.answers,
            reason=form["reason"].data or "",
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已更正，原来的内容留在历史里。"), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


@blueprint.route("/ledger/<int:activity_id>/done", methods=["GET", "POST"])
@allows(*RECORDERS)
def carry_out(activity_id: int) -> Page:
    """A plan has become true: the same page, with what was counted."""
    if request.method == "GET":
        return _opened(activity_id, DoneForm)
    with current.database().writing() as tx:
        record = changeable(tx, activity_id)
        desk = desk_of(tx, person())
        form = entry_page.form_of(DoneForm, desk, planned=False)
        told = entry_page.read(tx, form, desk, record=record)
        if not isinstance(told, Told):
            return told
        step_actions.carry_out(
            tx,
            activity_id=activity_id,
            revision=opened_with(form),
            entry=told.entry,
            answers=told.answers,
            person_id=person().id,
            now=current.now(),
        )
    flash(_("%(number)s 已办，计入统计。", number=record.activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


def _opened(activity_id: int, kind: type[EntryForm]) -> str:
    with current.database().reading() as tx:
        record = changeable(tx, activity_id)
        if kind is DoneForm:
            rules.check_step(record.activity, State.PLANNED)
        desk = desk_of(tx, person())
        planned = record.activity.is_planned and kind is CorrectionForm
        form = entry_page.form_of(kind, desk, planned=planned, starts=told_before(record))
        matches = choose_school(tx, form, desk)
    return entry_page.show(form, desk, matches=matches, record=record)


def opened_with(form: FlaskForm) -> int:
    """The revision that a page was opened with; none that ever was when it says nothing."""
    text = str(form["revision"].data or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def changeable(tx: Tx, activity_id: int) -> Record:
    record = own(tx, activity_id)
    activity = record.activity
    if activity.booking_id is not None:
        raise rules.VisitCountedAtDesk(
            activity_id=activity.id, booking_id=activity.booking_id, number=activity.number
        )
    return record


def own(tx: Tx, activity_id: int) -> Record:
    record = record_or_404(tx, activity_id)
    if not rules.may_change(person(), record.activity):
        raise NotYours
    return record


@blueprint.post("/ledger/<int:activity_id>/withdraw")
@allows(*RECORDERS)
def withdraw(activity_id: int) -> Page:
    form = ReasonForm()
    with current.database().writing() as tx:
        record = own(tx, activity_id)
        if not form.validate():
            return record_page(tx, record, form), 422
        actions.withdraw(
            tx,
            activity_id=activity_id,
            revision=form.revision.data or 0,
            reason=form.reason.data or "",
            person_id=person().id,
            now=current.now(),
        )
    undo = url_for("ledger_entry.restore", activity_id=activity_id)
    message: Any = {  # a sentence with a button, as the layout shows it
        "text": _("已撤回 %(number)s，不再计入统计。", number=record.activity.number),
        "undo": undo,
    }
    flash(message, "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


@blueprint.post("/ledger/<int:activity_id>/restore")
@allows(*RECORDERS)
def restore(activity_id: int) -> Response:
    """One tap, as an undo must be; the withdrawal and its reason stay in the history."""
    with current.database().writing() as tx:
        record = own(tx, activity_id)
        actions.restore(
            tx,
            activity_id=activity_id,
            revision=record.activity.revision,
            reason=plain(request.form.get("reason")) or _("恢复计入统计"),
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已恢复 %(number)s，重新计入统计。", number=record.activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)

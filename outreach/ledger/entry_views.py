"""Telling the ledger of an activity, putting it right, taking it out and back."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import actions, queries, rules
from outreach.ledger.desk import (
    Desk,
    answers_given,
    choose_school,
    desk_of,
    questions_about,
    schools_meant,
    title_of,
)
from outreach.ledger.forms import CorrectionForm, EntryForm, ReasonForm, plain, told_before
from outreach.ledger.model import Activity, Audience, Kind
from outreach.ledger.record_model import Question, Record
from outreach.ledger.views import RECORDERS, record_or_404, record_page
from outreach.province.model import School
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _
from outreach.wishes import actions as wish_actions
from outreach.wishes import queries as wishes

blueprint = Blueprint("ledger_entry", __name__)

Page = str | tuple[str, int] | Response


def _page(
    form: EntryForm,
    desk: Desk,
    *,
    matches: list[School],
    questions: tuple[Question, ...] = (),
    record: Record | None = None,
) -> str:
    return render_template(
        "ledger/entry.html",
        form=form,
        desk=desk,
        matches=matches,
        questions=questions,
        record=record,
        answered=request.form,
    )


def _form(
    kind: type[EntryForm], desk: Desk, *, starts: Mapping[str, Any], submitted: bool
) -> EntryForm:
    return kind(
        today=local_day(current.now()),
        counties=desk.county_choices,
        venues=desk.venues,
        formdata=request.form if submitted else None,
        data=dict(starts),
    )


@blueprint.route("/ledger/new", methods=["GET", "POST"])
@allows(*RECORDERS)
def new() -> Page:
    return _record() if request.method == "POST" else _blank()


def _blank() -> str:
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
        form = _form(EntryForm, desk, starts=starts, submitted=False)
        matches = choose_school(tx, form, desk)
    return _page(form, desk, matches=matches)


def _record() -> Page:
    someone = person()
    with current.database().writing() as tx:
        desk = desk_of(tx, someone)
        form = _form(EntryForm, desk, starts={}, submitted=True)
        matches = choose_school(tx, form, desk)
        if not form.validate():
            return _page(form, desk, matches=matches), 422
        entry = form.entry(title=title_of(form))
        if not rules.may_record(someone, county_code=entry.county_code):
            raise NotYours
        first = queries.find_by_token(tx, form.token.data) if form.token.data else None
        questions = () if first else questions_about(tx, entry)
        answers = answers_given(questions)
        if answers is None:
            return _page(form, desk, matches=matches, questions=questions), 422
        activity = actions.record_activity(
            tx,
            entry=entry,
            answers=answers,
            token=form.token.data or None,
            person_id=someone.id,
            on_behalf=rules.on_behalf(someone, county_code=entry.county_code),
            now=current.now(),
        )
        _end_wish(tx, form, activity)
    flash(_("已记入台账：%(number)s。", number=activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity.id), 303)


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
        with current.database().reading() as tx:
            record, desk = _changeable(tx, activity_id)
            form = _form(CorrectionForm, desk, starts=told_before(record), submitted=False)
            matches = choose_school(tx, form, desk)
        return _page(form, desk, matches=matches, record=record)
    with current.database().writing() as tx:
        record, desk = _changeable(tx, activity_id)
        form = _form(CorrectionForm, desk, starts={}, submitted=True)
        matches = choose_school(tx, form, desk)
        if not form.validate():
            return _page(form, desk, matches=matches, record=record), 422
        entry = form.entry(title=title_of(form), kept_cells=record.cells)
        if not rules.may_record(person(), county_code=entry.county_code):
            raise NotYours
        questions = questions_about(tx, entry, but=activity_id)
        answers = answers_given(questions)
        if answers is None:
            page = _page(form, desk, matches=matches, questions=questions, record=record)
            return page, 422
        actions.correct(
            tx,
            activity_id=activity_id,
            revision=int(form.revision.data),
            entry=entry,
            answers=answers,
            reason=form.reason.data or "",
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已更正，原来的内容留在历史里。"), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


def _changeable(tx: Tx, activity_id: int) -> tuple[Record, Desk]:
    record = _own(tx, activity_id)
    activity = record.activity
    if activity.booking_id is not None:
        raise rules.VisitCountedAtDesk(
            activity_id=activity.id, booking_id=activity.booking_id, number=activity.number
        )
    return record, desk_of(tx, person())


def _own(tx: Tx, activity_id: int) -> Record:
    record = record_or_404(tx, activity_id)
    if not rules.may_change(person(), record.activity):
        raise NotYours
    return record


@blueprint.post("/ledger/<int:activity_id>/withdraw")
@allows(*RECORDERS)
def withdraw(activity_id: int) -> Page:
    form = ReasonForm()
    with current.database().writing() as tx:
        record = _own(tx, activity_id)
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
        record = _own(tx, activity_id)
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

"""What is done with a record after it was told: checked, sent back, counted by day, shared out."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from outreach.accounts import queries as accounts
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import part_actions, rules, step_actions, stop_actions, stop_queries
from outreach.ledger.entry_page import Page
from outreach.ledger.entry_views import own
from outreach.ledger.forms import ReasonForm
from outreach.ledger.model import Partner
from outreach.ledger.record_model import Record
from outreach.ledger.stop_forms import DayForm, PartsForm, parts_form
from outreach.ledger.views import RECORDERS, record_or_404, record_page
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("ledger_steps", __name__)


def _checkable(tx: Tx, activity_id: int) -> Record:
    record = record_or_404(tx, activity_id)
    if not rules.may_check(person(), record.activity):
        raise NotYours
    return record


@blueprint.post("/ledger/<int:activity_id>/check")
@allows(*RECORDERS)
def check(activity_id: int) -> Page:
    with current.database().writing() as tx:
        record = _checkable(tx, activity_id)
        step_actions.check(
            tx,
            activity_id=activity_id,
            revision=request.form.get("revision", 0, type=row_number),
            person_id=person().id,
            now=current.now(),
        )
    flash(_("%(number)s 已核对。", number=record.activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


@blueprint.post("/ledger/<int:activity_id>/uncheck")
@allows(*RECORDERS)
def uncheck(activity_id: int) -> Page:
    form = ReasonForm()
    with current.database().writing() as tx:
        record = _checkable(tx, activity_id)
        if not form.validate():
            return record_page(tx, record, form), 422
        step_actions.uncheck(
            tx,
            activity_id=activity_id,
            revision=form.revision.data or 0,
            reason=form.reason.data or "",
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已退回 %(number)s，等更正后重新核对。", number=record.activity.number), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


@blueprint.route("/ledger/<int:activity_id>/days", methods=["GET", "POST"])
@allows(*RECORDERS)
def days(activity_id: int) -> Page:
    """The daily counter: one number for the day that stands in the form, the gaps below."""
    form = DayForm()
    if request.method == "GET":
        with current.database().reading() as tx:
            return _days_page(tx, own(tx, activity_id), form)
    with current.database().writing() as tx:
        record = own(tx, activity_id)
        activity, today = record.activity, local_day(current.now())
        if not form.fits(first=activity.day, last=min(activity.last_day, today)):
            return _days_page(tx, record, form), 422
        day, onsite = form.told()
        stood = _stands(tx, activity_id, day)
        if str(form.stood.data or "") != ("" if stood is None else str(stood)):
            return _days_page(tx, record, form, asked=stood), 422
        stop_actions.count_day(
            tx,
            activity_id=activity_id,
            day=day,
            onsite=onsite,
            onsite_pupils=form.onsite_pupils.data,
            stood=stood,
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已登记。"), "good")
    return redirect(url_for("ledger_steps.days", activity_id=activity_id), 303)


def _stands(tx: Tx, activity_id: int, day: date) -> int | None:
    known = {each.day: each.onsite for each in stop_queries.counted_days(tx, activity_id)}
    return known.get(day)


def _days_page(tx: Tx, record: Record, form: DayForm, *, asked: int | None = None) -> str:
    """`asked` is a number that the day has already: to say it again writes over it."""
    today = local_day(current.now())
    counted = stop_queries.counted_days(tx, record.activity.id)
    gaps = stop_queries.gaps(record.activity, counted, today=today)
    if request.method == "GET":
        form.day.data = _day_meant(record, gaps, today)
        at = [each for each in counted if each.day == form.day.data]
        form.onsite.data = at[0].onsite if at else None
        form.onsite_pupils.data = at[0].onsite_pupils if at else None
        form.stood.data = str(at[0].onsite) if at else ""
    else:
        form.stood.data = "" if asked is None else str(asked)
    names = accounts.names(tx, {each.counted_by for each in counted if each.counted_by})
    return render_template(
        "ledger/days.html",
        record=record,
        activity=record.activity,
        form=form,
        counted=counted,
        gaps=gaps,
        asked=asked,
        names=names,
        last=min(record.activity.last_day, today),
    )


def _day_meant(record: Record, gaps: list[date], today: date) -> date:
    """The day of the address, else the last without a number, else the last at all."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return gaps[-1] if gaps else min(record.activity.last_day, today)


@blueprint.route("/ledger/<int:activity_id>/parts", methods=["GET", "POST"])
@allows(*RECORDERS)
def parts(activity_id: int) -> Page:
    """Which part of a joint activity's people is whose; a partner tells its own only."""
    if request.method == "GET":
        with current.database().reading() as tx:
            record, form, own_parts = _parts(tx, activity_id)
            form.revision.data = record.activity.revision
            for place, partner in own_parts:
                form[f"onsite_{place}"].data = partner.onsite
                form[f"pupils_{place}"].data = partner.onsite_pupils
        return _parts_page(record, form, own_parts)
    with current.database().writing() as tx:
        record, form, own_parts = _parts(tx, activity_id)
        if not _fits(form, own_parts):
            return _parts_page(record, form, own_parts), 422
        part_actions.tell_parts(
            tx,
            activity_id=activity_id,
            revision=form.revision.data or 0,
            parts={
                partner.name: (form[f"onsite_{place}"].data, form[f"pupils_{place}"].data)
                for place, partner in own_parts
            },
            person_id=person().id,
            now=current.now(),
        )
    flash(_("已登记各参与单位的人次。"), "good")
    return redirect(url_for("ledger.show", activity_id=activity_id), 303)


OwnParts = list[tuple[int, Partner]]


def _parts(tx: Tx, activity_id: int) -> tuple[Record, PartsForm, OwnParts]:
    record = record_or_404(tx, activity_id)
    found = [
        (place, partner)
        for place, partner in enumerate(record.partners)
        if rules.may_tell_part(person(), record.activity, partner)
    ]
    if not found:
        raise NotYours
    return record, parts_form(found)(), found


def _fits(form: PartsForm, own_parts: OwnParts) -> bool:
    fine = bool(form.validate())
    for place, _partner in own_parts:
        pupils: Any = form[f"pupils_{place}"]
        if pupils.data is not None and pupils.data > (form[f"onsite_{place}"].data or 0):
            pupils.errors = [*pupils.errors, _("学生包含在现场人次里，不能比它多。")]
            fine = False
    return fine


def _parts_page(record: Record, form: PartsForm, own_parts: OwnParts) -> str:
    return render_template(
        "ledger/parts.html",
        record=record,
        activity=record.activity,
        form=form,
        own_parts=own_parts,
    )

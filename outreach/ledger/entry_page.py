"""The page on which an activity is told, planned or done: shown, and read when it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import joint, queries, rules
from outreach.ledger.desk import Desk, answers_given, choose_school, questions_about, title_of
from outreach.ledger.forms import DoneForm, EntryForm
from outreach.ledger.model import Entry
from outreach.ledger.record_model import Question, Record
from outreach.province import queries as province
from outreach.province.model import School
from outreach.web import current
from outreach.web.addresses import row_number

Page = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said, and their answers to what was asked back."""

    entry: Entry
    answers: list[tuple[Question, str | None]]
    joins: int | None = None  # the activity of another unit that this one is


def form_of(
    kind: type[EntryForm], desk: Desk, *, planned: bool, starts: Mapping[str, Any] | None = None
) -> EntryForm:
    """A form that starts from something, or holds what was sent."""
    return kind(
        today=local_day(current.now()),
        counties=desk.county_choices,
        venues=desk.venues,
        planned=planned,
        formdata=request.form if starts is None else None,
        data=dict(starts or {}),
    )


def show(
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
        carried_out=isinstance(form, DoneForm),
        answered=request.form,
    )


def read(tx: Tx, form: EntryForm, desk: Desk, *, record: Record | None = None) -> Told | Page:
    """What was sent; or the page again, with complaints or with what the ledger asks back."""
    matches = choose_school(tx, form, desk)
    if not form.validate():
        return show(form, desk, matches=matches, record=record), 422
    entry = entry_of(tx, form, record)
    if not rules.may_record(person(), county_code=entry.county_code):
        raise NotYours
    token = form.token.data if record is None else None
    known = queries.find_by_token(tx, token) if token else None
    but = record.activity.id if record else None
    asked = () if known or form.planned else questions_about(tx, entry, but=but)
    answers = answers_given(asked)
    if answers is None:
        return show(form, desk, matches=matches, questions=asked, record=record), 422
    return Told(entry, answers, joins=_joined(asked))


def _joined(asked: tuple[Question, ...]) -> int | None:
    """The activity that somebody ticked as the same, if it was one of those asked about."""
    offered = [question.facts.get("activity_id") for question in asked]
    ticked = request.form.get("join", type=row_number)
    return ticked if ticked is not None and ticked in offered else None


def entry_of(tx: Tx, form: EntryForm, record: Record | None) -> Entry:
    """A valid form as an entry, with what the page cannot show kept from the record."""
    entry = form.entry(title=title_of(form), kept_cells=record.cells if record else ())
    partners = joint.recognised(
        entry.partners, counties=province.counties(tx), venues=catalogue.venues(tx)
    )
    if record is None:
        return replace(entry, partners=partners)
    if not form.planned:
        entry = replace(entry, planned_onsite=record.activity.planned_onsite)
    if record.activity.counted_daily:
        entry = replace(
            entry,
            onsite=record.activity.onsite,
            onsite_pupils=record.activity.onsite_pupils,
        )
    return replace(entry, partners=joint.with_parts(partners, record.partners))

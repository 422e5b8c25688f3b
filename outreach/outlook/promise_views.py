"""Promises on a page: the countdown, what it asks for, and the province's form."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
)
from wtforms.validators import InputRequired, NumberRange, ValidationError

from outreach.accounts.model import Role
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.outlook import promise_actions, promise_queries, queries, rules, words
from outreach.outlook.promises import Whom
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _, lazy

blueprint = Blueprint("promises", __name__, url_prefix="/outlook/promises")

EARLIEST = date(2000, 1, 1)


class PromiseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    whom = RadioField(
        lazy("对谁"),
        [InputRequired(lazy("请选一个。"))],
        choices=[SelectChoice(whom.value, label) for whom, label in words.WHOM.items()],
    )
    months = IntegerField(
        lazy("几个月到一次"),
        [
            InputRequired(lazy("请填 1 到 120 之间的整数。")),
            NumberRange(1, 120, lazy("请填 1 到 120 之间的整数。")),
        ],
    )
    since = DateField(lazy("从哪天算起"), [InputRequired(lazy("请填日期。"))])

    def validate_since(self, field: DateField) -> None:
        if field.data is not None and not EARLIEST <= field.data <= date(2100, 1, 1):
            raise ValidationError(_("请填 2000 年以后的日期。"))


def _today() -> date:
    return local_day(current.now())


@blueprint.get("")
@allows(*rules.READERS)
def index() -> str:
    return _page(PromiseForm(since=date(_today().year, 1, 1)))


def _page(form: PromiseForm) -> str:
    with current.database().reading() as tx:
        own = rules.own(province.counties(tx), person())
        found = promise_queries.standing(tx, own, queries.part_of(own), today=_today())
        shown: set[Any] = {
            due.key
            for promise, dues, _tally in found.kept
            if promise.whom is Whom.SCHOOL
            for due in dues
        }
        schools = school_queries.schools_by_id(tx, shown)
    return render_template(
        "outlook/promises.html",
        found=found,
        form=form,
        words=words,
        counties={county.code: county for county in own},
        schools=schools,
        may_set=person().runs_the_province,
        today=_today(),
    )


@blueprint.post("/make")
@allows(Role.ADMIN, Role.PROVINCE)
def make() -> Response | tuple[str, int]:
    form = PromiseForm()
    if not form.validate() or form.months.data is None or form.since.data is None:
        return _page(form), 422
    with current.database().writing() as tx:
        promise_actions.make(
            tx,
            whom=Whom(form.whom.data),
            months=form.months.data,
            since=form.since.data,
            by=person().id,
            now=current.now(),
        )
    return redirect(url_for("promises.index"), code=303)


@blueprint.post("/<int:promise_id>/end")
@allows(Role.ADMIN, Role.PROVINCE)
def end(promise_id: int) -> Response:
    with current.database().writing() as tx:
        promise_actions.end(tx, promise_id, by=person().id, now=current.now())
    return redirect(url_for("promises.index"), code=303)

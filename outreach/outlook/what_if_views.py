"""Trying a change out on a page: choose, look, keep under a name, compare."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook import rules, scenarios, what_if_words, words
from outreach.outlook.scenarios import Scenario
from outreach.outlook.squares import squares
from outreach.outlook.trying import Question, tried, usual
from outreach.outlook.what_if_forms import NameForm, WhatIfForm, address
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows

blueprint = Blueprint("what_if", __name__, url_prefix="/outlook/what-if")

COMPARED = 3


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {"words": words, "told": what_if_words}


def _today() -> date:
    return local_day(current.now())


def _city() -> str | None:
    """A city's officer tries things out in that city; everybody else in the province."""
    me = person()
    if me.sees_the_province or me.has(Role.VENUE):
        return None
    return min(me.scopes(Role.CITY), default=None)


def _form(tx: Tx, args: MultiDict[str, str], counties: list[County]) -> WhatIfForm:
    ledger = usual(tx, today=_today())
    given = Question(places=ledger.places, schools_a_day=min(6, round(ledger.schools_a_day)))
    return WhatIfForm(args, counties, usual=given)


@blueprint.get("")
@allows(*rules.TRYING)
def index() -> tuple[str, int]:
    return _page(request.args, NameForm())


def _page(args: MultiDict[str, str], naming: NameForm) -> tuple[str, int]:
    city = _city()
    with current.database().reading() as tx:
        counties = province.counties(tx, city_code=city)
        form = _form(tx, args, counties)
        question = form.question()
        found = (
            tried(tx, question, city_code=city, today=_today()) if question.asks_anything else None
        )
        named = school_queries.schools_by_id(
            tx, [stop.school.id for stop in found.stops] if found else []
        )
        kept = scenarios.kept(tx, city_code=city)
        names = accounts.names(tx, {one.made_by for one in kept})
    more: dict[str, Any] = {}
    if found is not None:
        more["rows"] = what_if_words.rows(found.before, found.after)
        more["picture"] = squares(counties, what_if_words.difference(found.before, found.after))
    page = render_template(
        "outlook/what_if.html",
        form=form,
        found=found,
        schools=named,
        kept=kept,
        names=names,
        asked=address(question),
        naming=naming,
        may_keep=person().has(*rules.KEEPING),
        today=_today(),
        **more,
    )
    wrong = bool(form.errors) or bool(naming.errors)
    return page, 422 if wrong else 200


@blueprint.post("/keep")
@allows(*rules.KEEPING)
def keep() -> Response | tuple[str, int]:
    """Keep the question of the address under a name; what it comes to is worked out anew."""
    naming = NameForm()
    with current.database().reading() as tx:
        counties = province.counties(tx, city_code=_city())
        question = _form(tx, request.args, counties).question()
    if not naming.validate() or naming.name.data is None or not question.asks_anything:
        return _page(request.args, naming)[0], 422
    with current.database().writing() as tx:
        scenarios.keep(
            tx,
            name=naming.name.data,
            question=address(question),
            city_code=_city(),
            by=person().id,
            now=current.now(),
        )
    return redirect(url_for("what_if.index"), code=303)


@blueprint.post("/<int:scenario_id>/drop")
@allows(*rules.KEEPING)
def drop(scenario_id: int) -> Response:
    with current.database().writing() as tx:
        dropped = scenarios.drop(tx, scenario_id, by=person().id, now=current.now())
    if not dropped:
        raise NotYours
    return redirect(url_for("what_if.index"), code=303)


@blueprint.get("/compare")
@allows(*rules.TRYING)
def compare() -> str:
    """Two or three kept scenarios beside the board as it is."""
    city = _city()
    wanted = request.args.getlist("scenario", type=row_number)
    with current.database().reading() as tx:
        kept = [one for one in scenarios.kept(tx, city_code=city) if one.id in wanted][:COMPARED]
        counties = province.counties(tx, city_code=city)
        results = [(one, _worked_out(tx, one, counties, city)) for one in kept]
    return render_template("outlook/compare.html", results=results)


def _worked_out(
    tx: Tx, scenario: Scenario, counties: list[County], city: str | None
) -> list[what_if_words.Line]:
    form = _form(tx, MultiDict(parse_qsl(scenario.question)), counties)
    found = tried(tx, form.question(), city_code=city, today=_today())
    return what_if_words.rows(found.before, found.after)

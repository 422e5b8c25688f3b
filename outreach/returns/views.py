"""Returns: the year's list, one of them with its signatures, and the records behind a cell."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import OFFICERS, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import return_queries as ledger
from outreach.ledger import words as ledger_words
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County
from outreach.returns import actions, queries, round_queries, rules, template_queries, words
from outreach.returns.counting import Part
from outreach.returns.differences import between
from outreach.returns.forms import RoundForm, SendBackForm
from outreach.returns.model import (
    NEXT,
    SENDS_BACK,
    Measure,
    Return,
    State,
    Unit,
    UnitKind,
    Verb,
)
from outreach.returns.rule_text import written
from outreach.returns.sheets import page_of
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("returns", __name__, url_prefix="/returns")

PROVINCE = (Role.ADMIN, Role.PROVINCE)
WORKERS = (*PROVINCE, *OFFICERS, Role.VENUE)
READERS = (*WORKERS, Role.VIEWER)
TRAIL_PAGE = 100

Answer = str | tuple[str, int] | Response


def _today() -> date:
    return local_day(current.now())


def my_return(tx: Tx, return_id: int) -> Return:
    """A return that the person may read; any other is as absent as one that never was."""
    found = queries.find_return(tx, return_id, person())
    if found is None:
        raise NotYours
    return found


def my_work(tx: Tx, return_id: int) -> Return:
    """A return that the person may change."""
    found = my_return(tx, return_id)
    if not rules.works_for(person(), found.unit):
        raise NotYours
    return found


@blueprint.get("")
@allows(*READERS)
def index() -> str:
    """The forms of a year with how far each is, and who is late."""
    today = _today()
    asked = request.args.get("year", type=row_number)
    with current.database().reading() as tx:
        years = round_queries.years(tx)
        year = asked if asked in years else (years[0] if years else today.year)
        rounds = round_queries.progress(tx, person(), year=year, today=today)
    return render_template(
        "returns/index.html",
        years=years,
        year=year,
        rounds=rounds,
        words=words,
        today=today,
        may_open=person().has(*PROVINCE),
        may_edit=rules.may_edit_templates(person()),
        works=person().has(*WORKERS),
    )


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@allows(*PROVINCE)
def new_round() -> Answer:
    """Ask all units for a form of a year or month."""
    with current.database().reading() as tx:
        templates = template_queries.newest(tx)
    form = RoundForm(templates=templates, year=_today().year)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            made = actions.open_round(
                tx,
                form.templates[form.slug.data],
                year=form.year.data or 0,
                month=int(form.month.data),
                by=person().id,
                now=current.now(),
            )
        say(_("已布置。各单位现在能看到这张表。"))
        return redirect(url_for("returns.show_round", round_id=made.id), 303)
    page = render_template("returns/new_round.html", form=form, templates=templates)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/rounds/<int:round_id>")
@allows(*READERS)
def show_round(round_id: int) -> str:
    """Every unit's return of a round: cities with their counties, then venues."""
    with current.database().reading() as tx:
        found = round_queries.find_round(tx, round_id)
        listed = queries.listed(tx, person(), round_ids=[round_id]) if found else []
    if found is None or not listed:
        raise NotYours
    by_state: defaultdict[State, int] = defaultdict(int)
    for each in listed:
        by_state[each.state] += 1
    late = [each for each in listed if each.is_late(_today())]
    wanted = request.args.get("state", "")
    shown = late if wanted == "late" else [e for e in listed if wanted in ("", e.state)]
    return render_template(
        "returns/round.html",
        round=found,
        shown=shown,
        all=listed,
        wanted=wanted,
        by_state=by_state,
        late=late,
        words=words,
        today=_today(),
        State=State,
        may_freeze=person().has(*PROVINCE) and by_state[State.SIGNED],
    )


@blueprint.post("/rounds/<int:round_id>/freeze")
@allows(*PROVINCE)
def freeze_round(round_id: int) -> Answer:
    """Close every signed return of a round for good."""
    with current.database().writing() as tx:
        found = round_queries.find_round(tx, round_id)
        if found is None:
            raise NotYours
        signed = queries.listed(tx, person(), round_ids=[round_id])
        frozen = actions.freeze_round(tx, found, signed, by=person().id, now=current.now())
    say(_("已封存 %(count)s 份。", count=frozen))
    return redirect(url_for("returns.show_round", round_id=round_id), 303)


@blueprint.get("/<int:return_id>")
@allows(*READERS)
def show(return_id: int) -> str:
    with current.database().reading() as tx:
        return return_page(tx, my_return(tx, return_id), SendBackForm(formdata=None))


def return_page(tx: Tx, found: Return, send_back: SendBackForm) -> str:
    """A return with its figures, signatures and history."""
    page = page_of(tx, found)
    kept = None if found.state is State.OPEN else queries.count_now(tx, found)
    moved = [] if kept is None else between(page.counted, kept)
    works = rules.works_for(person(), found.unit)
    return render_template(
        "returns/show.html",
        found=found,
        page=page,
        words=words,
        written=written,
        moved=moved,
        works=works,
        on_behalf=works and rules.on_behalf(person(), found.unit),
        step=NEXT.get(found.state),
        sends_back=found.state in SENDS_BACK,
        send_back=send_back,
        versions=queries.versions_of(tx, found),
        names=page.names,
        State=State,
        Verb=Verb,
        today=_today(),
        at_length=request.args.get("rules") == "1",
    )


def _areas(
    unit: Unit, measure: Measure, parts: list[Part], counties: Mapping[str, County]
) -> list[tuple[str, int]]:
    """A cell of a city by its counties, of the province by its cities: they add up to it.

    Nothing where there is one area only, or where different things are counted, which may stand in
    several areas.
    """
    if measure.counts_different or unit.kind not in (UnitKind.PROVINCE, UnitKind.CITY):
        return []
    brought: defaultdict[str, list[int]] = defaultdict(list)
    for each in parts:
        code = each.fact.county_code
        brought[code if unit.kind is UnitKind.CITY else counties[code].city_code].append(
            each.brings
        )
    names = {county.code: named(county) for county in counties.values()} | {
        county.city_code: county.city_name_en if current.locale() == "en" else county.city_name
        for county in counties.values()
    }
    return [(names[code], sum(brought[code])) for code in sorted(brought)]


@blueprint.get("/<int:return_id>/cells/<line>/<column>")
@allows(*READERS)
def trail(return_id: int, line: str, column: str) -> str:
    """The records behind a cell, with what each brings; they add up to the computed figure."""
    key = (line, column)
    with current.database().reading() as tx:
        found = my_return(tx, return_id)
        page = page_of(tx, found)
        rule = found.round.definition.rule(key)
        if rule is None:
            raise NotYours
        parts = page.counted.trail(key)
        number = request.args.get("page", default=1, type=row_number)
        pages = max(1, -(-len(parts) // TRAIL_PAGE))
        number = min(max(1, number), pages)
        shown = parts[(number - 1) * TRAIL_PAGE : number * TRAIL_PAGE]
        activities = ledger.activities_by_id(tx, [each.fact.id for each in shown])
        counties = {county.code: county for county in province.counties(tx)}
        ids = {each.fact.school_id for each in shown if each.fact.school_id is not None}
        schools = school_queries.schools_by_id(tx, ids)
    return render_template(
        "returns/trail.html",
        found=found,
        page=page,
        key=key,
        rule=rule,
        rule_text=written(rule),
        parts_shown=shown,
        areas=_areas(found.unit, rule.measure, parts, counties),
        total=len(parts),
        works=rules.works_for(person(), found.unit),
        brought_label=words.brought_label(rule),
        brought=lambda each: words.brought(page.counted.measures[key], each, counties, schools),
        listed={"number": number, "pages": pages, "total": len(parts)},
        activities=activities,
        counties=counties,
        words=words,
        ledger_words=ledger_words,
        State=State,
    )

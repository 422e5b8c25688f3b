"""The school calendar: terms, exam weeks, breaks and public holidays, as editable rows."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.who import person
from outreach.catalogue.forms import choices
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import City, Stage
from outreach.province.words import STAGES
from outreach.season import calendar_actions, calendar_queries, words
from outreach.season.calendar_actions import By
from outreach.season.forms import BreakForm, HolidayForm, TermForm
from outreach.season.model import BreakKind, PublicHoliday
from outreach.season.views import parse_day
from outreach.web import current
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("calendar", __name__)

READERS = (Role.ADMIN, Role.PROVINCE, Role.VENUE, Role.CITY, Role.COUNTY, Role.VIEWER)
EDITORS = (Role.ADMIN, Role.PROVINCE, Role.CITY)
ALL = "all"
Page = str | tuple[str, int] | Response


def _edits(city_code: str | None) -> bool:
    """Whether whoever asks may change rows of a city; rows of all cities belong to the province."""
    who = person()
    return who.runs_the_province or city_code in who.scopes(Role.CITY)


def _by() -> By:
    return By(person_id=person().id, at=current.now())


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _stage(text: str | None) -> Stage | None:
    return Stage(text) if text in set(Stage) else None


@blueprint.get("/calendar")
@allows(*READERS)
def overview() -> str:
    today = local_day(current.now())
    stage = _stage(request.args.get("stage"))
    with current.database().reading() as tx:
        cities = province.cities(tx)
        city = _chosen_city(cities, request.args.get("city"))
        code = city.code if city else None
        year_end = date(today.year + 1, 12, 31)
        holidays = calendar_queries.holidays(tx, first=today, last=year_end)
        terms = [
            term
            for term in calendar_queries.terms(tx, city_code=code, stage=stage)
            if term.ends_on >= today
        ]
        breaks = [
            pause
            for pause in calendar_queries.breaks(tx, city_code=code, stage=stage)
            if pause.ends_on >= today
        ]
        missing = calendar_queries.holiday_list_is_missing(tx, today=today)
        day, answer = _asked_day(tx, code, stage)
    return render_template(
        "season/calendar.html",
        cities=cities,
        city=city,
        stage=stage,
        names={c.code: named(c) for c in cities},
        terms=terms,
        breaks=breaks,
        holidays=list(holidays.values()),
        missing=missing,
        next_year=today.year + 1,
        day=day,
        answer=answer,
        edits=_edits,
        stages=STAGES,
        words=words,
    )


def _chosen_city(cities: list[City], code: str | None) -> City | None:
    """The city asked for; without one the own city, else the first; none means all of them."""
    if code == ALL:
        return None
    own = person().scopes(Role.CITY)
    ranked = sorted(cities, key=lambda city: (city.code != code, city.code not in own))
    return ranked[0] if ranked else None


def _asked_day(tx: Tx, city_code: str | None, stage: Stage | None) -> tuple[date | None, str]:
    """Whether schools are at school on a day that somebody asks about."""
    day = parse_day(request.args.get("day"))
    if day is None or city_code is None or stage is None:
        return day, ""
    answer = calendar_queries.school_day(tx, day=day, city_code=city_code, stage=stage)
    return day, words.school_day_words(answer)


@blueprint.route("/calendar/terms/new", methods=["GET", "POST"])
@blueprint.route("/calendar/terms/<int:term_id>", methods=["GET", "POST"])
@allows(*EDITORS)
def edit_term(term_id: int | None = None) -> Page:
    with current.database().reading() as tx:
        term = None if term_id is None else calendar_queries.find_term(tx, term_id)
        cities = [city for city in province.cities(tx) if _edits(city.code)]
    if term_id is not None and (term is None or not _edits(term.city_code)):
        abort(404 if term is None else 403)
    form = TermForm(obj=term)
    form.city_code.choices = choices((city.code, named(city)) for city in cities)
    if not form.validate_on_submit():
        page = render_template("season/term_form.html", form=form, term=term)
        return page, _status()
    typed: dict[str, Any] = form.data
    with current.database().writing() as tx:
        calendar_actions.save_term(
            tx,
            term_id=term_id,
            city_code=typed["city_code"],
            stage=Stage(typed["stage"]),
            name=typed["name"].strip(),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            provisional=typed["provisional"],
            by=_by(),
        )
    say(_("已保存学期。"))
    back = url_for("calendar.overview", city=typed["city_code"], stage=typed["stage"])
    return redirect(back, 303)


@blueprint.route("/calendar/breaks/new", methods=["GET", "POST"])
@blueprint.route("/calendar/breaks/<int:break_id>", methods=["GET", "POST"])
@allows(*EDITORS)
def edit_break(break_id: int | None = None) -> Page:
    with current.database().reading() as tx:
        pause = None if break_id is None else calendar_queries.find_school_break(tx, break_id)
        cities = [city for city in province.cities(tx) if _edits(city.code)]
    if break_id is not None and (pause is None or not _edits(pause.city_code)):
        abort(404 if pause is None else 403)
    form = BreakForm(obj=pause)
    everywhere = [("", _("全部设区市"))] if person().runs_the_province else []
    form.city_code.choices = choices([*everywhere, *((city.code, named(city)) for city in cities)])
    form.stage.choices = BreakForm.every_stage()
    if pause is not None and request.method == "GET" and pause.kind not in set(BreakKind):
        form.other_kind.data = pause.kind
    if not form.validate_on_submit():
        page = render_template("season/break_form.html", form=form, pause=pause)
        return page, _status()
    typed: dict[str, Any] = form.data
    with current.database().writing() as tx:
        calendar_actions.save_break(
            tx,
            break_id=break_id,
            city_code=typed["city_code"] or None,
            stage=_stage(typed["stage"]),
            kind=form.chosen_kind(),
            name=typed["name"].strip(),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            provisional=typed["provisional"],
            by=_by(),
        )
    say(_("已保存。"))
    return redirect(url_for("calendar.overview", city=typed["city_code"] or ALL), 303)


@blueprint.post("/calendar/<any(term, break):kind>/<int:row_id>/<any(remove, restore):verb>")
@allows(*EDITORS)
def change_row(kind: str, row_id: int, verb: str) -> Response:
    """Remove a term or break, or put back what was removed."""
    with current.database().writing() as tx:
        found = (
            calendar_queries.find_term(tx, row_id)
            if kind == "term"
            else calendar_queries.find_school_break(tx, row_id)
        )
        if found is None or not _edits(found.city_code):
            abort(404 if found is None else 403)
        act = calendar_actions.remove if verb == "remove" else calendar_actions.restore
        act(tx, kind=kind, row_id=row_id, by=_by())
    if verb == "remove":
        undo = url_for("calendar.change_row", kind=kind, row_id=row_id, verb="restore")
        say(_("已删除「%(name)s」。", name=found.name), undo=undo)
    else:
        say(_("已恢复「%(name)s」。", name=found.name))
    return redirect(url_for("calendar.overview", city=found.city_code or ALL), 303)


@blueprint.route("/calendar/holidays/new", methods=["GET", "POST"])
@blueprint.route("/calendar/holidays/<day>", methods=["GET", "POST"])
@allows(Role.ADMIN, Role.PROVINCE)
def edit_holiday(day: str | None = None) -> Page:
    known = _holiday(day)
    form = HolidayForm(
        day=known.day if known else None,
        kind=("off" if known.is_off else "workday") if known else "off",
        name=known.name if known else "",
        provisional=known.provisional if known else False,
    )
    if not form.validate_on_submit():
        return render_template("season/holiday_form.html", form=form, holiday=known), _status()
    typed: dict[str, Any] = form.data
    holiday = PublicHoliday(
        typed["day"], typed["kind"] == "off", typed["name"].strip(), typed["provisional"]
    )
    with current.database().writing() as tx:
        if known is not None and known.day != holiday.day:
            calendar_actions.remove_holiday(tx, day=known.day, by=_by())
        calendar_actions.set_holiday(tx, holiday=holiday, by=_by())
    say(_("已保存。"))
    return redirect(url_for("calendar.overview") + "#holidays", 303)


def _holiday(text: str | None) -> PublicHoliday | None:
    day = parse_day(text)
    if text is None:
        return None
    if day is None:
        abort(404)
    with current.database().reading() as tx:
        found = calendar_queries.holidays(tx, first=day, last=day).get(day)
    if found is None:
        abort(404)
    return found


@blueprint.post("/calendar/holidays/<day>/remove")
@allows(Role.ADMIN, Role.PROVINCE)
def remove_holiday(day: str) -> Response:
    known = _holiday(day)
    assert known is not None  # noqa: S101 - a missing day has already answered 404
    with current.database().writing() as tx:
        calendar_actions.remove_holiday(tx, day=known.day, by=_by())
    undo = url_for(
        "calendar.restore_holiday",
        day=known.day,
        kind="off" if known.is_off else "workday",
        name=known.name,
        provisional=int(known.provisional),
    )
    say(_("已删除「%(name)s」。", name=known.name), undo=undo)
    return redirect(url_for("calendar.overview") + "#holidays", 303)


@blueprint.post("/calendar/holidays/<day>/restore")
@allows(Role.ADMIN, Role.PROVINCE)
def restore_holiday(day: str) -> Response:
    """Put back what was removed; the address, made by us, carries what stood there."""
    wanted = parse_day(day)
    name = request.args.get("name", "")[:30].strip()
    if wanted is None or not name:
        abort(404)
    holiday = PublicHoliday(
        wanted,
        request.args.get("kind") == "off",
        name,
        request.args.get("provisional") == "1",
    )
    with current.database().writing() as tx:
        calendar_actions.set_holiday(tx, holiday=holiday, by=_by())
    say(_("已恢复「%(name)s」。", name=name))
    return redirect(url_for("calendar.overview") + "#holidays", 303)

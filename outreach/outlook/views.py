"""The next best visit: the list, one school's turn, and the rules."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook import actions, export, priority, queries, rules, words
from outreach.outlook.forms import Chosen, PutOffForm, WeightsForm
from outreach.outlook.lists import Listed, listed
from outreach.outlook.model import Meeting
from outreach.outlook.squares import squares
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import School, TravelBand
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows

blueprint = Blueprint("outlook", __name__, url_prefix="/outlook")
EVERYTHING = 100_000
"""More lines than a province has schools."""


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {"words": words, "Meeting": Meeting, "TravelBand": TravelBand}


def _today() -> date:
    return local_day(current.now())


def _listed(tx: Tx) -> Listed:
    counties = rules.own(province.counties(tx), person())
    chosen = Chosen(request.args, counties)
    page = request.args.get("page", default=1, type=row_number)
    return listed(tx, chosen, own=counties, page=page, today=_today())


@blueprint.get("")
@allows(*rules.READERS)
def index() -> str:
    with current.database().reading() as tx:
        found = _listed(tx)
    picture = squares(found.chosen.counties, lambda c: words.best(c, found.best.get(c.code)))
    return render_template(
        "outlook/index.html",
        found=found,
        chosen=found.chosen,
        picture=picture,
        may_try=person().has(*rules.TRYING),
    )


@blueprint.get("/list.xlsx")
@allows(*rules.READERS)
def workbook() -> Response:
    """All that was asked for, with every part, for whoever plans in a spreadsheet."""
    with current.database().reading() as tx:
        counties = rules.own(province.counties(tx), person())
        chosen = Chosen(request.args, counties)
        found = listed(tx, chosen, own=counties, page=1, today=_today(), size=EVERYTHING)
    return send_file(
        export.workbook(found),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        download_name=f"outlook-{_today():%Y%m%d}.xlsx",
    )


def _may_put_off(county_code: str) -> bool:
    return rules.may_put_off(person(), county_code=county_code)


def _school(tx: Tx, school_id: int) -> School:
    """A school of the reader's own counties; any other is as absent as one that never was."""
    found = school_queries.school(tx, school_id)
    own = {county.code for county in rules.own(province.counties(tx), person())}
    if found.county_code not in own:
        raise NotYours
    return found


@blueprint.get("/schools/<int:school_id>")
@allows(*rules.READERS)
def school(school_id: int) -> str:
    return _school_page(school_id, PutOffForm(today=_today()))


def _school_page(school_id: int, form: PutOffForm) -> str:
    """Why a school stands where it does in its county, and what was decided about it."""
    with current.database().reading() as tx:
        found = _school(tx, school_id)
        home = province.county(tx, found.county_code)
        ranking = queries.ranking(tx, [home], today=_today())
        line = next((one for one in ranking.lines if one.candidate.school_id == school_id), None)
        history = queries.put_offs_of(tx, school_id)
        off = queries.put_off(tx, today=_today()).get(school_id)
        names = accounts.names(tx, {one.by for one, _undone in history if one.by is not None})
    return render_template(
        "outlook/school.html",
        school=found,
        line=line,
        ranking=ranking,
        history=history,
        names=names,
        off=off,
        form=form,
        may_put_off=_may_put_off(found.county_code),
    )


@blueprint.post("/schools/<int:school_id>/put-off")
@allows(*rules.DECIDERS)
def put_off(school_id: int) -> Response | tuple[str, int]:
    form = PutOffForm(today=_today())
    _check_decides(school_id)
    until, reason = form.until.data, form.reason.data
    if not form.validate() or until is None or reason is None:
        return _school_page(school_id, form), 422
    with current.database().writing() as tx:
        actions.put_off(
            tx,
            school_id=school_id,
            until=until,
            reason=reason,
            by=person().id,
            now=current.now(),
        )
    return redirect(url_for("outlook.school", school_id=school_id), code=303)


@blueprint.post("/schools/<int:school_id>/take-back")
@allows(*rules.DECIDERS)
def take_back(school_id: int) -> Response:
    _check_decides(school_id)
    with current.database().writing() as tx:
        actions.take_back(tx, school_id=school_id, by=person().id, now=current.now())
    return redirect(url_for("outlook.school", school_id=school_id), code=303)


def _check_decides(school_id: int) -> None:
    with current.database().reading() as tx:
        found = _school(tx, school_id)
    if not _may_put_off(found.county_code):
        raise NotYours


@blueprint.get("/rules")
@allows(*rules.READERS)
def rules_page() -> str:
    with current.database().reading() as tx:
        weights = queries.weights(tx)
    return _rules_page(WeightsForm(obj=weights))


def _rules_page(form: WeightsForm) -> str:
    with current.database().reading() as tx:
        weights = queries.weights(tx)
    return render_template(
        "outlook/rules.html",
        form=form,
        weights=weights,
        may_set=person().runs_the_province,
        longest_wait=priority.LONGEST_WAIT,
        few_pupils=priority.FEW_PUPILS,
        least_need=priority.LEAST_NEED,
        on_the_spot=priority.ON_THE_SPOT,
        top=queries.TOP,
    )


@blueprint.post("/weights")
@allows(Role.ADMIN, Role.PROVINCE)
def weights() -> Response | tuple[str, int]:
    form = WeightsForm()
    if not form.validate():
        return _rules_page(form), 422
    with current.database().writing() as tx:
        actions.set_weights(tx, form.weights(), by=person().id, now=current.now())
    return redirect(url_for("outlook.rules_page"), code=303)

"""The board, its city and county pages, the records behind a figure, and the rules."""

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Person, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger import rules as ledger_rules
from outreach.ledger import words as ledger_words
from outreach.ledger.model import EVERYTHING, Filter, Kind
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import City, County, School, Township
from outreach.reach import (
    board_charts,
    board_queries,
    board_words,
    compare_words,
    measure_words,
    pages,
    periods,
    place_queries,
    queries,
    schooling,
    trend_queries,
    words,
)
from outreach.reach.board import build
from outreach.reach.forms import TERMS
from outreach.reach.model import Measure
from outreach.reach.tiles import grid
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import signed_in

blueprint = Blueprint("reach", __name__)


def _own_page(someone: Person) -> str | None:
    """Where an officer of one county, or one city, begins; whoever sees more begins with all."""
    if someone.sees_the_province or someone.has(Role.VENUE):
        return None
    cities, counties = someone.scopes(Role.CITY), someone.scopes(Role.COUNTY)
    if len(counties) == 1 and not cities:
        return url_for("reach.county", code=min(counties))
    if len(cities) == 1:
        return url_for("reach.city", code=min(cities))
    return None


@blueprint.get("/reach")
@signed_in
def index() -> Response | tuple[str, int]:
    own = _own_page(person())
    if own is not None and not request.args:
        return redirect(own)
    question = pages.question()
    with current.database().reading() as tx:
        found = board_queries.picture(tx, days=question.period.days, today=pages.today())
        cold = board_queries.cold_spots(tx, found.board, measure=question.measure)
        then = board_queries.names_then(tx, found.board)
    return pages.page(
        "reach/index.html",
        question,
        found=found,
        board=found.board,
        grid=grid(found.board.counties, measure=question.measure, cold=cold),
        cold=cold,
        charts_of=board_charts,
        then=then,
        by_then=request.args.get("codes") == "then",
    )


@blueprint.get("/reach/city/<code>")
@signed_in
def city(code: str) -> tuple[str, int]:
    question = pages.question()
    with current.database().reading() as tx:
        found = board_queries.picture(
            tx, days=question.period.days, today=pages.today(), city_code=code
        )
        then = board_queries.names_then(tx, found.board)
    if not found.board.cities:
        raise NotYours
    return pages.page(
        "reach/city.html",
        question,
        found=found,
        board=found.board,
        grid=grid(found.board.counties, measure=question.measure),
        charts_of=board_charts,
        city=found.board.cities[0],
        then=then,
        by_then=request.args.get("codes") == "then",
    )


@blueprint.get("/reach/county/<code>")
@signed_in
def county(code: str) -> tuple[str, int]:
    question, today = pages.question(), pages.today()
    days = question.period.days
    with current.database().reading() as tx:
        facts = queries.facts(tx, days=days, county_code=code)
        found = queries.county_page(tx, code, days=days, today=today, known=facts)
        board = build(facts, days=days, today=today)
        taught = schooling.of_facts(tx, facts, board, today=today, county_code=code)
        terms = trend_queries.trend_of(
            tx,
            periods.latest_terms(pages.today(), TERMS),
            today=pages.today(),
            county_code=code,
        )
    return pages.page(
        "reach/county.html",
        question,
        found=found,
        lines=board_charts.trend(terms, county=code),
        charts_of=board_charts,
        said=compare_words,
        taught=taught,
        measured=measure_words,
    )


@dataclass(frozen=True, slots=True)
class Area:
    """Whose records are asked for: the province when all are empty."""

    city: City | None = None
    county: County | None = None
    township: Township | None = None
    school: School | None = None


@blueprint.get("/reach/township/<code>")
@signed_in
def township(code: str) -> tuple[str, int]:
    question = pages.question()
    with current.database().reading() as tx:
        found = place_queries.township_page(
            tx, code, days=question.period.days, today=pages.today()
        )
    return pages.page("reach/township.html", question, found=found)


@blueprint.get("/reach/school/<int:school_id>")
@signed_in
def school(school_id: int) -> tuple[str, int]:
    """One click from the figures to the records of which they are made."""
    question = pages.question()
    with current.database().reading() as tx:
        found = place_queries.school_page(
            tx, school_id, days=question.period.days, today=pages.today(), terms=TERMS
        )
        wanted = Filter(period=question.period.days, school_id=school_id)
        listed = ledger.listed(tx, wanted, sight=ledger_rules.sight(person()), size=100)
    return pages.page(
        "reach/school.html",
        question,
        found=found,
        listed=listed,
        kinds=ledger_words.KINDS,
        charts_of=board_charts,
    )


@blueprint.get("/reach/records")
@signed_in
def records() -> tuple[str, int]:
    """The ledger's records behind a figure, as far as the reader may see them."""
    question = pages.question()
    ever = request.args.get("figure") == Measure.WAIT.value
    days = question.period.days
    wanted = Filter(
        period=Days(queries.BEGINNING, days.until) if ever else days,
        city_code=request.args.get("city"),
        county_code=request.args.get("county"),
        school_id=request.args.get("school", type=row_number),
        kind=request.args.get("kind", type=Kind),
    )
    with current.database().reading() as tx:
        area, wanted = _narrowed(tx, wanted)
        page = ledger.listed(
            tx,
            wanted,
            sight=ledger_rules.sight(person()),
            page=request.args.get("page", default=1, type=row_number),
        )
        totals = ledger.listed(tx, wanted, sight=EVERYTHING, size=1).totals
        counties = {county.code: county for county in province.counties(tx)}
        ids = {a.school_id for a in page.activities if a.school_id is not None}
        schools = school_queries.schools_by_id(tx, ids)
    return pages.page(
        "reach/records.html",
        question,
        area=area,
        found=page,
        totals=totals,
        ever=ever,
        figure=request.args.get("figure"),
        meant=board_words.behind(request.args.get("figure"), wanted.kind),
        counties=counties,
        schools=schools,
        kinds=ledger_words.KINDS,
    )


def _narrowed(tx: Tx, wanted: Filter) -> tuple[Area, Filter]:
    """What a township or a figure asks for besides: its schools, its counties, who led."""
    wanted = place_queries.behind(tx, wanted, figure=request.args.get("figure"))
    code = request.args.get("township")
    if code is None:
        return _area(tx, wanted), wanted
    township = province.township(tx, code)
    county = province.county(tx, township.county_code)
    schools = place_queries.schools_of(tx, township)
    return Area(county=county, township=township), replace(wanted, school_ids=schools)


def _area(tx: Tx, wanted: Filter) -> Area:
    if wanted.school_id is not None:
        school = school_queries.school(tx, wanted.school_id)
        return Area(school=school, county=province.county(tx, school.county_code))
    if wanted.county_code is not None:
        return Area(county=province.county(tx, wanted.county_code))
    if wanted.city_code is not None:
        cities = {city.code: city for city in province.cities(tx)}
        if wanted.city_code not in cities:
            raise NotYours
        return Area(city=cities[wanted.city_code])
    return Area()


@blueprint.get("/reach/rules")
@signed_in
def rules() -> str:
    return render_template("reach/rules.html", words=words)

"""The board, its city and county pages, the records behind a figure, and the rules."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Person, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger import rules as ledger_rules
from outreach.ledger import words as ledger_words
from outreach.ledger.model import EVERYTHING, Filter
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import City, County, School
from outreach.reach import queries, words
from outreach.reach.forms import Asked, asked
from outreach.reach.model import Measure
from outreach.reach.tiles import grid
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import signed_in

blueprint = Blueprint("reach", __name__)


def _today() -> date:
    return local_day(current.now())


def _asked() -> Asked:
    return asked(request.args.to_dict(), today=_today())


def _page(template: str, question: Asked, **more: object) -> tuple[str, int]:
    """A page about a period; a period that does not hold is said at its field, with 422."""
    text = render_template(
        template,
        asked=question,
        days=question.period.days,
        measure=question.measure,
        measures=Measure,
        words=words,
        today=_today(),
        **more,
    )
    return text, 200 if question.is_valid else 422


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
    question = _asked()
    with current.database().reading() as tx:
        board = queries.board(tx, days=question.period.days, today=_today())
    picture = grid(board.counties, measure=question.measure)
    return _page("reach/index.html", question, board=board, grid=picture)


@blueprint.get("/reach/city/<code>")
@signed_in
def city(code: str) -> tuple[str, int]:
    question = _asked()
    with current.database().reading() as tx:
        board = queries.board(tx, days=question.period.days, today=_today(), city_code=code)
    if not board.cities:
        raise NotYours
    picture = grid(board.counties, measure=question.measure)
    return _page("reach/city.html", question, board=board, grid=picture, city=board.cities[0])


@blueprint.get("/reach/county/<code>")
@signed_in
def county(code: str) -> tuple[str, int]:
    question = _asked()
    with current.database().reading() as tx:
        found = queries.county_page(tx, code, days=question.period.days, today=_today())
    return _page("reach/county.html", question, found=found)


@dataclass(frozen=True, slots=True)
class Area:
    """Whose records are asked for: the province when all are empty."""

    city: City | None = None
    county: County | None = None
    school: School | None = None


@blueprint.get("/reach/records")
@signed_in
def records() -> tuple[str, int]:
    """The ledger's records behind a figure, as far as the reader may see them."""
    question = _asked()
    ever = request.args.get("figure") == Measure.WAIT.value
    days = question.period.days
    wanted = Filter(
        period=Days(queries.BEGINNING, days.until) if ever else days,
        city_code=request.args.get("city"),
        county_code=request.args.get("county"),
        school_id=request.args.get("school", type=row_number),
    )
    with current.database().reading() as tx:
        area = _area(tx, wanted)
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
    return _page(
        "reach/records.html",
        question,
        area=area,
        found=page,
        totals=totals,
        ever=ever,
        figure=request.args.get("figure"),
        counties=counties,
        schools=schools,
        kinds=ledger_words.KINDS,
    )


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

"""Two periods beside each other, and the way from term to term."""

from flask import Blueprint, request

from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import City, County
from outreach.reach import (
    board_charts,
    compare_words,
    comparing,
    pages,
    periods,
    queries,
    trend_queries,
)
from outreach.reach.board import build
from outreach.reach.forms import TERMS, asked
from outreach.web import current
from outreach.web.gate import signed_in

blueprint = Blueprint("reach_compare", __name__)


@blueprint.get("/reach/compare")
@signed_in
def compare() -> tuple[str, int]:
    """The same place, the same denominators; a second period that does not hold is said too."""
    question, today = pages.question(), pages.today()
    rival = asked(
        {
            name: request.args[f"than_{name}"]
            for name in ("period", "from", "to")
            if request.args.get(f"than_{name}")
        },
        today=today,
        usual=periods.usual_rival(question.period, today=today),
        prefix="than_",
    )
    with current.database().reading() as tx:
        city = _city(tx, request.args.get("city"))
        code = city.code if city else None
        before, after = (
            build(queries.facts(tx, days=days, city_code=code), days=days, today=today)
            for days in (rival.period.days, question.period.days)
        )
        trend = trend_queries.trend_of(
            tx, periods.latest_terms(today, TERMS), today=today, city_code=code
        )
        named: dict[str, City | County] = {c.code: c for c in province.counties(tx, city_code=code)}
        named |= {c.code: c for c in province.cities(tx)}
    return pages.page(
        "reach/compare.html",
        question if rival.is_valid else rival,
        question=question,
        rival=rival,
        found=comparing.boards(before, after),
        lines=board_charts.trend(trend, city=code),
        city=city,
        named=named,
        said=compare_words,
    )


def _city(tx: Tx, code: str | None) -> City | None:
    if not code:
        return None
    found = next((city for city in province.cities(tx) if city.code == code), None)
    if found is None:
        raise NotYours
    return found

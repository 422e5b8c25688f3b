"""All measures of a period on one page, each in a sentence, with its rule and its records."""

from flask import Blueprint

from outreach.reach import measure_words, pages, queries, schooling
from outreach.web import current
from outreach.web.gate import signed_in

blueprint = Blueprint("reach_measures", __name__)


@blueprint.get("/reach/measures")
@signed_in
def measures() -> tuple[str, int]:
    question, today = pages.question(), pages.today()
    days = question.period.days
    with current.database().reading() as tx:
        facts = queries.facts(tx, days=days)
        board, spread, taught = schooling.picture(tx, facts, days=days, today=today)
    return pages.page(
        "reach/measures.html",
        question,
        board=board,
        spread=spread,
        taught=taught,
        said=measure_words,
        counties={one.county.code: one.county for one in board.counties},
    )

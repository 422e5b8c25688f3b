"""The page for leaders, and the same on one A4."""

import json
from io import BytesIO
from typing import Any

from flask import Blueprint, get_template_attribute, send_file
from werkzeug.wrappers import Response

from outreach.accounts.queries import sample_people
from outreach.reach import (
    board_charts,
    board_queries,
    compare_words,
    leaders,
    pages,
    periods,
    trend_queries,
    words,
)
from outreach.reach.forms import TERMS, Asked
from outreach.reach.leaders import LeaderSheet
from outreach.reach.tiles import Grid, grid
from outreach.reach.trend_queries import TermReach
from outreach.web import current
from outreach.web.drawings import alone
from outreach.web.gate import signed_in
from outreach.web.words import _

blueprint = Blueprint("reach_leaders", __name__)


def _read(question: Asked) -> tuple[LeaderSheet, Grid, list[TermReach]]:
    with current.database().reading() as tx:
        found = board_queries.picture(tx, days=question.period.days, today=pages.today())
        sample = bool(sample_people(tx))
        trend = trend_queries.trend_of(
            tx, periods.latest_terms(pages.today(), TERMS), today=pages.today()
        )
    title = str(_("全省科普覆盖：%(period)s", period=compare_words.period(question)))
    sheet = leaders.sheet(found, title=title, sample=sample)
    return sheet, grid(found.board.counties, measure=question.measure), trend


@blueprint.get("/reach/leaders")
@signed_in
def show() -> tuple[str, int]:
    question = pages.question()
    sheet, picture, trend = _read(question)
    return pages.page(
        "reach/leaders.html",
        question,
        sheet=sheet,
        grid=picture,
        lines=board_charts.trend(trend),
        said=compare_words,
    )


@blueprint.get("/reach/leaders.pdf")
@signed_in
def pdf() -> Response:
    """One A4; a period that does not hold gives the usual one, as the page beside it does."""
    from outreach.papers.typeset import typeset

    question = pages.question()
    sheet, picture, trend = _read(question)
    drawn, terms = board_charts.trend(trend)
    drawing = get_template_attribute("macros/charts.html", "lines_svg")(
        drawn,
        id="trend",
        title=str(words.MEASURES[question.measure]),
        desc=compare_words.trend(terms),
    )
    plain: dict[str, Any] = leaders.plain(
        sheet,
        picture,
        measure=question.measure,
        trend=alone(drawing, width=drawn.width, height=drawn.height),
        today=pages.today(),
    )
    plain["trend_words"] = compare_words.trend(terms)
    plain["legend"] = [strand.label for strand in drawn.strands]
    text = json.dumps(plain, ensure_ascii=False)
    return send_file(
        BytesIO(typeset("outreach.reach", "leaders", text)),
        mimetype="application/pdf",
        download_name=f"{sheet.title}.pdf",
    )

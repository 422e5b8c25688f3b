"""The sheet of one county, on screen and as PDF, and the counties of who asks."""

from datetime import date
from io import BytesIO

from flask import Blueprint, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from outreach.accounts.queries import sample_people
from outreach.accounts.who import person
from outreach.campaigns.rules import INVITERS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook import words as turns
from outreach.province import queries as province
from outreach.reach import board_charts, compare_words
from outreach.reach import words as figures
from outreach.scorecard import likeness, printing, queries, rules, words
from outreach.scorecard.card import Card
from outreach.scorecard.strip import strip
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("scorecard", __name__, url_prefix="/scorecard")


def _today() -> date:
    return local_day(current.now())


@blueprint.get("")
@allows(*rules.READERS)
def index() -> Response | str:
    """The counties of who asks; somebody with one goes straight to it."""
    with current.database().reading() as tx:
        own = rules.own(province.counties(tx), person())
    if len(own) == 1:
        return redirect(url_for("scorecard.show", code=own[0].code))
    return render_template("scorecard/index.html", counties=own)


@blueprint.get("/rules")
@allows(*rules.READERS)
def rules_page() -> str:
    return render_template("scorecard/rules.html", count=likeness.ALIKE)


def _card(tx: Tx, code: str) -> Card:
    county = rules.the_one(rules.own(province.counties(tx), person()), code)
    return queries.card(tx, county, today=_today())


@blueprint.get("/<code>")
@allows(*rules.READERS)
def show(code: str) -> str:
    with current.database().reading() as tx:
        card = _card(tx, code)
    return render_template(
        "scorecard/show.html",
        card=card,
        words=words,
        figures=figures,
        turns=turns,
        strip=strip,
        may_invite=person().has(*INVITERS),
        trend=board_charts.trend(card.terms, county=code)[0],
        trend_words=compare_words.trend(list(card.terms)),
    )


@blueprint.get("/<code>.pdf")
@allows(*rules.READERS)
def pdf(code: str) -> Response:
    with current.database().reading() as tx:
        card = _card(tx, code)
        sample = bool(sample_people(tx))
    made = printing.pdf(printing.sheet(card, today=_today(), sample=sample))
    return send_file(
        BytesIO(made),
        mimetype="application/pdf",
        download_name=f"{card.county.name}-{_today():%Y%m%d}.pdf",
    )

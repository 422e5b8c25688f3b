"""Why figures differ: two forms of a unit, two versions of a return, a return and today."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.db import Tx
from outreach.ledger import return_queries as ledger
from outreach.ledger import words as ledger_words
from outreach.province import queries as province
from outreach.returns import queries, round_queries, words
from outreach.returns.comparing import compared
from outreach.returns.differences import between
from outreach.returns.model import Return
from outreach.returns.rule_text import written
from outreach.returns.views import READERS, my_return
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("return_compare", __name__, url_prefix="/returns")


@blueprint.get("/compare")
@allows(*READERS)
def index() -> str:
    """Two forms of one unit beside each other, with what makes them differ."""
    wanted = [request.args.get(name, type=row_number) for name in ("first", "second")]
    with current.database().reading() as tx:
        choices = _choices(tx, wanted)
        by_id = {each.id: each for each in choices}
        first, second = _chosen(by_id, wanted, choices)
        rows = compared(tx, first, second) if first and second and first.unit == second.unit else []
    return render_template(
        "returns/compare.html",
        choices=choices,
        first=first,
        second=second,
        rows=rows,
        words=words,
        written=written,
    )


def _choices(tx: Tx, wanted: list[int | None]) -> list[Return]:
    """What may be chosen: the returns of the newest year; the chosen ones' year where one is."""
    asked = next((each for each in wanted if each), None)
    year = my_return(tx, asked).round.year if asked else next(iter(round_queries.years(tx)), None)
    return [] if year is None else queries.listed(tx, person(), year=year)


def _chosen(
    by_id: Mapping[int, Return], wanted: list[int | None], choices: list[Return]
) -> tuple[Return | None, Return | None]:
    """The two that are asked for; the first two of the first unit where none is."""
    first, second = (by_id.get(each) if each else None for each in wanted)
    if first is None and choices:
        first = choices[0]
    if second is None and first is not None:
        second = next((e for e in choices if e.unit == first.unit and e.id != first.id), None)
    return first, second


@blueprint.get("/compare/records")
@allows(*READERS)
def records() -> str:
    """The records of one reason for a difference."""
    ids = [request.args.get(name, default=0, type=row_number) for name in ("first", "second")]
    keys = [tuple(request.args.get(name, "").split(".")) for name in ("a", "b")]
    place = request.args.get("n", default=0, type=row_number)
    with current.database().reading() as tx:
        first, second = (my_return(tx, each) for each in ids)
        rows = compared(tx, first, second) if first.unit == second.unit else []
        row = next((r for r in rows if [r.first.key, r.second.key] == keys), None)
        if row is None or place >= len(row.because):
            raise NotYours
        each = row.because[place]
        activities = ledger.activities_by_id(tx, [p.fact.id for p in each.parts[:200]])
        counties = {county.code: county for county in province.counties(tx)}
    return render_template(
        "returns/records.html",
        first=first,
        second=second,
        row=row,
        each=each,
        activities=activities,
        counties=counties,
        words=words,
        ledger_words=ledger_words,
    )


@blueprint.get("/<int:return_id>/moved")
@allows(*READERS)
def moved(return_id: int) -> str | Response:
    """What the ledger says now, against what was compiled."""
    with current.database().reading() as tx:
        found = my_return(tx, return_id)
        found_moved = between(queries.count_of(tx, found), queries.count_now(tx, found))
    return render_template(
        "returns/moved.html",
        found=found,
        moved=found_moved,
        words=words,
        title=_("台账此后的变动"),
        before=_("表里"),
        after=_("现在的台账"),
    )


@blueprint.get("/<int:return_id>/versions")
@allows(*READERS)
def versions(return_id: int) -> str:
    """A version against the one before it."""
    with current.database().reading() as tx:
        found = my_return(tx, return_id)
        earlier = [e for e in queries.versions_of(tx, found) if e.version == found.version - 1]
        if not earlier:
            raise NotYours
        found_moved = between(queries.count_of(tx, earlier[0]), queries.count_of(tx, found))
    return render_template(
        "returns/moved.html",
        found=found,
        moved=found_moved,
        words=words,
        title=_("与上一版的差异"),
        before=_("第 %(version)s 版", version=found.version - 1),
        after=_("第 %(version)s 版", version=found.version),
    )

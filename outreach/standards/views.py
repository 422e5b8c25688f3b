"""The service standards board, and the cases behind each figure."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import desk
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.standards import queries, words
from outreach.standards.model import Figure, Standard, Verdict
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("standards", __name__, url_prefix="/standards")

READERS = (*COORDINATORS, Role.VIEWER)
USUAL = timedelta(days=90)
LONGEST = timedelta(days=800)
OLDEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it can be understood; the rest is as usual."""

    days: Days
    venues: list[Venue]
    venue_id: int | None


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {
        "names": words.NAMES,
        "rules": words.RULES,
        "verdicts": words.VERDICTS,
        "tones": words.TONES,
        "Verdict": Verdict,
    }


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _asked(tx: Tx) -> Asked:
    today = local_day(current.now())
    last = max(min(_day("to", today), today + USUAL), today - OLDEST)
    first = max(min(_day("from", last - USUAL), last), last - LONGEST)
    everywhere = person().has(Role.VIEWER)
    mine = catalogue.venues(tx) if everywhere else desk.venues_of(tx, person())
    chosen = request.args.get("venue", "")
    venue_id = next((int(venue.id) for venue in mine if str(venue.id) == chosen), None)
    return Asked(Days.through(first, last), mine, venue_id)


def _figures(tx: Tx, asked: Asked) -> list[Figure]:
    venue_ids = [asked.venue_id] if asked.venue_id else [venue.id for venue in asked.venues]
    return queries.figures(tx, venue_ids=venue_ids, days=asked.days, now=current.now())


@blueprint.get("")
@allows(*READERS)
def board() -> str:
    with current.database().reading() as tx:
        asked = _asked(tx)
        found = _figures(tx, asked)
    return render_template("standards/board.html", asked=asked, figures=found)


@blueprint.get("/<any(answer, confirmation, waitlist, feedback):standard>")
@allows(*READERS)
def cases(standard: str) -> str:
    """Every case of a standard, the broken ones first."""
    with current.database().reading() as tx:
        asked = _asked(tx)
        figure = next(f for f in _figures(tx, asked) if f.standard is Standard(standard))
        order = [Verdict.BROKEN, Verdict.OPEN, Verdict.KEPT]
        sorted_cases = sorted(figure.cases, key=lambda case: (order.index(case.verdict), case.due))
        lines = desk.lines(tx, [case.booking for case in sorted_cases[:500]])
    return render_template(
        "standards/cases.html",
        asked=asked,
        figure=figure,
        pairs=list(zip(sorted_cases, lines, strict=False)),
    )

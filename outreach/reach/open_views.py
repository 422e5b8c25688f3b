"""What everybody may see without signing in: the gaps before the totals.

Worked out at most once in ten minutes by each process, so that a crowd, or somebody who presses
reload all day, costs no more than one reader. The page says as of when its figures are.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.kernel.clock import local_day
from outreach.reach import board_words, measures, periods, queries, small_cells, words
from outreach.reach.measures import People
from outreach.reach.model import Board, CountyReach, Measure
from outreach.reach.periods import PeriodChoice
from outreach.reach.small_cells import Cell
from outreach.reach.tiles import grid
from outreach.web import current
from outreach.web.gate import public

blueprint = Blueprint("open_reach", __name__)

KEPT_FOR = timedelta(minutes=10)
SECONDS = 300
"""How long browsers and caches on the way may keep the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One county, or several whose numbers are too small to stand alone."""

    counties: tuple[CountyReach, ...]

    @property
    def merged(self) -> bool:
        return len(self.counties) > 1

    @property
    def people(self) -> People:
        return measures.combine(one.reach.people for one in self.counties)

    @property
    def children(self) -> int:
        return sum(one.reach.children for one in self.counties)

    @property
    def schools(self) -> int:
        return sum(one.reach.schools for one in self.counties)

    @property
    def schools_reached(self) -> int:
        return sum(one.reach.schools_reached for one in self.counties)

    @property
    def share(self) -> float:
        return measures.coverage(self.people.estimate, self.children) or 0.0


@dataclass(slots=True)
class Kept:
    """The last board that was worked out, with its moment; one thread at a time makes another."""

    board: Board | None = None
    at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_fresh(self, now: datetime) -> bool:
        return self.at is not None and timedelta(0) <= now - self.at < KEPT_FOR


def _board() -> tuple[Board, datetime]:
    kept: Kept = current_app.extensions.setdefault("outreach.open_reach", Kept())
    now = current.now()
    # Whoever comes while another thread is at it is given the old figures, if there are any.
    if not kept.is_fresh(now) and kept.lock.acquire(blocking=kept.board is None):
        try:
            if not kept.is_fresh(now):
                today = local_day(now)
                days = periods.period(PeriodChoice.TWELVE_MONTHS, today=today).days
                with current.database().reading() as tx:
                    kept.board = queries.board(tx, days=days, today=today)
                kept.at = now
        finally:
            kept.lock.release()
    if kept.board is None or kept.at is None:
        raise RuntimeError("a board was worked out, or the fault has been raised")
    return kept.board, kept.at


def lines(board: Board) -> list[Line]:
    """Gaps first, then the least reached."""
    by_code = {one.county.code: one for one in board.counties}
    merged = small_cells.merge(
        Cell(one.county.code, one.county.city_code, one.reach.people.low) for one in board.counties
    )
    found = [Line(tuple(by_code[code] for code in group.codes)) for group in merged]
    return sorted(found, key=lambda line: (line.share, -line.children))


@blueprint.get("/open-reach")
@public
def show() -> Response:
    if request.args:  # one address, so that no cache is filled with copies of one page
        return redirect(url_for("open_reach.show"), 301)
    board, at = _board()
    answer = make_response(
        render_template(
            "reach/open.html",
            board=board,
            at=at,
            lines=lines(board),
            empty=board.nothing(Measure.CONTACTS),
            grid=grid(board.counties, measure=Measure.SCHOOLS),
            measure=Measure.SCHOOLS,
            words=words,
            told=board_words,
            at_least=small_cells.AT_LEAST,
            visitor=None,  # the same page for everybody, whoever has signed in
            navigation=(),
        )
    )
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.add_etag()
    return answer.make_conditional(request)

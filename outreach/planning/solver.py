"""Works on wishes to arrange a day: starts the process that solves, and keeps what it says.

The process has its own memory, time and end; whatever becomes of it, this one goes on.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Database
from outreach.planning import actions, queries
from outreach.planning.frozen import answer_of
from outreach.planning.model import Answer
from outreach.planning.tables import DaySolvingRow

SECONDS = 180
"""On the wall; the solver itself stops long before."""

log = structlog.get_logger()
one_at_a_time = threading.Semaphore()
in_hand: set[int] = set()
"""Wishes that a thread of this process works on or waits for."""


def start(database: Database, solving_id: int, *, clock: Callable[[], datetime]) -> None:
    """Work on a wish in a thread of its own, so that nobody who asked has to wait here.

    Asked again while it has it in hand, as a page does that looks each second, it does nothing.
    """

    def do() -> None:
        try:
            work(database, solving_id, clock=clock)
        finally:
            in_hand.discard(solving_id)

    if solving_id not in in_hand:
        in_hand.add(solving_id)
        threading.Thread(target=do, daemon=True).start()


def work(database: Database, solving_id: int, *, clock: Callable[[], datetime]) -> None:
    """Solve a wish that nobody works on yet; does nothing when somebody does."""
    with one_at_a_time:
        with database.writing() as tx:
            problem = actions.begin(tx, solving_id, now=clock())
        if problem is None:
            return
        answer = solve_apart(problem, lambda stage: _tell(database, solving_id, stage))
        with database.writing() as tx:
            row = tx.get_one(DaySolvingRow, solving_id)
            venue = catalogue.venue(tx, row.venue_id)
            found = queries.venue_day(tx, venue, row.day)
            actions.end(tx, solving_id, found, answer, now=clock())


def _tell(database: Database, solving_id: int, stage: str) -> None:
    with database.writing() as tx:
        actions.tell_stage(tx, solving_id, stage)


def solve_apart(problem: str, tell: Callable[[str], None]) -> Answer | None:
    """What the solving process answers; None when it failed, whatever the reason."""
    child = subprocess.Popen(
        [sys.executable, "-m", "outreach.planning.solving"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    watch = threading.Timer(SECONDS, child.kill)
    watch.start()
    try:
        return _listen(child, problem, tell)
    except (OSError, ValueError, KeyError) as trouble:
        log.warning("solving failed", kind=type(trouble).__name__)
        return None
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _listen(
    child: "subprocess.Popen[str]", problem: str, tell: Callable[[str], None]
) -> Answer | None:
    if child.stdin is None or child.stdout is None:
        raise OSError("no way to talk to the solver")
    child.stdin.write(problem)
    child.stdin.close()
    answer = None
    for line in child.stdout:
        told = json.loads(line)
        if "stage" in told:
            tell(told["stage"])
        else:
            answer = answer_of(told["answer"])
    return answer

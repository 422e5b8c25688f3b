"""The solver proposes, the judge looks, a person publishes."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from outreach.kernel.db import Database
from outreach.roster import assign_actions, guide_actions, proposals, proposing, queries
from outreach.roster.model import DutyState, Limits
from outreach.roster.problem import Problem, Task, Worker
from outreach.roster.proposals import Proposal, ProposalState
from outreach.roster.rules import ProposalStale
from tests import make
from tests.roster import ground
from tests.roster.ground import Ground

LOADED = """
import sys, outreach.app as app
[__import__(name) for name in app.VIEWS]
print(sorted({"highspy", "recurring_ical_events"} & set(sys.modules)))
"""
BY: dict[str, Any] = {"by": None, "now": make.NOW}


def propose(database: Database, laid: Ground) -> Proposal:
    with database.writing() as tx:
        made = proposals.ask(
            tx, venue_id=1, first=laid.day, last=laid.day + timedelta(days=6), **BY
        )
    assert proposals.solve_asked(database, now=make.NOW) == 1
    with database.reading() as tx:
        found = proposals.find(tx, made.id)
    assert found is not None
    return found


def test_a_proposal_is_evenly_spread_and_published_through_claims(database: Database) -> None:
    laid = ground.lay(database, guides=2, groups=4)

    found = propose(database, laid)
    with database.writing() as tx:
        changed = proposals.publish(tx, proposal_id=found.id, **BY)

    assert (found.state, found.proven, changed) == (ProposalState.READY, True, 4)
    given = [duty.guide_id for duty in ground.duties(database, laid)]
    assert sorted(given, key=str) == sorted([g.id for g in laid.guides] * 2, key=str)


def test_what_was_given_past_a_limit_stays(database: Database) -> None:
    laid = ground.lay(database, guides=2, groups=2)
    first, second = ground.duties(database, laid)
    with database.writing() as tx:
        guide_actions.change_guide(
            tx,
            guide_id=laid.guides[0].id,
            entry=ground.entry("guide0", limits=Limits(duties_a_day=1)),
            revision=0,
            **BY,
        )
        for duty in first, second:
            assign_actions.assign(
                tx, duty_id=duty.id, guide_id=laid.guides[0].id, reason="人手紧", **BY
            )

    assert second.id not in propose(database, laid).plan


def test_a_roster_that_no_longer_fits_is_not_published_at_all(database: Database) -> None:
    laid = ground.lay(database, guides=2, groups=4)
    found = propose(database, laid)
    with database.writing() as tx:
        guide_actions.set_active(tx, guide_id=laid.guides[0].id, active=False, revision=0, **BY)

    with pytest.raises(ProposalStale), database.writing() as tx:
        proposals.publish(tx, proposal_id=found.id, **BY)

    assert {duty.state for duty in ground.duties(database, laid)} == {DutyState.OPEN}


def test_a_roster_is_published_once(database: Database) -> None:
    laid = ground.lay(database, guides=2, groups=2)
    found = propose(database, laid)
    with database.writing() as tx:
        proposals.publish(tx, proposal_id=found.id, **BY)

    with pytest.raises(ProposalStale), database.writing() as tx:
        proposals.publish(tx, proposal_id=found.id, **BY)
    with database.reading() as tx:
        latest = proposals.latest(tx, venue_id=1)
        assert latest is not None
        assert latest.state is ProposalState.PUBLISHED
        assert queries.unfilled(tx, venue_ids=[1], first=laid.day, last=laid.day) == []


def test_the_same_problem_gives_the_same_roster() -> None:
    tasks = tuple(Task(540 + 60 * n, 600 + 60 * n, 2, (0, 1, 2)) for n in range(6))
    problem = Problem(tasks, (Worker(3, 300, 12, 1200),) * 3)

    once, again = (proposing.solve(problem) for _ in range(2))

    assert (once.pairs, once.unmet, once.proven) == (again.pairs, 3, True)


def test_the_web_application_loads_no_solver() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            LOADED,
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "[]"

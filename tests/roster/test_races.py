"""Everybody at once: one guide, one swap, one duty; and a control without the guard."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.roster import assign_actions, duty_steps, queries, swap_actions
from outreach.roster.model import Duty, DutyState, Guide, Life, SwapState
from outreach.season import claims
from tests import make
from tests.roster import ground
from tests.roster.ground import Ground

pytestmark = pytest.mark.race

BY: dict[str, Any] = {"by": None, "now": make.NOW}
Act = Callable[[Tx], object]


def race(database: Database, acts: Sequence[Act]) -> Counter[str]:
    """All in the same moment, a transaction each; how many were done, and what the others heard."""
    together = Barrier(len(acts))

    def do(act: Act) -> str:
        together.wait(timeout=30)
        try:
            with database.writing() as tx:
                act(tx)
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(do, acts))


def overlaps(database: Database) -> int:
    """Pairs of duties at the same time that one guide has."""
    with database.reading() as tx:
        its = [d for d in queries.duties_between(tx, venue_id=1, **_all()) if d.guide_id]
    return sum(
        a.id < b.id and a.guide_id == b.guide_id and a.span.overlaps(b.span)
        for a in its
        for b in its
    )


def _all() -> dict[str, Any]:
    return {"first": make.NOW.date(), "last": make.NOW.date().replace(year=2027)}


def looks_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge sees the guide as free, as it would from a page opened a minute ago."""

    def stale(tx: Tx, guide: Guide, duty: Duty) -> Life:
        return replace(duty_steps.life_of(tx, guide, duty), duties=())

    monkeypatch.setattr(assign_actions, "life_of", stale)


def same_hour(database: Database, *, groups: int = 4) -> tuple[Ground, list[Duty]]:
    laid = ground.lay(database, sessions=1, groups=groups, guides=groups)
    return laid, ground.duties(database, laid)


def give(duty: Duty, guide: Guide) -> Act:
    return lambda tx: assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)


def test_of_four_duties_at_once_a_guide_gets_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid, duties = same_hour(database)
    looks_too_early(monkeypatch)

    answers = race(database, [give(duty, laid.guides[0]) for duty in duties])

    assert answers == {"done": 1, "guide-taken": 3}
    assert overlaps(database) == 0


def test_without_the_guard_in_the_database_the_guide_has_four(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: should this not double-book, the test above proves nothing."""
    laid, duties = same_hour(database)
    looks_too_early(monkeypatch)
    with database.writing() as tx:
        if database.is_sqlite:
            tx.execute(text("DROP TRIGGER claim_no_overlap_insert"))
        else:
            tx.execute(text("ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"))

    answers = race(database, [give(duty, laid.guides[0]) for duty in duties])

    assert answers == {"done": 4}
    assert overlaps(database) == 6


def offered(database: Database) -> tuple[Ground, Duty, int]:
    laid = ground.lay(database, sessions=1, groups=1, guides=6)
    duty = ground.duties(database, laid)[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=laid.guides[0].id, **BY)
        swap = swap_actions.offer(tx, duty_id=duty.id, guide_id=laid.guides[0].id, now=make.NOW)
    return laid, duty, swap.id


def take(swap_id: int, guide: Guide) -> Act:
    return lambda tx: swap_actions.accept(tx, swap_id=swap_id, guide=guide, **BY)


def settled(database: Database, duty: Duty, swap_id: int) -> tuple[int | None, SwapState, int]:
    """Who has the duty, what became of the offer, and how many claims hold for the duty's hour."""
    with database.reading() as tx:
        found = queries.find_duty(tx, duty.id)
        swap = swap_actions.find(tx, swap_id)
        guides = queries.guides(tx, venue_id=1)
        held = [
            holder
            for guide in guides
            for holder in claims.claimed(tx, resource=f"guide:{guide.id}", span=duty.span)
        ]
    assert found is not None
    assert swap is not None
    return found.guide_id, swap.state, len(held)


def test_of_five_guides_who_take_one_swap_one_gets_it(database: Database) -> None:
    laid, duty, swap_id = offered(database)

    answers = race(database, [take(swap_id, guide) for guide in laid.guides[1:]])

    assert answers == {"done": 1, "swap-gone": 4}
    who, state, held = settled(database, duty, swap_id)
    assert who in {guide.id for guide in laid.guides[1:]}
    assert (state, held) == (SwapState.TAKEN, 1)


def test_a_swap_and_the_desk_at_once_leave_one_guide(database: Database) -> None:
    laid, duty, swap_id = offered(database)
    desk = laid.guides[5]

    answers = race(database, [take(swap_id, laid.guides[1]), give(duty, desk)])

    who, state, held = settled(database, duty, swap_id)
    assert held == 1
    assert (who, state, answers["done"]) in {
        (desk.id, SwapState.OVERTAKEN, 1),  # the desk was first, and the swap is gone
        (desk.id, SwapState.TAKEN, 2),  # the swap was first, and then the desk decided otherwise
    }


def test_a_withdrawn_offer_is_not_taken(database: Database) -> None:
    laid, duty, swap_id = offered(database)
    owner = laid.guides[0]

    def withdraw(tx: Tx) -> None:
        swap_actions.withdraw(tx, swap_id=swap_id, guide_id=owner.id, now=make.NOW)

    answers = race(database, [withdraw, take(swap_id, laid.guides[1])])

    assert answers == {"done": 1, "swap-gone": 1}
    who, state, held = settled(database, duty, swap_id)
    assert held == 1
    assert (who == owner.id) is (state is SwapState.WITHDRAWN)


def test_a_swap_does_not_pass_a_limit(sqlite_database: Database) -> None:
    laid, duties = same_hour(sqlite_database, groups=2)
    with sqlite_database.writing() as tx:
        for duty, guide in zip(duties, laid.guides, strict=True):
            assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        swap = swap_actions.offer(
            tx, duty_id=duties[0].id, guide_id=laid.guides[0].id, now=make.NOW
        )

    answers = race(sqlite_database, [take(swap.id, laid.guides[1])])

    assert answers == {"guide-not-possible": 1}
    who, state, _held = settled(sqlite_database, duties[0], swap.id)
    assert (who, state) == (laid.guides[0].id, SwapState.OFFERED)
    assert ground.duties(sqlite_database, laid)[0].state is DutyState.FILLED

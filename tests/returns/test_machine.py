"""Signing off as a state machine: whatever people do, in whatever order, these promises hold."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.ledger import actions as ledger
from outreach.returns import actions, figure_actions, queries, rules
from outreach.returns.model import State, Verb
from tests import make
from tests.returns import making
from tests.returns.making import COUNTY_UNIT, YEAR, Ground

CELL = ("talks", "onsite")


def test_signing_off_keeps_its_promises(database: Database) -> None:
    ground = making.lay(database, "national")

    class Here(SigningOff):
        base = (database, ground)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class ThrownAwayError(Exception):
    """Ends a run without keeping anything."""


class SigningOff(RuleBasedStateMachine):
    base: tuple[Database, Ground]

    def __init__(self) -> None:
        super().__init__()
        self.database, self.people = self.base
        self.frozen: dict[int, tuple[int | None, tuple[int, ...]]] = {}
        self.whole = self._one_transaction()
        self.tx = self.whole.__enter__()

    @contextmanager
    def _one_transaction(self) -> Iterator[Tx]:
        """Everything a run does happens in one transaction, which is thrown away."""
        with suppress(ThrownAwayError), self.database.writing() as tx:
            yield tx
            raise ThrownAwayError

    def teardown(self) -> None:
        self.whole.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.id = self.people.return_of(self.tx, "national", COUNTY_UNIT).id
        self.told: list[int] = []

    def by(self, who: int) -> int:
        people = self.people
        return [people.county, people.city, people.province, people.admin][who].id

    @rule(onsite=st.integers(0, 500), day=st.dates(date(YEAR - 1, 12, 1), date(YEAR, 12, 31)))
    def tell(self, onsite: int, day: date) -> None:
        told = making.tell(self.tx, onsite=onsite, day=day, by=self.people.county.id)
        self.told.append(told.id)

    @rule()
    def withdraw(self) -> None:
        if self.told:
            activity_id = self.told.pop()
            ledger.withdraw(
                self.tx, activity_id=activity_id, revision=1, reason="重复",
                person_id=self.people.county.id, now=make.NOW,
            )  # fmt: skip

    @rule(who=st.integers(0, 3), stale=st.booleans())
    def compile_it(self, who: int, *, stale: bool) -> None:
        found = queries.version_row(self.tx, self.id)
        counted = queries.count_now(self.tx, found)
        seen = found.revision - stale
        with suppress(Refusal), self.tx.begin_nested():
            actions.compile_return(
                self.tx, found, counted, seen=seen, by=self.by(who), now=make.NOW
            )
            assert not stale

    @rule(
        who=st.integers(0, 3),
        act=st.sampled_from([actions.check, actions.sign, actions.freeze]),
        stale=st.booleans(),
    )
    def step(self, who: int, act: object, *, stale: bool) -> None:
        found = queries.version_row(self.tx, self.id)
        with suppress(Refusal), self.tx.begin_nested():
            act(self.tx, found, seen=found.revision - stale, by=self.by(who), now=make.NOW)  # type: ignore[operator]
            assert not stale
        now = queries.version_row(self.tx, self.id)
        if now.state is State.FROZEN and self.id not in self.frozen:
            self.frozen[self.id] = self.figures(self.id)

    @rule(who=st.integers(0, 3))
    def send_back(self, who: int) -> None:
        found = queries.version_row(self.tx, self.id)
        with suppress(Refusal), self.tx.begin_nested():
            actions.send_back(
                self.tx, found, seen=found.revision, reason="再看", by=self.by(who), now=make.NOW
            )

    @rule(value=st.none() | st.integers(0, 99))
    def adjust(self, value: int | None) -> None:
        found = queries.version_row(self.tx, self.id)
        with suppress(Refusal), self.tx.begin_nested():
            figure_actions.adjust(
                self.tx, found, CELL, computed=None, value=value, reason="签到表",
                seen=found.revision, by=self.by(0), now=make.NOW,
            )  # fmt: skip
            assert found.state is State.OPEN

    @rule()
    def begin_anew(self) -> None:
        found = queries.version_row(self.tx, self.id)
        counted = queries.count_now(self.tx, found)
        with suppress(Refusal), self.tx.begin_nested():
            self.id = actions.reopen(self.tx, found, counted, by=self.by(0), now=make.NOW)
            assert found.state is State.FROZEN

    def figures(self, return_id: int) -> tuple[int | None, tuple[int, ...]]:
        counted = queries.count_of(self.tx, queries.version_row(self.tx, return_id))
        return counted.value(CELL), tuple(part.brings for part in counted.trail(CELL))

    @invariant()
    def what_is_frozen_never_moves(self) -> None:
        for return_id, figures in self.frozen.items():
            assert self.figures(return_id) == figures
            assert queries.version_row(self.tx, return_id).state is State.FROZEN

    @invariant()
    def a_figure_is_the_sum_of_its_trail(self) -> None:
        value, brought = self.figures(self.id)
        assert value == (sum(brought) if brought else None)

    @invariant()
    def a_signed_return_has_its_signatures_and_nobody_twice_without_a_mark(self) -> None:
        state = queries.version_row(self.tx, self.id).state
        steps = queries.steps(self.tx, self.id)
        done = actions.signed_by(steps)
        wanted = {
            State.OPEN: [],
            State.COMPILED: [Verb.COMPILED],
            State.CHECKED: [Verb.COMPILED, Verb.CHECKED],
        }.get(state, list(rules.SIGNING))
        assert sorted(done) == sorted(wanted)
        marked = any(step.alone for step in steps)
        assert len(set(done.values())) == len(done) or marked


pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

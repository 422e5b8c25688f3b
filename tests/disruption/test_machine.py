"""Storms, undoing, rebooking and everybody else in any order: the promises hold throughout."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update

from outreach.booking import actions, desk_actions
from outreach.booking import queries as bookings
from outreach.booking.model import TAKES_PLACES, Booking, BookingState, Verb
from outreach.booking.tables import AnswerLinkRow, BookingHistoryRow, BookingRow
from outreach.disruption import make_up_actions, queries, undo_actions
from outreach.disruption.actions import disrupt
from outreach.disruption.model import Choice, Outcome, Touch, Turn
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow, DisruptionSessionRow
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from outreach.season.tables import SessionRow
from tests import make
from tests.disruption import ground
from tests.disruption.ground import Rain

CAPACITY = 60
TOLD = {Verb.CALL_OFF, Verb.RESTORE, Verb.RESCHEDULE}
picks = st.sampled_from(("cancel", "open", "first", "second", "leave"))


class Storm(RuleBasedStateMachine):
    """Officers, teachers and time, taking turns over three sessions on three days."""

    def __init__(self, database: Database, rain: Rain) -> None:
        super().__init__()
        self.database, self.rain = database, rain
        self.now: datetime = make.NOW
        self.form = 0
        with database.writing() as tx:
            for table in (
                DisruptionGroupRow,
                DisruptionSessionRow,
                DisruptionRow,
                OutboxRow,
                AnswerLinkRow,
                BookingHistoryRow,
                BookingRow,
            ):
                tx.execute(delete(table))
            tx.execute(update(SessionRow).values(taken=0, waiting=0, state="open", reason=None))

    def do(self, act: Callable[[Tx], Any]) -> Any:
        """Let somebody do something; a refusal is an answer, and changes nothing."""
        try:
            with self.database.writing() as tx:
                return act(tx)
        except Refusal:
            return None

    @rule(school=st.integers(0, 5), session=st.integers(0, 2), waits=st.booleans())
    def book(self, *, school: int, session: int, waits: bool) -> None:
        ground_world = self.rain.world
        self.do(
            lambda tx: ground.book(
                tx, ground_world, school=school, session=session, waits=waits, now=self.now
            )
        )

    @rule(which=st.integers(0, 20))
    def confirm(self, which: int) -> None:
        booking = self.pick(which)
        if booking is not None:
            self.do(
                lambda tx: desk_actions.confirm(
                    tx, booking_id=booking.id, by=self.rain.world.coordinator.id, now=self.now
                )
            )

    @rule(which=st.integers(0, 20))
    def give_up(self, which: int) -> None:
        booking = self.pick(which)
        if booking is not None:
            self.do(
                lambda tx: actions.cancel(
                    tx, booking_id=booking.id, reason="illness", by=None, now=self.now
                )
            )

    @rule(turns=st.lists(picks, min_size=8, max_size=8))
    def storm(self, turns: list[str]) -> None:
        sessions = self.rain.world.sessions
        known = {
            "cancel": Choice(Turn.CANCEL),
            "open": Choice(Turn.OPEN),
            "first": Choice(Turn.POSTPONE, session_id=sessions[1]),
            "second": Choice(Turn.POSTPONE, session_id=sessions[2]),
            "leave": Choice(Turn.LEAVE),
        }

        def act(tx: Tx) -> list[Touch]:
            order = ground.order(
                tx, self.rain.province, self.rain.scope, choices=known["leave"], now=self.now
            )
            chosen = {b: known[turns[n % 8]] for n, b in enumerate(sorted(order.seen))}
            made = disrupt(
                tx, person=self.rain.province, order=replace(order, choices=chosen), now=self.now
            )
            groups = queries.touches_of(tx, made.id)
            # Nobody falls through: each group seen was cancelled, moved or left, and says which.
            assert {t.booking.id for t in groups} == set(order.seen)
            ended = [t for t in groups if t.is_ended]
            moved = [t for t in groups if t.turn is Turn.POSTPONE and t.outcome is Outcome.DONE]
            left = [t for t in groups if t.outcome is Outcome.LEFT]
            assert len(groups) == len(ended) + len(moved) + len(left)
            assert all(t.because is not None for t in left)
            return groups

        self.do(act)

    @precondition(lambda self: self.disruptions())
    @rule(which=st.integers(0, 3))
    def undo(self, which: int) -> None:
        known = self.disruptions()
        self.do(
            lambda tx: undo_actions.undo(
                tx,
                disruption_id=known[which % len(known)],
                person=self.rain.province,
                now=self.now,
            )
        )

    @rule(which=st.integers(0, 8))
    def restore_one(self, which: int) -> None:
        touch = self.owed(which)
        if touch is not None:
            self.do(
                lambda tx: undo_actions.restore_one(
                    tx, touch_id=touch.id, person=self.rain.world.coordinator, now=self.now
                )
            )

    @rule(which=st.integers(0, 8), session=st.integers(0, 2))
    def book_again(self, which: int, session: int) -> None:
        touch = self.owed(which)
        if touch is not None:
            self.do(
                lambda tx: make_up_actions.book_again(
                    tx,
                    touch_id=touch.id,
                    session_id=self.rain.world.sessions[session],
                    person=self.rain.province,
                    now=self.now,
                )
            )

    @rule(minutes=st.sampled_from((4, 16, 2000)))
    def time_passes(self, minutes: int) -> None:
        if self.now < make.NOW + timedelta(days=15):
            self.now += timedelta(minutes=minutes)

    @invariant()
    def the_counters_are_what_the_bookings_add_up_to(self) -> None:
        with self.database.reading() as tx:
            for session_id in self.rain.world.sessions:
                session = season.session_facts(tx, session_id)
                groups = bookings.bookings_of_session(tx, session_id)
                assert session.taken == sum(
                    b.group.pupils for b in groups if b.state in TAKES_PLACES
                )
                assert session.taken <= session.capacity
                waiting = [b for b in groups if b.state is BookingState.WAITLISTED]
                assert session.waiting == len(waiting)

    @invariant()
    def nobody_is_penalised(self) -> None:
        assert all(b.state is not BookingState.NO_SHOW for b in self.all())

    @invariant()
    def every_group_is_told_exactly_once_of_each_change_of_a_disruption(self) -> None:
        with self.database.reading() as tx:
            kinds = list(tx.scalars(select(OutboxRow.kind)))
            verbs = list(tx.scalars(select(BookingHistoryRow.verb)))
        told = sum(kind.startswith("disruption-") for kind in kinds)
        assert told == sum(verb in TOLD for verb in verbs)

    @invariant()
    def each_new_booking_makes_up_for_one_group(self) -> None:
        with self.database.reading() as tx:
            again = list(
                tx.scalars(
                    select(DisruptionGroupRow.made_up_id).where(
                        DisruptionGroupRow.made_up_id.is_not(None)
                    )
                )
            )
        assert len(again) == len(set(again))

    def all(self) -> list[Booking]:
        with self.database.reading() as tx:
            return [
                booking
                for session_id in self.rain.world.sessions
                for booking in bookings.bookings_of_session(tx, session_id)
            ]

    def pick(self, which: int) -> Booking | None:
        known = self.all()
        return known[which % len(known)] if known else None

    def disruptions(self) -> list[int]:
        with self.database.reading() as tx:
            return list(tx.scalars(select(DisruptionRow.id).order_by(DisruptionRow.id)))

    def owed(self, which: int) -> Touch | None:
        with self.database.reading() as tx:
            known = queries.owed(tx, self.rain.province)
        return known[which % len(known)] if known else None


@pytest.mark.timeout(600)
def test_a_storm_keeps_its_promises(database: Database) -> None:
    rain = ground.build(database, groups=1, schools=6, capacity=CAPACITY, policy="first_fit")

    run_state_machine_as_test(
        cast(type[RuleBasedStateMachine], lambda: Storm(database, rain)),
        settings=settings(
            max_examples=8 if database.is_sqlite else 4,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Whatever people do at the desk, in whatever order, these promises hold, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update

from outreach.booking import (
    actions,
    change_actions,
    desk_actions,
    offer_actions,
    queries,
    session_actions,
    split_actions,
    split_queries,
)
from outreach.booking.model import ACTIVE, TAKES_PLACES, Booking, BookingState
from outreach.booking.split_rules import Part
from outreach.booking.tables import AnswerLinkRow, BookingHistoryRow, BookingRow
from outreach.booking.waitlist import next_promotion
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from outreach.season.model import SessionState
from outreach.season.tables import DayLoadRow, SessionRow
from tests import make
from tests.booking import world
from tests.booking.world import World

CAPACITY, DAY_CAP = 60, 100
pupils = st.sampled_from((20, 30, 45, 60))


class Desk(RuleBasedStateMachine):
    """Teachers, coordinators and time, taking turns."""

    bookings: Bundle[int] = Bundle("bookings")

    def __init__(self, database: Database, ground: World, policy: str) -> None:
        super().__init__()
        self.database, self.world, self.policy = database, ground, policy
        self.now: datetime = make.NOW
        self.forms = 0
        with database.writing() as tx:
            for table in OutboxRow, AnswerLinkRow, BookingHistoryRow, BookingRow:
                tx.execute(delete(table))
            tx.execute(
                update(SessionRow).values(
                    taken=0, waiting=0, capacity=CAPACITY, state="open", reason=None
                )
            )
            tx.execute(update(DayLoadRow).values(taken=0))

    def do(self, act: Callable[[Tx], Any]) -> Any:
        """Let somebody do something; a refusal is an answer, and changes nothing."""
        try:
            with self.database.writing() as tx:
                return act(tx)
        except Refusal:
            return None

    @property
    def desk(self) -> dict[str, Any]:
        return {"by": self.world.coordinator.id, "now": self.now}

    @rule(
        target=bookings,
        session=st.integers(0, 1),
        school=st.integers(0, 7),
        pupils=pupils,
        waits=st.sampled_from((True, True, True, False)),
    )
    def book(self, *, session: int, school: int, pupils: int, waits: bool) -> Any:
        self.forms += 1
        with self.database.reading() as tx:
            line = queries.waiting(tx, self.world.sessions[session])
        placed = self.do(
            lambda tx: actions.book(
                tx,
                session_id=self.world.sessions[session],
                school=self.world.schools[school],
                group=world.group(pupils=pupils),
                token=f"form-{self.forms}",
                joins_waitlist=waits,
                placed_by=self.world.teachers[school].id,
                now=self.now,
            )
        )
        if placed is None:
            return multiple()
        assert not (line and placed.state is BookingState.SUBMITTED), "a newcomer overtook"
        return placed.booking_id

    @rule(
        target=bookings,
        school=st.integers(0, 7),
        sizes=st.tuples(pupils, pupils),
        backwards=st.booleans(),
    )
    def split(self, *, school: int, sizes: tuple[int, int], backwards: bool) -> Any:
        """A school comes in two parts, or not at all."""
        self.forms += 1
        before = self.ids()
        order = self.world.sessions[::-1] if backwards else self.world.sessions
        placed = self.do(
            lambda tx: split_actions.book_split(
                tx,
                plan=tuple(Part(*each) for each in zip(order, sizes, strict=True)),
                school=self.world.schools[school],
                group=world.group(pupils=sum(sizes), adults=9),
                token=f"form-{self.forms}",
                placed_by=self.world.teachers[school].id,
                now=self.now,
            )
        )
        new = self.ids() - before
        if placed is None:
            assert not new, "a part was booked without the other"
            return multiple()
        parts = [self.one(each) for each in sorted(new)]
        assert {p.session_id: p.group.pupils for p in parts} == dict(zip(order, sizes, strict=True))
        assert sum(p.group.adults for p in parts) == 9
        assert {p.split_of for p in parts} == {placed.booking_id} <= new
        return multiple(*new)

    @rule(booking_id=bookings)
    def cancel_every_part(self, booking_id: int) -> None:
        with self.database.reading() as tx:
            parts = split_queries.parts_of(tx, self.one(booking_id))
        before = [(part.id, part.state) for part in parts]
        done = self.do(
            lambda tx: split_actions.cancel_all(
                tx, booking_id=booking_id, reason="illness", by=None, now=self.now
            )
        )
        after = [(part.id, self.one(part.id).state) for part in parts]
        assert not ACTIVE & {state for _id, state in after} if done is not None else after == before

    @rule(booking_id=bookings, joining=st.sampled_from((5, 15, 40)))
    def join(self, booking_id: int, joining: int) -> None:
        """A colleague's class comes along under the same number, whole or not at all."""
        before = self.one(booking_id)
        done = self.do(
            lambda tx: change_actions.join(
                tx,
                booking_id=booking_id,
                pupils=joining,
                adults=1,
                revision=before.revision,
                by=None,
                now=self.now,
            )
        )
        after = self.one(booking_id)
        more = (joining, 1) if done else (0, 0)
        assert (after.group.pupils, after.group.adults) == (
            before.group.pupils + more[0],
            before.group.adults + more[1],
        )

    @rule(booking_id=bookings, pupils=pupils)
    def change(self, booking_id: int, pupils: int) -> None:
        group = world.group(pupils=pupils)
        self.do(
            lambda tx: change_actions.change(
                tx, booking_id=booking_id, group=group, by=None, by_school=True, now=self.now
            )
        )

    @rule(booking_id=bookings, session=st.integers(0, 1))
    def reschedule(self, booking_id: int, session: int) -> None:
        self.do(
            lambda tx: change_actions.reschedule(
                tx,
                booking_id=booking_id,
                session_id=self.world.sessions[session],
                by=None,
                by_venue=False,
                now=self.now,
            )
        )

    @rule(booking_id=bookings)
    def cancel(self, booking_id: int) -> None:
        self.do(
            lambda tx: actions.cancel(
                tx, booking_id=booking_id, reason="weather", by=None, now=self.now
            )
        )

    @rule(booking_id=bookings, answer=st.sampled_from(("accept", "forgo")))
    def answer_offer(self, booking_id: int, answer: str) -> None:
        act = getattr(offer_actions, answer)
        self.do(lambda tx: act(tx, booking_id=booking_id, by=None, now=self.now))

    @rule(booking_id=bookings, decision=st.sampled_from(("hold", "confirm")))
    def decide(self, booking_id: int, decision: str) -> None:
        act = getattr(desk_actions, decision)
        self.do(lambda tx: act(tx, booking_id=booking_id, **self.desk))

    @rule(booking_id=bookings, decision=st.sampled_from(("send_back", "decline", "call_off")))
    def decide_with_reason(self, booking_id: int, decision: str) -> None:
        act = getattr(desk_actions, decision)
        self.do(lambda tx: act(tx, booking_id=booking_id, reason="缺公章", **self.desk))

    @rule(session=st.integers(0, 1), capacity=st.sampled_from((30, 60, 90)))
    def change_capacity(self, session: int, capacity: int) -> None:
        self.do(
            lambda tx: session_actions.change_capacity(
                tx, session_id=self.world.sessions[session], capacity=capacity, **self.desk
            )
        )

    @rule(session=st.integers(0, 1))
    def cancel_session(self, session: int) -> None:
        self.do(
            lambda tx: session_actions.cancel_session(
                tx, session_id=self.world.sessions[session], reason="停电", **self.desk
            )
        )

    @rule(days=st.sampled_from((1, 5, 13)))
    def time_passes(self, days: int) -> None:
        if self.now + timedelta(days=days) < make.NOW + timedelta(days=25):
            self.now += timedelta(days=days)
            desk_actions.lapse_due(self.database, now=self.now)
            offer_actions.lapse_offers_due(self.database, now=self.now)

    @invariant()
    def the_counters_are_what_the_bookings_add_up_to(self) -> None:
        with self.database.reading() as tx:
            expected = 0
            for session_id in self.world.sessions:
                session = season.session_facts(tx, session_id)
                groups = queries.bookings_of_session(tx, session_id)
                taken = sum(b.group.pupils for b in groups if b.state in TAKES_PLACES)
                waiting = sum(b.state is BookingState.WAITLISTED for b in groups)
                assert (session.taken, session.waiting) == (taken, waiting)
                assert session.taken <= session.capacity
                expected += taken
            assert tx.scalar(select(DayLoadRow.taken)) == expected <= DAY_CAP

    @invariant()
    def no_place_is_wasted_while_somebody_may_have_it(self) -> None:
        with self.database.reading() as tx:
            for session_id in self.world.sessions:
                session = season.session_facts(tx, session_id)
                if session.state is SessionState.OPEN:
                    promotion = next_promotion(
                        queries.waiting(tx, session_id),
                        session.places_left,
                        policy=session.waitlist_policy,
                        max_passes=session.max_passes,
                    )
                    assert promotion is None

    @invariant()
    def a_school_has_one_active_booking_in_a_half_day(self) -> None:
        with self.database.reading() as tx:
            active = {
                (b.school_id, b.day, b.half, b.split_of or b.id)
                for session_id in self.world.sessions
                for b in queries.bookings_of_session(tx, session_id, states=ACTIVE)
            }
        assert len(active) == len({which[:3] for which in active}), "parts of one school are one"

    @invariant()
    def parts_of_a_school_know_each_other(self) -> None:
        with self.database.reading() as tx:
            parts = [b for b in self.all(tx) if b.split_of is not None]
        for whole in {part.split_of for part in parts}:
            own = [part for part in parts if part.split_of == whole]
            assert whole in {part.id for part in own}
            assert len({part.school_id for part in own}) == 1

    @invariant()
    def nobody_is_passed_more_often_than_promised(self) -> None:
        with self.database.reading() as tx:
            passes = [b.passes for b in self.all(tx)]
        assert max(passes, default=0) <= (0 if self.policy == "strict" else 2)

    @invariant()
    def every_change_of_state_is_remembered_and_told(self) -> None:
        with self.database.reading() as tx:
            for booking in self.all(tx):
                steps = queries.history(tx, booking.id)
                assert steps[-1].state is booking.state
            told = len(tx.scalars(select(OutboxRow.id)).all())
            remembered = len(tx.scalars(select(BookingHistoryRow.id)).all())
        assert told == remembered

    def one(self, booking_id: int) -> Booking:
        with self.database.reading() as tx:
            found = queries.find_booking(tx, booking_id)
        assert found is not None
        return found

    def ids(self) -> set[int]:
        with self.database.reading() as tx:
            return {booking.id for booking in self.all(tx)}

    def all(self, tx: Tx) -> list[Booking]:
        return [
            booking
            for session_id in self.world.sessions
            for booking in queries.bookings_of_session(tx, session_id)
        ]


@pytest.mark.parametrize("policy", ["strict", "first_fit"])
def test_the_desk_keeps_its_promises(database: Database, policy: str) -> None:
    ground = world.build(
        database,
        capacity=CAPACITY,
        sessions=2,
        schools=8,
        policy=policy,
        max_passes=2,
        day_cap=DAY_CAP,
    )

    run_state_machine_as_test(
        cast(type[RuleBasedStateMachine], lambda: Desk(database, ground, policy)),
        settings=settings(
            max_examples=10 if database.is_sqlite else 5,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

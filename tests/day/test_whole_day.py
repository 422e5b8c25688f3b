"""A whole day as a machine: bookings, offers, changes, arrivals, rain and undoing, in any order.

Two sessions of one morning share a day cap; a third lies a day later, so that groups can be
postponed. Weeks pass before the day, and the day itself passes hour by hour.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update

from outreach.accounts.model import Person, Role
from outreach.booking import (
    actions,
    arrival_actions,
    arrival_queries,
    change_actions,
    desk_actions,
    offer_actions,
    queries,
    session_actions,
)
from outreach.booking.model import ACTIVE, TAKES_PLACES, Booking, BookingState
from outreach.disruption import undo_actions
from outreach.disruption.actions import disrupt
from outreach.disruption.model import Choice, Outcome, Scope, Touching, Turn
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database, Row, Tx
from outreach.kernel.refusal import Refusal
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger import visits
from outreach.ledger.model import EVERYTHING, Filter
from outreach.season import queries as season
from outreach.season.tables import DayLoadRow, SessionRow
from tests import make
from tests.booking import world
from tests.booking.world import COUNTY, World
from tests.disruption import ground

CAPACITY, DAY_CAP, SCHOOLS = 60, 100, 8
S = BookingState
pupils = st.sampled_from((20, 30, 45, 60))
turns = st.sampled_from((Turn.CANCEL, Turn.CANCEL, Turn.OPEN, Turn.POSTPONE, Turn.LEAVE))


class Day(RuleBasedStateMachine):
    """Teachers, the desk, an officer and the clock, taking turns."""

    bookings: Bundle[int] = Bundle("bookings")
    rains: Bundle[int] = Bundle("rains")

    def __init__(self, database: Database, where: World, officer: Person, *, begins: str) -> None:
        super().__init__()
        self.database, self.world, self.officer = database, where, officer
        self.now: datetime = make.NOW
        self.begins = begins
        self.missed: set[int] = set()  # whom the desk itself marked as not having come
        self.before_rain: dict[int, dict[int, BookingState]] = {}
        self.last_step: tuple[str, int] = ("", 0)
        self.steps_taken = 0
        with database.writing() as tx:
            wipe(tx)

    def do(self, act: Callable[[Tx], Any], step: str = "", of: int = 0) -> Any:
        """Let somebody do something; a refusal is an answer, and changes nothing."""
        try:
            with self.database.writing() as tx:
                done = act(tx)
        except Refusal:
            return None
        self.last_step = (step, of)
        self.steps_taken += 1
        return done

    @property
    def desk(self) -> dict[str, Any]:
        return {"by": self.world.coordinator.id, "now": self.now}

    def is_ahead(self) -> bool:
        return self.now < at_wall_clock(self.world.day, time(8))

    def is_the_day(self) -> bool:
        return not self.is_ahead()

    @initialize(target=bookings, sizes=st.lists(pupils, min_size=4, max_size=SCHOOLS))
    def a_season_begins(self, sizes: list[int]) -> Any:
        """Some schools have booked, and the venue has confirmed all it could."""
        placed = [
            self.place(session=n % 2, school=n, pupils=size, on_behalf=False)
            for n, size in enumerate(sizes)
        ]
        for booking_id in placed:
            self.decide(booking_id, "confirm")
        if self.begins == "on-the-day":
            self.the_day_breaks()
        return multiple(*placed)

    # -- weeks before ------------------------------------------------------------------------

    @precondition(is_ahead)
    @rule(
        target=bookings,
        session=st.integers(0, 2),
        school=st.integers(0, SCHOOLS - 1),
        pupils=pupils,
        on_behalf=st.booleans(),
    )
    def book(self, *, session: int, school: int, pupils: int, on_behalf: bool) -> Any:
        placed = self.place(session=session, school=school, pupils=pupils, on_behalf=on_behalf)
        return placed or multiple()

    def place(self, *, session: int, school: int, pupils: int, on_behalf: bool) -> int:
        placed = self.do(
            lambda tx: actions.book(
                tx,
                session_id=self.world.sessions[session],
                school=self.world.schools[school],
                group=world.group(pupils=pupils),
                token=secrets.token_urlsafe(12),
                joins_waitlist=True,
                placed_by=self.world.teachers[school].id,
                on_behalf=on_behalf,
                now=self.now,
            )
        )
        return int(placed.booking_id) if placed else 0

    @precondition(is_ahead)
    @rule(booking_id=bookings, takes=st.booleans())
    def answer_offer(self, *, booking_id: int, takes: bool) -> None:
        act = offer_actions.accept if takes else offer_actions.forgo
        self.do(lambda tx: act(tx, booking_id=booking_id, by=None, now=self.now))

    @precondition(is_ahead)
    @rule(booking_id=bookings, pupils=pupils)
    def change(self, booking_id: int, pupils: int) -> None:
        self.do(
            lambda tx: change_actions.change(
                tx,
                booking_id=booking_id,
                group=world.group(pupils=pupils),
                by=None,
                by_school=True,
                now=self.now,
            )
        )

    @precondition(is_ahead)
    @rule(booking_id=bookings, session=st.integers(0, 2))
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

    @precondition(is_ahead)
    @rule(booking_id=bookings)
    def cancel(self, booking_id: int) -> None:
        self.do(
            lambda tx: actions.cancel(
                tx, booking_id=booking_id, reason="plans_changed", by=None, now=self.now
            )
        )

    @precondition(is_ahead)
    @rule(booking_id=bookings, decision=st.sampled_from(("hold", "confirm", "confirm")))
    def decide(self, booking_id: int, decision: str) -> None:
        act = getattr(desk_actions, decision)
        self.do(lambda tx: act(tx, booking_id=booking_id, **self.desk))

    @precondition(is_ahead)
    @rule(session=st.integers(0, 2), capacity=st.sampled_from((30, 60, 90)))
    def change_capacity(self, session: int, capacity: int) -> None:
        self.do(
            lambda tx: session_actions.change_capacity(
                tx, session_id=self.world.sessions[session], capacity=capacity, **self.desk
            )
        )

    # -- rain --------------------------------------------------------------------------------

    @rule(
        target=rains,
        turn=turns,
        closes=st.sampled_from((False, False, True)),
        by_venue=st.booleans(),
    )
    def rain(self, *, turn: Turn, closes: bool, by_venue: bool) -> Any:
        scope = Scope(
            days=Days.through(self.world.day, self.world.day),
            touching=Touching.ALL,
            counties=frozenset() if closes else frozenset({COUNTY}),
            venue_id=self.world.venue if closes else None,
            closes=closes,
        )
        who = self.world.coordinator if by_venue else self.officer
        target = self.world.sessions[2] if turn is Turn.POSTPONE else None
        before = self.states()

        def act(tx: Tx) -> int:
            chosen = Choice(turn, session_id=target)
            wanted = ground.order(tx, who, scope, choices=chosen, now=self.now)
            return disrupt(tx, person=who, order=wanted, now=self.now).id

        rain_id = self.do(act)
        if rain_id is None:
            return multiple()
        self.last_step = ("rain", rain_id)
        self.before_rain[rain_id] = before
        return rain_id

    @rule(rain_id=rains)
    def undo(self, rain_id: int) -> None:
        at_once = self.last_step == ("rain", rain_id)
        before, now = self.before_rain[rain_id], self.states()
        who = self.maker(rain_id)
        undone = self.do(
            lambda tx: undo_actions.undo(tx, disruption_id=rain_id, person=who, now=self.now)
        )
        if undone and at_once and not self.promoted(before, now):
            assert self.states() == before, "undone at once, yet somebody stands otherwise"

    def maker(self, rain_id: int) -> Person:
        from outreach.disruption import queries as disruptions

        with self.database.reading() as tx:
            made_by = disruptions.get(tx, rain_id).made_by
        return self.officer if made_by == self.officer.id else self.world.coordinator

    @staticmethod
    def promoted(before: dict[int, BookingState], now: dict[int, BookingState]) -> bool:
        """Whether the rain gave somebody who waited the places of somebody else."""
        return any(
            before[each] is S.WAITLISTED and state is S.OFFERED for each, state in now.items()
        )

    # -- the day itself ----------------------------------------------------------------------

    @rule(hours=st.sampled_from((1, 1, 3, 26)))
    def time_passes(self, hours: int) -> None:
        """Towards the day and through it; what time does by itself is done."""
        if self.now + timedelta(hours=hours) > at_wall_clock(self.world.day, time(20)):
            return
        self.now += timedelta(hours=hours)
        self.last_step = ("", 0)
        desk_actions.lapse_due(self.database, now=self.now)
        offer_actions.lapse_offers_due(self.database, now=self.now)
        visits.finish_due(self.database, now=self.now)

    @precondition(lambda self: self.is_ahead() and self.steps_taken >= 8)
    @rule()
    def the_day_breaks(self) -> None:
        """The weeks are over once enough has happened in them."""
        self.now = max(self.now, at_wall_clock(self.world.day, time(8, 30)))
        self.last_step = ("", 0)

    @precondition(is_the_day)
    @rule(booking_id=bookings, share=st.sampled_from((0.5, 1.0, 1.2)))
    def arrive(self, booking_id: int, share: float) -> None:
        came = max(1, round(self.one(booking_id).group.pupils * share))
        self.do(
            lambda tx: visits.count(
                tx, booking_id=booking_id, pupils=came, adults=2, note="数过", **self.desk
            )
        )
        if self.one(booking_id).state is S.ARRIVED:
            self.missed.discard(booking_id)

    @precondition(is_the_day)
    @rule(booking_id=bookings)
    def leave(self, booking_id: int) -> None:
        self.do(lambda tx: visits.finish(tx, booking_id=booking_id, **self.desk))

    @precondition(is_the_day)
    @rule(booking_id=bookings)
    def miss(self, booking_id: int) -> None:
        if self.do(lambda tx: arrival_actions.miss(tx, booking_id=booking_id, **self.desk)):
            self.missed.add(booking_id)

    @precondition(is_the_day)
    @rule(booking_id=bookings)
    def explain(self, booking_id: int) -> None:
        """The coach broke down: whoever did not come is not to blame."""
        if self.one(booking_id).state is not S.NO_SHOW:
            return
        if self.do(
            lambda tx: desk_actions.call_off(
                tx, booking_id=booking_id, reason="客车故障", **self.desk
            )
        ):
            self.missed.discard(booking_id)

    # -- what holds --------------------------------------------------------------------------

    @invariant()
    def the_counters_are_what_the_bookings_add_up_to(self) -> None:
        with self.database.reading() as tx:
            by_day: dict[Any, int] = {}
            for session in season.upcoming_sessions(
                tx,
                first=self.world.day,
                last=self.world.day + timedelta(days=1),
                with_cancelled=True,
            ):
                groups = queries.bookings_of_session(tx, session.id)
                taken = sum(b.group.pupils for b in groups if b.state in TAKES_PLACES)
                assert session.taken == taken <= session.capacity
                assert session.waiting == sum(b.state is S.WAITLISTED for b in groups)
                by_day[session.day] = by_day.get(session.day, 0) + taken
            loads = tx.execute(select(DayLoadRow.day, DayLoadRow.taken, DayLoadRow.capacity))
            for day, taken, capacity in loads:
                assert taken == by_day.get(day, 0) <= capacity

    @invariant()
    def a_school_has_one_active_booking_in_a_half_day(self) -> None:
        active = [(b.school_id, b.day, b.half) for b in self.all() if b.state in ACTIVE]
        assert len(active) == len(set(active))

    @invariant()
    def only_whom_the_desk_missed_did_not_come(self) -> None:
        """Rain, cancelling, lapsing and explaining never make a no-show."""
        assert {b.id for b in self.all() if b.state is S.NO_SHOW} == self.missed

    @invariant()
    def the_ledger_holds_each_finished_visit_once_and_no_other(self) -> None:
        done = {b.id: b for b in self.all() if b.state is S.DONE}
        with self.database.reading() as tx:
            everything = ledger.each_activity(tx, Filter(), sight=EVERYTHING)
            told = {activity.booking_id: activity for activity in everything}
            came = arrival_queries.last_arrivals(tx, list(done))
        assert set(told) == set(done)
        for booking_id, arrival in came.items():
            assert told[booking_id].onsite == arrival.pupils + arrival.adults

    @invariant()
    def history_ends_where_the_booking_stands(self) -> None:
        with self.database.reading() as tx:
            for booking in self.all():
                assert queries.history(tx, booking.id)[-1].state is booking.state

    @invariant()
    def every_group_of_a_rain_is_accounted_for(self) -> None:
        """Touched is what was done, left, undone and lost: nobody falls through."""
        from outreach.disruption import queries as disruptions

        with self.database.reading() as tx:
            for rain_id in self.before_rain:
                for touch in disruptions.touches_of(tx, rain_id):
                    assert touch.outcome in set(Outcome)
                    if touch.is_owed:
                        assert touch.booking.state is S.FORCE_MAJEURE

    def all(self) -> list[Booking]:
        with self.database.reading() as tx:
            sessions = season.upcoming_sessions(
                tx,
                first=self.world.day,
                last=self.world.day + timedelta(days=1),
                with_cancelled=True,
            )
            return [b for s in sessions for b in queries.bookings_of_session(tx, s.id)]

    def one(self, booking_id: int) -> Booking:
        with self.database.reading() as tx:
            found = queries.find_booking(tx, booking_id)
        assert found is not None
        return found

    def states(self) -> dict[int, BookingState]:
        return {b.id: b.state for b in self.all()}


KEPT = frozenset(
    {
        "activity_number", "adult_ratio", "alembic_version", "audit_end", "audit_entry",
        "audit_link", "city", "county", "day_load", "enrolment", "group_rule", "person",
        "programme", "role_grant", "school", "session", "venue",
    }
)  # fmt: skip


def wipe(tx: Tx) -> None:
    """Everything that a run leaves behind; the world stays, and the audit, which nobody empties."""
    for table in reversed(Row.metadata.sorted_tables):
        if table.name not in KEPT:
            tx.execute(delete(table))
    tx.execute(update(SessionRow).values(taken=0, waiting=0, capacity=CAPACITY, state="open"))
    tx.execute(update(DayLoadRow).values(taken=0))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("begins", ["weeks-before", "on-the-day"])
def test_a_whole_day_keeps_its_promises(database: Database, begins: str) -> None:
    where = world.build(database, capacity=CAPACITY, sessions=2, schools=SCHOOLS, day_cap=DAY_CAP)
    with database.writing() as tx:
        officer = make.person(tx, role=Role.PROVINCE)
        later = tx.get_one(SessionRow, where.sessions[0])
        tomorrow = SessionRow(
            programme_id=1,
            venue_id=1,
            day=where.day + timedelta(days=1),
            starts=later.starts,
            ends=later.ends,
            capacity=CAPACITY,
            opens_at=later.opens_at,
            closes_at=later.closes_at,
        )
        tx.add(tomorrow)
        tx.flush()
        third = tomorrow.id
    whole = World(**{**vars_of(where), "sessions": (*where.sessions, third)})

    run_state_machine_as_test(
        cast(type[RuleBasedStateMachine], lambda: Day(database, whole, officer, begins=begins)),
        settings=settings(
            max_examples=20 if database.is_sqlite else 8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def vars_of(where: World) -> dict[str, Any]:
    return {name: getattr(where, name) for name in where.__dataclass_fields__}

"""Whatever happens to the roster, in whatever order, these promises hold, on both databases."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from outreach.booking import actions as booking
from outreach.booking import change_actions, queries
from outreach.booking.tables import BookingHistoryRow, BookingRow
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox.tables import OutboxRow
from outreach.roster import (
    assign_actions,
    constraints,
    guide_actions,
    needs,
    proposals,
    swap_actions,
)
from outreach.roster import queries as roster
from outreach.roster.framing import frame_of
from outreach.roster.greedy import greedy
from outreach.roster.model import STANDS, DutyState, Limits, OffKind
from outreach.roster.proposing import Solved
from outreach.roster.tables import (
    DayOffRow,
    DutyRow,
    DutyStepRow,
    RosterProposalRow,
    SwapRow,
)
from outreach.season.tables import ClaimRow, SessionRow
from tests import make
from tests.booking import world
from tests.roster import ground
from tests.roster.ground import Ground

BY: dict[str, Any] = {"by": None, "now": make.NOW}
number = st.integers(0, 3)


class Roster(RuleBasedStateMachine):
    """Schools, coordinators, guides and the solver, taking turns."""

    def __init__(self, database: Database, laid: Ground) -> None:
        super().__init__()
        self.database, self.laid, self.forms = database, laid, 0
        with database.writing() as tx:
            for table in (
                SwapRow,
                DutyStepRow,
                DutyRow,
                DayOffRow,
                RosterProposalRow,
                OutboxRow,
                BookingHistoryRow,
                BookingRow,
                ClaimRow,
            ):
                tx.execute(delete(table))
            tx.execute(update(SessionRow).values(taken=0, waiting=0))

    def do(self, act: Callable[[Tx], Any]) -> Any:
        """Let somebody do something; a refusal is an answer, and changes nothing."""
        try:
            with self.database.writing() as tx:
                return act(tx)
        except Refusal:
            return None

    def one(self, tx: Tx, nth: int) -> Any:
        duties = [d for d in roster.duties_of_day(tx, 1, self.laid.day) if d.state in STANDS]
        return duties[nth % len(duties)] if duties else None

    @rule(session=st.integers(0, 1), school=number, pupils=st.sampled_from((20, 45, 90)))
    def book(self, session: int, school: int, pupils: int) -> None:
        self.forms += 1
        self.do(
            lambda tx: booking.book(
                tx,
                session_id=self.laid.world.sessions[session],
                school=self.laid.world.schools[school],
                group=world.group(pupils=pupils),
                token=f"form-{self.forms}",
                placed_by=None,
                now=make.NOW,
            )
        )

    @rule(school=number, act=st.sampled_from(("cancel", "move", "change")))
    def school_acts(self, school: int, act: str) -> None:
        def do(tx: Tx) -> None:
            rows = tx.scalars(select(BookingRow.id).order_by(BookingRow.id)).all()
            if not rows:
                return
            found = queries.find_booking(tx, rows[school % len(rows)])
            assert found is not None
            if act == "cancel":
                booking.cancel(tx, booking_id=found.id, reason="weather", **BY)
            elif act == "move":
                other = next(s for s in self.laid.world.sessions if s != found.session_id)
                change_actions.reschedule(
                    tx, booking_id=found.id, session_id=other, by_venue=False, **BY
                )
            else:
                change_actions.change(
                    tx, booking_id=found.id, group=world.group(pupils=50), by_school=True, **BY
                )

        self.do(do)

    @rule()
    def bring(self) -> None:
        """The job that comes each minute."""
        needs.keep_up(self.database, now=make.NOW)
        with self.database.reading() as tx:
            wanted = needs.between(tx, venue_id=1, first=self.laid.day, last=self.laid.day)
            standing = {
                d.key for d in roster.duties_of_day(tx, 1, self.laid.day) if d.state in STANDS
            }
        assert standing == {need.key for need in wanted.get(self.laid.day, [])}

    @rule(nth=number, guide=st.integers(0, 2), reason=st.sampled_from((None, "人手紧")))
    def assign(self, nth: int, guide: int, reason: str | None) -> None:
        def do(tx: Tx) -> None:
            duty = self.one(tx, nth)
            if duty is not None:
                assign_actions.assign(
                    tx,
                    duty_id=duty.id,
                    guide_id=self.laid.guides[guide].id,
                    reason=reason,
                    **BY,
                )

        self.do(do)

    @rule(nth=number)
    def free(self, nth: int) -> None:
        def do(tx: Tx) -> None:
            duty = self.one(tx, nth)
            if duty is not None:
                assign_actions.free(tx, duty_id=duty.id, **BY)

        self.do(do)

    @rule(nth=number)
    def offer(self, nth: int) -> None:
        def do(tx: Tx) -> None:
            duty = self.one(tx, nth)
            if duty is not None and duty.guide_id is not None:
                swap_actions.offer(tx, duty_id=duty.id, guide_id=duty.guide_id, now=make.NOW)

        self.do(do)

    @rule(guide=st.integers(0, 2))
    def accept(self, guide: int) -> None:
        def do(tx: Tx) -> None:
            for swap in swap_actions.offered(tx, venue_id=1)[:1]:
                swap_actions.accept(tx, swap_id=swap.id, guide=self.laid.guides[guide], **BY)

        self.do(do)

    @rule(guide=st.integers(0, 2), part=st.sampled_from((DayPart.AM, DayPart.PM)))
    def day_off(self, guide: int, part: DayPart) -> None:
        self.do(
            lambda tx: guide_actions.take_day_off(
                tx,
                guide_id=self.laid.guides[guide].id,
                first=self.laid.day,
                last=self.laid.day,
                part=part,
                kind=OffKind.LEAVE,
                **BY,
            )
        )

    @rule()
    def back_to_work(self) -> None:
        with self.database.writing() as tx:
            tx.execute(update(DayOffRow).values(removed_at=make.NOW))

    @rule()
    def propose_and_publish(self) -> None:
        """The greedy roster stands for the solver's here: it goes the same way through the judge."""
        days: dict[str, Any] = {
            "first": self.laid.day,
            "last": self.laid.day + timedelta(days=6),
        }
        with self.database.writing() as tx:
            made = proposals.ask(tx, venue_id=1, **days, **BY)
            frame = frame_of(tx, venue_id=1, **days, now=make.NOW)
            plan = frame.plan(
                Solved(greedy(frame.problem), 0, "greedy", proven=False, cpu_seconds=0)
            )
            assert (
                constraints.breaches_of_plan(
                    frame.lives, frame.duties, plan, accepted=frame.accepted
                )
                == []
            )
            tx.execute(
                update(RosterProposalRow)
                .where(RosterProposalRow.id == made.id)
                .values(
                    state="ready",
                    plan=json.dumps(
                        {"plan": sorted(plan.items()), "proven": False, "cpu_seconds": 0}
                    ),
                )
            )
        self.do(lambda tx: proposals.publish(tx, proposal_id=made.id, **BY))

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with self.database.reading() as tx:
            its = [d for d in roster.duties_of_day(tx, 1, self.laid.day) if d.guide_id]
            held = set(tx.execute(select(ClaimRow.resource, ClaimRow.holder)).all())
        assert not [
            (a.id, b.id)
            for a in its
            for b in its
            if a.id < b.id and a.guide_id == b.guide_id and a.span.overlaps(b.span)
        ]
        assert {(f"guide:{d.guide_id}", f"duty:{d.id}") for d in its} == held

    @invariant()
    def limits_hold_unless_somebody_said_why(self) -> None:
        with self.database.reading() as tx:
            lives = roster.lives(tx, venue_id=1, first=self.laid.day, last=self.laid.day)
        for life in lives.values():
            plain = [d for d in life.duties if d.override is None and d.state is DutyState.FILLED]
            assert len(plain) <= life.guide.limits.duties_a_day
            for duty in life.duties:
                against = constraints.breaches(life, duty)
                assert not constraints.is_impossible(against), against

    @invariant()
    def what_guides_were_told_is_how_things_stand(self) -> None:
        """Replaying every guide's messages gives exactly their duties; sequences only rise."""
        with self.database.reading() as tx:
            messages = tx.scalars(
                select(OutboxRow).where(OutboxRow.kind.startswith("duty-")).order_by(OutboxRow.id)
            ).all()
            told: dict[tuple[int, int], tuple[str, str]] = {}
            sequence: dict[tuple[int, int], int] = {}
            for message in messages:
                facts = json.loads(message.payload)
                key = (facts["guide_id"], facts["duty_id"])
                assert facts["revision"] > sequence.get(key, -1), "told twice, or out of order"
                sequence[key] = facts["revision"]
                if message.kind == "duty-taken-away":
                    assert key in told, "told of the end of what nobody told them of"
                    del told[key]
                else:
                    assert (message.kind == "duty-changed") is (key in told)
                    told[key] = (facts["day"], facts["starts"])
            stands = {
                (int(d.guide_id), int(d.id)): (d.day.isoformat(), d.starts.isoformat("minutes"))
                for d in roster.duties_of_day(tx, 1, self.laid.day)
                if d.guide_id
            }
        assert told == stands


def test_the_roster_keeps_its_promises(database: Database) -> None:
    laid = ground.lay(database, guides=3, sessions=2, groups=0)
    with database.writing() as tx:
        guide_actions.change_guide(
            tx,
            guide_id=laid.guides[0].id,
            entry=ground.entry("guide0", limits=Limits(duties_a_day=1)),
            revision=0,
            **BY,
        )

    run_state_machine_as_test(
        cast(type[RuleBasedStateMachine], lambda: Roster(database, laid)),
        settings=settings(
            max_examples=12 if database.is_sqlite else 5,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

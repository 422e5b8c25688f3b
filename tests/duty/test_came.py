"""Booked and came: two figures of the same groups, by school, month and reason, and taken home."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from outreach.accounts.model import Role
from outreach.booking import actions as booking
from outreach.booking.model import DifferenceReason
from outreach.duty import came, gate_actions, walk_in_actions
from outreach.duty.walk_in_actions import Door
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from tests import make
from tests.booking.world import COUNTY
from tests.browse import Browse
from tests.duty.ground import PUPILS, Gate, count, open_gate


@pytest.fixture
def gate(database: Database) -> Gate:
    """Of four groups one is short of three, one came as booked, one is missing, one sent word."""
    gate = open_gate(database, visits=4)
    by, now = gate.world.coordinator.id, gate.opening
    with database.writing() as tx:
        for visit, pupils, reason in ((0, 17, DifferenceReason.ILLNESS), (1, PUPILS, None)):
            gate_actions.arrive(
                tx,
                booking_id=gate.visits[visit],
                count=count(pupils, reason=reason),
                seen=0,
                by=by,
                now=now,
            )
        gate_actions.miss(tx, booking_id=gate.visits[2], by=by, now=now)
        booking.cancel(
            tx, booking_id=gate.visits[3], reason="weather", by=None, now=now - timedelta(days=4)
        )
        walk_in_actions.admit(
            tx,
            session_id=gate.world.sessions[0],
            door=Door(None, "=外省小学", COUNTY, None, 12, 2),
            token="door",
            by=by,
            now=now,
        )
    return gate


def test_booked_and_came_stand_side_by_side(database: Database, gate: Gate) -> None:
    day = gate.world.day
    with database.reading() as tx:
        found = came.compare(tx, gate.world.coordinator, days=Days.through(day, day), venue_id=None)

    total = found.total
    assert (total.groups_booked, total.groups_came) == (3, 2)
    assert (total.booked, total.came) == (60, 37)
    assert found.reasons == {DifferenceReason.ILLNESS: (1, 3, 0)}
    assert dict(found.why_given_up) == {"weather": 1}
    assert [tally.came for _school, tally in found.schools.values()] == [17, 20, 0]
    assert [tally.booked for tally in found.months.values()] == [60]
    assert found.pupils_walked_in == 12


def test_another_venue_and_another_county_see_nothing(database: Database, gate: Gate) -> None:
    day = gate.world.day
    with database.writing() as tx:
        strangers = [
            make.person(tx, role=Role.VENUE, scope=99),
            make.person(tx, role=Role.COUNTY, scope="360102"),
        ]
        officer = make.person(tx, role=Role.COUNTY, scope=COUNTY)
        seen = [
            came.compare(tx, someone, days=Days.through(day, day), venue_id=None)
            for someone in (*strangers, officer)
        ]

    assert [(len(c.groups), len(c.walk_ins)) for c in seen] == [(0, 0), (0, 0), (3, 1)]


def test_the_page_and_the_files_say_the_same(
    browse: Browse, database: Database, gate: Gate
) -> None:
    browse.clock.now = gate.opening
    desk = browse.sign_in(gate.world.coordinator)

    page = desk.get("/booked-and-came")
    text = desk.get("/booked-and-came/text").data.decode("utf-8-sig")
    book = load_workbook(BytesIO(desk.get("/booked-and-came/workbook").data))

    assert page.status_code == 200
    assert "62%" in page.text
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(rows) == len(text.splitlines()) == 1 + 3 + 1
    assert [row[6:11:2] for row in rows[1:]] == [
        (20, 17, -3),
        (20, 20, 0),
        (20, None, None),
        (None, 12, None),
    ]
    assert "'=外省小学" in text


@pytest.mark.parametrize(
    "query", ["?from=x&to=y", "?from=2999-01-01", "?venue=99999999999", "?to=9999-12-31"]
)
def test_odd_questions_get_a_page(browse: Browse, gate: Gate, query: str) -> None:
    desk = browse.sign_in(gate.world.coordinator)

    assert desk.get(f"/booked-and-came{query}").status_code == 200

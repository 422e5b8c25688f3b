"""One list of whom to ring: offers, reconfirmations, papers and changed visits, school by school."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.accounts.tables import AuditRow
from outreach.booking import reconfirm_actions
from outreach.catalogue.paper_terms import Paper
from outreach.disruption import queries as disruptions
from outreach.disruption.model import Choice, Turn
from outreach.duty import call_list
from outreach.duty.call_list import Entry
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse
from tests.disruption import ground as raining
from tests.disruption.ground import Rain
from tests.papers import ground as papering

DAY = timedelta(days=1)
NEAR = make.NOW + 28 * DAY  # two days before the visits
PATIENCE = timedelta(hours=1)


@pytest.fixture
def rain(database: Database) -> Rain:
    """Three confirmed visits; nobody reconfirmed, and the second was called off for rain."""
    found = raining.build(database, now=make.NOW)
    reconfirm_actions.ask_due(database, now=NEAR - DAY)
    raining.disrupted(
        database,
        found,
        choices={found.bookings[1]: Choice(Turn.CANCEL)},
        now=NEAR,
    )
    return found


def listed(database: Database, rain: Rain, *, hours: int = 2) -> list[Entry]:
    with database.reading() as tx:
        now = NEAR + timedelta(hours=hours)
        return call_list.entries(tx, rain.world.coordinator, now=now, patience=PATIENCE)


def test_every_reason_stands_on_one_list_by_school(database: Database, rain: Rain) -> None:
    found = listed(database, rain)

    reasons = {(e.due.booking_id, e.due.reason) for e in found}
    first, second, third = rain.bookings
    assert (first, "reconfirmation") in reasons
    assert (third, "reconfirmation") in reasons
    assert (second, "disruption") in reasons
    assert (first, "overdue") in reasons, "its letter never came"
    schools = call_list.by_school(found)
    assert len(schools) == 3
    assert sum(len(school.entries) for school in schools) == len(found)


def test_patience_comes_before_a_call(database: Database, rain: Rain) -> None:
    assert not [e for e in listed(database, rain, hours=0) if e.touch]
    assert [e for e in listed(database, rain, hours=1) if e.touch]


def test_one_press_says_that_the_school_knows(
    database: Database, rain: Rain, browse: Browse
) -> None:
    browse.clock.now = NEAR + timedelta(hours=2)
    desk = browse.sign_in(rain.world.coordinator)
    where = f"/desk/calls/{rain.bookings[1]}/disruption"

    page = desk.get("/desk/calls").text
    opened = desk.post(f"{where}/open").text
    desk.post(where, {"outcome": "reached"})

    assert "0797-2831234" not in page
    assert "0797-2831234" in opened
    assert "知道了吗" in page
    assert "/told/" in opened
    assert not [e for e in listed(database, rain) if e.touch]
    with database.reading() as tx:
        touch = next(t for t in disruptions.touches_of(tx, 1) if t.booking.id == rain.bookings[1])
        audited = {row.action for row in tx.scalars(select(AuditRow))}
    assert touch.knows
    assert {"open-number", "reach-by-phone"} <= audited


def test_a_late_paper_falls_off_once_somebody_was_reached(
    database: Database, rain: Rain, browse: Browse
) -> None:
    browse.clock.now = NEAR + timedelta(hours=2)
    desk = browse.sign_in(rain.world.coordinator)
    where = f"/desk/calls/{rain.bookings[0]}/overdue"

    desk.post(where, {"outcome": "not_reached"})
    tried = [e for e in listed(database, rain) if e.due.reason == "overdue"]
    desk.post(where, {"outcome": "reached"})
    left = [e for e in listed(database, rain, hours=3) if e.due.reason == "overdue"]

    assert len(tried) - len(left) == 1
    assert rain.bookings[0] not in {e.due.booking_id for e in left}


def test_the_page_of_papers_masks_the_number_and_leads_to_the_list(
    database: Database, browse: Browse
) -> None:
    ground = papering.lay(database)
    with database.writing() as tx:
        ground.bring(tx, Paper.CONSENTS, agreed=5, declined=0)
    browse.clock.now = make.NOW + timedelta(hours=1)
    desk = browse.sign_in(ground.world.coordinator)

    page, calls = desk.get("/papers").text, desk.get("/desk/calls").text

    number = raining.booking(database, ground.booking_id).group.leader_phone
    assert "同意的人数比要来的学生少" in page
    assert 'href="/desk/calls"' in page
    assert number not in page + calls
    assert "同意人数不够" in calls

"""The one-tap pages on a phone, with and without script, and a school of 340 in two parts."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach.booking import actions, desk_actions, reconfirm_actions
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.journeys.stage import is_readable

pytestmark = pytest.mark.browser


def build(database: Database) -> World:
    """One class confirmed, one waiting for the same session; and two large sessions besides."""
    ground = world.build(
        database, capacity=300, sessions=2, max_pupils=300, schools=3, now=utc_now()
    )
    with database.writing() as tx:
        for n, pupils in ((0, 290), (1, 20)):
            actions.book(
                tx,
                session_id=ground.sessions[0],
                school=ground.schools[n],
                group=world.group(pupils=pupils, adults=20),
                token=f"one-tap-{n:0>12}",
                joins_waitlist=n == 1,
                placed_by=ground.teachers[n].id,
                now=utc_now(),
            )
    return ground


def link(database: Database, kind: str) -> str:
    with database.reading() as tx:
        row = tx.scalars(select(OutboxRow).where(OutboxRow.kind == kind)).one()
    return str(json.loads(row.payload)["token"])


@pytest.mark.parametrize("script", [True, False])
def test_an_offer_is_taken_from_the_letter(
    live_database: Database, open_page: Callable[..., Page], *, script: bool
) -> None:
    build(live_database)
    with live_database.writing() as tx:
        actions.cancel(tx, booking_id=1, reason="weather", by=None, now=utc_now())
    phone = open_page(script=script)

    phone.goto(f"/offer/{link(live_database, 'booking-promoted')}")
    if script:
        is_readable(phone)
    phone.get_by_role("button", name="接受名额").click()

    expect(phone.locator("main")).to_contain_text("已接受，名额已预留")
    if script:
        is_readable(phone)


@pytest.mark.parametrize("script", [True, False])
def test_a_school_says_with_one_tap_that_it_comes(
    live_database: Database, open_page: Callable[..., Page], *, script: bool
) -> None:
    ground = build(live_database)
    with live_database.writing() as tx:
        desk_actions.confirm(tx, booking_id=1, by=ground.coordinator.id, now=utc_now())
        reconfirm_actions.ask(tx, booking_id=1, now=utc_now())
    phone = open_page(script=script)

    phone.goto(f"/reconfirm/{link(live_database, 'reconfirm')}")
    phone.get_by_text("人数有变", exact=True).click()
    expect(phone.get_by_role("button", name="按新人数来")).to_be_visible()
    if script:
        is_readable(phone)
    phone.get_by_role("button", name="照常来").click()

    expect(phone.locator("main")).to_contain_text("已收到：照常来")


def test_340_pupils_are_booked_in_two_parts_by_one_press(
    live_database: Database, open_page: Callable[..., Page]
) -> None:
    ground = world.build(
        live_database, capacity=300, sessions=2, max_pupils=300, schools=1, now=utc_now()
    )
    with live_database.writing() as tx:
        token = make.sign_in(tx, person=ground.teachers[0], now=utc_now())
    phone = open_page(token=token)

    phone.goto(f"/book/{ground.sessions[0]}?grade=5")
    phone.get_by_label("学生人数").fill("340")
    phone.get_by_label("随队成人").fill("17")
    phone.get_by_label("带队老师工作电话").fill("0797-2831234")
    phone.get_by_role("button", name="提交预约").click()
    expect(phone.locator("main")).to_contain_text("200 人")
    is_readable(phone)
    phone.get_by_role("button", name="按这个方案分 2 批预约").first.click()

    expect(phone.get_by_role("heading", name="分 2 批来")).to_be_visible()
    is_readable(phone)

"""The opening rush in a browser: too many for one session, two teachers at once, leftovers by lot."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from outreach.accounts.model import Role
from outreach.booking import leftover_actions
from outreach.booking.tables import BookingRow, LeftoverReleaseRow
from outreach.kernel.clock import SHANGHAI, utc_now
from outreach.kernel.db import Database
from outreach.season.tables import SessionRow
from tests import make
from tests.journeys.stage import Stage, fill, is_readable, submit

pytestmark = pytest.mark.browser


def booked(database: Database) -> list[tuple[int, str]]:
    with database.reading() as tx:
        rows = tx.execute(select(BookingRow.pupils, BookingRow.state).order_by(BookingRow.id))
        return [(pupils, state) for pupils, state in rows]


@pytest.mark.parametrize("script", [True, False])
def test_340_pupils_are_offered_parts_that_have_room_and_book_all_of_them(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page], *, script: bool
) -> None:
    phone = open_page(token=stage.teacher, script=script)
    phone.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(phone, pupils="340", adults="20")
    submit(phone)
    plan = phone.get_by_role("button", name="按这个方案分").first
    expect(plan).to_be_visible()
    expect(phone.get_by_label("学生人数")).to_have_value("340")
    if script:
        is_readable(phone)

    plan.click()
    phone.wait_for_url("**/bookings/1")
    expect(phone.get_by_role("heading", name="批来")).to_be_visible()

    assert sum(pupils for pupils, _ in booked(sqlite_database)) == 340
    assert {state for _, state in booked(sqlite_database)} == {"submitted"}
    if script:
        is_readable(phone)


def test_the_second_teacher_of_a_school_joins_the_first(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    first = open_page(token=stage.teacher)
    first.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(first, pupils="40", adults="3")
    submit(first)
    first.wait_for_url("**/bookings/1")
    with sqlite_database.writing() as tx:
        school = tx.scalars(select(BookingRow.school_id)).one()
        colleague = make.person(tx, role=Role.TEACHER, scope=school, name="何老师", now=utc_now())
        token = make.sign_in(tx, person=colleague, now=utc_now())

    second = open_page(token=token)
    second.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(second, pupils="35", adults="2")
    submit(second)
    expect(second.locator("main")).to_contain_text("贵校这个半天已有预约")
    is_readable(second)
    second.get_by_text("加入同校老师的这个预约").click()
    is_readable(second)
    second.get_by_role("button", name="加入", exact=True).click()
    second.wait_for_url("**/bookings/1")

    assert [pupils for pupils, _ in booked(sqlite_database)] == [75]


def test_leftovers_are_announced_asked_for_and_given_by_a_draw(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    soon = (utc_now() + timedelta(hours=2)).astimezone(SHANGHAI)
    day = stage.sessions[0].day
    desk = open_page(token=stage.venue, width=1280)
    desk.goto("/desk/leftovers")
    for label, value in {
        "放出日期": soon.date().isoformat(),
        "放出时刻": f"{soon:%H:%M}",
        "场次从": day.isoformat(),
        "场次到": day.isoformat(),
    }.items():
        desk.get_by_label(label, exact=True).fill(value)
    desk.get_by_role("button", name="公布", exact=True).click()
    desk.wait_for_url("**/leftovers/1")
    is_readable(desk)

    phone = open_page(token=stage.teacher)
    phone.goto("/leftovers/1")
    expect(phone.get_by_text("还有").first).to_be_visible()
    is_readable(phone)
    phone.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(phone, pupils="40", adults="3")
    submit(phone)
    assert booked(sqlite_database) == [], "before the moment nobody gets a leftover"

    the_moment_comes(sqlite_database)
    phone.goto("/leftovers/1")
    phone.get_by_text("提交申请").first.click()
    phone.get_by_label("第一志愿", exact=True).select_option(index=1)
    phone.get_by_label("年级", exact=True).select_option("5")
    phone.get_by_label("学生人数").fill("40")
    phone.get_by_label("随队成人").fill("3")
    phone.get_by_label("带队老师工作电话").fill("0797-2831234")
    is_readable(phone)
    phone.get_by_role("button", name="提交申请").click()
    phone.wait_for_url("**/leftovers/1")
    leftover_actions.draw_due(sqlite_database, now=utc_now() + timedelta(minutes=11))
    phone.reload()
    expect(phone.get_by_text("得到", exact=True)).to_be_visible()
    is_readable(phone)

    assert booked(sqlite_database) == [(40, "submitted")]


def the_moment_comes(database: Database) -> None:
    """As if two hours had gone by."""
    now = utc_now()
    with database.writing() as tx:
        tx.execute(
            update(LeftoverReleaseRow).values(
                opens_at=now - timedelta(minutes=1), gathers_until=now + timedelta(minutes=9)
            )
        )
        tx.execute(
            update(SessionRow)
            .where(SessionRow.kept_until.is_not(None))
            .values(kept_until=now - timedelta(minutes=1), opens_at=now - timedelta(days=1))
        )

"""The day it rains, in a browser: twelve groups in one go, taken back, rung up, made up for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from outreach.accounts.model import Person, Role
from outreach.booking import desk_actions
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.disruption import ground
from tests.disruption.ground import Rain
from tests.journeys.stage import is_readable

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


@pytest.fixture
def rain(sqlite_database: Database) -> Rain:
    return ground.build(sqlite_database, groups=12, capacity=240, sessions=9, now=utc_now())


def signed_in(database: Database, person: Person) -> str:
    with database.writing() as tx:
        return make.sign_in(tx, person=person, now=utc_now())


def pick(
    page: Page, rain: Rain, *, turn: str = "取消", words: str = "暴雨红色预警，道路中断"
) -> None:
    """Step 1, from the list of disruptions on."""
    page.set_default_timeout(9000)
    page.goto("/disruptions")
    page.get_by_role("button", name="新的突发调整").first.click()
    box = page.get_by_label("寻乌县", exact=True)
    if not box.is_visible():
        page.get_by_text("赣州市", exact=True).click()
    box.check()
    page.get_by_label("第一天").fill(rain.world.day.isoformat())
    page.get_by_label("最后一天").fill(rain.world.day.isoformat())
    page.get_by_label("给学校的一句话").fill(words)
    page.get_by_role("radio", name=turn).check()
    page.get_by_role("button", name="下一步：看影响").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("看影响，再确认")


def age(database: Database, by: timedelta) -> None:
    """Time goes by after a disruption."""
    with database.writing() as tx:
        tx.execute(update(DisruptionRow).values(made_at=utc_now() - by))
        tx.execute(update(DisruptionGroupRow).values(told_at=utc_now() - by))


def test_twelve_groups_in_one_go_and_all_that_follows(
    rain: Rain, sqlite_database: Database, open_page: Opener
) -> None:
    desk = open_page(token=signed_in(sqlite_database, rain.province), width=1280)
    pick(desk, rain)
    expect(desk.locator("tbody tr")).to_have_count(12)
    expect(desk.locator("tbody tr").first).to_contain_text("刘老师")
    desk.get_by_label("寻乌县第1小学怎么办").select_option(index=2)
    desk.get_by_label("寻乌县第2小学怎么办").select_option("leave")
    is_readable(desk)
    desk.get_by_role("button", name="确认，一起办").click()
    desk.wait_for_url("**/disruptions/1")
    expect(desk.get_by_text("还没有答复")).to_have_count(11)
    expect(desk.get_by_text("【突发调整】暴雨洪涝：暴雨红色预警，道路中断")).to_be_visible()
    is_readable(desk)

    age(sqlite_database, timedelta(minutes=61))
    desk.reload()
    desk.get_by_role("button", name="电话名单 11").click()
    is_readable(desk)
    desk.get_by_text("可转发文字").first.click()
    link = desk.locator("pre").first.inner_text().rpartition("：")[2].strip()
    desk.get_by_role("button", name="显示号码").first.click()
    expect(desk.get_by_role("link", name="0797-2831234")).to_have_count(1)
    desk.get_by_role("button", name="已联系到").nth(1).click()

    phone = open_page()
    phone.goto(link[link.index("/told/") :])
    is_readable(phone)
    phone.get_by_role("button", name="已知悉，已通知家长").click()
    expect(phone.get_by_text("谢谢，已记下您知悉")).to_be_visible()
    is_readable(phone)
    desk.reload()
    expect(desk.get_by_role("heading", name="请打电话")).to_contain_text("9")
    expect(desk.get_by_role("heading", name="已经知情")).to_contain_text("2")

    desk.goto("/")
    desk.locator(".figure", has_text="待补的团队").locator("a").first.click()
    is_readable(desk)
    card = desk.locator("article", has_text="寻乌县第3小学")
    card.get_by_role("button").first.click()
    expect(desk.locator("article", has_text="寻乌县第3小学")).to_have_count(0)
    card = desk.locator("article", has_text="寻乌县第4小学")
    card.get_by_text("不再补约", exact=True).click()
    card.get_by_label("不再补约的原因").fill("学校已改在县里参观")
    card.get_by_role("button", name="记下").click()
    desk.get_by_role("button", name="受灾影响").click()
    expect(desk.locator(".figure", has_text="学期内补约率")).to_contain_text("1 / 10")
    is_readable(desk)


def test_the_wrong_county_is_taken_back_and_everybody_told_so(
    rain: Rain, sqlite_database: Database, open_page: Opener
) -> None:
    desk = open_page(token=signed_in(sqlite_database, rain.province), width=1280)
    pick(desk, rain)
    desk.get_by_role("button", name="确认，一起办").click()
    desk.wait_for_url("**/disruptions/1")
    desk.get_by_role("button", name="撤销全部").click()
    desk.get_by_role("button", name="确定").click()
    expect(desk.get_by_text("【更正】此前的突发调整已撤销")).to_be_visible()
    expect(desk.locator("tbody").get_by_text("已恢复", exact=True)).to_have_count(12)
    expect(desk.get_by_role("button", name="撤销全部")).to_have_count(0)
    is_readable(desk)

    teacher = open_page(token=signed_in(sqlite_database, rain.world.teachers[0]))
    teacher.goto(f"/bookings/{rain.bookings[0]}")
    expect(teacher.locator("main .badge").first).to_have_text("已确认")
    expect(teacher.locator(".trail")).to_contain_text("恢复预约")


def test_a_second_officer_sees_what_the_first_has_done(
    rain: Rain, sqlite_database: Database, open_page: Opener
) -> None:
    """The county's network is down: the city acts for it, while the province was looking too."""
    with sqlite_database.writing() as tx:
        city = make.person(tx, role=Role.CITY, scope="360700", now=utc_now())
    first = open_page(token=signed_in(sqlite_database, city), width=1280)
    second = open_page(token=signed_in(sqlite_database, rain.province), width=1280)
    pick(first, rain)
    pick(second, rain)
    first.get_by_role("button", name="确认，一起办").click()
    first.wait_for_url("**/disruptions/1")
    second.get_by_role("button", name="确认，一起办").click()
    expect(second.get_by_text("看影响以后又有变化，还没有办")).to_be_visible()
    expect(second.get_by_text("退出 12 个团队")).to_be_visible()
    is_readable(second)

    first.get_by_role("button", name="电话名单").click()
    first.get_by_role("button", name="已联系到").first.click()
    expect(first.get_by_text("（代办）")).to_be_visible()


def test_the_warning_is_withdrawn_and_who_still_can_comes(
    rain: Rain, sqlite_database: Database, open_page: Opener
) -> None:
    venue = open_page(token=signed_in(sqlite_database, rain.world.coordinator), width=1280)
    pick(venue, rain)
    venue.get_by_role("button", name="确认，一起办").click()
    venue.wait_for_url("**/disruptions/1")
    age(sqlite_database, timedelta(minutes=20))
    with sqlite_database.writing() as tx:
        refilled = ground.book(tx, rain.world, school=12, pupils=200, now=utc_now())
        desk_actions.hold(tx, booking_id=refilled, by=rain.world.coordinator.id, now=utc_now())
        ground.book(tx, rain.world, school=13, pupils=40, now=utc_now())
    venue.goto("/make-ups")
    venue.get_by_role("button", name="警报解除，恢复原来的时间").first.click()
    expect(venue.get_by_role("heading", level=1)).to_contain_text("不能恢复到原来的时间")
    expect(venue.get_by_text("名额已给别的团队")).to_be_visible()
    is_readable(venue)


def test_the_storm_is_dealt_with_on_a_phone_without_script(
    rain: Rain, sqlite_database: Database, open_page: Opener
) -> None:
    phone = open_page(token=signed_in(sqlite_database, rain.county), script=False)
    pick(phone, rain, turn="延期，日期待定")
    phone.get_by_role("button", name="确认，一起办").click()
    expect(phone.get_by_text("已办好")).to_be_visible()

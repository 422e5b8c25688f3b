"""The loop in a browser: a teacher books, the venue answers and counts, the board changes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from outreach.booking.tables import BookingRow
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.season.tables import SessionRow
from tests.journeys.stage import (
    XUNWU,
    Stage,
    booked,
    confirm_before_the_papers,
    fill,
    is_readable,
    submit,
)

pytestmark = pytest.mark.browser


def the_day_comes(database: Database) -> None:
    """The visit is today, as if a month had gone by."""
    today = local_day(utc_now())
    with database.writing() as tx:
        tx.execute(update(SessionRow).values(day=today).where(SessionRow.id == 1))
        tx.execute(update(BookingRow).values(day=today, session_id=1))


def contacts(page: Page) -> str:
    """The county's contacts of today, as its page shows them."""
    today = local_day(utc_now()).isoformat()
    page.goto(f"/reach/county/{XUNWU}?period=custom&from={today}&to={today}")
    return figure(page, "现场人次").locator(".figure-value").inner_text()


def figure(page: Page, label: str) -> Locator:
    return page.locator(".figure").filter(has=page.get_by_text(label, exact=True))


def test_a_booking_becomes_a_figure_on_the_board(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    county = open_page(token=stage.county)
    assert contacts(county) == "0"

    phone = open_page(token=stage.teacher)
    phone.goto("/")
    phone.get_by_text("找适合我们的场次").first.click()
    phone.get_by_label("年级", exact=True).select_option("5")
    phone.get_by_role("button", name="看看哪天有名额").click()
    expect(phone.get_by_text("当天往返不合适").first).to_be_visible()
    is_readable(phone)
    phone.locator(".session-list a").first.click()
    fill(phone)
    submit(phone)
    phone.wait_for_url("**/bookings/1")
    expect(phone.get_by_text("下一步：等场馆答复")).to_be_visible()

    desk = open_page(token=stage.venue, width=1280)
    desk.goto("/desk")
    row = desk.get_by_role("row", name="寻乌县第二小学")
    row.get_by_role("button", name="预留", exact=True).click()
    expect(desk.get_by_role("row", name="寻乌县第二小学")).to_contain_text("已预留")
    is_readable(desk)
    confirm_before_the_papers(desk)
    phone.reload()
    expect(phone.locator("main .badge").first).to_have_text("已确认")

    the_day_comes(sqlite_database)
    desk.goto("/")
    desk.get_by_role("navigation").get_by_role("link", name="今日").click()
    is_readable(desk)
    desk.locator("tbody").get_by_text("登记到馆", exact=True).click()
    desk.get_by_role("button", name="到馆", exact=True).click()
    desk.get_by_role("button", name="参观结束").click()
    phone.reload()
    expect(phone.locator("main .badge").first).to_have_text("已完成")

    assert contacts(county) == "91"
    is_readable(county)
    figure(county, "现场人次").locator(".figure-value a").click()
    expect(county.locator("main")).to_contain_text("寻乌县第二小学")
    county.go_back()
    figure(county, "现场人次").locator(".figure-rule a").click()
    expect(county.locator("#contacts")).to_be_visible()


def test_the_venue_returns_and_declines_with_words_the_teacher_reads(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    phone, desk = open_page(token=stage.teacher), open_page(token=stage.venue, width=1280)
    booked(phone, stage)
    desk.goto("/bookings/1")
    desk.get_by_role("link", name="在收件箱处理").click()
    for verb, badge, words in (
        ("退回补正", "待补正", "公函没有盖章"),
        ("谢绝", "未能安排", "那天停电检修，请改约下周"),
    ):
        desk.goto("/desk/bookings/1")
        desk.get_by_text(verb, exact=True).click()
        desk.get_by_role("button", name=verb).click()
        expect(desk.get_by_role("alert")).to_be_visible()
        desk.get_by_role("textbox").fill(words)
        is_readable(desk)
        desk.get_by_role("button", name=verb).click()
        phone.goto("/bookings/1")
        expect(phone.locator("main .badge").first).to_have_text(badge)
        expect(phone.locator("main")).to_contain_text(words)
        is_readable(phone)


def test_the_loop_turns_without_script(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    phone = open_page(token=stage.teacher, script=False)
    booked(phone, stage)
    desk = open_page(token=stage.venue, script=False)
    desk.goto("/desk")
    confirm_before_the_papers(desk)
    the_day_comes(sqlite_database)
    desk.goto("/desk/today")
    desk.locator("tbody").get_by_text("登记到馆", exact=True).click()
    desk.get_by_label("学生").fill("80")
    desk.get_by_role("button", name="到馆", exact=True).click()
    desk.get_by_role("button", name="参观结束").click()
    assert contacts(open_page(token=stage.county, script=False)) == "85"


def test_an_officers_activity_is_seen_on_the_county_page(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=stage.county)
    page.goto("/")
    page.get_by_text("登记一场活动", exact=True).click()
    page.wait_for_url("**/ledger/new*")  # whole, with what looks schools up
    page.get_by_label("学校", exact=True).press_sequentially("xwe")
    page.locator(".option", has_text="寻乌县第二小学").click()
    page.get_by_label("现场人次", exact=True).fill("48")
    page.get_by_label("其中学生", exact=True).fill("45")
    page.get_by_role("button", name="记入台账").click()
    page.wait_for_url("**/ledger/1")
    is_readable(page)
    assert contacts(page) == "48"

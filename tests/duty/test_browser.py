"""The gate in a browser: three taps on a phone, a scanned number, paper, and no script.

The group that is late, and the one that takes its room, are in tests/journeys/test_no_show.py.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from outreach.booking import queries
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from tests import make
from tests.duty.ground import Gate, open_gate
from tests.journeys.stage import is_readable

pytestmark = pytest.mark.browser


@pytest.fixture
def gate(sqlite_database: Database) -> Gate:
    return open_gate(sqlite_database, now=utc_now())


@pytest.fixture
def token(sqlite_database: Database, gate: Gate) -> str:
    with sqlite_database.writing() as tx:
        return make.sign_in(tx, person=gate.world.coordinator, now=utc_now())


def taps(page: Page) -> int:
    found = page.evaluate("Number(sessionStorage.getItem('taps') || 0)")
    return int(found)


COUNT_TAPS = """
addEventListener("click", () => {
  sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps") || 0) + 1);
}, true);
"""


def test_a_group_arrives_in_three_taps_on_a_phone(
    sqlite_database: Database, gate: Gate, token: str, open_page: Callable[..., Page]
) -> None:
    """From the first page: today, the group, its numbers."""
    phone = open_page(token=token, width=390)
    phone.goto("/")
    phone.add_init_script(COUNT_TAPS)
    phone.reload()

    phone.locator("a[href='/desk/today']:visible").last.click()
    is_readable(phone)
    phone.locator("tbody").get_by_text("登记到馆", exact=True).first.click()
    is_readable(phone)
    phone.get_by_role("button", name="到馆", exact=True).click()
    expect(phone.locator(".flash").first).to_contain_text("已到馆：学生 20，成人 10")

    assert taps(phone) == 3
    with sqlite_database.reading() as tx:
        assert len(queries.arrivals(tx, gate.visits[0])) == 1


def test_a_scanned_number_leads_to_its_group(
    sqlite_database: Database, gate: Gate, token: str, open_page: Callable[..., Page]
) -> None:
    """A scanner types the number and presses Enter, full-width or not; the field has the focus."""
    with sqlite_database.reading() as tx:
        number = queries.booking_facts(tx, gate.visits[1]).booking.number
    desk = open_page(token=token, width=1280)
    desk.goto("/desk/today")
    expect(desk.locator("#number")).to_be_focused()
    desk.keyboard.type(number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("登记到馆")
    assert number in desk.locator(".lede").inner_text()

    desk.goto("/desk/today?number=26-99999")
    expect(desk.locator("#number-error")).to_contain_text("没有找到编号 26-99999")
    is_readable(desk)


def test_what_was_typed_without_a_line_is_sent_later_once(
    sqlite_database: Database, gate: Gate, token: str, open_page: Callable[..., Page]
) -> None:
    """The page is open, the line goes down, counts are typed, the page is opened again, and sent."""
    desk = open_page(token=token, width=1280)
    desk.goto("/desk/today/sheets/new")
    desk.context.set_offline(True)
    first = desk.locator("tbody tr").first
    first.locator("input[name=came]").fill("0:00")
    first.locator("input[name=pupils]").fill("19")
    first.locator("input[name=adults]").fill("3")
    desk.get_by_role("button", name="看一看再登记").click()
    expect(desk.locator(".sending")).to_contain_text("现在没有网络")

    desk.context.set_offline(False)
    desk.goto("/desk/today/sheets/new")
    expect(desk.locator(".draft-notice")).to_be_visible()
    desk.get_by_role("button", name="看一看再登记").click()
    expect(desk.get_by_text("将登记")).to_be_visible()
    is_readable(desk)
    desk.get_by_role("button", name="登记这张单子").click()
    expect(desk.locator(".flash").first).to_contain_text("这张单子已登记")
    is_readable(desk)

    desk.goto("/desk/today/sheets/new")
    expect(desk.locator(".draft-notice")).to_have_count(0)
    with sqlite_database.reading() as tx:
        counted = queries.arrivals(tx, gate.visits[0])
    assert [(came.pupils, came.adults) for came in counted] == [(19, 3)]


def test_the_gate_works_without_script(
    gate: Gate, token: str, open_page: Callable[..., Page]
) -> None:
    phone = open_page(token=token, script=False)
    phone.goto("/desk/today/incidents/new")
    phone.get_by_label("不在展厅时的地点").fill("东门")
    phone.get_by_label("发生了什么").fill("联系 13812345678")
    phone.get_by_label("怎样处理的").fill("已包扎")
    phone.get_by_role("button", name="记下").click()
    expect(phone.get_by_role("alert")).to_contain_text("请勿填写身份证号或电话")
    phone.get_by_label("发生了什么").fill("一名五年级学生擦伤")
    phone.get_by_role("button", name="记下").click()
    expect(phone.locator("#incidents ~ ul").first).to_contain_text("一名五年级学生擦伤")
    assert local_day(utc_now()) == gate.world.day

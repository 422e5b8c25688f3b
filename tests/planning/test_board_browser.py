"""The day board in a browser: arrange, drag, move by keyboard, undo, publish, print."""

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.clock import Clock
from tests.journeys.stage import is_readable
from tests.planning import stage as stages
from tests.planning.stage import Stage, arrange

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a busy machine takes its time to judge and to draw


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    clock = Clock()
    clock.now = utc_now()
    return stages.build(sqlite_database, clock=clock)


@pytest.fixture
def token(sqlite_database: Database, stage: Stage) -> str:
    with sqlite_database.writing() as tx:
        return make.sign_in(tx, person=stage.world.coordinator, now=utc_now())


def drag(page: Page, *, minutes: int) -> None:
    """The first batch's turn in the hall, sideways."""
    turn = page.locator("svg.turn[data-booking='1'][data-batch='1'][data-hall='1']")
    box = turn.bounding_box()
    pixels = float(page.locator("svg.day").get_attribute("data-pixels") or 0)
    assert box is not None
    x, y = box["x"] + 12, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + minutes * pixels, y, steps=4)
    page.mouse.up()


def change_the_order(page: Page) -> None:
    """The first batch's second hall comes first, by keyboard alone; then back."""
    first = page.locator(".batch-order").first.locator("select")
    other = first.nth(1).locator("option:checked").inner_text()
    first.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(first.nth(0).locator("option:checked")).to_have_text(other)
    expect(page.locator(".batch-order").first.get_by_role("button")).to_be_focused()
    expect(page.locator(".verdict")).to_be_visible()
    is_readable(page)
    page.get_by_role("button", name="撤销上一步").click()
    expect(first.nth(1).locator("option:checked")).to_have_text(other)
    expect(page.locator(".verdict")).to_contain_text("没有冲突")


def test_a_coordinator_arranges_drags_types_undoes_and_publishes(
    open_page: Callable[..., Page], token: str, stage: Stage
) -> None:
    page = open_page(token=token, width=1280)
    page.goto(f"/desk/week?from={stage.day}")
    page.get_by_role("link", name="日排程").last.click()
    expect(page.get_by_text("2 个团队，共 3 批，还没有排。")).to_be_visible()
    page.get_by_role("button", name="排当天").click()
    expect(page.get_by_text("已证明最优")).to_be_visible()
    expect(page.get_by_text("没有冲突")).to_be_visible()
    is_readable(page)

    drag(page, minutes=-120)
    expect(page.locator(".verdict")).to_contain_text("09:00 才到馆")
    is_readable(page)

    page.get_by_role("button", name="撤销上一步").click()
    expect(page.locator(".verdict")).to_contain_text("没有冲突")

    field = page.get_by_label(stages.HALL).first
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("09:20")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("处排不通")
    expect(page.get_by_label(stages.HALL).first).to_be_focused()

    page.get_by_role("button", name="撤销上一步").click()
    expect(page.locator(".verdict")).to_contain_text("没有冲突")
    change_the_order(page)
    page.get_by_role("button", name="发布给各校").click()
    expect(page.get_by_text("已发布。带队老师现在能看到本校各批次的时间。")).to_be_visible()

    page.get_by_role("button", name="打印各校时间表").click()
    expect(page).to_have_url(re.compile("/sheets$"))  # a slow server still shows the board
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf()))
    assert len(printed) == 2, "a sheet of paper for each school"


def test_a_teacher_reads_the_timetable_on_a_phone(
    open_page: Callable[..., Page], sqlite_database: Database, stage: Stage, token: str
) -> None:
    arrange(sqlite_database, stage)
    desk = open_page(token=token)
    desk.goto(stage.board)
    is_readable(desk)
    desk.get_by_role("button", name="发布给各校").click()
    with sqlite_database.writing() as tx:
        own = make.sign_in(tx, person=stage.world.teachers[0], now=utc_now())

    phone = open_page(token=own)
    phone.goto(f"/bookings/{stage.bookings[0]}")
    phone.get_by_role("link", name="参观时间表").click()

    expect(phone.get_by_role("table", name="第 2 批 40 人")).to_contain_text(stages.CINEMA)
    is_readable(phone)


def test_the_board_works_without_script(
    open_page: Callable[..., Page], sqlite_database: Database, stage: Stage, token: str
) -> None:
    arrange(sqlite_database, stage)
    page = open_page(token=token, width=1280, script=False)
    page.goto(stage.board)
    page.get_by_label(stages.HALL).first.fill("08:30")
    page.get_by_role("button", name="保存").first.click()

    expect(page.locator(".verdict")).to_contain_text("08:30 进不了综合展厅")

"""A teacher's ways through the house: bad input, second thoughts, no mouse, a weak line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage, booked, fill, is_readable, submit

pytestmark = pytest.mark.browser


def test_every_complaint_comes_at_once_and_a_draft_outlives_a_reload(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=stage.teacher)
    path = f"/book/{stage.sessions[0].id}?grade=5"
    page.goto(path)
    fill(page, pupils="400", adults="1")
    page.get_by_label("需要说明的情况").fill("家长电话 13812345678")
    submit(page)
    complaints = page.get_by_role("alert")
    expect(complaints).to_contain_text("您填了 400 名")
    expect(complaints).to_contain_text("至少 20 位，您填了 1 位")
    expect(complaints).to_contain_text("这里像是有身份证号或电话号码")
    is_readable(page)

    page.get_by_label("学生人数").fill("40")
    page.get_by_label("需要说明的情况").fill("一名学生坐轮椅，走无障碍通道")
    page.goto(path)
    expect(page.get_by_label("学生人数")).to_have_value("40")
    page.get_by_label("随队成人").fill("2")
    submit(page)
    page.wait_for_url("**/bookings/1")
    expect(page.locator("main")).to_contain_text("一名学生坐轮椅，走无障碍通道")


def test_a_booking_is_changed_moved_and_cancelled_with_a_reason(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=stage.teacher)
    number = booked(page, stage)
    page.get_by_text("修改", exact=True).click()
    page.get_by_label("学生人数").fill("90")
    page.get_by_role("button", name="保存修改").click()
    expect(page.get_by_role("status")).to_have_text(f"已保存，编号仍是 {number}。")

    page.get_by_text("改期", exact=True).click()
    page.locator(".session-list a").nth(1).click()
    page.get_by_role("button", name="确认改期").click()
    expect(page.get_by_role("status")).to_have_text(f"已改期，编号仍是 {number}。")

    page.get_by_text("取消预约", exact=True).click()
    page.get_by_role("button", name="确认取消预约").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择原因")
    is_readable(page)
    page.get_by_text("学校未批准", exact=True).click()
    page.get_by_role("button", name="确认取消预约").click()
    expect(page.locator("main .badge").first).to_have_text("已取消")
    expect(page.locator("main")).to_contain_text("【参观已取消】")


def test_a_second_booking_in_the_half_day_leads_to_the_first(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=stage.teacher)
    number = booked(page, stage)
    page.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(page, pupils="40", adults="2")
    submit(page)
    expect(page.get_by_role("heading", name="贵校这个半天已有预约")).to_be_visible()
    is_readable(page)
    page.get_by_role("link", name=number).click()
    page.wait_for_url("**/bookings/1")


def test_a_teacher_books_with_the_keyboard_alone(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=stage.teacher, width=1280)
    page.goto(f"/book/{stage.sessions[0].id}?grade=5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "#pupils")
    page.keyboard.type("86")
    tab_to(page, "#adults")
    page.keyboard.type("5")
    tab_to(page, "#leader_phone")
    page.keyboard.type("0797-2831234")
    page.keyboard.press("Enter")
    expect(page.get_by_text("下一步：等场馆答复")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until the field has focus, as somebody without a mouse."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_pages_on_a_weak_line_are_light(stage: Stage, open_page: Callable[..., Page]) -> None:
    visitor, teacher = open_page(), open_page(token=stage.teacher)
    assert weight(visitor, "/") <= 100_000
    assert weight(teacher, f"/book/{stage.sessions[0].id}?grade=5") <= 60_000


def weight(page: Page, path: str) -> int:
    """Bytes on the line, headers too, for a page and all it brings, with nothing kept before."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return int(
        page.evaluate(
            """[...performance.getEntriesByType("navigation"),
                ...performance.getEntriesByType("resource")]
              .reduce((sum, part) => sum + part.transferSize, 0)"""
        )
    )


def test_a_group_waits_by_the_shown_rule_and_is_promoted(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    phone, desk = open_page(token=stage.teacher), open_page(token=stage.venue, width=1280)
    path = f"/book/{stage.sessions[0].id}?grade=5"
    desk.goto(f"{path}&school={stage.neighbour}")
    fill(desk, pupils="130", adults="7")
    desk.get_by_label("带队老师", exact=True).fill("王老师")
    submit(desk)
    expect(desk.get_by_text("由场馆代填。")).to_be_visible()

    phone.goto(path)
    fill(phone, pupils="40", adults="2")
    submit(phone)
    expect(phone.get_by_role("alert")).to_contain_text("这一场还剩 20 个名额，您的团队有 40 名学生")
    is_readable(phone)
    phone.get_by_label("同意按上面的规则候补").check()
    submit(phone)
    expect(phone.get_by_text("候补第 1 位")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("【参观已列入候补】")
    is_readable(phone)

    desk.goto("/bookings/1/cancel")
    desk.get_by_text("师生生病", exact=True).click()
    desk.get_by_role("button", name="确认取消预约").click()
    expect(desk.locator("main .badge").first).to_have_text("已取消")
    phone.reload()
    expect(phone.locator("main .badge").first).to_have_text("递补待答复")
    is_readable(phone)
    phone.get_by_role("button", name="接受名额").click()
    expect(phone.locator("main .badge").first).to_have_text("已预留，待材料")

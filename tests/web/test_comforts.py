"""What the small script adds for people on a phone and a weak line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility_problems


def fill(page: Page) -> None:
    page.locator("#school").fill("城关小学")
    page.locator("#county").select_option("360734")
    page.get_by_label("学生人数").fill("86")
    page.get_by_label("随队教师").fill("5")
    page.get_by_label("日期").fill("2027-03-09")
    page.get_by_role("radio", name="小学").check()
    page.get_by_role("radio", name="请大篷车来校").check()
    page.get_by_label("密码").fill("secret words")
    page.get_by_label("已阅读参观须知").check()


@pytest.mark.browser
def test_a_draft_stays_on_the_device_until_it_is_received(sheet: Callable[..., Page]) -> None:
    page = sheet()
    fill(page)
    page.wait_for_timeout(600)  # drafts are kept a moment after the last key
    page.goto("/styleguide")

    expect(page.locator(".draft-notice")).to_be_visible()
    expect(page.get_by_label("学生人数")).to_have_value("86")
    expect(page.get_by_role("radio", name="请大篷车来校")).to_be_checked()
    expect(page.get_by_label("密码")).to_have_value("")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".flash")).to_contain_text("已提交")
    expect(page.get_by_label("学生人数")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.browser
def test_a_draft_outlives_a_lost_line(sheet: Callable[..., Page]) -> None:
    page = sheet()
    fill(page)
    page.route("**/styleguide", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("main")).to_have_count(0)
    page.unroute("**/styleguide")
    page.goto("/styleguide")

    expect(page.locator("#school")).to_have_value("城关小学")


@pytest.mark.browser
def test_without_a_line_nothing_is_sent_and_nothing_lost(sheet: Callable[..., Page]) -> None:
    page = sheet()
    fill(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="提交申请").click()

    expect(page.get_by_text("现在没有网络")).to_be_visible()
    expect(page.get_by_label("学生人数")).to_have_value("86")


@pytest.mark.browser
def test_pressing_twice_sends_once(sheet: Callable[..., Page]) -> None:
    page = sheet()
    fill(page)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method) if asked.method == "POST" else None)
    page.get_by_role("button", name="提交申请").dblclick(no_wait_after=True)
    expect(page.locator(".flash")).to_be_visible()

    assert sent == ["POST"]


@pytest.mark.browser
def test_a_step_that_cannot_be_taken_back_asks_first(sheet: Callable[..., Page]) -> None:
    page = sheet()
    fill(page)
    cancel = page.get_by_role("button", name="取消预约")
    cancel.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("确定取消吗")
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(cancel).to_be_focused()
    expect(page.locator(".flash")).to_have_count(0)

    cancel.click()
    page.get_by_role("button", name="确定").click()

    expect(page.locator(".flash")).to_be_visible()


@pytest.mark.browser
def test_words_for_a_chat_are_copied(sheet: Callable[..., Page]) -> None:
    page = sheet()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制文字").click()

    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".copybox pre").inner_text()


@pytest.mark.browser
def test_large_text_is_remembered(sheet: Callable[..., Page]) -> None:
    page = sheet()
    before = page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")
    page.get_by_role("button", name="大字").click()
    page.goto("/styleguide")

    after = page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")
    assert float(after[:-2]) == pytest.approx(1.25 * float(before[:-2]))
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")


@pytest.mark.browser
def test_without_script_the_form_still_works(sheet: Callable[..., Page]) -> None:
    page = sheet(script=False)
    expect(page.get_by_role("button", name="复制文字")).to_have_count(0)
    fill(page)
    page.get_by_role("button", name="提交申请").click()

    expect(page.locator(".flash")).to_contain_text("已提交")

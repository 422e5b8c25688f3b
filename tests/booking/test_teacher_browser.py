"""A teacher's phone: without script, on a broken line, and read aloud."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.season.model import Session
from tests import make
from tests.browser import accessibility_problems

pytestmark = pytest.mark.browser


@dataclass
class Teacher:
    """Signed in with `token`, before sessions that begin in a month."""

    token: str
    sessions: list[Session]


@pytest.fixture
def teacher(sqlite_database: Database) -> Teacher:
    now = utc_now()
    soon = local_day(now) + timedelta(days=30)
    with sqlite_database.writing() as tx:
        make.province(tx)
        school = make.school(tx, name="寻乌县第二小学", now=now)
        sessions = make.sessions(tx, first=soon, last=soon + timedelta(days=9), now=now)
        person = make.person(tx, role=Role.TEACHER, scope=school.id, name="钟老师", now=now)
        return Teacher(make.sign_in(tx, person=person, now=now), sessions)


def fill(page: Page, *, pupils: str = "86", adults: str = "5") -> None:
    page.get_by_label("年级", exact=True).select_option("5")
    page.get_by_label("学生人数").fill(pupils)
    page.get_by_label("随队成人").fill(adults)
    page.get_by_label("带队老师工作电话").fill("0797-2831234")


def test_a_booking_goes_from_finding_to_its_number_without_script(
    teacher: Teacher, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=teacher.token, script=False)
    page.goto("/find")
    page.get_by_label("年级", exact=True).select_option("5")
    page.get_by_role("button", name="看看哪天有名额").click()
    page.get_by_role("link", name="宇宙探索", exact=True).click()
    page.locator(".session-list a").first.click()
    fill(page, adults="1")
    page.get_by_role("button", name="提交预约").click()
    expect(page.get_by_role("alert")).to_contain_text("这个团队至少 5 位，您填了 1 位")
    expect(page.get_by_label("学生人数")).to_have_value("86")
    page.get_by_label("随队成人").fill("5")
    page.get_by_role("button", name="提交预约").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"预约 \d\d-\d{5}"))


def test_what_was_typed_waits_on_the_device_until_there_is_a_line(
    teacher: Teacher, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=teacher.token)
    path = f"/book/{teacher.sessions[0].id}"
    page.goto(path)
    fill(page)
    token = page.locator("input[name=token]").input_value()
    page.context.set_offline(True)
    page.get_by_role("button", name="提交预约").click()
    expect(page.get_by_text("填写的内容已留在这台设备上")).to_be_visible()
    page.context.set_offline(False)
    page.goto(path)
    expect(page.get_by_label("学生人数")).to_have_value("86")
    assert page.locator("input[name=token]").input_value() == token
    page.get_by_role("button", name="提交预约").click()
    expect(page.get_by_text("下一步：等场馆答复")).to_be_visible()
    page.goto(f"/book/{teacher.sessions[2].id}")
    expect(page.get_by_label("学生人数")).to_have_value("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_teacher_is_accessible(
    teacher: Teacher, open_page: Callable[..., Page], scheme: Literal["light", "dark"]
) -> None:
    page = open_page(token=teacher.token, scheme=scheme)
    page.goto(f"/book/{teacher.sessions[0].id}")
    fill(page)
    page.get_by_role("button", name="提交预约").click()
    page.wait_for_url("**/bookings/1")
    for path in (
        "/bookings/1",
        "/bookings",
        "/bookings/1/change",
        "/bookings/1/move",
        f"/bookings/1/move/{teacher.sessions[2].id}",
        "/bookings/1/cancel",
        "/find?grade=5",
        f"/find?grade=5&programme={teacher.sessions[0].programme_id}",
        f"/book/{teacher.sessions[1].id}",
        "/bookings/999",
    ):
        page.goto(path)
        assert accessibility_problems(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

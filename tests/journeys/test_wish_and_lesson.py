"""A wish on a phone in Xunwu over a dropped line, and a live lesson from joining to the roomful."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.lessons.tables import LessonRoomRow
from outreach.season.tables import SessionRow
from tests import make
from tests.journeys.stage import Stage, is_readable

pytestmark = pytest.mark.browser


def test_a_wish_outlives_a_dropped_line_and_is_answered_with_a_date(
    stage: Stage, open_page: Callable[..., Page]
) -> None:
    phone = open_page(token=stage.teacher)
    phone.goto("/ask")
    phone.get_by_text("带学生出去参观").click()
    phone.get_by_label("年级", exact=True).select_option("5")
    phone.get_by_label("学生人数").fill("86")
    phone.get_by_label("老师人数").fill("5")
    phone.get_by_label("想了解的主题").fill("航天")
    is_readable(phone)
    phone.get_by_role("button", name="看看有哪些办法").click()
    expect(phone.locator("main")).to_contain_text("当天往返不合适")
    is_readable(phone)
    phone.locator("#first-field .option", has_text="科普大篷车进校").click()
    there = phone.url
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_text("填写的内容已留在这台设备上")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto(there)
    expect(phone.locator("input[name=first][value=van]")).to_be_checked()
    phone.get_by_role("button", name="提交申请").click()
    phone.wait_for_url("**/wishes/1")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("-00001")
    is_readable(phone)

    county = open_page(token=stage.county, width=1280)
    county.goto("/wishes")
    county.get_by_role("checkbox").check()
    is_readable(county)
    county.get_by_role("button", name="把选中的并成一趟").click()
    county.get_by_label("地点").fill("学校操场")
    county.get_by_label("给学校的话").fill("车上午到")
    county.get_by_role("button", name="保存并答复").click()
    phone.reload()
    expect(phone.locator("main .badge").first).to_have_text("已安排")
    expect(phone.locator("main")).to_contain_text("220 伏")
    is_readable(phone)

    phone.get_by_text("撤回申请").click()
    phone.get_by_text("学校未批准", exact=True).click()
    phone.get_by_role("button", name="确认撤回").click()
    expect(phone.locator("main")).to_contain_text("学校未批准")


def test_a_class_joins_a_lesson_tries_its_line_and_is_counted(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    today = local_day(utc_now())
    with sqlite_database.writing() as tx:
        session = make.sessions(
            tx,
            programme="live-artificial-intelligence",
            first=today + timedelta(days=14),
            last=today + timedelta(days=24),
            now=utc_now() - timedelta(days=90),
        )[0]
        centre = make.person(tx, role=Role.VENUE, scope=session.venue_id, now=utc_now())
        token = make.sign_in(tx, person=centre, now=utc_now())
        tx.execute(
            update(SessionRow)
            .where(SessionRow.id == session.id)
            .values(day=today + timedelta(days=1), opens_at=utc_now() - timedelta(days=9))
        )
    desk = open_page(token=token, width=1280)
    desk.goto(f"/lessons/{session.id}/desk")
    desk.get_by_label("加入网址").fill("https://live.example/1")
    desk.get_by_role("button", name="保存", exact=True).click()
    is_readable(desk)

    phone = open_page(token=stage.teacher)
    phone.goto(f"/lessons/{session.id}/join")
    phone.get_by_role("button", name="加入", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("请填写教室")
    is_readable(phone)
    phone.get_by_label("哪间教室").fill("五(1)班教室")
    phone.get_by_label("年级", exact=True).select_option("5")
    phone.get_by_label("预计学生").fill("40")
    phone.get_by_text("有线网络").click()
    phone.get_by_label("有投影或大屏").check()
    phone.get_by_label("电脑声音能让全班听见").check()
    phone.get_by_role("button", name="加入", exact=True).click()
    phone.wait_for_url(f"**/lessons/{session.id}")
    expect(phone.get_by_text("打开加入网址")).to_be_visible()
    is_readable(phone)
    desk.reload()
    expect(desk.locator("main")).to_contain_text("还没试线的教室：1 间")
    phone.get_by_role("button", name="试线成功").click()
    expect(phone.locator("main")).to_contain_text("已试线")

    yesterday = today - timedelta(days=1)
    with sqlite_database.writing() as tx:
        tx.execute(update(SessionRow).where(SessionRow.id == session.id).values(day=yesterday))
        tx.execute(update(LessonRoomRow).values(day=yesterday))
    phone.reload()
    phone.get_by_role("button", name="登记到场人数").click()
    phone.get_by_label("到场学生").fill("38")
    is_readable(phone)
    phone.get_by_role("button", name="记入台账").click()
    expect(phone.locator("main")).to_contain_text("到场学生 38，老师 1")
    desk.reload()
    desk.get_by_label("平台播放次数").fill("12000")
    desk.get_by_label("哪个平台").fill("视频号")
    desk.get_by_role("button", name="记下播放次数").click()
    expect(desk.locator(".figure", has_text="现场人次").locator(".figure-value")).to_have_text("39")
    is_readable(desk)

"""A wish on a phone in Xunwu over a dropped line, and a live lesson from joining to the roomful."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.lessons.tables import LessonRoomRow
from outreach.season.tables import SessionRow
from outreach.wishes import actions as wishes
from outreach.wishes.model import Told, Want
from tests import make
from tests.journeys.stage import Stage, is_readable
from tests.lessons import ground

pytestmark = pytest.mark.browser


def wished(database: Database, school_id: int, *, days_ago: int = 0, token: str = "") -> str:
    """A wish of a school so many days ago; the token of the teacher who sent it."""
    now = utc_now()
    monday = local_day(now) + timedelta(days=21 - local_day(now).weekday())
    with database.writing() as tx:
        teacher = make.person(tx, scope=school_id, now=now)
        wishes.submit(
            tx,
            school_id=school_id,
            told=Told(Want.COME, 5, 86, 5, monday, monday, "航天", first="van"),
            token=token or "a-token-of-the-form",
            by=teacher.id,
            now=now - timedelta(days=days_ago),
        )
        return make.sign_in(tx, person=teacher, now=now)


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


def test_the_county_puts_the_wrong_school_right_and_the_wish_remembers_it(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    wrong = wished(sqlite_database, stage.neighbour)
    county = open_page(token=stage.county)
    county.goto("/wishes/1")
    county.get_by_text("学校选错了", exact=True).click()
    county.get_by_label("校名、拼音或首字母").fill("xwxdex")
    is_readable(county)
    county.locator("#schools-found").get_by_role("link", name="寻乌县第二小学").click()
    expect(county.locator("main")).to_contain_text("寻乌县 寻乌县第三小学")
    is_readable(county)
    county.get_by_role("button", name="确认更正").click()
    county.wait_for_url("**/wishes/1")
    expect(county.locator(".trail")).to_contain_text("寻乌县第三小学 → 寻乌县 寻乌县第二小学")
    is_readable(county)

    phone = open_page(token=stage.teacher)
    phone.goto("/wishes/1")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("-00001")
    phone = open_page(token=wrong)
    phone.goto("/wishes")
    expect(phone.get_by_role("link", name="-00001")).to_have_count(0)


def test_what_the_county_leaves_unanswered_the_city_answers(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    left = wished(sqlite_database, stage.neighbour, days_ago=21)
    wished(sqlite_database, stage.neighbour, token="another-token-of-a-form")
    with sqlite_database.writing() as tx:
        officer = make.person(tx, role=Role.CITY, scope="360700", now=utc_now())
        token = make.sign_in(tx, person=officer, now=utc_now())
    city = open_page(token=token, width=1280)
    city.goto("/wishes")
    late = city.locator("tbody tr", has_text="县里未答复，已转市级")
    expect(late).to_have_count(1)
    is_readable(city)
    late.get_by_role("checkbox").check()
    city.get_by_role("button", name="把选中的并成一趟").click()
    city.get_by_label("地点").fill("学校操场")
    city.get_by_label("给学校的话").fill("市里派车，上午到")
    is_readable(city)
    city.get_by_role("button", name="保存并答复").click()
    expect(city.locator("tbody tr")).to_have_count(2)
    expect(late).to_have_count(0)

    phone = open_page(token=left)
    phone.goto("/wishes/1")
    expect(phone.locator("main .badge").first).to_have_text("已安排")
    expect(phone.locator("main")).to_contain_text("市里派车，上午到")
    is_readable(phone)


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


def test_twenty_classes_join_two_are_counted_and_plays_stand_apart(
    sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    lesson = ground.lay(sqlite_database, schools=20, now=utc_now())
    with sqlite_database.writing() as tx:
        for number in range(19):
            ground.join(tx, lesson, number)
        first, last, centre = (
            make.sign_in(tx, person=person, now=utc_now())
            for person in (lesson.teachers[0], lesson.teachers[19], lesson.centre)
        )
    phone = open_page(token=last)
    phone.goto(f"/lessons/{lesson.session.id}/join")
    phone.get_by_label("哪间教室").fill("五(1)班教室")
    phone.get_by_label("年级", exact=True).select_option("5")
    phone.get_by_label("预计学生").fill("40")
    phone.get_by_text("有线网络").click()
    phone.get_by_label("有投影或大屏").check()
    phone.get_by_label("电脑声音能让全班听见").check()
    phone.get_by_role("button", name="加入", exact=True).click()
    phone.wait_for_url(f"**/lessons/{lesson.session.id}")
    desk = open_page(token=centre, width=1280)
    desk.goto(f"/lessons/{lesson.session.id}/desk")
    for label in ("学校", "教室"):
        expect(figure(desk, label)).to_have_text("20")
    expect(desk.locator("tbody tr")).to_have_count(20)
    is_readable(desk)

    yesterday = local_day(utc_now()) - timedelta(days=1)
    with sqlite_database.writing() as tx:
        moved = update(SessionRow).where(SessionRow.id == lesson.session.id)
        tx.execute(moved.values(day=yesterday))
        tx.execute(update(LessonRoomRow).values(day=yesterday))
    for token, came in ((first, "41"), (last, "38")):
        phone = open_page(token=token)
        phone.goto(f"/lessons/{lesson.session.id}")
        phone.get_by_role("button", name="登记到场人数").click()
        phone.get_by_label("到场学生").fill(came)
        is_readable(phone)
        phone.get_by_role("button", name="记入台账").click()
        expect(phone.locator("main")).to_contain_text(f"到场学生 {came}，老师 1")
    desk.reload()
    desk.get_by_label("平台播放次数").fill("12000")
    desk.get_by_label("哪个平台").fill("视频号")
    desk.get_by_role("button", name="记下播放次数").click()
    expect(figure(desk, "现场人次")).to_have_text("81")
    expect(figure(desk, "平台播放（线上，另记）")).to_have_text("12000")
    expect(desk.locator("main")).not_to_contain_text("12081")
    is_readable(desk)


def figure(page: Page, label: str) -> Locator:
    """A figure's number, by the words it stands under."""
    labelled = page.locator(".figure").filter(has=page.get_by_text(label, exact=True))
    return labelled.locator(".figure-value")

"""S8: an officer reads the county's sheet on Monday, decides, and the figures move with the ledger."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.ledger.model import Audience, Cell, Entry, Kind
from tests import make
from tests.journeys.stage import XUNWU, Stage, is_readable

pytestmark = pytest.mark.browser


def van_day(database: Database, school_id: int, *, pupils: int = 86, days_ago: int = 30) -> None:
    now = utc_now()
    with database.writing() as tx:
        ledger.record_activity(
            tx,
            entry=Entry(
                kind=Kind.VAN,
                title="大篷车进校园",
                day=local_day(now) - timedelta(days=days_ago),
                county_code=XUNWU,
                place="操场",
                lead="寻乌县科协",
                audience=Audience.SCHOOL,
                school_id=school_id,
                onsite=pupils + 4,
                onsite_pupils=pupils,
                cells=(Cell(school_id, pupils, grade=5),),
            ),
            answers=(),
            token=None,
            person_id=make.person(tx, role=Role.COUNTY, scope=XUNWU, now=now).id,
            on_behalf=False,
            now=now,
        )


def signed_in(database: Database, role: Role, scope: str | None = None) -> str:
    now = utc_now()
    with database.writing() as tx:
        return make.sign_in(tx, person=make.person(tx, role=role, scope=scope, now=now), now=now)


def test_the_officer_knows_in_two_minutes_what_to_do_next(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    van_day(sqlite_database, stage.neighbour)
    county = open_page(token=stage.county)

    county.goto("/scorecard")
    county.wait_for_url(f"**/scorecard/{XUNWU}")
    main = county.locator("main")
    expect(main).to_contain_text("1 / 2")
    expect(main).to_contain_text("寻乌县寻乌县第二小学：720 名学生，从未有过活动")
    is_readable(county)

    # "Not now": a day gone by is complained of, and what was typed is still there.
    county.get_by_role("link", name="寻乌县寻乌县第二小学：720 名学生").click()
    county.get_by_label("到哪天再看").fill("2020-01-01")
    county.get_by_label("原因").fill("校舍翻修")
    county.get_by_role("button", name="暂不安排").click()
    expect(main).to_contain_text("请选今天以后的日期")
    expect(county.get_by_label("原因")).to_have_value("校舍翻修")
    is_readable(county)
    county.get_by_label("到哪天再看").fill(str(local_day(utc_now()) + timedelta(days=60)))
    county.get_by_role("button", name="暂不安排").click()
    expect(main).to_contain_text("以前不在名单里")
    county.goto(f"/scorecard/{XUNWU}")
    expect(county.locator(".next-stops")).not_to_contain_text("第二小学")
    county.go_back()
    county.get_by_role("button", name="放回名单").click()
    expect(main).to_contain_text("（已放回名单）")

    # The figure opens its records, and the sheet fits one page on paper.
    county.goto(f"/scorecard/{XUNWU}")
    county.get_by_role("link", name="1 / 2").click()
    expect(main).to_contain_text("大篷车进校园")
    answer = county.request.get(f"/scorecard/{XUNWU}.pdf")
    assert len(PdfReader(BytesIO(answer.body())).pages) == 1
    county.goto(f"/scorecard/{XUNWU}")
    assert len(PdfReader(BytesIO(county.pdf(format="A4"))).pages) == 1


def test_a_county_that_disputes_a_number_sees_it_change_for_everybody(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    van_day(sqlite_database, stage.neighbour)
    viewer = open_page(token=signed_in(sqlite_database, Role.VIEWER), width=1280)
    viewer.goto(f"/scorecard/{XUNWU}")
    expect(viewer.locator("main")).to_contain_text("1 / 2")
    is_readable(viewer)

    county = open_page(token=stage.county, width=1280)
    county.goto(f"/scorecard/{XUNWU}")
    county.get_by_role("link", name="1 / 2").click()
    county.locator("main a[href^='/ledger/']").first.click()
    county.get_by_text("撤回这条记录").click()
    county.get_by_label("原因").fill("与县教体局的记录重复")
    county.get_by_role("button", name="确认撤回").click()
    expect(county.locator("main")).to_contain_text("已撤回")

    viewer.reload()
    expect(viewer.locator("main")).to_contain_text("0 / 2")


def test_another_countys_sheet_is_not_there_and_a_teacher_is_turned_away(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    elsewhere = open_page(token=signed_in(sqlite_database, Role.COUNTY, "360102"))
    teacher = open_page(token=stage.teacher)

    for path in (f"/scorecard/{XUNWU}", f"/scorecard/{XUNWU}.pdf", "/scorecard/999999"):
        assert elsewhere.request.get(path).status == 404
        assert teacher.request.get(path).status == 403
    answer = elsewhere.goto(f"/scorecard/{XUNWU}")
    assert answer is not None
    assert answer.status == 404
    is_readable(elsewhere)


def test_the_province_tries_three_van_days_out_and_keeps_the_thought(
    stage: Stage, sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    province = open_page(token=signed_in(sqlite_database, Role.PROVINCE), width=1280)
    province.goto("/outlook")
    is_readable(province)
    province.locator("tbody input[type=checkbox]").first.check()
    province.get_by_role("button", name="用勾选的学校推演").click()
    province.get_by_label("多几个出车日").fill("300")
    province.get_by_role("button", name="推演", exact=True).click()
    province.wait_for_url("**days=300**")
    expect(province.locator("main")).to_contain_text("0 到 60 之间")
    province.get_by_label("多几个出车日").fill("1")
    province.get_by_role("button", name="推演", exact=True).click()
    province.wait_for_url("**days=1&**")
    expect(province.locator("main")).to_contain_text("空白县")
    expect(province.locator("main")).to_contain_text("好些")
    is_readable(province)
    province.get_by_label("给这个方案起个名字").fill("先去第二小学")
    province.get_by_role("button", name="保存这个方案").click()
    province.get_by_role("checkbox", name="先去第二小学").check()
    province.get_by_role("button", name="比较勾选的").click()
    province.wait_for_url("**/compare?scenario=1")
    expect(province.locator("main")).to_contain_text("先去第二小学")
    is_readable(province)

    province.goto("/outlook/promises")
    province.locator(".option", has_text="每个县").click()
    province.get_by_label("几个月到一次").fill("12")
    province.get_by_role("button", name="定下").click()
    expect(province.locator("main")).to_contain_text("照现在的车做不到")
    is_readable(province)

"""A leader reads a figure, opens its records and its rule, and asks for what is not there."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.province import queries as province
from outreach.province.tables import SchoolRow
from tests import make
from tests.journeys.stage import XUNWU, is_readable
from tests.reach.conftest import van

pytestmark = pytest.mark.browser

EMPTY = "360729"


@dataclass(frozen=True)
class Board:
    leader: str
    officer: str


@pytest.fixture
def board(sqlite_database: Database) -> Board:
    """One school of Xunwu that a van visited twice this term, the second time told twice."""
    now = utc_now()
    today = local_day(now)
    with sqlite_database.writing() as tx:
        make.province(tx)
        school = make.school(
            tx,
            name="寻乌县第二小学",
            county_code=XUNWU,
            enrolment=tuple((grade, 120) for grade in range(1, 7)),
            now=now,
        )
        township = province.townships(tx, county_code=XUNWU)[0]
        tx.get_one(SchoolRow, school.id).township_code = township.code
        leader = make.person(tx, role=Role.VIEWER, name="省科协领导", now=now)
        officer = make.person(tx, role=Role.COUNTY, scope=XUNWU, name="县科协", now=now)
        for pupils in (40, 60, 60):
            ledger.record_activity(
                tx,
                entry=van(school.id, XUNWU, day=today, pupils=pupils),
                answers=(),
                token=None,
                person_id=officer.id,
                on_behalf=False,
                now=now,
            )
        return Board(
            leader=make.sign_in(tx, person=leader, now=now),
            officer=make.sign_in(tx, person=officer, now=now),
        )


def dial(page: Page, label: str) -> Locator:
    """A dial's figure, with its value and its rule."""
    return page.locator(f'.dial-figures div:has(dt:text-is("{label}")) dd')


def shown(page: Page, label: str) -> str:
    return dial(page, label).locator("a").first.inner_text()


def test_a_figure_opens_its_records_and_its_rule(
    board: Board, open_page: Callable[..., Page]
) -> None:
    for width in (390, 1280):
        leader = open_page(token=board.leader, width=width)
        leader.goto("/reach")
        is_readable(leader)
        contacts = shown(leader, "现场人次")
        assert contacts == "169"

        dial(leader, "现场人次").locator("a").first.click()
        expect(leader.locator(".figure", has_text="现场人次").first).to_contain_text(contacts)
        is_readable(leader)
        leader.go_back()
        dial(leader, "现场人次").locator(".dial-rule").click()
        expect(leader.locator("#contacts")).to_be_in_viewport()


def test_a_click_at_a_time_leads_down_to_the_record(
    board: Board, open_page: Callable[..., Page]
) -> None:
    leader = open_page(token=board.leader, width=1280)
    leader.goto("/reach")
    for name in ("赣州市", "寻乌县"):
        leader.locator("tbody").get_by_role("link", name=name, exact=True).first.click()
        expect(leader.get_by_role("heading", level=1)).to_have_text(name)
        is_readable(leader)
    leader.locator("[aria-labelledby=townships-title] tbody th a").first.click()
    is_readable(leader)
    leader.get_by_role("link", name="寻乌县第二小学", exact=True).click()
    is_readable(leader)
    leader.locator("#records").get_by_role("link", name="大篷车进校园").first.click()
    expect(leader).to_have_url(re.compile(r"/ledger/"))


def test_a_disputed_record_is_taken_out_and_the_figure_changes_for_all(
    board: Board, open_page: Callable[..., Page]
) -> None:
    officer = open_page(token=board.officer, width=1280)
    officer.goto(f"/reach/records?county={XUNWU}")
    officer.get_by_role("link", name="大篷车进校园").first.click()
    officer.get_by_text("撤回这条记录").click()
    officer.get_by_label("原因").last.fill("与另一条重复")
    officer.get_by_role("button", name="确认撤回").click()
    expect(officer.get_by_text("与另一条重复").first).to_be_visible()

    leader = open_page(token=board.leader, width=1280)
    leader.goto("/reach")
    assert shown(leader, "现场人次") == "106"


def test_the_terms_are_walked_through_with_a_slider_or_without_script(
    board: Board, open_page: Callable[..., Page]
) -> None:
    plain = open_page(token=board.leader, script=False)
    plain.goto("/reach")
    expect(plain.get_by_role("slider")).to_have_count(0)
    plain.locator(".timeline a").first.click()
    expect(plain.locator(".timeline a").first).to_have_attribute("aria-current", "true")

    leader = open_page(token=board.leader, width=1280)
    leader.goto("/reach")
    slider = leader.get_by_role("slider", name="按学期看")
    slider.focus()
    leader.keyboard.press("ArrowLeft")
    leader.wait_for_url(re.compile(r"period=20\d\d-(autumn|spring)"))
    is_readable(leader)


def test_what_is_not_there_is_said(board: Board, open_page: Callable[..., Page]) -> None:
    leader = open_page(token=board.leader)
    leader.goto("/reach?period=custom&from=2026-09-02&to=2026-09-01")
    expect(leader.get_by_text("截止日不能早于起始日。").first).to_be_visible()
    is_readable(leader)

    leader.goto(f"/reach/county/{EMPTY}")
    expect(leader.get_by_text("这段时间没有现场活动。")).to_be_visible()
    expect(leader.get_by_text("名册里还没有这个县的学校")).to_be_visible()
    is_readable(leader)

    leader.goto("/reach/compare")
    expect(leader.get_by_role("table").first).to_be_visible()
    is_readable(leader)


def test_leaders_and_everybody_read_the_gaps_first(
    board: Board, open_page: Callable[..., Page]
) -> None:
    leader, anybody = open_page(token=board.leader, width=1280), open_page(script=False)
    leader.goto("/reach/leaders")
    anybody.goto("/open-reach")
    for page in (leader, anybody):
        expect(page.locator(".leaders-gap h2")).to_contain_text("没有一场现场活动")
        gap = page.locator(".leaders-gap").bounding_box()
        figures = page.locator(".dial, .figure").first.bounding_box()
        assert gap is not None
        assert figures is not None
        assert gap["y"] < figures["y"]
    is_readable(leader)
    assert anybody.evaluate("document.documentElement.scrollWidth <= innerWidth")

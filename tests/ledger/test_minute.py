"""A county officer tells of an activity on a phone, in under a minute."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from outreach.accounts.model import Role
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.ledger import queries
from outreach.ledger.model import EVERYTHING, Activity
from tests import make
from tests.browser import accessibility_problems
from tests.ledger import making
from tests.ledger.making import XUNWU

pytestmark = pytest.mark.browser

SECONDS_PER_TAP, SECONDS_PER_KEY = 3.0, 1.0  # slow thumbs on a small screen


class Thumb:
    """Taps and types, and keeps account of how often."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.keys = 0

    def type(self, label: str, text: str) -> None:
        self.taps += 1
        self.keys += len(text)
        field = self.page.get_by_label(label, exact=True)
        field.click()
        field.press_sequentially(text)

    def tap(self, text: str) -> None:
        self.taps += 1
        self.page.get_by_text(text, exact=True).click()

    def pick(self, text: str) -> None:
        self.taps += 1
        self.page.locator(".option", has_text=text).click()

    @property
    def seconds(self) -> float:
        return self.taps * SECONDS_PER_TAP + self.keys * SECONDS_PER_KEY


@pytest.fixture
def token(sqlite_database: Database) -> str:
    with sqlite_database.writing() as tx:
        making.place(tx)
        officer = make.person(tx, role=Role.COUNTY, scope=XUNWU, now=utc_now())
        return make.sign_in(tx, person=officer, now=utc_now())


def only_record(database: Database) -> Activity:
    with database.reading() as tx:
        (activity,) = queries.listed(tx, making.ALL, sight=EVERYTHING).activities
    return activity


def test_a_visit_of_the_van_takes_less_than_a_minute(
    sqlite_database: Database, token: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=token)
    page.goto("/ledger/new")
    thumb = Thumb(page)

    thumb.type("学校", "xwxs")
    thumb.pick("寻乌县示例第二小学")
    thumb.type("现场人次", "48")
    thumb.type("其中学生", "45")
    thumb.tap("记入台账")
    page.wait_for_url("**/ledger/1")

    activity = only_record(sqlite_database)
    assert (activity.onsite, activity.onsite_pupils) == (48, 45)
    assert (thumb.taps, thumb.keys) == (5, 8)
    assert thumb.seconds < 60
    assert accessibility_problems(page) == []


def test_it_works_without_script(
    sqlite_database: Database, token: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=token, script=False)
    page.goto("/ledger/new")
    thumb = Thumb(page)

    thumb.type("学校", "寻乌")
    thumb.type("现场人次", "3003")
    thumb.type("其中学生", "3000")
    thumb.tap("记入台账")
    assert page.get_by_text("登记的在校生只有 360 人").is_visible()
    thumb.tap("属实，记入台账")
    page.wait_for_url("**/ledger/1")

    assert only_record(sqlite_database).onsite_pupils == 3000


def test_a_question_is_read_out_and_the_page_stays_accessible(
    token: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(token=token)
    page.goto("/ledger/new?audience=public")
    thumb = Thumb(page)

    thumb.type("地点", "县图书馆")
    thumb.type("现场人次", "3000")
    thumb.tap("记入台账")
    page.get_by_text("3,000 是个整千数。").wait_for()

    assert page.evaluate("document.activeElement.name") == "words-round-thousands"
    assert accessibility_problems(page) == []

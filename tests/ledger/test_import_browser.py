"""A county officer's desk: last year's form refused, an untidy year answered, mended and recorded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from outreach.accounts.model import Role
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.ledger import queries
from outreach.ledger.model import EVERYTHING, Filter
from tests import make
from tests.journeys.stage import is_readable
from tests.ledger import lists, making
from tests.ledger.lists import row
from tests.ledger.making import XUNWU

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
OLD = lists.workbook(
    ("2023年科普活动统计表",),
    ("活动名称", "日期", "地点", "活动级别", "参与人数", "主办单位"),
    ("讲座", "9月18日", "文化广场", "县级", 100, "寻乌县科协"),
)
UNTIDY = lists.workbook(
    ("寻乌县2025年科普活动台账",),
    ("序号", "活动名称", "类型", "日期", "地点", "参与人次", None, "主办单位"),
    (None, None, None, None, None, "线下", "其中学生", None),
    (1, "月球讲座", "科普讲座", "9.18-9.20", "文化广场", "约300", 80, "寻乌县科协"),
    (2, "防震演示", "科普进万家", "9月30日", "操场", "1,200人", None, "寻乌县科协"),
    (None, "合计", None, None, None, 1500, 80, None),
    (3, "机器人展示", "展览", "去年", "公园", 90, None, "寻乌县科协"),
    merged=("F2:G2",),
)


@pytest.fixture
def token(sqlite_database: Database) -> str:
    with sqlite_database.writing() as tx:
        making.place(tx)
        officer = make.person(tx, role=Role.COUNTY, scope=XUNWU)
        return make.sign_in(tx, person=officer, now=utc_now())


def titles(database: Database) -> list[str]:
    with database.reading() as tx:
        found = queries.listed(tx, Filter(), sight=EVERYTHING)
    return sorted(activity.title for activity in found.activities)


def upload(page: Page, name: str, content: bytes) -> None:
    kind = "application/octet-stream"
    page.get_by_label("台账文件").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_label("哪一年的台账").select_option("2025")
    page.get_by_role("button", name="上传并预览").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_year_is_refused_answered_mended_recorded_and_taken_back(
    sqlite_database: Database, open_page: Callable[..., Page], token: str, width: int
) -> None:
    page = open_page(token=token, width=width)
    page.goto("/ledger")
    page.get_by_role("button", name="导入一年的台账").click()
    is_readable(page)
    upload(page, "2023.xlsx", OLD)
    expect(page.get_by_role("heading", level=1)).to_have_text("这是 2023 年的表")
    expect(page.get_by_role("main")).to_contain_text("活动级别")
    is_readable(page)
    assert titles(sqlite_database) == []

    page.get_by_role("link", name="重新上传").click()
    upload(page, "台账.xlsx", UNTIDY)
    expect(page.get_by_role("main")).to_contain_text("还有 2 行没有着落")
    is_readable(page)
    page.get_by_label("这样写的 1 行").select_option("gathering")
    page.get_by_role("button", name="按回答重新核对").click()
    expect(page.get_by_role("main")).to_contain_text("D 列「日期」：看不懂日期「去年」")
    is_readable(page)
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标出问题的原表").click()
    book = lists.opened(Path(marked.value.path()).read_bytes())
    book.worksheets[0]["D7"] = "10月1日"

    page.get_by_role("button", name="改好后重新上传").click()
    is_readable(page)
    upload(page, "改好.xlsx", lists.packed(book))
    page.get_by_role("button", name="确认记入全部 3 条").click()
    expect(page.get_by_role("status")).to_contain_text("已记入台账 3 条")
    is_readable(page)
    assert titles(sqlite_database) == ["月球讲座", "机器人展示", "防震演示"]

    page.get_by_role("button", name="撤销整次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("main")).to_contain_text("已撤销")
    assert titles(sqlite_database) == []


def test_a_long_list_shows_how_far_it_is_and_ends_at_its_preview(
    sqlite_database: Database, open_page: Callable[..., Page], token: str
) -> None:
    """Nobody works here but who watches: after a few seconds the page reads the list itself."""
    page = open_page(token=token, width=390)
    page.goto("/ledger/imports")
    rows = [row(title=f"第{n}场", place=f"{n}号广场", onsite=101 + n % 800) for n in range(2500)]
    upload(page, "台账.xlsx", lists.table(*rows))
    expect(page.get_by_role("heading", level=1)).to_have_text("正在读取台账")
    is_readable(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("预览台账", timeout=60_000)

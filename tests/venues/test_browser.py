"""A venue's phone and desk: a list of exhibits mended until it fits, and a way that is possible."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from outreach.accounts.model import Role
from outreach.catalogue import exhibit_queries, queries
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.journeys.stage import is_readable
from tests.venues import exhibits

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
WAY = "/programmes/cosmic-explorer/way"


@pytest.fixture
def token(sqlite_database: Database) -> str:
    with sqlite_database.writing() as tx:
        make.province(tx)
        exhibits.add(tx, code="A-1", name="共振鼓", zone="声音", theme="声学", name_en="Drum")
        coordinator = make.person(tx, role=Role.VENUE, scope=exhibits.museum(tx).id)
        return make.sign_in(tx, person=coordinator, now=utc_now())


def codes(database: Database) -> list[str]:
    with database.reading() as tx:
        found = exhibit_queries.exhibits_of_venue(tx, exhibits.museum(tx).id)
    return [exhibit.code for exhibit in found]


def upload(page: Page, name: str, content: bytes) -> None:
    kind = "application/octet-stream"
    page.get_by_label("展品目录文件").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="上传并预览").click()


def mended(marked: bytes) -> bytes:
    """The list as it came back, with the hall put right in the line complained about."""
    book = load_workbook(io.BytesIO(marked))
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "天工厅":
                cell.value = exhibits.HALL
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wrong_file_and_a_wrong_line_are_mended_and_the_import_is_taken_back(
    sqlite_database: Database, open_page: Callable[..., Page], token: str, width: int
) -> None:
    page = open_page(token=token, width=width)
    page.goto("/exhibits/imports")
    is_readable(page)
    upload(page, "照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(40))
    expect(page.get_by_role("heading", level=1)).to_have_text("这个文件不是可以读取的表格")
    is_readable(page)

    page.get_by_role("link", name="重新上传").click()
    lines = exhibits.line(code="B-1"), exhibits.line(code="B-2", hall="天工厅")
    upload(page, "展品.xlsx", exhibits.listed(*lines))
    expect(page.get_by_role("main")).to_contain_text(
        "第 3 行 C 列「展厅」：场馆没有叫「天工厅」的展厅"
    )
    is_readable(page)
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标出问题的原表").click()
    content = Path(marked.value.path()).read_bytes()
    page.get_by_role("button", name="放弃").click()

    upload(page, "改好.xlsx", mended(content))
    page.get_by_role("button", name="确认导入 2 件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入结果")
    is_readable(page)
    assert codes(sqlite_database) == ["A-1", "B-1", "B-2"]

    page.get_by_role("button", name="撤销整次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("main")).to_contain_text("已撤销")
    is_readable(page)
    assert codes(sqlite_database) == ["A-1"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_way_that_is_not_possible_is_told_and_a_possible_one_is_kept(
    sqlite_database: Database, open_page: Callable[..., Page], token: str, width: int
) -> None:
    page = open_page(token=token, width=width)
    page.goto(WAY)
    is_readable(page)
    for unit in page.locator(".suffix").all():
        assert unit.evaluate(
            "words => words.clientHeight < 2 * parseFloat(getComputedStyle(words).fontSize)"
        )
    first, last = page.get_by_label("停留").first, page.get_by_label("停留").nth(1)
    first.fill("20")
    last.fill("10")
    page.get_by_role("button", name="核算并保存").click()
    expect(page.get_by_role("main")).to_contain_text("各站共 30 分钟")
    is_readable(page)

    first.fill("70")
    last.fill("40")
    page.get_by_label("这次改了什么").fill("展厅少停十分钟")
    page.get_by_role("button", name="核算并保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存为第 2 版")
    page.get_by_role("button", name="版本记录").click()
    expect(page.get_by_role("main")).to_contain_text("展厅少停十分钟")
    is_readable(page)
    with sqlite_database.reading() as tx:
        programme = queries.find_programme_by_slug(tx, "cosmic-explorer")
    assert programme is not None
    assert [stop.minutes for stop in programme.stops] == [70, 40]


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "dark")])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_about_exhibits_ways_and_sheets_is_readable(
    open_page: Callable[..., Page], token: str, width: int, language: str, scheme: str
) -> None:
    page = open_page(token=token, width=width, language=language, scheme=scheme)
    for path in (
        "/exhibits",
        "/exhibits?page=1",
        "/exhibits?q=没有",
        "/exhibits/1",
        "/exhibits/1/edit",
        "/exhibits/1/state",
        "/desk/exhibits",
        "/desk/exhibits/1",
        "/venues/provincial-museum/exhibits/new",
        "/exhibits/imports",
        WAY,
        f"{WAY}/0",
        "/programmes/cosmic-explorer/versions",
        "/programmes/cosmic-explorer/sheets",
        "/programmes/cosmic-explorer/sheets/new",
        "/learning-sheets/1",
        "/learning-sheets/1/edit",
        "/library",
    ):
        page.goto(path)
        is_readable(page)

"""Schools found while typing, and a list uploaded without script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from outreach.accounts.model import Role
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.province import build

pytestmark = pytest.mark.browser


@pytest.fixture
def token(sqlite_database: Database) -> str:
    """The sign-in of somebody who runs the province."""
    build.province(sqlite_database)
    with sqlite_database.writing() as tx:
        build.school(tx)
        person = make.person(tx, role=Role.PROVINCE)
        return make.sign_in(tx, person=person, now=utc_now())


def test_schools_appear_while_typing(token: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/schools/find?next=/programmes")
    page.get_by_label("校名、拼音或首字母").press_sequentially("xwex")

    link = page.get_by_role("link", name="寻乌县第二小学")
    expect(link).to_be_visible()
    assert page.url.endswith("/schools/find?next=/programmes")
    assert (link.get_attribute("href") or "").startswith("/programmes?school=")


def test_a_list_is_imported_without_script(
    token: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    listed = tmp_path / "名录.xlsx"
    listed.write_bytes(
        build.xlsx(build.listed(build.line("甲小学"), build.line("乙小学", "360122")))
    )
    page = open_page(token=token, script=False)
    page.goto("/schools/imports")
    page.get_by_label("名单文件").set_input_files(listed)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_label("第 3 行 · 乙小学").select_option(label="红谷滩区")
    page.get_by_role("button", name="按选择重新核对").click()
    page.get_by_role("button", name="确认导入 2 所").click()

    expect(page.get_by_text("已导入：新增 2 所，更新 0 所。")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(
    token: str, open_page: Callable[..., Page], tmp_path: Path, scheme: str
) -> None:
    listed = tmp_path / "list.csv"
    rows = build.listed(build.line("甲小学", "360122"), build.line("乙小学", pupils="很多"))
    listed.write_bytes(build.csv(rows))
    page = open_page(token=token, scheme=scheme, width=1280)
    page.goto("/schools/imports")
    page.get_by_label("名单文件").set_input_files(listed)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("预览名单").first).to_be_visible()
    preview = page.url
    paths = ["/schools", "/schools/1", "/schools/1/edit", "/schools/find?q=xw", "/divisions"]
    for path in [*paths, "/schools/imports", preview, "/divisions/travel", "/divisions/360734"]:
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"

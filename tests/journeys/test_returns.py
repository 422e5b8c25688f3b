"""Storyboard S5: the year's statistics, from asking for the form to signed, frozen, and corrected."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.ledger.model import Kind
from tests import make
from tests.journeys.stage import is_readable
from tests.returns import making
from tests.returns.making import YEAR, Ground

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


@pytest.fixture
def ground(sqlite_database: Database) -> Ground:
    """A county with a year of talks, and two forms of that year asked for."""
    people = making.lay(sqlite_database, now=utc_now())
    with sqlite_database.writing() as tx:
        for onsite in (60, 45, 1200):
            making.tell(tx, onsite=onsite, by=people.county.id)
        making.tell(tx, kind=Kind.CONSULTATION, onsite=80, by=people.county.id)
    return people


@pytest.fixture
def opened(open_page: Opener, sqlite_database: Database, ground: Ground) -> Callable[[str], Page]:
    """A page of one of the ground's people, by who they are; officers have a phone."""

    def opener(who: str, **more: object) -> Page:
        with sqlite_database.writing() as tx:
            token = make.sign_in(tx, person=getattr(ground, who), now=utc_now())
        width = 390 if who == "county" else 1280
        return open_page(width=width, token=token, **more)

    return opener


def to_national(page: Page) -> None:
    """From the list to the county's national form."""
    page.goto(f"/returns?year={YEAR}")
    page.get_by_role("link", name="全国科普统计调查表（科普活动部分）").click()
    if "rounds" in page.url:
        page.get_by_role("link", name="寻乌县").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_years_statistics(
    opened: Callable[..., Page], sqlite_database: Database, ground: Ground
) -> None:
    county, city, province = opened("county"), opened("city"), opened("province")

    # The county looks at its form: every figure opens its records.
    to_national(county)
    is_readable(county)
    county.get_by_role("link", name="1,305").click()
    expect(county.get_by_text("3 条记录")).to_be_visible()
    is_readable(county)

    _set_by_hand(county)

    # Compiled, checked by the city: sent back once, then signed by two others.
    press(county, "编制：按现在的台账填好")
    press(county, "审核通过")
    expect(county.get_by_role("heading", level=1)).to_have_text("这一步请另一位同事来")
    is_readable(county)
    to_national(city)
    city.get_by_text("退回", exact=True).click()
    city.get_by_label("退回原因").fill("调整的依据请补记到台账")
    press(city, "确认退回")
    to_national(county)
    expect(county.get_by_text("调整的依据请补记到台账")).to_be_visible()
    press(county, "编制：按现在的台账填好")
    city.reload()
    press(city, "审核通过")
    to_national(province)
    press(province, "签发")
    is_readable(province)

    to_national(county)

    # The file says what the page says.
    with county.expect_download() as download:
        county.get_by_role("button", name="下载 Excel").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    figures = {row[2].value: row[5].value for row in book.worksheets[0].iter_rows(min_row=5)}
    assert figures["科普讲座"] == 1400

    # Frozen by the province; then the event of 30 December is told.
    province.goto(f"/returns?year={YEAR}")
    to_national(province)
    province.get_by_role("link", name="各单位的表").click()
    press(province, "封存全部已签发的")
    province.get_by_role("button", name="确定").click()
    expect(province.get_by_text("已封存 1 份。")).to_be_visible()
    is_readable(province)
    with sqlite_database.writing() as tx:
        making.tell(tx, day=date(YEAR, 12, 30), onsite=25, by=ground.county.id)
    to_national(county)
    expect(county.get_by_text("封存后有补录或更正")).to_be_visible()
    expect(county.get_by_role("cell", name="1,400")).to_be_visible()
    press(county, "开始新一版")
    expect(county.get_by_text("手工调整，台账为 1,330")).to_be_visible()
    county.get_by_role("link", name="与上一版的差异").click()
    expect(county.get_by_role("cell", name="1,330")).to_be_visible()
    is_readable(county)


def _set_by_hand(county: Page) -> None:
    """A leader asks for a higher number: only with a reason, and it shows everywhere."""
    county.get_by_role("button", name="手工调整这一格").click()
    county.get_by_label("手工填写的数").fill("1400")
    press(county, "保存")
    expect(county.get_by_role("alert")).to_contain_text("请写明原因")
    assert county.get_by_label("手工填写的数").input_value() == "1400"
    county.get_by_label("原因或来源").fill("领导要求改为 13970123456 告知的数")
    press(county, "保存")
    expect(county.get_by_role("alert")).to_contain_text("请不要写身份证号或手机号")
    county.get_by_label("原因或来源").fill("签到表另有 95 人，原件存档")
    press(county, "保存")
    expect(county.get_by_text("手工调整，台账为 1,305")).to_be_visible()


def test_two_forms_explained_and_the_whole_pack(
    opened: Callable[..., Page], sqlite_database: Database, ground: Ground
) -> None:
    county = opened("county")
    county.goto(f"/returns?year={YEAR}")
    county.get_by_role("button", name="口径差异").click()
    expect(county.get_by_role("link", name="1 条只在第二张表：类型不同（+80）")).to_be_visible()
    is_readable(county)

    county.goto("/returns/packs")
    county.get_by_label("年份").select_option(str(YEAR))
    press(county, "开始制作")
    expect(county.get_by_text("可以下载")).to_be_visible(timeout=60_000)
    is_readable(county)
    with county.expect_download() as download:
        county.get_by_role("button", name="下载", exact=True).click()
    packed = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert "01-报表.xlsx" in packed.namelist()


def test_a_template_is_edited_and_a_bad_one_stays_out(
    opened: Callable[..., Page], ground: Ground
) -> None:
    admin = opened("admin")
    admin.goto("/returns/templates/national/edit")
    rule = admin.get_by_label("怎么数：举办次数").first
    admin.locator("summary", has_text="第 1 行").click()
    rule.fill("次数；类型=讲坐")
    press(admin, "存为新的一版")
    expect(admin.get_by_role("alert")).to_contain_text("“类型”里没有“讲坐”")
    is_readable(admin)
    rule.fill("次数；类型=科普讲座")
    press(admin, "试算")
    expect(admin.get_by_role("heading", name="试算：江西省")).to_be_visible()
    admin.get_by_label("这一版改了什么").fill("直播课另列")
    press(admin, "存为新的一版")
    expect(admin.get_by_text("已存为第 2 版")).to_be_visible()
    is_readable(admin)

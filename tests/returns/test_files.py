"""Excel and Word files as WPS opens them, read back: what is printed is what the page says."""

import io
import zipfile
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from outreach.accounts import actions as accounts
from outreach.accounts.model import Role
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.ledger.model import Kind, Label
from outreach.returns import figure_actions, pack_actions, pack_job, places
from outreach.returns.pack_model import PackState
from tests import make
from tests.browse import Browse
from tests.clock import Clock
from tests.returns import making
from tests.returns.making import COUNTY_UNIT, YEAR, Ground

FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Files ask no database anything special: one kind is enough."""
    return sqlite_database


@pytest.fixture
def ground(database: Database) -> Ground:
    people = making.lay(database, "national", "association", "science-month")
    with database.writing() as tx:
        making.tell(tx, onsite=60, by=people.county.id)
        making.tell(tx, onsite=0, by=people.county.id)
        making.tell(
            tx,
            onsite=1200,
            by=people.county.id,
            day=date(YEAR, 9, 20),
            labels=[Label.SCIENCE_MONTH],
        )
        found = people.return_of(tx, "national", COUNTY_UNIT)
        figure_actions.adjust(
            tx,
            found,
            ("camps", "onsite"),
            computed=None,
            value=31,
            reason=FORMULA,
            seen=found.revision,
            by=people.county.id,
            now=make.NOW,
        )
    return people


@pytest.fixture
def county(browse: Browse, ground: Ground) -> Browse:
    return browse.sign_in(ground.county)


def fetched(county: Browse, database: Database, ground: Ground, ending: str) -> bytes:
    with database.reading() as tx:
        found = ground.return_of(tx, "national", COUNTY_UNIT)
    answer = county.get(f"/returns/{found.id}/form.{ending}")
    assert answer.status_code == 200
    return bytes(answer.data)


def test_the_workbook_says_what_the_page_says_without_formulas_or_macros(
    county: Browse, database: Database, ground: Ground
) -> None:
    content = fetched(county, database, ground, "xlsx")

    book = load_workbook(io.BytesIO(content))
    form, rules = book.worksheets
    rows = {row[2].value: row for row in form.iter_rows(min_row=5) if row[2].value}
    assert form.cell(1, 1).value == "全国科普统计调查表（科普活动部分）"
    assert [str(each) for each in form.merged_cells.ranges] == ["A1:H1"]
    assert [cell.value for cell in rows["科普讲座"][4:7]] == [3, 1260, "–"]
    assert [cell.value for cell in rows["科普展览"][4:7]] == ["–", "–", "–"]
    assert rows["科技夏（冬）令营"][5].value == 31
    assert rows["科技夏（冬）令营"][7].value == f"手工调整（台账 –）：{FORMULA}"
    assert all(
        cell.data_type != "f"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    assert [cell.value for cell in rules[2]][1:4] == [
        "科普讲座",
        "举办次数",
        "次数；类型=科普讲座、直播课",
    ]
    foot = " ".join(
        str(cell.value) for row in form.iter_rows(min_row=17) for cell in row if cell.value
    )
    assert all(word in foot for word in ("填表人", "审核人", "负责人", "公章处", "半小时进一"))
    assert not any(
        "vba" in name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )


def test_nought_is_a_nought_and_no_such_thing_a_dash(
    county: Browse, database: Database, ground: Ground
) -> None:
    with database.writing() as tx:
        making.tell(tx, onsite=0, by=ground.county.id, kind=Kind.CAMP)
        found = ground.return_of(tx, "association", COUNTY_UNIT)

    answer = county.get(f"/returns/{found.id}/form.xlsx")

    form = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = {row[2].value: [cell.value for cell in row[4:7]] for row in form.iter_rows(min_row=5)}
    assert rows["举办科普宣讲活动"] == [3, 1260, "–"]
    assert rows["举办专题展览"] == ["–", "–", ""] or rows["举办专题展览"][:2] == ["–", "–"]


def test_the_word_file_has_the_form_its_signatures_and_its_rules(
    county: Browse, database: Database, ground: Ground
) -> None:
    with database.reading() as tx:
        found = ground.return_of(tx, "national", COUNTY_UNIT)
    making.compile_now(database, found, ground.county)

    file = Document(io.BytesIO(fetched(county, database, ground, "docx")))

    texts = [line.text for line in file.paragraphs]
    _pairs, form, rules = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in file.tables
    )
    assert texts[0] == "全国科普统计调查表（科普活动部分）"
    assert ["1", "科普讲座", "科普讲座", "3", "1,260", "–", ""] in [
        [row[0], row[1], row[2], *row[-4:]] for row in form
    ]
    assert any("31（手工调整）" in row for row in form)
    assert any(text.startswith("系统签核：填表人 县科协") for text in texts)
    assert any("填表人：" in text and "负责人：" in text for text in texts)
    assert ["科普讲座", "举办次数", "次数；类型=科普讲座、直播课"] in rules


@pytest.mark.parametrize("invented", [True, False])
def test_files_filled_from_invented_data_say_so(
    browse: Browse, database: Database, ground: Ground, *, invented: bool
) -> None:
    with database.writing() as tx:
        accounts.add_person(
            tx, name="示例", email="a@sample.invalid", grants=(), now=make.NOW, sample=invented
        )
        found = ground.return_of(tx, "national", COUNTY_UNIT)
    reader = browse.sign_in(ground.county)

    sheet = load_workbook(io.BytesIO(reader.get(f"/returns/{found.id}/form.xlsx").data)).worksheets
    paper = Document(io.BytesIO(reader.get(f"/returns/{found.id}/form.docx").data))

    told = [str(sheet[0]["A2"].value), *(cell.text for cell in paper.tables[0].rows[0].cells)]
    assert [("示例数据" in words) for words in told if "寻乌县" in words] == [invented] * 2


def test_a_pack_has_everything_of_a_unit_and_a_year(
    county: Browse, database: Database, ground: Ground, settings: Settings
) -> None:
    asked = county.post("/returns/packs", {"unit": f"county-{making.XUNWU}", "year": str(YEAR)})
    page = asked.headers["Location"]
    assert "正在排队" in county.get(page).text

    pack_job.make_asked(database, uploads=settings.uploads, clock=utc_now)

    assert county.get(f"{page}/progress").headers["HX-Redirect"] == page
    assert "可以下载" in county.get(page).text
    with county.get(f"{page}/file") as answer:
        packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert packed.testzip() is None
    assert {name for name in packed.namelist() if "Word" not in name} == {
        "00-目录.txt",
        "01-报表.xlsx",
        "03-活动台账.xlsx",
        "04-口径差异说明.xlsx",
        "科普月/活动信息表.xlsx",
        "科普月/总结.docx",
    }
    month = load_workbook(io.BytesIO(packed.read("科普月/活动信息表.xlsx"))).worksheets[0]
    assert [row[6].value for row in month.iter_rows(min_row=2)] == [1200]
    summary = Document(io.BytesIO(packed.read("科普月/总结.docx")))
    assert any(
        "寻乌县共开展科普活动 1 场，现场参加 1,200 人次" in p.text for p in summary.paragraphs
    )
    book = load_workbook(io.BytesIO(packed.read("01-报表.xlsx")))
    assert len(book.worksheets) == 4, "three forms and the page of rules"


def test_a_city_pack_lays_its_counties_beneath_each_other(
    database: Database, ground: Ground, settings: Settings
) -> None:
    with database.writing() as tx:
        making.tell(tx, county=making.ANYUAN, onsite=40, by=ground.city.id)
        unit = places.find_unit(tx, "city", making.CITY)
        assert unit is not None
        pack_id = pack_actions.ask(tx, unit, YEAR, by=ground.city.id, now=utc_now())

    pack_job.make_asked(database, uploads=settings.uploads, clock=utc_now)

    with database.reading() as tx:
        pack = pack_actions.get(tx, pack_id, now=utc_now())
    assert pack.name is not None
    packed = zipfile.ZipFile(pack_job.folder_of(settings.uploads) / pack.name)
    sheet: Any = load_workbook(io.BytesIO(packed.read("02-分单位.xlsx"))).worksheets[0]
    onsite = {row[0].value: row[4].value for row in sheet.iter_rows(min_row=3)}
    counties = [n for name, n in onsite.items() if name != "赣州市" and isinstance(n, int)]
    assert onsite["赣州市"] == sum(counties) == 1300


def test_a_pack_that_is_called_off_or_fails_leaves_no_file(
    county: Browse, database: Database, ground: Ground, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    form = {"unit": f"county-{making.XUNWU}", "year": str(YEAR)}
    page = county.post("/returns/packs", form).headers["Location"]
    county.post(f"{page}/cancel")
    pack_job.make_asked(database, uploads=settings.uploads, clock=utc_now)
    assert "已取消" in county.get(page).text
    assert county.get(f"{page}/file").status_code == 404

    again = county.post("/returns/packs", form).headers["Location"]
    number = int(again.rsplit("/", 1)[1])
    asked = count()

    def clock() -> datetime:
        """At the second look at the clock the pack is under way, and somebody calls it off."""
        if next(asked) == 1:
            with database.writing() as tx:
                pack_actions.cancel(tx, number, now=utc_now())
        return utc_now()

    pack_job.make(database, number, uploads=settings.uploads, clock=clock)

    assert "已取消" in county.get(again).text
    folder = pack_job.folder_of(settings.uploads)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_packs_are_forgotten_after_a_week(
    county: Browse, database: Database, ground: Ground, settings: Settings, clock: Clock
) -> None:
    form = {"unit": f"county-{making.XUNWU}", "year": str(YEAR)}
    county.post("/returns/packs", form)
    pack_job.make_asked(database, uploads=settings.uploads, clock=utc_now)
    folder = pack_job.folder_of(settings.uploads)
    assert len(list(folder.iterdir())) == 1

    pack_job.forget(database, uploads=settings.uploads, now=utc_now() + timedelta(days=8))

    assert list(folder.iterdir()) == []
    with database.reading() as tx:
        assert pack_actions.packs_of(tx, by=ground.county.id, now=utc_now()) == []


def test_a_pack_whose_maker_died_reads_as_failed(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        pack_id = pack_actions.ask(tx, COUNTY_UNIT, YEAR, by=ground.county.id, now=make.NOW)
        assert pack_actions.begin(tx, pack_id, now=make.NOW)
        assert not pack_actions.begin(tx, pack_id, now=make.NOW), "one maker at a time"
        later = make.NOW + pack_actions.LEASE + timedelta(seconds=1)

        assert pack_actions.get(tx, pack_id, now=later).state is PackState.FAILED


def test_a_county_asks_for_no_pack_of_another(
    browse: Browse, database: Database, ground: Ground
) -> None:
    stranger = browse.as_(Role.COUNTY, scope=making.NANCHANG)

    answer = stranger.post("/returns/packs", {"unit": f"county-{making.XUNWU}", "year": str(YEAR)})

    assert answer.status_code == 422
    with database.reading() as tx:
        assert pack_actions.asked(tx) == []

"""What leaves the house: the page for leaders, the public page, and files with the same numbers."""

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import event

from outreach.accounts.model import Role
from outreach.cli import main
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import make
from tests.browse import Browse
from tests.reach.conftest import Sample, record, van
from tests.reach.making import DONGHU, GANXIAN, XUNWU

pytestmark = pytest.mark.usefixtures("sample")

PERIOD = "period=custom&from=2026-09-01&to=2026-11-30"


def printed(settings: Settings) -> dict[str, dict[str, object]]:
    """What the command says of each place."""
    ran = CliRunner().invoke(
        main,
        ["reach", "measures", "--from", "2026-09-01", "--to", "2026-11-30", "--json"],
        obj=settings,
    )
    found = json.loads(ran.output)
    return {
        "360000": found["province"],
        **{one["code"]: one for one in [*found["cities"], *found["counties"]]},
    }


def test_the_workbook_holds_the_very_numbers_of_the_command(
    browse: Browse, settings: Settings
) -> None:
    answer = browse.as_(Role.VIEWER).get(f"/reach/export.xlsx?{PERIOD}")

    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    _note, _heads, *lines = sheet.iter_rows(values_only=True)
    told = printed(settings)
    assert len(lines) == len(told) == 112
    for _level, code, _name, low, high, estimate, children, *rest in lines:
        one = told[str(code)]
        assert [low, high, estimate] == [one["people"][k] for k in ("low", "high", "estimate")]  # type: ignore[index]
        assert children == one["children"]
        schools, reached, activities, contacts, pupils, online = rest[3:9]
        assert (schools, reached) == (one["schools"], one["schools_reached"])
        assert (activities, contacts) == (one["activities"], one["onsite_contacts"])
        assert (pupils, online) == (one["onsite_pupils"], one["online_views"])


def test_the_text_holds_the_numbers_of_the_page(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    answer = viewer.get(f"/reach/export.csv?{PERIOD}")
    page = viewer.get(f"/reach?{PERIOD}").text

    lines = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))[2:]
    contacts = {line[1]: line[13] for line in lines}
    assert contacts["360000"] == "599"
    for code in (XUNWU, DONGHU, GANXIAN):
        row = page.split(f'<tr data-code="{code}">')[1].split("</tr>")[0]
        assert f'<data value="{contacts[code]}">' in row


def test_a_file_is_given_only_for_what_can_be_asked(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)

    assert viewer.get("/reach/export.csv?period=custom").status_code == 400
    assert viewer.get("/reach/export.ods").status_code == 404


def test_leaders_read_the_gaps_before_the_totals(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/leaders?{PERIOD}").text

    assert page.index("98 个县（市、区）没有一场现场活动") < page.index("受益的不同学生")
    assert page.index("受益的不同学生") < page.index("有活动的县（市、区）")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sheet_for_leaders_is_one_a4(browse: Browse, language: str) -> None:
    viewer = browse.as_(Role.VIEWER).speak(language)

    for asked in (PERIOD, "period=2025-spring", "measure=wait"):
        paper = PdfReader(BytesIO(viewer.get(f"/reach/leaders.pdf?{asked}").data))
        assert len(paper.pages) == 1, asked
        width, height = paper.pages[0].mediabox[2:]
        assert (round(float(width)), round(float(height))) == (595, 842)


def test_the_paper_says_what_the_page_says(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    paper = PdfReader(BytesIO(viewer.get(f"/reach/leaders.pdf?{PERIOD}").data))
    text = paper.pages[0].extract_text().replace("\n", "").replace(" ", "")

    assert "先看缺口：98个县（市、区）没有一场现场活动" in text
    assert "70–90" in text, "people of the province"
    assert "599" in text


def test_everybody_reads_the_public_page_and_no_personal_part_of_it(browse: Browse) -> None:
    open_page = browse.get("/open-reach")
    signed_in = browse.as_(Role.VIEWER, name="看板读者").get("/open-reach")

    assert open_page.status_code == signed_in.status_code == 200
    assert "看板读者" not in signed_in.text
    assert "截至" in open_page.text
    assert "/reach/county/" not in open_page.text, "what needs an account is not linked"
    assert len(open_page.data) < 100_000


def test_the_public_page_is_worked_out_once_for_a_crowd(browse: Browse, database: Database) -> None:
    browse.get("/open-reach")
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *asked: statements.append(asked[2])
    )

    for _ in range(5):
        browse.get("/open-reach")
    assert not any("FROM activity" in text for text in statements)

    browse.clock.forward(timedelta(minutes=11))
    browse.get("/open-reach")
    assert any("FROM activity" in text for text in statements)


def test_whoever_has_the_public_page_already_is_told_so(browse: Browse) -> None:
    first = browse.get("/open-reach")
    again = browse.client.get("/open-reach", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert again.status_code == 304
    assert browse.get("/open-reach?x=1").status_code == 301


def test_the_public_page_merges_small_numbers(
    browse: Browse, database: Database, sample: Sample
) -> None:
    with database.writing() as tx:
        officer = make.person(tx, role=None).id
        day = date(2026, 9, 20)
        record(tx, van(sample.ganxian, GANXIAN, day=day, pupils=7), person_id=officer)

    page = browse.get("/open-reach").text
    table = page.split("<tbody>")[1]

    assert "赣县区、寻乌县 <small>（合并公布）</small>" in table
    assert '<td class="number">7</td>' not in table
    assert "赣县区：100%" in page
    assert "现场人次 10" not in page, "seven pupils and three adults"


def test_the_table_can_be_read_by_the_divisions_of_its_year(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    old = "period=custom&from=2013-09-01&to=2014-08-31"

    assert "按 2014 年的区划" in viewer.get(f"/reach?{old}").text
    page = viewer.get(f"/reach?{old}&codes=then").text
    assert "360721，今赣县区" in page
    assert "当年还没有这个县" in page
    assert "含当年的湾里区" in page
    assert "到 2026 年底的区划与今天相同" in viewer.get(f"/reach?{PERIOD}").text

"""The pages of an import: upload, questions, marked copy, confirmation, undo."""

import io
import re
from typing import Any

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import queries
from outreach.ledger.model import EVERYTHING, Activity, Filter
from tests.browse import Browse
from tests.ledger import lists
from tests.ledger.lists import row
from tests.ledger.making import DONGHU, XUNWU, Place

IMPORTS = "/ledger/imports"
OF_2025 = (
    ("2025年科普活动统计表",),
    ("活动名称", "日期", "地点", "活动级别", "参与人数", "主办单位"),
    ("讲座", "9月18日", "文化广场", "县级", 100, "寻乌县科协"),
)


@pytest.fixture
def officer(browse: Browse, place: Place) -> Browse:
    del place
    return browse.as_(Role.COUNTY, scope=XUNWU)


def send(browse: Browse, content: bytes, **form: Any) -> Any:
    """Upload a file as the page does; the page that follows."""
    fields = {"year": "2026", "file": (io.BytesIO(content), "台账.xlsx"), "venue_id": ""}
    answer = browse.post(IMPORTS, fields | form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return browse.follow(answer)


def recorded(database: Database) -> list[Activity]:
    with database.reading() as tx:
        found = queries.listed(tx, Filter(), sight=EVERYTHING, size=100)
    return sorted(found.activities, key=lambda activity: activity.id)


def keys(page: str, topic: str) -> list[str]:
    return re.findall(rf'name="({topic}-[a-z0-9-]+)"', page)


def test_a_list_is_looked_at_confirmed_and_taken_back(officer: Browse, database: Database) -> None:
    page = send(officer, lists.table(row(), row(title="大篷车", kind="大篷车", place="操场")))
    assert "确认记入全部 2 条" in page.text
    assert recorded(database) == []

    done = officer.follow(officer.post(f"{IMPORTS}/1/confirm", {"shown": "2"}))
    assert "已记入台账 2 条" in done.text
    assert [activity.title for activity in recorded(database)] == ["月球讲座", "大篷车"]

    back = officer.follow(officer.post(f"{IMPORTS}/1/undo"))
    assert "整次导入已撤销" in back.text
    assert recorded(database) == []


def test_good_lines_are_confirmed_with_the_others_told_plainly(
    officer: Browse, database: Database
) -> None:
    page = send(officer, lists.table(row(), row(title="坏的", day="去年")))

    assert "还有 1 行没有着落" in page.text
    assert "只记入没有问题的 1 条" in page.text
    assert "C 列「日期」：看不懂日期「去年」" in page.text.replace("\n", "")

    officer.post(f"{IMPORTS}/1/confirm", {"shown": "1"})
    assert [activity.title for activity in recorded(database)] == ["月球讲座"]


def test_questions_are_answered_on_the_page_and_stay_answered_in_the_next_upload(
    officer: Browse, database: Database
) -> None:
    content = lists.table(row(kind="科普进万家"), row(title="坏的", kind="科普进万家", day="去年"))
    page = send(officer, content)
    [asked] = keys(page.text, "ask")
    assert "「科普进万家」属于哪一类活动？" in page.text

    page = officer.follow(officer.post(f"{IMPORTS}/1/answers", {asked: "gathering"}))
    assert keys(page.text, "ask") == []
    mended = lists.table(row(kind="科普进万家"), row(title="好了", kind="科普进万家", day="9月1日"))
    form = officer.get(f"{IMPORTS}?corrects=1")
    assert "代替「台账.xlsx」" in form.text
    page = send(officer, mended, corrects="1")

    assert "确认记入全部 2 条" in page.text
    assert "已放弃" in officer.get(IMPORTS).text


def test_odd_numbers_are_asked_together_and_the_words_are_kept(
    officer: Browse, database: Database
) -> None:
    page = send(officer, lists.table(row(onsite=2000), row(title="乙", place="公园", onsite=3000)))
    assert "人数是整千数" in page.text

    form = {"alike-round-thousands": "right", "words-round-thousands": "清点过"}
    page = officer.follow(officer.post(f"{IMPORTS}/1/answers", form))
    officer.post(f"{IMPORTS}/1/confirm", {"shown": "2"})

    first, _second = recorded(database)
    with database.reading() as tx:
        record = queries.find_record(tx, first.id, sight=EVERYTHING)
    assert record is not None
    assert [(a.question.code, a.words) for a in record.answers] == [("round-thousands", "清点过")]


def test_the_marked_copy_is_the_table_with_its_problems(officer: Browse) -> None:
    trick = '=HYPERLINK("http://evil","x")'
    send(officer, lists.table(row(title=trick), row(title="坏的", day="去年", onsite="很多")))

    answer = officer.get(f"{IMPORTS}/1/marked.xlsx")
    page = lists.sheet(answer.data)

    assert [cell.value for cell in page[1]][-1] == "导入提示"
    assert page["A2"].value == trick
    assert page["A2"].data_type == "s"
    assert page["C3"].fill.start_color.rgb == page["F3"].fill.start_color.rgb == "FFF6D5CF"
    assert page["A3"].fill.fill_type is None
    assert "看不懂日期" in str(page["K3"].value)
    assert "不是一个数" in str(page["K3"].value)


def test_the_marked_copy_can_be_mended_and_sent_again(officer: Browse) -> None:
    send(officer, lists.table(row(), row(title="坏的", day="去年")))
    marked = officer.get(f"{IMPORTS}/1/marked.xlsx").data
    book = lists.opened(marked)
    book.worksheets[0]["C3"] = "9月19日"

    page = send(officer, lists.packed(book), corrects="1")

    assert "确认记入全部 2 条" in page.text


def test_another_years_form_is_named_with_what_differs(officer: Browse, database: Database) -> None:
    answer = officer.post(
        IMPORTS,
        {
            "year": "2026",
            "file": (io.BytesIO(lists.workbook(*OF_2025)), "2025.xlsx"),
            "venue_id": "",
        },
        content_type="multipart/form-data",
    )
    page = officer.follow(answer)

    assert page.status_code == 422
    assert "这是 2025 年的表" in page.text
    assert "活动级别" in page.text
    assert "线上观看" in page.text
    assert "一条也没有记入" in page.text
    assert recorded(database) == []
    marked = lists.sheet(officer.get(f"{IMPORTS}/1/marked.xlsx").data)
    assert "这是 2025 年的表" in str(marked["G1"].value)
    assert marked["D2"].fill.start_color.rgb == "FFF6EBCB"


def test_a_file_that_is_no_table_is_refused_in_words(officer: Browse) -> None:
    for content, words in (
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "不是可以读取的表格"),
        (b"PK\x03\x04" + bytes(200), "不是可以读取的表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "不是可以读取的表格"),
        (b"  \n ", "空"),
        ("甲,乙\n1,2\n".encode(), "没有找到活动台账的表头"),
    ):
        answer = officer.post(
            IMPORTS,
            {"year": "2026", "file": (io.BytesIO(content), "台账.xlsx"), "venue_id": ""},
            content_type="multipart/form-data",
        )
        page = officer.follow(answer) if answer.status_code == 303 else answer
        assert page.status_code == 422
        assert words in page.text


def test_somebody_elses_upload_is_as_absent_as_one_that_never_was(
    officer: Browse, browse: Browse
) -> None:
    send(officer, lists.table(row()))
    stranger = browse.as_(Role.COUNTY, scope=DONGHU)

    for path in ("", "/marked.xlsx", "/progress"):
        assert stranger.get(f"{IMPORTS}/1{path}").status_code == 404
    for verb in ("confirm", "undo", "discard", "again", "answers"):
        assert stranger.post(f"{IMPORTS}/1/{verb}").status_code == 404
    assert browse.as_(Role.PROVINCE).get(f"{IMPORTS}/1").status_code == 200


def test_a_large_list_waits_for_the_worker_and_the_page_shows_how_far_it_is(
    officer: Browse, database: Database
) -> None:
    many = [row(title=f"第{n}场", place=f"广场{n}", onsite=101 + n % 800) for n in range(2_500)]
    page = send(officer, lists.table(*many))
    assert "正在读取台账" in page.text

    assert 'hx-get="/ledger/imports/1/progress"' in officer.get(f"{IMPORTS}/1/progress").text
    lists.reread(database, lists.first(database))
    assert officer.get(f"{IMPORTS}/1/progress").headers["HX-Redirect"] == f"{IMPORTS}/1"
    assert "确认记入全部 2,500 条" in officer.get(f"{IMPORTS}/1").text


def test_the_empty_table_offers_what_may_be_chosen_and_is_read_back(officer: Browse) -> None:
    content = officer.get(f"{IMPORTS}/template.xlsx").data
    book = lists.opened(content)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}

    assert headings[:3] == ["名称", "类型", "主办"]
    assert len(offered) == 7
    assert [line[0].value for line in book["填写说明"].iter_rows(min_row=2)] == headings
    kinds = [cell.value for cell in book["选项"]["B"] if cell.value]
    assert kinds[:2] == ["类型", "到馆参观"]
    by_heading = dict(zip(headings, range(1, 99), strict=False))
    for heading, value in (("名称", "讲座"), ("类型", "科普讲座"), ("主办", "寻乌县科协")):
        page.cell(2, by_heading[heading], value)
    page.cell(2, by_heading["日期"], "9.18-9.20")
    page.cell(2, by_heading["地点"], "文化广场")
    page.cell(2, by_heading["线下人次"], "约300")
    assert "确认记入全部 1 条" in send(officer, lists.packed(book)).text

"""The pages of schools, imports and ways."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.province import actions, import_queries, queries, school_queries
from outreach.province.import_views import SMALL
from outreach.province.upload_model import ImportState
from tests.browse import Browse
from tests.province import build

SCHOOL_FORM = {
    "name": "寻乌县第三小学",
    "county": build.XUNWU,
    "township": "长宁",
    "stages": "primary",
    "grade1": "４０",
    "revision": "1",
}


@pytest.fixture
def officer(browse: Browse, database: Database) -> Browse:
    """The officer of Xunwu county, with the real province loaded."""
    build.province(database)
    return browse.as_(Role.COUNTY, scope=build.XUNWU)


def upload(browse: Browse, content: bytes, *, name: str = "名录.csv") -> Any:
    return browse.post(
        "/schools/imports",
        {"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def test_an_officer_registers_a_school(officer: Browse, database: Database) -> None:
    answer = officer.post("/schools/new", SCHOOL_FORM)
    page = officer.follow(answer)

    assert "寻乌县第三小学" in page.text
    with database.reading() as tx:
        [school] = school_queries.find_schools(tx).schools
    assert (school.township_name, school.pupils) == ("长宁镇", 40)


def test_a_form_with_mistakes_names_all_of_them_and_keeps_what_was_typed(officer: Browse) -> None:
    answer = officer.post(
        "/schools/new",
        {
            "name": "甲小学",
            "county": build.XUNWU,
            "code": "12",
            "grade1": "很多",
            "township": "火星",
        },
    )

    assert answer.status_code == 422
    assert "学校标识码是 10 位数字。" in answer.text
    assert "请填一个整数" in answer.text
    assert "请至少选择一个学段。" in answer.text
    assert 'value="甲小学"' in answer.text


def test_a_township_of_another_county_is_a_complaint(officer: Browse) -> None:
    answer = officer.post("/schools/new", SCHOOL_FORM | {"township": "火星镇"})

    assert answer.status_code == 422
    assert "这个县里没有这个乡镇" in answer.text


def test_a_namesake_in_the_county_is_a_complaint(officer: Browse, database: Database) -> None:
    with database.writing() as tx:
        build.school(tx, name="寻乌县第三小学")

    assert "本县已有同名学校。" in officer.post("/schools/new", SCHOOL_FORM).text


def test_an_officer_cannot_touch_schools_of_other_counties(
    officer: Browse, database: Database
) -> None:
    with database.writing() as tx:
        foreign = build.school(tx, county_code="360726")
    edit = f"/schools/{foreign.id}/edit"

    assert officer.get(f"/schools/{foreign.id}").status_code == 200
    assert officer.get(edit).status_code == 404
    assert officer.post(edit, SCHOOL_FORM).status_code == 404
    active = f"/schools/{foreign.id}/active"
    assert officer.post(active, {"active": "no", "revision": "1"}).status_code == 404
    assert officer.post("/schools/new", SCHOOL_FORM | {"county": "360726"}).status_code == 422


def test_an_edit_that_comes_late_is_refused_in_words(officer: Browse, database: Database) -> None:
    with database.writing() as tx:
        school = build.school(tx)
        actions.set_active(
            tx, school_id=school.id, active=True, revision=1, by=None, now=officer.clock.now
        )
    answer = officer.post(f"/schools/{school.id}/edit", SCHOOL_FORM)

    assert answer.status_code == 409
    assert "别人刚刚改过这所学校" in answer.text


def test_a_teacher_reads_and_does_not_write(browse: Browse, database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        school = build.school(tx)
    teacher = browse.as_(Role.TEACHER, scope=school.id)

    assert teacher.get("/schools").status_code == 200
    page = teacher.get(f"/schools/{school.id}")
    assert "530 公里，单程约 7 小时，当天往返不合适" in page.text
    assert "修改" not in page.text
    assert teacher.get("/schools/new").status_code == 403
    assert teacher.get("/schools/imports").status_code == 403
    assert teacher.post(f"/schools/{school.id}/active", {"active": "no"}).status_code == 403


def test_anybody_finds_a_school_with_or_without_script(browse: Browse, database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        school = build.school(tx)
    asked = f"/schools/find?county={build.XUNWU}&q=xwex&next=/programmes/3"
    page = browse.get(asked)
    part = browse.get(asked, headers={"HX-Request": "true"})
    fields = browse.get(f"{asked}&choose=radio", headers={"HX-Request": "true"})

    link = f'href="/programmes/3?school={school.id}"'
    assert "<html" in page.text
    assert "<html" not in part.text
    assert link in page.text
    assert link in part.text
    assert f'name="school_id" id="school-{school.id}"' in fields.text
    assert part.headers["Vary"].startswith("HX-Request") or "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org", "/\\example.org"])
def test_a_search_leads_to_no_foreign_host(
    browse: Browse, database: Database, next_page: str
) -> None:
    build.province(database)
    with database.writing() as tx:
        build.school(tx)
    page = browse.get("/schools/find", query_string={"q": "xwex", "next": next_page})

    assert "example.org" not in page.text.split("<main", 1)[1]


def test_the_register_is_filtered(officer: Browse, database: Database) -> None:
    with database.writing() as tx:
        build.school(tx)
        build.school(tx, name="安远示例小学", county_code="360726")

    own = officer.get("/schools").text
    assert "寻乌县第二小学" in own
    assert "安远示例小学" not in own
    assert "安远示例小学" in officer.get("/schools?county=").text
    assert "没有符合条件的学校" in officer.get("/schools?stage=senior").text


def test_a_list_is_uploaded_previewed_confirmed_and_undone(
    officer: Browse, database: Database
) -> None:
    rows = build.listed(
        build.line("甲小学", pupils="约300"),
        build.line("乙小学", pupils="很多"),
        build.line("合计", None, stage=None, point=None, pupils=300),
    )
    answer = upload(officer, build.csv(rows, encoding="gb18030"))
    address = answer.headers["Location"]
    preview = officer.get(address)

    assert "第 3 行 F 列「在校生数」：「很多」不是一个人数" in " ".join(preview.text.split())
    assert "合计行，跳过。" in preview.text
    assert "确认导入 1 所" in preview.text
    with database.reading() as tx:
        assert school_queries.find_schools(tx).total == 0

    done = officer.follow(officer.post(f"{address}/confirm"))
    assert "已导入：新增 1 所，更新 0 所。" in done.text
    undone = officer.follow(officer.post(f"{address}/undo"))
    assert "整次导入已撤销" in undone.text
    with database.reading() as tx:
        assert school_queries.find_schools(tx).total == 0


def test_a_question_is_asked_and_answered_on_the_page(browse: Browse, database: Database) -> None:
    build.province(database)
    province = browse.as_(Role.PROVINCE)
    rows = build.listed(build.line("甲小学", "360122"), build.line("乙小学", "360122"))
    address = upload(province, build.csv(rows)).headers["Location"]
    asked = province.get(address)

    assert "请选择现在属于哪里" in asked.text
    assert "红谷滩区" in asked.text
    answered = {"alike-county-split:360112/360113": "360112", "line-3": "360113"}
    settled = province.follow(province.post(f"{address}/answers", answered))
    assert "确认导入 2 所" in settled.text


def test_complaints_can_be_downloaded_and_are_no_formulas(officer: Browse) -> None:
    rows = build.listed(build.line('=HYPERLINK("http://example.org")', pupils="=1+1"))
    address = upload(officer, build.xlsx(rows), name="名录.xlsx").headers["Location"]
    answer = officer.get(f"{address}/complaints.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None

    assert [cell.value for cell in sheet[1]][:4] == ["行", "列", "列名", "原内容"]
    assert sheet.max_row >= 1
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_empty_list_has_columns_the_reader_knows(officer: Browse, database: Database) -> None:
    from outreach.province.list_header import find_header
    from outreach.province.sheets import read_sheets

    template = officer.get("/schools/imports/template.xlsx").data
    _, header = find_header(read_sheets(template))

    assert len(header.fields) == 9
    assert len(header.grades) == 12


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "名录.xlsx", "它是一张图片。"),
        (b"", "名录.csv", "这个文件是空的"),
        ("甲,乙\r\n1,2\r\n".encode(), "名录.csv", "没有找到学校名录的表头"),
    ],
)
def test_a_wrong_file_is_explained(
    officer: Browse, database: Database, content: bytes, name: str, words: str
) -> None:
    answer = upload(officer, content, name=name)
    page = officer.follow(answer) if answer.status_code == 303 else answer

    assert page.status_code == 422
    assert words in page.text
    assert "名录没有改动" in page.text


def test_an_upload_is_nobody_elses_business(officer: Browse, database: Database) -> None:
    address = upload(officer, build.csv(build.listed(build.line()))).headers["Location"]
    other = officer.as_(Role.COUNTY, scope="360726")

    assert other.get(address).status_code == 404
    for verb in ("confirm", "undo", "discard", "again", "answers"):
        assert other.post(f"{address}/{verb}").status_code == 404
    assert other.get(f"{address}/complaints.xlsx").status_code == 404
    assert officer.as_(Role.PROVINCE).get(address).status_code == 200


def test_a_long_list_is_read_even_when_no_worker_runs(officer: Browse, database: Database) -> None:
    rows = build.listed(*(build.line(f"示例第{number}小学") for number in range(4000)))
    content = build.csv(rows)
    assert len(content) > SMALL
    address = upload(officer, content).headers["Location"]
    watched = officer.get(address)
    assert "正在读取名单" in watched.text
    assert 'http-equiv="refresh"' in watched.text
    with database.reading() as tx:
        assert [i.state for i in import_queries.imports(tx)] == [ImportState.WAITING]

    officer.clock.forward(timedelta(seconds=10))
    assert "确认导入 4000 所" in officer.get(address).text.replace(",", "")


def test_the_bar_sends_the_browser_on_when_the_list_is_read(officer: Browse) -> None:
    address = upload(officer, build.csv(build.listed(build.line()))).headers["Location"]
    answer = officer.get(f"{address}/progress")

    assert answer.headers["HX-Redirect"] == address


def test_ways_are_shown_to_all_and_corrected_by_the_province(
    officer: Browse, database: Database
) -> None:
    assert "530 公里" in officer.get("/divisions").text
    assert officer.get(f"/divisions/{build.XUNWU}").status_code == 403

    province = officer.as_(Role.PROVINCE)
    answer = province.post(f"/divisions/{build.XUNWU}", {"road_km": "498", "coach_hours": "6"})
    assert "498 公里" in province.follow(answer).text
    with database.reading() as tx:
        assert queries.travel_to_museum(tx)[build.XUNWU].measured
    assert province.get("/divisions/999999").status_code == 404


def test_parameters_are_edited_and_senseless_ones_refused(
    browse: Browse, database: Database
) -> None:
    build.province(database)
    province = browse.as_(Role.PROVINCE)
    assert province.get("/divisions/travel").status_code == 200
    odd = province.post("/divisions/travel", {"road_factor": "1.3", "speeds": "10 abc"})
    assert odd.status_code == 422
    refused = province.post("/divisions/travel", {"road_factor": "1.3", "speeds": "50 30\n60 90"})
    assert "这些参数不能用" in refused.text
    saved = province.post("/divisions/travel", {"road_factor": "1.3", "speeds": "10 30\n400 70"})
    assert saved.status_code == 303


@pytest.mark.parametrize(
    "path", ["/schools", "/schools/find?q=a", "/schools/imports", "/divisions"]
)
def test_pages_speak_english(browse: Browse, database: Database, path: str) -> None:
    """Between the tags of <main> no Chinese is left but names that have no other."""
    build.province(database)
    page = browse.as_(Role.PROVINCE).speak("en").get(path).text

    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert [c for c in main if "\u4e00" <= c <= "\u9fff"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/schools?county=%00&q=%00&page=-5",
        "/schools?page=99999999999999999999&stage=x",
        "/schools/find?county=%00&q=%00x",
        "/schools/new?county=%00",
        "/schools/imports/1?show=%00&page=0",
        "/divisions/%00",
        "/schools/99999999999999999999",
    ],
)
def test_odd_addresses_are_answered(browse: Browse, database: Database, path: str) -> None:
    build.province(database)

    assert browse.as_(Role.PROVINCE).get(path).status_code in {200, 400, 404}


def test_control_signs_do_not_reach_the_register(officer: Browse, database: Database) -> None:
    odd = {"name": "寻乌\x00县第三小学", "code": "\x00", "county": build.XUNWU + "\x00"}
    assert officer.post("/schools/new", SCHOOL_FORM | odd).status_code == 400
    saved = officer.post("/schools/new", SCHOOL_FORM | {"name": "寻乌\x07县第三小学"})

    assert "寻乌县第三小学" in officer.follow(saved).text
    named = upload(officer, build.csv(build.listed(build.line("甲\x00小学"))), name="a\x00.csv")
    assert named.status_code in {303, 422}

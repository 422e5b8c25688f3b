"""What a list of schools does to the register, and what is said about each line."""

from collections.abc import Callable
from typing import Any

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.province import import_actions, school_queries
from outreach.province.model import Stage
from outreach.province.school_import import Choices, Line, Outcome
from outreach.province.upload_model import ImportState
from tests import make
from tests.province import build


@pytest.fixture
def province(sqlite_database: Database) -> Database:
    build.province(sqlite_database)
    return sqlite_database


def judged(database: Database, *rows: Any, **more: Any) -> list[Line]:
    return build.lines(database, build.read(database, build.csv(build.listed(*rows, **more))))


def test_a_list_becomes_schools(database: Database) -> None:
    build.province(database)
    rows = build.listed(
        build.line("长宁镇中心小学", code=2136000001, township="长宁镇", pupils="约300"),
        build.line("澄江镇教学点", point="是", pupils=12),
        build.line("寻乌中学", stage="完全中学", pupils="3,600"),
    )
    found = build.read(database, build.xlsx(rows))
    assert (found.state, found.count("new"), found.takes) == (ImportState.READY, 3, 3)

    with database.writing() as tx:
        import_actions.confirm(tx, import_id=found.id, by=None, now=make.NOW)
    with database.reading() as tx:
        schools = {s.name: s for s in school_queries.find_schools(tx).schools}

    central = schools["长宁镇中心小学"]
    assert (central.code, central.township_name, central.pupils) == ("2136000001", "长宁镇", 300)
    assert central.pupils_about
    assert schools["澄江镇教学点"].teaching_point
    assert schools["寻乌中学"].stages == (Stage.JUNIOR, Stage.SENIOR)


def test_the_header_is_found_below_titles_and_in_any_order(province: Database) -> None:
    rows: list[list[Any]] = [
        ["2026年寻乌县中小学名录"],
        [],
        ["序号", "校名", "一年级", "二年级", "所在县区", "备注", "联系人"],
        [1, "长宁镇中心小学", 40, "约38", "寻乌", "", "某某"],
        ["合计", "", 40, 38, "", "", ""],
        ["填表人：某某"],
    ]
    [school, total, remark] = build.lines(province, build.read(province, build.xlsx(rows)))

    assert school.entry is not None
    assert school.entry.enrolment == ((1, 40), (2, 38))
    assert school.entry.pupils_about
    assert (total.outcome, build.codes(total)) == (Outcome.SKIPPED, ["totals-line"])
    assert (remark.outcome, build.codes(remark)) == (Outcome.SKIPPED, ["remark-line"])
    assert [school.number, total.number, remark.number] == [4, 5, 6]


def test_grades_may_stand_below_a_merged_heading(province: Database) -> None:
    rows: list[list[Any]] = [
        ["学校名称", "县", "分年级在校生数", None, None],
        [None, None, "七年级", "八年级", "九年级"],
        ["寻乌示例初级中学", "寻乌县", 100, 110, 120],
    ]
    [line] = build.lines(province, build.read(province, build.xlsx(rows)))

    assert line.entry is not None
    assert line.entry.enrolment == ((7, 100), (8, 110), (9, 120))
    assert line.entry.stages == (Stage.JUNIOR,)


@pytest.mark.parametrize("word", ["合计", "小 计", "总计", "全县合计", "共计："])
def test_sums_are_skipped_with_a_note(province: Database, word: str) -> None:
    [line] = judged(province, build.line(word, None, stage=None, point=None, pupils=9000))

    assert (line.outcome, build.codes(line)) == (Outcome.SKIPPED, ["totals-line"])


def test_a_header_printed_on_every_page_is_skipped(province: Database) -> None:
    _, again, _ = judged(province, build.line("甲小学"), build.HEADER, build.line("乙小学"))

    assert build.codes(again) == ["header-again"]


@pytest.mark.parametrize(
    ("cell", "county"),
    [
        ("寻乌县", "360734"),
        ("寻乌", "360734"),
        ("赣州市寻乌县", "360734"),
        ("江西省赣州市寻乌县", "360734"),
        ("赣州寻乌", "360734"),
        ("360734", "360734"),
        (360734, "360734"),
        ("360734000000", "360734"),
        ("３６０７３４", "360734"),
        ("南康市", "360703"),
        ("360782", "360703"),
        ("庐山区", "360402"),
        ("庐山市", "360483"),
        ("星子县", "360483"),
        ("湾里区", "360112"),
        ("360105", "360112"),
        ("360727", "360783"),
        ("赣县", "360704"),
        ("红谷滩新区", "360113"),
        ("共青城市", "360482"),
        ("南昌县", "360121"),
    ],
)
def test_counties_are_known_by_codes_and_names_old_and_new(
    province: Database, cell: Any, county: str
) -> None:
    [line] = judged(province, build.line(county=cell))

    assert line.entry is not None, build.codes(line)
    assert line.entry.county_code == county


def test_every_old_code_that_moved_whole_is_translated(province: Database) -> None:
    """Of the fourteen changes two founded new counties and have no old code; the rest translate."""
    from outreach.province import queries

    with province.reading() as tx:
        changes = [change for change in queries.code_changes(tx) if change.old_code]
    rows = [build.line(f"示例第{n}小学", c.old_code) for n, c in enumerate(changes)]
    asked = [line.candidates for line in judged(province, *rows) if line.outcome is Outcome.ASK]

    assert len(changes) == 12
    assert asked == [("360112", "360113")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("火星县", "county-name-unknown"),
        ("360799", "county-code-unknown"),
        ("360700", "county-is-a-city"),
        ("赣州市", "county-is-a-city"),
        ("吉安", "county-is-a-city"),
        ("", "county-missing"),
    ],
)
def test_a_county_that_is_none_says_why(province: Database, cell: str, code: str) -> None:
    [line] = judged(province, build.line(county=cell))

    assert (line.outcome, build.codes(line)) == (Outcome.REFUSED, [code])


@pytest.mark.parametrize(
    ("line", "candidates", "reason"),
    [
        (build.line(county="360122"), ("360112", "360113"), "county-split"),
        (build.line(county="新建县"), ("360112", "360113"), "county-split"),
        (build.line(county="德安县", township="甘露镇"), ("360426", "360482"), "county-split"),
        (build.line(county="东湖区", township="沙井街道"), ("360102", "360113"), "county-split"),
        (build.line(county="庐山"), ("360402", "360483"), "county-ambiguous"),
    ],
)
def test_a_county_that_was_split_or_may_be_two_is_asked_about(
    province: Database, line: Any, candidates: tuple[str, ...], reason: str
) -> None:
    [asked] = judged(province, line)

    assert (asked.outcome, asked.candidates, asked.entry) == (Outcome.ASK, candidates, None)
    assert build.codes(asked) == [reason]


def test_a_township_answers_the_question_by_itself(province: Database) -> None:
    [line] = judged(province, build.line(county="360122", township="生米街道"))

    assert line.entry is not None
    assert line.entry.county_code == "360113"
    assert build.codes(line) == ["county-by-township"]


def test_a_county_is_never_guessed_from_a_name_that_two_share(province: Database) -> None:
    with province.writing() as tx:
        build.school(tx, name="希望小学")
        build.school(tx, name="希望小学", county_code="360726")
        build.school(tx, name="思源学校", county_code="360726")
    shared, single = judged(
        province, build.line("希望小学", county=None), build.line("思源学校", county=None)
    )

    assert (shared.outcome, shared.candidates) == (Outcome.ASK, ("360726", "360734"))
    assert build.codes(shared) == ["name-in-several-counties"]
    assert single.entry is not None
    assert single.entry.county_code == "360726"
    assert build.codes(single) == ["county-from-register"]


def test_a_code_and_a_name_that_differ_are_asked_about(province: Database) -> None:
    header = ("学校名称", "行政区划代码", "县", "学段")
    [line] = judged(province, ("甲小学", "360734", "安远县", "小学"), header=header)

    assert (line.outcome, line.candidates) == (Outcome.ASK, ("360734", "360726"))


def test_an_answer_settles_the_question(database: Database) -> None:
    build.province(database)
    rows = build.listed(
        build.line("甲小学", "360122"),
        build.line("乙小学", "360122"),
        build.line("丙小学", "360122"),
    )
    found = build.read(database, build.csv(rows))
    [question] = {line.question for line in build.lines(database, found)}
    with database.writing() as tx:
        choices = Choices(lines={3: "360113", 4: "skip"}, alike={question: "360112"})
        import_actions.answer(tx, import_id=found.id, choices=choices)
    import_actions.read_import(database, found.id)
    first, second, third = build.lines(database, found)

    assert first.entry is not None
    assert second.entry is not None
    assert (first.entry.county_code, second.entry.county_code) == ("360112", "360113")
    assert (third.outcome, build.codes(third)) == (Outcome.SKIPPED, ["left-out-by-choice"])


def test_an_answer_outside_the_candidates_is_no_answer(province: Database) -> None:
    found = build.read(province, build.csv(build.listed(build.line("甲小学", "360122"))))
    with province.writing() as tx:
        choices = Choices(lines={2: "360734"})
        import_actions.answer(tx, import_id=found.id, choices=choices)
    import_actions.read_import(province, found.id)

    assert [line.outcome for line in build.lines(province, found)] == [Outcome.ASK]


def test_every_complaint_comes_with_its_row_column_and_cell(province: Database) -> None:
    header = (
        "学校标识码",
        "学校名称",
        "县",
        "学段",
        "一年级",
        "在校生数",
        "是否教学点",
        "经度",
        "纬度",
    )
    [line] = judged(
        province,
        ("2136", "", "火星", "学院", "很多", "-5", "大概", "28.7", "115.8"),
        header=header,
    )

    told = {(c.column, c.code, c.cell) for c in line.complaints if c.blocks}
    assert line.number == 2
    assert line.outcome is Outcome.REFUSED
    assert told == {
        ("A", "code-not-ten-digits", "2136"),
        ("B", "name-missing", ""),
        ("C", "county-name-unknown", "火星"),
        ("D", "stage-unknown", "学院"),
        ("E", "not-a-number", "很多"),
        ("F", "negative", "-5"),
        ("G", "not-yes-or-no", "大概"),
        ("H", "outside-province", "28.7"),
        ("I", "outside-province", "115.8"),
    }
    assert {c.title for c in line.complaints if c.column == "F"} == {"在校生数"}


def test_the_same_school_twice_names_the_first_line(province: Database) -> None:
    first, by_name, by_code = judged(
        province,
        build.line("甲小学", code="2136000001"),
        build.line("甲小学"),
        build.line("乙小学", code="2136000001"),
    )

    assert first.outcome is Outcome.NEW
    assert [line.outcome for line in (by_name, by_code)] == [Outcome.REFUSED] * 2
    assert {c.facts["line"] for c in by_name.complaints if c.code == "line-twice"} == {"2"}


def test_a_list_is_compared_with_the_register(province: Database) -> None:
    with province.writing() as tx:
        build.school(tx, name="甲小学", code="2136000001", pupils_reported=300)
        build.school(tx, name="乙小学", pupils_reported=200)
        build.school(tx, name="丙小学", code="2136000003")
    by_code, by_name, namesake, same = judged(
        province,
        build.line("甲实验小学", code="2136000001", pupils=320),
        build.line("乙小学", code="2136000002", pupils=None),
        build.line("丙小学", code="2136000009", pupils=None),
        build.line("丙小学", county="安远县", pupils=None),
    )

    assert by_code.before is not None
    assert by_code.entry is not None
    assert (by_code.outcome, by_code.before.name, by_code.entry.name) == (
        Outcome.CHANGED,
        "甲小学",
        "甲实验小学",
    )
    assert by_name.entry is not None
    assert (by_name.outcome, by_name.entry.code) == (Outcome.CHANGED, "2136000002")
    assert by_name.entry.pupils_reported == 200
    assert namesake.outcome is Outcome.NEW
    assert same.outcome is Outcome.NEW


def test_a_list_imported_twice_changes_nothing_the_second_time(database: Database) -> None:
    build.province(database)
    header = ("学校名称", "县", "一年级", "二年级", "乡镇", "是否教学点")
    rows = [("甲小学", "寻乌县", 30, "约28", "长宁", "否"), ("乙小学", "寻乌县", 0, 12, "", "是")]
    content = build.csv(build.listed(*rows, header=header))
    first = build.read(database, content)
    with database.writing() as tx:
        import_actions.confirm(tx, import_id=first.id, by=None, now=make.NOW)

    assert build.read(database, content).counts == {"unchanged": 2, "complaints": 0}


def test_a_sum_that_differs_from_the_grades_is_remarked(province: Database) -> None:
    header = ("学校名称", "县", "一年级", "二年级", "合计")
    [line] = judged(province, ("甲小学", "寻乌县", 30, 28, 60), header=header)

    assert (line.outcome, build.codes(line)) == (Outcome.NEW, ["sum-differs"])
    assert line.complaints[0].facts["sum"] == "58"


def test_a_stage_may_come_from_the_name_or_the_grades(province: Database) -> None:
    header = ("学校名称", "县", "学段", "七年级")
    named, taught, unknown = judged(
        province,
        ("长宁镇中心小学", "寻乌县", "", ""),
        ("示例学校", "寻乌县", "小学", 30),
        ("示例书院", "寻乌县", "", ""),
        header=header,
    )

    assert named.entry is not None
    assert taught.entry is not None
    assert (named.entry.stages, build.codes(named)) == ((Stage.PRIMARY,), ["stage-from-name"])
    assert taught.entry.stages == (Stage.PRIMARY, Stage.JUNIOR)
    assert build.codes(unknown) == ["stage-missing"]


def test_an_officer_enters_schools_of_their_own_county_only(province: Database) -> None:
    with province.writing() as tx:
        officer = make.person(tx, role=Role.COUNTY, scope=build.XUNWU)
    rows = build.listed(
        build.line("甲小学"), build.line("乙小学", "安远县"), build.line("丙小学", None)
    )
    found = build.read(province, build.csv(rows), person=officer)
    own, foreign, unsaid = build.lines(province, found)

    assert own.outcome is Outcome.NEW
    assert (foreign.outcome, build.codes(foreign)) == (Outcome.REFUSED, ["county-not-yours"])
    assert unsaid.entry is not None
    assert unsaid.entry.county_code == build.XUNWU


def test_names_and_telephones_of_people_are_not_kept(province: Database) -> None:
    header = ("学校名称", "县", "学段", "联系人", "联系电话")
    rows = [header, ("甲小学", "寻乌县", "小学", "王某某", "13800000000")]
    found = build.read(province, build.csv(rows))
    with province.writing() as tx:
        import_actions.confirm(tx, import_id=found.id, by=None, now=make.NOW)

    kept = repr(build.lines(province, found))
    assert "王某某" not in kept
    assert "13800000000" not in kept
    with province.reading() as tx:
        from outreach.province import import_queries

        assert import_queries.content_of(tx, found.id) == b""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (build.csv([["展品", "楼层"], ["小球", 2]]), "list-without-header"),
        (build.csv([["甲", "乙"]] * 40), "list-without-header"),
        (build.xlsx([["随便", "什么"]]), "list-without-header"),
        (build.xlsx([]), "list-empty"),
    ],
)
def test_a_wrong_file_loads_nothing_and_says_why(
    province: Database, content: bytes, code: str
) -> None:
    found = build.read(province, content)

    assert found.state is ImportState.UNREADABLE
    assert found.refusal is not None
    assert found.refusal["code"] == code
    assert build.lines(province, found) == []


@pytest.mark.parametrize(
    "make_file", [build.xlsx, build.xls, build.csv], ids=["xlsx", "xls", "csv"]
)
def test_formats_agree_about_every_line(
    province: Database, make_file: Callable[..., bytes]
) -> None:
    rows = build.listed(
        build.line("甲小学", code="2136000001", township="长宁镇", pupils="约300"),
        build.line("乙小学", "360122"),
        build.line("丙小学", pupils="很多"),
        build.line("合计", None, stage=None, point=None, pupils=300),
    )
    found = build.read(province, make_file(rows))

    outcomes = [line.outcome for line in build.lines(province, found)]
    assert outcomes == [Outcome.NEW, Outcome.ASK, Outcome.REFUSED, Outcome.SKIPPED]

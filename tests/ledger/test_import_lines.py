"""What a line of a county's table would do, read by names of columns and never guessed."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database
from outreach.ledger import import_read
from outreach.ledger.import_model import LedgerImport, LedgerLine, Topic
from outreach.ledger.model import Audience, Cell, Kind, Label, OnlineMeasure, Partner, PartnerRole
from outreach.province import uploads
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState
from tests import make
from tests.ledger import lists, making
from tests.ledger.lists import HEADER, codes, row
from tests.ledger.making import DONGHU, GANZHOU, XUNWU, Place

TITLE = ("寻乌县2026年科普活动台账",)


@pytest.fixture
def ground(sqlite_database: Database) -> Place:
    with sqlite_database.writing() as tx:
        return making.place(tx)


@pytest.fixture
def officer(sqlite_database: Database, ground: Place) -> Person:
    del ground
    return lists.officer(sqlite_database)


@pytest.fixture
def province(sqlite_database: Database, ground: Place) -> Person:
    del ground
    return lists.officer(sqlite_database, Role.PROVINCE, None)


def only(database: Database, found: LedgerImport) -> LedgerLine:
    [line] = lists.lines(database, found)
    return line


def refusal(found: LedgerImport) -> dict[str, Any]:
    assert found.state is ImportState.UNREADABLE
    told = uploads.refused(found)
    return {"code": told.code, **told.facts}


def test_titles_above_names_in_two_rows_shifted_columns_and_sums(
    sqlite_database: Database, officer: Person
) -> None:
    content = lists.workbook(
        (None, *TITLE),
        (None, "单位：寻乌县科协（盖章）"),
        (None, "序号", "活动名称", "类型", "日期", "地点", "参与人次", None, None, "主办单位"),
        (None, None, None, None, None, None, "线下", "其中学生", "线上", None),
        (
            None,
            1,
            "月球讲座",
            "科普讲座",
            "9.18-9.20",
            "文化广场",
            "约３００",
            "80",
            None,
            "县科协",
        ),
        (None, None, "小计", None, None, None, 300, 80, None, None),
        (None, 2, "防震演示", "大篷车", "9月30日", "操场", "1,200人", None, None, "县科协"),
        (None, "合计", None, None, None, None, 1500, None, None, None),
        (None, "填表人：（示例）", None, None, None, None, None, None, None, None),
        merged=("G3:I3", "B3:B4", "C3:C4", "B1:J1"),
    )

    found = lists.read(sqlite_database, content, by=officer)

    lines = lists.lines(sqlite_database, found)
    assert [(line.row, line.outcome.value, codes(line)) for line in lines] == [
        (5, "new", []),
        (6, "skipped", ["totals-line"]),
        (7, "new", []),
        (8, "skipped", ["totals-line"]),
        (9, "skipped", ["remark-line"]),
    ]
    told = [line.entry for line in lines if line.entry]
    assert (told[0].day, told[0].until_day) == (date(2026, 9, 18), date(2026, 9, 20))
    assert [(entry.onsite, entry.onsite_rough) for entry in told] == [(300, True), (1200, None)]
    assert (told[0].kind, told[1].kind) == (Kind.TALK, Kind.VAN)
    assert told[0].county_code == XUNWU


def test_everything_the_form_asks_is_read(
    sqlite_database: Database, officer: Person, ground: Place
) -> None:
    header = (
        *(
            *HEADER,
            "承办",
            "协办",
            "结束日期",
            "分年级学生",
            "时长（分钟）",
            "标签",
            "自有或共享项目",
        ),
        *("车辆", "里程（公里）", "志愿者人数", "志愿服务时数", "经费项目", "计划人次", "对象"),
    )
    told = (
        *row(day="2026-09-18", school="寻乌县示例第二小学", onsite=88, pupils=83, online=900),
        *(
            "县教体局",
            "团县委、某企业",
            "2026-09-19",
            "五年级 45 首次40 整班3班；六年级 38",
            "1.5小时",
        ),
        *("科普月、双减", "共享", "赣A1", 120, 6, 24, "科普专项", 100, "学校"),
    )
    found = lists.read(
        sqlite_database, lists.workbook(header, (*told[:8], "播放次数", *told[9:])), by=officer
    )
    entry = only(sqlite_database, found).entry

    assert entry is not None
    assert (entry.audience, entry.school_id) == (Audience.SCHOOL, ground.xunwu)
    assert entry.cells == (
        Cell(ground.xunwu, 45, grade=5, first_timers=40, whole_class="3班"),
        Cell(ground.xunwu, 38, grade=6),
    )
    assert (entry.online, entry.online_measure) == (900, OnlineMeasure.PLAYS)
    assert entry.labels == (Label.SCIENCE_MONTH, Label.DOUBLE_REDUCTION)
    assert entry.partners == (
        Partner("县教体局", role=PartnerRole.CARRIES),
        Partner("团县委"),
        Partner("某企业"),
    )
    assert (entry.until_day, entry.minutes, entry.own_programme) == (date(2026, 9, 19), 90, False)
    assert (entry.vehicle, entry.kilometres, entry.funding) == ("赣A1", 120, "科普专项")
    assert (entry.volunteers, entry.volunteer_hours, entry.planned_onsite) == (6, 24, 100)


def test_every_complaint_of_a_line_comes_at_once_with_its_cell(
    sqlite_database: Database, officer: Person
) -> None:
    bad = row(day="去年", onsite="很多", pupils="-3", place="电话13800138000", title="长" * 101)
    found = lists.read(sqlite_database, lists.table(bad), by=officer)
    line = only(sqlite_database, found)

    assert line.outcome is Outcome.REFUSED
    assert {(c.code, c.column) for c in line.complaints} == {
        ("day-unreadable", "C"),
        ("not-a-number", "F"),
        ("negative", "G"),
        ("personal-number", "D"),
        ("text-too-long", "A"),
    }


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (row(day=9.2), "day-cut-short"),
        (row(day="2025-09-18"), "day-in-another-year"),
        (row(day="12月1日"), "day-in-future"),
        (row(day=None), "day-missing"),
        (row(onsite=None, pupils=None), "count-missing"),
        (row(pupils=200), "pupils-above-onsite"),
        (row(onsite=None, online=9, measure="播放次数"), "pupils-above-onsite"),
        (row(place=None), "place-missing"),
        (row(lead=None), "lead-missing"),
    ],
)
def test_a_line_that_cannot_be_recorded_says_why(
    sqlite_database: Database, officer: Person, told: Any, code: str
) -> None:
    found = lists.read(sqlite_database, lists.table(told), by=officer)

    assert codes(only(sqlite_database, found)) == [code]
    assert found.count("refused") == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("五年级 0", "cells-unreadable"),
        ("五年级 20；五年级 20", "cells-unreadable"),
        ("五年级 20 首次30", "cells-unreadable"),
        ("五年级二十人", "cells-unreadable"),
        ("五年级 500", "cells-above-onsite"),
    ],
)
def test_grades_that_cannot_be_are_complained_about(
    sqlite_database: Database, officer: Person, told: str, code: str
) -> None:
    line = (*row(school="示例第二小学", pupils=None), told)
    content = lists.workbook((*HEADER, "分年级学生"), line)
    found = lists.read(sqlite_database, content, by=officer)

    assert codes(only(sqlite_database, found)) == [code]


def test_a_lead_of_the_upload_stands_in(sqlite_database: Database, officer: Person) -> None:
    content = lists.table(row(lead=None))
    found = lists.read(sqlite_database, content, by=officer, lead="寻乌县科协")

    entry = only(sqlite_database, found).entry
    assert entry is not None
    assert entry.lead == "寻乌县科协"


def test_a_cell_merged_over_lines_is_read_for_each_but_a_number_is_not(
    sqlite_database: Database, officer: Person
) -> None:
    content = lists.workbook(
        HEADER,
        row(lead="县科协", onsite=500, pupils=None),
        row(title="乙", place="公园", lead=None, onsite=None, pupils=None),
        merged=("J2:J3", "F2:F3"),
    )
    found = lists.read(sqlite_database, content, by=officer)
    first, second = lists.lines(sqlite_database, found)

    assert first.entry is not None
    assert first.entry.lead == "县科协"
    assert codes(second) == ["count-merged"]


def test_the_year_is_the_titles_where_the_list_is_read_as_written_and_else_asked(
    sqlite_database: Database, officer: Person
) -> None:
    told = row(day="9.18")
    titled = lists.workbook(("2024年台账",), HEADER, told)
    found = lists.read(sqlite_database, titled, by=officer, year=None)
    entry = only(sqlite_database, found).entry
    assert entry is not None
    assert entry.day == date(2024, 9, 18)

    found = lists.read(sqlite_database, lists.table(told), by=officer, year=None)
    [ask] = only(sqlite_database, found).asks
    assert (ask.topic, ask.choices[:2]) == (Topic.YEAR, ("2026", "2025"))
    found = lists.answer(sqlite_database, found, {ask.key: "2025"})
    entry = only(sqlite_database, found).entry
    assert entry is not None
    assert entry.day == date(2025, 9, 18)


def test_another_years_form_is_refused_as_a_whole_with_what_differs(
    sqlite_database: Database, officer: Person
) -> None:
    header = ("活动名称", "日期", "地点", "活动级别", "参与人数", "主办单位")
    old = lists.workbook(("2025年统计表",), header, ("讲座", "9.18", "广场", "县级", 100, "县科协"))

    told = refusal(lists.read(sqlite_database, old, by=officer))

    assert (told["code"], told["told"], told["wanted"]) == ("ledger-of-another-year", 2025, 2026)
    assert told["unknown"] == ["活动级别"]
    assert "线上观看" in told["missing"]


def test_rows_beside_their_names_are_refused_as_a_whole(
    sqlite_database: Database, officer: Person
) -> None:
    rows = [(None, *row(title=f"第{n}场")) for n in range(5)]
    filled = [("甲", *told[1:]) for told in rows]

    told = refusal(lists.read(sqlite_database, lists.workbook(HEADER, *filled), by=officer))

    assert (told["code"], told["by"], told["heading"]) == ("ledger-columns-shifted", 1, "日期")


def test_a_table_without_what_is_needed_names_what_is_missing(
    sqlite_database: Database, officer: Person
) -> None:
    content = lists.workbook(
        ("活动名称", "地点", "主办单位", "心得"), ("讲座", "广场", "县科协", "好")
    )

    told = refusal(lists.read(sqlite_database, content, by=officer))

    assert told["code"] == "ledger-columns-missing"
    assert told["missing"] == ["日期", "线下人次"]
    assert told["unknown"] == ["心得"]


def test_every_sheet_with_a_header_is_read_and_lines_say_which(
    sqlite_database: Database, officer: Person
) -> None:
    book = Workbook()
    legend = book.active
    assert legend is not None
    legend.append(["填写说明"])
    for name, told in (("上半年", row(day="3月1日")), ("下半年", row(title="乙", day="9月1日"))):
        page = book.create_sheet(name)
        page.append(list(HEADER))
        page.append(list(told))

    found = lists.read(sqlite_database, lists.packed(book), by=officer)

    lines = lists.lines(sqlite_database, found)
    assert [(line.sheet, line.row, line.outcome) for line in lines] == [
        ("上半年", 2, Outcome.NEW),
        ("下半年", 2, Outcome.NEW),
    ]


def test_an_ambiguous_county_is_asked_once_for_all_that_say_so(
    sqlite_database: Database, province: Person
) -> None:
    header = ("县（市、区）", "行政区划代码", *HEADER)
    lines = [("寻乌县", DONGHU, *row(title=f"{n}", place=f"{n}号楼")) for n in range(3)]
    found = lists.read(sqlite_database, lists.workbook(header, *lines), by=province)
    asks = [line.asks for line in lists.lines(sqlite_database, found)]

    assert [ask.topic for [ask] in asks] == [Topic.COUNTY] * 3
    assert len({ask.key for [ask] in asks}) == 1
    found = lists.answer(sqlite_database, found, {asks[0][0].key: XUNWU})
    told = [line.entry for line in lists.lines(sqlite_database, found)]
    assert [entry.county_code for entry in told if entry] == [XUNWU] * 3


def test_a_county_comes_from_the_title_where_lines_name_none(
    sqlite_database: Database, province: Person
) -> None:
    found = lists.read(sqlite_database, lists.workbook(TITLE, HEADER, row()), by=province)
    line = only(sqlite_database, found)
    assert line.entry is not None
    assert (line.entry.county_code, codes(line)) == (XUNWU, ["county-from-title"])

    found = lists.read(sqlite_database, lists.table(row()), by=province)
    assert codes(only(sqlite_database, found)) == ["county-missing"]


def test_lines_outside_the_officers_county_are_refused(
    sqlite_database: Database, officer: Person
) -> None:
    header = ("县区", *HEADER)
    content = lists.workbook(header, ("东湖区", *row()), ("寻乌", *row()))
    found = lists.read(sqlite_database, content, by=officer)

    assert [codes(line) for line in lists.lines(sqlite_database, found)] == [
        ["activity-not-yours"],
        [],
    ]
    city = lists.officer(sqlite_database, Role.CITY, GANZHOU)
    content = lists.workbook(header, ("赣县区", *row()), ("寻乌县", *row()))
    assert lists.read(sqlite_database, content, by=city).count("refused") == 0


def test_a_school_is_known_by_its_name_within_the_county_and_else_asked(
    sqlite_database: Database, officer: Person, ground: Place
) -> None:
    names = ("寻乌县示例第二小学", "示例第二小学", "寻乌示例第二小学", "示例二小", "东湖区示例小学")
    rows = [row(title=name, school=name, place=f"操场{n}") for n, name in enumerate(names)]
    found = lists.read(sqlite_database, lists.table(*rows), by=officer)
    *known, short, foreign = lists.lines(sqlite_database, found)

    assert [line.entry.school_id for line in known if line.entry] == [ground.xunwu] * 3
    assert short.asks[0].choices == (str(ground.xunwu), "place")
    assert foreign.asks[0].choices == ("place",)
    answers = {short.asks[0].key: str(ground.xunwu), foreign.asks[0].key: "place"}
    found = lists.answer(sqlite_database, found, answers)
    *_known, short, foreign = lists.lines(sqlite_database, found)
    assert short.entry is not None
    assert foreign.entry is not None
    assert (short.entry.school_id, foreign.entry.school_id) == (ground.xunwu, None)
    assert foreign.entry.audience is Audience.PUBLIC


def test_online_is_never_taken_for_on_site(sqlite_database: Database, officer: Person) -> None:
    header = (
        "活动名称",
        "类型",
        "日期",
        "地点",
        "主办单位",
        "参与人数（含线上）",
        "线上观看",
        "线上口径",
    )
    told = ("直播", "科普讲座", "9.18", "广场", "县科协", 1500, 1400, "播放次数")
    found = lists.read(sqlite_database, lists.workbook(header, told), by=officer)
    [ask] = only(sqlite_database, found).asks
    assert (ask.topic, ask.choices) == (Topic.MIXED, ("onsite", "minus"))

    minus = only(sqlite_database, lists.answer(sqlite_database, found, {ask.key: "minus"})).entry
    assert minus is not None
    assert (minus.onsite, minus.online) == (100, 1400)

    alone = lists.workbook(header[:6], told[:6])
    found = lists.read(sqlite_database, alone, by=officer)
    [ask] = only(sqlite_database, found).asks
    assert ask.choices == ("onsite", "online")
    found = lists.answer(sqlite_database, found, {ask.key: "online"})
    assert [ask.topic for ask in only(sqlite_database, found).asks] == [Topic.MEASURE]


def test_a_plain_count_is_on_site_but_for_live_lessons_it_is_asked(
    sqlite_database: Database, officer: Person
) -> None:
    header = ("活动名称", "类型", "日期", "地点", "主办单位", "参与人数")
    told = [(kind, kind, "9.18", kind, "县科协", 150) for kind in ("科普讲座", "直播课")]
    found = lists.read(sqlite_database, lists.workbook(header, *told), by=officer)
    talk, live = lists.lines(sqlite_database, found)

    assert talk.entry is not None
    assert (talk.entry.onsite, talk.entry.online) == (150, None)
    assert [ask.topic for ask in live.asks] == [Topic.MIXED]


def test_a_line_said_twice_is_recorded_once_and_an_odd_twin_is_asked(
    sqlite_database: Database, officer: Person
) -> None:
    found = lists.read(
        sqlite_database, lists.table(row(), row(), row(title="又一场", onsite=90)), by=officer
    )
    first, same, other = lists.lines(sqlite_database, found)

    assert (first.outcome, same.outcome) == (Outcome.NEW, Outcome.SKIPPED)
    assert codes(same) == ["line-twice"]
    assert [(ask.group, ask.facts) for ask in other.asks] == [("twice", {"number": "第2行"})]


def test_lines_that_are_not_done_and_repeated_headers_are_passed_over(
    sqlite_database: Database, officer: Person
) -> None:
    header = (*HEADER, "状态")
    content = lists.workbook(
        header, (*row(), "已办"), header, (*row(title="计划"), "计划中"), ("注：以上为示例",)
    )
    found = lists.read(sqlite_database, content, by=officer)

    assert [codes(line) for line in lists.lines(sqlite_database, found)] == [
        [],
        ["header-again"],
        ["not-done"],
        ["remark-line"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_in_four_encodings(
    sqlite_database: Database, officer: Person, encoding: str
) -> None:
    told = "\r\n".join(",".join("" if c is None else str(c) for c in r) for r in (HEADER, row()))
    found = lists.read(sqlite_database, told.encode(encoding), by=officer, filename="台账.csv")

    assert found.count("new") == 1


def test_an_old_workbook_is_read(sqlite_database: Database, officer: Person) -> None:
    from tests.province import build

    content = build.xls([HEADER, row()])
    assert lists.read(sqlite_database, content, by=officer).count("new") == 1


def test_a_reader_that_is_there_already_leaves_the_list_to_the_other(
    sqlite_database: Database, officer: Person
) -> None:
    found = lists.read(sqlite_database, lists.table(row()), by=officer)
    import_read.read_import(sqlite_database, found.id, now=make.NOW)

    assert len(lists.lines(sqlite_database, found)) == 1

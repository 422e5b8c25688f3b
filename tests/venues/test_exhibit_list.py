"""A list of exhibits is read line by line, and nothing of it is guessed."""

from datetime import date

import pytest

from outreach.catalogue.exhibit_header import TEMPLATE_COLUMNS, find_header
from outreach.catalogue.exhibit_list import ExhibitLine, House, grade_span, judge
from outreach.catalogue.exhibit_model import Exhibit, ExhibitId, ExhibitState
from outreach.province.cells import Cell
from outreach.province.headers import ListWithoutHeader
from outreach.province.school_import import Outcome
from outreach.province.sheets import Sheet

HALLS = {"力学厅": 7, "光学厅": 8}
KNOWN = Exhibit(
    id=ExhibitId(3),
    venue_id=1,
    since=date(2026, 1, 1),
    revision=4,
    sample=False,
    code="P-1",
    name="共振鼓",
    hall_id=7,
    theme="声学",
    keywords="振动",
)


def judged(
    *rows: tuple[Cell, ...], header: tuple[str, ...] = TEMPLATE_COLUMNS
) -> list[ExhibitLine]:
    sheet, found = find_header([Sheet("", [["2026 年展品目录"], list(header), *map(list, rows)])])
    return list(judge(sheet.rows, found, house=House(HALLS, {"P-1": KNOWN})))


def said(line: ExhibitLine) -> list[tuple[str, str]]:
    return [(complaint.column, complaint.code) for complaint in line.complaints]


SHORT = ("编号", "名称", "展厅", "适合年级", "状态", "原因", "预计恢复", "时长(分钟)")


def test_a_full_line_is_a_new_exhibit() -> None:
    row = ("P-2", "棱镜", "光学厅", "小学3年级至初中", "检修", "换灯", "2026年12月3日", 6.0)

    [line] = judged(row, header=SHORT)

    assert (line.outcome, said(line)) == (Outcome.NEW, [])
    assert line.entry is not None
    assert (line.entry.hall_id, line.entry.grades_from, line.entry.grades_to) == (8, 3, 9)
    assert (line.entry.state, line.entry.back_on) == (ExhibitState.REPAIR, date(2026, 12, 3))


def test_blank_cells_keep_what_the_catalogue_says() -> None:
    [line] = judged(("P-1", "共振鼓", None, None, None, None, None, None), header=SHORT)

    assert line.outcome is Outcome.UNCHANGED
    assert line.entry == KNOWN.entry


def test_every_complaint_of_a_line_is_told_at_its_cell() -> None:
    [line] = judged(("", "", "化学厅", "很多", "坏了", "", "明天", "很久"), header=SHORT)

    assert line.outcome is Outcome.REFUSED
    assert said(line) == [
        ("A", "code-missing"),
        ("C", "hall-unknown"),
        ("H", "not-a-number"),
        ("D", "grades-unreadable"),
        ("E", "state-unknown"),
    ]


def test_a_code_may_stand_in_a_list_once() -> None:
    first, second = judged(("A", "甲", "力学厅"), ("A", "乙", "力学厅"), header=SHORT[:3])

    assert first.outcome is Outcome.NEW
    assert (second.outcome, said(second)) == (Outcome.REFUSED, [("A", "line-twice")])
    assert second.complaints[0].facts == {"line": "3"}


def test_repair_without_a_reason_is_asked_for_one() -> None:
    [line] = judged(("A", "甲", "力学厅", "1-6", "维修", "", "", 5.0), header=SHORT)

    assert said(line) == [("E", "state-reason-missing")]


def test_a_reason_with_a_telephone_number_stays_out() -> None:
    reason = "请联系 138 1234 5678"

    [line] = judged(("A", "甲", "力学厅", "1-6", "维修", reason, "", 5.0), header=SHORT)

    assert (line.outcome, said(line)) == (Outcome.REFUSED, [("F", "personal-number")])


def test_sums_remarks_and_a_second_header_are_passed_over() -> None:
    lines = judged(SHORT, ("合计", 3.0), ("注：以上为示例",), header=SHORT)

    assert [line.outcome for line in lines] == [Outcome.SKIPPED] * 3
    assert [code for line in lines for _, code in said(line)] == [
        "header-again",
        "totals-line",
        "remark-line",
    ]


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("三年级", (3, 3)),
        ("三至六年级", (3, 6)),
        ("1-6", (1, 6)),
        (9.0, (9, 9)),
        ("小学", (1, 6)),
        ("小学至高中", (1, 12)),
        ("学前—小学二年级", (0, 2)),
        ("不限", (0, 12)),
        ("13", None),
        ("很多", None),
        ("1-2-3", None),
    ],
)
def test_grades_are_read_as_people_write_them(cell: Cell, span: tuple[int, int] | None) -> None:
    assert grade_span(cell) == span


def test_a_list_of_something_else_is_refused_with_its_first_words() -> None:
    with pytest.raises(ListWithoutHeader) as refusal:
        find_header([Sheet("", [["学校名称", "在校生数"], ["甲小学", 300.0]])])

    assert (refusal.value.list_of, refusal.value.found) == (
        "exhibits",
        "学校名称、在校生数、甲小学、300",
    )

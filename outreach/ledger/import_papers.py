"""Workbooks to download: an uploaded year with its complaints marked, and an empty one to fill."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale

from outreach.ledger.columns import COLUMNS, OWN, ROUGH, SHARED, Column
from outreach.ledger.import_header import Table
from outreach.ledger.import_model import LedgerLine
from outreach.ledger.import_sentences import line_words
from outreach.ledger.model import Audience, Kind, Label, OnlineMeasure
from outreach.ledger.words import AUDIENCES, KINDS, LABELS, MEASURES
from outreach.province.cells import Cell, text
from outreach.province.headers import column_letter
from outreach.province.spool import Leaf, Spool
from outreach.web.words import _, lazy

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REMARK_HEADING = "导入提示"
"""Chinese in both languages: the reader passes over the column that is called so."""
REMARK_WIDTH = 60
LEFT_EMPTY = ("number", "evidence", "remarks", "state", "city")
"""Columns of the form that nobody fills in for an import."""
DROPPED_ROWS = 2_000  # rows of the empty table that have lists to choose from

EXPLAINED: Mapping[str, Any] = {
    "title": lazy("活动叫什么，100 字以内。空着时用类型和地点代替。"),
    "kind": lazy("从下拉列表里选；常见的别的叫法也认得，认不出的会问。"),
    "lead": lazy("上报这次活动的单位。整张表相同的，可以空着，上传时填一次。"),
    "carried_by": lazy("几个单位之间用顿号。"),
    "partners": lazy("几个单位之间用顿号。"),
    "day": lazy("2026-09-18、2026/9/18、9月18日 都可以；几天的写 9.18-9.20，或另填结束日期。"),
    "until_day": lazy("只有一天的空着。"),
    "place": lazy("学校的活动可以空着，用校名。"),
    "county": lazy("名称或六位代码；整张表是一个县的，可以空着。"),
    "audience": lazy("填了学校的算学校，其余算社会公众。"),
    "school": lazy("一行一所，用学校名录里的名称。"),
    "onsite": lazy("到场的每个人每次计一次，含教师和家长。约300、3.6万 也可以，会记为约数。"),
    "onsite_rough": lazy("没有数、只是估计的，填“约”。"),
    "onsite_pupils": lazy("包含在线下人次里。"),
    "cells": lazy("知道各年级人数时填，如：五年级 45；六年级 38。"),
    "online": lazy("平台自己的数字，不与线下相加。"),
    "online_measure": lazy("平台这个数字数的是什么，从下拉列表里选。"),
    "minutes": lazy("90，或 1.5小时。"),
    "labels": lazy("属于哪些专项；几个之间用顿号。"),
    "own_programme": lazy("本单位自己的项目，还是别的单位共享的。"),
    "vehicle": lazy("车辆编号或名称。"),
    "kilometres": lazy("整数。"),
    "volunteers": lazy("只填人数，不填姓名。"),
    "volunteer_hours": lazy("所有志愿者加起来的小时数。"),
    "funding": lazy("由哪个项目出钱。"),
    "planned_onsite": lazy("事先计划的线下人次。"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said about one row: colours by column, and the words behind the last one."""

    tones: Mapping[int, bool | None]
    words: str


def marked_workbook(
    spool: Spool, tables: Sequence[Table], lines: Iterable[LedgerLine], *, note: str = ""
) -> bytes:
    """The file as it was sent, cell by cell as text, with what was said about each line.

    `lines` come in order. `note` is about a file that was refused as a whole; it stands beside the
    first row. Rows are read and written one at a time.
    """
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(packed, options) as book:
        looks = _looks(book)
        of_leaf = {table.leaf.starts_at: table for table in tables}
        remarks = Remarks(lines)
        before = 0
        for place, leaf in enumerate(spool.leaves):
            table = of_leaf.get(leaf.starts_at)
            head = (0, note) if note else (table.header_row if table else -1, REMARK_HEADING)
            _copy(
                book.add_worksheet(_sheet_name(leaf.name, place)),
                spool.rows(leaf),
                leaf,
                _numbered(remarks, before, table),
                head=head,
                looks=looks,
            )
            before += leaf.height if table else 0
    return packed.getvalue()


def _numbered(
    remarks: "Remarks", before: int, table: Table | None
) -> Callable[[int], "Marks | None"]:
    def of(row: int) -> Marks | None:
        if table is None:
            return None
        return remarks.of(before + row) or _unread(table, row)

    return of


def _unread(table: Table, row: int) -> "Marks | None":
    """Columns of the header that mean nothing here."""
    if row != table.header_row + 1 or not table.unknown:
        return None
    return Marks(dict.fromkeys(table.unknown, False), "")


def _looks(book: "Workbook") -> "dict[object, Format]":
    words = {"text_wrap": True, "valign": "top", "font_color": "#9B2C1F"}
    return {
        "plain": book.add_format({}),
        True: book.add_format({"bg_color": "#F6D5CF", "border": 1}),
        False: book.add_format({"bg_color": "#F6EBCB"}),
        None: book.add_format({"bg_color": "#DCE6F2"}),
        "words": book.add_format(words),
    }


def _sheet_name(name: str, place: int) -> str:
    kept = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:28].strip()
    return f"{kept or 'Sheet'}" if place == 0 else f"{kept[:24] or 'Sheet'} {place + 1}"


class Remarks:
    """What is said about the lines of a file, asked for in the file's order."""

    def __init__(self, lines: Iterable[LedgerLine]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, None)

    def of(self, number: int) -> Marks | None:
        if self._next is None or self._next.number != number:
            return None
        told = line_words(self._next)
        self._next = next(self._lines, None)
        tones: dict[int, bool | None] = {}
        for column, blocks, _words in told:
            if column and tones.get(_index(column)) is not True:
                tones[_index(column)] = blocks
        between = str(_("；"))
        return Marks(tones, between.join(words for _column, _blocks, words in told))


def _index(letters: str) -> int:
    """Which column a spreadsheet's letters name, from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _copy(
    sheet: "Worksheet",
    rows: Iterable[Sequence[Cell]],
    leaf: Leaf,
    remarks: Callable[[int], Marks | None],
    *,
    head: tuple[int, str],
    looks: "Mapping[object, Format]",
) -> None:
    """One sheet. `head`: the row, from 0, and the words that stand there above all remarks."""
    beside = _remark_column(leaf)
    sheet.set_column(beside, beside, REMARK_WIDTH)
    for index, row in enumerate(rows):
        marks = remarks(index + 1)
        tones = marks.tones if marks else {}
        for place in range(max(len(row), 1 + max(tones, default=-1))):
            shown = text(row[place]) if place < len(row) and place != beside else ""
            if shown or place in tones:
                look = looks[tones[place]] if place in tones else looks["plain"]
                sheet.write_string(index, place, shown, look)
        if index == head[0]:
            sheet.write_string(index, beside, head[1], looks["words"])
        elif marks:
            sheet.write_string(index, beside, marks.words, looks["words"])


def _remark_column(leaf: Leaf) -> int:
    """Where remarks stood before, so that a list that is marked twice has them once."""
    for row in leaf.opening:
        for place, cell in enumerate(row):
            if text(cell) == REMARK_HEADING:
                return place
    return max(map(len, leaf.opening), default=0)


def template_workbook(counties: Sequence[str]) -> bytes:
    """An empty year: the form's columns with lists to choose from, and what each is for."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with force_locale("zh_Hans_CN"):
        choices: dict[str, list[str]] = {
            "kind": [str(KINDS[kind]) for kind in Kind],
            "county": list(counties),
            "audience": [str(AUDIENCES[audience]) for audience in Audience],
            "onsite_rough": [ROUGH],
            "online_measure": [str(MEASURES[measure]) for measure in OnlineMeasure],
            "labels": [str(LABELS[label]) for label in Label],
            "own_programme": [OWN, SHARED],
        }
    columns = [column for column in COLUMNS if column.fact not in LEFT_EMPTY]
    with Workbook(packed, {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet: Worksheet = book.add_worksheet("活动台账")
        legend: Worksheet = book.add_worksheet("填写说明")
        lists: Worksheet = book.add_worksheet("选项")
        for place, column in enumerate(columns):
            sheet.set_column(
                place, place, column.width, day if column.fact in {"day", "until_day"} else None
            )
            sheet.write_string(0, place, column.heading, bold)
            if column.fact in choices:
                _offer(sheet, lists, place, column.heading, choices[column.fact])
        sheet.freeze_panes(1, 1)
        _explain(legend, columns, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    return packed.getvalue()


def _offer(
    sheet: "Worksheet", lists: "Worksheet", place: int, heading: str, choices: Sequence[str]
) -> None:
    """A list to choose from; what is typed beside it is let in, for the reader knows more words."""
    lists.write_string(0, place, heading)
    for row, choice in enumerate(choices, start=1):
        lists.write_string(row, place, choice)
    letter = column_letter(place)
    if choices:
        sheet.data_validation(
            1,
            place,
            DROPPED_ROWS,
            place,
            {
                "validate": "list",
                "source": f"=选项!${letter}$2:${letter}${len(choices) + 1}",
                "error_type": "information",
                "show_error": False,
            },
        )


def _explain(
    legend: "Worksheet", columns: Sequence[Column], bold: "Format", wrapped: "Format"
) -> None:
    legend.set_column(0, 0, 18)
    legend.set_column(1, 1, 90)
    for place, heading in enumerate((_("列"), _("怎么填"))):
        legend.write_string(0, place, str(heading), bold)
    for row, column in enumerate(columns, start=1):
        legend.write_string(row, 0, column.heading, wrapped)
        legend.write_string(row, 1, str(EXPLAINED[column.fact]), wrapped)

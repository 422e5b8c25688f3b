"""Workbooks to download: the complaints about a list, and an empty list to fill in."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import get_template_attribute

from outreach.province.list_header import TEMPLATE_COLUMNS
from outreach.province.list_lines import Complaint
from outreach.province.school_import import Line
from outreach.web.words import _

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def complaint_words(line: Line, complaint: Complaint) -> str:
    """第 7 行 C 列「在校生数」：… as the pages say it, without markup."""
    sentence = get_template_attribute("province/_complaints.html", "sentence")
    return " ".join(str(sentence(line.number, complaint)).split())


def _workbook(header: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> bytes:
    """One sheet with a frozen header; every text is written as text, never as a formula."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet: Worksheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True, "bottom": 1})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, widths[min(column, len(widths) - 1)])
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, wrapped)
                else:
                    sheet.write_string(number, column, value, wrapped)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(header) - 1)
    return packed.getvalue()


def complaints_workbook(lines: Sequence[Line]) -> bytes:
    header = (_("行"), _("列"), _("列名"), _("原内容"), _("学校"), _("类别"), _("说明"))
    rows = [
        (
            line.number,
            complaint.column,
            complaint.title,
            complaint.cell,
            line.name,
            _("需要改正") if complaint.blocks else _("仅供参考"),
            complaint_words(line, complaint),
        )
        for line in lines
        for complaint in line.complaints
    ]
    return _workbook(header, rows, (8, 6, 16, 20, 28, 12, 60))


def template_workbook() -> bytes:
    """Column names are Chinese in both languages: they are what the reader looks for."""
    return _workbook(TEMPLATE_COLUMNS, [], (16, 28, 14, 14, 12, 12, 10))

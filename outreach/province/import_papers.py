"""Workbooks to download: the complaints about a list, and an empty list to fill in."""

from collections.abc import Sequence

from flask import get_template_attribute

from outreach.province.list_header import TEMPLATE_COLUMNS
from outreach.province.list_lines import Complaint
from outreach.province.school_import import Line
from outreach.province.workbooks import workbook
from outreach.web.words import _


def complaint_words(line: Line, complaint: Complaint) -> str:
    """第 7 行 C 列「在校生数」：… as the pages say it, without markup."""
    sentence = get_template_attribute("province/_complaints.html", "sentence")
    return " ".join(str(sentence(line.number, complaint)).split())


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
    return workbook(header, rows, (8, 6, 16, 20, 28, 12, 60))


def template_workbook() -> bytes:
    """Column names are Chinese in both languages: they are what the reader looks for."""
    return workbook(TEMPLATE_COLUMNS, [], (16, 28, 14, 14, 12, 12, 10))

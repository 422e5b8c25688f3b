"""Booked and came as a workbook and as text for spreadsheets: one line per group."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from outreach.booking.words import STATES
from outreach.duty.came import Comparison
from outreach.duty.words import DIFFERENCES
from outreach.ledger.export import Line, harmless
from outreach.province.words import grade_words
from outreach.web.filters import named
from outreach.web.words import _

WIDTHS = (11, 12, 30, 14, 24, 12, 10, 10, 10, 10, 10, 20, 14)


def headings() -> list[str]:
    """Booked and came keep their own columns; the difference is the desk's minus the booking's."""
    return [
        _("日期"),
        _("编号"),
        _("学校"),
        _("县（市、区）"),
        _("项目"),
        _("年级"),
        _("预约学生"),
        _("预约成人"),
        _("到馆学生"),
        _("到馆成人"),
        _("相差学生"),
        _("相差原因"),
        _("状态"),
    ]


def lines(compared: Comparison) -> Iterator[Line]:
    for group in compared.groups:
        visit, arrival = group.line.booking, group.arrival if group.came else None
        yield (
            visit.day.isoformat(),
            visit.number,
            group.line.school.name,
            group.line.school.county_name,
            named(group.line.programme),
            grade_words(visit.group.grade),
            visit.group.pupils,
            visit.group.adults,
            arrival.pupils if arrival else None,
            arrival.adults if arrival else None,
            group.difference,
            str(DIFFERENCES[arrival.reason]) if arrival and arrival.reason else "",
            str(STATES[visit.state]),
        )
    for walk_in in compared.walk_ins:
        grade = "" if walk_in.grade is None else grade_words(walk_in.grade)
        came = (walk_in.pupils, walk_in.adults)
        yield (
            walk_in.day.isoformat(),
            "",
            walk_in.school_name,
            walk_in.county_code,
            "",
            grade,
            None,
            None,
            *came,
            None,
            "",
            _("临时来馆"),
        )


def workbook(compared: Comparison) -> BytesIO:
    """An xlsx with typed text as text: what begins with "=" stays what was typed."""
    from xlsxwriter import Workbook  # only who exports pays for it

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("约与到"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        for column, (heading, width) in enumerate(zip(headings(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        row = 0
        for row, line in enumerate(lines(compared), start=1):
            for column, value in enumerate(line):
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                elif value:
                    sheet.write_string(row, column, value)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, row, len(WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    file.seek(0)
    return file


def text(compared: Comparison) -> BytesIO:
    """CSV as spreadsheets open it: UTF-8 with its mark, and no cell that starts a formula."""
    page = StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(headings())
    writer.writerows([harmless(value) for value in line] for line in lines(compared))
    return BytesIO(page.getvalue().encode("utf-8-sig"))

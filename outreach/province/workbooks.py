"""Workbooks to download: a table, and an uploaded list with its complaints marked in it."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outreach.province.cells import Cell, text
from outreach.web.words import _

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(header: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> bytes:
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


def marked_workbook(
    rows: Sequence[Sequence[Cell]], said: Mapping[int, Sequence[tuple[int | None, bool, str]]]
) -> bytes:
    """A list as it was sent, with what was said about each line (1 is the first).

    Each remark is a column's index or none, whether it keeps the line out, and the words. Its cell
    is coloured, and the words of a line stand behind its last column.
    """
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    width = max((len(row) for row in rows), default=0)
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet: Worksheet = made.add_worksheet()
        plain = made.add_format({})
        tones = {
            True: made.add_format({"bg_color": "#F6D5CF", "border": 1}),
            False: made.add_format({"bg_color": "#F6EBCB"}),
        }
        words = made.add_format({"text_wrap": True, "valign": "top", "font_color": "#9B2C1F"})
        sheet.set_column(width, width, 60)
        for number, row in enumerate(rows, start=1):
            remarks = said.get(number, ())
            marked = {column: tones[blocks] for column, blocks, _words in remarks}
            for column, cell in enumerate(row):
                shown = text(cell)
                if shown or column in marked:
                    sheet.write_string(number - 1, column, shown, marked.get(column, plain))
            if remarks:
                told = str(_("；")).join(words_ for _column, _blocks, words_ in remarks)
                sheet.write_string(number - 1, width, told, words)
    return packed.getvalue()

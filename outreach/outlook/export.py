"""The list as a workbook: every school with its parts, so that the turn can be reckoned again."""

from io import BytesIO

from outreach.outlook import words
from outreach.outlook.lists import Listed
from outreach.web.words import _

WIDTHS = (7, 26, 14, 9, 9, 12, 8, 8, 8, 8, 8, 12, 9, 7, 60)


def headings() -> list[str]:
    return [
        _("次序"),
        _("学校"),
        _("县（市、区）"),
        _("在校生"),
        _("确知到过"),
        _("上次活动"),
        *(str(words.PARTS[name]) for name in ("need", "gap", "wait", "way")),
        _("得分"),
        _("方式"),
        _("路程带"),
        _("稳不稳"),
        _("理由"),
    ]


def workbook(found: Listed) -> BytesIO:
    """An xlsx with text as text: what begins with "=" stays what was typed."""
    from xlsxwriter import Workbook  # only who exports pays for it

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("下一站"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, headings(), bold)
        for row, (line, school) in enumerate(found.lines, start=1):
            one, parts = line.candidate, line.parts
            sheet.write_row(
                row,
                0,
                [
                    line.rank,
                    school.name,
                    school.county_name,
                    "–" if one.pupils is None else one.pupils,
                    one.reached,
                    one.last_day.isoformat() if one.last_day else _("从未"),
                    *(round(part, 4) for part in (parts.need, parts.gap, parts.wait, parts.way)),
                    round(line.score, 2),
                    str(words.MEETINGS[line.meeting]),
                    one.band.value,
                    _("稳") if line.firm else "",
                    words.reason(school, one, line.meeting),
                ],
            )
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(found.lines)), len(WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    file.seek(0)
    return file

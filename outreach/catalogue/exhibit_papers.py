"""Workbooks of exhibits to download: a venue's list, and an uploaded one with its complaints."""

from collections.abc import Mapping, Sequence

from outreach.catalogue.exhibit_header import TEMPLATE_COLUMNS
from outreach.catalogue.exhibit_list import WRITTEN_STATES, ExhibitLine
from outreach.catalogue.exhibit_model import Exhibit
from outreach.catalogue.exhibit_words import complaint_words
from outreach.catalogue.model import Hall
from outreach.province.sheets import Sheet
from outreach.province.workbooks import marked_workbook, workbook

WIDTHS = (12, 26, 26, 16, 14, 12, 30, 10, 10, 12, 10, 8, 24, 12)


def exhibits_workbook(exhibits: Sequence[Exhibit], halls: Mapping[int, Hall]) -> bytes:
    """A list that may be changed and uploaded again: the same columns as the template."""
    return workbook(TEMPLATE_COLUMNS, [_row(e, halls) for e in exhibits], WIDTHS)


def _row(exhibit: Exhibit, halls: Mapping[int, Hall]) -> list[str | int]:
    return [
        exhibit.code,
        exhibit.name,
        exhibit.name_en or "",
        halls[exhibit.hall_id].name,
        exhibit.zone or "",
        exhibit.theme or "",
        exhibit.keywords or "",
        exhibit.grades_from,
        exhibit.grades_to,
        exhibit.minutes,
        exhibit.places or "",
        WRITTEN_STATES[exhibit.state],
        exhibit.reason or "",
        exhibit.back_on.isoformat() if exhibit.back_on else "",
    ]


def marked_list(sheet: Sheet, lines: Sequence[ExhibitLine]) -> bytes:
    """The list as it was sent, with every complaint at its cell."""
    said = {
        line.number: [(_index(c.column), c.blocks, complaint_words(c)) for c in line.complaints]
        for line in lines
    }
    return marked_workbook(sheet.rows, said)


def _index(letters: str) -> int | None:
    """Which column a spreadsheet's letters name, from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1 if letters else None

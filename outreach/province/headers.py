"""The row of a list that names its columns, whatever the list is of."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.province.cells import Cell, text
from outreach.province.sheets import Sheet

ROWS_SEARCHED = 30
_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NOISE = re.compile(r"[\s*:：、,./_·-]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column of the list stands; `first_row` is the index of the first line below."""

    first_row: int
    fields: Mapping[str, int]
    titles: Mapping[int, str]
    """What a column is called in the file, to quote in complaints."""
    grades: Mapping[int, int]
    """Column of each grade, 0-12; lists that count pupils by grade have some."""


@dataclass(eq=False)
class ListWithoutHeader(Refusal):
    """No row names the columns; `found` quotes the file's first words so that people see why."""

    code: ClassVar[str] = "list-without-header"
    status: ClassVar[int] = 422
    found: str
    list_of: str = "schools"
    """schools or exhibits: which columns were looked for."""


HeaderAt = Callable[[Sequence[Sequence[Cell]], int], Header | None]


def bare_word(cell: Cell) -> str:
    """What a column's name says without brackets, marks and blanks: 县(市、区) is 县."""
    return _NOISE.sub("", _BRACKETS.sub("", text(cell))).lower()


def column_letter(index: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheets name columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def best_header(
    sheets: Sequence[Sheet], header_at: HeaderAt, *, list_of: str
) -> tuple[Sheet, Header]:
    """The first sheet with a row that `header_at` knows, and its best such row.

    Titles above it, such as 2026年寻乌县中小学名录, are passed over.
    """
    for sheet in sheets:
        found = [
            header
            for index in range(min(ROWS_SEARCHED, len(sheet.rows)))
            if (header := header_at(sheet.rows, index))
        ]
        if found:
            return sheet, max(found, key=lambda h: (len(h.fields) + len(h.grades), -h.first_row))
    words = (text(cell) for row in sheets[0].rows[:5] for cell in row)
    raise ListWithoutHeader(
        found="、".join([word[:20] for word in words if word][:8]), list_of=list_of
    )

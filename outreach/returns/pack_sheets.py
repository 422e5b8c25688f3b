"""The workbooks of a pack that lay several returns side by side."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import force_locale

from outreach.returns import words
from outreach.returns.comparing import Compared
from outreach.returns.rule_text import written
from outreach.returns.sheets import Page
from outreach.returns.workbook import A4, Value, looks_of, sheet_name, unit, when, write

KINDS = {"province": "全省", "city": "设区市", "county": "县（市、区）", "venue": "场馆"}
STATES = {
    "open": "待编制",
    "compiled": "待审核",
    "checked": "待签发",
    "signed": "已签发",
    "frozen": "已封存",
}


def units(rounds: Sequence[Sequence[Page]]) -> bytes:
    """One sheet per form, with all units beneath each other: parts and whole are seen together."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = looks_of(book)
        for number, pages in enumerate(rounds, start=1):
            sheet = book.add_worksheet(sheet_name(pages[0], number, of=len(rounds) + 1))
            _units(sheet, pages, looks)
    return packed.getvalue()


def _units(sheet: Any, pages: Sequence[Page], looks: Mapping[str, Any]) -> None:
    made = pages[0].definition
    keys = [key for key, _rule in made.cells]
    labels = {line.key: line.label for line in made.lines}
    columns = {column.key: column.label for column in made.columns}
    titles = ["单位", "级别", "状态", *(f"{labels[a]} {columns[b]}" for a, b in keys)]
    sheet.write_string(0, 0, f"{made.name} {when(pages[0])}", looks["line"])
    for column, title in enumerate(titles):
        sheet.write_string(1, column, title, looks["head"])
    for row, page in enumerate(pages, start=2):
        told: list[Value] = [
            unit(page),
            KINDS[page.found.unit.kind],
            STATES[page.found.state],
            *(page.figures[key] for key in keys),
        ]
        for column, value in enumerate(told):
            write(sheet, row, column, value, looks)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, len(titles) - 1, 13)
    sheet.freeze_panes(2, 1)
    _printed(sheet, repeat=1)


def differences(rows: Sequence[tuple[Page, Page, Compared]]) -> bytes:
    """What two forms say of the same thing, and which records make the difference and why."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = looks_of(book)
        sheet = book.add_worksheet("口径差异说明")
        titles = ("第一张表", "格", "口径", "数", "第二张表", "格", "口径", "数", "相差", "为什么")
        widths = (24, 26, 34, 11, 24, 26, 34, 11, 11, 60)
        for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, looks["head"])
        with force_locale("zh_Hans_CN"):
            for row, (first, second, pair) in enumerate(rows, start=1):
                told: list[Value] = [
                    *_side(first, pair.first.key, written(pair.first.rule), pair.first.value),
                    *_side(second, pair.second.key, written(pair.second.rule), pair.second.value),
                    pair.difference,
                    "；".join(map(words.because, pair.because)) or "明细相同",
                ]
                for column, value in enumerate(told):
                    write(sheet, row, column, value, looks)
        sheet.freeze_panes(1, 0)
        _printed(sheet, repeat=0)
    return packed.getvalue()


def _side(page: Page, key: tuple[str, str], rule: str, value: int | None) -> list[Value]:
    made = page.definition
    line = next(line.label for line in made.lines if line.key == key[0])
    column = next(column.label for column in made.columns if column.key == key[1])
    return [f"{made.name} {when(page)}", f"{line} {column}", rule, value]


def _printed(sheet: Any, *, repeat: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(repeat)

"""A return as a workbook that WPS opens without macros: the form, its rule page, its units.

Text is written as text, so that nothing typed becomes a formula; figures are whole numbers, a
missing one is "–". Nothing in it calculates: what is printed is what was signed.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from outreach.kernel.clock import local_day
from outreach.returns.model import Line, Verb
from outreach.returns.sheets import Figure, Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NONE = "–"
SIGNED = "填表人", "审核人", "负责人"
STATES = {
    "open": "未编制（按现在的台账）",
    "compiled": "已编制，待审核",
    "checked": "已审核，待签发",
    "signed": "已签发",
    "frozen": "已封存",
}
ADJUSTED = "手工调整"
A4 = 9
ROUNDING = (
    "小时数按分钟相加，最后取整，半小时进一；其余指标都是整数相加，不做换算。",
    "“0”表示数过、为零；“–”表示没有这一项。线上与现场分列，不相加。",
    "活动计入开始的那一天；每天登记人次的展览，人次计入当天。联合活动由牵头单位填报一次。",
)


def workbook(pages: Sequence[tuple[Page, Mapping[tuple[str, str], str]]]) -> bytes:
    """One sheet per form, one with every cell's rule; `pages` come with their rules in words."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = looks_of(book)
        for number, (page, _rules) in enumerate(pages, start=1):
            _form(book.add_worksheet(sheet_name(page, number, of=len(pages))), page, looks)
        _rule_page(book.add_worksheet("填报口径"), pages, looks)
    return packed.getvalue()


def sheet_name(page: Page, number: int, *, of: int) -> str:
    """At most 31 signs, none of those a workbook forbids, and no two alike."""
    plain = "".join(sign for sign in page.definition.name if sign not in "[]:*?/\\'")
    return plain[:31] if of == 1 else f"{number}.{plain[:27]}"


def looks_of(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    boxed = plain | {"border": 1}
    return {
        "title": book.add_format(plain | {"bold": True, "font_size": 16, "align": "center"}),
        "line": book.add_format(plain | {"text_wrap": False}),
        "right": book.add_format(plain | {"align": "right", "text_wrap": False}),
        "head": book.add_format(boxed | {"bold": True, "align": "center", "bg_color": "#F2EFE6"}),
        "text": book.add_format(boxed),
        "number": book.add_format(boxed | {"num_format": "#,##0", "align": "right"}),
        "none": book.add_format(boxed | {"align": "right"}),
        "adjusted": book.add_format(
            boxed | {"num_format": "#,##0", "align": "right", "bold": True, "bg_color": "#F6EBCB"}
        ),
    }


def headings(page: Page) -> list[str]:
    """The form's columns; the merged header stands above them."""
    made = page.definition
    if made.targets:
        named = ["年初目标", made.columns[0].label, "分值", "得分", "未完成的原因"]
    else:
        named = [
            column.label + (f"（{column.unit}）" if column.unit else "") for column in made.columns
        ]
    return ["序号", "类别", "指标", "计量单位", *named, "备注"]


def _form(sheet: Any, page: Page, looks: Mapping[str, Any]) -> None:
    titles = headings(page)
    last = len(titles) - 1
    sheet.merge_range(0, 0, 0, last, page.definition.name, looks["title"])
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, f"填报单位：{unit(page)}", looks["line"])
    sheet.write_string(1, last, when(page), looks["right"])
    sheet.write_string(2, 0, STATES[page.found.state] + version(page), looks["line"])
    for column, title in enumerate(titles):
        sheet.write_string(3, column, title, looks["head"])
    row = 3
    for row, line in enumerate(page.definition.lines, start=4):
        for column, value in enumerate(cells_of(page, row - 3, line)):
            write(sheet, row, column, value, looks)
    _foot(sheet, row + 2, page, looks)
    _shape(sheet, titles, rows=row)


def when(page: Page) -> str:
    at = page.found.round
    return f"{at.year} 年 {at.month} 月" if at.month else f"{at.year} 年"


def unit(page: Page) -> str:
    """Who fills the form, and that its figures are invented where they are."""
    return page.found.unit.name + ("（示例数据，请勿用于实际工作）" if page.sample else "")


def version(page: Page) -> str:
    return f"（第 {page.found.version} 版）" if page.found.version > 1 else ""


def file_name(page: Page) -> str:
    """Who, what and when, without what a file's name must not hold."""
    name = f"{page.found.unit.name}-{page.definition.name}-{when(page)}{version(page)}"
    return "".join(sign for sign in name if sign not in ' \\/:*?"<>|')


Value = str | int | Figure | None


def cells_of(page: Page, number: int, line: Line) -> list[Value]:
    """A line as it is printed, with what was set by hand said behind it."""
    made = page.definition
    figures = [page.figure(line, column.key) for column in made.columns]
    middle: list[Value] = [*figures]
    if made.targets:
        each = page.indicators[line.key]
        middle = [each.target, figures[0], line.points, each.score, each.reason]
    units = {column.unit for column in made.columns if column.key in line.cells and column.unit}
    unit = line.unit or ("" if len(units) > 1 else "".join(units))
    return [number, line.group, line.label, unit, *middle, remark(figures)]


def remark(figures: Sequence[Figure]) -> str:
    """手工调整, what the ledger says, and why; for every cell of the line that was set by hand."""
    said = []
    for figure in figures:
        if figure.adjusted is not None:
            computed = NONE if figure.computed is None else f"{figure.computed:,}"
            ledger = "" if figure.is_by_hand else f"（台账 {computed}）"
            said.append(f"{ADJUSTED}{ledger}：{figure.adjusted.reason}")
    return "；".join(said)


def write(sheet: Any, row: int, column: int, value: Value, looks: Mapping[str, Any]) -> None:
    look = "number"
    if isinstance(value, Figure):
        look = "adjusted" if value.adjusted else "number"
        value = value.value
    if value is None:
        sheet.write_string(row, column, NONE, looks["none"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks[look])
    else:
        sheet.write_string(row, column, value, looks["text"])


def signatures(page: Page, names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """填表人, 审核人, 负责人: with name and day where they have signed."""
    found = []
    for label, verb in zip(SIGNED, (Verb.COMPILED, Verb.CHECKED, Verb.SIGNED), strict=True):
        step = page.signers.get(verb)
        name = names.get(step.person_id or 0, "") if step else ""
        found.append((label, name, f"{local_day(step.at):%Y-%m-%d}" if step else ""))
    return found


def _foot(sheet: Any, row: int, page: Page, looks: Mapping[str, Any]) -> None:
    said = [f"{label}：{name} {day}".rstrip() for label, name, day in signatures(page, page.names)]
    sheet.write_string(row, 0, "    ".join([*said, "（公章处）"]), looks["line"])
    for number, text in enumerate((*page.definition.notes, *ROUNDING), start=1):
        sheet.write_string(row + 1 + number, 0, f"注{number}：{text}", looks["line"])


def _shape(sheet: Any, titles: Sequence[str], *, rows: int) -> None:
    widths = {"序号": 6, "类别": 16, "指标": 34, "计量单位": 9, "备注": 36, "未完成的原因": 26}
    for column, title in enumerate(titles):
        sheet.set_column(column, column, widths.get(title, 14))
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, rows + 20, len(titles) - 1)


def _rule_page(
    sheet: Any,
    pages: Sequence[tuple[Page, Mapping[tuple[str, str], str]]],
    looks: Mapping[str, Any],
) -> None:
    """How every cell was counted, and by which version of its template."""
    titles = ("报表", "指标", "列", "口径", "数值", "明细条数")
    for column, (title, width) in enumerate(zip(titles, (30, 34, 14, 60, 12, 10), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, looks["head"])
    row = 0
    for page, ruled in pages:
        made = page.definition
        named = f"{made.name}（模板第 {page.found.round.version.number} 版）"
        labels = {line.key: line.label for line in made.lines}
        columns = {column.key: column.label for column in made.columns}
        for key, _rule in made.cells:
            row += 1
            trail = len(page.counted.trails.get(key, ()))
            told: tuple[Value, ...] = (
                named, labels[key[0]], columns[key[1]], ruled[key], page.figures[key], trail,
            )  # fmt: skip
            for column, value in enumerate(told):
                write(sheet, row, column, value, looks)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)

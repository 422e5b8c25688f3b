"""A return as a Word file: set from the same parts as every printed paper of the house."""

from collections.abc import Mapping, Sequence
from datetime import date

from outreach.papers.sheet import Foot, Grid, Heading, Line, Pairs, Paragraph, Points, Sheet
from outreach.returns.sheets import Figure, Page
from outreach.returns.workbook import (
    ADJUSTED,
    NONE,
    ROUNDING,
    STATES,
    Value,
    cells_of,
    headings,
    signatures,
    unit,
    version,
    when,
)

WIDTHS = {"序号": 3, "类别": 6, "指标": 11, "计量单位": 4, "备注": 7, "未完成的原因": 7}


def sheet_of(page: Page, rules: Mapping[tuple[str, str], str], *, today: date) -> Sheet:
    """The form, its text, who signed, and its rules; ready to be set as Word file or PDF."""
    made = page.definition
    titles = headings(page)
    rows = [
        tuple(map(_text, cells_of(page, number, line)))
        for number, line in enumerate(made.lines, start=1)
    ]
    used = [n for n, _title in enumerate(titles) if any(row[n] for row in rows)]
    labels = {line.key: line.label for line in made.lines}
    columns = {column.key: column.label for column in made.columns}
    return Sheet(
        title=made.name,
        number=f"{page.found.unit.name} {when(page)}{version(page)}",
        day=today,
        parts=(
            Pairs(
                rows=(
                    (("填报单位", unit(page)), ("期间", when(page))),
                    (("状态", STATES[page.found.state] + version(page)), ("模板", _made_by(page))),
                )
            ),
            Grid(
                header=tuple(titles[n] for n in used),
                widths=tuple(WIDTHS.get(titles[n], 6) for n in used),
                rows=tuple(tuple(row[n] for n in used) for row in rows),
            ),
            *((Heading("文字说明"),) if page.text else ()),
            *(Paragraph(text) for text in page.text.splitlines() if text),
            *_signed(page),
            Foot(("填表人", "审核人", "负责人", "填报日期", "公章处")),
            Heading("填报口径"),
            Points((*made.notes, *ROUNDING)),
            Grid(
                header=("指标", "列", "口径"),
                widths=(10, 5, 18),
                rows=tuple(
                    (labels[key[0]], columns[key[1]], rules[key]) for key, _rule in made.cells
                ),
            ),
        ),
    )


def _made_by(page: Page) -> str:
    return f"第 {page.found.round.version.number} 版"


def _signed(page: Page) -> Sequence[Line]:
    """Who signed on the screen; the line to sign on paper follows."""
    told = [f"{label} {name}（{day}）" for label, name, day in signatures(page, page.names) if name]
    return [Line("系统签核：" + "；".join(told))] if told else []


def _text(value: Value) -> str:
    if isinstance(value, Figure):
        mark = f"（{ADJUSTED}）" if value.adjusted else ""
        return (NONE if value.value is None else f"{value.value:,}") + mark
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else value

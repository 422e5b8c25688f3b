"""A sheet as a Word file that WPS opens as it is: its fonts, plain tables, nothing that runs."""

import io
from datetime import UTC, datetime
from typing import Any

from outreach.papers.sheet import (
    Code,
    Cut,
    Foot,
    Grid,
    Heading,
    Line,
    Opinions,
    Pairs,
    Paragraph,
    Part,
    Points,
    Seal,
    Sheet,
)

BODY, HEAD, TITLE = "仿宋", "黑体", "宋体"
WIDTH_CM = 16.2
SIGNED = "（签字、盖章）　　　年　　月　　日"


def docx(sheet: Sheet) -> bytes:
    """The same parts as on the PDF, for schools that change a word before they print."""
    from docx import Document
    from docx.shared import Cm, Pt

    file = Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    _fonts(file.styles["Normal"], BODY, Pt(12))
    _say(section.footer.paragraphs[0], sheet.number, HEAD, 8.5)
    properties = file.core_properties
    properties.title, properties.author, properties.comments = sheet.title, "", ""
    written = datetime(sheet.day.year, sheet.day.month, sheet.day.day, tzinfo=UTC)
    properties.created = properties.modified = written
    title = file.add_paragraph()
    title.alignment = _align("center")
    _say(title, sheet.title, TITLE, 18, bold=True)
    for part in sheet.parts:
        _add(file, part)
    written_file = io.BytesIO()
    file.save(written_file)
    return written_file.getvalue()


def _add(file: Any, part: Part) -> None:
    match part:
        case Pairs():
            _pairs(file, part)
        case Grid():
            _grid(file, part)
        case Opinions():
            _opinions(file, part)
        case Points():
            for number, text in enumerate(part.texts, 1):
                file.add_paragraph(f"{number}. {text}")
        case Paragraph():
            _indented(file, part.text)
        case _:
            _lines(file, part)


def _lines(file: Any, part: Part) -> None:
    match part:
        case Heading():
            _say(file.add_paragraph(), part.text, HEAD, 12)
        case Line():
            file.add_paragraph(part.text).alignment = _align(part.align)
        case Cut():
            line = file.add_paragraph()
            line.alignment = _align("center")
            _say(line, f"— — — — {part.text} — — — —", HEAD, 9)
        case Seal():
            for text in (f"{part.name}（公章）", "年　　月　　日"):
                file.add_paragraph(text).alignment = _align("right")
        case Foot():
            file.add_paragraph("　　".join(f"{label}：__________" for label in part.labels))
        case Code():
            file.add_paragraph(part.text).alignment = _align("center")


def _pairs(file: Any, part: Pairs) -> None:
    table = _table(file, len(part.rows), (2.6, 5.5, 2.6, 5.5))
    for cells, pairs in zip(table.rows, part.rows, strict=True):
        for n, (label, value) in enumerate(pairs):
            _label(cells.cells[2 * n], label)
            _value(cells.cells[2 * n + 1], value)
        if len(pairs) == 1:
            cells.cells[1].merge(cells.cells[3])


def _grid(file: Any, part: Grid) -> None:
    widths = [WIDTH_CM * width / sum(part.widths) for width in part.widths]
    table = _table(file, 1 + len(part.rows), widths)
    for cell, label in zip(table.rows[0].cells, part.header, strict=True):
        _label(cell, label)
    for row, texts in zip(table.rows[1:], part.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _value(cell, text)


def _opinions(file: Any, part: Opinions) -> None:
    table = _table(file, len(part.labels), (2.6, WIDTH_CM - 2.6))
    for row, label in zip(table.rows, part.labels, strict=True):
        _label(row.cells[0], label)
        _value(row.cells[1], f"\n\n\n{SIGNED}")
        row.cells[1].paragraphs[0].alignment = _align("right")


def _table(file: Any, rows: int, widths: Any) -> Any:
    """Fixed widths on every cell: WPS does not believe the columns."""
    from docx.shared import Cm

    table = file.add_table(rows, len(widths), style="Table Grid")
    table.autofit = False
    for row in table.rows:
        row.height = Cm(0.85)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    file.add_paragraph().paragraph_format.space_after = 0
    return table


def _label(cell: Any, text: str) -> None:
    line = cell.paragraphs[0]
    line.alignment = _align("center")
    _say(line, text, HEAD, 10.5)
    cell.vertical_alignment = _vertical()


def _value(cell: Any, text: str) -> None:
    cell.paragraphs[0].add_run(text)
    cell.vertical_alignment = _vertical()


def _indented(file: Any, text: str) -> None:
    from docx.shared import Pt

    line = file.add_paragraph(text)
    line.paragraph_format.first_line_indent = Pt(24)


def _say(line: Any, text: str, font: str, size: float, *, bold: bool = False) -> None:
    from docx.shared import Pt

    run = line.add_run(text)
    _fonts(run, font, Pt(size))
    run.font.bold = bold


def _fonts(styled: Any, name: str, size: Any) -> None:
    """Word keeps a font of its own for Han characters, which the library does not set."""
    from docx.oxml.ns import qn

    styled.font.name, styled.font.size = name, size
    properties = styled.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _align(name: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[name]


def _vertical() -> Any:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    return WD_CELL_VERTICAL_ALIGNMENT.CENTER

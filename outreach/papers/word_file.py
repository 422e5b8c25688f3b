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
LABEL_CM, VALUE_CM = 2.7, 5.4  # a whole date, or a label of six characters, on one line
ROW_CM, OPINION_CM = 0.8, 2.6
SHORT = 6  # rows; such a table goes to the next page whole, with its heading
SMALL = 10.5  # points; what is in a table
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
    body = file.styles["Normal"]
    _fonts(body, BODY, Pt(12))
    body.paragraph_format.space_after, body.paragraph_format.line_spacing = Pt(4), 1.25
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
            _points(file, part)
        case Paragraph():
            _indented(file, part.text)
        case _:
            _lines(file, part)


def _lines(file: Any, part: Part) -> None:
    from docx.shared import Pt

    match part:
        case Heading():
            line = file.add_paragraph()
            line.paragraph_format.keep_with_next = True
            _say(line, part.text, HEAD, 12)
        case Line():
            file.add_paragraph(part.text).alignment = _align(part.align)
        case Cut():
            line = file.add_paragraph()
            line.alignment = _align("center")
            line.paragraph_format.space_before = line.paragraph_format.line_spacing = Pt(14)
            _say(line, f"— — — — {part.text} — — — —", HEAD, 9)
        case Seal():
            _seal(file, part)
        case Foot():
            _foot(file, part)
        case Code():
            file.add_paragraph(part.text).alignment = _align("center")


def _points(file: Any, part: Points) -> None:
    """The second line of a sentence begins below the first, not below its number."""
    from docx.shared import Pt

    for number, text in enumerate(part.texts, 1):
        shape = file.add_paragraph(f"{number}. {_unbroken(text)}").paragraph_format
        shape.left_indent, shape.first_line_indent = Pt(16), Pt(-16)


def _seal(file: Any, part: Seal) -> None:
    """The date in the middle below the school, and room above for the seal to lie on both."""
    from docx.shared import Cm, Pt

    for text, above in ((f"{part.name}（公章）", 18), ("年　　月　　日", 0)):
        line = file.add_paragraph(text)
        line.alignment = _align("center")
        line.paragraph_format.left_indent = Cm(WIDTH_CM / 2)
        line.paragraph_format.space_before = Pt(above)


def _foot(file: Any, part: Foot) -> None:
    """Three to a line, so that no label stands apart from the line on which one signs."""
    from docx.shared import Cm, Pt

    for start in range(0, len(part.labels), 3):
        labels = part.labels[start : start + 3]
        line = file.add_paragraph()
        _say(line, "\t".join(f"{label}：__________" for label in labels), BODY, 11)
        line.paragraph_format.space_before = Pt(8)
        for stop in (1, 2):
            line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM * stop / 3))


def _unbroken(text: str) -> str:
    """A box to tick stays on the line of its words."""
    return text.replace("□ ", "□\u00a0")


def _pairs(file: Any, part: Pairs) -> None:
    table = _table(file, len(part.rows), (LABEL_CM, VALUE_CM) * 2)
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
    if len(part.rows) <= SHORT:
        for row in table.rows:
            row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _opinions(file: Any, part: Opinions) -> None:
    """Room to write in, and at its foot the line to sign and seal."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Cm, Pt

    table = _table(file, len(part.labels), (LABEL_CM, WIDTH_CM - LABEL_CM))
    for row, label in zip(table.rows, part.labels, strict=True):
        row.height = Cm(OPINION_CM)
        _label(row.cells[0], label)
        _value(row.cells[1], SIGNED)
        signed = row.cells[1].paragraphs[0]
        signed.alignment, signed.paragraph_format.space_after = _align("right"), Pt(4)
        row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _table(file: Any, rows: int, widths: Any) -> Any:
    """Fixed widths on columns and cells: WPS believes the cells, others the columns."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm, Pt

    table = file.add_table(rows, len(widths), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row.height = Cm(ROW_CM)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    gap = file.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = 0, Pt(8)
    return table


def _label(cell: Any, text: str) -> None:
    _fill(cell, text, HEAD)
    cell.paragraphs[0].alignment = _align("center")


def _value(cell: Any, text: str) -> None:
    _fill(cell, _unbroken(text), BODY)


def _fill(cell: Any, text: str, font: str) -> None:
    shape = cell.paragraphs[0].paragraph_format
    shape.space_after, shape.line_spacing = 0, 1.0
    _say(cell.paragraphs[0], text, font, SMALL)
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

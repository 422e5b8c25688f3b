"""Every form is printed from one list of parts, and read back from PDF and Word file."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import pypdfium2
import pytest
import zxingcpp
from docx import Document
from pypdf import PdfReader
from sqlalchemy import update

from outreach.booking.tables import BookingRow
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.db import Database
from outreach.papers import actions
from outreach.papers.model import Blank
from tests import make
from tests.browse import Browse
from tests.papers import ground
from tests.papers.ground import Ground

WANTED = {
    Blank.LETTER: (
        "关于组织学生赴科技馆参观的函",
        "2026年12月23日（星期三）",
        "20 人",
        "0797-2831234",
    ),
    Blank.FILING: ("中小学生集体外出活动备案表", "教育主管部门意见", "填表人", "公章处"),
    Blank.PLAN: ("活动方案", "第 1 批", "08:45", "负责人"),
    Blank.SAFETY_PLAN: ("安全预案", "东门", "从最近的安全出口到东门广场集合", "审核人"),
    Blank.PARENTS: ("致家长的一封信", "不交场馆", "同意", "学号"),
    Blank.COACH: ("车辆及驾驶人情况表", "车牌号", "30 人"),
    Blank.SIGN_IN: ("参观签到表（成人）", "请不要写学生姓名"),
}


@pytest.fixture
def at(sqlite_database: Database) -> Ground:
    return ground.lay(sqlite_database)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Printing asks no database anything special: one kind is enough."""
    return sqlite_database


@pytest.fixture
def teacher(browse: Browse, at: Ground) -> Browse:
    return browse.sign_in(at.world.teachers[0])


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(teacher: Browse, at: Ground, name: str) -> bytes:
    answer = teacher.get(f"/bookings/{at.booking_id}/papers/print/{name}")
    assert answer.status_code == 200, name
    assert answer.headers["Content-Disposition"] == f'attachment; filename="26-00001-{name}"'
    return bytes(answer.data)


def words_of_docx(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    return "".join(_texts(file))


def _texts(file: Any) -> Iterator[str]:
    yield from (line.text for line in file.paragraphs)
    for table in file.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


@pytest.mark.parametrize("blank", list(Blank))
def test_each_form_says_the_same_on_pdf_and_in_word(
    teacher: Browse, at: Ground, blank: Blank
) -> None:
    pdf, word = (printed(teacher, at, f"{blank}.{ending}") for ending in ("pdf", "docx"))

    pages = PdfReader(io.BytesIO(pdf)).pages
    on_paper = tight("".join(page.extract_text() for page in pages))
    in_word = tight(words_of_docx(word))
    assert len(pages) == 1
    for said in ("26-00001", *WANTED[blank]):
        assert tight(said) in on_paper, said
        if said != "26-00001":  # in Word it stands in the foot of the page
            assert tight(said) in in_word, said


@pytest.mark.parametrize("blank", list(Blank))
def test_word_tables_are_as_wide_as_the_text_whatever_a_program_believes(
    teacher: Browse, at: Ground, blank: Blank
) -> None:
    """Some programs go by the columns, some by the cells; both must be told the same."""
    file = Document(io.BytesIO(printed(teacher, at, f"{blank}.docx")))
    page: Any = file.sections[0]
    text = page.page_width - page.left_margin - page.right_margin
    for table in file.tables:
        columns = [int(column.width) for column in table.columns]
        assert columns == [int(cell.width) for cell in table.rows[0].cells]
        assert sum(columns) == pytest.approx(text, rel=0.001)


@pytest.mark.parametrize("blank", list(Blank))
def test_the_same_booking_prints_the_same_bytes(teacher: Browse, at: Ground, blank: Blank) -> None:
    assert printed(teacher, at, f"{blank}.pdf") == printed(teacher, at, f"{blank}.pdf")


def test_pdfs_carry_their_fonts_and_word_files_name_those_of_wps(
    teacher: Browse, at: Ground
) -> None:
    page = PdfReader(io.BytesIO(printed(teacher, at, "letter.pdf"))).pages[0]
    resources = cast(dict[str, Any], page["/Resources"])
    fonts = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    with zipfile.ZipFile(io.BytesIO(printed(teacher, at, "letter.docx"))) as archive:
        written = (
            archive.read("word/document.xml").decode() + archive.read("word/styles.xml").decode()
        )

    assert {font.split("+")[1].split("-")[0] for font in fonts} == {"NotoSerifSC", "NotoSansSC"}
    assert [
        name for name in ("仿宋", "宋体", "黑体") if f'w:eastAsia="{name}"' not in written
    ] == []


@pytest.mark.parametrize("needs", ['#hack $x$ <b> \\ "q" {{ 7*7 }} @ref', "=1+1\x0b\x00 ￾ 轮椅"])
def test_whatever_is_typed_is_printed_as_text(
    teacher: Browse, at: Ground, database: Database, needs: str
) -> None:
    with database.writing() as tx:
        tx.execute(update(BookingRow).values(needs=needs.replace("\x00", "")))

    pdf = printed(teacher, at, "letter.pdf")
    word = printed(teacher, at, "letter.docx")

    seen = tight("".join(c for c in needs if c.isprintable()))
    assert seen in tight(words_of_docx(word))
    assert seen[:5] in tight(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())


def test_counts_that_were_told_stand_in_the_forms(
    teacher: Browse, at: Ground, database: Database
) -> None:
    with database.writing() as tx:
        at.bring(tx, Paper.COACH, Paper.INSURANCE)

    said = tight(words_of_docx(printed(teacher, at, "filing.docx")))

    assert "大客车1辆" in said
    assert "赣南客运" in said
    assert "有效期至2027年11月23日" in said


def test_the_slip_has_a_code_that_holds_the_number_and_nothing_else(
    teacher: Browse, at: Ground, database: Database
) -> None:
    address = f"/bookings/{at.booking_id}/papers/slip.pdf"
    assert teacher.get(address).status_code == 404  # nothing is confirmed yet
    with database.writing() as tx:
        at.bring(tx, *ground.IN_HOLD)
        at.check(tx, *ground.IN_HOLD)
        actions.confirm(
            tx, booking_id=at.booking_id, reason=None, by=at.world.coordinator.id,
            now=make.NOW,
        )  # fmt: skip

    slip = teacher.get(address).data

    page = pypdfium2.PdfDocument(slip)
    picture = page[0].render(scale=3).to_pil()
    page.close()
    [code] = zxingcpp.read_barcodes(picture)
    assert (code.text, code.format.name) == ("26-00001", "QRCode")
    lines = PdfReader(io.BytesIO(slip)).pages[0].extract_text().splitlines()
    assert any(re.search(r"\d+年\d+月\d+日（星期.）", tight(line)) for line in lines)
    said = tight(PdfReader(io.BytesIO(slip)).pages[0].extract_text())
    for words in (
        "团队参观回执单",
        "寻乌县第1小学",
        "2026年12月23日（星期三）",
        "09:00–10:00",
        "东门",
    ):
        assert words in said


def test_no_form_asks_for_a_pupils_name(teacher: Browse, at: Ground) -> None:
    for blank in Blank:
        said = words_of_docx(printed(teacher, at, f"{blank}.docx"))
        assert re.findall("学生姓名[：_]|学生名单[：_]|孩子姓名|身份证", said) == [], blank

"""Files by what they contain; files made to harm; files that broke on the way."""

import faulthandler
import io
import os
import random
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest

from outreach.kernel.refusal import Refusal
from outreach.province import sheets
from outreach.province.list_header import find_header
from outreach.province.sheets import ListEmpty, ListLocked, ListNotATable, ListTooLarge
from tests.province import build

ROWS = build.listed(build.line(pupils=300), build.line("澄江镇教学点", point="是", pupils=12))
MUTATIONS = int(os.environ.get("MUTATIONS", "200"))

# Written by hand: an image of one pixel, and openings of other files people attach by mistake.
PIXEL = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


def columns(content: bytes) -> list[str]:
    [sheet] = sheets.read_sheets(content)
    _, header = find_header([sheet])
    return [str(header.titles[i]) for i in sorted(header.fields.values())]


@pytest.mark.parametrize(
    "content",
    [
        build.xlsx(ROWS),
        build.xls(ROWS),
        build.csv(ROWS),
        build.csv(ROWS, encoding="utf-8-sig"),
        build.csv(ROWS, encoding="gb18030"),
        build.csv(ROWS, encoding="utf-16"),
    ],
    ids=["xlsx", "xls", "utf-8", "utf-8 with mark", "gb18030", "utf-16"],
)
def test_a_list_reads_the_same_in_every_format(content: bytes) -> None:
    [sheet] = sheets.read_sheets(content)

    texts = [[str(cell or "").removesuffix(".0") for cell in row] for row in sheet.rows]
    assert texts[0] == list(build.HEADER)
    assert texts[1] == ["", "长宁镇中心小学", "寻乌县", "", "小学", "300", "否"]
    assert texts[2][1] == "澄江镇教学点"


def test_letters_of_real_names_that_gbk_lacks_are_read() -> None:
    [sheet] = sheets.read_sheets(
        build.csv([["学校名称", "县"], ["䶮㙍小学", "寻乌县"]], encoding="gb18030")
    )

    assert sheet.rows[1][0] == "䶮㙍小学"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_cells_may_be_parted_by_other_signs(delimiter: str) -> None:
    written = f"学校名称{delimiter}县\r\n甲小学{delimiter}寻乌县\r\n"

    assert columns(written.encode()) == ["学校名称", "县"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PIXEL, "image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "image"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"Rar!\x1a\x07", "archive"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web-page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web-page"),
        (b"PK\x03\x04 cut off", "broken"),
        (sheets.OLE + b"\0" * 2000, "broken"),
        (b"\x00\x01\x02\x03" * 50, "unknown"),
    ],
)
def test_what_is_no_table_is_told_apart(content: bytes, kind: str) -> None:
    with pytest.raises(ListNotATable) as refusal:
        sheets.read_sheets(content)

    assert refusal.value.kind == kind


def packed(**members: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in members.items():
            writer.writestr(name, content)
    return archive.getvalue()


def test_a_word_file_and_a_plain_archive_are_no_lists() -> None:
    for name, kind in (("word/document.xml", "word"), ("photo.jpg", "archive")):
        with pytest.raises(ListNotATable) as refusal:
            sheets.read_sheets(packed(**{name: b"x"}))
        assert refusal.value.kind == kind


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b",,,\r\n,,\r\n"])
def test_an_empty_file_says_so(content: bytes) -> None:
    with pytest.raises(ListEmpty):
        sheets.read_sheets(content)


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(ListEmpty):
        sheets.read_sheets(build.xlsx([]))


def test_an_archive_that_swells_is_not_unpacked() -> None:
    bomb = packed(**{"xl/worksheets/sheet1.xml": b"\0" * (sheets.LARGEST_UNPACKED + 1)})

    assert len(bomb) < 1_000_000
    with pytest.raises(ListTooLarge):
        sheets.read_sheets(bomb)


def test_a_cell_far_out_does_not_fill_the_memory() -> None:
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    with pytest.raises(ListTooLarge) as refusal:
        sheets.read_sheets(packed(**{"xl/worksheets/sheet1.xml": far}))

    assert refusal.value.unit == "rows"


def test_an_archive_of_very_many_members_is_refused() -> None:
    many = packed(**{f"xl/{number}.xml": b"" for number in range(sheets.MOST_MEMBERS + 1)})

    with pytest.raises(ListTooLarge):
        sheets.read_sheets(many)


def test_a_file_beyond_20_mb_is_refused_unread() -> None:
    with pytest.raises(ListTooLarge):
        sheets.kind_of(b"a" * (sheets.LARGEST_BYTES + 1))


def test_more_rows_or_columns_than_a_list_has_are_refused() -> None:
    with pytest.raises(ListTooLarge):
        sheets.read_sheets(b"a,b\n" * (sheets.MOST_ROWS + 1))
    with pytest.raises(ListTooLarge):
        sheets.read_sheets(b"a," * (sheets.MOST_COLUMNS + 1))


def test_a_workbook_with_a_password_is_told_apart() -> None:
    locked = sheets.OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500

    with pytest.raises(ListLocked):
        sheets.read_sheets(locked)


def test_a_reader_that_dies_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process apart takes faults of the library with it, and leaves a refusal."""

    def killed(*command: object, **more: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], returncode=-9, stdout=b"", stderr=b"")

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(ListNotATable):
        sheets.read_sheets(build.xlsx(ROWS))


def test_formulas_give_their_value_and_dates_their_day() -> None:
    from datetime import date

    [sheet] = sheets.read_sheets(build.xlsx([["学校名称", "日期"], ["甲", date(2026, 11, 23)]]))

    assert str(sheet.rows[1][1]).startswith("2026-11-23")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A copy with bytes changed, cut out, doubled, or the end lost."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(damaged)), chance.randint(1, 40)
        how = chance.randrange(4)
        if how == 0:
            damaged[at] = chance.randrange(256)
        elif how == 1:
            del damaged[at : at + length]
        elif how == 2:
            damaged[at:at] = damaged[at : at + length]
        else:
            del damaged[max(1, at) :]
        if not damaged:
            return b"\0"
    return bytes(damaged)


READ, REFUSED, FAULT = 0, 1, 2


def outcome_apart(content: bytes) -> int:
    """How reading ends in a process of its own with the reader's limits, as `read_sheets` has it.

    Forked instead of started afresh, which takes milliseconds: damaged counts make the library ask
    for gigabytes, and then the process ends; whoever waits for it sees a broken file.
    """
    child = os.fork()
    if child == 0:
        ended = FAULT
        try:
            faulthandler.disable()
            sheets.limit_this_process()
            find_header(sheets.read_workbook(content) or [sheets.Sheet("", [])])
            ended = READ
        except (Refusal, MemoryError):
            ended = REFUSED
        except BaseException as fault:  # noqa: BLE001 - the library's panics are none of Exception
            ended = REFUSED if type(fault).__name__ == "PanicException" else FAULT
        finally:
            os._exit(ended)
    _, status = os.waitpid(child, 0)
    return REFUSED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def outcome(damaged: bytes) -> int:
    try:
        if sheets.kind_of(damaged) == "csv":
            find_header(sheets.read_csv(damaged))
            return READ
    except Refusal:
        return REFUSED
    return outcome_apart(damaged)


@pytest.mark.parametrize("make", [build.xlsx, build.xls, build.csv], ids=["xlsx", "xls", "csv"])
def test_a_damaged_file_is_read_or_refused(make: Callable[..., bytes]) -> None:
    """2,000 mutations with MUTATIONS=2000; nothing but a refusal may come of them."""
    content = make(ROWS)
    chance = random.Random(20261123)  # noqa: S311 - a seed, so that a failure can be repeated
    ends = Counter(outcome(mutated(content, chance)) for _ in range(MUTATIONS))

    assert outcome(content) == READ
    assert ends[FAULT] == 0
    assert ends[REFUSED] > MUTATIONS // 20

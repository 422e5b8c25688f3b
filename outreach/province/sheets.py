"""Files as people send them, read by what they contain and not by what they are called."""

import codecs
import csv
import io
import json
import os
import re
import resource
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.province.cells import Cell

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_ROWS = 60_000
MOST_COLUMNS = 256
MOST_CELLS = 3_000_000
READER_SECONDS = 20
READER_MEMORY = 1024**3
LOCKED_EXIT = 3

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"RIFF", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_FILLED_CELL = re.compile(
    # Bounded, so that a sheet made of opening brackets takes no time of its square.
    rb'<c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,9})"[^>]{0,200}?(?<!/)>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or a whole CSV file (which has no name)."""

    name: str
    rows: list[list[Cell]]


@dataclass(eq=False)
class ListTooLarge(Refusal):
    code: ClassVar[str] = "list-too-large"
    status: ClassVar[int] = 413
    limit: int
    unit: str
    """MB, rows, columns or cells."""


@dataclass(eq=False)
class ListNotATable(Refusal):
    """`kind`: image, pdf, word, web-page, archive, broken or unknown."""

    code: ClassVar[str] = "list-not-a-table"
    status: ClassVar[int] = 422
    kind: str


@dataclass(eq=False)
class ListLocked(Refusal):
    """The workbook asks for a password."""

    code: ClassVar[str] = "list-locked"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class ListEmpty(Refusal):
    code: ClassVar[str] = "list-empty"
    status: ClassVar[int] = 422


def read_sheets(content: bytes) -> list[Sheet]:
    """Every sheet that has something in it; refuses whatever is not a list of rows.

    Workbooks are opened by a process of their own with limited memory and time, so that a file made
    to harm takes nothing else down.
    """
    kind = kind_of(content)
    sheets = read_csv(content) if kind == "csv" else _read_apart(content)
    return _checked(sheets)


def kind_of(content: bytes) -> str:
    """csv, xlsx or xls; refuses anything else before it is opened."""
    if len(content) > LARGEST_BYTES:
        raise ListTooLarge(limit=LARGEST_BYTES // 1024**2, unit="MB")
    if not content.strip():
        raise ListEmpty
    if content.startswith(ZIP):
        check_archive(content)
        return "xlsx"
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ListLocked
        if "WordDocument".encode("utf-16-le") in content:
            raise ListNotATable(kind="word")
        return "xls"
    for magic, kind in OTHER_KINDS:
        if content.startswith(magic):
            raise ListNotATable(kind=kind)
    opening = content[:2000].lstrip(codecs.BOM_UTF8).lstrip().lower()
    if opening.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise ListNotATable(kind="web-page")
    return "csv"


def check_archive(content: bytes) -> None:
    """Unpack an xlsx once, counting, before anything interprets it.

    Stops at archives that swell, and at cells so far out that a grid up to them would fill the
    memory. What the archive says about its own sizes is not believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
    except Refusal:
        raise
    except Exception as fault:
        # Damaged archives fail in a dozen ways: BadZipFile, zlib.error, EOFError, struct.error …
        raise ListNotATable(kind="broken") from fault


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise ListTooLarge(limit=MOST_MEMBERS, unit="members")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise ListNotATable(kind="word")
    if not any(name.startswith("xl/") for name in names):
        raise ListNotATable(kind="archive")
    left = LARGEST_UNPACKED
    for member in members:
        if member.flag_bits & 1:
            raise ListLocked
        left -= _unpack(archive, member, left)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    with archive.open(member) as stream:
        unpacked = stream.read(most + 1)
    if len(unpacked) > most:
        raise ListTooLarge(limit=LARGEST_UNPACKED // 1024**2, unit="MB")
    if member.filename.startswith("xl/worksheets/"):
        _check_extent(unpacked)
    return len(unpacked)


def _check_extent(sheet_xml: bytes) -> None:
    for column, row in (cell.groups() for cell in _FILLED_CELL.finditer(sheet_xml)):
        if int(row) > MOST_ROWS:
            raise ListTooLarge(limit=MOST_ROWS, unit="rows")
        if len(column) > 2:
            raise ListTooLarge(limit=MOST_COLUMNS, unit="columns")


def _read_apart(content: bytes) -> list[Sheet]:
    ours = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ.get("PATH", "")}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "outreach.province.sheets"],
            input=content,
            capture_output=True,
            timeout=READER_SECONDS * 2,
            check=False,
            env=ours,
        )
    except subprocess.TimeoutExpired as fault:
        raise ListNotATable(kind="broken") from fault
    if child.returncode == LOCKED_EXIT:
        raise ListLocked
    if child.returncode != 0:
        raise ListNotATable(kind="broken")
    return [Sheet(name=name, rows=rows) for name, rows in json.loads(child.stdout)]


def read_workbook(content: bytes) -> list[Sheet]:
    """All sheets by calamine; in the process that calls it."""
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        with load_workbook(io.BytesIO(content)) as workbook:
            return [
                Sheet(name=name, rows=[[cell_of(value) for value in row] for row in rows])
                for name in workbook.sheet_names
                if (rows := workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            ]
    except PasswordError as fault:
        raise ListLocked from fault
    except (CalamineError, OSError, ValueError, KeyError) as fault:
        raise ListNotATable(kind="broken") from fault


def cell_of(value: object) -> Cell:
    """Numbers as floats, days as 2026-11-23, everything else as text."""
    if value is None or isinstance(value, str | bool):
        return value or None
    return float(value) if isinstance(value, int | float) else str(value)


def decode(content: bytes) -> str:
    """By the byte order mark, else strict UTF-8, else GB 18030.

    Not GBK: it lacks letters of real place and personal names.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in decoded:
            return decoded
    raise ListNotATable(kind="unknown")


def read_csv(content: bytes) -> list[Sheet]:
    """Comma, semicolon or tab between cells, whichever the first lines use most."""
    decoded = decode(content)
    opening = "".join(decoded.splitlines(keepends=True)[:20])
    delimiter = max(",\t;，", key=opening.count)
    csv.field_size_limit(1_000_000)
    try:
        reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
        rows: list[list[Cell]] = []
        for line in reader:
            rows.append([value or None for value in line])
            if len(rows) > MOST_ROWS:
                raise ListTooLarge(limit=MOST_ROWS, unit="rows")
            if len(line) > MOST_COLUMNS:
                raise ListTooLarge(limit=MOST_COLUMNS, unit="columns")
    except csv.Error as fault:
        raise ListNotATable(kind="broken") from fault
    return [Sheet(name="", rows=rows)]


def _checked(sheets: list[Sheet]) -> list[Sheet]:
    filled = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not filled:
        raise ListEmpty
    for sheet in filled:
        columns = max(len(row) for row in sheet.rows)
        if len(sheet.rows) > MOST_ROWS:
            raise ListTooLarge(limit=MOST_ROWS, unit="rows")
        if columns > MOST_COLUMNS:
            raise ListTooLarge(limit=MOST_COLUMNS, unit="columns")
        if columns * len(sheet.rows) > MOST_CELLS:
            raise ListTooLarge(limit=MOST_CELLS, unit="cells")
    return filled


def limit_this_process() -> None:
    """For good: what the reader takes beyond this ends the process, not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (READER_MEMORY, READER_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (READER_SECONDS, READER_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The child process: a workbook on standard input, its sheets as JSON on standard output."""
    limit_this_process()
    try:
        sheets = read_workbook(sys.stdin.buffer.read())
    except ListLocked:
        sys.exit(LOCKED_EXIT)
    json.dump([[sheet.name, sheet.rows] for sheet in sheets], sys.stdout)


if __name__ == "__main__":
    main()

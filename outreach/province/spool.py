"""Rows of large lists, one at a time: a reader's process puts them on disk, we read along.

`sheets.read_sheets` holds a whole list in memory, which is well for a county's schools. A year of
activities has forty thousand lines; here only the reader's process, whose memory is limited, ever
holds them all.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from outreach.province import sheets
from outreach.province.cells import Cell
from outreach.province.headers import ROWS_SEARCHED
from outreach.province.sheets import ListEmpty, ListLocked, ListNotATable, ListTooLarge

LONGEST_CELL = 32_767
"""Signs: what a spreadsheet lets into one cell. What is longer was made to harm, and is cut."""
MOST_MERGED = 20_000
LARGE_EXIT = 4

Merged = tuple[int, int, int, int]
"""First and last row, first and last column of cells that are shown as one; all from 0."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet: how many rows, the first of them, and its merged cells."""

    name: str
    height: int
    opening: list[list[Cell]]
    merged: tuple[Merged, ...]
    starts_at: int
    """Where its first row begins in the file on disk."""


class Spool:
    """A list on disk. Use it in a `with`; the file goes with it."""

    def __init__(self, content: bytes) -> None:
        self._disk: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            _fill(self._disk, content)
            self.leaves = _leaves(self._disk)
        except BaseException:
            self._disk.close()
            raise

    def rows(self, leaf: Leaf) -> Iterator[list[Cell]]:
        """Every row of a sheet, from its first; read one sheet after the other."""
        self._disk.seek(leaf.starts_at)
        for _number in range(leaf.height):
            yield json.loads(self._disk.readline())

    def close(self) -> None:
        self._disk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def _fill(disk: IO[bytes], content: bytes) -> None:
    if sheets.kind_of(content) == "csv":
        [only] = sheets.read_csv(content)
        _write(disk, only.name, only.rows, height=len(only.rows), merged=())
        return
    here = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ.get("PATH", "")}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "outreach.province.spool"],
            input=content,
            stdout=disk,
            stderr=subprocess.DEVNULL,
            timeout=sheets.READER_SECONDS * 2,
            check=False,
            env=here,
        )
    except subprocess.TimeoutExpired as fault:
        raise ListNotATable(kind="broken") from fault
    if child.returncode == sheets.LOCKED_EXIT:
        raise ListLocked
    if child.returncode == LARGE_EXIT:
        raise ListTooLarge(limit=sheets.MOST_ROWS, unit="rows")
    if child.returncode != 0:
        raise ListNotATable(kind="broken")


def _write(
    disk: IO[bytes],
    name: str,
    rows: Iterable[Sequence[Cell]],
    *,
    height: int,
    merged: Sequence[Merged],
) -> None:
    """A line that says what follows, and a line for each row."""
    head = {"name": name, "height": height, "merged": merged}
    disk.write(json.dumps(head).encode() + b"\n")
    for row in rows:
        disk.write(json.dumps([_short(cell) for cell in row]).encode() + b"\n")


def _short(cell: Cell) -> Cell:
    return cell[: LONGEST_CELL + 1] if isinstance(cell, str) else cell


def _leaves(disk: IO[bytes]) -> list[Leaf]:
    """The sheets on disk; those with nothing in them are passed over."""
    found = list(_find(disk))
    if not found:
        raise ListEmpty
    return found


def _find(disk: IO[bytes]) -> Iterator[Leaf]:
    disk.seek(0)
    while line := disk.readline():
        head = json.loads(line)
        starts_at, filled = disk.tell(), False
        opening: list[list[Cell]] = []
        for number in range(head["height"]):
            row = disk.readline()
            if number < ROWS_SEARCHED + 2:
                opening.append(json.loads(row))
            filled = filled or any(json.loads(row))
        if filled:
            yield Leaf(
                name=head["name"],
                height=head["height"],
                opening=opening,
                merged=tuple(tuple(span) for span in head["merged"]),
                starts_at=starts_at,
            )


def spill(content: bytes, disk: IO[bytes]) -> None:
    """Every sheet of a workbook by calamine, in the process that calls it."""
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        with load_workbook(BytesIO(content)) as workbook:
            for name in workbook.sheet_names:
                _spill_sheet(name, workbook.get_sheet_by_name(name), disk)
    except PasswordError as fault:
        raise ListLocked from fault
    except (CalamineError, OSError, ValueError, KeyError) as fault:
        raise ListNotATable(kind="broken") from fault


def _spill_sheet(name: str, sheet: Any, disk: IO[bytes]) -> None:
    if sheet.start is None or sheet.end is None:
        return
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > sheets.MOST_ROWS or width > sheets.MOST_COLUMNS:
        raise ListTooLarge(limit=sheets.MOST_ROWS, unit="rows")
    if height * width > sheets.MOST_CELLS:
        raise ListTooLarge(limit=sheets.MOST_CELLS, unit="cells")
    before: list[Cell] = [None] * sheet.start[1]  # calamine leaves empty columns out, not rows
    rows = ([*before, *map(sheets.cell_of, row)] for row in sheet.iter_rows())
    merged = [
        (first[0], last[0], first[1], last[1])
        for first, last in (sheet.merged_cell_ranges or ())[:MOST_MERGED]
    ]
    _write(disk, name, rows, height=height, merged=merged)


def main() -> None:
    """The child process: a workbook on standard input, its rows on standard output."""
    sheets.limit_this_process()
    try:
        spill(sys.stdin.buffer.read(), sys.stdout.buffer)
    except ListLocked:
        sys.exit(sheets.LOCKED_EXIT)
    except ListTooLarge:
        sys.exit(LARGE_EXIT)


if __name__ == "__main__":
    main()

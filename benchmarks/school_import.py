"""A county's list of schools as xlsx: read, judge every line, confirm.

The bare way lets calamine read the same file into Python lists and does nothing with them; what
ours takes more is unpacking in guarded memory, judging, the preview's lines and the register.
"""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import load_workbook

from benchmarks.measuring import Figures, growth, milliseconds, side_by_side, spent
from outreach.kernel.db import Database
from outreach.province import import_actions
from tests import databases, make
from tests.province import build

SIZES = (1_000, 10_000)
QUICK_SIZES = (50, 100)
REPEATS = 2
COUNTIES = ("寻乌县", "兴国县", "于都县", "瑞金市", "会昌县")


def workbook(size: int) -> bytes:
    rows = [
        build.line(f"示例第{n}小学", COUNTIES[n % len(COUNTIES)], pupils=100 + n % 900)
        for n in range(size)
    ]
    return build.xlsx(build.listed(*rows))


def bare_read(content: bytes) -> int:
    """How many rows calamine finds, each of them a list by then."""
    with load_workbook(io.BytesIO(content)) as book:
        return len(book.get_sheet_by_index(0).to_python())


class Office:
    """A province without schools, fresh before each import."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = databases.migrated_sqlite(folder)
        database = Database(f"sqlite:///{self._empty}")
        build.province(database)
        database.dispose()
        self._database: Database | None = None

    def fresh(self) -> Database:
        self.close()
        for left in self._folder.glob("import.sqlite3*"):
            left.unlink()
        self._database = databases.copy_sqlite(self._empty, self._folder / "import.sqlite3")
        return self._database

    def close(self) -> None:
        if self._database is not None:
            self._database.dispose()

    def bring(self, content: bytes) -> None:
        """Upload, read and judge, confirm: what the officer waits for."""
        assert self._database is not None
        found = build.read(self._database, content)
        self._confirm(found.id)

    def _confirm(self, import_id: int) -> None:
        assert self._database is not None
        with self._database.writing() as tx:
            import_actions.confirm(tx, import_id=import_id, by=None, now=make.NOW)

    def split(self, content: bytes) -> Figures:
        """How the time divides between reading with judging, and confirming."""
        database = self.fresh()
        reading = spent(lambda: build.read(database, content))
        confirming = spent(lambda: self._confirm(1))
        return {
            "read_and_judge_cpu_ms": milliseconds([reading.cpu]),
            "confirm_cpu_ms": milliseconds([confirming.cpu]),
        }


def run(*, quick: bool = False) -> Figures:
    figures: dict[str, Figures] = {}
    with TemporaryDirectory() as folder:
        office = Office(Path(folder))
        for size in QUICK_SIZES if quick else SIZES:
            content = workbook(size)
            if bare_read(content) != size + 1:
                raise AssertionError("the list is not what was written")
            figures[str(size)] = side_by_side(
                lambda content=content: office.bring(content),  # type: ignore[misc]
                lambda content=content: bare_read(content),  # type: ignore[misc]
                repeats=1 if quick else REPEATS,
                before_each=office.fresh,
            ) | office.split(content)
        office.close()
    return {
        "rows": figures,
        "growth": growth(figures, "ours_cpu_ms"),
        "growth_of_bare": growth(figures, "bare_cpu_ms"),
    }

"""A year of activities as xlsx: upload, read and judge every line, confirm.

The bare way lets calamine read the same file into Python lists and does nothing with them; what
ours takes more is unpacking in guarded memory, judging against register and ledger, the lines of
the preview, and the activities themselves. Memory is that of a process that does nothing else, at
its highest.
"""

import io
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import load_workbook
from xlsxwriter import Workbook

from benchmarks.measuring import Figures, growth, milliseconds, side_by_side, spent
from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import import_queries
from outreach.ledger.import_header import find_tables
from outreach.ledger.import_papers import marked_workbook
from outreach.province.spool import Spool
from tests import databases, make
from tests.ledger import lists, making

SIZES = (1_000, 10_000, 40_000)
QUICK_SIZES = (50, 100)
REPEATS = 1
LIFE = (
    "import sys;"
    "from benchmarks import ledger_import as b;"
    "getattr(b, sys.argv[1])(sys.argv[2], sys.argv[3]);"
    "print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
)


def workbook(size: int) -> bytes:
    """A year as it comes: most lines in order, some asked about, some wrong."""
    packed = io.BytesIO()
    with Workbook(packed, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, ["2026年科普活动台账"])
        page.write_row(1, 0, lists.HEADER)
        for n in range(size):
            day = f"{1 + n % 10}月{1 + n % 28}日"
            kind = ("科普讲座", "大篷车", "展览", "科普咨询")[n % 4]
            school = "寻乌县示例第二小学" if n % 100 == 1 else ""
            people = "约300" if n % 97 == 0 else 41 + n % 60
            pupils = 40 if school else ""
            line = [
                f"第{n}场",
                kind,
                day if n % 500 else "去年",
                f"{n % 8000}号广场",
                school,
                people,
            ]
            page.write_row(2 + n, 0, [*line, pupils, "", "", f"第{n % 40}小组"])
    return packed.getvalue()


def bare_read(content: bytes) -> int:
    """How many rows calamine finds, each of them a list by then."""
    with load_workbook(io.BytesIO(content)) as book:
        return len(book.get_sheet_by_index(0).to_python())


class Office:
    """A county with an empty ledger, fresh before each import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._empty = databases.migrated_sqlite(folder)
        database = Database(f"sqlite:///{self._empty}")
        with database.writing() as tx:
            making.place(tx)
        self.officer = lists.officer(database)
        database.dispose()
        self._database: Database | None = None

    def fresh(self) -> Database:
        self.close()
        for left in self.folder.glob("import.sqlite3*"):
            left.unlink()
        self._database = databases.copy_sqlite(self._empty, self.folder / "import.sqlite3")
        return self._database

    def close(self) -> None:
        if self._database is not None:
            self._database.dispose()

    def bring(self, content: bytes) -> None:
        """Upload, read and judge, confirm: what the officer waits for."""
        assert self._database is not None
        found = lists.read(self._database, content, by=self.officer)
        lists.confirm(self._database, found)

    def split(self, content: bytes) -> Figures:
        """How the time divides, and what the marked copy and the undo take."""
        database = self.fresh()
        reading = spent(lambda: lists.read(database, content, by=self.officer))
        found = lists.again(database, lists.first(database))
        marking = spent(lambda: marked(database, content))
        confirming = spent(lambda: lists.confirm(database, found))
        undoing = spent(lambda: lists.undo(database, found))
        return {
            "recorded": found.takes,
            "read_and_judge_cpu_ms": milliseconds([reading.cpu]),
            "confirm_cpu_ms": milliseconds([confirming.cpu]),
            "confirm_ms": milliseconds([confirming.wall]),
            "marked_copy_cpu_ms": milliseconds([marking.cpu]),
            "undo_cpu_ms": milliseconds([undoing.cpu]),
        }

    def peaks(self, content: bytes) -> Figures:
        """Megabytes at the highest of processes that read, that confirm, and that do neither."""
        database = self.fresh()
        file = self.folder / "list.xlsx"
        file.write_bytes(content)
        url = database.url.render_as_string()
        return {
            "idle_mb": _peak("idle", url, str(file)),
            "read_peak_mb": _peak("only_read", url, str(file)),
            "confirm_peak_mb": _peak("only_confirm", url, str(file)),
        }


def marked(database: Database, content: bytes) -> None:
    with Spool(content) as spool, database.reading() as tx:
        told = (
            line
            for some in import_queries.each_line(tx, lists.first(database))
            for line in some
            if line.complaints or line.asks
        )
        marked_workbook(spool, find_tables(spool.leaves), told)


def _peak(what: str, url: str, file: str) -> int:
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, what, url, file], check=True, capture_output=True, text=True
    )
    return int(ended.stdout) // 1024


def idle(url: str, file: str) -> None:
    """A process with everything imported and the database open."""
    with Database(url).reading() as tx:
        assert import_queries.imports(tx) == []
    assert Path(file).exists()


def only_read(url: str, file: str) -> None:
    database = Database(url)
    with database.writing() as tx:
        role, scope = Role.COUNTY, making.XUNWU
        by = make.person(tx, role=role, scope=scope, email="reader@example.org")
    lists.read(database, Path(file).read_bytes(), by=by)


def only_confirm(url: str, file: str) -> None:
    assert Path(file).exists()
    database = Database(url)
    lists.confirm(database, lists.again(database, lists.first(database)))


def run(*, quick: bool = False) -> Figures:
    figures: dict[str, Figures] = {}
    with TemporaryDirectory() as folder:
        office = Office(Path(folder))
        for size in QUICK_SIZES if quick else SIZES:
            content = workbook(size)
            if bare_read(content) != size + 2:
                raise AssertionError("the list is not what was written")
            figures[str(size)] = (
                side_by_side(
                    lambda content=content: office.bring(content),  # type: ignore[misc]
                    lambda content=content: bare_read(content),  # type: ignore[misc]
                    repeats=REPEATS,
                    before_each=office.fresh,
                )
                | office.split(content)
                | office.peaks(content)
            )
        office.close()
    return {
        "rows": figures,
        "growth": growth(figures, "ours_cpu_ms"),
        "growth_of_bare": growth(figures, "bare_cpu_ms"),
    }

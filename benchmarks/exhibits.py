"""A museum's list of exhibits as xlsx: read, judge, confirm; then search among them.

The bare way of importing lets calamine read the same file into Python lists; that of searching
asks one statement for the same rows as plain columns.
"""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import load_workbook
from sqlalchemy import text

from benchmarks.measuring import Figures, growth, side_by_side
from outreach.catalogue import exhibit_queries
from outreach.catalogue.exhibit_model import ExhibitSearch
from outreach.kernel.db import Database
from tests import databases, make
from tests.venues import exhibits

SIZES = (600, 6_000)
QUICK_SIZES = (30, 60)
REPEATS = 3
SEARCHES = 20
THEMES = ("力学", "声学", "光学", "航天", "机械")
ASKED = ExhibitSearch(grade=5, theme="光学", words="展品")
BARE = text(
    "SELECT * FROM exhibit WHERE grades_from <= 5 AND grades_to >= 5 AND theme = '光学'"
    " AND state <> 'removed' AND name LIKE '%展品%' ORDER BY venue_id, hall_id, code LIMIT :page"
)


def workbook(size: int) -> bytes:
    return exhibits.listed(
        *(
            exhibits.line(code=f"P-{n:05}", name=f"展品{n}", theme=THEMES[n % len(THEMES)])
            for n in range(size)
        )
    )


def bare_read(content: bytes) -> int:
    """How many rows calamine finds, each of them a list by then."""
    with load_workbook(io.BytesIO(content)) as book:
        return len(book.get_sheet_by_index(0).to_python())


class Museum:
    """A museum without exhibits, fresh before each import."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = databases.migrated_sqlite(folder)
        database = Database(f"sqlite:///{self._empty}")
        with database.writing() as tx:
            make.province(tx)
        database.dispose()
        self.database: Database | None = None

    def fresh(self) -> None:
        self.close()
        for left in self._folder.glob("museum.sqlite3*"):
            left.unlink()
        self.database = databases.copy_sqlite(self._empty, self._folder / "museum.sqlite3")

    def close(self) -> None:
        if self.database is not None:
            self.database.dispose()

    def bring(self, content: bytes) -> None:
        """Upload, read and judge, confirm: what the coordinator waits for."""
        assert self.database is not None
        exhibits.confirm(self.database, exhibits.read(self.database, content))

    def search(self) -> None:
        assert self.database is not None
        for _ in range(SEARCHES):
            with self.database.reading() as tx:
                exhibit_queries.find_exhibits(tx, ASKED)

    def bare_search(self) -> None:
        assert self.database is not None
        for _ in range(SEARCHES):
            with self.database.reading() as tx:
                tx.execute(BARE, {"page": exhibit_queries.PAGE}).all()


def run(*, quick: bool = False) -> Figures:
    imports: dict[str, Figures] = {}
    searches: dict[str, Figures] = {}
    repeats = 1 if quick else REPEATS
    with TemporaryDirectory() as folder:
        museum = Museum(Path(folder))
        for size in QUICK_SIZES if quick else SIZES:
            content = workbook(size)
            if bare_read(content) != size + 1:
                raise AssertionError("the list is not what was written")
            imports[str(size)] = side_by_side(
                lambda content=content: museum.bring(content),  # type: ignore[misc]
                lambda content=content: bare_read(content),  # type: ignore[misc]
                repeats=repeats,
                before_each=museum.fresh,
            )
            museum.fresh()
            museum.bring(content)
            searches[str(size)] = side_by_side(museum.search, museum.bare_search, repeats=repeats)
        museum.close()
    return {
        "import": imports,
        f"search_{SEARCHES}_times": searches,
        "growth": growth(imports, "ours_cpu_ms"),
        "growth_of_search": growth(searches, "ours_cpu_ms"),
    }

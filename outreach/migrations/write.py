"""Writes migrations from the tables: `python3 dev.py migration` or `… migration "Waitlist order"`.

Without a subject the newest migration is written again, which is right until it is released;
with one a new migration is added. Read what was written before committing it.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script, ScriptDirectory

from outreach.kernel.db import Database
from outreach.migrations.runner import configuration, exclusively, move

FIRST = "First release"


def write(subject: str | None) -> Path:
    """Compare the tables with what the migrations make, on an empty SQLite file, and write."""
    scripts = ScriptDirectory.from_config(configuration())
    newest = scripts.get_revision("head") if scripts.get_current_head() else None
    start, number = _place(newest, again=subject is None)
    words = subject or (newest.doc if newest else FIRST)
    if subject is None and newest is not None:
        Path(newest.path).unlink()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite3")
        if start is not None:
            move(database, to=start)
        with exclusively(database) as connection:
            written = command.revision(
                configuration(connection), words, autogenerate=True, rev_id=number
            )
        database.dispose()
    assert isinstance(written, Script)  # noqa: S101 - one revision was asked for
    path = Path(written.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if "# ###" not in x), encoding="utf-8")
    return path


def _place(newest: Script | None, *, again: bool) -> tuple[str | None, str]:
    """After which revision, and under which number."""
    if newest is None:
        return None, "0001"
    if again:
        before = newest.down_revision
        assert before is None or isinstance(before, str)  # noqa: S101 - our line never forks
        return before, newest.revision
    return newest.revision, f"{int(newest.revision) + 1:04d}"


if __name__ == "__main__":
    path = write(sys.argv[1] if len(sys.argv) > 1 else None)
    sys.stdout.write(f"{path}\n")

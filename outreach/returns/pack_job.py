"""Makes the packs that people wait for, one after the other, and says how far it is."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog

from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.returns import pack_actions, packing
from outreach.returns.pack_model import Stage

log = structlog.get_logger()
FOLDER = "packs"


class CalledOffError(Exception):
    """Nobody wants the pack any more."""


def folder_of(uploads: Path) -> Path:
    """Packs lie beside the uploads, in a folder of their own."""
    return uploads / FOLDER


def make_asked(database: Database, *, uploads: Path, clock: Callable[[], datetime]) -> None:
    """Make every pack that waits, those too that are asked for meanwhile."""
    tried: set[int] = set()
    while True:
        with database.reading() as tx:
            waiting = [each for each in pack_actions.asked(tx) if each not in tried]
        if not waiting:
            return
        tried.add(waiting[0])
        make(database, waiting[0], uploads=uploads, clock=clock)


def make(database: Database, pack_id: int, *, uploads: Path, clock: Callable[[], datetime]) -> None:
    """Make a pack that nobody works on yet. The file appears whole or not at all."""
    with database.writing() as tx:
        if not pack_actions.begin(tx, pack_id, now=clock()):
            return
    folder = folder_of(uploads)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    half_made = folder / f"{name}.part"

    def tell(stage: Stage, done: int, steps: int) -> None:
        with database.writing() as tx:
            if not pack_actions.tell(tx, pack_id, stage, done=done, steps=steps, now=clock()):
                raise CalledOffError

    try:
        with database.reading() as tx:
            pack = pack_actions.get(tx, pack_id, now=clock())
            packing.make(
                tx,
                pack.unit,
                pack.year,
                file=half_made,
                evidence=uploads,
                tell=tell,
                today=local_day(clock()),
            )
        half_made.rename(folder / name)
        _end(database, pack_id, folder / name, now=clock())
    except CalledOffError:
        log.info("pack called off", pack=pack_id)
    except Exception:
        _end(database, pack_id, None, now=clock())
        raise
    finally:
        half_made.unlink(missing_ok=True)


def _end(database: Database, pack_id: int, file: Path | None, *, now: datetime) -> None:
    with database.writing() as tx:
        ended = pack_actions.end(
            tx,
            pack_id,
            name=file.name if file else None,
            size=file.stat().st_size if file else None,
            now=now,
        )
    if file is not None and not ended:
        file.unlink(missing_ok=True)


def forget(database: Database, *, uploads: Path, now: datetime) -> None:
    """Delete packs of more than a week ago: rows first, then their files."""
    with database.writing() as tx:
        gone = pack_actions.forget(tx, now=now)
    for name in gone:
        with suppress(FileNotFoundError):
            (folder_of(uploads) / Path(name).name).unlink()

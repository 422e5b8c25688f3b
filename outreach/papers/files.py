"""The folder of sealed copies: random names, whole files or none, nothing a server hands out."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from outreach.papers.model import Kept, Media

NAME_BYTES = 16


def keep(folder: Path, content: bytes, media: Media) -> Kept:
    """Write a file that is on the disk before anybody hears of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(NAME_BYTES)
    half_written = folder / f"{name}.part"
    descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half_written.rename(folder / name)
    return Kept(name=name, media=media, size=len(content))


def read(folder: Path, name: str) -> bytes | None:
    """The content of a copy; nothing when its file has gone, as after a restore without it."""
    try:
        return _place(folder, name).read_bytes()
    except FileNotFoundError:
        return None


def remove(folder: Path, name: str) -> None:
    with suppress(FileNotFoundError):
        _place(folder, name).unlink()


def older_than(folder: Path, moment: datetime) -> Iterator[str]:
    """Names of files that have lain here since before a moment."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file() and entry.stat().st_mtime < moment.timestamp():
                yield entry.name


def _place(folder: Path, name: str) -> Path:
    """Names come from our own rows; this keeps a damaged row from naming anything else."""
    return folder / Path(name).name

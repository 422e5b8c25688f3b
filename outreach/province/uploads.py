"""Every uploaded list goes one way: kept, read, looked at, then confirmed or thrown away.

What a list is of, and what confirming it writes, each kind knows for itself.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import delete, insert, select, update

from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal, every_refusal
from outreach.province.list_lines import Complaint
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState, Upload
from outreach.province.upload_rows import UploadLineRow, UploadRow

Some = TypeVar("Some")

LINES_AT_ONCE = 500
LONGEST_FILENAME = 120


class Judged(Protocol):
    """A line of a list of any kind, judged."""

    @property
    def number(self) -> int: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def complaints(self) -> tuple[Complaint, ...]: ...


LineOf = TypeVar("LineOf", bound=Judged)


@dataclass(frozen=True, slots=True)
class Lists:
    """Where one kind of list is kept."""

    uploads: type[UploadRow]
    lines: type[UploadLineRow]


@dataclass(eq=False)
class ImportNotReady(Refusal):
    """The upload is in another state than the button needs: read, applied or undone already."""

    code: ClassVar[str] = "import-not-ready"
    import_id: int
    state: str


def refused(found: Upload) -> Refusal:
    """Why a list was not taken, as it was refused when it was read."""
    told = found.refusal or {}
    kinds = {kind.code: kind for kind in every_refusal()}
    return kinds[told["code"]](**told["facts"])


def batches(of: Iterable[Some]) -> Iterator[tuple[Some, ...]]:
    """As many at a time as both databases take in one statement."""
    left = iter(of)
    while some := tuple(islice(left, LINES_AT_ONCE)):
        yield some


def plain_upload(row: UploadRow) -> dict[str, Any]:
    """The fields that every kind of upload has, as `Upload` names them."""
    return {
        "id": ImportId(row.id),
        "person_id": row.person_id,
        "filename": row.filename,
        "state": ImportState(row.state),
        "done": row.done,
        "total": row.total,
        "counts": json.loads(row.summary or "{}"),
        "refusal": json.loads(row.refusal) if row.refusal else None,
        "created_at": row.created_at,
        "applied_at": row.applied_at,
        "undone_at": row.undone_at,
    }


def move(
    tx: Tx, lists: Lists, import_id: int, *known: ImportState, to: ImportState, **values: object
) -> bool:
    """Compare-and-swap on an upload's state."""
    moved = tx.execute(
        update(lists.uploads)
        .where(lists.uploads.id == import_id, lists.uploads.state.in_(known))
        .values(state=to, **values)
        .returning(lists.uploads.id)
    )
    return moved.first() is not None


def must_move(
    tx: Tx, lists: Lists, import_id: int, *known: ImportState, to: ImportState, **values: object
) -> None:
    if not move(tx, lists, import_id, *known, to=to, **values):
        state = tx.scalars(
            select(lists.uploads.state).where(lists.uploads.id == import_id)
        ).one_or_none()
        raise ImportNotReady(import_id=import_id, state=state or ImportState.DISCARDED)


def read(
    database: Database,
    lists: Lists,
    import_id: int,
    *,
    judged: Callable[[], tuple[int, Iterable[LineOf]]],
    pack: Callable[[LineOf], dict[str, Any]],
) -> None:
    """Read an upload and judge every line, in short transactions so that nobody waits for it.

    `judged` tells how many rows there are, and their lines. May be called by several at once:
    only one of them begins. A list that cannot be read keeps its refusal, for the page to explain.
    """
    with database.writing() as tx:
        if not move(tx, lists, import_id, ImportState.WAITING, to=ImportState.READING):
            return
        tx.execute(delete(lists.lines).where(lists.lines.import_id == import_id))
    try:
        counts = _read(database, lists, import_id, *judged(), pack=pack)
    except Refusal as refusal:
        told = json.dumps({"code": refusal.code, "facts": refusal.facts}, ensure_ascii=False)
        with database.writing() as tx:
            _end(tx, lists, import_id, to=ImportState.UNREADABLE, refusal=told)
        return
    with database.writing() as tx:
        _end(tx, lists, import_id, to=ImportState.READY, summary=json.dumps(counts))


def _end(tx: Tx, lists: Lists, import_id: int, *, to: ImportState, **values: object) -> None:
    move(tx, lists, import_id, ImportState.READING, to=to, **values)


def _read(
    database: Database,
    lists: Lists,
    import_id: int,
    total: int,
    lines: Iterable[LineOf],
    *,
    pack: Callable[[LineOf], dict[str, Any]],
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for some in batches(lines):
        counts.update(line.outcome.value for line in some)
        counts.update({"complaints": sum(bool(line.complaints) for line in some)})
        packed = [{"import_id": import_id} | pack(line) for line in some]
        _keep(database, lists, import_id, packed, done=some[-1].number, total=total)
    return counts


def _keep(
    database: Database,
    lists: Lists,
    import_id: int,
    packed: Sequence[dict[str, Any]],
    *,
    done: int,
    total: int,
) -> None:
    with database.writing() as tx:
        tx.execute(insert(lists.lines), packed)
        tx.execute(
            update(lists.uploads)
            .where(lists.uploads.id == import_id)
            .values(done=done, total=total)
        )


def read_again(tx: Tx, lists: Lists, import_id: int) -> None:
    """Have an upload read once more: what it is compared with changed, or the reader stopped."""
    known = (ImportState.READY, ImportState.READING)
    must_move(tx, lists, import_id, *known, to=ImportState.WAITING, done=0)


def discard(tx: Tx, lists: Lists, import_id: int) -> None:
    """Throw an upload away that was not confirmed; nothing of it stays but its name."""
    known = (ImportState.WAITING, ImportState.READY, ImportState.UNREADABLE, ImportState.READING)
    must_move(tx, lists, import_id, *known, to=ImportState.DISCARDED, content=None)
    tx.execute(delete(lists.lines).where(lists.lines.import_id == import_id))

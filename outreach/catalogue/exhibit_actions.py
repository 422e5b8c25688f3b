"""What a venue does with its exhibits: enter, correct, take into repair, bring back, remove."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import insert, select, update

from outreach.accounts.actions import record_audit
from outreach.catalogue import exhibit_queries as queries
from outreach.catalogue.exhibit_model import Exhibit, ExhibitEntry, ExhibitId, ExhibitState
from outreach.catalogue.tables import ExhibitRow, ExhibitStepRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.province.uploads import batches


@dataclass(eq=False)
class ExhibitChangedMeanwhile(Refusal):
    """Somebody else changed the exhibit after the form was opened."""

    code: ClassVar[str] = "exhibit-changed-meanwhile"
    exhibit_id: int


@dataclass(eq=False)
class ExhibitCodeTaken(Refusal):
    code: ClassVar[str] = "exhibit-code-taken"
    status: ClassVar[int] = 422
    exhibit_code: str


def add_exhibits(
    tx: Tx,
    *,
    venue_id: int,
    entries: Sequence[ExhibitEntry],
    by: int | None,
    now: datetime,
    sample: bool = False,
) -> list[ExhibitId]:
    """Enter new exhibits; whoever calls has seen that their codes are free."""
    today = local_day(now)
    more = {"venue_id": venue_id, "since": today, "revision": 1, "sample": sample}
    for some in batches(entries):
        tx.execute(insert(ExhibitRow), [_columns(entry) | more for entry in some])
    codes = [entry.code for entry in entries]
    ids = _ids(tx, venue_id, codes)
    found = [ExhibitId(ids[code]) for code in codes]
    pairs = zip(found, entries, strict=True)
    out = [(i, entry) for i, entry in pairs if entry.state is not ExhibitState.OPEN]
    _note_states(tx, out, by=by, now=now)
    return found


def _columns(entry: ExhibitEntry) -> dict[str, object]:
    return asdict(entry) | {"state": entry.state.value}


def _ids(tx: Tx, venue_id: int, codes: Sequence[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for some in batches(codes):
        rows = tx.execute(
            select(ExhibitRow.code, ExhibitRow.id).where(
                ExhibitRow.venue_id == venue_id, ExhibitRow.code.in_(some)
            )
        )
        ids.update((code, exhibit_id) for code, exhibit_id in rows)
    return ids


def _note_states(
    tx: Tx, changed: Sequence[tuple[int, ExhibitEntry]], *, by: int | None, now: datetime
) -> None:
    tx.add_all(
        ExhibitStepRow(
            exhibit_id=exhibit_id,
            state=entry.state,
            reason=entry.reason,
            back_on=entry.back_on,
            at=now,
            person_id=by,
        )
        for exhibit_id, entry in changed
    )


def add_exhibit(
    tx: Tx, *, venue_id: int, entry: ExhibitEntry, by: int | None, now: datetime
) -> ExhibitId:
    """Enter one exhibit; refuses a code that the venue uses already."""
    if _ids(tx, venue_id, [entry.code]):
        raise ExhibitCodeTaken(entry.code)
    [exhibit_id] = add_exhibits(tx, venue_id=venue_id, entries=[entry], by=by, now=now)
    subject = f"exhibit:{exhibit_id}"
    record_audit(tx, person_id=by, action="add-exhibit", subject=subject, after=entry.name, at=now)
    return exhibit_id


def correct_exhibit(
    tx: Tx, *, exhibit_id: int, entry: ExhibitEntry, revision: int, by: int | None, now: datetime
) -> None:
    """Put right what the catalogue says; the state stays what it is."""
    before = queries.exhibit(tx, exhibit_id)
    kept = replace(entry, state=before.state, reason=before.reason, back_on=before.back_on)
    if _ids(tx, before.venue_id, [kept.code]).get(kept.code, exhibit_id) != exhibit_id:
        raise ExhibitCodeTaken(kept.code)
    if not overwrite(tx, exhibit_id=exhibit_id, entry=kept, revision=revision):
        raise ExhibitChangedMeanwhile(exhibit_id)
    record_audit(
        tx,
        person_id=by,
        action="correct-exhibit",
        subject=f"exhibit:{exhibit_id}",
        before=_differences(before.entry, kept),
        after=_differences(kept, before.entry),
        at=now,
    )


def _differences(this: ExhibitEntry, other: ExhibitEntry) -> str:
    theirs = asdict(other)
    return "; ".join(f"{k}={v}" for k, v in asdict(this).items() if theirs[k] != v)


def change_state(
    tx: Tx,
    *,
    exhibit_id: int,
    state: ExhibitState,
    reason: str | None,
    back_on: date | None,
    revision: int,
    by: int | None,
    now: datetime,
) -> Exhibit:
    """Take an exhibit into repair, bring it back, or remove it; who and why stays on record."""
    before = queries.exhibit(tx, exhibit_id)
    entry = replace(
        before.entry,
        state=state,
        reason=None if state is ExhibitState.OPEN else reason,
        back_on=back_on if state is ExhibitState.REPAIR else None,
    )
    since = local_day(now) if state is not before.state else None
    if not overwrite(tx, exhibit_id=exhibit_id, entry=entry, revision=revision, since=since):
        raise ExhibitChangedMeanwhile(exhibit_id)
    _note_states(tx, [(exhibit_id, entry)], by=by, now=now)
    return queries.exhibit(tx, exhibit_id)


def overwrite(
    tx: Tx, *, exhibit_id: int, entry: ExhibitEntry, revision: int, since: date | None = None
) -> bool:
    """Compare-and-swap on an exhibit's revision."""
    values = _columns(entry) | {"revision": revision + 1}
    if since is not None:
        values["since"] = since
    done = tx.execute(
        update(ExhibitRow)
        .where(ExhibitRow.id == exhibit_id, ExhibitRow.revision == revision)
        .values(**values)
        .returning(ExhibitRow.id)
    )
    return done.first() is not None


def note_state(
    tx: Tx, *, exhibit_id: int, entry: ExhibitEntry, by: int | None, now: datetime
) -> None:
    """Set a change of state on record that came with a list."""
    _note_states(tx, [(exhibit_id, entry)], by=by, now=now)

"""Revising a programme: every change is a new version, and old ones stay readable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete, select, update

from outreach.accounts.actions import record_audit
from outreach.catalogue import exhibit_queries, queries, route_rules
from outreach.catalogue.actions import hold_venue
from outreach.catalogue.exhibit_model import Exhibit, ExhibitState
from outreach.catalogue.model import Programme
from outreach.catalogue.tables import (
    ProgrammeHallRow,
    ProgrammeRow,
    ProgrammeVersionRow,
    StopExhibitRow,
)
from outreach.catalogue.version_model import changed_fields, packed, write_down
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal


@dataclass(eq=False)
class ProgrammeChangedMeanwhile(Refusal):
    """Somebody else made a new version after the form was opened."""

    code: ClassVar[str] = "programme-changed-meanwhile"
    slug: str


@dataclass(eq=False)
class ExhibitNotToChoose(Refusal):
    """An exhibit that is in repair, removed or in another hall was newly chosen for a stop."""

    code: ClassVar[str] = "exhibit-not-to-choose"
    status: ClassVar[int] = 422
    slug: str
    exhibit: str


def change_programme(
    tx: Tx,
    *,
    programme: Programme,
    now: datetime,
    person_id: int | None,
    note: str | None = None,
    chosen: Mapping[int, Sequence[int]] | None = None,
) -> Programme:
    """Change what a programme offers; its version rises, and bookings keep the one they saw.

    `programme.version` is the one that was read; `chosen` the exhibits of each stop by position,
    None to keep those of stops whose hall stays. Refuses a way that is not possible or overfills
    a hall. Saving what is there already makes no version.
    """
    hold_venue(tx, programme.venue_id)
    before = queries.programme(tx, programme.id)
    shown = exhibit_queries.chosen_exhibits(tx, programme.id)
    route_rules.check(programme, queries.programmes(tx, venue_id=programme.venue_id))
    ids = _chosen(tx, programme, before, shown, chosen)
    if programme == before and _same(ids, shown):
        return before
    if not _swap(tx, programme, now=now):
        raise ProgrammeChangedMeanwhile(programme.slug)
    _write_way(tx, programme, ids)
    tx.flush()  # the reading below must see the change
    after = queries.programme(tx, programme.id)
    was = write_down(before, shown)
    will = write_down(after, exhibit_queries.chosen_exhibits(tx, programme.id))
    _keep_first(tx, before, packed(was))
    tx.add(
        ProgrammeVersionRow(
            programme_id=programme.id,
            version=after.version,
            written=packed(will),
            note=note,
            at=now,
            person_id=person_id,
        )
    )
    changed = changed_fields(was, will)
    record_audit(
        tx,
        person_id=person_id,
        action="change-programme",
        subject=f"programme:{programme.id}",
        before="; ".join(f"{name}={was[name]}" for name in changed),
        after="; ".join(f"{name}={will[name]}" for name in changed),
        at=now,
    )
    return after


def _same(ids: Mapping[int, Sequence[int]], shown: Mapping[int, Sequence[Exhibit]]) -> bool:
    before = {position: {int(e.id) for e in exhibits} for position, exhibits in shown.items()}
    return {position: set(some) for position, some in ids.items() if some} == before


def _swap(tx: Tx, programme: Programme, *, now: datetime) -> bool:
    """Compare-and-swap on a programme's version."""
    done = tx.execute(
        update(ProgrammeRow)
        .where(ProgrammeRow.id == programme.id, ProgrammeRow.version == programme.version)
        .values(
            name=programme.name,
            name_en=programme.name_en,
            summary=programme.summary,
            summary_en=programme.summary_en,
            minutes=programme.minutes,
            capacity=programme.capacity,
            batch_size=programme.batch_size,
            grades_from=programme.grades_from,
            grades_to=programme.grades_to,
            weekdays=",".join(str(day) for day in sorted(programme.weekdays)),
            starts=",".join(f"{clock:%H:%M}" for clock in sorted(programme.starts)),
            waitlist_policy=programme.waitlist_policy,
            max_passes=programme.max_passes,
            state=programme.state,
            sample=programme.sample,
            trial_for_all=programme.trial_for_all,
            rotates=programme.rotates,
            owner_id=programme.owner_id,
            far_share=programme.far_share,
            far_share_days=programme.far_share_days,
            setting=programme.setting,
            revised_on=local_day(now),
            version=programme.version + 1,
        )
        .returning(ProgrammeRow.id)
    )
    return done.first() is not None


def _chosen(
    tx: Tx,
    programme: Programme,
    before: Programme,
    shown: Mapping[int, Sequence[Exhibit]],
    chosen: Mapping[int, Sequence[int]] | None,
) -> Mapping[int, Sequence[int]]:
    """The exhibits of each stop; those in repair stay where they were, and are not newly chosen."""
    if chosen is None:
        return _kept(programme, before, shown)
    already = {exhibit.id for exhibits in shown.values() for exhibit in exhibits}
    for position, ids in chosen.items():
        for exhibit_id in ids:
            exhibit = exhibit_queries.find_exhibit(tx, exhibit_id)
            hall_id = programme.stops[position].hall.id
            if exhibit is None or exhibit.hall_id != hall_id:
                raise ExhibitNotToChoose(programme.slug, exhibit.name if exhibit else "")
            if exhibit.state is ExhibitState.REMOVED or (
                exhibit.state is ExhibitState.REPAIR and exhibit.id not in already
            ):
                raise ExhibitNotToChoose(programme.slug, exhibit.name)
    return chosen


def _kept(
    programme: Programme, before: Programme, shown: Mapping[int, Sequence[Exhibit]]
) -> dict[int, list[int]]:
    """What was chosen in a hall goes with its stop when stops change places."""
    left: dict[int, list[int]] = {
        stop.hall.id: [
            int(e.id) for e in shown.get(position, ()) if e.state is not ExhibitState.REMOVED
        ]
        for position, stop in enumerate(before.stops)
    }
    return {position: left.pop(stop.hall.id, []) for position, stop in enumerate(programme.stops)}


def _write_way(tx: Tx, programme: Programme, chosen: Mapping[int, Sequence[int]]) -> None:
    tx.execute(delete(StopExhibitRow).where(StopExhibitRow.programme_id == programme.id))
    tx.execute(delete(ProgrammeHallRow).where(ProgrammeHallRow.programme_id == programme.id))
    tx.add_all(
        ProgrammeHallRow(
            programme_id=programme.id,
            hall_id=stop.hall.id,
            position=position,
            minutes=stop.minutes,
        )
        for position, stop in enumerate(programme.stops)
    )
    tx.add_all(
        StopExhibitRow(programme_id=programme.id, position=position, exhibit_id=exhibit_id)
        for position, ids in chosen.items()
        for exhibit_id in dict.fromkeys(ids)
    )


def _keep_first(tx: Tx, before: Programme, written: str) -> None:
    """The version that came with the package is written down when the first change is made."""
    row = ProgrammeVersionRow
    known = tx.scalar(
        select(row.id).where(row.programme_id == before.id, row.version == before.version)
    )
    if known is None:
        tx.add(
            ProgrammeVersionRow(
                programme_id=before.id, version=before.version, written=written, note=None, at=None
            )
        )

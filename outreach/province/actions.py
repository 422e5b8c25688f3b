"""What people do with the register of schools and with the estimates of ways."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import delete, insert, select, update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.province import queries, rules, school_queries
from outreach.province.model import (
    County,
    School,
    SchoolEntry,
    SchoolId,
    TravelParameters,
)
from outreach.province.spelling import initials, pinyin
from outreach.province.tables import CountyRow, EnrolmentRow, SchoolRow, TravelParameterRow


@dataclass(eq=False)
class SchoolCodeTaken(Refusal):
    code: ClassVar[str] = "school-code-taken"
    school_code: str
    school_name: str
    school_id: int


@dataclass(eq=False)
class SchoolNameTaken(Refusal):
    """The county already has a school of this name."""

    code: ClassVar[str] = "school-name-taken"
    school_name: str
    school_id: int


@dataclass(eq=False)
class SchoolChangedMeanwhile(Refusal):
    """Somebody else saved the school after this form was opened."""

    code: ClassVar[str] = "school-changed-meanwhile"
    school_name: str
    school_id: int


def columns_of(entry: SchoolEntry) -> dict[str, Any]:
    """The register's columns of an entry, with the spelling that searches use."""
    return {
        "code": entry.code,
        "name": entry.name,
        "county_code": entry.county_code,
        "township_code": entry.township_code,
        "stages": ",".join(entry.stages),
        "teaching_point": entry.teaching_point,
        "lon": entry.lon,
        "lat": entry.lat,
        "pupils_reported": None if entry.enrolment else entry.pupils_reported,
        "pupils_about": entry.pupils_about,
        "pinyin": pinyin(entry.name),
        "initials": initials(entry.name),
    }


def summary(entry: SchoolEntry) -> str:
    """An entry in one line of JSON, for the audit."""
    kept = columns_of(entry)
    del kept["pinyin"], kept["initials"]
    return json.dumps(kept | {"enrolment": dict(entry.enrolment)}, ensure_ascii=False)


def _check_unique(tx: Tx, entry: SchoolEntry, *, but: int | None = None) -> None:
    same_code = school_queries.find_school_by_code(tx, entry.code) if entry.code else None
    if same_code is not None and same_code.id != but:
        raise SchoolCodeTaken(
            school_code=entry.code or "", school_name=same_code.name, school_id=same_code.id
        )
    namesake = school_queries.find_namesake(tx, county_code=entry.county_code, name=entry.name)
    if namesake is not None and namesake.id != but:
        raise SchoolNameTaken(school_name=namesake.name, school_id=namesake.id)


def add_school(tx: Tx, *, entry: SchoolEntry, by: int | None, now: datetime) -> School:
    """Enter a school in the register."""
    _check_unique(tx, entry)
    school_id = add_schools(tx, entries=[entry])[0]
    record_audit(
        tx,
        person_id=by,
        action="add-school",
        subject=f"school:{school_id}",
        after=summary(entry),
        at=now,
    )
    return school_queries.school(tx, school_id)


def add_schools(tx: Tx, *, entries: Sequence[SchoolEntry], sample: bool = False) -> list[SchoolId]:
    """Enter many schools at once and in order; whoever calls writes the audit."""
    if not entries:
        return []
    fresh = [columns_of(e) | {"sample": sample, "active": True, "revision": 1} for e in entries]
    inserted = insert(SchoolRow).returning(SchoolRow.id, sort_by_parameter_order=True)
    ids = [SchoolId(number) for number in tx.scalars(inserted, fresh)]
    _write_enrolment(tx, zip(ids, (entry.enrolment for entry in entries), strict=True))
    return ids


def _write_enrolment(tx: Tx, enrolments: Iterable[tuple[int, tuple[tuple[int, int], ...]]]) -> None:
    lines = [
        {"school_id": school_id, "grade": grade, "pupils": pupils}
        for school_id, by_grade in enrolments
        for grade, pupils in by_grade
    ]
    if lines:
        tx.execute(insert(EnrolmentRow), lines)


def overwrite_schools(tx: Tx, *, entries: Sequence[tuple[int, int, SchoolEntry]]) -> None:
    """Store (school id, new revision, entry) for many schools; whoever calls has compared."""
    for start in range(0, len(entries), 500):
        part = entries[start : start + 500]
        tx.execute(
            update(SchoolRow),
            [{"id": i, "revision": revision} | columns_of(entry) for i, revision, entry in part],
        )
        ids = [school_id for school_id, _, _ in part]
        tx.execute(delete(EnrolmentRow).where(EnrolmentRow.school_id.in_(ids)))
        _write_enrolment(tx, ((i, entry.enrolment) for i, _, entry in part))


def edit_school(
    tx: Tx, *, school_id: int, entry: SchoolEntry, revision: int, by: int | None, now: datetime
) -> School:
    """Change what the register says, unless somebody saved the school since `revision` was read."""
    before = school_queries.school(tx, school_id)
    _check_unique(tx, entry, but=school_id)
    old_entry = school_queries.entry_of(tx, before)
    _next_revision(tx, before, revision=revision)
    overwrite_schools(tx, entries=[(school_id, revision + 1, entry)])
    record_audit(
        tx,
        person_id=by,
        action="edit-school",
        subject=f"school:{school_id}",
        before=summary(old_entry),
        after=summary(entry),
        at=now,
    )
    return school_queries.school(tx, school_id)


def set_active(
    tx: Tx, *, school_id: int, active: bool, revision: int, by: int | None, now: datetime
) -> None:
    """Archive a school that was closed or merged, or take it back; its past stays where it is."""
    before = school_queries.school(tx, school_id)
    _next_revision(tx, before, revision=revision)
    tx.execute(update(SchoolRow).where(SchoolRow.id == school_id).values(active=active))
    record_audit(
        tx,
        person_id=by,
        action="restore-school" if active else "archive-school",
        subject=f"school:{school_id}",
        at=now,
    )


def _next_revision(tx: Tx, before: School, *, revision: int) -> None:
    """Compare-and-swap on the school's revision."""
    taken = tx.execute(
        update(SchoolRow)
        .where(SchoolRow.id == before.id, SchoolRow.revision == revision)
        .values(revision=revision + 1)
        .returning(SchoolRow.id)
    ).first()
    if taken is None:
        raise SchoolChangedMeanwhile(school_name=before.name, school_id=before.id)


def set_travel_parameters(
    tx: Tx, *, parameters: TravelParameters, by: int | None, now: datetime
) -> None:
    """Change how ways are estimated throughout the province."""
    rules.check_parameters(parameters)
    before = queries.travel_parameters(tx)
    speeds = json.dumps(parameters.speeds)
    known = tx.scalar(select(TravelParameterRow.id))
    values = {"road_factor": parameters.road_factor, "speed_bands": speeds}
    if known is None:
        tx.execute(insert(TravelParameterRow).values(id=1, **values))
    else:
        tx.execute(update(TravelParameterRow).values(**values))
    record_audit(
        tx,
        person_id=by,
        action="set-travel-parameters",
        subject="province",
        before=f"{before.road_factor} {json.dumps(before.speeds)}",
        after=f"{parameters.road_factor} {speeds}",
        at=now,
    )


def set_county_travel(
    tx: Tx,
    *,
    county_code: str,
    road_factor: float | None,
    road_km: float | None,
    coach_hours: float | None,
    by: int | None,
    now: datetime,
) -> County:
    """Correct a county's way: its own road factor, or what a driver measured to the museum."""
    before = queries.county(tx, county_code)
    tx.execute(
        update(CountyRow)
        .where(CountyRow.code == county_code)
        .values(road_factor=road_factor, road_km_override=road_km, coach_hours_override=coach_hours)
    )
    record_audit(
        tx,
        person_id=by,
        action="set-county-travel",
        subject=f"county:{county_code}",
        before=f"{before.road_factor} {before.road_km_override} {before.coach_hours_override}",
        after=f"{road_factor} {road_km} {coach_hours}",
        at=now,
    )
    return queries.county(tx, county_code)

"""Reading uploaded lists, and the register they are compared with."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.province import queries
from outreach.province.import_model import SchoolImport, unpack_choices, unpack_line
from outreach.province.list_counties import Gazetteer
from outreach.province.model import ImportId, SchoolEntry, Stage
from outreach.province.school_import import KnownSchool, Line, Outcome, Register
from outreach.province.tables import (
    EnrolmentRow,
    SchoolImportLineRow,
    SchoolImportRow,
    SchoolRow,
)
from outreach.province.upload_model import ImportState
from outreach.province.uploads import plain_upload

PAGE = 100


def _import(row: SchoolImportRow) -> SchoolImport:
    return SchoolImport(**plain_upload(row), choices=unpack_choices(row.choices))


def _uploads() -> Select[SchoolImportRow]:
    """Without the file, which may have megabytes and is asked for by `content_of`."""
    return select(SchoolImportRow).options(defer(SchoolImportRow.content, raiseload=True))


def school_import(tx: Tx, import_id: int) -> SchoolImport:
    """An upload; a page that asks for another does not exist."""
    row = tx.scalar(_uploads().where(SchoolImportRow.id == import_id))
    if row is None:
        raise NotYours
    return _import(row)


def content_of(tx: Tx, import_id: int) -> bytes:
    """The uploaded file itself; empty once it is no longer needed."""
    chosen = select(SchoolImportRow.content).where(SchoolImportRow.id == import_id)
    return tx.scalar(chosen) or b""


def imports(tx: Tx, *, person_id: int | None = None, limit: int = 20) -> list[SchoolImport]:
    """The latest uploads, of one person or of all."""
    chosen = _uploads().order_by(SchoolImportRow.id.desc()).limit(limit)
    if person_id is not None:
        chosen = chosen.where(SchoolImportRow.person_id == person_id)
    return [_import(row) for row in tx.scalars(chosen)]


def waiting_imports(tx: Tx) -> list[ImportId]:
    """Uploads that nobody has begun to read, oldest first."""
    chosen = select(SchoolImportRow.id).where(SchoolImportRow.state == ImportState.WAITING)
    return [ImportId(number) for number in tx.scalars(chosen.order_by(SchoolImportRow.id))]


def lines(
    tx: Tx,
    import_id: int,
    *,
    outcomes: Collection[Outcome] = (),
    with_complaints: bool = False,
    page: int | None = None,
) -> list[Line]:
    """Lines of an upload in the file's order, all or one page of them."""
    chosen = (
        select(
            SchoolImportLineRow.line,
            SchoolImportLineRow.outcome,
            SchoolImportLineRow.school_id,
            SchoolImportLineRow.fields,
            SchoolImportLineRow.complaints,
            SchoolImportLineRow.before,
        )
        .where(SchoolImportLineRow.import_id == import_id)
        .order_by(SchoolImportLineRow.line)
    )
    if outcomes:
        chosen = chosen.where(SchoolImportLineRow.outcome.in_([o.value for o in outcomes]))
    if with_complaints:
        chosen = chosen.where(SchoolImportLineRow.complaints != "[]")
    if page is not None:
        chosen = chosen.limit(PAGE).offset((page - 1) * PAGE)
    return [unpack_line(**found) for found in tx.execute(chosen).mappings()]


def scope_of(tx: Tx, person: Person | None) -> frozenset[str] | None:
    """The counties whose schools somebody may enter; all of them is told as nothing."""
    if person is None:
        return frozenset()
    if person.runs_the_province:
        return None
    return frozenset(c.code for c in queries.counties(tx) if person.watches_county(c.code))


def gazetteer(tx: Tx) -> Gazetteer:
    return Gazetteer(
        counties={c.code: (c.name, c.city_name) for c in queries.counties(tx)},
        townships=[(t.code, t.county_code, t.name) for t in queries.townships(tx)],
        changes=queries.code_changes(tx),
    )


def register(tx: Tx, *, scope: frozenset[str] | None) -> Register:
    """Every school, archived ones too, as lists are compared with it."""
    by_school: dict[int, list[tuple[int, int]]] = {}
    chosen = select(EnrolmentRow.school_id, EnrolmentRow.grade, EnrolmentRow.pupils)
    for school_id, grade, pupils in tx.execute(chosen.order_by(EnrolmentRow.grade)):
        by_school.setdefault(school_id, []).append((grade, pupils))
    known = [_known(row, by_school.get(row.id, [])) for row in tx.scalars(select(SchoolRow))]
    counties: dict[str, set[str]] = {}
    for school in known:
        counties.setdefault(school.entry.name, set()).add(school.entry.county_code)
    return Register(
        gazetteer=gazetteer(tx),
        by_code={school.entry.code: school for school in known if school.entry.code},
        by_name={(s.entry.county_code, s.entry.name): s for s in known},
        counties_of_name={name: tuple(sorted(codes)) for name, codes in counties.items()},
        scope=scope,
    )


def _known(row: SchoolRow, enrolment: list[tuple[int, int]]) -> KnownSchool:
    return KnownSchool(
        id=row.id,
        revision=row.revision,
        active=row.active,
        entry=SchoolEntry(
            name=row.name,
            county_code=row.county_code,
            code=row.code,
            township_code=row.township_code,
            stages=tuple(stage for stage in Stage if stage.value in row.stages.split(",")),
            teaching_point=row.teaching_point,
            lat=row.lat,
            lon=row.lon,
            pupils_reported=row.pupils_reported,
            pupils_about=row.pupils_about,
            enrolment=tuple(enrolment),
        ),
    )

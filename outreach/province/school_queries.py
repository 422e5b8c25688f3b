"""Finding schools: by county, stage and name, in Chinese, pinyin or initials."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.engine import Row as ResultRow

from outreach.accounts.rules import NotYours
from outreach.kernel.db import Row, Tx
from outreach.province.model import School, SchoolEntry, SchoolId, Stage
from outreach.province.tables import CityRow, CountyRow, EnrolmentRow, SchoolRow, TownshipRow

PAGE = 30
LONGEST_QUERY = 60
ESCAPE = "\\"

_BY_GRADE = (
    select(func.sum(EnrolmentRow.pupils))
    .where(EnrolmentRow.school_id == SchoolRow.id)
    .correlate(SchoolRow)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class SchoolsPage:
    """One page of what was found, best first."""

    schools: list[School]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def _schools() -> Select[SchoolRow, str, str, str, str | None, int | None]:
    return (
        select(
            SchoolRow,
            CountyRow.name,
            CountyRow.name_en,
            CountyRow.city_code,
            TownshipRow.name,
            _BY_GRADE,
        )
        .join(CountyRow, CountyRow.code == SchoolRow.county_code)
        .outerjoin(TownshipRow, TownshipRow.code == SchoolRow.township_code)
    )


def _school(found: ResultRow[SchoolRow, str, str, str, str | None, int | None]) -> School:
    row, county_name, county_name_en, city_code, township_name, by_grade = found
    return School(
        id=SchoolId(row.id),
        code=row.code,
        name=row.name,
        county_code=row.county_code,
        county_name=county_name,
        county_name_en=county_name_en,
        city_code=city_code,
        township_code=row.township_code,
        township_name=township_name,
        stages=tuple(Stage(stage) for stage in row.stages.split(",") if stage),
        teaching_point=row.teaching_point,
        lat=row.lat,
        lon=row.lon,
        pupils=int(by_grade) if by_grade is not None else row.pupils_reported,
        pupils_about=row.pupils_about,
        active=row.active,
        sample=row.sample,
        revision=row.revision,
    )


def find_school(tx: Tx, school_id: int) -> School | None:
    found = tx.execute(_schools().where(SchoolRow.id == school_id)).one_or_none()
    return _school(found) if found else None


def school(tx: Tx, school_id: int) -> School:
    """The school with this id; a page that asks for another does not exist."""
    found = find_school(tx, school_id)
    if found is None:
        raise NotYours
    return found


def find_school_by_code(tx: Tx, code: str) -> School | None:
    found = tx.execute(_schools().where(SchoolRow.code == code)).one_or_none()
    return _school(found) if found else None


def find_namesake(tx: Tx, *, county_code: str, name: str) -> School | None:
    """A school of the same name in the same county."""
    same = and_(SchoolRow.county_code == county_code, SchoolRow.name == name)
    found = tx.execute(_schools().where(same).order_by(SchoolRow.id)).first()
    return _school(found) if found else None


def schools_by_id(tx: Tx, school_ids: Collection[int]) -> dict[int, School]:
    """Those of the schools that exist, by id."""
    wanted = sorted(set(school_ids))
    found: dict[int, School] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        part = _schools().where(SchoolRow.id.in_(wanted[start : start + 500]))
        found |= {row[0].id: _school(row) for row in tx.execute(part)}
    return found


def enrolment(tx: Tx, school_id: int) -> dict[int, int]:
    """Pupils by grade, as far as known; a school that reported only a sum has none."""
    chosen = select(EnrolmentRow.grade, EnrolmentRow.pupils).where(
        EnrolmentRow.school_id == school_id
    )
    return dict(tx.execute(chosen.order_by(EnrolmentRow.grade)).all())


def schools_by_county(tx: Tx) -> dict[str, int]:
    """How many active schools each county has."""
    chosen = select(SchoolRow.county_code, func.count()).where(SchoolRow.active)
    return dict(tx.execute(chosen.group_by(SchoolRow.county_code)).all())


def entry_of(tx: Tx, found: School) -> SchoolEntry:
    """What a form about a school starts from."""
    by_grade = enrolment(tx, found.id)
    return SchoolEntry(
        name=found.name,
        county_code=found.county_code,
        code=found.code,
        township_code=found.township_code,
        stages=found.stages,
        teaching_point=found.teaching_point,
        lat=found.lat,
        lon=found.lon,
        pupils_reported=None if by_grade else found.pupils,
        pupils_about=found.pupils_about,
        enrolment=tuple(by_grade.items()),
    )


def _plain(query: str) -> str:
    """What was typed, without width, case and whatever people put between words."""
    narrow = unicodedata.normalize("NFKC", query).lower()
    return "".join(letter for letter in narrow if letter.isalnum())[:LONGEST_QUERY]


def _like(text: str) -> str:
    return "".join(ESCAPE + c if c in "%_\\" else c for c in text)


def _rank(query: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Which schools answer a query, and how well: 0 is the very name, 6 letters in order."""
    within, starting = f"%{_like(query)}%", f"{_like(query)}%"
    scattered = "%" + "%".join(_like(letter) for letter in query) + "%"
    name, short, spelled = func.lower(SchoolRow.name), SchoolRow.initials, SchoolRow.pinyin
    ways = [
        name == query,
        or_(SchoolRow.code == query, name.like(starting, ESCAPE)),
        or_(short.like(starting, ESCAPE), spelled.like(starting, ESCAPE)),
        name.like(within, ESCAPE),
        short.like(within, ESCAPE),
        spelled.like(within, ESCAPE),
        or_(name.like(scattered, ESCAPE), short.like(scattered, ESCAPE)),
    ]
    return or_(*ways), case(*((way, rank) for rank, way in enumerate(ways)), else_=len(ways))


def find_schools(
    tx: Tx,
    *,
    query: str = "",
    county_code: str | None = None,
    city_code: str | None = None,
    county_codes: Collection[str] | None = None,
    stage: Stage | None = None,
    active: bool | None = True,
    page: int = 1,
) -> SchoolsPage:
    """Schools that answer a query, best first, then by county and name.

    `query` may be Chinese (寻乌二小 finds 寻乌县第二小学), pinyin, initials or a whole code.
    """
    chosen = _schools()
    if county_code is not None:
        chosen = chosen.where(SchoolRow.county_code == county_code)
    if city_code is not None:
        chosen = chosen.where(CountyRow.city_code == city_code)
    if county_codes is not None:
        chosen = chosen.where(SchoolRow.county_code.in_(sorted(county_codes)))
    if stage is not None:
        chosen = chosen.where(SchoolRow.stages.contains(stage.value))
    if active is not None:
        chosen = chosen.where(SchoolRow.active == active)
    order: list[ColumnElement[int]] = []
    typed = _plain(query)
    if query.strip() and not typed:
        return SchoolsPage(schools=[], total=0, page=1)
    if typed:
        answers, rank = _rank(typed)
        chosen = chosen.where(answers)
        order = [rank, func.length(SchoolRow.name)]
    total = tx.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    found = chosen.order_by(*order, SchoolRow.county_code, SchoolRow.name, SchoolRow.id)
    rows = tx.execute(found.limit(PAGE).offset((page - 1) * PAGE))
    return SchoolsPage(schools=[_school(row) for row in rows], total=total, page=page)


def uses_of_schools(tx: Tx, school_ids: Collection[int]) -> dict[int, str]:
    """Schools that something outside the register points at, with the name of one such table.

    Asked of the foreign keys themselves, so that a slice above this one need not be known.
    """
    used: dict[int, str] = {}
    wanted = sorted(set(school_ids))
    for table in Row.metadata.sorted_tables:
        if table.name == EnrolmentRow.__tablename__:
            continue
        for column in table.columns:
            if not any(key.target_fullname == "school.id" for key in column.foreign_keys):
                continue
            for start in range(0, len(wanted), 500):
                part = column.in_(wanted[start : start + 500])
                found = tx.scalars(select(column).where(part).distinct())
                used |= dict.fromkeys(found, table.name)
    return used


def cities_with_counties(tx: Tx) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """(city, its English name, [(code, county, its English name)]): choices for a form."""
    chosen = select(
        CityRow.name, CityRow.name_en, CountyRow.code, CountyRow.name, CountyRow.name_en
    ).join(CountyRow, CountyRow.city_code == CityRow.code)
    groups: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for city, city_en, code, name, name_en in tx.execute(chosen.order_by(CountyRow.code)):
        groups.setdefault((city, city_en), []).append((code, name, name_en))
    return [(city, city_en, members) for (city, city_en), members in groups.items()]

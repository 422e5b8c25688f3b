"""Rows of divisions, schools, and lists of schools that were uploaded."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row
from outreach.province.upload_rows import UploadLineRow, UploadRow


class CityRow(Row):
    __tablename__ = "city"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]


class CountyRow(Row):
    """A county-level division with its census of 2020-11-01 (people) and its tile."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(primary_key=True)
    city_code: Mapped[str] = mapped_column(ForeignKey("city.code"), index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    residents: Mapped[int]
    urban_residents: Mapped[int]
    age0: Mapped[int]
    age1_4: Mapped[int]
    age5_9: Mapped[int]
    age10_14: Mapped[int]
    age15_19: Mapped[int]
    years_of_schooling: Mapped[float]
    area_km2: Mapped[float]
    lon: Mapped[float]  # of the county seat
    lat: Mapped[float]
    tile_row: Mapped[int]
    tile_column: Mapped[int]
    road_factor: Mapped[float | None]  # overrides the province's
    road_km_override: Mapped[float | None]  # to the provincial museum, measured by a driver
    coach_hours_override: Mapped[float | None]


class TownshipRow(Row):
    __tablename__ = "township"

    code: Mapped[str] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]


class CountyBorderRow(Row):
    __tablename__ = "county_border"

    code_a: Mapped[str] = mapped_column(ForeignKey("county.code"), primary_key=True)
    code_b: Mapped[str] = mapped_column(ForeignKey("county.code"), primary_key=True)
    km: Mapped[float]


class CodeChangeRow(Row):
    __tablename__ = "code_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[str]
    old_code: Mapped[str | None] = mapped_column(index=True)
    old_name: Mapped[str | None]
    new_code: Mapped[str]
    new_name: Mapped[str]


class TravelParameterRow(Row):
    """One row: how straight lines become road kilometres and coach hours."""

    __tablename__ = "travel_parameter"

    id: Mapped[int] = mapped_column(primary_key=True)
    road_factor: Mapped[float]
    speed_bands: Mapped[str] = mapped_column(Text)  # JSON: [[at km, km/h], …]


class SchoolRow(Row):
    __tablename__ = "school"
    __table_args__ = (
        Index("ix_school_county_name", "county_code", "name"),
        Index("ix_school_initials", "initials"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)  # ten digits
    name: Mapped[str]
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    township_code: Mapped[str | None] = mapped_column(ForeignKey("township.code"))
    stages: Mapped[str]  # comma-separated values of model.Stage
    teaching_point: Mapped[bool] = mapped_column(default=False)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    pupils_reported: Mapped[int | None]  # the sum, where no enrolment by grade is known
    pupils_about: Mapped[bool] = mapped_column(default=False)  # reported as 约300 or 3.6万
    pinyin: Mapped[str]
    initials: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)


class EnrolmentRow(Row):
    """Pupils of a school by grade: 0 is preschool, 1–9 compulsory, 10–12 senior."""

    __tablename__ = "enrolment"
    __table_args__ = (CheckConstraint("pupils >= 0", name="not_negative"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    grade: Mapped[int] = mapped_column(primary_key=True)
    pupils: Mapped[int]


class SchoolImportRow(UploadRow):
    """A list of schools."""

    __tablename__ = "school_import"

    choices: Mapped[str | None] = mapped_column(Text)  # JSON: answers to ambiguous counties


class SchoolImportLineRow(UploadLineRow):
    __tablename__ = "import_line"
    __table_args__ = (UniqueConstraint("import_id", "line"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("school_import.id"), index=True)
    school_id: Mapped[int | None]


class TeacherRequestRow(Row):
    """Somebody asks to book for a school; an officer of its county or a coordinator decides."""

    __tablename__ = "teacher_request"
    __table_args__ = (UniqueConstraint("person_id", "school_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, accepted, declined
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

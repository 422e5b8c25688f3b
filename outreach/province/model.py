"""The nouns of the province: its divisions, its schools, and how far it is to a venue."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

SchoolId = NewType("SchoolId", int)
ImportId = NewType("ImportId", int)


class Stage(StrEnum):
    """A level of schooling; a school has one or several."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"


GRADES = range(13)
"""0 is preschool, 1-9 the compulsory grades, 10-12 senior and vocational."""


def stage_of_grade(grade: int) -> Stage:
    """The stage of a grade: 0 is preschool, 1-6 primary, 7-9 junior, 10-12 senior."""
    if grade not in GRADES:
        raise ValueError(f"no such grade: {grade}")
    if grade == 0:
        return Stage.PRESCHOOL
    if grade <= 6:
        return Stage.PRIMARY
    return Stage.JUNIOR if grade <= 9 else Stage.SENIOR


class TravelBand(StrEnum):
    """One way by coach: A up to 1.5 hours, B to 3, C to 4.5, D above."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Advice(StrEnum):
    """What a band means for a teacher."""

    HALF_DAY = "half-day"
    EARLY_START = "early-start"
    OVERNIGHT_OR_NEARER = "overnight-or-nearer"
    LET_IT_COME = "let-it-come"


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS-84."""

    lat: float
    lon: float


MUSEUM = Point(lat=28.70, lon=115.85)
"""The provincial museum, on the west bank of Nanchang, to about a kilometre."""


@dataclass(frozen=True, slots=True)
class Travel:
    """One way from a school or county seat to a venue."""

    km: float
    hours: float
    band: TravelBand
    advice: Advice
    measured: bool = False
    """Whether somebody who drove it entered it; else it is an estimate, right to about 15 %."""

    @property
    def about_km(self) -> int:
        """To 5 km below 100 and to 10 above: an estimate should not look like a measurement."""
        step = 1 if self.measured else 5 if self.km < 100 else 10
        return max(step, round(self.km / step) * step)

    @property
    def about_hours(self) -> float:
        """To half an hour; the band is judged by the same number that is shown."""
        return self.hours


@dataclass(frozen=True, slots=True)
class TravelParameters:
    """How straight lines become road kilometres and coach hours; the province may edit them."""

    road_factor: float
    speeds: tuple[tuple[float, float], ...]
    """(at this many road km, average km/h of a coach), rising; between two, interpolated."""


DEFAULT_TRAVEL = TravelParameters(
    road_factor=1.28, speeds=((10, 35), (50, 70), (100, 72), (150, 74), (250, 77), (400, 78))
)


@dataclass(frozen=True, slots=True)
class City:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division with its census of 2020-11-01 (people) and its tile."""

    code: str
    name: str
    name_en: str
    city_code: str
    city_name: str
    city_name_en: str
    kind: str
    residents: int
    urban_residents: int
    age0: int
    age1_4: int
    age5_9: int
    age10_14: int
    age15_19: int
    years_of_schooling: float
    area_km2: float
    seat: Point
    tile_row: int
    tile_column: int
    road_factor: float | None
    road_km_override: float | None
    coach_hours_override: float | None


@dataclass(frozen=True, slots=True)
class Township:
    code: str
    county_code: str
    name: str
    kind: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A county code that changed; `old_code` is none where a county was cut out of others."""

    year: int
    kind: str
    old_code: str | None
    old_name: str | None
    new_code: str
    new_name: str


@dataclass(frozen=True, slots=True)
class School:
    id: SchoolId
    code: str | None
    name: str
    county_code: str
    county_name: str
    county_name_en: str
    city_code: str
    township_code: str | None
    township_name: str | None
    stages: tuple[Stage, ...]
    teaching_point: bool
    lat: float | None
    lon: float | None
    pupils: int | None
    """By grade where grades are known, else as reported, else nothing."""
    pupils_about: bool
    active: bool
    sample: bool
    revision: int

    @property
    def point(self) -> Point | None:
        if self.lat is None or self.lon is None:
            return None
        return Point(lat=self.lat, lon=self.lon)

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades that such a school may bring."""
        return tuple(
            grade
            for grade in GRADES
            if stage_of_grade(grade) in self.stages
            or (grade >= 10 and Stage.VOCATIONAL in self.stages)
        )


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    """What somebody enters about a school, in a form or on one line of a list.

    `enrolment` is (grade, pupils); `pupils_reported` counts only while no grade is known.
    """

    name: str
    county_code: str
    code: str | None = None
    township_code: str | None = None
    stages: tuple[Stage, ...] = ()
    teaching_point: bool = False
    lat: float | None = None
    lon: float | None = None
    pupils_reported: int | None = None
    pupils_about: bool = False
    enrolment: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off, or a weekend day on which people work and pupils go to school (调休)."""

    day: date
    is_off: bool
    name: str

"""A small world in which to book: one venue, some schools, some sessions."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Update, update

from outreach.accounts.model import Person, Role
from outreach.booking.model import Group, SchoolRef
from outreach.catalogue.model import GroupRules, ProgrammeId, VenueId, WaitlistPolicy
from outreach.catalogue.tables import AdultRatioRow, GroupRuleRow, ProgrammeRow, VenueRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.province.model import Stage
from outreach.province.tables import CityRow, CountyRow, EnrolmentRow, SchoolRow
from outreach.season.model import SessionFacts, SessionId, SessionState
from outreach.season.tables import DayLoadRow, SessionRow
from tests import make

COUNTY = "360734"


RULES = GroupRules(
    min_pupils=30, max_pupils=300, pupils_per_adult=((Stage.PRIMARY, 20), (Stage.PRESCHOOL, 10))
)


@dataclass(frozen=True)
class World:
    """Ids of what there is; `teachers` stand in the order of `schools`."""

    venue: int
    programme: int
    sessions: tuple[int, ...]
    schools: tuple[SchoolRef, ...]
    teachers: tuple[Person, ...]
    coordinator: Person
    day: date


def build(
    database: Database,
    *,
    capacity: int = 100,
    sessions: int = 1,
    schools: int = 4,
    policy: str = "strict",
    max_passes: int | None = None,
    min_pupils: int | None = None,
    max_pupils: int | None = None,
    pupils_per_adult: int | None = 20,
    day_cap: int | None = None,
    same_day: bool = True,
    now: datetime = make.NOW,
) -> World:
    """Sessions a month ahead, an hour apart on one day (or each on a day of its own)."""
    first = local_day(now) + timedelta(days=30)
    with database.writing() as tx:
        _county(tx)
        refs = tuple(_school(tx, number) for number in range(1, schools + 1))
        _venue(tx, min_pupils=min_pupils, max_pupils=max_pupils, pupils_per_adult=pupils_per_adult)
        tx.add(_programme(capacity, policy=policy, max_passes=max_passes))
        tx.flush()
        days = [first if same_day else first + timedelta(days=n) for n in range(sessions)]
        ids = []
        for number, day in enumerate(days):
            hour = 9 + number if same_day else 9
            row = _session(day, time(hour), capacity=capacity, now=now)
            tx.add(row)
            tx.flush()
            ids.append(row.id)
        if day_cap is not None:
            tx.add_all(
                DayLoadRow(venue_id=1, day=day, part="day", capacity=day_cap) for day in set(days)
            )
        return World(
            venue=1,
            programme=1,
            sessions=tuple(ids),
            schools=refs,
            teachers=tuple(make.person(tx, scope=ref.id, now=now) for ref in refs),
            coordinator=make.person(tx, role=Role.VENUE, scope=1, now=now),
            day=first,
        )


def stays_open(session_id: int, *, until: datetime) -> Update:
    """Let a session take bookings longer than the others."""
    return update(SessionRow).where(SessionRow.id == session_id).values(closes_at=until)


def group(*, pupils: int = 20, adults: int = 10, grade: int = 5) -> Group:
    return Group(
        grade=grade, pupils=pupils, adults=adults, leader="刘老师", leader_phone="0797-2831234"
    )


def session_facts(**changes: object) -> SessionFacts:
    """A session as the rules see it, without a database."""
    base = SessionFacts(
        id=SessionId(1),
        programme_id=ProgrammeId(1),
        programme_version=1,
        programme_name="科学原理",
        programme_name_en="Scientific principles",
        venue_id=VenueId(1),
        venue_name="科技馆",
        venue_name_en="Science museum",
        day=date(2026, 12, 23),
        starts=time(9),
        ends=time(10),
        capacity=100,
        taken=0,
        waiting=0,
        revision=0,
        state=SessionState.OPEN,
        opens_at=make.NOW - timedelta(days=1),
        closes_at=make.NOW + timedelta(days=20),
        grades_from=1,
        grades_to=9,
        batch_size=40,
        waitlist_policy=WaitlistPolicy.STRICT,
        max_passes=None,
        rules=RULES,
        loads=(),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def _county(tx: Tx) -> None:
    tx.add(CityRow(code="360700", name="赣州市", name_en="Ganzhou"))
    tx.flush()
    tx.add(
        CountyRow(
            code=COUNTY,
            city_code="360700",
            name="寻乌县",
            name_en="Xunwu",
            kind="县",
            residents=270000,
            urban_residents=130000,
            age0=2000,
            age1_4=12000,
            age5_9=20000,
            age10_14=22000,
            age15_19=14000,
            years_of_schooling=8.9,
            area_km2=2311.0,
            lon=115.65,
            lat=24.95,
            tile_row=14,
            tile_column=5,
        )
    )
    tx.flush()


def _school(tx: Tx, number: int) -> SchoolRef:
    row = SchoolRow(
        code=f"{COUNTY}{number:04d}",
        name=f"寻乌县第{number}小学",
        county_code=COUNTY,
        stages="primary,junior",
        pinyin=f"xunwuxiandi{number}xiaoxue",
        initials=f"xwxd{number}xx",
    )
    tx.add(row)
    tx.flush()
    tx.add_all(EnrolmentRow(school_id=row.id, grade=grade, pupils=200) for grade in range(1, 10))
    return SchoolRef(id=row.id, county_code=COUNTY)


def _venue(
    tx: Tx, *, min_pupils: int | None, max_pupils: int | None, pupils_per_adult: int | None
) -> None:
    tx.add(
        VenueRow(
            id=1,
            slug="museum",
            name="科技馆",
            name_en="Science museum",
            kind="museum",
            county_code=COUNTY,
            address="赣江边",
            address_en="By the river",
            meeting_point="东门",
            meeting_point_en="East gate",
            lon=115.85,
            lat=28.7,
        )
    )
    tx.flush()
    tx.add(GroupRuleRow(venue_id=1, min_pupils=min_pupils, max_pupils=max_pupils))
    if pupils_per_adult is not None:
        tx.add_all(
            AdultRatioRow(venue_id=1, stage=stage, pupils_per_adult=pupils_per_adult)
            for stage in ("primary", "junior", "senior")
        )


def _programme(capacity: int, *, policy: str, max_passes: int | None) -> ProgrammeRow:
    return ProgrammeRow(
        id=1,
        venue_id=1,
        slug="route",
        name="科学原理",
        name_en="Scientific principles",
        kind="route",
        summary="动手看原理。",
        summary_en="Principles by hand.",
        minutes=60,
        capacity=capacity,
        batch_size=40,
        grades_from=1,
        grades_to=9,
        weekdays="0,1,2,3,4,5,6",
        starts="09:00",
        waitlist_policy=policy,
        max_passes=max_passes,
    )


def _session(day: date, starts: time, *, capacity: int, now: datetime) -> SessionRow:
    return SessionRow(
        programme_id=1,
        venue_id=1,
        day=day,
        starts=starts,
        ends=starts.replace(minute=50),
        capacity=capacity,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=20),
    )

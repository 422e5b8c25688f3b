"""Two invented years in the ledger, uneven as the true ones are.

Near and urban counties get more, far ones less, and some nothing at all for a year, so that the
board has something to show and the next season somebody to plan for.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from outreach.ledger.model import Audience, Cell, Entry, Kind, Label, OnlineMeasure, Partner
from outreach.province.model import County, School, Travel, TravelBand

NEARNESS = {TravelBand.A: 1.0, TravelBand.B: 0.55, TravelBand.C: 0.3, TravelBand.D: 0.2}
FORGOTTEN = ("360729", "360728", "361030", "360827", "360925", "360430", "360321")
"""Counties without any activity in the last twelve months; two of them were never reached."""
NEVER = ("360729", "361030")
BUSY_MONTHS = {4: 1.4, 5: 2.6, 6: 0.8, 9: 3.2, 10: 1.6, 11: 1.2, 3: 0.9, 12: 0.7, 1: 0.3, 2: 0.3}
TOPICS = ("航天", "材料", "人工智能", "科学家精神", "生态", "能源")


@dataclass(frozen=True, slots=True)
class Ground:
    """A county with its schools, their enrolment by grade, and the way to the museum."""

    county: County
    travel: Travel
    schools: list[School]
    enrolment: dict[int, dict[int, int]]


def two_years(grounds: list[Ground], *, count: int, today: date, rng: Random) -> Iterator[Entry]:
    """`count` activities in the two years before `today`."""
    weights = [
        NEARNESS[ground.travel.band] * math.sqrt(ground.county.age5_9 + ground.county.age10_14)
        for ground in grounds
    ]
    days = _days(today, rng, count)
    for day, ground in zip(days, rng.choices(grounds, weights, k=count), strict=True):
        if ground.county.code in NEVER or not ground.schools:
            continue
        if ground.county.code in FORGOTTEN and day > today - timedelta(days=366):
            continue
        yield _activity(ground, day, rng)


def _days(today: date, rng: Random, count: int) -> list[date]:
    """Working days, crowded in May and September."""
    found: list[date] = []
    while len(found) < count:
        day = today - timedelta(days=rng.randint(1, 730))
        if day.weekday() < 5 and rng.random() < BUSY_MONTHS.get(day.month, 0.4) / 3.2:
            found.append(day)
    return sorted(found)


def _activity(ground: Ground, day: date, rng: Random) -> Entry:
    if day.month == 9 and rng.random() < 0.35:
        return _public(ground, day, rng)
    near = ground.travel.band in (TravelBand.A, TravelBand.B)
    kinds = (Kind.VISIT, Kind.VAN, Kind.TALK, Kind.LIVE_LESSON, Kind.MOBILE_EXHIBITION)
    weights = (6, 2, 2, 0.5, 0.5) if near else (1, 4, 2.5, 2, 1)
    kind = rng.choices(kinds, weights)[0]
    return _at_schools(ground, kind, day, rng)


def _at_schools(ground: Ground, kind: Kind, day: date, rng: Random) -> Entry:
    schools = [rng.choice(ground.schools)]
    if kind is Kind.LIVE_LESSON:
        schools = rng.sample(ground.schools, min(len(ground.schools), rng.randint(2, 4)))
    cells = tuple(cell for school in schools for cell in _cells(ground, school, kind, rng))
    pupils = sum(cell.pupils for cell in cells)
    county = ground.county.name
    titles = {
        Kind.VISIT: "示例：到馆参观",
        Kind.VAN: f"示例：科普大篷车进校园（{county}）",
        Kind.TALK: f"示例：{rng.choice(TOPICS)}科普报告",
        Kind.LIVE_LESSON: f"示例：{rng.choice(TOPICS)}直播课",
        Kind.MOBILE_EXHIBITION: f"示例：流动科技馆（{county}站）",
    }
    online = rng.randint(50, 4000) if kind is Kind.LIVE_LESSON else None
    adults = -(-pupils // 20)
    beside = Random(f"{ground.county.code}{day}{kind}")  # what came later moves no older number
    van = kind is Kind.VAN
    return Entry(
        kind=kind,
        title=titles[kind],
        day=day,
        county_code=ground.county.code,
        place="省科技馆（示例）" if kind is Kind.VISIT else schools[0].name,
        lead="省科技馆（示例）" if kind is Kind.VISIT else f"{county}科协（示例）",
        audience=Audience.SCHOOL,
        school_id=schools[0].id,
        onsite=pupils + adults,
        onsite_pupils=pupils,
        online=online,
        online_measure=OnlineMeasure.PLAYS if online else None,
        minutes={Kind.VISIT: 120, Kind.VAN: 240}.get(kind, 90),
        labels=(Label.DOUBLE_REDUCTION,) if beside.random() < 0.15 else (),
        own_programme=None if kind is Kind.VISIT else beside.random() < 0.7,
        vehicle=f"示例大篷车 {ground.county.city_name}" if van else None,
        kilometres=beside.randint(30, 160) if van else None,
        volunteers=beside.randint(2, 9) if van else None,
        volunteer_hours=beside.randint(8, 40) if van else None,
        partners=(Partner("县教体局（示例）"),) if rng.random() < 0.2 else (),
        cells=cells,
    )


def _cells(ground: Ground, school: School, kind: Kind, rng: Random) -> Iterator[Cell]:
    enrolled = {grade: n for grade, n in ground.enrolment[school.id].items() if n > 0}
    grades = sorted(enrolled)
    several = kind in (Kind.VAN, Kind.MOBILE_EXHIBITION)
    chosen = grades if several else [rng.choice(grades)]
    for grade in chosen:
        most = enrolled[grade]
        pupils = most if several else min(most, max(10, round(most * rng.uniform(0.3, 1))))
        if several and rng.random() < 0.3:
            continue
        first = rng.randint(pupils // 2, pupils) if rng.random() < 0.4 else None
        yield Cell(school_id=school.id, pupils=pupils, grade=grade, first_timers=first)


def _public(ground: Ground, day: date, rng: Random) -> Entry:
    onsite = round(math.exp(rng.gauss(5.6, 0.7)))
    online = rng.randint(200, 20000) if rng.random() < 0.3 else None
    return Entry(
        kind=Kind.SCIENCE_MONTH,
        title=f"示例：全国科普月广场活动（{ground.county.name}）",
        day=day,
        county_code=ground.county.code,
        place=f"{ground.county.name}文化广场（示例）",
        lead=f"{ground.county.name}科协（示例）",
        audience=Audience.PUBLIC,
        onsite=onsite,
        online=online,
        online_measure=OnlineMeasure.VIEWERS if online else None,
        labels=(Label.SCIENCE_MONTH if day.year >= 2025 else Label.SCIENCE_DAY,),
        partners=tuple(map(Partner, ("县科技局（示例）", "县图书馆（示例）")))
        if rng.random() < 0.4
        else (),
    )

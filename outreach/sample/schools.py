"""Invented schools on the true map: real counties, townships and numbers of children.

Sizes follow the census of 2020 moved forward six years: who was 0 to 5 then is of primary age in
autumn 2026, who was 6 to 8 is in junior school, and a good half of those who were 9 to 11 in a
senior one.
"""

import math
from collections.abc import Iterator
from random import Random

from outreach.province.model import County, SchoolEntry, Stage, Township

PRIMARY, JUNIOR, SENIOR = range(1, 7), range(7, 10), range(10, 13)
STAGE_OF = {Stage.PRIMARY: PRIMARY, Stage.JUNIOR: JUNIOR, Stage.SENIOR: SENIOR}
SENIOR_SHARE = 0.6
ORDINALS = "一二三四五六七八九十"


def pools(county: County) -> dict[Stage, float]:
    """Children of a county by stage in autumn 2026."""
    return {
        Stage.PRIMARY: county.age0 + county.age1_4 + county.age5_9 / 5,
        Stage.JUNIOR: county.age5_9 * 3 / 5,
        Stage.SENIOR: (county.age5_9 / 5 + county.age10_14 * 2 / 5) * SENIOR_SHARE,
    }


def small(
    county: County, townships: list[Township], *, share: float, rng: Random
) -> list[SchoolEntry]:
    """About twelve schools a county, more where more children live; one in ten a teaching point."""
    wanted = max(6, round(1200 * share))
    kinds = [Stage.PRIMARY] * max(3, round(wanted * 0.5)) + [Stage.JUNIOR] * max(
        2, round(wanted * 0.3)
    )
    kinds += [Stage.SENIOR] * max(1, round(wanted * 0.1))
    points = max(1, wanted - len(kinds))
    short = county.name[:-1] if len(county.name) > 2 else county.name
    entries = []
    for stage in Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR:
        label = {Stage.PRIMARY: "小学", Stage.JUNIOR: "初级中学", Stage.SENIOR: "高级中学"}[stage]
        for position in range(kinds.count(stage)):
            town = rng.choice(townships)
            name = f"{short}示例第{_ordinal(position + 1)}{label}"
            entries.append(_entry(county, town, name, stage, _size(stage, town, rng), rng))
    chosen = rng.sample(townships, min(points, len(townships)))
    entries += [_teaching_point(county, town, rng) for town in chosen]
    return entries


def whole(county: County, townships: list[Township], *, rng: Random) -> list[SchoolEntry]:
    """Every township with its schools; sizes scaled so that the county's children come out."""
    entries: list[SchoolEntry] = []
    for town in townships:
        entries += _of_township(county, town, rng)
    short = county.name[:-1] if len(county.name) > 2 else county.name
    for position in range(2 + county.age10_14 // 12000):
        name = f"{short}示例第{_ordinal(position + 1)}高级中学"
        town = townships[0]
        entries.append(
            _entry(county, town, name, Stage.SENIOR, _size(Stage.SENIOR, town, rng), rng)
        )
    return list(_scaled(entries, pools(county)))


def _of_township(county: County, town: Township, rng: Random) -> Iterator[SchoolEntry]:
    if town.kind == "街道":
        for position in range(rng.randint(2, 4)):
            name = f"{town.name}示例第{_ordinal(position + 1)}小学"
            yield _entry(county, town, name, Stage.PRIMARY, _size(Stage.PRIMARY, town, rng), rng)
        for position in range(rng.randint(1, 2)):
            name = f"{town.name}示例第{_ordinal(position + 1)}初级中学"
            yield _entry(county, town, name, Stage.JUNIOR, _size(Stage.JUNIOR, town, rng), rng)
        return
    yield _entry(
        county,
        town,
        f"{town.name}示例中心小学",
        Stage.PRIMARY,
        _size(Stage.PRIMARY, town, rng),
        rng,
    )
    yield _entry(
        county, town, f"{town.name}示例中学", Stage.JUNIOR, _size(Stage.JUNIOR, town, rng), rng
    )
    for position in range(rng.randint(3, 6)):
        yield _teaching_point(county, town, rng, position + 1)


def _scaled(entries: list[SchoolEntry], wanted: dict[Stage, float]) -> Iterator[SchoolEntry]:
    for stage, pool in wanted.items():
        these = [entry for entry in entries if entry.stages == (stage,)]
        whole_schools = [entry for entry in these if not entry.teaching_point]
        in_points = sum(_pupils(entry) for entry in these if entry.teaching_point)
        now = sum(_pupils(entry) for entry in whole_schools) or 1
        factor = max(0.1, (pool - in_points) / now)
        for entry in these:
            yield entry if entry.teaching_point else _resized(entry, factor)


def _pupils(entry: SchoolEntry) -> int:
    return sum(pupils for _, pupils in entry.enrolment)


def _resized(entry: SchoolEntry, factor: float) -> SchoolEntry:
    enrolment = tuple((grade, max(4, round(n * factor))) for grade, n in entry.enrolment)
    return SchoolEntry(
        name=entry.name,
        county_code=entry.county_code,
        code=entry.code,
        township_code=entry.township_code,
        stages=entry.stages,
        lat=entry.lat,
        lon=entry.lon,
        enrolment=enrolment,
    )


def _size(stage: Stage, town: Township, rng: Random) -> float:
    """Pupils of a school, log-normal around what is usual for its stage and place."""
    usual = {Stage.PRIMARY: 650, Stage.JUNIOR: 900, Stage.SENIOR: 1800}[stage]
    if stage is Stage.PRIMARY and town.kind != "街道":
        usual = 420
    return usual * math.exp(rng.gauss(0, 0.45))


def _entry(
    county: County, town: Township, name: str, stage: Stage, size: float, rng: Random
) -> SchoolEntry:
    grades = STAGE_OF[stage]
    enrolment = tuple(
        (grade, max(6, round(size / len(grades) * rng.uniform(0.88, 1.12)))) for grade in grades
    )
    return SchoolEntry(
        name=name,
        county_code=county.code,
        township_code=town.code,
        stages=(stage,),
        lat=town.lat,
        lon=town.lon,
        enrolment=enrolment,
    )


def _teaching_point(
    county: County, town: Township, rng: Random, position: int | None = None
) -> SchoolEntry:
    """5 to 60 pupils in grades 1 to 4."""
    pupils = min(60, max(5, round(math.exp(rng.gauss(3.1, 0.6)))))
    grades = range(1, 5) if pupils >= 16 else range(1, 3)
    enrolment = tuple((grade, max(1, pupils // len(grades))) for grade in grades)
    suffix = _ordinal(position) if position else ""
    return SchoolEntry(
        name=f"{town.name}示例教学点{suffix}",
        county_code=county.code,
        township_code=town.code,
        stages=(Stage.PRIMARY,),
        teaching_point=True,
        lat=town.lat,
        lon=town.lon,
        enrolment=enrolment,
    )


def _ordinal(number: int) -> str:
    """1 to 99 in Chinese numerals, as schools are numbered."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return ORDINALS[ones - 1]
    head = "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return head + (ORDINALS[ones - 1] if ones else "")


def numbered(entries: list[SchoolEntry]) -> list[SchoolEntry]:
    """Give schools their ten-digit codes: the county's six and a running number."""
    given: dict[str, int] = {}
    coded = []
    for entry in entries:
        given[entry.county_code] = given.get(entry.county_code, 0) + 1
        fields = {name: getattr(entry, name) for name in entry.__slots__}
        fields["code"] = f"{entry.county_code}{given[entry.county_code]:04d}"
        coded.append(SchoolEntry(**fields))
    return coded

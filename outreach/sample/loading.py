"""Loads the sample province: deterministic for a given day, and plainly marked."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from outreach.accounts.model import Person
from outreach.accounts.queries import sample_people
from outreach.catalogue import queries as catalogue
from outreach.catalogue.loading import load_catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.ledger import entries
from outreach.province import actions as province_actions
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.loading import load_province
from outreach.province.model import School, SchoolEntry
from outreach.sample import (
    activities,
    bookings,
    disruptions,
    exhibits,
    gate,
    invitations,
    ledger_life,
    ledger_list,
    live,
    outlook,
    papers,
    people,
    returns,
    roster,
    rotation,
    schools,
    tasks,
    waiting,
)
from outreach.sample.activities import Ground
from outreach.season.loading import load_holidays, load_sample_calendar

SEED = 20260101
STRUCK = ("360734", "360733", "360728")
"""Counties of the far south that the sample's storm struck."""
ACTIVITIES = {"small": 4000, "province": 40000}
BOOKINGS = {"small": 700, "province": 2400}

Say = Callable[[str], None]


def load(
    database: Database,
    *,
    size: str,
    now: datetime,
    say: Say,
    uploads: Path | None = None,
    key: str | None = None,
) -> bool:
    """Load everything in one transaction; False, and nothing, when a sample is there already.

    Pictures go into the folder of uploads, and schools are invited with codes made by the key, if
    these are given.
    """
    with database.writing() as tx:
        load_province(tx)
        load_holidays(tx)
        if sample_people(tx):
            return False
        load_catalogue(tx)
        load_sample_calendar(tx)
        say("学校 · schools")
        grounds = _schools(tx, size=size)
        say("人员与场次 · people and sessions")
        who = _people(tx, grounds, now=now)
        say("展品 · exhibits")
        exhibits.load(tx, by=who["province"].id, now=now)
        today = local_day(now)
        bookings.make_sessions(tx, today=today, person_id=who["province"].id, now=now)
        rotation.set_sample_rules(tx, by=who["province"].id, now=now)
        _ledger(tx, grounds, who, size=size, uploads=uploads, now=now, say=say)
        say("预约 · bookings")
        bookings.make_bookings(
            tx,
            _within_reach(grounds),
            {school: grades for ground in grounds for school, grades in ground.enrolment.items()},
            count=BOOKINGS[size],
            coordinator=who["province"].id,
            now=now,
            rng=Random(SEED + 2),
        )
        say("等待答复的 · what waits for an answer")
        waiting.make_waiting(tx, now=now, rng=Random(SEED + 19))
        say("今天的值班台 · today's gate")
        gate.make_a_day(
            tx,
            _within_reach(grounds),
            {school: grades for ground in grounds for school, grades in ground.enrolment.items()},
            coordinator=who["province"].id,
            now=now,
            rng=Random(SEED + 4),
        )
        _struck(tx, grounds, who, now=now, say=say)
        say("材料 · papers")
        papers.hand_in_papers(tx, coordinator=who["province"], now=now, rng=Random(SEED + 5))
        say("讲解员 · guides")
        roster.make_roster(tx, now=now, rng=Random(SEED + 3))
        rotation.publish_a_day(tx, today=today, by=who["province"].id, now=now)
        _above_the_ledger(tx, grounds, who, key=key, now=now, say=say)
    return True


def _struck(
    tx: Tx, grounds: list[Ground], who: dict[str, Person], *, now: datetime, say: Say
) -> None:
    say("突发调整 · disruptions")
    disruptions.make_disruptions(
        tx,
        [s for ground in grounds if ground.county.code in STRUCK for s in ground.schools[:2]],
        officer=who["province"],
        near_county="360111",
        now=now,
    )


def _ledger(
    tx: Tx,
    grounds: list[Ground],
    who: dict[str, Person],
    *,
    size: str,
    uploads: Path | None,
    now: datetime,
    say: Say,
) -> None:
    """Two years that are over, and a ledger that lives."""
    say("两年的活动 · two years of activities")
    rng = Random(SEED + 1)
    told = activities.two_years(grounds, count=ACTIVITIES[size], today=local_day(now), rng=rng)
    entries.load(tx, told, person_id=who["province"].id, sample=True, now=now)
    ledger_life.enliven(tx, who, uploads=uploads, now=now, rng=Random(SEED + 30))


def _above_the_ledger(
    tx: Tx,
    grounds: list[Ground],
    who: dict[str, Person],
    *,
    key: str | None,
    now: datetime,
    say: Say,
) -> None:
    say("直播课与申请 · live lessons and wishes")
    _live(tx, grounds, who, now=now)
    _ledger_list(tx, grounds, who, now=now)
    say("统计报表 · returns")
    returns.make_returns(tx, who=who, now=now)
    say("任务 · tasks")
    tasks.send_tasks(tx, who=who, now=now)
    if key is not None:
        say("邀请 · invitations")
        invitations.invite(tx, who=who, key=key, now=now)


def _ledger_list(tx: Tx, grounds: list[Ground], who: dict[str, Person], *, now: datetime) -> None:
    """The far county's year, waiting for its officer."""
    [schools_there] = [g.schools for g in grounds if g.county.code == people.COUNTY]
    first, second = schools_there[:2]
    ledger_list.upload_a_year(
        tx, school=first.name, other=second.name, officer=who["county"].id, now=now
    )


def _live(tx: Tx, grounds: list[Ground], who: dict[str, Person], *, now: datetime) -> None:
    """Live lessons that far classes join, and wishes of two far counties."""
    far = [s for g in grounds if g.travel.band == "D" for s in g.schools if not s.teaching_point]
    live.make_lessons(tx, far, by=who["computing"].id, now=now, rng=Random(SEED + 6))
    by_code = {ground.county.code: ground.schools for ground in grounds}
    outlook.make_outlook(
        tx, by_code[people.COUNTY][-1:], by=who["province"].id, officer=who["county"].id, now=now
    )
    live.make_wishes(
        tx,
        [*by_code[people.COUNTY][:4], *by_code["360726"][:2]],
        teacher=who["farteacher"].id,
        officer=who["county"].id,
        now=now,
    )


def _schools(tx: Tx, *, size: str) -> list[Ground]:
    """Invent the schools of every county and enter them in the register."""
    rng = Random(SEED)
    counties = province.counties(tx)
    towns = defaultdict(list)
    for town in province.townships(tx):
        towns[town.county_code].append(town)
    children = sum(county.age5_9 + county.age10_14 for county in counties)
    invented: list[SchoolEntry] = []
    for county in counties:
        if size == "small":
            share = (county.age5_9 + county.age10_14) / children
            invented += schools.small(county, towns[county.code], share=share, rng=rng)
        else:
            invented += schools.whole(county, towns[county.code], rng=rng)
    numbered = schools.numbered(invented)
    ids = province_actions.add_schools(tx, entries=numbered, sample=True)
    return _grounds(tx, dict(zip(ids, numbered, strict=True)))


def _grounds(tx: Tx, entered: dict[int, SchoolEntry]) -> list[Ground]:
    found = school_queries.schools_by_id(tx, list(entered))
    by_county: dict[str, list[School]] = defaultdict(list)
    for school_id in sorted(found):
        by_county[found[school_id].county_code].append(found[school_id])
    travel = province.travel_to_museum(tx)
    return [
        Ground(
            county=county,
            travel=travel[county.code],
            schools=by_county[county.code],
            enrolment={s.id: dict(entered[s.id].enrolment) for s in by_county[county.code]},
        )
        for county in province.counties(tx)
    ]


def _people(tx: Tx, grounds: list[Ground], *, now: datetime) -> dict[str, Person]:
    by_code = {ground.county.code: ground for ground in grounds}
    near = by_code["360111"].schools[0]
    far = by_code[people.COUNTY].schools[0]
    return people.add_people(
        tx,
        venues={venue.slug: venue.id for venue in catalogue.venues(tx)},
        near_school=near.id,
        far_school=far.id,
        now=now,
    )


def _within_reach(grounds: list[Ground]) -> list[School]:
    """Schools that come by themselves: near ones more often, far ones now and then."""
    found: list[School] = []
    for ground in grounds:
        times = {"A": 6, "B": 3, "C": 1, "D": 1}[ground.travel.band]
        whole = [school for school in ground.schools if not school.teaching_point]
        found += whole * times
    return found

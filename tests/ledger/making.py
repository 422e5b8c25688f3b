"""Builders for the ledger: entries that need no questions, visits, and where they happen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete

from outreach.kernel.db import Tx
from outreach.ledger import actions, reach_queries
from outreach.ledger.model import Activity, Audience, Cell, Entry, Filter, Kind
from outreach.ledger.tables import (
    ActivityDayRow,
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    PartnerRow,
)
from outreach.province import actions as province
from outreach.province import queries as province_queries
from outreach.province.model import SchoolEntry, Stage
from outreach.province.tables import CityRow, CountyRow
from tests import make

XUNWU, GANXIAN, DONGHU = "360734", "360704", "360102"
GANZHOU, NANCHANG = "360700", "360100"
DAY = date(2026, 11, 18)
PUPILS = 60  # of each grade in each school
ALL = Filter(states=())


@dataclass(frozen=True, slots=True)
class Place:
    """School ids by county, and somebody who writes."""

    xunwu: int
    ganxian: int
    donghu: int
    officer: int


def counties(tx: Tx) -> None:
    """Three real counties in two cities: a hundred would take longer than the tests."""
    tx.add_all(
        [
            CityRow(code=GANZHOU, name="赣州市", name_en="Ganzhou"),
            CityRow(code=NANCHANG, name="南昌市", name_en="Nanchang"),
        ]
    )
    tx.flush()
    tx.add_all(
        CountyRow(
            code=code,
            city_code=f"{code[:4]}00",
            name=name,
            name_en=name_en,
            kind="县",
            residents=270_000,
            urban_residents=130_000,
            age0=2_000,
            age1_4=12_000,
            age5_9=20_000,
            age10_14=22_000,
            age15_19=14_000,
            years_of_schooling=8.9,
            area_km2=2_311.0,
            lon=115.65,
            lat=24.95,
            tile_row=row,
            tile_column=5,
        )
        for row, (code, name, name_en) in enumerate(
            [
                (XUNWU, "寻乌县", "Xunwu County"),
                (GANXIAN, "赣县区", "Ganxian District"),
                (DONGHU, "东湖区", "Donghu District"),
            ]
        )
    )
    tx.flush()


def place(tx: Tx) -> Place:
    """The counties, a school in each, and somebody who writes."""
    counties(tx)
    ids = [
        province.add_school(
            tx,
            entry=SchoolEntry(
                name=name,
                county_code=code,
                stages=(Stage.PRIMARY,),
                enrolment=tuple((grade, PUPILS) for grade in range(1, 7)),
            ),
            by=None,
            now=make.NOW,
        ).id
        for name, code in (
            ("寻乌县示例第二小学", XUNWU),
            ("赣县区示例小学", GANXIAN),
            ("东湖区示例小学", DONGHU),
        )
    ]
    xunwu, ganxian, donghu = ids
    return Place(xunwu, ganxian, donghu, officer=make.person(tx, role=None).id)


def entry(**changes: Any) -> Entry:
    """A talk for the public in Xunwu, with 130 people there."""
    told: dict[str, Any] = {
        "kind": Kind.TALK,
        "title": "月球讲座",
        "day": DAY,
        "county_code": XUNWU,
        "place": "寻乌县图书馆",
        "lead": "寻乌县科协",
        "onsite": 130,
        "onsite_pupils": 80,
    }
    return Entry(**told | changes)


def school_entry(
    school_id: int,
    *,
    county_code: str = XUNWU,
    pupils: int = 45,
    grade: int | None = 5,
    **changes: Any,
) -> Entry:
    """A van at a school: its pupils and three adults."""
    told: dict[str, Any] = {
        "kind": Kind.VAN,
        "title": "大篷车进校园",
        "audience": Audience.SCHOOL,
        "school_id": school_id,
        "county_code": county_code,
        "place": "操场",
        "onsite": pupils + 3,
        "onsite_pupils": pupils,
        "cells": (Cell(school_id=school_id, pupils=pupils, grade=grade),),
    }
    return entry(**told | changes)


def record(tx: Tx, told: Entry | None = None, *, person_id: int, **changes: Any) -> Activity:
    """Tell the ledger of an activity."""
    facts: dict[str, Any] = {
        "entry": told or entry(),
        "answers": (),
        "token": None,
        "person_id": person_id,
        "on_behalf": False,
        "now": make.NOW,
    }
    return actions.record_activity(tx, **facts | changes)


def cohorts(tx: Tx) -> list[int | None]:
    """The cohorts of every cell."""
    return [cell.cohort for cell in reach_queries.heads(tx, period=None)]


def start_over(tx: Tx) -> None:
    """An empty ledger on the three counties; examples of one property share a database."""
    for row in (AttendanceRow, PartnerRow, ActivityDayRow, ActivityLabelRow, ActivityRow):
        tx.execute(delete(row))
    if not province_queries.cities(tx):
        counties(tx)

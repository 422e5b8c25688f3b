"""A province with three schools and a handful of activities, as the board's pages need it."""

from dataclasses import dataclass
from datetime import date

import pytest

from outreach.kernel.db import Database, Tx
from outreach.ledger import actions as ledger
from outreach.ledger.model import Audience, Cell, Entry, Kind, OnlineMeasure
from outreach.province.loading import load_province
from outreach.province.model import Stage
from tests import make
from tests.reach.making import DONGHU, GANXIAN, XUNWU


@dataclass(frozen=True, slots=True)
class Sample:
    """School ids by county; Ganxian's school was never reached."""

    xunwu: int
    ganxian: int
    donghu: int


def record(tx: Tx, entry: Entry, *, person_id: int) -> None:
    ledger.record_activity(
        tx,
        entry=entry,
        answers=(),
        token=None,
        person_id=person_id,
        on_behalf=False,
        now=make.NOW,
    )


def van(school_id: int, county_code: str, *, day: date, pupils: int) -> Entry:
    return Entry(
        kind=Kind.VAN,
        title="大篷车进校园",
        day=day,
        county_code=county_code,
        place="操场",
        lead="省科技馆",
        audience=Audience.SCHOOL,
        school_id=school_id,
        onsite=pupils + 3,
        onsite_pupils=pupils,
        cells=(Cell(school_id=school_id, pupils=pupils, grade=5),),
    )


def public(
    county_code: str, *, day: date, onsite: int | None = None, online: int | None = None
) -> Entry:
    return Entry(
        kind=Kind.EXHIBITION,
        title="展览",
        day=day,
        county_code=county_code,
        place="广场",
        lead="省科技馆",
        onsite=onsite,
        online=online,
        online_measure=None if online is None else OnlineMeasure.PLAYS,
    )


@pytest.fixture
def sample(database: Database) -> Sample:
    """Xunwu: 20 and 30 of grade 5; Donghu: 40; a stream for Ganxian; a stop for the public."""
    with database.writing() as tx:
        load_province(tx)
        xunwu, ganxian, donghu = (
            make.school(
                tx,
                name=name,
                county_code=code,
                stages=(Stage.PRIMARY,),
                enrolment=tuple((grade, 60) for grade in range(1, 7)),
            ).id
            for name, code in (
                ("寻乌县示例小学", XUNWU),
                ("赣县区示例小学", GANXIAN),
                ("东湖区示例小学", DONGHU),
            )
        )
        officer = make.person(tx, role=None).id
        for entry in (
            van(xunwu, XUNWU, day=date(2026, 9, 10), pupils=20),
            van(xunwu, XUNWU, day=date(2026, 10, 20), pupils=30),
            van(xunwu, XUNWU, day=date(2025, 10, 20), pupils=25),
            van(donghu, DONGHU, day=date(2026, 11, 2), pupils=40),
            public(DONGHU, day=date(2026, 10, 1), onsite=500),
            public(GANXIAN, day=date(2026, 10, 2), online=9_000),
        ):
            record(tx, entry, person_id=officer)
    return Sample(xunwu, ganxian, donghu)

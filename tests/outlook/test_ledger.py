"""The promise of the list, through the ledger: whatever is recorded, a visit moves nobody up."""

from datetime import timedelta
from random import Random

import pytest

from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.ledger import actions as ledger
from outreach.ledger.model import Audience, Cell, Entry, Kind
from outreach.outlook import queries
from outreach.province import queries as province
from outreach.province.loading import load_province
from outreach.province.model import School, Stage
from tests import make
from tests.outlook.making import XUNWU

TODAY = local_day(make.NOW)


def ranks(tx: Tx) -> dict[int, int]:
    found = queries.ranking(tx, [province.county(tx, XUNWU)], today=TODAY)
    return {line.candidate.school_id: line.rank for line in found.lines}


def any_visit(school: School, rng: Random) -> Entry:
    """A grade, a class that came complete, first-timers asked or not, or the whole school."""
    grade = rng.choice((1, 2, 3, 4, 5, 6, None))
    pupils = rng.randint(1, 90)
    cell = Cell(
        school_id=school.id,
        pupils=pupils,
        grade=grade,
        first_timers=rng.choice((None, 0, pupils // 2)),
        whole_class=rng.choice((None, "1班", "2班")) if grade else None,
    )
    return Entry(
        kind=rng.choice((Kind.VISIT, Kind.VAN, Kind.TALK)),
        title="活动",
        day=TODAY - timedelta(days=rng.randint(0, 1500)),
        county_code=XUNWU,
        place="操场",
        lead="县科协",
        audience=Audience.SCHOOL,
        school_id=school.id,
        onsite=pupils + 2,
        onsite_pupils=pupils,
        cells=(cell,) if rng.random() < 0.9 else (),
    )


@pytest.mark.parametrize("seed", range(3))
def test_whatever_visit_is_recorded_its_school_does_not_move_up(
    database: Database, seed: int
) -> None:
    rng = Random(seed)  # noqa: S311 - a test's dice
    with database.writing() as tx:
        load_province(tx)
        schools = [
            make.school(
                tx,
                county_code=XUNWU,
                stages=(Stage.PRIMARY,),
                enrolment=tuple((grade, rng.randint(5, 60)) for grade in range(1, 7)),
            )
            for _ in range(5)
        ]
        schools.append(make.school(tx, county_code=XUNWU, stages=(Stage.PRIMARY,)))
        person = make.person(tx, role=None).id
        for _ in range(25):
            school = rng.choice(schools)
            before = ranks(tx)
            ledger.record_activity(
                tx,
                entry=any_visit(school, rng),
                answers=(),
                token=None,
                person_id=person,
                on_behalf=False,
                now=make.NOW,
            )
            assert ranks(tx)[school.id] >= before[school.id]

"""What a change would do is what it does: tried out, then recorded, then compared."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.ledger import actions as ledger
from outreach.ledger import queries as records
from outreach.ledger.model import EVERYTHING, Audience, Cell, Entry, Kind
from outreach.outlook import queries, what_if
from outreach.outlook.trying import Question, tried
from outreach.province.loading import load_province
from outreach.province.model import Point, School, Stage
from outreach.reach import periods
from outreach.reach import queries as reach
from outreach.reach.crowds import SchoolFacts
from outreach.reach.periods import PeriodChoice
from tests import make
from tests.browse import Browse
from tests.outlook.making import DONGHU, XUNWU, candidate

TODAY = local_day(make.NOW)
TWELVE = periods.period(PeriodChoice.TWELVE_MONTHS, today=TODAY).days


def record(tx: Tx, entry: Entry, person_id: int) -> int:
    return ledger.record_activity(
        tx,
        entry=entry,
        answers=(),
        token=None,
        person_id=person_id,
        on_behalf=False,
        now=make.NOW,
    ).id


def visit(school: School, rng: Random) -> Entry:
    grade, pupils = rng.randint(1, 6), rng.randint(5, 60)
    return Entry(
        kind=rng.choice((Kind.VISIT, Kind.VAN)),
        title="活动",
        day=TODAY - timedelta(days=rng.randint(1, 500)),
        county_code=school.county_code,
        place="馆",
        lead="馆",
        audience=Audience.SCHOOL,
        school_id=school.id,
        onsite=pupils + 3,
        onsite_pupils=pupils,
        cells=(Cell(school.id, pupils, grade, first_timers=rng.choice((None, 0, pupils // 3))),),
    )


def populate(tx: Tx, seed: int) -> tuple[list[School], int]:
    rng = Random(seed)  # noqa: S311 - a test's dice
    load_province(tx)
    schools = [
        make.school(
            tx,
            county_code=code,
            stages=(Stage.PRIMARY,),
            enrolment=tuple((grade, rng.randint(20, 90)) for grade in range(1, 7)),
            lat=25.0 + rng.random() / 10,
            lon=115.6 + rng.random() / 10,
        )
        for code in (XUNWU, XUNWU, XUNWU, "360726", DONGHU, DONGHU)
    ]
    person = make.person(tx, role=None).id
    for _ in range(18):
        record(tx, visit(rng.choice(schools), rng), person)
    return schools, person


@pytest.mark.parametrize(
    "question",
    [
        Question(days=3),
        Question(days=4, schools_a_day=2, places=150, area=XUNWU),
        Question(days=2, area="360700"),
        Question(move=3, move_from=DONGHU, move_to=XUNWU),
        Question(days=2, move=2, move_from=DONGHU, move_to="360726"),
    ],
    ids=["days", "two-schools-a-day", "city", "moved", "both"],
)
def test_the_board_is_what_was_tried_out_once_exactly_that_is_recorded(
    database: Database, question: Question
) -> None:
    with database.writing() as tx:
        schools, person = populate(tx, seed=7)
        picked: Mapping[int, int | None] = {schools[0].id: None, schools[3].id: 33}
        question = Question(
            **{
                name: getattr(question, name)
                for name in Question.__dataclass_fields__
                if name != "picked"
            },
            picked=picked,
        )
        found = tried(tx, question, city_code=None, today=TODAY)

        for taken in found.taken:
            activity = records.find_record(tx, taken, sight=EVERYTHING)
            assert activity is not None
            ledger.withdraw(
                tx,
                activity_id=taken,
                revision=activity.activity.revision,
                reason="改给别的县",
                person_id=person,
                now=make.NOW,
            )
        for entry in what_if.entries(found.stops, day=TODAY, title="活动", place="校", lead="馆"):
            record(tx, entry, person)

        assert found.stops
        assert len(found.taken) == (question.move and min(question.move, len(found.taken)))
        assert reach.board(tx, days=TWELVE, today=TODAY) == found.after
        assert found.before != found.after


def test_nothing_changed_is_nothing_different(database: Database) -> None:
    with database.writing() as tx:
        populate(tx, seed=3)
        found = tried(tx, Question(), city_code=None, today=TODAY)

    assert found.before == found.after
    assert not Question().asks_anything


schools = st.builds(
    lambda number, sizes: SchoolFacts(
        number, XUNWU, sum(sizes) or None, dict(enumerate(sizes, start=1))
    ),
    st.integers(1, 9),
    st.lists(st.integers(0, 120), max_size=6),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(school=schools, pupils=st.integers(0, 900))
def test_expected_pupils_are_divided_without_losing_one_and_no_grade_overflows(
    school: SchoolFacts, pupils: int
) -> None:
    cells = what_if.cells(school, pupils)

    assert sum(cell.pupils for cell in cells) == pupils
    assert all(
        cell.grade is None or 0 < cell.pupils <= school.by_grade[cell.grade] for cell in cells
    )


def test_a_day_goes_where_most_pupils_wait_and_takes_neighbours_along() -> None:
    waiting = [
        candidate(1, pupils=500),
        candidate(2, pupils=300),
        candidate(3, pupils=290),
        candidate(4, pupils=2000, county_code=DONGHU, reached=1700),
    ]
    where = {
        1: Point(25.0, 115.0),
        2: Point(26.0, 115.0),
        3: Point(26.01, 115.0),
        4: Point(28, 115),
    }
    facts = {
        one.school_id: SchoolFacts(one.school_id, one.county_code, one.pupils, {})
        for one in waiting
    }

    def days(count: int, a_day: int) -> list[tuple[int, int, int]]:
        found = what_if.van_days(
            waiting, facts, where, days=count, places=550, schools_a_day=a_day, within_km=5
        )
        return [(stop.day_number, stop.school.id, stop.pupils) for stop in found]

    assert days(1, 1) == [(1, 1, 500)]
    assert days(1, 2) == [(1, 2, 300), (1, 3, 250)]
    assert days(9, 1) == [(1, 1, 500), (2, 2, 300), (3, 4, 550), (4, 3, 290)]


def test_each_day_adds_no_more_than_the_one_before() -> None:
    rng = Random(5)  # noqa: S311 - a test's dice
    waiting = [
        candidate(n, pupils=rng.randint(1, 900), reached=rng.randint(0, 300)) for n in range(1, 30)
    ]
    facts = {one.school_id: SchoolFacts(one.school_id, XUNWU, one.pupils, {}) for one in waiting}
    unreached = {one.school_id: one.unreached for one in waiting}

    found = what_if.van_days(waiting, facts, {}, days=12, places=400, schools_a_day=1, within_km=5)

    gains = [min(400, unreached[stop.school.id]) for stop in found]
    assert gains == sorted(gains, reverse=True)


def test_a_scenario_is_kept_compared_and_dropped_by_its_maker(
    browse: Browse, database: Database
) -> None:
    with database.writing() as tx:
        populate(tx, seed=1)
    province, city = browse.as_(Role.PROVINCE), browse.as_(Role.CITY, scope="360700")

    page = province.get("/outlook/what-if?days=2")
    kept = province.post("/outlook/what-if/keep?days=2", {"name": "多出两天"})
    nameless = province.post("/outlook/what-if/keep?days=2", {"name": ""})
    nothing = province.post("/outlook/what-if/keep", {"name": "空"})

    assert page.status_code == 200
    assert "基尼系数" in page.text
    assert (kept.status_code, nameless.status_code, nothing.status_code) == (303, 422, 422)
    assert "多出两天" in province.get("/outlook/what-if/compare?scenario=1&scenario=77").text
    assert "多出两天" not in city.get("/outlook/what-if").text
    assert city.post("/outlook/what-if/1/drop").status_code == 404
    assert [province.post("/outlook/what-if/1/drop").status_code for _ in range(2)] == [303, 303]
    assert "多出两天" not in province.get("/outlook/what-if").text


@pytest.mark.parametrize(
    "asked",
    [
        "days=abc",
        "days=-1",
        "days=99999999999999999999",
        "places=0",
        "move=2&from=360734&to=360734",
        "area=999999&days=1",
    ],
)
def test_what_cannot_be_meant_is_complained_of_and_nothing_breaks(
    browse: Browse, database: Database, asked: str
) -> None:
    with database.writing() as tx:
        load_province(tx)

    assert browse.as_(Role.PROVINCE).get(f"/outlook/what-if?{asked}").status_code == 422


def test_a_school_of_nobody_and_a_city_elsewhere_are_left_out(
    browse: Browse, database: Database
) -> None:
    with database.writing() as tx:
        found, _ = populate(tx, seed=1)
        far = queries.Part(city_code="360700")
        assert far.as_keywords() == {"city_code": "360700", "county_code": None}
    city = browse.as_(Role.CITY, scope="360700")

    page = city.get(f"/outlook/what-if?pick=99999&pick={found[5].id}&pick=x&days=1")

    assert page.status_code == 200
    assert f"/outlook/schools/{found[5].id}" not in page.text

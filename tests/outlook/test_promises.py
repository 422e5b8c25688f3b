"""Promises: who is due when, how it stands, and what it asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.outlook import promises
from outreach.outlook.promises import Due, Promise, Standing, Whom
from outreach.province.loading import load_province
from outreach.province.model import Stage
from tests import make
from tests.browse import Browse
from tests.outlook.making import DONGHU, XUNWU
from tests.outlook.test_what_if import record
from tests.reach.conftest import van

TODAY = date(2026, 11, 23)
SCHOOLS = Promise(1, Whom.SCHOOL, 36, date(2025, 1, 1))

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.integers(0, 5000).map(lambda n: date(2016, 1, 1) + timedelta(days=n))
contracts = st.builds(Promise, st.just(1), st.just(Whom.SCHOOL), st.integers(1, 120), days)
ORDER = [Standing.BROKEN, Standing.AT_RISK, Standing.OPEN, Standing.KEPT]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 23), 36, date(2029, 11, 23)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_months_are_counted_as_people_do(day: date, months: int, then: date) -> None:
    assert promises.months_after(day, months) == then


@pytest.mark.parametrize(
    ("last", "due", "standing"),
    [
        (None, date(2028, 1, 1), Standing.OPEN),
        (date(2020, 5, 1), date(2028, 1, 1), Standing.OPEN),
        (date(2026, 5, 1), date(2029, 5, 1), Standing.KEPT),
    ],
)
def test_whoever_was_never_met_is_due_from_the_day_the_promise_began(
    last: date | None, due: date, standing: Standing
) -> None:
    assert promises.due_on(SCHOOLS, last) == due
    assert promises.standing(SCHOOLS, last, today=TODAY) is standing


def test_it_is_at_risk_in_its_last_quarter_and_broken_the_day_after() -> None:
    due = promises.due_on(SCHOOLS, None)

    def on(day: date) -> Standing:
        return promises.standing(SCHOOLS, None, today=day)

    assert on(date(2027, 3, 31)) is Standing.OPEN
    assert on(date(2027, 4, 1)) is Standing.AT_RISK
    assert on(due) is Standing.AT_RISK
    assert on(due + timedelta(days=1)) is Standing.BROKEN


@unhurried
@given(promise=contracts, last=st.none() | days, more=days, today=days)
def test_a_visit_never_makes_anybody_due_earlier_nor_its_standing_worse(
    promise: Promise, last: date | None, more: date, today: date
) -> None:
    after = more if last is None else max(last, more)

    assert promises.due_on(promise, after) >= promises.due_on(promise, last)
    before, then = (promises.standing(promise, day, today=today) for day in (last, after))
    assert ORDER.index(then) >= ORDER.index(before)


@unhurried
@given(
    promise=contracts,
    lasts=st.lists(st.none() | days, max_size=12),
    today=days,
    a_day=st.integers(0, 6),
)
def test_the_parts_add_up_and_a_shorter_promise_asks_for_no_less(
    promise: Promise, lasts: list[date | None], today: date, a_day: int
) -> None:
    last = dict(enumerate(lasts))
    home = {key: ("a", "b")[key % 2] for key in last}

    def needed(asked: Promise) -> list[int]:
        dues = promises.countdown(asked, last, home, today=today)
        assert sum(promises.counted(dues).values()) == len(last)
        assert [one.due for one in dues] == sorted(one.due for one in dues)
        efforts = promises.effort(["a", "b"], dues, [], {}, schools_a_day=a_day, today=today)
        return [one.needed for one in efforts]

    shorter = Promise(1, Whom.SCHOOL, max(1, promise.months // 2), promise.since)
    assert all(less >= more for less, more in zip(needed(shorter), needed(promise), strict=True))


def test_a_county_that_is_due_needs_a_day_and_a_day_to_a_school_is_one() -> None:
    def due(key: int, county: str, on: date) -> Due[int]:
        return Due(key, county, None, on, Standing.OPEN)

    soon, late = date(2027, 3, 1), date(2029, 1, 1)
    schools = [due(1, "a", soon), due(2, "a", soon), due(3, "a", soon), due(4, "b", late)]
    counties = [Due(code, code, None, soon, Standing.OPEN) for code in ("a", "b")]

    found = promises.effort(
        ["a", "b", "c"], schools, counties, {"a": 1}, schools_a_day=2, today=TODAY
    )

    assert [(one.needed, one.had, one.short) for one in found] == [(2, 1, 1), (1, 0, 1), (0, 0, 0)]


def test_the_page_says_plainly_when_it_cannot_be_kept(browse: Browse, database: Database) -> None:
    today = local_day(make.NOW)
    with database.writing() as tx:
        load_province(tx)
        grades = tuple((grade, 60) for grade in range(1, 7))
        school = make.school(tx, county_code=XUNWU, stages=(Stage.PRIMARY,), enrolment=grades)
        make.school(tx, name="东湖丙小学", county_code=DONGHU, enrolment=grades)
        person = make.person(tx, role=None).id
        record(tx, van(school.id, XUNWU, day=today - timedelta(days=40), pupils=50), person)
    province, county = browse.as_(Role.PROVINCE), browse.as_(Role.COUNTY, scope=XUNWU)

    before = province.get("/outlook/promises").text
    made = [
        province.post("/outlook/promises/make", {"whom": whom, "months": months, "since": since})
        for whom, months, since in (
            ("county", "12", "2026-01-01"),
            ("school", "36", "2022-01-01"),
            ("school", "0", "2022-01-01"),
            ("moon", "x", "1066-10-14"),
        )
    ]
    page = province.get("/outlook/promises").text

    assert "还没有承诺" in before
    assert [answer.status_code for answer in made] == [303, 303, 422, 422]
    assert "照现在的车做不到" in page
    assert "要 100 个出车日，最近十二个月出过 1 个" in page
    assert "东湖丙小学" in page
    own = county.get("/outlook/promises").text
    assert "东湖丙小学" not in own
    assert county.post("/outlook/promises/1/end").status_code == 403
    assert province.post("/outlook/promises/1/end").status_code == 303
    assert "每个县 12 个月到一次" not in province.get("/outlook/promises").text

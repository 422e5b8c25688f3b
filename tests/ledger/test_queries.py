"""What lists and reach read: totals that agree with each other, and online apart."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from outreach.kernel.db import Database, Tx
from outreach.kernel.span import Days
from outreach.ledger import actions, entries, entry_queries, queries, reach_queries
from outreach.ledger.model import (
    EVERYTHING,
    Activity,
    Audience,
    Cell,
    Entry,
    Filter,
    Kind,
    OnlineMeasure,
    Sight,
    State,
    Totals,
)
from tests import make
from tests.ledger import making
from tests.ledger.making import (
    DAY,
    DONGHU,
    GANXIAN,
    GANZHOU,
    NANCHANG,
    XUNWU,
    Place,
    entry,
    school_entry,
)

NOVEMBER = Days.through(date(2026, 11, 1), date(2026, 11, 30))


def load(database: Database, *told: Entry) -> None:
    with database.writing() as tx:
        entries.load(tx, told, person_id=None, sample=False, now=make.NOW)


def withdraw(tx: Tx, activity: Activity, *, by: int) -> None:
    actions.withdraw(
        tx,
        activity_id=activity.id,
        revision=activity.revision,
        reason="重复",
        person_id=by,
        now=make.NOW,
    )


def titles(database: Database, wanted: Filter, sight: Sight = EVERYTHING) -> list[str]:
    with database.reading() as tx:
        page = queries.listed(tx, wanted, sight=sight)
    return sorted(activity.title for activity in page.activities)


@pytest.fixture
def full(database: Database, place: Place) -> Place:
    """Five activities, each different from the others in what a filter asks for."""
    load(
        database,
        entry(title="讲座"),
        school_entry(place.xunwu, title="校园车", lead="赣州市科协"),
        school_entry(place.ganxian, county_code=GANXIAN, title="赣县车", day=date(2025, 5, 8)),
        entry(county_code=DONGHU, title="开放日", kind=Kind.OPEN_DAY, place="100% 科学馆"),
        entry(
            county_code=DONGHU,
            title="直播",
            kind=Kind.LIVE_LESSON,
            audience=Audience.SCHOOL,
            school_id=place.donghu,
            onsite=None,
            onsite_pupils=None,
            online=400,
            online_measure=OnlineMeasure.ROOMS,
        ),
    )
    return place


def test_a_filter_finds_what_it_asks_for(database: Database, full: Place) -> None:
    expected = [
        (Filter(), ["开放日", "校园车", "直播", "讲座", "赣县车"]),
        (Filter(period=NOVEMBER), ["开放日", "校园车", "直播", "讲座"]),
        (Filter(county_code=XUNWU), ["校园车", "讲座"]),
        (Filter(city_code=GANZHOU), ["校园车", "讲座", "赣县车"]),
        (Filter(city_code=NANCHANG), ["开放日", "直播"]),
        (Filter(kind=Kind.VAN), ["校园车", "赣县车"]),
        (Filter(audience=Audience.SCHOOL), ["校园车", "直播", "赣县车"]),
        (Filter(lead="赣州"), ["校园车"]),
        (Filter(text="科学馆"), ["开放日"]),
        (Filter(text="%"), ["开放日"]),
        (Filter(text="_"), []),
        (Filter(text="H25-00001"), ["赣县车"]),
        (Filter(venue_id=1), []),
        (Filter(states=(State.WITHDRAWN,)), []),
    ]

    for wanted, found in expected:
        assert titles(database, wanted) == sorted(found), wanted


def test_a_school_finds_its_own_live_lessons_and_head_counts(
    database: Database, full: Place
) -> None:
    assert titles(database, Filter(school_id=full.donghu)) == ["直播"]
    assert titles(database, Filter(school_id=full.xunwu)) == ["校园车"]


def test_each_sees_its_own_part(database: Database, full: Place) -> None:
    def seen(**of: Any) -> list[str]:
        return titles(database, Filter(), Sight(**of))

    assert seen() == []
    assert seen(county_codes=frozenset({XUNWU})) == ["校园车", "讲座"]
    assert seen(city_codes=frozenset({NANCHANG})) == sorted(["开放日", "直播"])
    assert seen(school_ids=frozenset({full.ganxian})) == ["赣县车"]
    assert seen(county_codes=frozenset({XUNWU}), school_ids=frozenset({full.ganxian})) == sorted(
        ["校园车", "讲座", "赣县车"]
    )


def test_a_record_of_another_county_is_not_found(database: Database, full: Place) -> None:
    with database.reading() as tx:
        page = queries.listed(tx, Filter(county_code=DONGHU), sight=EVERYTHING)
        sight = Sight(county_codes=frozenset({XUNWU}))
        found = [queries.find_record(tx, a.id, sight=sight) for a in page.activities]

    assert found == [None, None]


def test_pages_follow_each_other_and_totals_are_of_all(database: Database, place: Place) -> None:
    load(database, *(entry(title=f"{n}", day=DAY - timedelta(days=n)) for n in range(5)))

    with database.reading() as tx:
        first, last, beyond = (
            queries.listed(tx, Filter(), sight=EVERYTHING, page=page, size=2) for page in (1, 3, 9)
        )

    assert [a.title for a in first.activities] == ["0", "1"]
    assert [a.title for a in last.activities] == ["4"]
    assert beyond == last
    assert first.totals == last.totals == Totals(5, 5 * 130, 5 * 80, 0)
    assert (first.pages, first.total) == (3, 5)


def test_what_was_withdrawn_counts_nowhere(database: Database, place: Place) -> None:
    with database.writing() as tx:
        gone = making.record(tx, school_entry(place.xunwu), person_id=place.officer)
        making.record(tx, entry(), person_id=place.officer)
        withdraw(tx, gone, by=place.officer)

    with database.reading() as tx:
        everything = queries.listed(tx, making.ALL, sight=EVERYTHING)
        by_county = reach_queries.contacts_by_county(tx, period=None)
        by_month = reach_queries.contacts_by_month(tx, period=NOVEMBER)
        cells = reach_queries.heads(tx, period=None)
        reached = reach_queries.schools_reached(tx, period=None)

    assert everything.total == 2
    assert everything.totals == Totals(1, 130, 80, 0)
    assert by_county == {XUNWU: Totals(1, 130, 80, 0)}
    assert by_month == {(2026, 11): Totals(1, 130, 80, 0)}
    assert (cells, reached) == ([], {})


def test_head_counts_come_cell_by_cell(database: Database, place: Place) -> None:
    later = DAY + timedelta(days=2)
    load(
        database,
        school_entry(place.xunwu, pupils=40),
        school_entry(
            place.xunwu,
            day=later,
            pupils=30,
            cells=(
                Cell(place.xunwu, 20, grade=5, first_timers=8, whole_class="3班"),
                Cell(place.xunwu, 10, grade=6),
            ),
        ),
        school_entry(place.xunwu, pupils=200, grade=None, day=DAY - timedelta(days=40)),
    )

    with database.reading() as tx:
        november = reach_queries.heads(tx, period=NOVEMBER)
        october = reach_queries.heads(tx, period=Days(date(2026, 10, 1), date(2026, 11, 1)))
        elsewhere = reach_queries.heads(tx, period=None, county_code=DONGHU)
        in_city = reach_queries.heads(tx, period=NOVEMBER, city_code=GANZHOU)

    assert [(c.county_code, c.school_id, c.cohort) for c in november] == [
        (XUNWU, place.xunwu, 2021),
        (XUNWU, place.xunwu, 2022),
    ]
    assert [c.counts for c in november] == [
        ((10, None, None, later),),
        ((40, None, None, DAY), (20, 8, "3班", later)),
    ]
    assert [(c.cohort, [count.pupils for count in c.counts]) for c in october] == [(None, [200])]
    assert elsewhere == []
    assert in_city == november


def test_a_school_is_reached_by_a_head_count_or_by_a_lesson_for_it(
    database: Database, full: Place
) -> None:
    both = (Cell(full.xunwu, 10, grade=3), Cell(full.ganxian, 12, grade=3), Cell(full.xunwu, 9, 4))
    load(database, entry(day=date(2026, 11, 20), cells=both))

    with database.reading() as tx:
        reached = reach_queries.schools_reached(tx, period=NOVEMBER)
        ever = reach_queries.schools_reached(tx, period=None)
        in_nanchang = reach_queries.schools_reached(tx, period=None, city_code=NANCHANG)

    assert {s: (r.last_day, r.activities) for s, r in reached.items()} == {
        full.xunwu: (date(2026, 11, 20), 2),
        full.ganxian: (date(2026, 11, 20), 1),
        full.donghu: (DAY, 1),
    }
    assert ever[full.ganxian].activities == 2
    assert set(in_nanchang) == {full.donghu}


def test_the_last_day_of_a_county_can_be_asked_as_of_a_day(database: Database, full: Place) -> None:
    with database.reading() as tx:
        ever = reach_queries.last_days_by_county(tx)
        before = reach_queries.last_days_by_county(tx, until=DAY)

    assert ever == {XUNWU: DAY, GANXIAN: date(2025, 5, 8), DONGHU: DAY}
    assert before == {GANXIAN: date(2025, 5, 8)}


def test_twins_are_of_the_same_school_or_place_day_and_kind(
    database: Database, full: Place
) -> None:
    with database.reading() as tx:
        found = [
            entry_queries.twins(tx, told)
            for told in (
                entry(),
                entry(kind=Kind.LAB),
                entry(place="别处"),
                entry(day=DAY - timedelta(days=1)),
                school_entry(full.xunwu, place="别处"),
                school_entry(full.donghu),
            )
        ]

    assert [len(numbers) for numbers in found] == [1, 0, 0, 0, 1, 0]


counts = st.none() | st.integers(0, 5000)
tellings = st.lists(
    st.builds(
        entry,
        county_code=st.sampled_from([XUNWU, GANXIAN, DONGHU]),
        day=st.dates(date(2025, 9, 1), date(2026, 11, 22)),
        kind=st.sampled_from(Kind),
        onsite=counts,
        onsite_pupils=st.none(),
        online=counts,
    ),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings)
def test_counties_months_and_cities_add_up_to_the_province(
    sqlite_database: Database, told: list[Entry]
) -> None:
    with sqlite_database.writing() as tx:
        making.start_over(tx)
        entries.load(tx, told, person_id=None, sample=False, now=make.NOW)

    with sqlite_database.reading() as tx:
        counties = reach_queries.contacts_by_county(tx, period=None)
        months = reach_queries.contacts_by_month(
            tx, period=Days(date(2025, 1, 1), date(2027, 1, 1))
        )
        whole = queries.listed(tx, Filter(), sight=EVERYTHING).totals
        cities = [
            queries.listed(tx, Filter(city_code=code), sight=EVERYTHING).totals
            for code in (GANZHOU, NANCHANG)
        ]

    assert whole.onsite == sum(one.onsite or 0 for one in told)
    assert whole.online == sum(one.online or 0 for one in told)
    for parts in (list(counties.values()), list(months.values()), cities):
        assert sum(part.activities for part in parts) == whole.activities
        assert sum(part.onsite for part in parts) == whole.onsite
        assert sum(part.online for part in parts) == whole.online


@given(first=st.integers(0, 10**6), second=st.integers(0, 10**6))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_online_never_moves_the_on_site_figure(
    sqlite_database: Database, first: int, second: int
) -> None:
    onsite = []
    for online in (first, second):
        with sqlite_database.writing() as tx:
            making.start_over(tx)
            told = entry(online=online, online_measure=OnlineMeasure.PLAYS)
            entries.load(tx, [told], person_id=None, sample=False, now=make.NOW)
        with sqlite_database.reading() as tx:
            totals = queries.listed(tx, Filter(), sight=EVERYTHING).totals
            assert reach_queries.contacts_by_county(tx, period=None) == {XUNWU: totals}
            onsite.append((totals.onsite, totals.onsite_pupils))

    assert onsite == [(130, 80)] * 2


def statements(database: Database, read: Any) -> int:
    """How many statements reading takes."""
    said: list[str] = []

    def hear(*heard: Any) -> None:
        said.append(str(heard[2]))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        with database.reading() as tx:
            read(tx)
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
    return len(said)


def test_three_activities_are_read_in_as_many_statements_as_one(sqlite_database: Database) -> None:
    with sqlite_database.writing() as tx:
        place = making.place(tx)

    def reads(tx: Tx) -> None:
        queries.listed(tx, Filter(), sight=EVERYTHING)
        reach_queries.contacts_by_county(tx, period=None)
        reach_queries.heads(tx, period=None)
        reach_queries.schools_reached(tx, period=None)
        reach_queries.last_days_by_county(tx)

    load(sqlite_database, school_entry(place.xunwu))
    one = statements(sqlite_database, reads)
    load(
        sqlite_database,
        school_entry(place.ganxian, county_code=GANXIAN),
        school_entry(place.donghu, county_code=DONGHU),
    )

    assert statements(sqlite_database, reads) == one

"""Facts become figures: denominators, order, sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.kernel.span import Days
from outreach.ledger.model import Totals
from outreach.reach.board import Facts, build
from outreach.reach.measures import Rule
from outreach.reach.model import Board, Denominator, Measure
from tests.reach import making
from tests.reach.making import DONGHU, GANXIAN, TODAY, XUNWU, YEAR


def board(facts_: Facts, *, days: Days = YEAR) -> Board:
    return build(facts_, days=days, today=TODAY)


def test_enrolment_is_the_denominator_where_schools_have_told_it() -> None:
    schools = [making.school(n) for n in range(1, 10)] + [making.school(10, grade=None)]

    found = board(making.facts([making.county()], schools=schools)).counties[0].reach

    assert (found.children, found.denominator) == (9 * 360, Denominator.REGISTER)


def test_census_cohorts_are_the_denominator_where_too_few_schools_have_told() -> None:
    schools = [making.school(1), making.school(2, grade=None)]

    found = board(making.facts([making.county()], schools=schools)).counties[0].reach

    assert (found.children, found.denominator) == (10_000, Denominator.COHORTS)


def test_province_figures_say_when_their_denominators_differ() -> None:
    counties = [making.county(), making.county(DONGHU)]

    found = board(making.facts(counties, schools=[making.school(1)])).whole

    assert (found.children, found.denominator) == (10_360, Denominator.MIXED)


def test_online_is_never_added_to_on_site() -> None:
    totals = {XUNWU: Totals(activities=2, onsite=50, onsite_pupils=40, online=9_000)}

    found = board(making.facts([making.county()], totals=totals))

    assert found.whole.totals == totals[XUNWU]
    assert found.whole.per_thousand == 5.0
    assert found.whole.people.high == 0


def test_a_county_with_online_alone_has_nothing() -> None:
    totals = {XUNWU: Totals(activities=1, online=9_000), DONGHU: Totals(activities=1, onsite=10)}

    found = board(making.facts([making.county(), making.county(DONGHU)], totals=totals))

    assert found.equity.zero == (XUNWU,)
    assert [one.county.code for one in found.nothing(Measure.CONTACTS)] == [XUNWU]


def test_counties_with_nothing_come_first_and_larger_ones_before_smaller() -> None:
    counties = [
        making.county(DONGHU, age5_9=100),
        making.county(GANXIAN),
        making.county(XUNWU, age5_9=9_000),
    ]
    totals = {DONGHU: Totals(activities=1, onsite=10)}

    found = board(making.facts(counties, totals=totals))

    codes = [one.county.code for one in found.ordered(Measure.CONTACTS)]
    assert codes == [XUNWU, GANXIAN, DONGHU]


def test_by_waiting_never_comes_before_long_ago_and_long_ago_before_lately() -> None:
    last_days = {DONGHU: date(2026, 11, 1), GANXIAN: date(2025, 1, 1)}
    counties = [making.county(code) for code in (DONGHU, GANXIAN, XUNWU)]

    found = board(making.facts(counties, last_days=last_days))

    waits = [(one.county.code, one.reach.months) for one in found.ordered(Measure.WAIT)]
    assert waits == [(XUNWU, None), (GANXIAN, 22), (DONGHU, 0)]


def test_waiting_is_counted_to_the_end_of_a_period_that_is_over() -> None:
    over = Days(date(2024, 9, 1), date(2025, 9, 1))

    found = board(making.facts([making.county()], last_days={XUNWU: date(2025, 5, 31)}), days=over)

    assert (found.until, found.counties[0].reach.months) == (date(2025, 8, 31), 3)


def test_schools_reached_are_counted_in_their_county() -> None:
    schools = [making.school(1), making.school(2), making.school(3, DONGHU)]
    counties = [making.county(), making.county(DONGHU)]

    found = board(making.facts(counties, schools=schools, contacts=making.reached(1, 3, 99)))

    shares = {one.county.code: one.reach.school_share for one in found.counties}
    assert shares == {XUNWU: 0.5, DONGHU: 1.0}
    assert found.whole.schools_reached == 2


def test_people_of_a_cell_that_came_twice_are_a_range() -> None:
    found = board(
        making.facts([making.county()], schools=[making.school(1)], at=[making.heads(1, 20, 30)])
    ).whole.people

    assert (found.low, found.estimate, found.high) == (30, 40.0, 50)


def test_first_timers_count_only_where_their_school_year_begins_in_the_period() -> None:
    at = [making.heads(1, 20, 30, firsts=15)]
    facts_ = making.facts([making.county()], schools=[making.school(1)], at=at)

    this_year = board(facts_).whole.people.by_rule
    since_october = board(facts_, days=Days(date(2026, 10, 1), YEAR.until)).whole.people.by_rule
    two_years = board(facts_, days=Days(date(2025, 9, 1), YEAR.until)).whole.people.by_rule

    assert (this_year, since_october, two_years) == (
        {Rule.FIRST_TIMERS: 1},
        {Rule.MIXING: 1},
        {Rule.FIRST_TIMERS: 1},
    )


def test_newcomers_of_two_school_years_are_joined_by_chance() -> None:
    at = [making.heads(1, 30, firsts=30, day=date(2025, 10, 8))]
    at += [making.heads(1, 30, firsts=30)]
    facts_ = making.facts([making.county()], schools=[making.school(1)], at=at)

    found = board(facts_, days=Days(date(2025, 9, 1), YEAR.until)).whole.people

    assert (found.estimate, found.by_rule) == (45.0, {Rule.ACROSS_YEARS: 1})


def test_a_cohort_that_has_left_is_as_large_as_the_oldest_grade() -> None:
    at = [making.heads(1, 55, 55, cohort=2019)]  # grade 8 now; the school ends with grade 6

    found = board(making.facts([making.county()], schools=[making.school(1)], at=at))

    assert (found.whole.people.low, found.whole.people.high) == (55, 60)


def test_a_school_has_more_different_pupils_in_two_school_years_than_in_one() -> None:
    at = [making.heads(1, 360, 360, cohort=None)]
    facts_ = making.facts([making.county()], schools=[making.school(1)], at=at)

    two_years = Days(date(2025, 9, 1), YEAR.until)

    assert board(facts_).whole.people.high == 360
    assert board(facts_, days=two_years).whole.people.high == 420


def test_the_median_wait_counts_a_school_that_did_not_tell_as_one_of_usual_size() -> None:
    schools = [making.school(1), making.school(2, grade=None), making.school(3, grade=None)]

    found = board(making.facts([making.county()], schools=schools, contacts=making.reached(2, 3)))

    assert found.whole.median_wait == 1


@given(
    heads=st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from([None, 2021, 2022]), st.lists(st.integers(1, 90))
        ),
        max_size=12,
    ),
    onsite=st.lists(st.integers(0, 900), min_size=3, max_size=3),
)
def test_counties_add_up_to_cities_and_cities_to_the_province(
    heads: list[tuple[int, int | None, list[int]]], onsite: list[int]
) -> None:
    codes = [DONGHU, GANXIAN, XUNWU]
    of_school = {n: codes[n % 3] for n in range(1, 10)}
    cells = {
        (n, cohort): making.heads(n, *pupils, county_code=of_school[n], cohort=cohort)
        for n, cohort, pupils in heads
    }
    found = board(
        making.facts(
            [making.county(code) for code in codes],
            schools=[making.school(n, code) for n, code in of_school.items()],
            totals={c: Totals(1, n, n // 2, 7) for c, n in zip(codes, onsite, strict=True)},
            at=list(cells.values()),
            contacts=making.reached(*(n for n, _, _ in heads)),
        )
    )

    for parts in ([one.reach for one in found.counties], [one.reach for one in found.cities]):
        assert sum(part.children for part in parts) == found.whole.children
        assert sum(part.people.low for part in parts) == found.whole.people.low
        assert sum(part.people.high for part in parts) == found.whole.people.high
        assert sum(part.people.estimate for part in parts) == pytest.approx(
            found.whole.people.estimate
        )
        assert sum(part.totals.onsite for part in parts) == sum(onsite)
        assert sum(part.schools_reached for part in parts) == found.whole.schools_reached

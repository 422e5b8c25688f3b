"""Cohorts: how many by the census, and how many were reached before leaving primary school."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger.model import SchoolHeads
from outreach.province.loading import shipped_counties
from outreach.reach import cohorts
from outreach.reach.measures import Rule
from tests.reach import making
from tests.reach.making import TODAY

COUNTY = making.county(age0=600, age1_4=2_000, age5_9=5_000, age10_14=4_000, age15_19=3_000)


def reached(
    *heads: SchoolHeads, grade: int = 60, entered: int, from_register: bool = True
) -> cohorts.CohortReach:
    found = cohorts.before_leaving(
        COUNTY,
        [making.school(1, grade=grade)],
        heads,
        from_register=from_register,
        today=TODAY,
    )
    return next(one for one in found if one.entered == entered)


def test_a_cohort_is_made_of_the_years_of_age_it_had_at_the_census() -> None:
    """Who entered in 2022 was 4 and two months to 5 and two months old in November 2020."""
    assert cohorts.census_cohort(COUNTY, 2022) == pytest.approx(500 * 5 / 6 + 1_000 / 6)
    assert cohorts.census_cohort(COUNTY, 2020) == pytest.approx(1_000)
    assert cohorts.census_cohort(COUNTY, 2026) == pytest.approx(600 * 5 / 6 + 500 / 6)


def test_who_was_born_later_counts_as_the_youngest_and_who_is_older_as_the_oldest() -> None:
    assert cohorts.census_cohort(COUNTY, 2031) == 600
    assert cohorts.census_cohort(COUNTY, 1999) == pytest.approx(600)  # a fifth of 15 to 19


def test_pupils_of_grades_one_to_nine_in_jiangxi_are_some_five_and_a_half_million() -> None:
    """9,922,364 children up to 14 in 2020, of whom 6,157,238 were at most 9."""
    counties = shipped_counties()

    now = sum(cohorts.school_age(county, date(2026, 11, 1)) for county in counties)

    assert sum(c.age0 + c.age1_4 + c.age5_9 for c in counties) == 6_157_238
    assert now == 5_510_940


@given(ages=st.lists(st.integers(0, 9_000), min_size=5, max_size=5), day=st.dates(date(2010, 1, 1)))
def test_cohorts_of_all_ages_are_the_whole_census(ages: list[int], day: date) -> None:
    names = ("age0", "age1_4", "age5_9", "age10_14", "age15_19")
    changes: dict[str, Any] = dict(zip(names, ages, strict=True))
    county = making.county(**changes)

    whole = sum(cohorts.census_cohort(county, entered) for entered in range(2007, 2027))

    # From two months to twenty years and two months: the first and the last sixth are one age's.
    assert whole == pytest.approx(sum(ages) - ages[0] / 6 + ages[4] / 5 / 6)
    assert cohorts.school_age(county, day) >= 0


def test_the_last_cohort_that_left_and_the_six_in_school_are_asked_about() -> None:
    assert cohorts.asked_about(date(2026, 11, 23)) == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert cohorts.asked_about(date(2026, 8, 31))[0] == 2019
    assert cohorts.primary_days(2020).first == date(2020, 9, 1)
    assert cohorts.primary_days(2020).last == date(2026, 8, 31)


def test_a_cohort_collects_its_school_years() -> None:
    found = reached(
        making.heads(1, 30, cohort=2020, day=date(2021, 10, 8)),
        making.heads(1, 40, cohort=2020, day=date(2026, 5, 8)),
        entered=2020,
    )

    assert (found.grade, found.has_left, found.children) == (7, True, 60)
    assert (found.people.low, found.people.estimate, found.people.high) == (40, 50.0, 60)
    assert found.people.by_rule == {Rule.MIXING: 1}
    assert (found.share_low, found.share, found.share_high) == (40 / 60, 50 / 60, 1.0)


def test_what_came_after_primary_school_or_to_another_cohort_does_not_count() -> None:
    found = reached(
        making.heads(1, 30, cohort=2020, day=date(2026, 9, 1)),
        making.heads(1, 30, cohort=2021, day=date(2025, 9, 8)),
        entered=2020,
    )

    assert found.people.high == 0


def test_a_crowd_of_the_whole_school_has_its_share_of_each_cohort_in_school_then() -> None:
    crowd = making.heads(1, 180, cohort=None, day=date(2024, 10, 8))

    of_the_time = reached(crowd, entered=2022)
    too_young = reached(crowd, entered=2025)

    assert (of_the_time.people.low, of_the_time.people.high) == (0, 60)
    assert of_the_time.people.estimate == pytest.approx(30)
    assert too_young.people.high == 0


def test_where_the_register_is_thin_the_census_tells_how_many_there_are() -> None:
    found = reached(making.heads(1, 30, cohort=2022), entered=2022, from_register=False)

    assert (found.children, found.from_register) == (583, False)
    assert found.people.low == 30


def test_counties_add_up_cohort_by_cohort() -> None:
    one = reached(making.heads(1, 30, cohort=2022), entered=2022)
    other = reached(making.heads(1, 20, cohort=2022), entered=2022, from_register=False)

    (both,) = cohorts.together([one, other])

    assert both.children == one.children + other.children
    assert both.people.estimate == one.people.estimate + other.people.estimate
    assert both.from_register is False

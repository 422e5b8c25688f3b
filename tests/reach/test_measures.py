"""The plain measures: shares, waits, floors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import measures

TODAY = date(2026, 11, 23)


def test_coverage_is_a_share_and_undefined_where_nobody_lives() -> None:
    assert measures.coverage(31, 64) == 0.484375
    assert measures.coverage(70, 64) == 1.0
    assert measures.coverage(0, 0) is None


def test_contacts_per_thousand_may_exceed_a_thousand() -> None:
    assert measures.contacts_per_thousand(300, 200) == 1500.0
    assert measures.contacts_per_thousand(300, 0) is None


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 11, 23), 0),
        (date(2026, 10, 24), 0),
        (date(2026, 10, 23), 1),
        (date(2025, 11, 24), 11),
        (date(2025, 11, 23), 12),
        (date(2027, 1, 1), 0),
    ],
)
def test_months_are_counted_when_they_are_full(day: date, months: int) -> None:
    assert measures.months_since(day, today=TODAY) == months


def test_the_median_wait_counts_children_not_schools() -> None:
    last = [(date(2026, 11, 1), 900), (date(2025, 11, 1), 100), (None, 100)]

    assert measures.median_wait(last, today=TODAY) == 0


def test_where_half_the_children_were_never_reached_there_is_no_median_wait() -> None:
    last = [(date(2026, 11, 1), 100), (None, 101)]

    assert measures.median_wait(last, today=TODAY) is None
    assert measures.median_wait([], today=TODAY) is None
    assert measures.median_wait([(TODAY, 0)], today=TODAY) is None


@given(days=st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 500)), min_size=1, max_size=8))
def test_half_the_children_waited_no_longer_than_the_median(days: list[tuple[int, int]]) -> None:
    last = [(TODAY - timedelta(days=ago), pupils) for ago, pupils in days]
    median = measures.median_wait(last, today=TODAY)

    assert median is not None
    within = sum(n for day, n in last if measures.months_since(day, today=TODAY) <= median)
    sooner = sum(n for day, n in last if measures.months_since(day, today=TODAY) < median)
    everybody = sum(pupils for _, pupils in last)
    assert 2 * within >= everybody > 2 * sooner


def test_the_floor_names_the_lowest_county() -> None:
    coverages = {"360102": 0.4, "360730": 0.0, "360731": 0.0, "360999": None}

    assert measures.floor(coverages) == ("360730", 0.0)
    assert measures.floor({"360999": None}) is None


def test_counties_where_nothing_happened_are_named() -> None:
    assert measures.zero_counties({"360731": 0, "360102": 12, "360730": 0}) == ["360730", "360731"]

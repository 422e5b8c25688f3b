"""The plain measures, and unique people from head counts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import measures, mixing
from outreach.reach.measures import People, Rule, Visit, unique_people

TODAY = date(2026, 11, 23)

visits_of_a_school = st.lists(
    st.builds(
        Visit,
        heads=st.integers(0, 60),
        cohort=st.sampled_from([None, 2020, 2021]),
        class_name=st.sampled_from([None, None, "1班", "2班"]),
        first_timers=st.none() | st.integers(0, 60),
    ),
    max_size=6,
)
schools = st.fixed_dictionaries(
    {
        "cohorts": st.dictionaries(st.sampled_from([2020, 2021]), st.integers(0, 90)),
        "pupils": st.none() | st.integers(180, 400),
    }
)


def every_outcome(blocks: Sequence[mixing.Block], whole: Sequence[int]) -> Counter[int]:
    """How often each number of different children comes about, over all ways to draw."""
    ids = iter(range(sum(block.size for block in blocks)))
    members = [[next(ids) for _ in range(block.size)] for block in blocks]
    everybody = [child for block in members for child in block]
    known = {child for b, m in zip(blocks, members, strict=True) for child in m[: b.named]}
    draws = [
        combinations(m, heads) for b, m in zip(blocks, members, strict=True) for heads in b.draws
    ] + [combinations(everybody, heads) for heads in whole]
    return Counter(len(known.union(*crowds)) for crowds in product(*draws))


CELLS: list[tuple[list[mixing.Block], list[int]]] = [
    *[
        ([mixing.Block(size, named=named, draws=draws)], [])
        for size in range(1, 9)
        for draws in [(1,), (1, 1), (2, 3), (1, 2, 2), (4, 4), (3, 1, 1), (7, 2)]
        if max(draws) <= size
        for named in sorted({0, 1, size // 2})
    ],
    *[([mixing.Block(size)], [heads, 2]) for size in range(2, 9) for heads in range(1, size + 1)],
    ([mixing.Block(3, draws=(1, 2)), mixing.Block(4, named=1, draws=(2,))], []),
    ([mixing.Block(3, draws=(2,)), mixing.Block(2, draws=(1,)), mixing.Block(2)], [3]),
    ([mixing.Block(3, named=2), mixing.Block(4, draws=(3,))], [2, 4]),
    ([mixing.Block(1, draws=(1,)), mixing.Block(6, named=3), mixing.Block(0)], [5, 1]),
]


@pytest.mark.parametrize(("blocks", "whole"), CELLS)
def test_mixing_agrees_with_counting_every_possibility(
    blocks: list[mixing.Block], whole: list[int]
) -> None:
    outcomes = every_outcome(blocks, whole)
    total = outcomes.total()
    mean = Fraction(sum(count * ways for count, ways in outcomes.items()), total)
    square = Fraction(sum(count**2 * ways for count, ways in outcomes.items()), total)

    expected, variance = mixing.reached(blocks, whole=whole)

    assert expected == pytest.approx(float(mean))
    assert variance == pytest.approx(float(square - mean**2), abs=1e-9)


def test_two_and_three_of_five_children() -> None:
    """The worked example of the rules page."""
    people = unique_people([Visit(2, 2021), Visit(3, 2021)], cohorts={2021: 5}, pupils=400)

    assert (people.low, people.high) == (3, 5)
    assert people.estimate == pytest.approx(3.8)
    assert people.variance == pytest.approx(0.36)
    assert people.by_rule == {Rule.MIXING: 1}


def test_one_visit_needs_no_guess() -> None:
    people = unique_people([Visit(30, 2021)], cohorts={2021: 45}, pupils=400)

    assert people == People(30, 30, 30.0, 0.0, Counter({Rule.SINGLE: 1}))


def test_a_class_that_comes_twice_counts_once_and_two_classes_add() -> None:
    visits = [
        Visit(38, 2021, class_name="1班"),
        Visit(40, 2021, class_name="1班"),
        Visit(35, 2021, class_name="2班"),
    ]

    people = unique_people(visits, cohorts={2021: 120}, pupils=400)

    assert people == People(75, 75, 75.0, 0.0, Counter({Rule.WHOLE_CLASS: 1}))


def test_asking_who_is_here_for_the_first_time_counts_people() -> None:
    visits = [Visit(40, 2021, first_timers=40), Visit(50, 2021, first_timers=15)]

    people = unique_people(visits, cohorts={2021: 100}, pupils=400)

    assert (people.low, people.estimate, people.high) == (50, 55.0, 90)
    assert people.interval == (55.0, 55.0)
    assert people.by_rule == {Rule.FIRST_TIMERS: 1}


def test_asking_only_sometimes_applies_the_share_and_widens_the_interval() -> None:
    visits = [Visit(40, 2021, first_timers=20), Visit(40, 2021)]

    people = unique_people(visits, cohorts={2021: 200}, pupils=400)

    assert people.estimate == 40.0
    # Wilson's half-width for 20 of 40 is 0.14799…, here carried to the 40 heads not asked.
    assert people.variance**0.5 * mixing.NORMAL_95 == pytest.approx(5.9194, abs=1e-3)
    assert people.interval[0] == 40
    assert people.interval[1] == pytest.approx(45.9194, abs=1e-3)


def test_known_classes_are_certain_and_chance_decides_about_the_rest() -> None:
    people = unique_people(
        [Visit(4, 2021, class_name="1班"), Visit(5, 2021)], cohorts={2021: 10}, pupils=400
    )

    assert (people.low, people.high) == (5, 9)
    assert people.estimate == 4 + 6 * 0.5
    assert people.by_rule == {Rule.MIXING: 1}


def test_without_the_size_of_the_cell_only_the_bounds_hold() -> None:
    people = unique_people([Visit(30, 2021), Visit(50, 2021)], cohorts={}, pupils=None)

    assert (people.low, people.estimate, people.high) == (50, 65.0, 80)
    assert people.variance == pytest.approx(30**2 / 12)
    assert people.by_rule == {Rule.BOUNDS: 1}


def test_more_heads_than_enrolled_are_everybody_enrolled() -> None:
    people = unique_people([Visit(90, 2021)], cohorts={2021: 60}, pupils=400)

    assert (people.low, people.estimate, people.high) == (60, 60, 60)


def test_nobody_present_is_nobody_reached() -> None:
    assert unique_people([Visit(0, 2021)], cohorts={2021: 60}, pupils=400) == People()


def test_cohorts_are_disjoint_and_add_up() -> None:
    visits = [Visit(30, 2020), Visit(20, 2021), Visit(20, 2021)]

    people = unique_people(visits, cohorts={2020: 40, 2021: 40}, pupils=400)

    assert (people.low, people.estimate, people.high) == (50, 60.0, 70)
    assert people.by_rule == {Rule.SINGLE: 1, Rule.MIXING: 1}


def test_a_visit_of_the_whole_school_overlaps_every_cohort() -> None:
    visits = [Visit(200), Visit(30, 2020), Visit(20, 2021)]

    people = unique_people(visits, cohorts={2020: 40, 2021: 40}, pupils=400)

    assert (people.low, people.high) == (200, 250)
    assert people.estimate == 200 + 25  # half of the fifty were there with the school
    assert people.by_rule == {Rule.MIXING: 1}


@given(visits=visits_of_a_school, school=schools)
def test_bounds_estimate_and_interval_stay_in_order(
    visits: list[Visit], school: dict[str, Any]
) -> None:
    people = unique_people(visits, **school)
    bottom, top = people.interval

    assert 0 <= people.low <= bottom <= people.estimate <= top <= people.high
    assert people.variance >= 0
    assert people.high <= sum(visit.heads for visit in visits)
    assert school["pupils"] is None or people.high <= school["pupils"]


@given(
    visits=visits_of_a_school,
    more=st.builds(Visit, st.integers(1, 60), st.sampled_from([None, 2020, 2021])),
    school=schools,
)
def test_another_visit_never_lowers_the_bounds(
    visits: list[Visit], more: Visit, school: dict[str, Any]
) -> None:
    before = unique_people(visits, **school)
    after = unique_people([*visits, more], **school)

    assert after.low >= before.low
    assert after.high >= before.high


@given(
    draws=st.lists(st.integers(1, 40), max_size=5).map(tuple),
    whole=st.lists(st.integers(1, 80), max_size=3),
    more=st.integers(1, 40),
)
def test_by_mixing_another_visit_never_reaches_fewer(
    draws: tuple[int, ...], whole: list[int], more: int
) -> None:
    before = mixing.reached([mixing.Block(40, draws=draws), mixing.Block(50)], whole=whole)
    after = mixing.reached([mixing.Block(40, draws=(*draws, more)), mixing.Block(50)], whole=whole)

    assert after[0] >= before[0] - 1e-9


@given(of_schools=st.lists(st.tuples(visits_of_a_school, schools), max_size=6))
def test_the_parts_of_a_province_add_up_to_the_whole(
    of_schools: list[tuple[list[Visit], dict[str, Any]]],
) -> None:
    parts = [unique_people(visits, **school) for visits, school in of_schools]

    split = len(parts) // 2
    whole = measures.combine([measures.combine(parts[:split]), measures.combine(parts[split:])])

    assert (whole.low, whole.high) == (sum(p.low for p in parts), sum(p.high for p in parts))
    assert whole.estimate == pytest.approx(sum(part.estimate for part in parts))
    assert whole.variance == pytest.approx(sum(part.variance for part in parts))
    assert whole.by_rule.total() == sum(part.by_rule.total() for part in parts)


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

"""Different pupils from head counts: the four rules, their order, and school years."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import measures, mixing
from outreach.reach.measures import People, Rule
from outreach.reach.unique import Visit, cohort_people, unique_people

visits_of_a_school = st.lists(
    st.builds(
        Visit,
        heads=st.integers(0, 60),
        cohort=st.sampled_from([None, 2020, 2021]),
        class_name=st.sampled_from([None, None, "1班", "2班"]),
        first_timers=st.none() | st.integers(0, 60),
        year=st.sampled_from([2024, 2025]),
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
        combinations(m, heads)
        for b, m in zip(blocks, members, strict=True)
        for heads in b.draws
        if isinstance(heads, int)
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


@pytest.mark.parametrize(
    "years", [((2, 3), (1,)), ((1, 1), (2, 2)), ((3,), (2, 1), (1,)), ((6, 1), (4,))]
)
def test_school_years_join_as_if_all_their_visits_were_drawn(
    years: tuple[tuple[int, ...], ...],
) -> None:
    """A year is a draw whose size is uncertain: joined, mean and variance stay exact."""
    size = 6
    joined = mixing.Block(size, draws=tuple(mixing.Block(size, draws=year).met for year in years))
    outcomes = every_outcome([mixing.Block(size, draws=sum(years, ()))], [])
    mean = sum(count * ways for count, ways in outcomes.items()) / outcomes.total()
    square = sum(count**2 * ways for count, ways in outcomes.items()) / outcomes.total()

    assert joined.met.mean == pytest.approx(mean)
    assert joined.met.variance == pytest.approx(square - mean**2, abs=1e-9)


@pytest.mark.parametrize("new", [0, 1, 2])
def test_who_is_new_and_who_is_drawn_agree_with_counting(new: int) -> None:
    """Seven children: two drawn, `new` others for certain, then three drawn."""
    found: Counter[int] = Counter()
    for first in combinations(range(7), 2):
        others = [child for child in range(7) if child not in first]
        for fresh in combinations(others, new):
            for last in combinations(range(7), 3):
                found[len({*first, *fresh, *last})] += 1
    mean = sum(count * ways for count, ways in found.items()) / found.total()
    square = sum(count**2 * ways for count, ways in found.items()) / found.total()

    met = mixing.NOBODY.and_drawn(2, of=7).and_new(new, of=7).and_drawn(3, of=7)

    assert met.mean == pytest.approx(mean)
    assert met.variance == pytest.approx(square - mean**2, abs=1e-9)


@pytest.mark.parametrize("heads", range(9))
def test_the_share_of_a_crowd_agrees_with_counting(heads: int) -> None:
    counts = Counter(sum(child < 3 for child in crowd) for crowd in combinations(range(8), heads))
    mean = sum(count * ways for count, ways in counts.items()) / counts.total()
    square = sum(count**2 * ways for count, ways in counts.items()) / counts.total()

    found = mixing.share_of(heads, part=3, whole=8)

    assert found.mean == pytest.approx(mean)
    assert found.variance == pytest.approx(square - mean**2, abs=1e-12)


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


def test_who_is_new_adds_to_what_chance_says_of_the_visits_before() -> None:
    """Twenty of the second forty had been at the first visit, so that sixty were met."""
    visits = [Visit(40, 2021), Visit(40, 2021, first_timers=20)]

    people = unique_people(visits, cohorts={2021: 200}, pupils=400)

    assert (people.low, people.estimate, people.high) == (40, 60.0, 80)
    assert people.interval == (60.0, 60.0)
    assert people.by_rule == {Rule.FIRST_TIMERS: 1}


def test_heads_of_whom_nobody_asked_are_drawn_from_all() -> None:
    visits = [Visit(40, 2021, first_timers=40), Visit(50, 2021), Visit(30, 2021, first_timers=6)]

    people = unique_people(visits, cohorts={2021: 200}, pupils=400)

    assert people.estimate == 40 + 50 * (1 - 40 / 200) + 6
    assert people.variance == pytest.approx(50 * 0.2 * 0.8 * 150 / 199)
    assert people.by_rule == {Rule.FIRST_TIMERS: 1}


def test_each_school_year_counts_its_own_newcomers() -> None:
    """Half the cohort in one year, half in the next: by chance a quarter in neither."""
    visits = [
        Visit(50, 2021, first_timers=50, year=2024),
        Visit(50, 2021, first_timers=50, year=2025),
    ]

    people = unique_people(visits, cohorts={2021: 100}, pupils=400)

    assert (people.low, people.estimate, people.high) == (50, 75.0, 100)
    assert people.by_rule == {Rule.ACROSS_YEARS: 1}


def test_a_class_is_the_same_children_when_it_has_moved_up() -> None:
    visits = [
        Visit(38, 2021, class_name="1班", year=2024),
        Visit(40, 2021, class_name="1班", year=2025),
    ]

    people = unique_people(visits, cohorts={2021: 120}, pupils=400)

    assert people == People(40, 40, 40.0, 0.0, Counter({Rule.WHOLE_CLASS: 1}))


def test_without_newcomers_years_make_no_difference() -> None:
    at_once = unique_people([Visit(20, 2021)] * 3, cohorts={2021: 60}, pupils=400)
    over_years = unique_people(
        [Visit(20, 2021, year=year) for year in (2023, 2024, 2025)],
        cohorts={2021: 60},
        pupils=400,
    )

    assert over_years.by_rule == at_once.by_rule == {Rule.MIXING: 1}
    assert over_years.estimate == pytest.approx(at_once.estimate)
    assert over_years.variance == pytest.approx(at_once.variance)
    assert at_once.estimate == pytest.approx(60 * (1 - (2 / 3) ** 3))


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
    more=st.builds(
        Visit,
        heads=st.integers(1, 60),
        cohort=st.sampled_from([None, 2020, 2021, 2022]),
        class_name=st.sampled_from([None, None, "1班", "2班"]),
        first_timers=st.none() | st.integers(0, 60),
        year=st.sampled_from([2024, 2025]),
    ),
    place=st.integers(0, 6),
    school=schools,
)
def test_another_visit_never_lowers_bounds_or_estimate(
    visits: list[Visit], more: Visit, place: int, school: dict[str, Any]
) -> None:
    before = unique_people(visits, **school)
    after = unique_people([*visits[:place], more, *visits[place:]], **school)

    assert after.low >= before.low
    assert after.high >= before.high
    assert after.estimate >= before.estimate - 1e-9


@given(visits=visits_of_a_school, size=st.integers(0, 90), rest=st.integers(0, 200))
def test_a_cohort_alone_is_within_its_bounds_and_never_loses(
    visits: list[Visit], size: int, rest: int
) -> None:
    own = [visit for visit in visits if visit.cohort == 2020]
    across = [visit for visit in visits if visit.cohort is None]

    found = cohort_people(own, across, size=size, pupils=size + rest)

    assert 0 <= found.low <= found.estimate <= found.high <= size
    fewer = cohort_people(own, across[1:], size=size, pupils=size + rest)
    assert fewer.low <= found.low
    assert fewer.estimate <= found.estimate + 1e-9


def test_a_cohort_has_its_share_of_a_crowd_of_the_whole_school() -> None:
    """Thirty of its own sixty; then 300 of 360, at least none of whom it can have missed."""
    found = cohort_people([Visit(30, 2021)], [Visit(300)], size=60, pupils=360)

    assert (found.low, found.high) == (30, 60)
    assert found.estimate == pytest.approx(60 - 30 * (1 - 300 / 360))


def test_a_crowd_of_the_whole_school_reaches_all_its_cohorts_together() -> None:
    """Expected numbers of the cohorts add up to that of the school."""
    own = {2020: [Visit(30, 2020)], 2021: [Visit(12, 2021)] * 2, 2022: []}
    across = [Visit(50), Visit(80)]

    parts = [cohort_people(own[c], across, size=60, pupils=180) for c in own]
    blocks = [mixing.Block(60, draws=tuple(v.heads for v in own[c])) for c in own]

    whole, _ = mixing.reached(blocks, whole=[50, 80])
    assert sum(part.estimate for part in parts) == pytest.approx(whole)


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

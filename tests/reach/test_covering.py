"""Which stops reach most: against exact values, against trying everything, and the bound."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import covering
from tests.reach.jiangxi import CHILDREN, REFERENCE, km

NEAR = {stop: frozenset(code for code in CHILDREN if km(stop, code) <= 60) for stop in CHILDREN}
EXACT = REFERENCE["jiangxi"]["mclp_60km_children_covered"]

maps = st.tuples(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 90), min_size=1),
    st.dictionaries(
        st.sampled_from("ABCDEFGH"), st.frozensets(st.sampled_from("ABCDEFGH")), min_size=1
    ),
)


def reach(children: dict[str, int], near: dict[str, frozenset[str]], stops: tuple[str, ...]) -> int:
    return sum(
        count for code, count in children.items() if any(code in near[stop] for stop in stops)
    )


@pytest.mark.parametrize("stops", [3, 5])
def test_the_best_stops_of_jiangxi_are_proven(stops: int) -> None:
    """Exact values by spopt with CBC: 2,916,159 and 4,141,373 of 7,216,141 children."""
    cover = covering.most_children(CHILDREN, NEAR, stops=stops)

    assert cover.covered == EXACT[str(stops)]
    assert cover.bound == cover.covered
    assert cover.quality == 1.0
    assert len(cover.stops) == stops
    assert reach(CHILDREN, NEAR, cover.stops) == cover.covered


def test_where_the_search_stops_early_the_bound_still_holds() -> None:
    cover = covering.most_children(CHILDREN, NEAR, stops=12)

    assert cover.covered <= cover.bound <= sum(CHILDREN.values())
    assert cover.quality > 1 - 1 / math.e


def test_a_few_stops_bring_everybody_near() -> None:
    stops = covering.fewest_stops(CHILDREN, NEAR)

    assert reach(CHILDREN, NEAR, stops) == sum(CHILDREN.values())
    for stop in stops:
        rest = tuple(other for other in stops if other != stop)
        assert reach(CHILDREN, NEAR, rest) < sum(CHILDREN.values())


@given(drawing=maps, stops=st.integers(1, 4))
def test_on_small_maps_the_search_finds_what_trying_everything_finds(
    drawing: tuple[dict[str, int], dict[str, frozenset[str]]], stops: int
) -> None:
    children, near = drawing

    cover = covering.most_children(children, near, stops=stops)

    best = max(
        reach(children, near, choice)
        for choice in combinations(sorted(near), min(stops, len(near)))
    )
    assert cover.covered == cover.bound == best
    assert len(cover.stops) <= stops


@given(drawing=maps)
def test_the_fewest_stops_leave_out_nobody_who_can_be_reached(
    drawing: tuple[dict[str, int], dict[str, frozenset[str]]],
) -> None:
    children, near = drawing

    stops = covering.fewest_stops(children, near)

    assert reach(children, near, stops) == reach(children, near, tuple(near))


def test_nowhere_to_stop_covers_nobody() -> None:
    assert covering.most_children({"A": 5}, {}, stops=2) == covering.Cover((), 0, 0)
    assert covering.most_children({"A": 5}, {"A": {"A"}}, stops=0).covered == 0
    assert covering.fewest_stops({"A": 5}, {}) == ()

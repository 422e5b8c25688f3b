"""Counties that are alike, and the range in which they lie."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.scorecard import likeness
from outreach.scorecard.model import Yardstick
from outreach.scorecard.strip import WIDTH, strip

FACTS = {
    "far-small": (20_000.0, 7.0),
    "far-small-too": (21_000.0, 6.5),
    "far-large": (200_000.0, 7.0),
    "near-small": (20_000.0, 0.5),
    "near-large": (190_000.0, 0.5),
}


def test_the_likest_county_is_as_far_and_has_as_many_children() -> None:
    assert likeness.nearest("far-small", FACTS, count=1) == ["far-small-too"]
    assert likeness.nearest("near-large", FACTS, count=1) != ["far-small-too"]


def test_twice_as_many_children_is_one_step_at_any_size() -> None:
    facts = {"a": (10_000.0, 3.0), "half": (5_000.0, 3.0), "twice": (20_000.0, 3.0)}

    assert sorted(likeness.nearest("a", facts, count=2)) == ["half", "twice"]
    assert likeness.nearest("a", facts, count=1) == ["half"]  # equally alike: the first by code


def test_a_county_is_not_its_own_like_and_a_lonely_one_has_none() -> None:
    assert "far-small" not in likeness.nearest("far-small", FACTS)
    assert likeness.nearest("a", {"a": (1.0, 1.0)}) == []


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
values = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@unhurried
@given(others=st.lists(values, min_size=1, max_size=12), own=values)
def test_a_spread_is_in_order_and_its_strip_stays_inside(others: list[float], own: float) -> None:
    found = likeness.spread(Yardstick.SCHOOLS, others, own)
    drawn = strip(found)

    in_order = [found.low, found.quarter, found.median, found.three_quarters, found.high]
    assert in_order == sorted(in_order)
    assert (found.low, found.high, found.own) == (min(others), max(others), own)
    places = [drawn.low, drawn.quarter, drawn.median, drawn.three_quarters, drawn.high]
    assert places == sorted(places)
    assert all(0 <= place <= WIDTH for place in (*places, drawn.own))


def test_quartiles_are_those_of_the_usual_definition() -> None:
    found = likeness.spread(Yardstick.CONTACTS, [1, 2, 3, 4, 5, 6, 7, 8], 3)

    assert (found.quarter, found.median, found.three_quarters) == pytest.approx((2.75, 4.5, 6.25))

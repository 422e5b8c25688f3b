"""Inequality measures against published worked values, and what must always hold."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import equity

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "reference" / "inequality.json").read_text(encoding="utf-8")
)
MEXICO, JIANGXI = REFERENCE["mexico"], REFERENCE["jiangxi"]

counties = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 200_000), st.sampled_from("ABC")),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("nth", range(4))
def test_gini_and_theil_of_mexicos_states_are_the_published_ones(nth: int) -> None:
    incomes = MEXICO["pcgdp"][str(MEXICO["years"][nth])]

    theil = equity.theil(incomes, groups=MEXICO["region_hanson98"])

    assert equity.gini(incomes) == pytest.approx(MEXICO["gini"][nth], abs=1e-7)
    assert theil is not None
    assert theil.total == pytest.approx(MEXICO["theil"][nth], abs=1e-7)
    assert theil.between == pytest.approx(MEXICO["theil_between_hanson98"][nth], abs=1e-7)


def test_gini_and_theil_of_jiangxis_children_are_the_published_ones() -> None:
    children = JIANGXI["children_5_14"]
    theil = equity.theil(list(children.values()), groups=[code[:4] for code in children])

    assert sum(children.values()) == JIANGXI["total"]
    assert equity.gini(list(children.values())) == pytest.approx(JIANGXI["gini"], abs=1e-12)
    assert theil is not None
    assert theil.total == pytest.approx(JIANGXI["theil"], abs=1e-12)
    assert [theil.between, theil.within] == pytest.approx(JIANGXI["between_within_city"], abs=1e-12)


def test_the_lorenz_curve_starts_with_the_worst_served() -> None:
    assert equity.lorenz([30, 0, 10], people=[100, 100, 200]) == [
        (0.0, 0.0),
        (0.25, 0.0),
        (0.75, 0.25),
        (1.0, 1.0),
    ]


def test_a_county_without_children_has_no_place_on_the_curve() -> None:
    assert equity.lorenz([30, 5], people=[100, 0]) == [(0.0, 0.0), (1.0, 1.0)]


def test_where_nothing_was_given_inequality_is_undefined() -> None:
    assert equity.lorenz([0, 0], people=[5, 5]) is None
    assert equity.gini([0, 0]) is None
    assert equity.theil([0, 0], groups=["A", "B"]) is None
    assert equity.concentration([0, 0], people=[5, 5], wealth=[8, 9]) is None


def test_equal_coverage_is_perfectly_even_whatever_the_sizes() -> None:
    amounts, children = [10, 20, 30], [100, 200, 300]
    theil = equity.theil(amounts, groups=["A", "A", "B"], people=children)

    assert equity.gini(amounts, people=children) == pytest.approx(0)
    assert theil is not None
    assert theil.total == pytest.approx(0)
    assert equity.concentration(amounts, people=children, wealth=[8, 9, 10]) == pytest.approx(0)


def test_all_to_one_of_two_equal_counties() -> None:
    theil = equity.theil([0, 10], groups=["A", "B"], people=[50, 50])

    assert equity.gini([0, 10], people=[50, 50]) == pytest.approx(0.5)
    assert theil is not None
    assert (theil.between, theil.within) == pytest.approx((math.log(2), 0.0))


def test_concentration_tells_whether_the_better_off_get_more() -> None:
    children, schooling = [100, 100], [8.0, 12.0]

    assert equity.concentration([0, 10], people=children, wealth=schooling) == pytest.approx(0.5)
    assert equity.concentration([10, 0], people=children, wealth=schooling) == pytest.approx(-0.5)


def test_counties_equally_well_off_share_a_rank() -> None:
    index = equity.concentration([0, 10], people=[100, 100], wealth=[9.0, 9.0])

    assert index == pytest.approx(0)


@given(rows=counties)
def test_gini_lies_between_zero_and_one_and_the_curve_below_the_diagonal(
    rows: list[tuple[int, int, str]],
) -> None:
    amounts, children, _ = zip(*rows, strict=True)
    curve, gini = equity.lorenz(amounts, people=children), equity.gini(amounts, people=children)

    if sum(amounts) == 0:
        assert (curve, gini) == (None, None)
        return
    assert curve is not None
    assert gini is not None
    assert -1e-12 <= gini < 1
    assert all(y <= x + 1e-12 for x, y in curve)


@given(rows=counties)
def test_theil_is_not_negative_and_its_parts_add_up_to_the_whole(
    rows: list[tuple[int, int, str]],
) -> None:
    amounts, children, cities = zip(*rows, strict=True)
    theil = equity.theil(amounts, groups=cities, people=children)
    alone = equity.theil(amounts, groups=["province"] * len(rows), people=children)

    if theil is None or alone is None:
        assert sum(amounts) == 0
        return
    assert theil.between >= -1e-12
    assert theil.within >= -1e-12
    assert theil.total == pytest.approx(alone.within, abs=1e-9)


@given(rows=counties, factor=st.integers(2, 9))
def test_ten_times_as_much_for_everybody_is_as_uneven_as_before(
    rows: list[tuple[int, int, str]], factor: int
) -> None:
    amounts, children, _ = zip(*rows, strict=True)
    if sum(amounts) > 0:
        assert equity.gini([a * factor for a in amounts], people=children) == pytest.approx(
            equity.gini(amounts, people=children)
        )

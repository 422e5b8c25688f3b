"""Kendall's τ, and whether an order survives other weights."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import stability

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=25)


def by_counting(pairs: list[tuple[int, int]]) -> float | None:
    concordant = discordant = ties_first = ties_second = 0
    for (a, b), (c, d) in combinations(pairs, 2):
        turn = (a - c) * (b - d)
        concordant, discordant = concordant + (turn > 0), discordant + (turn < 0)
        ties_first, ties_second = ties_first + (a == c), ties_second + (b == d)
    whole = math.comb(len(pairs), 2)
    if whole in (ties_first, ties_second):
        return None
    return (concordant - discordant) / math.sqrt((whole - ties_first) * (whole - ties_second))


def test_four_schools_by_hand() -> None:
    """Of six pairs only the two middle schools have changed places: (5 - 1) / 6."""
    assert stability.kendall([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(4 / 6, abs=1e-15)


def test_ties_shorten_the_measure() -> None:
    """Five pairs that one order tells apart, six that the other does; none turned round."""
    assert stability.kendall([1, 1, 2, 3], [1, 2, 3, 4]) == pytest.approx(5 / math.sqrt(5 * 6))


def test_the_same_order_agrees_and_the_opposite_disagrees() -> None:
    assert stability.kendall([1, 2, 3], [10, 20, 30]) == 1.0
    assert stability.kendall([1, 2, 3], [3, 2, 1]) == -1.0
    assert stability.kendall([1, 1, 1], [3, 2, 1]) is None
    assert stability.kendall([], []) is None


@given(pairs=rows)
def test_tau_is_what_counting_every_pair_gives(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)

    expected = by_counting(pairs)

    found = stability.kendall(first, second)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))
    assert stability.kendall(second, first) == found or found == pytest.approx(
        stability.kendall(second, first) or 0.0
    )


def test_what_has_no_gap_cannot_be_bought_off_by_need() -> None:
    assert stability.score([1.0, 0.0, 1.0], [1, 1, 1]) == 0.0
    assert stability.score([0.5, 0.5], [1, 2]) == 12.5


def test_weights_are_moved_one_at_a_time() -> None:
    assert stability.moved([1.0, 0.5]) == [
        ((0.8, 0.5), (1.2, 0.5)),
        ((1.0, 0.4), (1.0, 0.6)),
    ]


def test_an_order_by_one_part_alone_is_firm() -> None:
    parts = {"A": [0.9, 0.5], "B": [0.5, 0.5], "C": [0.1, 0.5]}

    found = stability.stability(parts, [1.0, 1.0])

    assert found.taus == ((1.0, 1.0), (1.0, 1.0))
    assert found.lowest == 1.0


def test_two_that_are_nearly_equal_turn_over() -> None:
    """0.9 · 0.5 is ahead of 0.55 · 0.8 until the first part weighs a fifth less."""
    parts = {"A": [0.9, 0.5], "B": [0.55, 0.8]}

    found = stability.stability(parts, [1.0, 1.0])

    assert found.taus == ((-1.0, 1.0), (1.0, -1.0))
    assert found.lowest == -1.0

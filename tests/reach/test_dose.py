"""Children by number of contacts: against every possibility, and against mixing."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import dose, mixing
from outreach.reach.dose import Crowd, poisson_binomial

chances = st.lists(st.floats(0, 1), max_size=7)


def by_counting(trials: list[float]) -> list[float]:
    found = [0.0] * (dose.MOST + 1)
    for hits in product([0, 1], repeat=len(trials)):
        chance = math.prod(p if hit else 1 - p for p, hit in zip(trials, hits, strict=True))
        found[min(sum(hits), dose.MOST)] += chance
    return found


@given(trials=chances)
def test_chances_are_those_of_every_possibility(trials: list[float]) -> None:
    assert list(poisson_binomial(trials)) == pytest.approx(by_counting(trials), abs=1e-12)


def test_equal_chances_are_binomial() -> None:
    assert poisson_binomial([0.25] * 4) == pytest.approx(
        (0.75**4, 4 * 0.25 * 0.75**3, 6 * 0.25**2 * 0.75**2, 4 * 0.25**3 * 0.75 + 0.25**4)
    )


def test_two_and_three_of_five_children() -> None:
    """The example of the rules page: 3.8 of the five were met, 1.2 of them twice."""
    found = dose.dose([Crowd(5, (2 / 5, 3 / 5))])

    assert found.by_contacts == pytest.approx((1.2, 2.6, 1.2, 0.0))
    assert found.reached == pytest.approx(mixing.reached([mixing.Block(5, draws=(2, 3))])[0])
    assert found.contacts == pytest.approx(5)
    assert found.mean == pytest.approx(5 / 3.8)


def test_where_nobody_was_met_all_stand_at_none() -> None:
    assert dose.dose([Crowd(40)]).by_contacts == (40.0, 0.0, 0.0, 0.0)
    assert dose.dose([Crowd(40)]).mean is None
    assert dose.dose([]).shares == (0.0,) * 4


@given(crowds=st.lists(st.builds(Crowd, st.integers(0, 90), chances.map(tuple)), max_size=5))
def test_children_by_contacts_are_all_children_and_all_contacts(crowds: list[Crowd]) -> None:
    found = dose.dose(crowds)

    assert found.children == pytest.approx(sum(crowd.size for crowd in crowds), abs=1e-9)
    assert all(count >= -1e-12 for count in found.by_contacts)
    assert (
        found.contacts + 1e-9
        >= found.by_contacts[1] + 2 * found.by_contacts[2] + 3 * (found.by_contacts[3])
    )
    parts = [dose.dose([crowd]) for crowd in crowds]
    assert dose.together(parts).by_contacts == pytest.approx(found.by_contacts)


@given(heads=st.lists(st.integers(1, 40), max_size=6), size=st.integers(40, 80))
def test_met_at_least_once_is_what_mixing_says(heads: list[int], size: int) -> None:
    found = dose.dose([Crowd(size, tuple(n / size for n in heads))])

    expected, _ = mixing.reached([mixing.Block(size, draws=tuple(heads))])
    assert found.reached == pytest.approx(expected, abs=1e-9)
    assert found.contacts == pytest.approx(sum(heads))

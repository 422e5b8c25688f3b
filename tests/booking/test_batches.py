"""Splitting a group into batches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.booking.batches import split


@pytest.mark.parametrize(
    ("pupils", "at_most", "sizes"),
    [(120, 50, (40, 40, 40)), (121, 50, (41, 40, 40)), (50, 50, (50,)), (1, 40, (1,))],
)
def test_groups_split_evenly(pupils: int, at_most: int, sizes: tuple[int, ...]) -> None:
    assert split(pupils, at_most=at_most) == sizes


@given(pupils=st.integers(1, 2000), at_most=st.integers(1, 400))
def test_nobody_is_lost_and_no_batch_is_too_large(pupils: int, at_most: int) -> None:
    sizes = split(pupils, at_most=at_most)

    assert sum(sizes) == pupils
    assert max(sizes) <= at_most
    assert max(sizes) - min(sizes) <= 1
    assert (len(sizes) - 1) * at_most < pupils

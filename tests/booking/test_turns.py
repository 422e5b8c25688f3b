"""Two batches take turns, and the gallery never holds more than its cap."""

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from outreach.booking.turns import Part, take_turns, timetable
from outreach.catalogue.model import Hall, HallId, Stop

GALLERY = Hall(HallId(1), "观察廊", "Gallery", 40, False, None)
CLASSROOM = Hall(HallId(2), "互动教室", "Classroom", 40, False, None)


def sizes(turns: tuple[tuple[Part, ...], ...]) -> list[int]:
    return [sum(part.pupils for part in batch) for batch in turns]


def test_sixty_pupils_are_two_batches_of_thirty() -> None:
    turns = take_turns([(1, 60)], batches=2, at_most=40)

    assert turns.batches == ((Part(1, 30),), (Part(1, 30),))
    assert turns.waiting == ()


def test_a_group_that_fits_a_batch_stays_together() -> None:
    turns = take_turns([(1, 25), (2, 40), (3, 15)], batches=2, at_most=40)

    assert sorted(len(batch) for batch in turns.batches) == [1, 2]
    assert sizes(turns.batches) == [40, 40]


def test_sixty_come_for_forty_and_the_second_batch_takes_them() -> None:
    booked = take_turns([(1, 40)], batches=2, at_most=40)
    counted = take_turns([(1, 60)], batches=2, at_most=40)

    assert sizes(booked.batches) == [40, 0]
    assert sizes(counted.batches) == [30, 30]
    assert counted.waiting == ()


def test_whoever_is_too_many_for_both_batches_waits_in_another_room() -> None:
    turns = take_turns([(1, 60), (2, 40)], batches=2, at_most=40)

    assert sizes(turns.batches) == [40, 40]
    assert sum(part.pupils for part in turns.waiting) == 20


def test_while_one_batch_is_in_the_gallery_the_other_is_not() -> None:
    turns = timetable((Stop(GALLERY, 45), Stop(CLASSROOM, 45)), starts=time(14), batches=2)

    assert [(turn.starts, turn.ends) for turn in turns] == [
        (time(14), time(14, 45)),
        (time(14, 45), time(15, 30)),
    ]
    assert [turn.halls for turn in turns] == [(GALLERY, CLASSROOM), (CLASSROOM, GALLERY)]


@given(st.lists(st.integers(1, 200), max_size=8), st.integers(1, 4), st.integers(1, 60))
def test_nobody_is_lost_and_no_batch_is_above_its_cap(
    groups: list[int], batches: int, at_most: int
) -> None:
    turns = take_turns(enumerate(groups), batches=batches, at_most=at_most)

    placed = sizes(turns.batches)
    assert all(size <= at_most for size in placed)
    assert sum(placed) + sum(part.pupils for part in turns.waiting) == sum(groups)
    assert not turns.waiting or placed == [at_most] * batches

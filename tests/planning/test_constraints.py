"""The judge: for each promise a timetable that keeps it, and one that breaks exactly it."""

from dataclasses import replace

import pytest

from outreach.planning.constraints import HARD, SOFT, Promise, breaches, keeps_every_promise
from outreach.planning.model import (
    CANTEEN,
    Breach,
    Day,
    Guides,
    Stop,
    Timetable,
    Turn,
    steps_stayed,
)
from tests.planning.making import (
    CINEMA,
    HALL,
    LAB,
    NINE,
    ONE,
    OTHER,
    TWO,
    day,
    good,
    moved,
    party,
    turn,
)


def with_station(hall: int, **changes: object) -> Day:
    """The day with one of its halls otherwise."""
    plain = day()
    stations = tuple(
        replace(each, **changes) if each.hall == hall else each  # type: ignore[arg-type]
        for each in plain.stations
    )
    return replace(plain, stations=stations)


def without(hall: int) -> Timetable:
    return Timetable(tuple(t for t in good().turns if (t.batch, t.hall) != (TWO, hall)))


def lab_day() -> Day:
    return day(party(stops=(Stop(LAB, 60),)), party(2, batches=(30,), stops=(Stop(LAB, 60),)))


def in_the_lab(second: int, third: int) -> Timetable:
    return Timetable.of(
        [turn(ONE, LAB, 0, 60), turn(TWO, LAB, second, 60), turn(OTHER, LAB, third, 60)]
    )


def lunch_day() -> Day:
    stays = party(batches=(40,), leaves_by=NINE + 300, stops=(Stop(HALL, 60), Stop(CANTEEN, 30)))
    return day(stays)


def lunch(starts: int) -> Timetable:
    return Timetable.of([turn(ONE, HALL, 0, 60), turn(ONE, CANTEEN, starts, 30)])


ORDERED = day(party(in_order=True))
FIRST_THE_FILM = Timetable.of(
    [turn(ONE, CINEMA, 0, 30), turn(ONE, HALL, 35, 60), *good().of_batch(TWO)]
)

PAIRS: list[tuple[str, Day, Timetable, Day, Timetable]] = [
    ("not-as-planned", day(), good(), day(), without(CINEMA)),
    ("unknown-batch", day(party(batches=(40, 40))), good(), day(party(batches=(40,))), good()),
    ("before-arrival", day(), good(), day(party(arrives=NINE + 5)), good()),
    ("leaves-late", day(), good(), day(party(leaves_by=NINE + 115)), good()),
    ("two-places", day(), good(), day(), moved(TWO, CINEMA, 30)),
    ("no-time-to-walk", day(), good(), day(), moved(TWO, CINEMA, 60)),
    ("hall-too-full", day(), good(), with_station(HALL, capacity=79), good()),
    ("hall-taken", lab_day(), in_the_lab(60, 120), lab_day(), in_the_lab(60, 115)),
    ("batch-too-large", day(), good(), with_station(HALL, largest=39), good()),
    ("no-show-then", day(), good(), day(), moved(TWO, CINEMA, 85)),
    ("hall-closed", lunch_day(), lunch(150), lunch_day(), lunch(145)),
    ("too-few-guides", day(), good(), day(guides=(Guides(NINE, 1),)), good()),
    ("too-few-guides", day(), good(), day(guides=(Guides(NINE, 2), Guides(NINE + 55, 1))), good()),
    ("out-of-order", ORDERED, good(), ORDERED, FIRST_THE_FILM),
    ("long-wait", day(), good(), day(patience=25), good()),
]


@pytest.mark.parametrize(
    ("code", "kept_day", "kept", "broken_day", "broken"), PAIRS, ids=[p[0] for p in PAIRS]
)
def test_a_promise_is_kept_or_exactly_it_is_broken(
    code: str, kept_day: Day, kept: Timetable, broken_day: Day, broken: Timetable
) -> None:
    assert [breach.code for breach in breaches(kept_day, kept)] == []
    assert {breach.code for breach in breaches(broken_day, broken)} == {code}


@pytest.mark.parametrize("promise", [*HARD, *SOFT], ids=lambda promise: promise.__name__)
def test_every_promise_has_a_pair(promise: Promise) -> None:
    broken = [found for _c, _d, _t, day_, table in PAIRS for found in promise(day_, table)]

    assert broken


def test_breaches_carry_what_a_sentence_needs() -> None:
    (breach,) = breaches(day(), moved(TWO, CINEMA, 85))

    assert breach == Breach("no-show-then", (TWO,), CINEMA, NINE + 85, {"nearest": NINE + 90})


def test_a_wait_is_told_but_may_be_accepted() -> None:
    found = breaches(day(patience=25), good())

    assert all(breach.soft for breach in found)
    assert keeps_every_promise(day(patience=25), good())


def test_a_batch_that_waits_for_its_school_is_told() -> None:
    """One batch is ready at half past ten, the other leaves at noon: they leave together."""
    early = Timetable.of(
        [
            turn(ONE, CINEMA, 0, 30), turn(ONE, HALL, 35, 60),
            turn(TWO, HALL, 0, 60), turn(TWO, CINEMA, 150, 30),
        ]
    )  # fmt: skip

    waits = [
        b
        for b in breaches(day(patience=45), early)
        if b.code == "long-wait" and b.batches == (ONE,)
    ]

    assert [breach.facts for breach in waits] == [{"wait": 85}]


def test_a_school_leaves_with_its_last_batch_and_all_its_batches_count_until_then() -> None:
    table = Timetable.of(
        [*good().of_batch(ONE), turn(TWO, HALL, 0, 60), turn(TWO, CINEMA, 120, 30)]
    )

    assert table.leaves(1) == NINE + 150
    assert steps_stayed(day(), table) == 2 * 150 // 5


def test_a_hall_at_its_limit_is_not_too_full() -> None:
    assert breaches(with_station(HALL, capacity=80), good()) == []


def test_turns_that_touch_do_not_overlap() -> None:
    """Half-open: the lab is free at ten when its first hour ends at ten."""
    assert breaches(lab_day(), in_the_lab(60, 120)) == []
    assert Turn(NINE, NINE + 60, ONE, LAB).ends == in_the_lab(60, 120).turns[1].starts

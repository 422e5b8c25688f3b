"""The solver: what it proposes passes the judge, is best, is the same again, or says why not."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.rotation import full_day
from outreach.planning import solver
from outreach.planning.constraints import breaches, keeps_every_promise
from outreach.planning.first_fit import first_fit
from outreach.planning.frozen import answer_of, day_of, frozen_answer, frozen_day
from outreach.planning.model import (
    CANTEEN,
    Batch,
    BatchKey,
    Day,
    Family,
    Guides,
    Limit,
    Outcome,
    Party,
    Relief,
    Station,
    Stop,
    Timetable,
    Turn,
    steps_stayed,
)
from outreach.planning.rotation import solve
from tests.planning.making import CINEMA, HALL, LAB, NINE, day, party

GRID = 30
HORIZON = 4 * GRID


@st.composite
def tiny_days(draw: st.DrawFn) -> Day:
    """One to three batches through one to three halls in two hours: few enough to try them all."""
    halls = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True))
    parties = tuple(
        Party(
            booking=booking,
            arrives=NINE + GRID * draw(st.integers(0, 1)),
            leaves_by=NINE + HORIZON,
            stops=tuple(Stop(hall, draw(st.sampled_from((20, 30, 60)))) for hall in halls),
            batches=tuple(Batch(n, draw(st.sampled_from((20, 40)))) for n in range(1, size + 1)),
            in_order=draw(st.booleans()),
        )
        for booking, size in enumerate(draw(st.sampled_from(((1,), (2,), (1, 1), (2, 1)))), 1)
    )
    return Day(
        parties=parties,
        stations=tuple(draw(stations(hall)) for hall in (1, 2, 3)),
        guides=draw(st.sampled_from(((), (Guides(0, 1),), (Guides(0, 2), Guides(NINE + 60, 1))))),
        walk=draw(st.sampled_from((0, 10))),
        walks=draw(st.sampled_from(((), ((1, 2, 30),)))),
        grid=GRID,
    )


@st.composite
def stations(draw: st.DrawFn, hall: int) -> Station:
    return Station(
        hall=hall,
        capacity=draw(st.sampled_from((40, 60, 100))),
        opens=NINE,
        closes=NINE + HORIZON,
        exclusive=draw(st.booleans()),
        shows=draw(st.sampled_from(((), (NINE, NINE + 45), (NINE + 30, NINE + 75)))),
        guided=draw(st.booleans()),
    )


def every_timetable(found: Day) -> Iterator[Timetable]:
    """All of them, right or wrong, with turns on the grid or at shows."""
    choices = []
    for school in found.parties:
        for batch in school.batches:
            for stop in school.stops:
                station = found.station(stop.hall)
                assert station is not None
                starts = station.shows or range(NINE, NINE + HORIZON, GRID)
                key = BatchKey(school.booking, batch.number)
                choices.append([Turn(at, at + stop.minutes, key, stop.hall) for at in starts])
    for turns in product(*choices):
        yield Timetable.of(list(turns))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tiny_days())
def test_nobody_can_do_better_than_the_solver(found: Day) -> None:
    """Every timetable of a tiny day is tried: the least that keeps all promises is the solver's."""
    best = min(
        (steps_stayed(found, t) for t in every_timetable(found) if keeps_every_promise(found, t)),
        default=None,
    )

    answer = solve(found)

    assert answer.value == best
    assert (answer.outcome is Outcome.SOLVED) == (best is not None)
    if best is not None:
        assert answer.proven
        assert [b for b in breaches(found, answer.timetable) if not b.soft] == []


@st.composite
def whole_days(draw: st.DrawFn) -> Day:
    """Schools of one to four batches through what the small museum has."""
    schools = draw(st.integers(1, 6))
    parties = tuple(
        party(
            booking,
            batches=tuple(draw(st.lists(st.integers(20, 50), min_size=1, max_size=4))),
            arrives=NINE + 15 * draw(st.integers(0, 6)),
            leaves_by=NINE + draw(st.integers(150, 360)),
            stops=tuple(
                Stop(hall, draw(st.sampled_from((30, 45, 60))))
                for hall in draw(st.permutations((HALL, CINEMA, LAB, CANTEEN)))[: draw(st.integers(1, 3))]
            ),
            in_order=draw(st.booleans()),
        )
        for booking in range(1, schools + 1)
    )  # fmt: skip
    return day(*parties, guides=(Guides(NINE, draw(st.integers(1, 6))),), grid=15, walk=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(whole_days())
def test_what_is_proposed_passes_the_judge_and_what_is_not_has_a_reason(found: Day) -> None:
    answer = solve(found, seconds=20)

    if answer.outcome is Outcome.SOLVED:
        assert keeps_every_promise(found, answer.timetable)
        assert answer.value == steps_stayed(found, answer.timetable)
        assert answer.bound is not None
        assert answer.value is not None
        assert answer.bound <= answer.value
    elif answer.outcome is Outcome.IMPOSSIBLE:
        pencil, missing = first_fit(found)
        assert missing or not keeps_every_promise(found, pencil)
        for way in answer.ways:
            assert way.reliefs


def crowded() -> Day:
    """Two schools, an hour, and a cinema that holds one of them."""
    film = (Stop(CINEMA, 30),)
    return day(
        party(1, batches=(50, 50), stops=film, leaves_by=NINE + 60),
        party(2, batches=(50, 50), stops=film, leaves_by=NINE + 60),
    )


def with_shows(found: Day, *shows: int) -> Day:
    stations = [
        replace(s, shows=tuple(NINE + show for show in shows)) if s.hall == CINEMA else s
        for s in found.stations
    ]
    return replace(found, stations=tuple(stations))


def test_one_more_show_would_do() -> None:
    found = with_shows(crowded(), 0)

    answer = solve(found)

    assert answer.outcome is Outcome.IMPOSSIBLE
    (way,) = [w for w in answer.ways if w.reliefs[0].family is Family.SHOWS]
    (relief,) = way.reliefs
    assert (relief.family, relief.hall) == (Family.SHOWS, CINEMA)
    assert relief.at is not None
    assert solve(with_shows(found, 0, relief.at - NINE)).outcome is Outcome.SOLVED


def test_more_room_would_do_and_is_told_to_the_pupil() -> None:
    answer = solve(with_shows(crowded(), 0))

    (way,) = [w for w in answer.ways if w.reliefs[0].family is Family.ROOM]
    assert way.reliefs == (Relief(Family.ROOM, 100, hall=CINEMA),)


def test_one_more_guide_would_do() -> None:
    found = day(party(batches=(40, 40), stops=(Stop(HALL, 60),), leaves_by=NINE + 60))

    answer = solve(replace(found, guides=(Guides(NINE, 1),)))

    (way,) = [w for w in answer.ways if w.reliefs[0].family is Family.GUIDES]
    assert [(r.at, r.until, r.amount) for r in way.reliefs] == [(NINE, NINE + 60, 1)]
    assert solve(found).outcome is Outcome.SOLVED


def test_more_places_at_lunch_would_do() -> None:
    eats = party(batches=(60, 60), leaves_by=NINE + 185, stops=(Stop(CANTEEN, 30),))

    answer = solve(day(eats))

    (way,) = [w for w in answer.ways if w.reliefs[0].family is Family.LUNCH]
    assert way.reliefs == (Relief(Family.LUNCH, 20, hall=CANTEEN),)


def test_leaving_later_would_do_and_says_who() -> None:
    answer = solve(day(party(leaves_by=NINE + 80)))

    assert [w.reliefs for w in answer.ways] == [(Relief(Family.STAY, 15, booking=1),)]


def test_several_things_together_when_none_alone_is_enough() -> None:
    """No guide at all, and too little time for anybody: two families must give way at once."""
    found = day(party(leaves_by=NINE + 80), guides=(Guides(0, 0),))

    (way,) = solve(found).ways

    assert {relief.family for relief in way.reliefs} == {Family.GUIDES, Family.STAY}


def test_a_batch_that_a_hall_never_takes_is_named_at_once() -> None:
    answer = solve(day(party(batches=(55,), stops=(Stop(LAB, 30),))))

    assert [(b.code, b.facts) for b in answer.obstacles] == [
        ("batch-too-large", {"pupils": 55, "largest": 50})
    ]


def test_a_school_is_split_over_shows_only_as_far_as_it_must() -> None:
    """120 pupils and a cinema for a hundred: they meet in the hall and leave together."""
    found = day(party(batches=(40, 40, 40)), guides=(Guides(NINE, 3),))

    answer = solve(found)

    assert answer.proven
    assert len({t.starts for t in answer.timetable.turns if t.hall == CINEMA}) == 2
    assert {t.batch for t in answer.timetable.turns} == {BatchKey(1, n) for n in (1, 2, 3)}


def test_a_day_and_its_answer_survive_the_way_to_the_process_and_back() -> None:
    found = with_shows(crowded(), 0, 15)

    assert day_of(json.loads(json.dumps(frozen_day(found)))) == found
    for answer in (solve(found), solve(with_shows(crowded(), 0))):
        assert answer_of(json.loads(json.dumps(frozen_answer(answer)))) == answer


def solved_apart(problem: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "outreach.planning.solving"],
        input=problem.encode(),
        capture_output=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("shows", [(0,), (0, 30, 60)])
def test_the_same_day_gives_the_same_bytes(shows: tuple[int, ...]) -> None:
    problem = json.dumps(frozen_day(with_shows(crowded(), *shows)))

    assert solved_apart(problem) == solved_apart(problem)


FULL = (
    "import json; from benchmarks.rotation import full_day; "
    "from outreach.planning.frozen import frozen_answer; "
    "from outreach.planning.rotation import solve; "
    "print(json.dumps(frozen_answer(solve(full_day(24, seed=2), work=1)), sort_keys=True))"
)


def test_a_day_that_ends_by_the_limit_is_the_same_again_in_another_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def told(seed: str) -> str:
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        asks = f"from outreach.planning import rotation; rotation.FEWEST_LOOKS = 4; {FULL}"
        ran = subprocess.run(
            [sys.executable, "-c", asks], capture_output=True, text=True, check=True
        )
        return ran.stdout.splitlines()[-1]

    first, second = told("1"), told("2")

    assert first == second
    answer = answer_of(json.loads(first))
    assert answer.limit is Limit.WORK
    assert not answer.proven
    assert keeps_every_promise(full_day(24, seed=2), answer.timetable)


def test_a_process_that_fails_takes_nothing_else_down() -> None:
    assert solver.solve_apart("no day at all", lambda _stage: None) is None
    assert solver.solve_apart('{"parties": 3}', lambda _stage: None) is None


def test_a_process_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "SECONDS", 0.01)

    assert solver.solve_apart(json.dumps(frozen_day(crowded())), lambda _stage: None) is None


def test_no_web_process_imports_a_solver() -> None:
    asks = (
        "import sys; from outreach.app import create_app; import outreach.worker; "
        "print([m for m in sys.modules if m.split('.')[0] in {'highspy', 'numpy', 'ortools'}])"
    )
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_the_pencil_keeps_promises_but_is_no_better() -> None:
    found = day(party(batches=(40, 40, 40)), guides=(Guides(NINE, 3),))
    pencil, missing = first_fit(found)

    answer = solve(found)

    assert missing == 0
    assert keeps_every_promise(found, pencil)
    assert answer.value is not None
    assert answer.value <= steps_stayed(found, pencil)

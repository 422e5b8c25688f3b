"""Whose turn it is: the formula, its promise, and the example in the docs."""

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.outlook import priority
from outreach.outlook.model import Candidate, Meeting, Weights
from outreach.province.model import TravelBand
from tests.outlook.making import candidate
from tests.reach.making import county
from tests.serving import ROOT

EVEN = Weights()

candidates = st.builds(
    candidate,
    st.integers(1, 40),
    pupils=st.none() | st.integers(1, 2000),
    reached=st.integers(0, 2500),
    months=st.none() | st.integers(0, 80),
    need=st.integers(4, 20).map(lambda twentieths: twentieths / 20),
    hours=st.sampled_from((0.5, 1.5, 3.0, 4.5, 7.0)),
)
several = st.lists(candidates, min_size=1, max_size=12, unique_by=lambda one: one.school_id)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
exponents = st.integers(0, 30).map(lambda tenths: tenths / 10)  # floats are slow to draw
weights = st.builds(Weights, exponents, exponents, exponents, exponents)


def rank_of(school_id: int, waiting: list[Candidate], by: Weights) -> int:
    lines = priority.rank(waiting, weights=by, top=3).lines
    return next(line.rank for line in lines if line.candidate.school_id == school_id)


@unhurried
@given(waiting=several, by=weights, more=st.integers(0, 3000), months=st.integers(0, 80))
def test_a_visit_never_moves_its_school_up(
    waiting: list[Candidate], by: Weights, more: int, months: int
) -> None:
    before = waiting[0]
    waited = months if before.months is None else min(before.months, months)
    after = replace(before, reached=before.reached + more, months=waited)

    ranks = [rank_of(before.school_id, [one, *waiting[1:]], by) for one in (before, after)]

    assert ranks[1] >= ranks[0]


@unhurried
@given(waiting=several, by=weights)
def test_every_part_lies_between_nothing_and_one_and_the_score_is_their_product(
    waiting: list[Candidate], by: Weights
) -> None:
    for line in priority.rank(waiting, weights=by, top=3).lines:
        found = line.parts
        assert all(0 <= part <= 1 for part in (found.need, found.gap, found.wait, found.way))
        assert line.score == pytest.approx(
            100 * found.need**by.need * found.gap**by.gap * found.wait**by.wait * found.way**by.way
        )


@unhurried
@given(waiting=several, by=weights, data=st.data())
def test_the_order_in_which_schools_are_read_does_not_matter(
    waiting: list[Candidate], by: Weights, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(waiting))

    assert priority.rank(shuffled, weights=by, top=3) == priority.rank(waiting, weights=by, top=3)


def test_a_school_where_everybody_was_met_comes_last_however_great_its_need() -> None:
    met = candidate(1, reached=480, need=1.0, hours=0.5)
    other = candidate(2, months=1, need=0.2)

    assert [
        line.candidate.school_id for line in priority.rank([met, other], weights=EVEN, top=1).lines
    ] == [2, 1]


def test_of_equal_turns_the_larger_school_comes_first() -> None:
    small, large = candidate(1, pupils=100), candidate(2, pupils=900)

    assert rank_of(2, [small, large], EVEN) == 1


def test_firm_is_who_stays_among_the_first_when_any_weight_moves_by_a_fifth() -> None:
    clear = candidate(1, months=None, hours=0.5, need=1.0)
    by_a_hair = candidate(2, months=30, hours=7.0, need=0.8)
    behind = candidate(3, months=12, hours=0.5, need=0.75)

    lines = priority.rank([clear, by_a_hair, behind], weights=EVEN, top=2).lines

    firm = {line.candidate.school_id: line.firm for line in lines}
    nearby = [
        {
            one[0].school_id
            for one in priority.in_turn(
                [(c, priority.parts(c)) for c in (clear, by_a_hair, behind)], other
            )[:2]
        }
        for other in priority.nearby(EVEN)
    ]
    assert firm == {
        one: all(one in first for first in nearby)
        and one in {line.candidate.school_id for line in lines[:2]}
        for one in (1, 2, 3)
    }
    assert firm[1]
    assert not all(firm.values())


def test_a_weight_of_nothing_leaves_its_part_out() -> None:
    near, far = candidate(1, hours=0.5), candidate(2, hours=7.0, pupils=481)

    assert rank_of(2, [near, far], Weights(way=0)) == 1
    assert rank_of(1, [near, far], Weights(way=0.1)) == 1


def test_need_grows_with_lacking_schooling_and_rural_share_and_is_never_nothing() -> None:
    least, most = (
        county("360734", years_of_schooling=8.0, urban_residents=20_000),
        county("360102", years_of_schooling=12.0, urban_residents=100_000),
    )

    assert priority.needs([least, most]) == pytest.approx({"360734": 0.92, "360102": 0.2})


@pytest.mark.parametrize(
    ("band", "pupils", "meeting"),
    [
        (TravelBand.A, 30, Meeting.COME),
        (TravelBand.B, 600, Meeting.COME),
        (TravelBand.C, 600, Meeting.TRIP),
        (TravelBand.D, 59, Meeting.LESSON),
        (TravelBand.D, None, Meeting.TRIP),
    ],
)
def test_the_way_decides_how_they_meet(
    band: TravelBand, pupils: int | None, meeting: Meeting
) -> None:
    assert priority.suited(candidate(band=band, pupils=pupils)) is meeting


def test_the_example_in_the_docs_is_what_comes_out() -> None:
    text = (ROOT / "docs/algorithms/next-visit.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\S+) \| (\d+) \| (\d+) \| (\S+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$",
        text,
        re.MULTILINE,
    )
    assert len(rows) == 3
    waiting = [
        candidate(
            number,
            pupils=int(pupils),
            reached=int(reached),
            months=None if months == "never" else int(months),
            hours=float(hours),
            need=float(need),
        )
        for number, (_, pupils, reached, months, hours, need, *_rest) in enumerate(rows, 1)
    ]

    lines = priority.rank(waiting, weights=EVEN, top=1).lines

    told = [
        (
            line.candidate.school_id,
            f"{line.parts.gap:.2f}",
            f"{line.parts.wait:.2f}",
            f"{line.parts.way:.2f}",
            f"{line.score:.1f}",
        )
        for line in sorted(lines, key=lambda line: line.candidate.school_id)
    ]
    assert told == [(number, *row[6:]) for number, row in enumerate(rows, 1)]
    order = [line.candidate.school_id for line in lines]
    assert order in [list(each) for each in permutations((1, 2, 3))]
    assert f"order: {', '.join(rows[n - 1][0] for n in order)}" in text

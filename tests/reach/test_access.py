"""Two-step catchments and travel bands: against published values, and the invariants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.province.model import TravelBand
from outreach.reach import access
from tests.reach.jiangxi import CHILDREN, REFERENCE, km

THREE = REFERENCE["two_step_three_places"]
HUBS = REFERENCE["jiangxi"]["2sfca_100km"]
SLOW_DECLINE = access.steps({50: 1.0, 100: 0.68, 150: 0.22})

regions = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 500), min_size=size[1], max_size=size[1]),
        st.lists(st.integers(0, 900), min_size=size[0], max_size=size[0]),
        st.lists(
            st.lists(st.integers(0, 200), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        ),
    )
)


def test_three_places_by_hand() -> None:
    found = access.two_step(
        THREE["supply"], THREE["demand"], THREE["cost"], weight=access.within(THREE["threshold"])
    )

    assert found == pytest.approx(THREE["access_2sfca"], abs=1e-12)
    assert found == pytest.approx(
        [15 / 110 + 100 / 160, 20 / 60 + 100 / 160, 15 / 110 + 20 / 60 + 100 / 160], abs=1e-12
    )


def test_three_places_in_steps() -> None:
    weight = access.steps({float(limit): w for limit, w in THREE["step_weights"].items()})

    found = access.two_step(THREE["supply"], THREE["demand"], THREE["cost"], weight=weight)

    assert found == pytest.approx(THREE["access_e2sfca"], abs=5e-7)


def test_eleven_hubs_leave_out_the_counties_the_library_leaves_out() -> None:
    distance = [[km(code, hub) for hub in HUBS["hubs"]] for code in CHILDREN]
    supply = [HUBS["capacity_each"]] * len(HUBS["hubs"])
    demand = list(CHILDREN.values())

    plain = access.two_step(supply, demand, distance, weight=access.within(100))
    slow = access.two_step(supply, demand, distance, weight=SLOW_DECLINE)

    nothing = [code for code, found in zip(CHILDREN, plain, strict=True) if found == 0]
    assert nothing == HUBS["zero_access_codes"]
    for found in (plain, slow):
        assert sum(a * p for a, p in zip(found, demand, strict=True)) == pytest.approx(
            11_000, abs=1e-9
        )


@given(region=regions, limit=st.integers(0, 200))
def test_what_is_handed_out_is_what_is_in_reach(
    region: tuple[list[int], list[int], list[list[int]]], limit: int
) -> None:
    supply, demand, distance = region
    for weight in (access.within(limit), SLOW_DECLINE):
        found = access.two_step(supply, demand, distance, weight=weight)

        assert all(a >= 0 for a in found)
        assert sum(a * p for a, p in zip(found, demand, strict=True)) == pytest.approx(
            access.supply_in_reach(supply, demand, distance, weight=weight), abs=1e-6
        )


@given(region=regions)
def test_twice_as_much_everywhere_is_twice_as_much_for_everybody(
    region: tuple[list[int], list[int], list[list[int]]],
) -> None:
    supply, demand, distance = region
    once = access.two_step(supply, demand, distance, weight=SLOW_DECLINE)

    twice = access.two_step([2 * s for s in supply], demand, distance, weight=SLOW_DECLINE)

    assert twice == pytest.approx([2 * a for a in once])


def test_a_step_holds_up_to_its_limit() -> None:
    assert [SLOW_DECLINE(way) for way in (0, 50, 50.1, 100, 150, 150.1)] == [
        1.0,
        1.0,
        0.68,
        0.68,
        0.22,
        0.0,
    ]


def test_bands_add_up_and_empty_bands_are_listed() -> None:
    found = access.bands(
        [
            access.Way(hours=1.5, children=100, contacts=300, reached=120),
            access.Way(hours=2.0, children=200, contacts=20, reached=10),
            access.Way(hours=3.0, children=300),
            access.Way(hours=7.5, children=400, contacts=4, reached=4),
        ]
    )

    assert [(one.band, one.counties, one.children) for one in found] == [
        (TravelBand.A, 1, 100),
        (TravelBand.B, 2, 500),
        (TravelBand.C, 0, 0),
        (TravelBand.D, 1, 400),
    ]
    assert [one.coverage for one in found] == [1.0, 0.02, None, 0.01]
    assert [one.per_thousand for one in found] == [3000.0, 40.0, None, 10.0]

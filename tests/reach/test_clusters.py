"""Moran's I, Gi* and false alarms: against published values, and what must always hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import clusters
from tests.reach.jiangxi import NEIGHBOURS, REFERENCE, RURAL_SHARE

DESMITH, GETIS_ORD, JIANGXI = (
    REFERENCE["moran_desmith"],
    REFERENCE["getis_ord"],
    REFERENCE["jiangxi"],
)
ZONES = {str(at): z for at, z in enumerate(DESMITH["z"], start=1)}
TOUCHING = {at: [str(other) for other in near] for at, near in DESMITH["neighbours_1based"].items()}

maps = st.integers(3, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-50, 50), min_size=n, max_size=n),
        st.lists(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1]),
            min_size=1,
            max_size=15,
        ),
    )
)


def drawn(
    values: list[int], pairs: list[tuple[int, int]]
) -> tuple[dict[str, float], dict[str, set[str]]]:
    near: dict[str, set[str]] = {}
    for one, other in pairs:
        near.setdefault(str(one), set()).add(str(other))
        near.setdefault(str(other), set()).add(str(one))
    return {str(at): float(value) for at, value in enumerate(values)}, near


def test_ten_zones_have_the_published_index() -> None:
    binary = clusters.moran(ZONES, TOUCHING, standardised=False)
    standardised = clusters.moran(ZONES, TOUCHING)

    assert binary is not None
    assert standardised is not None
    by_hand = 10 * DESMITH["cross_product_sum"] / (DESMITH["S0"] * DESMITH["sum_sq"])
    assert binary.index == pytest.approx(by_hand, abs=1e-12)
    assert binary.index == pytest.approx(DESMITH["I_binary"], abs=5e-8)
    assert standardised.index == pytest.approx(DESMITH["I_row_standardised"], abs=1e-12)


def test_jiangxis_rural_share_is_as_clumped_as_the_library_says() -> None:
    binary = clusters.moran(RURAL_SHARE, NEIGHBOURS, standardised=False)
    standardised = clusters.moran(RURAL_SHARE, NEIGHBOURS)

    expected = JIANGXI["moran_rural_share"]
    assert binary is not None
    assert standardised is not None
    assert binary.index == pytest.approx(JIANGXI["moran_rural_share_binary"]["I"], abs=1e-12)
    assert standardised.index == pytest.approx(expected["I"], abs=1e-12)
    assert standardised.expected == pytest.approx(expected["EI"], abs=1e-15)
    assert standardised.z == pytest.approx(expected["z_norm"], abs=1e-12)
    assert standardised.p == pytest.approx(expected["p_norm_two_sided"], rel=1e-10)


def test_six_points_have_the_published_z() -> None:
    points = GETIS_ORD["points"]
    near = {
        str(i): [
            str(j)
            for j, there in enumerate(points)
            if i != j and math.dist(here, there) <= GETIS_ORD["threshold"]
        ]
        for i, here in enumerate(points)
    }

    z = clusters.gi_star({str(i): float(y) for i, y in enumerate(GETIS_ORD["y"])}, near)

    assert list(z.values()) == pytest.approx(GETIS_ORD["Gi_star_z_binary"], abs=5e-9)


def test_the_most_rural_corners_of_jiangxi_are_those_the_library_finds() -> None:
    z = clusters.gi_star(RURAL_SHARE, NEIGHBOURS)

    top = sorted(z.items(), key=lambda pair: -pair[1])[:5]
    expected = JIANGXI["gstar_rural_share_binary"]["top5"]
    assert [code for code, _ in top] == [code for code, _ in expected]
    assert [score for _, score in top] == pytest.approx([score for _, score in expected], abs=1e-12)


def test_benjamini_and_hochbergs_own_example() -> None:
    """Fifteen p-values of a trial of 1995: at 5 % the four smallest are believed."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]

    q = clusters.adjusted({f"{at:02}": value for at, value in enumerate(p)})

    assert sorted(code for code, value in q.items() if value <= 0.05) == ["00", "01", "02", "03"]
    assert q["00"] == pytest.approx(0.0015, abs=1e-15)
    assert q["03"] == pytest.approx(0.035625, abs=1e-15)
    assert q["04"] == pytest.approx(0.0201 * 15 / 5)


def test_one_cold_corner_is_named_and_nothing_else() -> None:
    """A row of sixty counties, the last eight of them at nothing."""
    values = {f"{at:02}": (0.0 if at >= 52 else 10.0 + at % 3) for at in range(60)}
    near = {f"{at:02}": {f"{at - 1:02}", f"{at + 1:02}"} & values.keys() for at in range(60)}

    found = clusters.spots(values, near)

    assert [spot.code for spot in found] == ["53", "54", "55", "56", "57", "58", "59", "52"]
    assert all(spot.z < 0 and spot.p <= spot.adjusted <= 0.05 for spot in found)
    assert clusters.spots(values, near, rate=0.001) == found[:6]


def test_where_all_counties_are_alike_there_is_no_pattern() -> None:
    even = dict.fromkeys(ZONES, 3.0)

    assert clusters.moran(even, TOUCHING) is None
    assert clusters.gi_star(even, TOUCHING) == {}
    assert clusters.spots(even, TOUCHING) == []
    assert clusters.moran(ZONES, {}) is None
    assert clusters.moran({}, {}) is None


@given(drawing=maps, factor=st.integers(1, 9), shift=st.integers(-20, 20))
def test_neither_unit_nor_zero_of_a_measure_changes_the_pattern(
    drawing: tuple[list[int], list[tuple[int, int]]], factor: int, shift: int
) -> None:
    values, near = drawn(*drawing)
    other = {code: factor * value + shift for code, value in values.items()}

    for standardised in (True, False):
        here = clusters.moran(values, near, standardised=standardised)
        there = clusters.moran(other, near, standardised=standardised)
        assert (here is None) == (there is None)
        if here is not None and there is not None:
            assert there.index == pytest.approx(here.index, abs=1e-9)
            assert there.z == pytest.approx(here.z, abs=1e-6)
    assert clusters.gi_star(other, near) == pytest.approx(clusters.gi_star(values, near), abs=1e-6)


@given(drawing=maps)
def test_high_and_low_are_mirror_images(drawing: tuple[list[int], list[tuple[int, int]]]) -> None:
    values, near = drawn(*drawing)
    mirrored = clusters.gi_star({code: -value for code, value in values.items()}, near)

    assert mirrored == pytest.approx(
        {code: -z for code, z in clusters.gi_star(values, near).items()}, abs=1e-9
    )


@given(p=st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(0, 1), max_size=20))
def test_adjusting_believes_less_and_keeps_the_order(p: dict[str, float]) -> None:
    q = clusters.adjusted(p)

    assert q.keys() == p.keys()
    assert all(p[code] - 1e-12 <= q[code] <= 1 for code in p)
    assert all(q[a] <= q[b] + 1e-12 for a in p for b in p if p[a] < p[b])

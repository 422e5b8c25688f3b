"""Town and countryside: difference and ratio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reach import gap
from outreach.reach.gap import Area, Gap, Resident, SchoolOfArea

counties = st.lists(
    st.builds(Resident, st.floats(0, 1), st.integers(1, 9_000), st.integers(0, 9_000)), max_size=8
)


def test_townships_say_where_a_school_stands() -> None:
    kinds = ["街道", "镇", "乡", "民族乡", "农场", None]

    assert [gap.area_of(kind) for kind in kinds] == [
        Area.CITY,
        Area.TOWN,
        Area.COUNTRYSIDE,
        Area.COUNTRYSIDE,
        None,
        None,
    ]


def test_difference_and_ratio_can_move_apart() -> None:
    before, after = Gap(urban=0.02, rural=0.01), Gap(urban=0.12, rural=0.10)

    assert before.ratio == 2.0
    assert after.ratio == pytest.approx(1.2)
    assert (before.difference, after.difference) == pytest.approx((0.01, 0.02))
    assert Gap(urban=0.5, rural=0.0).ratio is None
    assert Gap(urban=None, rural=0.1).difference is None


def test_all_to_town_and_nothing_to_the_countryside() -> None:
    found = gap.by_residents([Resident(1.0, 100, 50), Resident(0.0, 100, 0)])

    assert (found.urban, found.rural, found.ratio) == (0.5, 0.0, None)


@given(rows=counties, each=st.integers(0, 5))
def test_the_same_everywhere_is_no_gap(rows: list[Resident], each: int) -> None:
    even = [Resident(row.urban_share, row.children, each * row.children) for row in rows]

    found = gap.by_residents(even)

    for side in (found.urban, found.rural):
        assert side is None or side == pytest.approx(each)


@given(rows=counties)
def test_town_and_countryside_together_are_the_whole(rows: list[Resident]) -> None:
    found = gap.by_residents(rows)

    urban = sum(row.urban_share * row.children for row in rows)
    rural = sum((1 - row.urban_share) * row.children for row in rows)
    assert (found.urban or 0) * urban + (found.rural or 0) * rural == pytest.approx(
        sum(row.got for row in rows) if urban + rural else 0, abs=1e-6
    )


def test_schools_are_grouped_by_their_townships() -> None:
    areas, found = gap.by_schools(
        [
            SchoolOfArea(Area.CITY, is_reached=True, pupils=800, people=400),
            SchoolOfArea(Area.CITY, is_reached=False, pupils=200, people=0),
            SchoolOfArea(Area.COUNTRYSIDE, is_reached=True, pupils=100, people=10),
        ]
    )

    assert [(one.area, one.schools, one.school_share, one.share) for one in areas] == [
        (Area.CITY, 2, 0.5, 0.4),
        (Area.TOWN, 0, None, None),
        (Area.COUNTRYSIDE, 1, 1.0, 0.1),
    ]
    assert (found.difference, found.ratio) == pytest.approx((0.3, 4.0))

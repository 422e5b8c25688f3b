"""Small numbers are published only together, and old names of counties only where they are sure."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.kernel.db import Database
from outreach.province import queries as province
from outreach.province.loading import load_province
from outreach.reach.divisions import Doubt, as_of
from outreach.reach.small_cells import AT_LEAST, Cell, merge

cells = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 40)), max_size=25).map(
    lambda found: [Cell(str(at), city, pupils) for at, (city, pupils) in enumerate(found)]
)


@given(cells)
def test_every_place_is_published_once_and_nothing_is_lost(found: list[Cell]) -> None:
    merged = merge(found)

    codes = [code for group in merged for code in group.codes]
    assert sorted(codes) == sorted(cell.code for cell in found)
    assert sum(group.pupils for group in merged) == sum(cell.pupils for cell in found)


@given(cells)
def test_no_small_number_stands_alone_or_can_be_worked_out(found: list[Cell]) -> None:
    city = {cell.code: cell.city_code for cell in found}
    for group in merge(found):
        inside = {city[code] for code in group.codes}
        assert len(inside) == 1, "never across cities"
        whole = [cell for cell in found if cell.city_code in inside and cell.pupils]
        if 0 < group.pupils < AT_LEAST or len(group.codes) > 1:
            enough = group.pupils >= AT_LEAST and len(group.codes) > 1
            assert enough or len(group.codes) == len(whole), "all that the city has"


@given(cells)
def test_a_gap_is_never_hidden(found: list[Cell]) -> None:
    shown = {group.codes for group in merge(found)}

    assert all((cell.code,) in shown for cell in found if cell.pupils == 0)


def test_twelve_of_fourteen_changes_are_read_backwards(database: Database) -> None:
    with database.writing() as tx:
        load_province(tx)
        today = {county.code: county.name for county in province.counties(tx)}
        changes = province.code_changes(tx)

    first = as_of(2009, today, changes)
    assert (first["360704"].code, first["360704"].name) == ("360721", "赣县")
    assert (first["360112"].code, first["360112"].name) == ("360122", "新建县")
    assert (first["360112"].doubt, first["360112"].beside) == (Doubt.SWALLOWED, "湾里区")
    assert first["360113"].doubt is first["360482"].doubt is Doubt.CUT_OUT
    assert len(first) == 13, "fourteen changes, two of them of Xinjian"
    assert "360482" not in as_of(2012, today, changes)
    assert set(as_of(2019, today, changes)) == {"360783"}
    assert as_of(2020, today, changes) == {}

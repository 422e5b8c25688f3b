"""The tile grid: where squares lie, how dark they are, and where cities meet."""

import re
from collections.abc import Sequence
from datetime import date

import pytest

from outreach.kernel.db import Database
from outreach.ledger.model import Totals
from outreach.province import queries as province
from outreach.province.loading import load_province
from outreach.province.model import County
from outreach.reach import tiles
from outreach.reach.board import build
from outreach.reach.model import Board, Measure
from tests.reach import making


@pytest.fixture
def counties(sqlite_database: Database) -> Sequence[County]:
    with sqlite_database.writing() as tx:
        load_province(tx)
        return province.counties(tx)


def board(counties: Sequence[County], **onsite: int) -> Board:
    totals = {code.strip("c"): Totals(1, count) for code, count in onsite.items()}
    facts = making.facts(counties, totals=totals)
    return build(facts, days=making.YEAR, today=making.TODAY)


def test_every_county_has_its_own_square_inside_the_picture(counties: Sequence[County]) -> None:
    grid = tiles.grid(board(counties).counties, measure=Measure.PEOPLE)

    assert (len(grid.tiles), len({(tile.x, tile.y) for tile in grid.tiles})) == (100, 100)
    assert (grid.width, grid.height) == (13 * 64 + 20, 15 * 64 + 20)
    assert all(0 < tile.x < grid.width - tile.size for tile in grid.tiles)
    assert all(0 < tile.y < grid.height - tile.size for tile in grid.tiles)


def test_squares_are_read_from_north_to_south_and_west_to_east(counties: Sequence[County]) -> None:
    grid = tiles.grid(board(counties).counties, measure=Measure.PEOPLE)

    places = [(tile.y, tile.x) for tile in grid.tiles]
    assert places == sorted(places)


def test_each_city_is_named_once(counties: Sequence[County]) -> None:
    grid = tiles.grid(board(counties).counties, measure=Measure.PEOPLE)

    assert sorted(label.county.city_code for label in grid.labels) == sorted(
        {county.city_code for county in counties}
    )


def test_a_city_alone_is_cut_to_its_own_squares_and_has_no_seams(
    counties: Sequence[County],
) -> None:
    ganzhou = [county for county in counties if county.city_code == "360700"]

    grid = tiles.grid(board(ganzhou).counties, measure=Measure.PEOPLE)

    assert (len(grid.tiles), grid.seams) == (18, "")
    assert min(tile.x for tile in grid.tiles) == min(tile.y for tile in grid.tiles) == 13


def test_seams_run_only_between_squares_of_different_cities() -> None:
    west = making.county("360102")
    east = making.county("360734", tile_column=1)
    south = making.county("360103", tile_row=1)

    grid = tiles.grid(board([west, east, south]).counties, measure=Measure.PEOPLE)

    assert re.findall(r"M[^M]+", grid.seams) == ["M74 10v64"]


@pytest.mark.parametrize(
    ("onsite", "level"), [(0, 0), (1, 1), (99, 1), (100, 2), (2_000, 5), (4_000, 6), (99_999, 6)]
)
def test_more_contacts_are_darker_and_none_is_apart(onsite: int, level: int) -> None:
    found = board([making.county("360734")], c360734=onsite)

    assert tiles.level(found.whole, Measure.CONTACTS) == level


@pytest.mark.parametrize(
    ("day", "level"),
    [(None, 0), ("2026-11-20", 6), ("2026-10-20", 6), ("2026-09-01", 5), ("2026-06-01", 4),
     ("2025-12-01", 3), ("2024-12-01", 2), ("2024-11-23", 2), ("2024-10-20", 1)],
)  # fmt: skip
def test_a_short_wait_is_darker(day: str | None, level: int) -> None:
    county = making.county("360734")
    last_days = {} if day is None else {county.code: date.fromisoformat(day)}

    found = build(making.facts([county], last_days=last_days), days=making.YEAR, today=making.TODAY)

    assert tiles.level(found.whole, Measure.WAIT) == level

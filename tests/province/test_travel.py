"""Kilometres, hours and bands against the table of the domain research."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.kernel.db import Database
from outreach.province import actions, queries, rules
from outreach.province.model import (
    DEFAULT_TRAVEL,
    MUSEUM,
    Advice,
    Point,
    TravelBand,
    TravelParameters,
)
from tests import make
from tests.province import build

TABLE = Path(__file__).parent / "travel_table.csv"
ROUNDED_TO_KM = 5

# Published and recomputed distances on a sphere of 6371.0088 km, between county seats.
SEATS_KM = {
    ("360113", "360702"): 328.34712200528276,
    ("360113", "361102"): 205.70855336337533,
    ("360726", "360430"): 541.5848011840861,
}


def test_the_great_circle_agrees_with_published_distances(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.reading() as tx:
        for (one, other), km in SEATS_KM.items():
            here, there = queries.county(tx, one).seat, queries.county(tx, other).seat
            assert rules.great_circle_km(here, there) == pytest.approx(km, rel=1e-12)


def test_lands_end_to_john_o_groats_is_969_km() -> None:
    here = Point(lat=50 + 3 / 60 + 59 / 3600, lon=-(5 + 42 / 60 + 53 / 3600))
    there = Point(lat=58 + 38 / 60 + 38 / 3600, lon=-(3 + 4 / 60 + 12 / 3600))

    assert rules.great_circle_km(here, there) == pytest.approx(968.9, abs=0.1)


def test_all_100_counties_have_the_band_of_the_table(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.reading() as tx:
        ways = queries.travel_to_museum(tx)
    with TABLE.open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))

    assert len(table) == len(ways) == 100
    for row in table:
        way, km = ways[row["code"]], float(row["road_km"])
        # The table rounds to 5 km and claims 15 %.
        assert abs(way.km - km) <= 0.15 * km + ROUNDED_TO_KM / 2, row["name"]
        assert way.band == row["band"], row["name"]
        assert abs(way.hours - float(row["coach_hours"])) <= 0.5, row["name"]


def test_bands_hold_24_40_20_and_16_counties(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.reading() as tx:
        bands = [way.band for way in queries.travel_to_museum(tx).values()]

    assert [bands.count(band) for band in TravelBand] == [24, 40, 20, 16]


def test_a_teacher_in_xunwu_hears_530_km_and_7_hours(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.reading() as tx:
        way = queries.travel_to_museum(tx)["360734"]

    assert (way.about_km, way.about_hours, way.advice) == (530, 7.0, Advice.LET_IT_COME)


@given(
    near=st.floats(0, 1200, allow_nan=False),
    further=st.floats(0, 200, allow_nan=False),
)
def test_a_longer_way_never_takes_less_time(near: float, further: float) -> None:
    hours = rules.coach_hours(near, parameters=DEFAULT_TRAVEL)

    assert rules.coach_hours(near + further, parameters=DEFAULT_TRAVEL) >= hours >= 0.5


@pytest.mark.parametrize(
    "speeds",
    [
        (),
        ((100, 60), (50, 70)),
        ((50, 30), (60, 90)),
        ((50, 300),),
        ((0, 50),),
    ],
    ids=["none", "falling distances", "a longer way would be quicker", "a racing coach", "at zero"],
)
def test_speeds_that_make_no_sense_are_refused(speeds: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(rules.TravelParametersUnusable):
        rules.check_parameters(TravelParameters(road_factor=1.28, speeds=speeds))


def test_the_first_estimate_is_itself_acceptable() -> None:
    rules.check_parameters(DEFAULT_TRAVEL)


def test_what_a_driver_measured_replaces_the_estimate(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        actions.set_county_travel(
            tx,
            county_code="360734",
            road_factor=None,
            road_km=498,
            coach_hours=6.0,
            by=None,
            now=make.NOW,
        )
    with database.reading() as tx:
        way = queries.travel_to_museum(tx)["360734"]

    assert (way.about_km, way.hours, way.measured) == (498, 6.0, True)


def test_a_mountain_county_may_have_its_own_road_factor(database: Database) -> None:
    build.province(database)
    with database.reading() as tx:
        before = queries.travel_to_museum(tx)["360734"].km
    with database.writing() as tx:
        actions.set_county_travel(
            tx,
            county_code="360734",
            road_factor=1.4,
            road_km=None,
            coach_hours=None,
            by=None,
            now=make.NOW,
        )
    with database.reading() as tx:
        after = queries.travel_to_museum(tx)["360734"].km

    assert after == pytest.approx(before * 1.4 / 1.28)


def test_the_province_may_edit_its_parameters(database: Database) -> None:
    build.province(database)
    slower = TravelParameters(road_factor=1.3, speeds=((10, 30), (400, 60)))
    with database.writing() as tx:
        actions.set_travel_parameters(tx, parameters=slower, by=None, now=make.NOW)
    with database.reading() as tx:
        assert queries.travel_parameters(tx) == slower


def test_a_school_with_coordinates_is_measured_from_its_gate(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        here = build.school(tx, name="馆旁小学", lat=MUSEUM.lat, lon=MUSEUM.lon)
        there = build.school(tx, name="县城小学")
    with database.reading() as tx:
        assert queries.travel_from_school(tx, here, to=MUSEUM).about_km == 5
        assert queries.travel_from_school(tx, there, to=MUSEUM).about_km == 530

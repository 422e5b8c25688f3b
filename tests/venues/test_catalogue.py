"""The packaged venues and programmes, and what is asked of them."""

from datetime import time

import pytest
from wtforms.validators import ValidationError

from outreach.catalogue import queries
from outreach.catalogue.forms import parse_clocks
from outreach.catalogue.loading import load_catalogue
from outreach.catalogue.rules_form import parse_hours
from outreach.kernel.db import Database
from tests import make

pytestmark = pytest.mark.usefixtures("whole_province")


def test_the_catalogue_holds_what_the_first_season_offers(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
        venues = {venue.slug: venue for venue in queries.venues(tx)}
        offered = {programme.slug: programme for programme in queries.programmes(tx)}

    assert venues["provincial-museum"].closed_weekdays == (0,)
    assert venues["ganzhou-museum"].closed_weekdays == (0, 1)
    assert {p.kind.value for p in offered.values()} == {
        "route",
        "site_tour",
        "lab",
        "talk",
        "live_lesson",
    }
    tour = offered["computing-centre-tour"]
    assert (tour.batch_size, tour.starts, tour.weekdays) == (40, (time(14),), (2,))
    assert all(programme.sample for programme in offered.values())


def test_every_programme_fits_into_the_hours_of_its_venue(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
        venues = {venue.id: venue for venue in queries.venues(tx)}
        offered = queries.programmes(tx)

    for programme in offered:
        for weekday in programme.weekdays:
            hours = [o for o in venues[programme.venue_id].openings if o.weekday == weekday]
            for starts in programme.starts:
                ends = starts.hour * 60 + starts.minute + programme.minutes
                assert any(
                    o.opens <= starts and ends <= o.closes.hour * 60 + o.closes.minute
                    for o in hours
                ), (programme.slug, weekday, starts)
        assert sum(stop.minutes for stop in programme.stops) <= programme.minutes


def test_loading_again_changes_nothing(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
        before = (queries.venues(tx), queries.programmes(tx))
        load_catalogue(tx)

        assert (queries.venues(tx), queries.programmes(tx)) == before


@pytest.mark.parametrize(
    ("grade", "slugs"),
    [
        (0, {"ganzhou-discovery"}),
        (2, {"ganzhou-discovery", "science-principles"}),
        (
            11,
            {
                "cosmic-explorer",
                "industrial-revolution",
                "talk-scientists",
                "computing-centre-tour",
                "computing-talk-secondary",
                "live-computing-talk",
                "live-industrial-simulation",
            },
        ),
    ],
)
def test_a_grade_finds_what_suits_it(
    sqlite_database: Database, grade: int, slugs: set[str]
) -> None:
    with sqlite_database.writing() as tx:
        make.province(tx)
        found = {programme.slug for programme in queries.programmes(tx, grade=grade)}

    assert found == slugs


def test_an_offer_is_the_programme_with_its_venues_rules(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
        programme = queries.programmes(tx)[0]
        venue = queries.venue(tx, programme.venue_id)
        offer = queries.offer(tx, programme.id)

    assert (offer.programme.slug, offer.venue_name, offer.rules) == (
        programme.slug,
        venue.name,
        venue.rules,
    )


@pytest.mark.parametrize(
    ("typed", "clocks"),
    [
        ("09:00、13:30", [time(9), time(13, 30)]),
        ("13：30, 9:00；9:00", [time(9), time(13, 30)]),
        ("", []),
    ],
)
def test_clocks_are_read_as_people_write_them(typed: str, clocks: list[time]) -> None:
    assert parse_clocks(typed) == clocks


@pytest.mark.parametrize("typed", ["25:00", "9", "nine", "09:60"])
def test_what_is_no_clock_is_complained_about(typed: str, app_words: None) -> None:
    with pytest.raises(ValidationError, match=typed):
        parse_clocks(typed)


def test_hours_with_a_lunch_break_are_two_stretches() -> None:
    assert parse_hours("13:30-17:00、09:00–11:30") == [
        (time(9), time(11, 30)),
        (time(13, 30), time(17)),
    ]


@pytest.mark.parametrize("typed", ["09:00", "17:00–09:00", "09:00–12:00、11:00–13:00"])
def test_hours_that_make_no_sense_are_complained_about(typed: str, app_words: None) -> None:
    with pytest.raises(ValidationError):
        parse_hours(typed)

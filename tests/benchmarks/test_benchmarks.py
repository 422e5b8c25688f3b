"""The benchmarks still run: each once, small. What they measure is nobody's promise here."""

from datetime import timedelta

import pytest

from benchmarks import (
    availability,
    board,
    booking,
    exhibits,
    feed,
    ledger_import,
    reach_years,
    returns,
    roster,
    rotation,
    school_import,
    scorecard,
)
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.reach import queries as reach
from outreach.reach.board import build


@pytest.mark.race
def test_a_class_books_beside_its_bare_transaction(database: Database) -> None:
    found = booking.measure(database, sessions=2, quick=True)

    assert found["clients"]["8"]["bookings"] == 16
    assert found["where_the_time_goes"]["by_kind"]["INSERT INTO booking"] == 1


@pytest.mark.race
def test_a_class_books_over_http(sqlite_database: Database) -> None:
    found = booking.over_http(sqlite_database, quick=True)

    assert found["bookings"] == 8


def test_sessions_are_listed_beside_one_plain_statement(database: Database) -> None:
    found = availability.measure(database, quick=True)

    assert list(found["growth"]) == ["100", "200"]


def test_the_board_agrees_with_a_reading_row_by_row(sample_database: Database) -> None:
    found = board.measure(sample_database, repeats=1)

    assert found["repeats"] == 1


def test_many_years_agree_with_plain_sums(sample_database: Database) -> None:
    days = Days.through(board.TODAY - timedelta(days=363), board.TODAY)

    assert reach_years.measured(sample_database, days, repeats=1)["repeats"] == 1
    with sample_database.reading() as tx:
        facts = reach.facts(tx, days=days)
    many = build(reach_years.as_provinces(facts, 3), days=days, today=board.TODAY)
    one = build(facts, days=days, today=board.TODAY)
    assert many.whole.people.low == 3 * one.whole.people.low
    assert many.whole.children == 3 * one.whole.children


def test_a_list_of_schools_is_read_beside_calamine() -> None:
    assert list(school_import.run(quick=True)["rows"]) == ["50", "100"]


def test_a_year_of_activities_is_imported_beside_a_bare_read() -> None:
    assert list(ledger_import.run(quick=True)["rows"]) == ["50", "100"]


def test_a_feed_is_fetched_beside_its_rows_and_bytes() -> None:
    assert list(feed.run(quick=True)["visits"]) == ["5", "10"]


def test_a_full_day_is_arranged_beside_a_pencils_timetable() -> None:
    found = rotation.run(quick=True)["classes"]["24"]

    assert found["proven"]
    assert found["ours"] < found["first_fit"]


def test_a_list_of_exhibits_is_read_beside_calamine() -> None:
    assert list(exhibits.run(quick=True)["import"]) == ["30", "60"]


def test_the_roster_is_proposed_beside_a_careful_person() -> None:
    found = roster.run(quick=True)["6_guides"]

    assert found["unmet"] <= found["unmet_by_hand"]
    assert found["again_the_same"]


def test_a_province_is_packed_beside_one_plain_statement() -> None:
    found = returns.run(quick=True)["size"]["small"]

    assert found["activities"] > 3000
    assert found["apart"]["peak_mb"] < 500


def test_sheet_and_list_agree_with_plain_sums(sample_database: Database) -> None:
    found = scorecard.measure(sample_database, repeats=1)

    assert list(found) == ["sheet", "list", "what_if"]

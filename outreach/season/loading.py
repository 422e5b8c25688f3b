"""Public holidays, and a school calendar to begin with."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib import resources

from sqlalchemy import func, select

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.province.loading import read_holidays
from outreach.season.model import PublicHoliday
from outreach.season.tables import ClosureRow, PublicHolidayRow, SchoolBreakRow, TermRow


def load_holidays(tx: Tx) -> None:
    """Add the public holidays that are missing; days that people entered stay.

    Those of 2024 to 2026 are official. Those of 2027 follow from the holiday rules of 2025, know
    no make-up days, and are marked provisional.
    """
    known = set(tx.scalars(select(PublicHolidayRow.day)))
    tx.add_all(
        PublicHolidayRow(
            day=holiday.day,
            kind="off" if holiday.is_off else "workday",
            name=holiday.name,
            provisional=holiday.provisional,
        )
        for holiday in packaged_holidays()
        if holiday.day not in known
    )


def packaged_holidays() -> Iterator[PublicHoliday]:
    for known in read_holidays():
        yield PublicHoliday(known.day, known.is_off, known.name)
    for line in _read("holidays_2027.csv"):
        day = date.fromisoformat(line["date"])
        yield PublicHoliday(day, line["kind"] == "off", line["name"], provisional=True)


def load_sample_calendar(tx: Tx) -> None:
    """Terms, exam weeks and closures to try things with, all provisional, into empty tables only.

    Divisions and venues must be loaded before.
    """
    if not tx.scalar(select(func.count()).select_from(TermRow)):
        tx.add_all(_terms())
    if not tx.scalar(select(func.count()).select_from(SchoolBreakRow)):
        tx.add_all(_breaks())
    if not tx.scalar(select(func.count()).select_from(ClosureRow)):
        tx.add_all(_closures(tx))


def _read(name: str) -> Iterator[dict[str, str]]:
    source = resources.files("outreach.season") / "data" / name
    with source.open("r", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _terms() -> Iterator[TermRow]:
    for line in _read("terms.csv"):
        yield TermRow(
            city_code=line["city_code"],
            stage=line["stage"],
            name=line["name"],
            starts_on=date.fromisoformat(line["starts_on"]),
            ends_on=date.fromisoformat(line["ends_on"]),
            provisional=True,
        )


def _breaks() -> Iterator[SchoolBreakRow]:
    for line in _read("breaks.csv"):
        yield SchoolBreakRow(
            city_code=line["city_code"] or None,
            stage=line["stage"] or None,
            kind=line["kind"],
            name=line["name"],
            starts_on=date.fromisoformat(line["starts_on"]),
            ends_on=date.fromisoformat(line["ends_on"]),
            provisional=True,
        )


def _closures(tx: Tx) -> Iterator[ClosureRow]:
    for line in _read("closures.csv"):
        venue = catalogue.find_venue_by_slug(tx, line["venue"])
        if venue is not None:
            yield ClosureRow(
                venue_id=venue.id,
                starts_on=date.fromisoformat(line["starts_on"]),
                ends_on=date.fromisoformat(line["ends_on"]),
                reason=line["reason"],
            )

"""Reading what the board is made of: the register below, the ledger beside, figures out."""

from datetime import date

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import reach_queries as ledger
from outreach.province import queries as province
from outreach.province.register_queries import register
from outreach.reach.board import Facts, build
from outreach.reach.crowds import SchoolFacts
from outreach.reach.model import Board

BEGINNING = date(1900, 1, 1)


def facts(tx: Tx, *, days: Days, today: date, city_code: str | None = None) -> Facts:
    """Nine statements for the whole province, however many schools and activities it has."""
    until = min(days.last, today)
    return Facts(
        counties=province.counties(tx, city_code=city_code),
        schools=[
            SchoolFacts(school.id, school.county_code, school.pupils, school.by_grade)
            for school in register(tx, city_code=city_code)
        ],
        totals=ledger.contacts_by_county(tx, period=days),
        last_days=ledger.last_days_by_county(tx, until=days.until),
        heads=ledger.heads(tx, period=days, city_code=city_code),
        reached=ledger.schools_reached(tx, period=days, city_code=city_code),
        ever=ledger.schools_reached(tx, period=Days.through(BEGINNING, until), city_code=city_code),
    )


def board(tx: Tx, *, days: Days, today: date, city_code: str | None = None) -> Board:
    """The figures that the page shows and the command prints."""
    return build(facts(tx, days=days, today=today, city_code=city_code), days=days, today=today)

"""Reading what the board is made of: the register below, the ledger beside, figures out."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import reach_queries as ledger
from outreach.ledger.model import Totals
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import Township
from outreach.province.register_queries import register
from outreach.reach import measures
from outreach.reach.board import Facts, build
from outreach.reach.crowds import SchoolFacts, people_by_school
from outreach.reach.gap import area_of
from outreach.reach.measures import People
from outreach.reach.model import Board, CountyPage, SchoolReach, TownshipReach

BEGINNING = date(1900, 1, 1)


def facts(
    tx: Tx,
    *,
    days: Days,
    city_code: str | None = None,
    county_code: str | None = None,
    county_codes: Collection[str] | None = None,
    without: Collection[int] = (),
) -> Facts:
    """A handful of statements, however many schools and activities there are.

    Of the province, a city, a county, or some counties. `without` leaves activities out, for
    trying what would be so without them.
    """
    only = county_codes if county_code is None else (county_code,)
    return Facts(
        counties=(
            [province.county(tx, county_code)]
            if county_code is not None
            else [
                county
                for county in province.counties(tx, city_code=city_code)
                if only is None or county.code in only
            ]
        ),
        schools=[
            SchoolFacts(
                school.id,
                school.county_code,
                school.pupils,
                school.by_grade,
                area_of(school.township_kind),
            )
            for school in register(tx, city_code=city_code, county_codes=only)
        ],
        totals=ledger.contacts_by_county(tx, period=days, county_codes=only, without=without),
        last_days=ledger.last_days_by_county(
            tx, until=days.until, county_codes=only, without=without
        ),
        heads=ledger.heads(
            tx, period=days, city_code=city_code, county_codes=only, without=without
        ),
        contacts=ledger.schools_reached(
            tx, period=days, city_code=city_code, county_codes=only, without=without
        ),
    )


def board(tx: Tx, *, days: Days, today: date, city_code: str | None = None) -> Board:
    """The figures that the page shows and the command prints, of the province or one city."""
    return build(facts(tx, days=days, city_code=city_code), days=days, today=today)


def county_page(
    tx: Tx, code: str, *, days: Days, today: date, known: Facts | None = None
) -> CountyPage:
    """One county: the same figures as on the board, and the schools behind them.

    `known` are the facts of the county and its days, where somebody has read them already.
    """
    found = known or facts(tx, days=days, county_code=code)
    until = min(days.last, today)
    people = people_by_school(found.heads, found.schools, days=days, today=today)
    by_school = {school_id: one for (_, school_id), one in people.items()}
    counted = Counter[int]()
    for cell in found.heads:
        counted[cell.school_id] += sum(count.pupils for count in cell.counts)
    named = school_queries.schools_by_id(tx, [school.id for school in found.schools])
    schools = [
        SchoolReach(
            school=school,
            people=by_school.get(school.id, People()),
            activities=contact.activities if contact else 0,
            last_day=contact.last_day if contact else None,
            months=measures.months_since(contact.last_day, today=until) if contact else None,
            heads=counted[school.id],
        )
        for school in named.values()
        for contact in [found.contacts.get(school.id)]
    ]
    lines = tuple(sorted(schools, key=_forgotten_first))
    return CountyPage(
        county=build(found, days=days, today=today).counties[0],
        schools=lines,
        townships=_townships(province.townships(tx, county_code=code), lines),
        by_month=_by_month(tx, code, days=Days.through(days.first, max(days.first, until))),
    )


def _townships(
    townships: Sequence[Township], lines: Sequence[SchoolReach]
) -> tuple[TownshipReach, ...]:
    """Those with a school in the register; the least reached first, larger before smaller."""
    inside: dict[str, list[SchoolReach]] = {}
    for line in lines:
        if line.school.township_code is not None:
            inside.setdefault(line.school.township_code, []).append(line)
    found = [TownshipReach(t, tuple(inside[t.code])) for t in townships if t.code in inside]
    return tuple(
        sorted(found, key=lambda t: (t.reached / len(t.schools), -t.pupils, t.township.code))
    )


def _forgotten_first(line: SchoolReach) -> tuple[date, int, int]:
    """Never reached, larger schools before smaller; then by how long ago."""
    return line.last_day or BEGINNING, -(line.school.pupils or 0), line.school.id


def _by_month(tx: Tx, code: str, *, days: Days) -> tuple[tuple[int, int, Totals], ...]:
    counted = ledger.contacts_by_month(tx, period=days, county_code=code)
    months = dict.fromkeys((day.year, day.month) for day in days)
    return tuple((year, month, counted.get((year, month), Totals())) for year, month in months)

"""Reading an uploaded year of activities: found on disk row by row, judged against the ledger."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person, Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.ledger import import_actions, import_cells, import_header, import_queries
from outreach.ledger.import_entry import Usual
from outreach.ledger.import_header import LedgerOfAnotherYear, Table
from outreach.ledger.import_lines import Known, judge
from outreach.ledger.import_model import Found, LedgerImport, LedgerLine, pack_line
from outreach.ledger.import_reading import Roll
from outreach.ledger.import_twins import Told, Twins
from outreach.province import import_queries as lists
from outreach.province import uploads
from outreach.province.list_counties import Gazetteer
from outreach.province.spool import Spool


def read_import(database: Database, import_id: int, *, now: datetime) -> None:
    """Read an upload and judge every line against register and ledger, a few rows at a time."""

    def judged() -> tuple[int, Iterator[LedgerLine]]:
        with database.reading() as tx:
            found = import_queries.ledger_import(tx, import_id)
            content = import_queries.content_of(tx, import_id)
            owner = accounts.find_person(tx, found.person_id) if found.person_id else None
            gazetteer = lists.gazetteer(tx)
        spool = Spool(content)
        try:
            tables = tables_of(spool, found)
        except BaseException:
            spool.close()
            raise
        usual = _usual(database, found, owner, gazetteer, tables, now=now)
        _keep_found(database, import_id, tables, usual)
        return sum(table.leaf.height for table in tables), _lines(
            database, spool, tables, usual, gazetteer
        )

    uploads.read(database, import_actions.LISTS, import_id, judged=judged, pack=pack_line)


def _keep_found(database: Database, import_id: int, tables: list[Table], usual: Usual) -> None:
    unread = dict.fromkeys(name for table in tables for name in table.unknown.values())
    found = Found(
        sheets=tuple(table.leaf.name for table in tables if table.leaf.name),
        unread=tuple(unread),
        year=usual.year,
    )
    with database.writing() as tx:
        import_actions.keep_found(tx, import_id, found)


def tables_of(spool: Spool, found: LedgerImport) -> list[Table]:
    """The sheets that hold activities; refuses a form that is another year's, or out of step."""
    tables = import_header.find_tables(spool.leaves)
    told = {year for table in tables for year in import_cells.years_in(table.above)}
    if found.year is not None and len(told) == 1 and found.year not in told:
        missing, unknown = import_header.differences(tables)
        raise LedgerOfAnotherYear(
            told=told.pop(), wanted=found.year, missing=missing, unknown=unknown
        )
    for table in tables:
        import_header.check_not_shifted(table)
    return tables


def _lines(
    database: Database, spool: Spool, tables: list[Table], usual: Usual, gazetteer: Gazetteer
) -> Iterator[LedgerLine]:
    known = Known(
        twins=Twins(
            month=lambda year, month: _told(database, year, month),
            places=gazetteer.counties,
        ),
        numbers=cache(lambda year: _numbers(database, year)),
    )
    with spool:
        yield from judge(tables, lambda t: spool.rows(t.leaf), usual=usual, known=known)


def _usual(
    database: Database,
    found: LedgerImport,
    owner: Person | None,
    gazetteer: Gazetteer,
    tables: list[Table],
    *,
    now: datetime,
) -> Usual:
    year = found.year
    if year is None:
        told = {y for t in tables for y in import_cells.years_in(f"{t.above} {t.leaf.name}")}
        told = told or import_cells.years_in(found.filename)
        year = told.pop() if len(told) == 1 else None
    scope = scope_of(owner, gazetteer, venue_id=found.venue_id)
    counties = tuple(scope) if scope is not None and len(scope) == 1 else ()
    titled = () if counties else _county_in_title(tables, found.filename, gazetteer)

    @cache
    def roll(county_code: str) -> Roll:
        with database.reading() as tx:
            county = gazetteer.counties[county_code][0]
            return import_queries.roll(tx, county_code, county=county)

    return Usual(
        gazetteer=gazetteer,
        roll=roll,
        scope=scope,
        today=local_day(now),
        given=found.given,
        year=year,
        lead=found.lead,
        venue_id=found.venue_id,
        counties=counties or titled,
        from_title=bool(titled),
    )


def scope_of(
    owner: Person | None, gazetteer: Gazetteer, *, venue_id: int | None
) -> frozenset[str] | None:
    """The counties whose activities the uploader may enter now; all of them is told as None."""
    if owner is None:
        return frozenset()
    if venue_id is not None and not owner.runs_venue(venue_id):
        return frozenset()
    if owner.runs_the_province or owner.has(Role.VENUE):
        return None
    return frozenset(code for code in gazetteer.counties if owner.watches_county(code))


def _county_in_title(tables: list[Table], filename: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The one county that the titles name, else the sheets', else the file's name."""
    for words in (
        " ".join(table.above for table in tables),
        " ".join(table.leaf.name for table in tables),
        filename,
    ):
        named = {code for code, (name, _city) in gazetteer.counties.items() if name in words}
        if named:
            return tuple(named) if len(named) == 1 else ()
    return ()


def _told(database: Database, year: int, month: int) -> list[Told]:
    with database.reading() as tx:
        return import_queries.told_in_month(tx, year, month)


def _numbers(database: Database, year: int) -> frozenset[str]:
    with database.reading() as tx:
        return import_queries.numbers_of(tx, year)

"""What a pack holds: forms, units, records, the science month, and why forms differ.

Everything is read in one snapshot of the database, the ledger once for all forms and units.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import export as ledger_export
from outreach.ledger.model import EVERYTHING, Filter
from outreach.ledger.return_model import Fact
from outreach.papers.word_file import docx
from outreach.province.model import TravelBand
from outreach.returns import month_pack, pack_sheets, periods, places, queries, workbook
from outreach.returns.comparing import beside
from outreach.returns.counting import Count, count
from outreach.returns.model import Return, State, Unit, UnitKind
from outreach.returns.pack_model import Stage
from outreach.returns.rule_text import in_chinese
from outreach.returns.sheets import Page, page_of
from outreach.returns.word_form import sheet_of

Tell = Callable[[Stage, int, int], None]
"""Says how far it is: so many steps of so many; raises when nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The ledger of the pack's days, once, and by whose form it belongs to."""

    whole: Sequence[Fact]
    by_city: Mapping[str, Sequence[Fact]]
    by_county: Mapping[str, Sequence[Fact]]
    by_venue: Mapping[str, Sequence[Fact]]
    bands: Mapping[str, TravelBand]

    def of(self, unit: Unit) -> Sequence[Fact]:
        match unit.kind:
            case UnitKind.PROVINCE:
                return self.whole
            case UnitKind.CITY:
                return self.by_city.get(unit.code[:4], ())
            case UnitKind.COUNTY:
                return self.by_county.get(unit.code, ())
            case UnitKind.VENUE:
                return self.by_venue.get(unit.code, ())


def make(
    tx: Tx, unit: Unit, year: int, *, file: Path, evidence: Path, tell: Tell, today: date
) -> None:
    """Write everything of a unit and a year into one zip file. Ask inside `reading()`."""
    tell(Stage.COUNTING, 0, 0)
    returns = queries.below(tx, unit, year)
    grounds = _grounds(tx, unit, returns)
    pages = _pages(tx, returns, grounds, tell)
    own = [page for page in pages if page.found.unit == unit]
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        names = [*_forms(packed, own, tell, today=today)]
        tell(Stage.UNITS, 0, 1)
        names += _units(packed, pages)
        tell(Stage.RECORDS, 0, 1)
        names += _records(tx, packed, unit, year)
        tell(Stage.EVIDENCE, 0, 1)
        names += month_pack.write_month(
            tx,
            packed,
            page=next((p for p in own if p.found.round.version.slug == "science-month"), None),
            facts=grounds.of(unit),
            evidence=evidence,
            year=year,
            today=today,
        )
        tell(Stage.CLOSING, 0, 1)
        names += _differences(packed, own, grounds)
        listed = "\r\n".join([f"{unit.name} {year} 年统计报表", f"{today:%Y-%m-%d}", "", *names])
        packed.writestr("00-目录.txt", f"\ufeff{listed}\r\n")


def _grounds(tx: Tx, unit: Unit, returns: Sequence[Return]) -> Grounds:
    spans = [
        periods.spanned(each.definition, year=each.year, month=each.month)
        for each in {found.round.id: found.round for found in returns}.values()
    ]
    facts: Sequence[Fact] = ()
    if spans:
        days = Days(min(span.first for span in spans), max(span.until for span in spans))
        facts = queries.facts_of(tx, unit, days)
    by_city: dict[str, list[Fact]] = defaultdict(list)
    by_county: dict[str, list[Fact]] = defaultdict(list)
    by_venue: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_city[fact.county_code[:4]].append(fact)
        by_county[fact.county_code].append(fact)
        if fact.venue_id is not None:
            by_venue[str(fact.venue_id)].append(fact)
    return Grounds(facts, by_city, by_county, by_venue, places.bands(tx))


def _pages(tx: Tx, returns: Sequence[Return], grounds: Grounds, tell: Tell) -> list[Page]:
    beside_them = queries.beside(tx, [found.id for found in returns])
    pages = []
    for number, found in enumerate(returns):
        if number % 25 == 0:
            tell(Stage.COUNTING, number, len(returns))
        pages.append(page_of(tx, found, _count(tx, found, grounds), kept=beside_them))
    return pages


def _count(tx: Tx, found: Return, grounds: Grounds) -> Count:
    kept = None if found.state is State.OPEN else queries.find_snapshot(tx, found.id)
    if kept is not None:
        return kept
    return count(
        found.round.definition,
        grounds.of(found.unit),
        found.unit,
        bands=grounds.bands,
        year=found.round.year,
        month=found.round.month,
    )


def _forms(packed: ZipFile, own: Sequence[Page], tell: Tell, *, today: date) -> Sequence[str]:
    """The unit's own forms: one workbook with all of them, and each as a Word file."""
    if not own:
        return []
    names = ["01-报表.xlsx"]
    ruled = [(page, in_chinese(page.definition)) for page in own]
    packed.writestr(names[0], workbook.workbook(ruled))
    for number, (page, rules) in enumerate(ruled, start=1):
        tell(Stage.FORMS, number, len(own))
        name = f"Word/{workbook.file_name(page)}.docx"
        packed.writestr(name, docx(sheet_of(page, rules, today=today)))
        names.append(name)
    return names


def _units(packed: ZipFile, pages: Sequence[Page]) -> Sequence[str]:
    """Every form with all units beneath each other."""
    by_round: dict[int, list[Page]] = defaultdict(list)
    for page in pages:
        by_round[page.found.round.id].append(page)
    several = [found for found in by_round.values() if len(found) > 1]
    if not several:
        return []
    packed.writestr("02-分单位.xlsx", pack_sheets.units(several))
    return ["02-分单位.xlsx"]


def _records(tx: Tx, packed: ZipFile, unit: Unit, year: int) -> Sequence[str]:
    """The year's ledger of the unit, in the ledger's own columns."""
    wanted = Filter(period=Days(date(year, 1, 1), date(year + 1, 1, 1)))
    match unit.kind:
        case UnitKind.CITY:
            wanted = replace(wanted, city_code=unit.code)
        case UnitKind.COUNTY:
            wanted = replace(wanted, county_code=unit.code)
        case UnitKind.VENUE:
            wanted = replace(wanted, venue_id=int(unit.code))
    book = ledger_export.workbook("活动台账", ledger_export.lines(tx, wanted, sight=EVERYTHING))
    with packed.open("03-活动台账.xlsx", "w") as target:
        target.write(book.getbuffer())
    return ["03-活动台账.xlsx"]


def _differences(packed: ZipFile, own: Sequence[Page], grounds: Grounds) -> Sequence[str]:
    """Every two forms of the unit that measure the same, and why they say something else."""
    rows = [
        (first, second, pair)
        for place, first in enumerate(own)
        for second in own[place + 1 :]
        for pair in beside(
            first.found, first.counted, second.found, second.counted, bands=grounds.bands
        )
    ]
    if not rows:
        return []
    packed.writestr("04-口径差异说明.xlsx", pack_sheets.differences(rows))
    return ["04-口径差异说明.xlsx"]

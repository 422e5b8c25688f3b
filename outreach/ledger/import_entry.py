"""A line of a list as the ledger's own entry: what, when, where, how many, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.ledger import import_cells, import_words
from outreach.ledger.columns import OWN, ROUGH, SHARED, YES, read_cells
from outreach.ledger.import_cells import MOST_ONSITE, When
from outreach.ledger.import_counts import Counts, count
from outreach.ledger.import_model import Ask, Given, Topic, digest
from outreach.ledger.import_reading import LONGEST, KnownSchool, LineReading, Roll
from outreach.ledger.model import (
    Audience,
    Cell,
    Entry,
    Kind,
    Label,
    Partner,
    PartnerRole,
)
from outreach.province.cells import UnreadableCell, text
from outreach.province.list_counties import Gazetteer

MOST_PARTNERS = 8
LONGEST_VEHICLE = 20
MOST_PEOPLE, MOST_KILOMETRES, MOST_HOURS = 100_000, 20_000, 1_000_000
YEARS_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for a whole list: who may enter what, and what stands in for empty cells."""

    gazetteer: Gazetteer
    roll: Callable[[str], Roll]
    scope: frozenset[str] | None
    """The counties the person may enter; None: all of the province."""
    today: date
    given: Given
    year: int | None = None
    lead: str = ""
    venue_id: int | None = None
    counties: tuple[str, ...] = ()
    """The county of the list, where its lines name none."""
    from_title: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """An entry, and what the register knows of its school."""

    entry: Entry
    school: KnownSchool | None


def understand(line: LineReading, usual: Usual) -> Understood | None:
    """The entry of a line; None when a complaint or an open question keeps it from being one.

    Everything is read even then, so that all complaints come at once.
    """
    when = _when(line, usual)
    county = _county(line, usual)
    school, settled = None, not line.has("school")
    if county:
        school, settled = line.school(usual.roll(county), county=county)
    kind = _kind(line)
    counts = count(line, kind)
    where = line.short("place") or (school.name if school else line.short("school"))
    if not where:
        line.complain("place-missing", line.column("place"))
    lead = line.short("lead") or usual.lead
    if not lead:
        line.complain("lead-missing", line.column("lead"))
    title = line.short("title")
    cells = _cells(line, school, counts)
    beside = _beside(line)
    audience = _audience(line, school)
    if line.blocked or line.asks or not (when and county and kind and settled):
        return None
    entry = Entry(
        kind=kind,
        title=title or f"{import_words.KIND_WORDS[kind].split()[0]} · {where}"[:LONGEST],
        day=when.first,
        until_day=when.last,
        county_code=county,
        place=where,
        lead=lead,
        audience=audience,
        school_id=school.id if school else None,
        onsite=counts.onsite.value if counts.onsite else None,
        onsite_rough=_rough(line, counts),
        onsite_pupils=counts.pupils if counts.pupils is not None else _sum(cells),
        online=counts.online,
        online_measure=counts.measure,
        venue_id=usual.venue_id,
        cells=cells,
        **beside,
    )
    return Understood(entry, school)


def _county(line: LineReading, usual: Usual) -> str | None:
    county = line.county(usual.gazetteer, usual=usual.counties, from_title=usual.from_title)
    if county and usual.scope is not None and county not in usual.scope:
        line.complain("activity-not-yours", line.column("county"))
    return county


def _beside(line: LineReading) -> dict[str, Any]:
    """What stands beside the figures, by the entry's own names."""
    numbers = {
        "planned_onsite": MOST_ONSITE,
        "kilometres": MOST_KILOMETRES,
        "volunteers": MOST_PEOPLE,
        "volunteer_hours": MOST_HOURS,
    }
    counted = {name: line.number(name, most=most) for name, most in numbers.items()}
    return {
        **{name: found.value if found else None for name, found in counted.items()},
        "minutes": line.minutes(),
        "own_programme": _own_programme(line),
        "vehicle": line.short("vehicle", most=LONGEST_VEHICLE) or None,
        "funding": line.short("funding") or None,
        "labels": _labels(line),
        "partners": _partners(line),
    }


def _when(line: LineReading, usual: Usual) -> When | None:
    first = _days(line, "day", usual)
    last = _days(line, "until_day", usual) if line.has("until_day") else None
    if first is None:
        if not line.has("day"):
            line.complain("day-missing", line.column("day"))
        return None
    if last is not None:
        until = last.last or last.first
        if until < first.first or (until - first.first).days > import_cells.MOST_DAYS:
            line.complain("day-order", line.column("until_day"))
            return None
        first = When(first.first, until if until > first.first else None, first.told_year)
    if usual.year is not None and first.first.year != usual.year:
        line.complain("day-in-another-year", line.column("day"), facts={"year": str(usual.year)})
        return None
    if first.first > usual.today:
        line.complain("day-in-future", line.column("day"))
        return None
    return first


def _days(line: LineReading, fact: str, usual: Usual) -> When | None:
    year = usual.year
    try:
        return import_cells.when(line.of(fact), year=year)
    except UnreadableCell as unreadable:
        if unreadable.code != "day-needs-year":
            line.complain(unreadable.code, line.column(fact), facts=unreadable.facts)
            return None
    now = usual.today.year
    years = tuple(str(now - back) for back in range(YEARS_OFFERED))
    answer = line.answer(Ask(Topic.YEAR, "year", "year", years, text(line.of(fact))))
    try:
        return import_cells.when(line.of(fact), year=int(answer)) if answer else None
    except UnreadableCell as unreadable:  # 29 February
        line.complain(unreadable.code, line.column(fact))
        return None


def _kind(line: LineReading) -> Kind | None:
    said = line.of("kind")
    found = import_words.kind_of(said)
    if found is None and not text(said):
        found = import_words.kind_of(line.of("title"))
        if found:
            line.remark("kind-from-title", "title", kind=found.value)
    if found:
        return found
    words = text(said) or text(line.of("title"))
    key = digest(Topic.KIND, import_words.word(words))
    choices = tuple(kind.value for kind in Kind)
    answer = line.answer(Ask(Topic.KIND, key, key, choices, words[:40]))
    return Kind(answer) if answer else None


def _rough(line: LineReading, counts: Counts) -> bool | None:
    if counts.onsite is None:
        return None
    said = text(line.of("onsite_rough"))
    return True if counts.onsite.about or said in {ROUGH, YES, "约数"} else None


def _audience(line: LineReading, school: KnownSchool | None) -> Audience:
    if school is not None:
        return Audience.SCHOOL
    if import_words.audience_of(line.of("audience")) is Audience.SCHOOL and not line.has("school"):
        line.remark("school-not-named", "audience")
    return Audience.PUBLIC


def _cells(line: LineReading, school: KnownSchool | None, counts: Counts) -> tuple[Cell, ...]:
    """Pupils by grade where told; else all pupils together, of no grade."""
    if school is None:
        return ()
    told = text(line.of("cells"))
    if told:
        cells = read_cells(told, school_id=school.id)
        if cells is None or not _hold(cells):
            line.complain("cells-unreadable", line.column("cells"))
            return ()
        if counts.pupils is not None and _sum(cells) != counts.pupils:
            line.complain("cells-sum", line.column("cells"), facts={"sum": str(_sum(cells))})
        elif counts.onsite is not None and (_sum(cells) or 0) > counts.onsite.value:
            line.complain("cells-above-onsite", line.column("cells"))
        return cells
    if counts.pupils is None and counts.onsite is not None:
        line.remark("pupils-not-told", "onsite")
    return (Cell(school_id=school.id, pupils=counts.pupils),) if counts.pupils else ()


def _hold(cells: tuple[Cell, ...]) -> bool:
    """Each grade once, with somebody in it, and no more first-timers than pupils."""
    grades = {cell.grade for cell in cells}
    return len(grades) == len(cells) and all(
        cell.pupils > 0 and (cell.first_timers or 0) <= cell.pupils for cell in cells
    )


def _sum(cells: tuple[Cell, ...]) -> int | None:
    return sum(cell.pupils for cell in cells) if cells else None


def _labels(line: LineReading) -> tuple[Label, ...]:
    found: dict[Label, None] = {}
    for name in import_cells.names(line.of("labels")):
        label = import_words.label_of(name)
        if label is None:
            line.remark("label-unknown", "labels", label=name[:20])
        else:
            found[label] = None
    return tuple(found)


def _partners(line: LineReading) -> tuple[Partner, ...]:
    named = dict.fromkeys(line.names("carried_by"), PartnerRole.CARRIES)
    for name in line.names("partners"):
        named.setdefault(name, PartnerRole.HELPS)
    if len(named) > MOST_PARTNERS:
        line.complain(
            "too-many-partners", line.column("partners"), facts={"most": str(MOST_PARTNERS)}
        )
    return tuple(Partner(name=name, role=role) for name, role in named.items())


def _own_programme(line: LineReading) -> bool | None:
    said = text(line.of("own_programme"))
    if said and said not in {OWN, SHARED}:
        line.remark("programme-unclear", "own_programme")
    return {OWN: True, SHARED: False}.get(said)

"""The rows of a list that name its columns: one row, or two where a name spans several columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.ledger import import_cells
from outreach.ledger.columns import BY_FACT
from outreach.ledger.import_words import More, column_of
from outreach.province.cells import Cell, UnreadableCell, text
from outreach.province.headers import ROWS_SEARCHED, Header, ListWithoutHeader
from outreach.province.spool import Leaf, Merged

COUNTS = ("onsite", "online", More.COUNT, More.MIXED)
NAMES = ("title", "kind", "school", "place")
EXPECTED = ("title", "kind", "lead", "day", "place", "county", "onsite", "onsite_pupils", "online")
"""What the form has and a whole list needs; the rest may be missing without harm."""
FEWEST = 3  # recognised names that make a row a header
LONGEST_NAME = 14
SHIFTS = (1, -1, 2, -2)
ENOUGH = 3  # rows that must agree before a shift is told


@dataclass(eq=False)
class LedgerColumnsMissing(Refusal):
    """There is a header, but not what a list of activities needs."""

    code: ClassVar[str] = "ledger-columns-missing"
    status: ClassVar[int] = 422
    missing: list[str]
    found: list[str]
    unknown: list[str]


@dataclass(eq=False)
class LedgerOfAnotherYear(Refusal):
    """The form says that it is another year's; told with what else differs from this form."""

    code: ClassVar[str] = "ledger-of-another-year"
    status: ClassVar[int] = 422
    told: int
    wanted: int
    missing: list[str]
    unknown: list[str]


@dataclass(eq=False)
class LedgerColumnsShifted(Refusal):
    """What stands below the names is their neighbours': `by` columns to the right (or left)."""

    code: ClassVar[str] = "ledger-columns-shifted"
    status: ClassVar[int] = 422
    by: int
    heading: str
    example: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a header that is understood."""

    leaf: Leaf
    header: Header
    header_row: int
    above: str
    """What stands above the header: the title, often with the year and the county."""
    unknown: Mapping[int, str]
    """Names of columns that mean nothing here; what is below them is left alone."""

    @property
    def merged(self) -> tuple[Merged, ...]:
        return tuple(span for span in self.leaf.merged if span[1] >= self.header.first_row)


def find_tables(leaves: Sequence[Leaf]) -> list[Table]:
    """Every sheet that holds activities; refuses when none does, and says what was looked for."""
    best = [found for leaf in leaves if (found := _best(leaf)) is not None]
    good = [table for table in best if not _missing(table.header)]
    if good:
        return good
    if best:
        nearest = max(best, key=lambda table: len(table.header.fields))
        raise LedgerColumnsMissing(
            missing=_missing(nearest.header),
            found=[nearest.header.titles[i] for i in sorted(nearest.header.fields.values())],
            unknown=list(nearest.unknown.values()),
        )
    words = (text(cell) for row in leaves[0].opening[:5] for cell in row)
    opening = "、".join([word[:20] for word in words if word][:8])
    raise ListWithoutHeader(found=opening, list_of="activities")


def differences(tables: Sequence[Table]) -> tuple[list[str], list[str]]:
    """Headings of the form that are not there, and headings that the form does not have."""
    there = {fact for table in tables for fact in table.header.fields}
    unknown = dict.fromkeys(name for table in tables for name in table.unknown.values())
    return [BY_FACT[fact].heading for fact in EXPECTED if fact not in there], list(unknown)


def _missing(header: Header) -> list[str]:
    there = header.fields
    wanted = []
    if "day" not in there:
        wanted.append(BY_FACT["day"].heading)
    if not any(name in there for name in NAMES):
        wanted.append(BY_FACT["title"].heading)
    if not any(name in there for name in COUNTS):
        wanted.append(BY_FACT["onsite"].heading)
    return wanted


def _best(leaf: Leaf) -> Table | None:
    found = [
        table
        for index in range(min(ROWS_SEARCHED, len(leaf.opening)))
        for table in (_one_row(leaf, index), _two_rows(leaf, index))
        if table is not None
    ]
    return max(found, key=_quality) if found else None


def _quality(table: Table) -> tuple[bool, int, int]:
    """More names first; then fewer rows, or a title would be the upper of two."""
    return (
        not _missing(table.header),
        len(table.header.fields),
        table.header_row - table.header.first_row,
    )


def _one_row(leaf: Leaf, index: int) -> Table | None:
    return _table(leaf, index, [[cell] for cell in leaf.opening[index]], rows=1)


def _two_rows(leaf: Leaf, index: int) -> Table | None:
    """参与人次 above 线下 and 线上: the lower name alone, else both together."""
    if index + 1 >= len(leaf.opening):
        return None
    above, below = _spread(leaf, index), list(leaf.opening[index + 1])
    below += [None] * (len(above) - len(below))
    if any(isinstance(cell, float | bool) or len(text(cell)) > LONGEST_NAME for cell in below):
        return None
    names: list[list[Cell]] = []
    group: Cell = None
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else None)
        names.append([lower, f"{text(group)}{text(lower)}"] if lower else [upper])
    return _table(leaf, index, names, rows=2)


def _spread(leaf: Leaf, index: int) -> list[Cell]:
    """A row with each merged cell's words in all of its columns."""
    width = max(len(row) for row in leaf.opening)
    row = [*leaf.opening[index], *[None] * (width - len(leaf.opening[index]))]
    for first, _last, left, right in leaf.merged:
        if first == index:
            row[left : right + 1] = [row[left]] * (right + 1 - left)
    return row


def _table(leaf: Leaf, index: int, names: list[list[Cell]], *, rows: int) -> Table | None:
    fields: dict[str, tuple[int, int]] = {}
    unknown: dict[int, str] = {}
    for place, candidates in enumerate(names):
        meant = next(filter(None, map(column_of, candidates)), None)
        if meant is None:
            if text(candidates[-1]):
                unknown[place] = text(candidates[-1])[: 2 * LONGEST_NAME]
        elif meant[0] not in fields or meant[1] < fields[meant[0]][1]:
            fields[meant[0]] = (place, meant[1])
    if len(fields) < FEWEST or len(unknown) > 2 * len(fields):
        return None
    header = Header(
        first_row=index + rows,
        fields={fact: place for fact, (place, _rank) in fields.items()},
        titles={place: text(candidates[-1]) for place, candidates in enumerate(names)},
        grades={},
    )
    above = " ".join(text(cell) for row in leaf.opening[:index] for cell in row if text(cell))
    return Table(leaf=leaf, header=header, header_row=index, above=above, unknown=unknown)


def repeats(table: Table, row: Sequence[Cell]) -> bool:
    """Whether a line is the header printed once more, as on each page."""
    fields = table.header.fields
    day = fields["day"]
    if day >= len(row) or column_of(row[day]) is None:
        return False
    said = {
        fact
        for fact, place in fields.items()
        if place < len(row) and (meant := column_of(row[place])) and meant[0] == fact
    }
    return len(said) >= FEWEST


def check_not_shifted(table: Table) -> None:
    """Refuse a sheet whose rows stand beside their names.

    Told only when days are found nowhere below the day's name, and nearly always a column or two
    beside it.
    """
    place = table.header.fields["day"]
    rows = [
        row
        for row in table.leaf.opening[table.header.first_row :]
        if place < len(row) and text(row[place])
    ]
    here = sum(_is_day(row, place) for row in rows)
    if here or len(rows) < ENOUGH:
        return
    for by in SHIFTS:
        there = [row for row in rows if _is_day(row, place + by)]
        if len(there) >= ENOUGH and len(there) * 5 >= len(rows) * 4:
            raise LedgerColumnsShifted(
                by=by,
                heading=table.header.titles[place],
                example=text(there[0][place])[:20],
            )


def _is_day(row: Sequence[Cell], place: int) -> bool:
    if not 0 <= place < len(row) or not text(row[place]):
        return False
    try:
        import_cells.when(row[place], year=2024)  # any year that has a 29 February
    except UnreadableCell as unreadable:
        return unreadable.code == "day-cut-short"
    return True

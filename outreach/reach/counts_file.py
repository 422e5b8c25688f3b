"""Counts by county that somebody keeps in a CSV file: `code,contacts[,unique_low,unique_high]`.

Every complaint names its row and column, all at once, so that the file is put right in one go.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.province.model import County
from outreach.reach.picture import Counted

MUST = ("code", "contacts")
MAY = ("unique_low", "unique_high")
LARGEST_FILE = 1_000_000
LARGEST_COUNT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, by a code; row 1 is the header, row 0 the file as a whole."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the file says, or what is wrong with it. Counties it does not name have nothing."""

    counted: tuple[Counted, ...] = ()
    missing: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def read(content: bytes, counties: Sequence[County]) -> Counts:
    """Counts of these counties, children being those aged 5 to 14 in the census of 2020."""
    if len(content) > LARGEST_FILE:
        return _refused(Complaint(0, "", "file-too-large"))
    text = _decoded(content)
    if text is None or "\0" in text:
        return _refused(Complaint(0, "", "not-text"))
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return _refused(Complaint(0, "", "not-csv"))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    wrong = _header_complaints(header)
    if wrong:
        return _refused(*wrong)
    rows = [
        (at, {name: value.strip() for name, value in zip(header, line, strict=False)}, line)
        for at, line in enumerate(lines[1:], start=2)
        if any(value.strip() for value in line)
    ]
    known = {county.code: county for county in counties}
    found: dict[str, tuple[int, ...]] = {}
    complaints: list[Complaint] = []
    for at, row, line in rows:
        said = [Complaint(at, "", "wrong-number-of-cells", str(len(line)))]
        if len(line) == len(header):
            said = _complaints(at, row, known, found)
        complaints += said
        if not said:
            found[row["code"]] = tuple(int(row[name]) for name in header if name != "code")
    if not rows:
        complaints.append(Complaint(0, "", "no-rows"))
    if complaints:
        return _refused(*complaints)
    columns = [name for name in header if name != "code"]
    named = {code: dict(zip(columns, values, strict=True)) for code, values in found.items()}
    return Counts(
        counted=tuple(
            _counted(c, named.get(c.code, {}), people=MAY[0] in columns) for c in counties
        ),
        missing=tuple(county.code for county in counties if county.code not in named),
    )


def _refused(*complaints: Complaint) -> Counts:
    return Counts(complaints=complaints)


def _decoded(content: bytes) -> str | None:
    """UTF-8, with or without its mark, else what Excel in China writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _header_complaints(header: Sequence[str]) -> list[Complaint]:
    wrong = [Complaint(1, name, "column-missing") for name in MUST if name not in header]
    wrong += [Complaint(1, name, "column-unknown") for name in header if name not in (*MUST, *MAY)]
    wrong += [
        Complaint(1, name, "column-twice") for name in (*MUST, *MAY) if header.count(name) > 1
    ]
    if (MAY[0] in header) != (MAY[1] in header):
        wrong.append(Complaint(1, ", ".join(MAY), "both-or-neither"))
    return wrong


def _complaints(
    at: int, row: Mapping[str, str], known: Mapping[str, County], found: Mapping[str, object]
) -> list[Complaint]:
    wrong = []
    code = row["code"]
    if code not in known:
        wrong.append(Complaint(at, "code", "county-unknown", code))
    elif code in found:
        wrong.append(Complaint(at, "code", "county-twice", code))
    columns = [name for name in (MUST[1], *MAY) if name in row]
    wrong += [
        Complaint(at, name, "not-a-count", row[name])
        for name in columns
        if not _is_count(row[name])
    ]
    if not wrong and MAY[0] in row:
        low, high = int(row["unique_low"]), int(row["unique_high"])
        if low > high:
            wrong.append(Complaint(at, "unique_low", "low-above-high", f"{low} > {high}"))
        if high > int(row["contacts"]):
            text = f"{high} > {row['contacts']}"
            wrong.append(Complaint(at, "unique_high", "more-people-than-contacts", text))
    return wrong


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12 and int(text) <= LARGEST_COUNT


def _counted(county: County, row: Mapping[str, int], *, people: bool) -> Counted:
    low, high = row.get("unique_low", 0), row.get("unique_high", 0)
    return Counted(
        county,
        children=county.age5_9 + county.age10_14,
        contacts=row.get("contacts", 0),
        low=low if people else None,
        estimate=(low + high) / 2 if people else None,
        high=high if people else None,
    )

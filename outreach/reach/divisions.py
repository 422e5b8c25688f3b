"""Today's counties under the names and codes they had in an earlier year.

The ledger keeps everything under today's divisions: lists with old codes are translated when they
come in. Twelve of the fourteen changes since 2010 only gave a county another name or code, so they
can be read backwards. Three counties cannot be taken apart again, and say so: two were cut out of
others, one swallowed another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.province.model import CodeChange


class Doubt(StrEnum):
    """Why the figures are not those of the county of that year."""

    CUT_OUT = "cut-out"  # it did not exist yet; its figures belonged to the counties it came from
    SWALLOWED = "swallowed"  # a county that was still apart is in it


@dataclass(frozen=True, slots=True)
class Then:
    """What a county was called in a year; `beside` is the one that it has swallowed since."""

    code: str
    name: str
    doubt: Doubt | None = None
    beside: str | None = None


def as_of(year: int, counties: Mapping[str, str], changes: Iterable[CodeChange]) -> dict[str, Then]:
    """Today's code to what differed at the end of a year; counties that did not are absent.

    `counties` gives today's names by code.
    """
    found: dict[str, Then] = {}
    for change in sorted(changes, key=lambda change: -change.year):
        code = change.new_code
        if change.year <= year or code not in counties:
            continue
        known = found.get(code, Then(code, counties[code]))
        if change.old_code is None or change.old_name is None:
            found[code] = Then(known.code, known.name, Doubt.CUT_OUT)
        elif change.kind == "merge":
            found[code] = Then(known.code, known.name, Doubt.SWALLOWED, change.old_name)
        else:
            found[code] = Then(change.old_code, change.old_name, known.doubt, known.beside)
    return found

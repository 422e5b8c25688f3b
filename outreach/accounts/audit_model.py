"""The audit's chain: each link holds the SHA-256 of its entry and of the link before it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

START = "0" * 64
"""What stands for the link before the first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to what, when, and why; before and after where something changed."""

    id: int
    at: datetime
    person_id: int | None
    action: str
    subject: str
    before: str | None
    after: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry's place in the chain, counted from 1."""

    number: int
    entry_id: int
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's end at one moment, to be kept elsewhere: number and digest of its last link."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class FaultKind(StrEnum):
    """What is wrong with a link."""

    CHANGED = "changed"  # the entry says something else than when it was chained
    GONE = "gone"  # the entry is no longer there
    BROKEN = "broken"  # links are missing, or stand in another order
    UNCHAINED = "unchained"  # an entry came in beside the chain
    CUT = "cut"  # the chain is shorter than it was


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    number: int
    """The link where it was noticed; of an unchained entry its id."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries somebody asks for; what is empty leaves all in."""

    person_id: int | None = None
    subject: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


def digest(number: int, entry: Entry, previous: str) -> str:
    """The SHA-256 of everything an entry says, of its place, and of the link before."""
    said = [
        number,
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.person_id,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
        previous,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def chained(entries: Iterable[Entry], *, after: Anchor) -> Iterator[Link]:
    """Links for entries in their order, behind the end of a chain."""
    number, previous = after.number, after.digest
    for entry in entries:
        number += 1
        link = Link(number, entry.id, previous, digest(number, entry, previous))
        previous = link.digest
        yield link


def faults(links: Iterable[tuple[Link, Entry | None]], *, ends: Anchor) -> Iterator[Fault]:
    """Walk a chain from its first link; `ends` is where it is known to have ended at least."""
    number, previous = 0, START
    met = ends.number == 0
    for link, entry in links:
        number += 1
        if link.number != number or link.previous != previous:
            yield Fault(FaultKind.BROKEN, number)
            number = link.number
        if entry is None:
            yield Fault(FaultKind.GONE, link.number)
        elif link.digest != digest(link.number, entry, link.previous):
            yield Fault(FaultKind.CHANGED, link.number)
        previous = link.digest
        met = met or Anchor(link.number, link.digest) == ends
    if not met:
        yield Fault(FaultKind.CUT, ends.number)


def read_anchor(text: str) -> Anchor | None:
    """An anchor as it was printed; none where the text is no anchor."""
    found = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", text.strip(), re.ASCII)
    return Anchor(int(found[1]), found[2]) if found else None

"""Activities that look like one another: told twice, or told by each of several counties."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from outreach.ledger.import_words import narrow
from outreach.ledger.model import Entry, Kind

ALIKE = 0.75  # of two titles, as difflib counts it
SHORTEST_PLACE = 3  # signs that a place within another must have: 广场 is in many
STEMS_KEPT = 20_000
_DIGITS = re.compile(r"\d+")
_NUMBERS = re.compile(r"20\d{2}年?(度)?|第[一二三四五六七八九十百\d]+届")


@dataclass(frozen=True, slots=True)
class Told:
    """An activity told already: in the ledger (`id`, `number`) or in this list (`line`)."""

    kind: Kind
    title: str
    day: date
    county_code: str
    place: str
    school_id: int | None
    onsite: int | None
    online: int | None
    lead: str
    partners: frozenset[str] = frozenset()
    id: int | None = None
    number: str = ""
    line: int | None = None
    row: int | None = None

    @property
    def whole(self) -> tuple[object, ...]:
        """Everything that two tellings of the same have in common."""
        where = self.school_id or narrow(self.place)
        who = (self.county_code, narrow(self.lead))
        return self.kind, narrow(self.title), self.day, *who, where, self.onsite, self.online

    def is_joined_by(self, lead: str) -> bool:
        return narrow(lead) in map(narrow, self.partners)

    @property
    def same_place(self) -> tuple[object, ...]:
        """As `rules.questions` means "twice": the same school or place, day and kind."""
        return self.day, self.kind, self.school_id or (self.county_code, self.place)


def told_in(entry: Entry, *, line: int, row: int) -> Told:
    return Told(
        kind=entry.kind,
        title=entry.title,
        day=entry.day,
        county_code=entry.county_code,
        place=entry.place,
        school_id=entry.school_id,
        onsite=entry.onsite,
        online=entry.online,
        lead=entry.lead,
        partners=frozenset(partner.name for partner in entry.partners),
        line=line,
        row=row,
    )


class Twins:
    """What is known of each day: read from the ledger month by month, and added line by line."""

    def __init__(
        self,
        *,
        month: Callable[[int, int], Iterable[Told]],
        places: Mapping[str, tuple[str, str]],
    ) -> None:
        """`month` reads the ledger; `places` has the names of each county and of its city."""
        self._month = month
        self._months: set[tuple[int, int]] = set()
        self._names = sorted(
            {form for both in places.values() for name in both for form in (name, name[:-1])},
            key=len,
            reverse=True,
        )
        self._whole: dict[tuple[object, ...], Told] = {}
        self._same_place: dict[tuple[object, ...], Told] = {}
        self._by_day: dict[date, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
        self._stem = lru_cache(maxsize=STEMS_KEPT)(self._shorten)

    def add(self, told: Told) -> None:
        self._whole.setdefault(told.whole, told)
        self._same_place.setdefault(told.same_place, told)
        if told.school_id is None:
            self._by_day[told.day][self._stem(told.place)].append(told)

    def repeated(self, told: Told) -> Told | None:
        """The same activity with the same numbers."""
        self._read(told.day)
        return self._whole.get(told.whole)

    def twice(self, told: Told) -> Told | None:
        """Another on the same day, at the same school or place, of the same kind."""
        self._read(told.day)
        return self._same_place.get(told.same_place)

    def joint(self, told: Told) -> Told | None:
        """The same occasion as another county or unit tells it: day, place and nearly the title."""
        if told.school_id is not None:
            return None
        self._read(told.day)
        place = self._stem(told.place)
        title = self._stem(_NUMBERS.sub("", told.title))
        for there, several in self._by_day[told.day].items():
            if not _same_place(place, there):
                continue
            for other in several:
                if self._differs(told, other) and self._alike(title, other):
                    return other
        return None

    def _differs(self, told: Told, other: Told) -> bool:
        return told.county_code != other.county_code or narrow(told.lead) != narrow(other.lead)

    def _alike(self, title: str, other: Told) -> bool:
        there = self._stem(_NUMBERS.sub("", other.title))
        if _DIGITS.findall(title) != _DIGITS.findall(there):
            return False
        if not title or not there:
            return title == there
        shorter, longer = sorted((title, there), key=len)
        if len(shorter) >= SHORTEST_PLACE and shorter in longer:
            return True
        return SequenceMatcher(None, title, there, autojunk=False).ratio() >= ALIKE

    def _shorten(self, words: str) -> str:
        """Without the names of counties and cities: 寻乌县文化广场 is 文化广场."""
        plain = narrow(words)
        for name in self._names:
            if len(name) > 1 and name in plain and len(plain) > len(name) + 1:
                plain = plain.replace(name, "", 1)
        return plain.removeprefix("江西省").removeprefix("江西") or plain

    def _read(self, day: date) -> None:
        month = (day.year, day.month)
        if month not in self._months:
            self._months.add(month)
            for told in self._month(*month):
                self.add(told)


def _same_place(place: str, there: str) -> bool:
    if place == there:
        return True
    shorter, longer = (place, there) if len(place) < len(there) else (there, place)
    if len(shorter) < SHORTEST_PLACE or shorter not in longer:
        return False
    return _DIGITS.findall(place) == _DIGITS.findall(there)  # 1号楼 is not 11号楼

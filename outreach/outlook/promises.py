"""Promises with a date: every county in so many months, every school in so many. No framework.

A promise runs from a day on. Whoever had something since then is due so many months after its
last contact, everybody else so many months after the promise began. A visit never makes anybody
due earlier.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

SOON = 0.25
"""Within the last quarter of the months a promise is at risk."""
AHEAD = 12
"""Months for which the days on the road are reckoned."""


class Whom(StrEnum):
    COUNTY = "county"
    SCHOOL = "school"


class Standing(StrEnum):
    """How it stands with one county or school; the value is the anchor of its rule."""

    BROKEN = "broken"
    AT_RISK = "at-risk"
    OPEN = "open"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Promise:
    """What the province promised; `ended` once it is promised no longer."""

    id: int
    whom: Whom
    months: int
    since: date
    ended: date | None = None


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Due(Generic[Key]):
    """One county or school: by when something must happen, and how it stands today."""

    key: Key
    county_code: str
    last_day: date | None
    due: date
    standing: Standing


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or before; the last of the month where it is missing."""
    month = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(month // 12, month % 12 + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def due_on(promise: Promise, last_day: date | None) -> date:
    """The last day on which the promise can still be kept."""
    begin = promise.since if last_day is None else max(promise.since, last_day)
    return months_after(begin, promise.months)


def standing(promise: Promise, last_day: date | None, *, today: date) -> Standing:
    """Broken once the day is over; at risk in its last quarter; kept when met since it began."""
    due = due_on(promise, last_day)
    if today > due:
        return Standing.BROKEN
    if today >= months_after(due, -math.ceil(promise.months * SOON)):
        return Standing.AT_RISK
    met = last_day is not None and last_day >= promise.since
    return Standing.KEPT if met else Standing.OPEN


def countdown(
    promise: Promise,
    last_days: Mapping[Key, date | None],
    county_of: Mapping[Key, str],
    *,
    today: date,
) -> list[Due[Key]]:
    """Everybody to whom it was promised, whoever is due first in front."""
    found = [
        Due(key, county_of[key], day, due_on(promise, day), standing(promise, day, today=today))
        for key, day in last_days.items()
    ]
    return sorted(found, key=lambda one: (one.due, one.last_day or date.min, str(one.key)))


def counted(dues: Iterable[Due[Key]]) -> dict[Standing, int]:
    found = Counter(one.standing for one in dues)
    return {each: found[each] for each in Standing}


@dataclass(frozen=True, slots=True)
class Effort:
    """Days on the road that a county's promises ask for in the coming twelve months."""

    county_code: str
    schools_due: int
    needed: int
    had: int
    """Days of the last twelve months."""

    @property
    def short(self) -> int:
        return max(0, self.needed - self.had)


def effort(
    counties: Iterable[str],
    schools: Sequence[Due[int]],
    whole: Sequence[Due[str]],
    had: Mapping[str, int],
    *,
    schools_a_day: float,
    today: date,
) -> list[Effort]:
    """For each county what the coming twelve months ask for.

    Schools due by then ÷ schools that a day reaches, rounded up; at least one day where the
    county itself is due. A day to a school keeps the county's promise too.
    """
    until = months_after(today, AHEAD)
    due = Counter(one.county_code for one in schools if one.due <= until)
    itself = {one.county_code for one in whole if one.due <= until}
    return [
        Effort(
            code,
            schools_due=due[code],
            needed=max(math.ceil(due[code] / max(1.0, schools_a_day)), int(code in itself)),
            had=had.get(code, 0),
        )
        for code in counties
    ]

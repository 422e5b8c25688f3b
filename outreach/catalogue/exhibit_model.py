"""Exhibits: where they stand, whom they suit, and whether they work."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

ExhibitId = NewType("ExhibitId", int)


class ExhibitState(StrEnum):
    OPEN = "open"
    REPAIR = "repair"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitEntry:
    """What a list or a form says about an exhibit. Grades are both included; `places` at once."""

    code: str
    name: str
    hall_id: int
    name_en: str | None = None
    zone: str | None = None
    theme: str | None = None
    keywords: str | None = None
    grades_from: int = 0
    grades_to: int = 12
    minutes: int = 5
    places: int | None = None
    state: ExhibitState = ExhibitState.OPEN
    reason: str | None = None
    back_on: date | None = None


ENTRY_FIELDS = tuple(each.name for each in fields(ExhibitEntry))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit(ExhibitEntry):
    """An exhibit of the catalogue; `since` is the first day of its present state."""

    id: ExhibitId
    venue_id: int
    since: date
    revision: int
    sample: bool

    @property
    def entry(self) -> ExhibitEntry:
        return ExhibitEntry(**{name: getattr(self, name) for name in ENTRY_FIELDS})

    def is_out_on(self, day: date, *, today: date) -> bool:
        """Whether visitors of a day must do without it.

        A repair whose last day has passed without a word counts as going on.
        """
        if self.state is ExhibitState.OPEN:
            return False
        back = self.back_on if self.state is ExhibitState.REPAIR else None
        return back is None or not today <= back <= day


@dataclass(frozen=True, slots=True)
class ExhibitStep:
    """One change of state: which, why, by whom (None: somebody who is no longer known)."""

    state: ExhibitState
    reason: str | None
    back_on: date | None
    at: datetime
    person_id: int | None


@dataclass(frozen=True, slots=True)
class ExhibitSearch:
    """What is looked for; `words` is found in names, themes, keywords and codes."""

    venue_id: int | None = None
    hall_id: int | None = None
    grade: int | None = None
    theme: str | None = None
    state: ExhibitState | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitsFound:
    exhibits: list[Exhibit]
    total: int

"""A visit as a phone's calendar needs to know it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)


class VisitStatus(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class FeedScope(StrEnum):
    """Whose visits a feed carries; the owner's right to them is asked anew at every fetch."""

    SCHOOL = "school"
    VENUE = "venue"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites or is invited: a name to show and a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit on one day.

    `uid` never changes and `sequence` never falls, however often the visit is moved: that is
    how a phone knows that it is still the same visit. `stamp` and `last_modified` come from
    the record and not from the clock, so the same records always give the same bytes.
    """

    uid: str
    sequence: int
    summary: str
    starts: datetime
    ends: datetime
    place: str
    status: VisitStatus
    stamp: datetime
    last_modified: datetime
    description: str = ""
    organiser: Party | None = None
    url: str = ""

"""A visit as a phone's calendar needs to know it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from outreach.booking.model import BookingState
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.clock import at_wall_clock, local_day

S = BookingState
COMING = frozenset({S.HELD, S.CONFIRMED, S.ARRIVED, S.DONE})
NOT_YET = frozenset({S.SUBMITTED, S.RETURNED})
NOT_COMING = frozenset({S.CANCELLED, S.DECLINED, S.LAPSED, S.NO_SHOW, S.FORCE_MAJEURE})

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
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose visits: a school, a venue or a person; a guide's are their duties."""

    scope: FeedScope
    id: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A secret address somebody made; the address itself is known to nobody but them."""

    id: FeedId
    scope: FeedScope
    subject_id: int
    person_id: int
    created_at: datetime
    last_used_at: datetime | None
    digest: str | None
    changed_at: datetime | None


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


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A booking as letters and texts to forward speak of it."""

    booking_id: int
    number: str
    state: BookingState
    sequence: int
    school_name: str
    grade: int
    pupils: int
    adults: int
    programme: Programme
    venue: Venue
    day: date
    starts: time
    ends: time
    papers: tuple[str, ...]
    placed_at: datetime
    answer_by: date
    """The last day on which the venue answers."""
    changed_at: datetime
    """The last step anybody took with it."""
    hold_until: datetime | None = None
    invited: bool = False
    """Whether it was ever held or confirmed, so that it may stand in somebody's calendar."""
    reason: str | None = None
    offer_ends: datetime | None = None
    """When offered places go to the next school."""
    knows_no_place: bool = False
    """Whether the school waits and was told that there is no place."""
    position: int | None = None
    """Turn on the waitlist, from 1."""

    @property
    def due(self) -> datetime:
        """When the hold ends; the visit's beginning where no hold was given."""
        return self.hold_until or at_wall_clock(self.day, self.starts)

    @property
    def due_day(self) -> date:
        return local_day(self.due)

    @property
    def change_by(self) -> date:
        """The last day on which a change costs nobody anything."""
        return self.day - timedelta(days=self.venue.rules.cancel_free_days)

    @property
    def uid(self) -> str:
        """Names the visit in every calendar it was sent to; it stays through every change."""
        return f"visit-{self.booking_id}"

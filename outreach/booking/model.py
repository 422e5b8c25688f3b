"""Bookings and what can become of them: the nouns of the booking desk."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

from outreach.catalogue.model import DayPart
from outreach.season.model import Room, half_of

BookingId = NewType("BookingId", int)


class BookingState(StrEnum):
    """Where a booking stands. A draft lives on the teacher's device and is never stored."""

    SUBMITTED = "submitted"
    HELD = "held"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DONE = "done"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LAPSED = "lapsed"
    NO_SHOW = "no_show"
    FORCE_MAJEURE = "force_majeure"


class Verb(StrEnum):
    """What is done to a booking; those that change no state have none in TRANSITIONS."""

    SUBMIT = "submit"
    JOIN_WAITLIST = "join_waitlist"
    PROMOTE = "promote"
    NO_PLACE = "no_place"
    ACCEPT = "accept"
    FORGO = "forgo"
    HOLD = "hold"
    CONFIRM = "confirm"
    RETURN = "return"
    RESUBMIT = "resubmit"
    DECLINE = "decline"
    CANCEL = "cancel"
    LAPSE = "lapse"
    CHANGE = "change"
    RECONFIRM = "reconfirm"
    RESCHEDULE = "reschedule"
    CARRY = "carry"
    ARRIVE = "arrive"
    FINISH = "finish"
    MISS = "miss"
    CALL_OFF = "call_off"
    RESTORE = "restore"


S = BookingState
ACTIVE = frozenset(
    {S.SUBMITTED, S.HELD, S.RETURNED, S.CONFIRMED, S.WAITLISTED, S.OFFERED, S.ARRIVED}
)
"""States that count as the school's one booking at a venue in a half-day."""

TRANSITIONS: dict[Verb, tuple[frozenset[BookingState], BookingState | None]] = {
    Verb.SUBMIT: (frozenset(), S.SUBMITTED),
    Verb.JOIN_WAITLIST: (frozenset(), S.WAITLISTED),
    Verb.PROMOTE: (frozenset({S.WAITLISTED}), S.OFFERED),
    Verb.NO_PLACE: (frozenset({S.WAITLISTED}), None),
    Verb.ACCEPT: (frozenset({S.OFFERED}), S.HELD),
    Verb.FORGO: (frozenset({S.OFFERED}), S.CANCELLED),
    Verb.HOLD: (frozenset({S.SUBMITTED}), S.HELD),
    Verb.CONFIRM: (frozenset({S.SUBMITTED, S.HELD}), S.CONFIRMED),
    Verb.RETURN: (frozenset({S.SUBMITTED, S.HELD}), S.RETURNED),
    Verb.RESUBMIT: (frozenset({S.RETURNED}), S.SUBMITTED),
    Verb.DECLINE: (
        frozenset({S.SUBMITTED, S.HELD, S.RETURNED, S.WAITLISTED, S.OFFERED}),
        S.DECLINED,
    ),
    Verb.CANCEL: (
        frozenset({S.SUBMITTED, S.HELD, S.RETURNED, S.CONFIRMED, S.WAITLISTED, S.OFFERED}),
        S.CANCELLED,
    ),
    Verb.LAPSE: (frozenset({S.HELD, S.RETURNED, S.OFFERED}), S.LAPSED),
    Verb.CHANGE: (
        frozenset({S.SUBMITTED, S.HELD, S.RETURNED, S.CONFIRMED, S.WAITLISTED}),
        None,
    ),
    Verb.RECONFIRM: (frozenset({S.CONFIRMED}), None),
    Verb.RESCHEDULE: (frozenset({S.SUBMITTED, S.HELD, S.RETURNED, S.CONFIRMED}), None),
    Verb.CARRY: (ACTIVE, None),
    Verb.ARRIVE: (frozenset({S.CONFIRMED, S.HELD, S.ARRIVED, S.NO_SHOW}), S.ARRIVED),
    Verb.FINISH: (frozenset({S.ARRIVED}), S.DONE),
    Verb.MISS: (frozenset({S.CONFIRMED, S.HELD}), S.NO_SHOW),
    Verb.CALL_OFF: (
        ACTIVE - {S.ARRIVED} | {S.NO_SHOW},
        S.FORCE_MAJEURE,
    ),
    Verb.RESTORE: (frozenset({S.FORCE_MAJEURE}), None),
}
"""The one table of what may follow what; None means that the state stays.

RESTORE alone gives back the state that CALL_OFF took; a booking's history tells which it was.
"""

TAKES_PLACES = frozenset(
    {S.SUBMITTED, S.OFFERED, S.HELD, S.RETURNED, S.CONFIRMED, S.ARRIVED, S.DONE}
)
"""States whose pupils count in the session's `taken`. A no-show's room is for walk-in groups."""

TONES = {
    S.SUBMITTED: "wait",
    S.HELD: "wait",
    S.CONFIRMED: "good",
    S.ARRIVED: "good",
    S.DONE: "good",
    S.WAITLISTED: "info",
    S.OFFERED: "wait",
    S.RETURNED: "stop",
    S.CANCELLED: "off",
    S.DECLINED: "off",
    S.LAPSED: "off",
    S.NO_SHOW: "off",
    S.FORCE_MAJEURE: "off",
}


class CancelReason(StrEnum):
    """Why a booking is given up; only a no-show without notice ever counts against a school."""

    NOT_APPROVED = "not_approved"
    WEATHER = "weather"
    ILLNESS = "illness"
    NO_COACH = "no_coach"
    PLANS_CHANGED = "plans_changed"
    OTHER = "other"


OFFER_DECLINED = "offer_declined"
OFFER_UNANSWERED = "offer_unanswered"
"""Why an offer ended without a hold; neither ever counts against a school."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pupils and adults who come together: counts only, never a pupil's name."""

    grade: int
    pupils: int
    adults: int
    leader: str
    leader_phone: str
    needs: str | None = None
    step_free: bool = False  # the way without stairs


@dataclass(frozen=True, slots=True)
class SchoolRef:
    """The school a booking is for."""

    id: int
    county_code: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer to a booking form; the same again when the form is sent twice."""

    booking_id: BookingId
    number: str
    state: BookingState
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """A group's right to places, as the rest of the house sees it."""

    id: BookingId
    number: str
    session_id: int
    venue_id: int
    programme_id: int
    programme_version: int
    school_id: int
    county_code: str
    day: date
    starts: time
    group: Group
    state: BookingState
    placed_by: int | None
    on_behalf: bool
    placed_at: datetime
    hold_until: datetime | None
    papers_at: datetime | None
    confirmed_at: datetime | None
    reason: str | None
    passes: int
    sequence: int
    revision: int
    changed_at: datetime | None
    sample: bool
    answer_by: datetime | None = None
    """While offered: when the offer ends."""
    agreed_pupils: int | None = None
    """How many pupils the venue last agreed to; the tolerance is measured from it."""
    split_of: int | None = None
    """The first part, in every part of a school that comes in several."""
    no_place_for: date | None = None
    """The day of which it was told, while it waited, that there is no place."""

    @property
    def knows_no_place(self) -> bool:
        """Whether the school waits and was told that there is no place on this day."""
        return self.state is BookingState.WAITLISTED and self.no_place_for == self.day

    @property
    def half(self) -> DayPart:
        return half_of(self.starts)

    @property
    def room(self) -> Room:
        return Room(self.session_id, self.venue_id, self.day, self.starts)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a booking's history."""

    at: datetime
    person_id: int | None
    verb: Verb
    state: BookingState
    note: str | None


class DifferenceReason(StrEnum):
    """Why other numbers came than were booked; what the group's leader says at the desk."""

    ILLNESS = "illness"
    NO_CONSENT = "no_consent"
    STAYED_FOR_LESSONS = "stayed_for_lessons"
    COACH_FULL = "coach_full"
    CLASS_ADDED = "class_added"
    BOOKED_ROUGHLY = "booked_roughly"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, as counted at the desk.

    `came_at` is the paper's time when the count was entered later; else it came when recorded.
    """

    pupils: int
    adults: int
    recorded_at: datetime
    recorded_by: int | None
    note: str | None
    came_at: datetime | None = None
    reason: DifferenceReason | None = None

    @property
    def at(self) -> datetime:
        return self.came_at or self.recorded_at


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group on the waitlist, in the order in which it came."""

    booking_id: BookingId
    pupils: int
    passes: int


def number_of(booking_id: int, placed_at: datetime) -> str:
    """What people quote on the telephone: 26-00312."""
    return f"{placed_at:%y}-{booking_id:05d}"


def id_of(number: str) -> BookingId | None:
    """The booking a quoted number means, if it can be one; full-width digits will do."""
    digits = number.strip().rpartition("-")[2]
    return BookingId(int(digits)) if digits.isdecimal() and len(digits) < 10 else None

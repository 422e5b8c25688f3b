"""A paper sheet against the screen: what each line says, and what is to become of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from outreach.booking.model import TRANSITIONS, Arrival, Booking, BookingId, Verb, id_of
from outreach.kernel.clock import at_wall_clock
from outreach.web.personal import holds_personal_number

MOST_PUPILS, MOST_ADULTS, MOST_COACHES = 5000, 1000, 40
CLOCK = re.compile(r"(\d{1,2})[:点.]?(\d{2})?分?")


class Complaint(StrEnum):
    """Why a line cannot be taken as it stands."""

    UNKNOWN_NUMBER = "unknown_number"
    OTHER_DAY = "other_day"
    NOT_COMING = "not_coming"
    TWICE = "twice"
    NO_COUNT = "no_count"
    BAD_PUPILS = "bad_pupils"
    BAD_ADULTS = "bad_adults"
    BAD_COACHES = "bad_coaches"
    BAD_TIME = "bad_time"
    LEFT_FIRST = "left_first"
    IN_FUTURE = "in_future"
    PERSONAL_NUMBER = "personal_number"


class Verdict(StrEnum):
    """How a line stands to what is on the screen."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    WRONG = "wrong"


class Outcome(StrEnum):
    """What became of a line."""

    COUNTED = "counted"
    SKIPPED = "skipped"
    PAPER_HOLDS = "paper_holds"
    SCREEN_HOLDS = "screen_holds"


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as somebody typed it from paper; nothing is understood yet."""

    number: str = ""
    came: str = ""
    pupils: str = ""
    adults: str = ""
    coaches: str = ""
    left: str = ""
    initials: str = ""

    @property
    def is_blank(self) -> bool:
        """Only the number stands there, as printed: nobody wrote anything beside it."""
        return not any((self.came, self.pupils, self.adults, self.coaches, self.left))


@dataclass(frozen=True, slots=True)
class Known:
    """What the screen knows of a booking that a line may name."""

    booking: Booking
    came: Arrival | None
    counts: int  # how often it was counted


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what is wrong with it, or what it says and how that stands to the screen."""

    typed: Typed
    verdict: Verdict
    complaints: tuple[Complaint, ...] = ()
    known: Known | None = None
    pupils: int = 0
    adults: int = 0
    coaches: int = 0
    came_at: datetime | None = None
    left_at: datetime | None = None


def clock_of(text: str) -> time | None:
    """9:05, 905, ９：０５ and 9点05 as a time; None for all that is none."""
    narrow = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = CLOCK.fullmatch(narrow)
    if found is None or not narrow.isprintable():
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def number_of(text: str, *, most: int) -> int | None:
    """A whole number from 0 to `most`, full-width digits too; None for all that is none."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\d{1,6}", narrow, re.ASCII):
        return None
    return int(narrow) if int(narrow) <= most else None


def booking_id_of(number: str) -> BookingId | None:
    """The booking a typed or scanned number means, full-width or not."""
    return id_of(unicodedata.normalize("NFKC", number))


def judge(
    lines: Sequence[Typed], known: Mapping[int, Known], *, day: date, now: datetime
) -> list[Judged]:
    """Each line that says something, in order, with every complaint about it at once."""
    seen: set[int] = set()
    found = []
    for line in lines:
        if line.is_blank:
            continue
        judged = _line(line, known, seen, day=day, now=now)
        if judged.known is not None:
            seen.add(judged.known.booking.id)
        found.append(judged)
    return found


def _line(
    line: Typed, known: Mapping[int, Known], seen: set[int], *, day: date, now: datetime
) -> Judged:
    booking_id = booking_id_of(line.number)
    there = known.get(booking_id) if booking_id is not None else None
    complaints = [*_about_booking(there, seen, day=day)]
    pupils = number_of(line.pupils, most=MOST_PUPILS)
    adults = number_of(line.adults or "0", most=MOST_ADULTS)
    coaches = number_of(line.coaches or "0", most=MOST_COACHES)
    came, left = clock_of(line.came), clock_of(line.left)
    if not line.pupils:
        complaints.append(Complaint.NO_COUNT)
    elif pupils is None:
        complaints.append(Complaint.BAD_PUPILS)
    if adults is None:
        complaints.append(Complaint.BAD_ADULTS)
    if coaches is None:
        complaints.append(Complaint.BAD_COACHES)
    if holds_personal_number(line.initials):
        complaints.append(Complaint.PERSONAL_NUMBER)
    if came is None or (line.left and left is None):
        complaints.append(Complaint.BAD_TIME)
    elif left is not None and left < came:
        complaints.append(Complaint.LEFT_FIRST)
    elif at_wall_clock(day, left or came) > now:
        complaints.append(Complaint.IN_FUTURE)
    if complaints or there is None or pupils is None or adults is None or coaches is None:
        return Judged(line, Verdict.WRONG, tuple(complaints), there)
    return Judged(
        typed=line,
        verdict=_verdict(there, pupils, adults),
        known=there,
        pupils=pupils,
        adults=adults,
        coaches=coaches,
        came_at=None if came is None else at_wall_clock(day, came),
        left_at=None if left is None else at_wall_clock(day, left),
    )


def _about_booking(there: Known | None, seen: set[int], *, day: date) -> list[Complaint]:
    if there is None:
        return [Complaint.UNKNOWN_NUMBER]
    found = []
    if there.booking.day != day:
        found.append(Complaint.OTHER_DAY)
    if there.came is None and there.booking.state not in TRANSITIONS[Verb.ARRIVE][0]:
        found.append(Complaint.NOT_COMING)
    if there.booking.id in seen:
        found.append(Complaint.TWICE)
    return found


def _verdict(there: Known, pupils: int, adults: int) -> Verdict:
    if there.came is None:
        return Verdict.NEW
    same = (there.came.pupils, there.came.adults) == (pupils, adults)
    return Verdict.SAME if same else Verdict.DIFFERENT

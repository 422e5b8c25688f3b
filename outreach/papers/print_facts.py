"""What of a booking stands in its printed papers, in the words that Chinese papers use."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outreach.booking import batches
from outreach.booking.queries import BookingFacts
from outreach.catalogue.model import Stop
from outreach.kernel.clock import local_day

WEEKDAYS = "一二三四五六日"
GATHER_BEFORE = 15
"""Minutes before the visit at which a group gathers."""


@dataclass(frozen=True, slots=True)
class PrintFacts:
    """Everything printed sheets say; `grade` and `county` are words already."""

    number: str
    asked_on: date
    school: str
    county: str
    grade: str
    day: date
    starts: time
    ends: time
    pupils: int
    adults: int
    leader: str
    leader_phone: str
    needs: str
    venue: str
    address: str
    meeting_point: str
    venue_phone: str
    advice: str
    evacuation: str
    programme: str
    summary: str
    stops: tuple[Stop, ...]
    batches: tuple[int, ...]
    coaches: int | None
    coach_firm: str
    insured_until: date | None

    @property
    def heads(self) -> int:
        return self.pupils + self.adults

    @property
    def long_day(self) -> str:
        return long_day(self.day)

    @property
    def gather(self) -> str:
        return earlier(self.starts, GATHER_BEFORE)

    @property
    def hours(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


def long_day(day: date) -> str:
    """2026年12月23日（星期三）."""
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def earlier(clock: time, minutes: int) -> str:
    moment = datetime.combine(date.min + timedelta(days=1), clock) - timedelta(minutes=minutes)
    return f"{moment:%H:%M}"


def printable(text: str | None) -> str:
    """Without what no printer knows: control characters would break a Word file."""
    kept = (c for c in text or "" if c == "\n" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def facts_for_print(
    facts: BookingFacts,
    *,
    grade: str,
    coaches: int | None,
    coach_firm: str | None,
    insured_until: date | None,
) -> PrintFacts:
    booking, venue, programme = facts.booking, facts.venue, facts.programme
    return PrintFacts(
        number=booking.number,
        asked_on=local_day(booking.placed_at),
        school=printable(facts.school.name),
        county=printable(facts.school.county_name),
        grade=grade,
        day=booking.day,
        starts=booking.starts,
        ends=facts.ends,
        pupils=booking.group.pupils,
        adults=booking.group.adults,
        leader=printable(booking.group.leader),
        leader_phone=printable(booking.group.leader_phone),
        needs=printable(booking.group.needs) or "无",
        venue=printable(venue.name),
        address=printable(venue.address),
        meeting_point=printable(venue.meeting_point),
        venue_phone=printable(venue.phone),
        advice=printable(venue.rules.advice),
        evacuation=printable(venue.rules.evacuation),
        programme=printable(programme.name),
        summary=printable(programme.summary),
        stops=programme.stops,
        batches=batches.split(booking.group.pupils, at_most=programme.batch_size),
        coaches=coaches,
        coach_firm=printable(coach_firm),
        insured_until=insured_until,
    )

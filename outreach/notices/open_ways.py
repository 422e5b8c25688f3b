"""What a school that found no place could do instead, as it is when its letter goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.booking import queries as bookings
from outreach.booking.no_place_actions import open_instead
from outreach.catalogue.model import Programme
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.lessons import queries as lessons
from outreach.season.model import Session

LESSONS_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class OpenWay:
    """A session that takes the group, or a live lesson, with the address where it is booked."""

    session: Session
    programme: Programme
    link: str


@dataclass(frozen=True, slots=True)
class OpenWays:
    """Sessions with room, the next live lesson if one is open, and where a wish is told."""

    sessions: tuple[OpenWay, ...]
    lesson: OpenWay | None
    wish_link: str


def find(tx: Tx, booking_id: int, *, settings: Settings, now: datetime) -> OpenWays:
    base = settings.base_url.rstrip("/")
    waits = bookings.booking_facts(tx, booking_id).booking
    return OpenWays(
        sessions=tuple(
            OpenWay(session, programme, f"{base}/book/{session.id}")
            for session, programme in open_instead(tx, waits, now=now)
        ),
        lesson=_lesson(tx, waits.group.grade, base=base, now=now),
        wish_link=f"{base}/ask",
    )


def _lesson(tx: Tx, grade: int, *, base: str, now: datetime) -> OpenWay | None:
    programmes = lessons.programmes(tx)
    today = local_day(now)
    for session in lessons.coming(tx, first=today, last=today + LESSONS_AHEAD):
        programme = programmes[session.programme_id]
        suits = programme.grades_from <= grade <= programme.grades_to
        if suits and session.takes_bookings_at(now) and session.places_left:
            return OpenWay(session, programme, f"{base}/lessons/{session.id}/join")
    return None

"""Who invites whom, how much may be kept, and what an answer asks for: facts in, refusal out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from outreach.accounts.model import COORDINATORS, OFFICERS, Person, Role
from outreach.campaigns.model import NEXT, Answer, Campaign, Invitation, Plan
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.refusal import Refusal
from outreach.province.model import County
from outreach.season.model import Session

INVITERS = (*COORDINATORS, *OFFICERS)
MOST_SCHOOLS = 300
LEFT_FOR_OTHERS = timedelta(days=2)
"""Before booking ends, everybody else has so long for what nobody took."""
KEEP_AT_MOST = timedelta(days=60)


@dataclass(eq=False)
class NoSuchInvitation(Refusal):
    """A wrong code: that it is wrong, and nothing else."""

    code: ClassVar[str] = "no-such-invitation"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class InvitationEnded(Refusal):
    """The right code, too late."""

    code: ClassVar[str] = "invitation-ended"
    status: ClassVar[int] = 410
    until: datetime


@dataclass(eq=False)
class AnsweredAlready(Refusal):
    code: ClassVar[str] = "answered-already"
    answer: Answer


@dataclass(eq=False)
class KeptAllUsed(Refusal):
    """Other invited schools were quicker."""

    code: ClassVar[str] = "kept-all-used"
    left: int
    coming: int
    code_of: str
    """Where the school's own page is."""


@dataclass(eq=False)
class NobodyToInvite(Refusal):
    """No school is chosen, or each of them has an open invitation already."""

    code: ClassVar[str] = "nobody-to-invite"
    status: ClassVar[int] = 422
    invited: int


@dataclass(eq=False)
class TooManySchools(Refusal):
    code: ClassVar[str] = "too-many-schools"
    status: ClassVar[int] = 422
    chosen: int
    most: int


@dataclass(eq=False)
class CannotKeep(Refusal):
    """A session that has fewer free places, or of which more than half would be kept."""

    code: ClassVar[str] = "cannot-keep"
    day: date
    starts: time
    wanted: int
    most: int


@dataclass(eq=False)
class KeptTooLong(Refusal):
    code: ClassVar[str] = "kept-too-long"
    status: ClassVar[int] = 422
    last: date


def sees_all(person: Person) -> bool:
    """The province and venue coordinators invite from everywhere."""
    return person.runs_the_province or person.has(Role.VENUE)


def own(counties: Iterable[County], person: Person) -> list[County]:
    """The counties whose schools somebody may invite."""
    return [c for c in counties if sees_all(person) or person.watches_county(c.code)]


def most_to_keep(session: Session, *, kept: int) -> int:
    """How many places a campaign may keep: never more than half of a session in all."""
    return max(0, min(session.capacity // 2 - kept, session.places_left))


def ends_at(until: date) -> datetime:
    """Places are kept through a day, and everybody's when it is over."""
    return at_wall_clock(until + timedelta(days=1), time(0))


def last_day(sessions: Collection[Session], *, today: date) -> date:
    """The last day until which places of these sessions may be kept."""
    first = min(session.last_day_to_book for session in sessions)
    return min(first - LEFT_FOR_OTHERS, today + KEEP_AT_MOST)


def check_plan(plan: Plan, sessions: Collection[Session], *, schools: int, today: date) -> None:
    if schools > MOST_SCHOOLS:
        raise TooManySchools(chosen=schools, most=MOST_SCHOOLS)
    last = last_day(sessions, today=today)
    if not today <= plan.until <= last:
        raise KeptTooLong(last=last)


def check_answer(found: Invitation, campaign: Campaign, answer: Answer, *, now: datetime) -> None:
    if not campaign.is_open(now):
        raise InvitationEnded(until=campaign.ended_at or campaign.until)
    if answer not in NEXT[found.answer]:
        raise AnsweredAlready(answer=found.answer)

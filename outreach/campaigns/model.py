"""A school that waits, a campaign, an invitation and its answer: the nouns of inviting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.province.model import TravelBand


class CampaignState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What a school said to its invitation; OPEN: nothing yet."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OTHER_DATES = "other_dates"


class Reason(StrEnum):
    """Why a school cannot come."""

    DISTANCE = "distance"
    MONEY = "money"
    APPROVAL = "approval"
    DATES = "dates"
    OTHER = "other"


NEXT: Mapping[Answer, frozenset[Answer]] = {
    Answer.OPEN: frozenset({Answer.ACCEPTED, Answer.DECLINED, Answer.OTHER_DATES}),
    Answer.ACCEPTED: frozenset({Answer.DECLINED, Answer.OTHER_DATES}),
    Answer.DECLINED: frozenset(),
    Answer.OTHER_DATES: frozenset(),
}
"""Which answer may follow which; a place given back is not asked back by the same link."""


class Outcome(StrEnum):
    """What came of ringing a school that did not answer."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Step(StrEnum):
    """The four figures of the funnel; each holds all that follow."""

    INVITED = "invited"
    ANSWERED = "answered"
    HELD = "held"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A school of the list: never reached, or not since `last_day`."""

    school_id: int
    county_code: str
    township_code: str | None
    pupils: int | None
    months: int | None
    last_day: date | None
    band: TravelBand
    wishes: int = 0
    invited: bool = False
    """An invitation to it is open, so that it is not invited twice."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Schools invited to sessions of one programme, with places kept for them until a day."""

    id: int
    name: str
    programme_id: int
    venue_id: int
    each: int
    """Places reckoned for each school."""
    until: datetime
    words: str
    state: CampaignState
    made_by: int | None
    made_at: datetime
    ended_at: datetime | None

    @property
    def holder(self) -> str:
        """Under which its places are kept."""
        return holder_of(self.id)

    def is_open(self, now: datetime) -> bool:
        return self.state is CampaignState.OPEN and now < self.until


def holder_of(campaign_id: int) -> str:
    return f"campaign:{campaign_id}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One school's invitation, and what became of it."""

    id: int
    campaign_id: int
    school_id: int
    county_code: str
    answer: Answer
    answered_at: datetime | None
    session_id: int | None
    pupils: int | None
    reason: Reason | None
    note: str | None
    wish_id: int | None
    called_at: datetime | None
    outcome: Outcome | None
    letters: int
    """So many teachers were written to."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign before it begins."""

    name: str
    programme_id: int
    each: int
    places: Mapping[int, int]
    """By session."""
    until: date
    words: str

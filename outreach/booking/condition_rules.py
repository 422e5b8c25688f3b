"""What a programme asks of a group beyond its numbers: conditions accepted, and that it comes."""

from dataclasses import dataclass
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.season.model import SessionFacts


@dataclass(eq=False)
class JoinWithRooms(Refusal):
    """Nobody comes to a live lesson: schools join it from their own rooms."""

    code: ClassVar[str] = "join-with-rooms"
    session_id: int


@dataclass(eq=False)
class ConditionsNotAccepted(Refusal):
    """What a programme asks to be accepted was not, or another version of it was."""

    code: ClassVar[str] = "conditions-not-accepted"
    status: ClassVar[int] = 422
    version: int


def check_in_house(session: SessionFacts) -> None:
    """Groups come into the house or they join a live lesson; a booking is for the first."""
    if session.online:
        raise JoinWithRooms(session.id)


def check_conditions(session: SessionFacts, *, accepted: int | None) -> None:
    """Only who accepts the conditions as they stand now gets places."""
    if session.conditions_version not in (None, accepted):
        raise ConditionsNotAccepted(session.conditions_version)

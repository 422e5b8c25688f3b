"""What the day itself may refuse."""

from dataclasses import dataclass
from typing import ClassVar

from outreach.kernel.refusal import Refusal


@dataclass(eq=False)
class RoomGivenAway(Refusal):
    """A group that was recorded as missing comes after all, and its room is taken."""

    code: ClassVar[str] = "room-given-away"
    booking_id: int
    number: str
    coming: int
    places_left: int
    venue_id: int

"""Who is promoted when places come back."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.booking.model import BookingId, Waiting
from outreach.catalogue.model import WaitlistPolicy


@dataclass(frozen=True, slots=True)
class Promotion:
    """The group that gets places now, and those whom it passes."""

    booking_id: BookingId
    passed: tuple[BookingId, ...]


def next_promotion(
    waiting: Sequence[Waiting],
    places_left: int,
    *,
    policy: WaitlistPolicy,
    max_passes: int | None,
) -> Promotion | None:
    """The one group to promote next, from those waiting in the order in which they came.

    Strict: the first in line or nobody; places stay empty while it does not fit. First that fits:
    whoever comes first among those who fit, unless that would pass a group for more than
    `max_passes` times; then the line waits for that group.
    """
    passed: list[BookingId] = []
    for group in waiting:
        if group.pupils <= places_left:
            return Promotion(group.booking_id, tuple(passed))
        if policy is WaitlistPolicy.STRICT:
            return None
        if max_passes is not None and group.passes >= max_passes:
            return None
        passed.append(group.booking_id)
    return None

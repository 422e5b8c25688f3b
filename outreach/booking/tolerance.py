"""How far a school may change its numbers before the venue looks again."""

from dataclasses import dataclass

from outreach.booking.model import Booking, BookingState, Group
from outreach.catalogue.model import GroupRules

AGREED = frozenset({BookingState.HELD, BookingState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers of pupils that take effect at once, both included."""

    least: int
    most: int

    def __contains__(self, pupils: int) -> bool:
        return self.least <= pupils <= self.most


def bounds(booking: Booking, rules: GroupRules) -> Bounds | None:
    """What the venue agreed to, give or take its tolerance; None where it has agreed to nothing.

    Measured from what was agreed, so that many small changes do not add up to a large one.
    """
    if booking.state not in AGREED:
        return None
    agreed = booking.agreed_pupils or booking.group.pupils
    share = rules.change_tolerance
    return Bounds(-(-agreed * (100 - share) // 100), agreed * (100 + share) // 100)


def asks_the_venue(booking: Booking, group: Group, rules: GroupRules) -> bool:
    """Whether the venue looks at a change again; places go through the guard in any case."""
    within = bounds(booking, rules)
    same = (booking.group.grade, booking.group.needs) == (group.grade, group.needs)
    return within is None or not same or group.pupils not in within


def needs_new_letter(booking: Booking, rules: GroupRules) -> bool:
    """Whether more pupils come than the sealed letter, or what was agreed on it, covers."""
    within = bounds(booking, rules)
    return (
        booking.papers_at is not None and within is not None and booking.group.pupils > within.most
    )

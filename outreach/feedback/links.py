"""The address under which a class answers: sealed, so that nobody can guess another class's."""

from outreach.kernel import seals
from outreach.kernel.settings import Settings

PURPOSE = "feedback"


def sign(booking_id: int, *, settings: Settings) -> str:
    """What stands in the address of one visit's questions."""
    return seals.sealed(booking_id, purpose=PURPOSE, key=settings.signing_key())


def read(signed: str, *, settings: Settings) -> int | None:
    """The booking a link is for; None when we did not make it."""
    return seals.opened(signed, purpose=PURPOSE, key=settings.signing_key())

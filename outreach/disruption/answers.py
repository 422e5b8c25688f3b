"""A link with which a school says, with one tap and without signing in, that it knows."""

from outreach.kernel import seals

PURPOSE = "disruption-answer"


def token(touch_id: int, *, key: str) -> str:
    """What stands in the address of one group's link."""
    return seals.sealed(touch_id, purpose=PURPOSE, key=key)


def read(written: str, *, key: str) -> int | None:
    """The group a link is for; None when we did not write it."""
    return seals.opened(written, purpose=PURPOSE, key=key)

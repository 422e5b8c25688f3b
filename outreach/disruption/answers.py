"""A link with which a school says, with one tap and without signing in, that it knows.

Nothing is stored for it: the link carries the group's number and a seal over it made with the
installation's key, so that a stolen database opens none, and a link can be written at any time.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

SEAL = 22  # 128 bits in base 64


def token(touch_id: int, *, key: str) -> str:
    """What stands in the address: "17-…"."""
    return f"{touch_id}-{_seal(touch_id, key=key)}"


def read(written: str, *, key: str) -> int | None:
    """The group a link is for; None when we did not write it."""
    number, _, seal = written.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    fits = hmac.compare_digest(seal.encode(), _seal(int(number), key=key).encode())
    return int(number) if fits else None


def _seal(touch_id: int, *, key: str) -> str:
    digest = hmac.digest(key.encode(), f"disruption-answer:{touch_id}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode()[:SEAL]

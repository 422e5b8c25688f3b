"""Addresses that open one thing to whoever holds them, without anything stored.

Such an address carries a number and a seal over it, made with the installation's key: a stolen
database opens none, an address can be written again at any time, and what is sealed for one
purpose opens nothing else.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

SEAL = 22  # 128 bits in base 64


def sealed(number: int, *, purpose: str, key: str) -> str:
    """What stands in the address: "17-…"."""
    return f"{number}-{_seal(number, purpose=purpose, key=key)}"


def opened(written: str, *, purpose: str, key: str) -> int | None:
    """The number that was sealed for a purpose; None when we did not write it."""
    number, _, seal = written.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    expected = _seal(int(number), purpose=purpose, key=key)
    return int(number) if hmac.compare_digest(seal.encode(), expected.encode()) else None


def _seal(number: int, *, purpose: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}:{number}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode()[:SEAL]

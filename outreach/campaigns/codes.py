"""A school's code: short enough to read out, and not to be guessed.

Ten signs of 32, without those that are mistaken for each other: 50 bits. It is made with the
installation's key, so that an officer can read it again while the database holds only its hash.
"""

import hashlib
import hmac

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10


def code(invitation_id: int, *, key: str) -> str:
    """The code of an invitation: "7KQ2M-XB4TD"."""
    digest = hmac.digest(key.encode(), f"invitation:{invitation_id}".encode(), hashlib.sha256)
    number = int.from_bytes(digest[:8])
    signs = "".join(SIGNS[(number >> (5 * place)) % len(SIGNS)] for place in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def fold(typed: str) -> str | None:
    """What somebody typed as a code is written; None where it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign not in " -\t")
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        return None
    return f"{signs[:5]}-{signs[5:]}"

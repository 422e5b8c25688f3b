"""Who may sign in, how often one may try, and which passwords will do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from outreach.kernel.refusal import Refusal

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 5
TRIES_PER_ADDRESS = 30
LINK_LASTS = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
EMAIL = r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\Z"
"""What may be an e-mail address; no control signs, which would end up in a mail's head."""
COMMON = ("password", "qwerty", "123456", "outreach", "kexuejishuguan", "jiangxi", "nanchang")


@dataclass(eq=False)
class TooManyTries(Refusal):
    code: ClassVar[str] = "too-many-tries"
    status: ClassVar[int] = 429
    minutes: int


@dataclass(eq=False)
class SignInLinkSpent(Refusal):
    code: ClassVar[str] = "sign-in-link-spent"
    status: ClassVar[int] = 410


@dataclass(eq=False)
class OwnAdministration(Refusal):
    """Administrators do not take this role from themselves."""

    code: ClassVar[str] = "own-administration"


@dataclass(eq=False)
class NotYours(Refusal):
    """The object is not the person's business; told apart from a missing one nowhere."""

    code: ClassVar[str] = "not-found"
    status: ClassVar[int] = 404


def check_tries(*, account: int, address: int) -> None:
    """Refuse when an account or an address has failed too often in the last quarter hour.

    A count for the address comes beside the one for the account, so that a stranger who fails on
    purpose cannot lock out everybody, and cannot try one password on every account either.
    """
    if account >= TRIES_PER_ACCOUNT or address >= TRIES_PER_ADDRESS:
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))


def password_complaint(password: str) -> str | None:
    """Why a password will not do, as a code: too-short, too-long, too-common; or nothing.

    Length is what counts (NIST SP 800-63B-4): no rules of composition, no expiry.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "too-short"
    if len(password) > LONGEST_PASSWORD:
        return "too-long"
    bare = password.lower()
    if len(set(bare)) < 5 or any(bare.startswith(word) and len(bare) < 16 for word in COMMON):
        return "too-common"
    return None

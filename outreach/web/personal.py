"""Numbers of people: kept out of what somebody typed freely, and masked on lists."""

import re
import unicodedata

PERSONAL_NUMBER = re.compile(
    r"""(?<!\d)(?:
        \d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]  # identity card
      | \d{15}                            # the identity card before 1999
      | 1[3-9]\d{9}                       # mobile telephone
      | 0\d{2,3}-?[2-8]\d{6,7}            # landline with its area code
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)

SHORTEST = 8
"""Digits of a telephone number; from here on something stays hidden when seven signs show."""


def holds_personal_number(text: str) -> bool:
    """Whether free text holds what looks like an identity card or telephone number.

    People break such numbers up with blanks and dots, or type them full-width.
    """
    narrow = unicodedata.normalize("NFKC", text)
    return PERSONAL_NUMBER.search(re.sub(r"(?<=\d)[ .·-](?=[\dXx])", "", narrow)) is not None


def masked(phone: str) -> str:
    """Enough to recognise a telephone number, not enough to ring it: 138****1234.

    A number too short to be recognised that way is masked as a whole.
    """
    if sum(sign.isdigit() for sign in phone) < SHORTEST:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def without_numbers(text: str) -> str:
    """A text with every telephone and identity card number in it masked."""
    return PERSONAL_NUMBER.sub(lambda found: masked(found[0]), text)

"""Numbers of people in what somebody typed freely: nothing of the kind is kept."""

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


def holds_personal_number(text: str) -> bool:
    """Whether free text holds what looks like an identity card or telephone number.

    People break such numbers up with blanks and dots, or type them full-width.
    """
    narrow = unicodedata.normalize("NFKC", text)
    return PERSONAL_NUMBER.search(re.sub(r"(?<=\d)[ .·-](?=[\dXx])", "", narrow)) is not None

"""What may stand in a line of a feed or of a mail, and what is left out.

A value that breaks a line breaks the feed of everybody who shares it. Text is therefore
cleaned where it leaves the house, whatever the forms let in.
"""

import re
import unicodedata

# C0, DEL and C1 controls, line and paragraph separators, marks that turn the reading direction,
# the byte order mark, halves of surrogate pairs and code points that are no characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_URI = re.compile(r"https?://[\x21-\x7e]+", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)


def line(text: str) -> str:
    """One line: composed characters, no controls; whatever ended a line becomes a space."""
    return paragraph(text).replace("\n", " ").strip()


def paragraph(text: str) -> str:
    """Several lines, ended by newlines only; the rest as in `line`."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return "\n".join(
        unicodedata.normalize("NFC", _UNPRINTABLE.sub("", each.replace("\t", " ")))
        for each in lines
    )


def web_address(text: str) -> str:
    """The address, or nothing when it could not stand in a line: a visit can do without a link."""
    return text if _URI.fullmatch(text) else ""


def mail_address(text: str) -> str:
    """The address, or nothing when it is not plain `name@host`."""
    return text if _ADDRESS.fullmatch(text) else ""

"""The papers a venue may ask for, and on what terms.

Terms are kept in one field, as "coach::1:venue,letter:10:5:venue".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Paper(StrEnum):
    """What a venue may want to see of a visit, in the order in which schools prepare it."""

    LETTER = "letter"
    FILING = "filing"
    SAFETY_PLAN = "safety_plan"
    INSURANCE = "insurance"
    COACH = "coach"
    CONSENTS = "consents"


class Addressee(StrEnum):
    """To whom a paper goes."""

    VENUE = "venue"
    BUREAU = "bureau"
    SCHOOL = "school"


KEEPERS = {
    Paper.LETTER: Addressee.VENUE,
    Paper.FILING: Addressee.BUREAU,
    Paper.SAFETY_PLAN: Addressee.VENUE,
    Paper.INSURANCE: Addressee.SCHOOL,
    Paper.COACH: Addressee.VENUE,
    Paper.CONSENTS: Addressee.SCHOOL,
}
"""To whom each paper goes unless a venue says otherwise."""


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """By when a paper is due and to whom it goes.

    Due so many days after the hold began, but so many before the visit at the latest; without
    `days_after` only the visit counts.
    """

    kind: Paper
    days_after: int | None
    days_before: int
    goes_to: Addressee


def written(terms: Iterable[PaperTerms]) -> str | None:
    """Nothing when no paper has terms of its own."""
    return ",".join(_one(each) for each in terms) or None


def _one(terms: PaperTerms) -> str:
    after = "" if terms.days_after is None else str(terms.days_after)
    return f"{terms.kind}:{after}:{terms.days_before}:{terms.goes_to}"


def read(text: str | None) -> tuple[PaperTerms, ...]:
    return tuple(_parsed(each) for each in (text or "").split(",") if each)


def _parsed(text: str) -> PaperTerms:
    kind, after, before, to = text.split(":")
    return PaperTerms(Paper(kind), int(after) if after else None, int(before), Addressee(to))

"""A role lent to a colleague for some days, and when it may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from outreach.accounts.model import Grant, Role
from outreach.kernel.refusal import Refusal

LONGEST = timedelta(days=90)
LENDABLE = (Role.CITY, Role.COUNTY)


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who lends what to whom, for which days, both included."""

    id: int
    lender_id: int
    person_id: int
    grant: Grant
    first: date
    last: date
    reason: str
    ended: bool

    def counts_on(self, day: date) -> bool:
        return not self.ended and self.first <= day <= self.last

    def is_over(self, today: date) -> bool:
        return self.ended or today > self.last


@dataclass(eq=False)
class NotAColleague(Refusal):
    """Somebody of another unit; what they may do would reach farther than what is lent."""

    code: ClassVar[str] = "not-a-colleague"
    status: ClassVar[int] = 422
    name: str


@dataclass(eq=False)
class LentTooLong(Refusal):
    """A delegation lies in the past or lasts longer than it may."""

    code: ClassVar[str] = "lent-too-long"
    status: ClassVar[int] = 422
    days: int


def is_within(grant: Grant, unit: Grant) -> bool:
    """Whether a role is one of the unit itself, or of a county of the city."""
    if grant == unit:
        return True
    return (
        unit.role is Role.CITY
        and grant.role is Role.COUNTY
        and (grant.scope or "")[:4] == (unit.scope or "")[:4]
    )


def check_colleague(grants: Iterable[Grant], unit: Grant, *, name: str) -> None:
    if not all(is_within(grant, unit) for grant in grants):
        raise NotAColleague(name=name)


def check_days(first: date, last: date, *, today: date) -> None:
    if first < today or last < first or last - first >= LONGEST:
        raise LentTooLong(days=LONGEST.days)

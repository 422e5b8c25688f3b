"""Who may see and write the ledger, and what it asks before it believes a number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from outreach.accounts.model import Person, Role
from outreach.kernel.refusal import Refusal
from outreach.ledger.model import (
    EVERYTHING,
    Activity,
    Partner,
    Sight,
    State,
)
from outreach.ledger.record_model import Record
from outreach.province.model import County


@dataclass(eq=False)
class ActivityInFuture(Refusal):
    """Only what has happened is done; what is planned counts later."""

    code: ClassVar[str] = "activity-in-future"
    day: date
    today: date


@dataclass(eq=False)
class ActivityChangedMeanwhile(Refusal):
    """Somebody else corrected the record after this page was opened."""

    code: ClassVar[str] = "activity-changed"
    activity_id: int
    number: str


@dataclass(eq=False)
class ActivityAtAnotherStep(Refusal):
    """What was asked fits an activity in another state, e.g. to check one that is planned."""

    code: ClassVar[str] = "activity-at-another-step"
    activity_id: int
    number: str
    state: str


@dataclass(eq=False)
class CheckedByItsAuthor(Refusal):
    """A record is checked by other eyes than those that told it."""

    code: ClassVar[str] = "checked-by-its-author"
    activity_id: int
    number: str


@dataclass(eq=False)
class DayOutsideActivity(Refusal):
    """A number for a day on which the activity did not stand, or that has not come yet."""

    code: ClassVar[str] = "day-outside-activity"
    activity_id: int
    number: str
    first: date
    last: date


@dataclass(eq=False)
class DayCountedMeanwhile(Refusal):
    """Somebody else gave the day another number after this page was opened."""

    code: ClassVar[str] = "day-counted-meanwhile"
    activity_id: int
    number: str
    day: date
    onsite: int | None


@dataclass(eq=False)
class CountedAsAWhole(Refusal):
    """The total is known; one day's number would take its place."""

    code: ClassVar[str] = "counted-as-a-whole"
    activity_id: int
    number: str
    onsite: int


@dataclass(eq=False)
class TooMuchEvidence(Refusal):
    """A record has as many photos, sheets and links as it may."""

    code: ClassVar[str] = "too-much-evidence"
    activity_id: int
    number: str
    limit: int


@dataclass(eq=False)
class PartsAboveWhole(Refusal):
    """Partners claim more people than the activity had."""

    code: ClassVar[str] = "parts-above-whole"
    activity_id: int
    number: str
    parts: int
    onsite: int


@dataclass(eq=False)
class VisitCountedAtDesk(Refusal):
    """The number of a booked visit is what the desk counted; it is corrected there."""

    code: ClassVar[str] = "visit-counted-at-desk"
    activity_id: int
    booking_id: int
    number: str


def sight(person: Person) -> Sight:
    """Whose activities a person sees; nobody's when no role says so."""
    if person.sees_the_province:
        return EVERYTHING
    return Sight(
        city_codes=person.scopes(Role.CITY),
        county_codes=person.scopes(Role.COUNTY),
        school_ids=frozenset(map(int, person.scopes(Role.TEACHER))),
        venue_ids=frozenset(map(int, person.scopes(Role.VENUE))),
    )


def own_counties(counties: Iterable[County], sight: Sight) -> list[County]:
    """The counties a reader may choose from: all, or those of the own cities and counties."""
    if sight.province or sight.venue_ids:
        return list(counties)
    return [
        county
        for county in counties
        if county.code in sight.county_codes or county.city_code in sight.city_codes
    ]


def may_record(person: Person, *, county_code: str) -> bool:
    """Officers for their own counties, coordinators anywhere in the province."""
    return person.watches_county(county_code) or person.has(Role.VENUE)


def may_change(person: Person, activity: Activity) -> bool:
    """Venue activities belong to the venue, all others to the county's and city's officers."""
    if activity.venue_id is not None:
        return person.runs_venue(activity.venue_id)
    return person.watches_county(activity.county_code)


def may_check(person: Person, activity: Activity) -> bool:
    """The city and the province check what counties tell; a venue's people check their own."""
    if activity.venue_id is not None:
        return person.runs_venue(activity.venue_id)
    return person.runs_the_province or f"{activity.county_code[:4]}00" in person.scopes(Role.CITY)


def may_tell_part(person: Person, activity: Activity, partner: Partner) -> bool:
    """The partner itself, and whoever looks after the record."""
    return (
        may_change(person, activity)
        or (partner.county_code is not None and person.watches_county(partner.county_code))
        or (partner.venue_id is not None and person.runs_venue(partner.venue_id))
    )


def may_add_evidence(person: Person, record: Record) -> bool:
    """Who looks after the record, and every unit that takes part."""
    return may_change(person, record.activity) or any(
        may_tell_part(person, record.activity, partner) for partner in record.partners
    )


def on_behalf(person: Person, *, county_code: str) -> bool:
    """Whether the record is a city's for one of its counties (代填)."""
    return (
        county_code not in person.scopes(Role.COUNTY)
        and f"{county_code[:4]}00" in person.scopes(Role.CITY)
        and not person.has(Role.VENUE)
        and not person.runs_the_province
    )


def check_day(day: date, *, today: date) -> None:
    """Only what has happened is counted; today counts."""
    if day > today:
        raise ActivityInFuture(day=day, today=today)


def check_step(activity: Activity, *wanted: State) -> None:
    if activity.state not in wanted:
        raise ActivityAtAnotherStep(
            activity_id=activity.id, number=activity.number, state=activity.state
        )


def check_counted_day(activity: Activity, day: date, *, today: date) -> None:
    """Days have numbers while the activity stands, and where nobody gave a total instead."""
    last = min(activity.last_day, today)
    if not activity.day <= day <= last:
        raise DayOutsideActivity(
            activity_id=activity.id, number=activity.number, first=activity.day, last=last
        )
    if activity.onsite is not None and not activity.counted_daily:
        raise CountedAsAWhole(
            activity_id=activity.id, number=activity.number, onsite=activity.onsite
        )


def check_other_eyes(activity: Activity, *, person_id: int, told_by: Collection[int]) -> None:
    """Nobody checks what is partly their own word."""
    if person_id in told_by:
        raise CheckedByItsAuthor(activity_id=activity.id, number=activity.number)

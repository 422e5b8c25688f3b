"""Who may see and write the ledger, and what it asks before it believes a number."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from outreach.accounts.model import Person, Role
from outreach.kernel.refusal import Refusal
from outreach.ledger.model import (
    EVERYTHING,
    Activity,
    Audience,
    Entry,
    Sight,
    State,
)
from outreach.ledger.record_model import EnrolledFacts, Question
from outreach.province.model import County

ROUND = 1000
MORE_THAN_ENROLLED = 1.2  # groups bring younger brothers and late enrolments, but not twice as many


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


def check_other_eyes(activity: Activity, *, person_id: int, told_by: Collection[int]) -> None:
    """Nobody checks what is partly their own word."""
    if person_id in told_by:
        raise CheckedByItsAuthor(activity_id=activity.id, number=activity.number)


def questions(
    entry: Entry, *, enrolled: EnrolledFacts | None, twins: tuple[str, ...]
) -> tuple[Question, ...]:
    """What looks odd in an entry, in the order in which a reader would ask.

    `enrolled` is what the register knows of the entry's school; `twins` are the numbers of
    activities with the same school (or, for the public, the same place), day and kind.
    """
    return (
        *_more_than_enrolled(entry, enrolled),
        *_round(entry),
        *(Question("twice", {"number": number}) for number in twins[:1]),
        *_online_alone(entry),
        *_without_adults(entry),
    )


def _more_than_enrolled(entry: Entry, enrolled: EnrolledFacts | None) -> Iterator[Question]:
    if enrolled is None:
        return
    counted = sum(cell.pupils for cell in entry.cells) or entry.onsite_pupils or 0
    if enrolled.pupils and counted > enrolled.pupils * MORE_THAN_ENROLLED:
        yield Question("more-than-enrolled", {"counted": counted, "enrolled": enrolled.pupils})
        return
    for cell in entry.cells:
        pupils = enrolled.by_grade.get(cell.grade) if cell.grade is not None else None
        if pupils and cell.grade is not None and cell.pupils > pupils * MORE_THAN_ENROLLED:
            yield Question(
                "more-than-grade",
                {"counted": cell.pupils, "enrolled": pupils, "grade": cell.grade},
            )


def _round(entry: Entry) -> Iterator[Question]:
    for counted in (entry.onsite, entry.online):
        if counted and counted % ROUND == 0:
            yield Question("round-thousands", {"counted": counted})
            return


def _online_alone(entry: Entry) -> Iterator[Question]:
    if entry.online and entry.onsite is None:
        yield Question("online-alone", {"online": entry.online})


def _without_adults(entry: Entry) -> Iterator[Question]:
    if entry.audience is Audience.SCHOOL and entry.onsite and entry.onsite == entry.onsite_pupils:
        yield Question("without-adults", {"pupils": entry.onsite})

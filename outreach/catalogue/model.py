"""Venues with their rules, halls, and programmes: the nouns."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NewType

from outreach.catalogue.paper_terms import KEEPERS, Paper, PaperTerms
from outreach.province.model import Stage

VenueId = NewType("VenueId", int)
HallId = NewType("HallId", int)
ProgrammeId = NewType("ProgrammeId", int)


class VenueKind(StrEnum):
    MUSEUM = "museum"
    CITY_MUSEUM = "city_museum"
    COMPUTING_CENTRE = "computing_centre"


class ProgrammeKind(StrEnum):
    ROUTE = "route"
    SITE_TOUR = "site_tour"
    LAB = "lab"
    TALK = "talk"
    SHOW = "show"
    LIVE_LESSON = "live_lesson"


ONLINE = frozenset({ProgrammeKind.LIVE_LESSON})
"""Kinds for which nobody comes into the house: schools join with rooms, not with pupils."""


class Setting(StrEnum):
    """Where pupils are during a programme: decides what weather can do to it."""

    INDOORS = "indoors"
    OUTDOORS = "outdoors"


class ProgrammeState(StrEnum):
    TRIAL = "trial"
    OPEN = "open"
    RETIRED = "retired"


class WaitlistPolicy(StrEnum):
    """Who is promoted when places come back; see the words on the programme's page."""

    STRICT = "strict"
    FIRST_FIT = "first_fit"


class Release(StrEnum):
    """When the places of a session may be booked."""

    AT_ONCE = "at_once"
    DAYS_BEFORE = "days_before"
    FIRST_MONDAY = "first_monday"


class DayKind(StrEnum):
    """What sort of day a cap speaks of; make-up days are weekdays."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class DayPart(StrEnum):
    DAY = "day"
    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours on a weekday, 0 Monday to 6 Sunday; a lunch break is two of them."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date, *, weekday: int | None = None) -> bool:
        """Whether these are hours of `day`, or of a `day` that works like another weekday."""
        return (
            self.weekday == (day.weekday() if weekday is None else weekday)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class DayCap:
    """At most `pupils` group pupils in the venue on a part of each day of this kind."""

    days: DayKind
    part: DayPart
    pupils: int


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What a venue asks of groups. None means that it has no such rule.

    `no_show_limit`: after so many no-shows without a word in a school year a school comes later in
    the next allocation. Nothing ever keeps it from booking.
    """

    min_pupils: int | None = None
    max_pupils: int | None = None
    lead_days: int = 7
    lead_in_workdays: bool = False
    horizon_days: int | None = None
    phone_only: bool = False
    max_inside: int | None = None
    caps: tuple[DayCap, ...] = ()
    opens_on_holidays: bool = False
    papers: tuple[Paper, ...] = (Paper.LETTER,)
    papers_due_days: int = 14
    papers_before_days: int = 3
    paper_terms: tuple[PaperTerms, ...] = ()
    evacuation: str | None = None
    cancel_free_days: int = 3
    change_tolerance: int = 10
    offer_hours: int = 48
    reconfirm_days: int = 3
    no_place_days: int = 3
    no_show_limit: int | None = None
    release: Release = Release.AT_ONCE
    release_days: int | None = None
    release_time: time | None = None
    advice: str | None = None
    advice_en: str | None = None
    pupils_per_adult: tuple[tuple[Stage, int], ...] = ()

    def ratio(self, stage: Stage) -> int | None:
        """Pupils one adult may lead at a stage; None where the venue asks for no number."""
        return dict(self.pupils_per_adult).get(stage)

    def terms_of(self, kind: Paper) -> PaperTerms:
        """The terms of one paper: its own, or else those that hold for all of them."""
        for terms in self.paper_terms:
            if terms.kind is kind:
                return terms
        return PaperTerms(kind, self.papers_due_days, self.papers_before_days, KEEPERS[kind])

    def cap(self, days: DayKind, part: DayPart) -> int | None:
        for cap in self.caps:
            if cap.days is days and cap.part is part:
                return cap.pupils
        return None


@dataclass(frozen=True, slots=True)
class Hall:
    """A room with its own capacity; an exclusive one takes one session at a time."""

    id: HallId
    name: str
    name_en: str
    capacity: int
    exclusive: bool
    largest_group: int | None


@dataclass(frozen=True, slots=True)
class Venue:
    id: VenueId
    slug: str
    name: str
    name_en: str
    kind: VenueKind
    county_code: str
    address: str
    address_en: str
    meeting_point: str
    meeting_point_en: str
    phone: str | None
    lon: float
    lat: float
    sample: bool
    openings: tuple[Opening, ...]
    rules: GroupRules
    halls: tuple[Hall, ...]

    def hours_on(self, day: date, *, weekday: int | None = None) -> tuple[Opening, ...]:
        """The hours of a day in order; empty when that weekday is closed."""
        hours = [o for o in self.openings if o.holds_on(day, weekday=weekday)]
        return tuple(sorted(hours, key=lambda opening: opening.opens))

    @property
    def closed_weekdays(self) -> tuple[int, ...]:
        open_days = {opening.weekday for opening in self.openings}
        return tuple(weekday for weekday in range(7) if weekday not in open_days)


@dataclass(frozen=True, slots=True)
class Stop:
    """A hall on a programme's way, with the minutes spent there."""

    hall: Hall
    minutes: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a group accepts before it books, a line each; every change is a new version."""

    version: int
    words: str
    words_en: str

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    @property
    def lines_en(self) -> list[str]:
        return [line.strip() for line in self.words_en.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Programme:
    """Something offered to groups. `grades_from` and `grades_to` are both included.

    Of an online programme `capacity` counts rooms that join, and `batch_size` pupils in a room.
    `far_share` places of each session are kept for far schools until `far_share_days` before.
    """

    id: ProgrammeId
    venue_id: VenueId
    slug: str
    name: str
    name_en: str
    kind: ProgrammeKind
    summary: str
    summary_en: str
    minutes: int
    capacity: int
    batch_size: int
    grades_from: int
    grades_to: int
    weekdays: tuple[int, ...]
    starts: tuple[time, ...]
    waitlist_policy: WaitlistPolicy
    max_passes: int | None
    version: int
    state: ProgrammeState
    sample: bool
    stops: tuple[Stop, ...] = ()
    far_share: int = 0
    far_share_days: int = 14
    conditions_version: int | None = None
    setting: Setting = Setting.INDOORS
    trial_for_all: bool = False
    """On trial, schools book it themselves; otherwise the venue enters them."""
    rotates: bool = True
    """Batches take turns in the halls; otherwise all walk the way together."""
    owner_id: int | None = None
    revised_on: date | None = None

    @property
    def online(self) -> bool:
        return self.kind in ONLINE

    @property
    def is_by_venue_only(self) -> bool:
        """Whether only the venue itself enters bookings."""
        return self.state is ProgrammeState.TRIAL and not self.trial_for_all

    def suits(self, grade: int) -> bool:
        return self.grades_from <= grade <= self.grades_to


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with its venue's name and group rules: what a booking is judged by."""

    programme: Programme
    venue_name: str
    venue_name_en: str
    rules: GroupRules

"""The ways to meet a wish, with real dates from what exists: sessions, lessons, county plans."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from outreach.booking import advice
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue, VenueKind
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import School
from outreach.season import queries as season
from outreach.season import shares
from outreach.season.model import KeptShare, Session
from outreach.wishes import queries, rules
from outreach.wishes.model import COMES, Want, Way, WayKind

AHEAD = timedelta(days=120)
DATES_EACH = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ways are looked for with."""

    want: Want
    grade: int
    pupils: int
    week_from: date
    week_to: date

    def meets(self, day: date) -> bool:
        return self.week_from <= day < self.week_to + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Offered:
    """The honest word about the way to the museum, and the ways there are, ranked."""

    way: advice.Way
    ways: list[Way]


def offered(tx: Tx, school: School, asked: Asked, *, today: date, now: datetime) -> Offered:
    venues = {int(venue.id): venue for venue in catalogue.venues(tx)}
    museum = next(v for v in venues.values() if v.kind is VenueKind.MUSEUM)
    to_museum = advice.ways(tx, school, [museum], grade=asked.grade)[museum.id]
    found = [
        *_from_sessions(tx, asked, to_museum, venues, today=today, now=now),
        *_from_plans(tx, school, asked, today=today),
        *(Way(key=kind.value, kind=kind) for kind in COMES),
    ]
    band = to_museum.travel.band
    return Offered(to_museum, rules.ranked(found, want=asked.want, band=band))


def _from_sessions(
    tx: Tx,
    asked: Asked,
    to_museum: advice.Way,
    venues: dict[int, Venue],
    *,
    today: date,
    now: datetime,
) -> Iterator[Way]:
    """Sessions that take the group: those in the wanted weeks first, a few for each way."""
    suiting = {p.id: p for p in catalogue.programmes(tx, grade=asked.grade)}
    coming = [
        session
        for session in season.upcoming_sessions(tx, first=today, last=today + AHEAD)
        if session.programme_id in suiting
        and session.takes_bookings_at(now)
        and not session.waiting
    ]
    kept = shares.kept(tx, [session.id for session in coming])
    nearer = {int(near.venue.id): near.travel.about_km for near in to_museum.nearer}
    far = to_museum.travel.band in rules.FAR
    shown: dict[tuple[WayKind, int], int] = {}
    for session in sorted(coming, key=lambda s: (not asked.meets(s.day), s.day, s.starts)):
        programme = suiting[session.programme_id]
        kind = _kind(programme, session, to_museum, nearer)
        if kind is None or not _takes(session, programme, asked, kept.get(session.id), far=far):
            continue
        if kind is WayKind.OVERNIGHT and asked.pupils > rules.OVERNIGHT_MOST:
            continue
        key = (kind, session.programme_id if kind is WayKind.LIVE else session.venue_id)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] > DATES_EACH:
            continue
        venue = venues[session.venue_id]
        yield Way(
            key=f"{kind}:{session.id}",
            kind=kind,
            day=session.day,
            starts=session.starts,
            session_id=session.id,
            name=programme.name,
            name_en=programme.name_en,
            place=venue.name,
            place_en=venue.name_en,
            km=nearer.get(venue.id),
            in_weeks=asked.meets(session.day),
        )
    if far and asked.pupils > rules.OVERNIGHT_MOST:
        yield Way(key=WayKind.OVERNIGHT.value, kind=WayKind.OVERNIGHT, possible=False)


def _kind(
    programme: Programme, session: Session, to_museum: advice.Way, nearer: dict[int, int]
) -> WayKind | None:
    if programme.online:
        return WayKind.LIVE
    if session.venue_id == to_museum.venue.id:
        band = to_museum.travel.band
        return WayKind.OVERNIGHT if band in rules.FAR else WayKind.DAY_TRIP
    return WayKind.NEARER if session.venue_id in nearer else None


def _takes(
    session: Session, programme: Programme, asked: Asked, kept: KeptShare | None, *, far: bool
) -> bool:
    """Whether the group fits, for far schools with the share that is kept for them."""
    left = session.places_left + (kept.places if kept and far else 0)
    return left >= (1 if programme.online else asked.pupils)


def _from_plans(tx: Tx, school: School, asked: Asked, *, today: date) -> Iterator[Way]:
    """What the county and its neighbours have planned for whoever is near."""
    neighbours = province.neighbours(tx).get(school.county_code, frozenset())
    for plan in queries.plans_near(tx, {school.county_code, *neighbours}, today=today):
        county = province.county(tx, plan.county_code)
        travel = province.travel_from_school(tx, school, to=county.seat)
        here = plan.county_code == school.county_code
        yield Way(
            key=f"plan:{plan.id}",
            kind=plan.kind,
            day=max(plan.starts_on, today),
            last_day=plan.ends_on,
            place=f"{county.name} {plan.place}",
            place_en=f"{county.name_en} {plan.place}",
            km=None if here else travel.about_km,
            in_weeks=asked.meets(plan.starts_on) or asked.meets(plan.ends_on),
        )


def chosen(tx: Tx, key: str | None) -> Way | None:
    """A choice as it was made, with its date as it is now; None for what is gone."""
    if not key:
        return None
    kind, _, number = key.partition(":")
    if not number:
        return Way(key=key, kind=WayKind(kind)) if kind in set(WayKind) else None
    if kind == "plan":
        plan = queries.find_plan(tx, int(number))
        if plan is None:
            return None
        return Way(key, plan.kind, day=plan.starts_on, last_day=plan.ends_on, place=plan.place)
    session = season.find_session(tx, int(number))
    if session is None:
        return None
    programme = catalogue.programme(tx, session.programme_id)
    venue = catalogue.venue(tx, session.venue_id)
    found = Way(key, WayKind(kind), day=session.day, starts=session.starts, session_id=session.id)
    return replace(
        found,
        name=programme.name,
        name_en=programme.name_en,
        place=venue.name,
        place_en=venue.name_en,
    )

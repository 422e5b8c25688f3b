"""A day at the gate in full swing: who came, who is late, bays, incidents, groups at the door."""

from datetime import date, datetime, timedelta
from random import Random

from outreach.booking import desk_actions
from outreach.booking import queries as booking
from outreach.booking.model import Booking, BookingState, DifferenceReason
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.duty import gate_actions, incident_actions, no_show_actions, walk_in_actions
from outreach.duty.gate_actions import Count
from outreach.duty.incident_actions import Told
from outreach.duty.model import DutyRules
from outreach.duty.walk_in_actions import Door
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.province.model import School
from outreach.sample import bookings
from outreach.season import queries as season

BAYS = {"provincial-museum": 6, "computing-centre": 2}
GROUPS_TODAY = 6
INCIDENTS = (
    ("东门", "一名六年级学生上台阶时擦破膝盖。", "急救点清洗包扎，已告知带队老师。", True),
    (None, "一件展品的转盘停转。", "已围挡，报修，路线改走旁边两件。", False),
    ("停车场", "一辆大客车剐蹭立柱。", "拍照登记，司机与车队已联系保险。", True),
)
WORDS = "大客车在路上坏了，打电话没打通。（示例）"


def make_a_day(
    tx: Tx,
    schools: list[School],
    enrolment: dict[int, dict[int, int]],
    *,
    coordinator: int,
    now: datetime,
    rng: Random,
) -> None:
    """Today at every venue, up to this minute; yesterday's incidents; a no-show explained."""
    for venue in catalogue.venues(tx):
        gate = DutyRules(30, BAYS.get(venue.slug, 1))
        gate_actions.set_rules(tx, venue_id=venue.id, gate=gate, by=coordinator, now=now)
        _fill(tx, venue, schools, enrolment, coordinator=coordinator, now=now, rng=rng)
        _live(tx, venue, coordinator=coordinator, now=now)
        _incidents(tx, venue, coordinator=coordinator, now=now)
        _walk_in(tx, venue, rng.choice(schools), coordinator=coordinator, now=now)
    _explain(tx, coordinator=coordinator, now=now)


def _expected(tx: Tx, venue: Venue, day: date) -> list[Booking]:
    found = booking.bookings_of_day(tx, day, venue_ids=[venue.id])
    return [visit for visit in found if visit.state is BookingState.CONFIRMED]


def _fill(
    tx: Tx,
    venue: Venue,
    schools: list[School],
    enrolment: dict[int, dict[int, int]],
    *,
    coordinator: int,
    now: datetime,
    rng: Random,
) -> None:
    """So many groups as a weekday has, if the venue is open and has room."""
    today = local_day(now)
    sessions = season.upcoming_sessions(tx, first=today, last=today, venue_id=venue.id)
    missing = GROUPS_TODAY - len(_expected(tx, venue, today))
    for _try in range(max(0, missing) * 3 if sessions else 0):
        school = rng.choice(schools)
        placed = bookings.book_one(
            tx, rng.choice(sessions), school, enrolment[school.id], rng=rng, now=now
        )
        if placed is not None and placed.state is BookingState.SUBMITTED:
            desk_actions.confirm(tx, booking_id=placed.booking_id, by=coordinator, now=now)
        if len(_expected(tx, venue, today)) >= GROUPS_TODAY:
            return


def _live(tx: Tx, venue: Venue, *, coordinator: int, now: datetime) -> None:
    """Groups whose session began have come, but for every fourth, which is late or missing."""
    for number, visit in enumerate(_expected(tx, venue, local_day(now))):
        begins = at_wall_clock(visit.day, visit.starts)
        if number % 4 == 3 or begins - timedelta(minutes=10) > now:
            if number % 2 == 0:
                gate_actions.reserve_bays(tx, booking_id=visit.id, coaches=1, now=now)
            if number % 8 == 7 and begins + timedelta(hours=1) < now:
                gate_actions.miss(tx, booking_id=visit.id, by=coordinator, now=now)
            continue
        fewer = 3 if number % 3 == 1 and visit.group.pupils > 10 else 0
        gate_actions.arrive(
            tx,
            booking_id=visit.id,
            count=Count(
                pupils=visit.group.pupils - fewer,
                adults=visit.group.adults,
                coaches=1,
                came_at=begins - timedelta(minutes=10),
                reason=DifferenceReason.ILLNESS if fewer else None,
            ),
            seen=0,
            by=coordinator,
            now=now,
        )
        if begins + timedelta(hours=2, minutes=30) < now:
            gate_actions.leave(tx, booking_id=visit.id, by=coordinator, now=now)


def _incidents(tx: Tx, venue: Venue, *, coordinator: int, now: datetime) -> None:
    """One today, if the day is old enough, the others yesterday and the day before."""
    halls = [hall.id for hall in venue.halls]
    opening = at_wall_clock(local_day(now), datetime.min.time()) + timedelta(hours=9, minutes=40)
    first = opening if opening < now else opening - timedelta(days=1)
    for days_ago, (place, what, done, closed) in enumerate(INCIDENTS):
        at = first - timedelta(days=days_ago, minutes=17 * days_ago)
        hall_id = halls[0] if place is None and halls else None
        told = Told(at, hall_id, place, f"示例：{what}", done, closed)
        incident_actions.record(
            tx, venue_id=venue.id, told=told, token=None, by=coordinator, now=at
        )


def _walk_in(tx: Tx, venue: Venue, school: School, *, coordinator: int, now: datetime) -> None:
    """A class at the door, if a session runs now and has room."""
    today = local_day(now)
    for session in season.upcoming_sessions(tx, first=today, last=today, venue_id=venue.id):
        begins, ends = (at_wall_clock(today, at) for at in (session.starts, session.ends))
        if begins <= now < ends and session.places_left >= 30:
            door = Door(school.id, school.name, school.county_code, None, 28, 2)
            walk_in_actions.admit(
                tx,
                session_id=session.id,
                door=door,
                token=f"sample-walk-in-{venue.id}",
                by=coordinator,
                sample=True,
                now=now,
            )
            return


def _explain(tx: Tx, *, coordinator: int, now: datetime) -> None:
    """The latest no-show was explained by its school; the one before was cleared."""
    today = local_day(now)
    missed = [
        visit
        for back in range(21)
        for visit in booking.bookings_of_day(tx, today - timedelta(days=back))
        if visit.state is BookingState.NO_SHOW
    ]
    for visit in missed[:2]:
        no_show_actions.explain(tx, booking_id=visit.id, text=WORDS, by=coordinator, now=now)
    for visit in missed[1:2]:
        no_show_actions.clear(
            tx, booking_id=visit.id, reason="已核实，路上车坏。（示例）", by=coordinator, now=now
        )

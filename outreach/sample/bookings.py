"""A season in full swing: sessions around today, and bookings in every state of their lives.

Everything goes through the real actions, so that the sample is what people would have made.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from outreach.booking import actions, arrival_actions, desk_actions
from outreach.booking.model import BookingState, Group, Placed, SchoolRef
from outreach.booking.queries import booking_facts
from outreach.booking.rules import AlreadyBooked, BookingClosed, SessionFull, ratio_for
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.ledger import visits
from outreach.province.model import School
from outreach.sample import answers
from outreach.season import actions as season_actions
from outreach.season import queries as season
from outreach.season.model import Session

BEFORE, AFTER = timedelta(days=21), timedelta(days=84)
NEEDS = (None, None, None, "有 1 名学生使用轮椅", "需要清真餐", "希望提前 20 分钟到")


def make_sessions(tx: Tx, *, today: date, person_id: int, now: datetime) -> None:
    """A term's sessions at every venue, as a coordinator would have made them a month ago."""
    for venue in catalogue.venues(tx):
        season_actions.make_sessions(
            tx,
            venue_id=venue.id,
            programme_ids=[p.id for p in catalogue.programmes(tx, venue_id=venue.id)],
            first=today - BEFORE,
            last=today + AFTER,
            now=now - timedelta(days=60),
            person_id=person_id,
        )


def make_bookings(
    tx: Tx,
    schools: list[School],
    enrolment: dict[int, dict[int, int]],
    *,
    count: int,
    coordinator: int,
    now: datetime,
    rng: Random,
) -> int:
    """Up to `count` bookings; those of days gone by have arrived, been missed or finished."""
    today = local_day(now)
    sessions = season.upcoming_sessions(tx, first=today - BEFORE, last=today + AFTER)
    made = 0
    for session in _popular(sessions, today, count, rng):
        school = rng.choice(schools)
        placed = book_one(tx, session, school, enrolment[school.id], rng=rng, now=now)
        if placed is not None:
            made += 1
            _live_on(tx, placed, session, coordinator=coordinator, now=now, rng=rng)
    return made


def _popular(sessions: list[Session], today: date, count: int, rng: Random) -> Iterator[Session]:
    """Coming weeks and Thursdays are asked for most."""
    weights = [
        (2.0 if s.day.weekday() == 3 else 1.0) * (0.4 + 1 / (1 + abs((s.day - today).days) / 14))
        for s in sessions
    ]
    yield from rng.choices(sessions, weights, k=count) if sessions else ()


def book_one(
    tx: Tx,
    session: Session,
    school: School,
    by_grade: dict[int, int],
    *,
    rng: Random,
    now: datetime,
) -> Placed | None:
    facts = season.session_facts(tx, session.id)
    if facts.online:
        return None
    suiting = [g for g in by_grade if facts.grades_from <= g <= facts.grades_to and by_grade[g]]
    if not suiting:
        return None
    grade = rng.choice(suiting)
    most = min(facts.rules.max_pupils or 999, facts.capacity, by_grade[grade])
    pupils = max(facts.rules.min_pupils or 1, min(most, rng.choice((35, 45, 48, 80, 90, 120))))
    if pupils > most:
        return None
    ratio = ratio_for(grade, facts.rules) or 20
    group = Group(
        grade=grade,
        pupils=pupils,
        adults=-(-pupils // ratio) + rng.randint(0, 1),
        leader="张老师（示例）",
        leader_phone="000-0000-0000",
        needs=rng.choice(NEEDS),
    )
    try:
        with tx.begin_nested():
            return actions.book(
                tx,
                session_id=session.id,
                school=SchoolRef(school.id, school.county_code),
                group=group,
                token=f"sample-{rng.getrandbits(64):x}",
                joins_waitlist=True,
                placed_by=None,
                accepted=facts.conditions_version,
                sample=True,
                now=_placed_at(session, now, rng),
            )
    except (AlreadyBooked, SessionFull, BookingClosed):
        return None


def _placed_at(session: Session, now: datetime, rng: Random) -> datetime:
    """Some time while booking was open, and not in the future."""
    earliest = max(session.opens_at, session.closes_at - timedelta(days=40))
    latest = min(now, session.closes_at) - timedelta(minutes=5)
    if latest <= earliest:
        return earliest
    return earliest + (latest - earliest) * rng.random()


def _live_on(
    tx: Tx, placed: Placed, session: Session, *, coordinator: int, now: datetime, rng: Random
) -> None:
    """Let a booking grow as old as it is."""
    if placed.state is not BookingState.SUBMITTED:
        return
    today = local_day(now)
    fate = rng.random()
    if session.day > today + timedelta(days=21) and fate < 0.5:
        return  # still in the inbox
    placed_at = booking_facts(tx, placed.booking_id).booking.placed_at
    at = placed_at + _patience(rng)
    if at > now:
        return  # not answered yet
    if fate < 0.04:
        desk_actions.decline(
            tx, booking_id=placed.booking_id, reason="当天场馆设备检修", by=coordinator, now=at
        )
        return
    desk_actions.hold(tx, booking_id=placed.booking_id, by=coordinator, now=at)
    if session.day > today and fate > 0.7:
        return  # papers are still awaited
    if fate < 0.09:
        actions.cancel(tx, booking_id=placed.booking_id, reason="weather", by=None, now=at)
        return
    week_ahead = at_wall_clock(session.day - timedelta(days=rng.choice((6, 8, 9, 10, 12))), time(9))
    confirmed_at = min(now, max(at, week_ahead))
    desk_actions.confirm(tx, booking_id=placed.booking_id, by=coordinator, now=confirmed_at)
    if session.day < today:
        _visit(tx, placed, session, coordinator=coordinator, rng=rng)


def _patience(rng: Random) -> timedelta:
    """How long a school waits for its answer: a day as a rule, a week now and then."""
    return timedelta(hours=rng.randint(3, 30)) if rng.random() < 0.93 else timedelta(days=7)


def _visit(tx: Tx, placed: Placed, session: Session, *, coordinator: int, rng: Random) -> None:
    at = at_wall_clock(session.day, session.starts)
    if rng.random() < 0.03:
        arrival_actions.miss(tx, booking_id=placed.booking_id, by=coordinator, now=at)
        return
    group = booking_facts(tx, placed.booking_id).booking.group
    came = max(1, round(group.pupils * rng.uniform(0.88, 1.0)))
    visits.count(
        tx,
        booking_id=placed.booking_id,
        pupils=came,
        adults=group.adults,
        note=None,
        by=coordinator,
        now=at,
    )
    visits.finish(tx, booking_id=placed.booking_id, by=coordinator, now=at + timedelta(hours=2))
    answers.give(tx, placed.booking_id, came=came, now=at + timedelta(days=1), rng=rng)

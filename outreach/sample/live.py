"""Live lessons with far classes and their roomfuls, and wishes as they come and are answered."""

from datetime import datetime, timedelta
from random import Random

from outreach.booking.model import SchoolRef
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.lessons import actions as lessons
from outreach.lessons import desk_actions, queries
from outreach.lessons.model import Line, RoomEntry, Roomful, Shown
from outreach.province.model import School
from outreach.season.model import Session
from outreach.wishes import actions as wishes
from outreach.wishes.model import Told, Want, WayKind

JOINED = 8


def make_lessons(tx: Tx, far: list[School], *, by: int, now: datetime, rng: Random) -> None:
    """One lesson to come with far classes, and one gone by with roomfuls and plays."""
    today = local_day(now)
    past = queries.coming(tx, first=today - timedelta(days=21), last=today - timedelta(days=2))
    ahead = queries.coming(tx, first=today + timedelta(days=5), last=today + timedelta(days=14))
    if past:
        _given(tx, past[0], far, by=by, now=now, rng=rng)
    if ahead:
        for school in _suiting(tx, ahead[0], far):
            _join(tx, ahead[0], school, by=None, now=now)


def _suiting(tx: Tx, session: Session, far: list[School]) -> list[School]:
    facts = lessons.live_session(tx, session.id)
    suits = range(facts.grades_from, facts.grades_to + 1)
    return [school for school in far if any(g in suits for g in school.grades)][:JOINED]


def _join(tx: Tx, session: Session, school: School, *, by: int | None, now: datetime) -> int:
    facts = lessons.live_session(tx, session.id)
    grade = next(g for g in school.grades if facts.grades_from <= g <= facts.grades_to)
    entry = RoomEntry(
        label="电教室（示例）",
        grade=grade,
        pupils=min(40, facts.batch_size),
        projector=True,
        sound=True,
        line=Line.WIRED,
        spare_line=False,
    )
    return lessons.join(
        tx,
        session_id=session.id,
        school=SchoolRef(school.id, school.county_code),
        entry=entry,
        token=f"sample-room-{session.id}-{school.id:0>6}",
        by=by,
        now=max(
            session.opens_at,
            min(now, at_wall_clock(session.day, session.starts) - timedelta(days=3)),
        ),
        sample=True,
    ).room_id


def _given(
    tx: Tx, session: Session, far: list[School], *, by: int, now: datetime, rng: Random
) -> None:
    for school in _suiting(tx, session, far):
        room = _join(tx, session, school, by=None, now=now)
        came = Roomful(rng.randint(28, 40), rng.randint(1, 2), Shown.LIVE, session.day)
        lessons.count(tx, room_id=room, came=came, by=by, now=now)
        lessons.ask(tx, room_id=room, words="超级计算机会不会热得停下来？", now=now)
    desk_actions.count_plays(
        tx, session_id=session.id, plays=3200, platform="视频号（示例）", by=by, now=now
    )


def make_wishes(
    tx: Tx, schools: list[School], *, teacher: int, officer: int, now: datetime
) -> None:
    """Wishes of Xunwu and Anyuan: waiting, overdue, planned, not met, withdrawn and done."""
    made = [
        _wish(
            tx,
            school,
            teacher=teacher,
            number=number,
            at=now - timedelta(days=9 if number == 1 else 1),
        )
        for number, school in enumerate(schools[:6])
    ]
    plan = wishes.make_plan(
        tx,
        county_code=schools[0].county_code,
        kind=WayKind.VAN,
        place="两所学校（示例）",
        first=local_day(now) + timedelta(days=12),
        last=local_day(now) + timedelta(days=13),
        words="示例：两天走两所学校。",
        open_to_all=True,
        by=officer,
        now=now,
    )
    if len(made) == 6:
        answer = "示例：大篷车两天走两所学校，第一天到贵校。"
        wishes.answer(tx, {made[2]: 0}, plan_id=plan, words=answer, by=officer, now=now)
        declined = "示例：这个月车在检修，下学期优先。"
        wishes.decline(tx, wish_id=made[3], revision=0, words=declined, by=officer, now=now)
        wishes.withdraw(tx, wish_id=made[4], reason="not_approved", by=teacher, now=now)


def _wish(tx: Tx, school: School, *, teacher: int, number: int, at: datetime) -> int:
    week = local_day(at) + timedelta(days=14)
    told = Told(Want.COME, school.grades[0], 60, 4, week, week + timedelta(days=14), "航天", "van")
    return wishes.submit(
        tx,
        school_id=school.id,
        told=told,
        token=f"sample-wish-{number:0>8}",
        by=teacher,
        now=at,
        sample=True,
    ).id

"""Live lessons and wishes in front of the people whose rights are tested."""

from outreach.accounts.model import Person
from outreach.booking.model import SchoolRef
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Tx
from outreach.lessons import actions as lesson_actions
from outreach.lessons import queries as lessons
from outreach.lessons.model import Line, Room, RoomEntry
from outreach.season import queries as season
from outreach.wishes import actions as wishes
from outreach.wishes.model import Told, Want


def room_of_lesson(tx: Tx, teacher: Person, school: SchoolRef) -> tuple[Room, int]:
    """A classroom of the teacher's in a live lesson to come, and what its pupils asked."""
    now = utc_now()
    today = local_day(now)
    session = next(
        s
        for s in lessons.coming(tx, first=today, last=today.replace(year=today.year + 1))
        if s.takes_bookings_at(now) and s.places_left > 2
    )
    facts = season.session_facts(tx, session.id)
    joined = lesson_actions.join(
        tx,
        session_id=session.id,
        school=school,
        entry=RoomEntry("电教室", facts.grades_from, 30, True, True, Line.WIRED, False),
        token=f"rights-room-{school.id:0>16}",
        by=teacher.id,
        now=now,
    )
    lesson_actions.ask(tx, room_id=joined.room_id, words="超算会累吗", now=now)
    room = lessons.find_room(tx, joined.room_id)
    assert room is not None
    (topic,) = [
        topic
        for topic in lessons.topics(tx, venue_ids={session.venue_id})
        if topic.words == "超算会累吗" and topic.county_code == school.county_code
    ]
    return room, topic.id


def wish(tx: Tx, teacher: Person, school_id: int) -> int:
    """What the teacher wishes for; nobody has answered."""
    now = utc_now()
    wished = wishes.submit(
        tx,
        school_id=school_id,
        told=Told(Want.COME, 5, 40, 2, local_day(now), local_day(now), None, first="van"),
        token=f"rights-wish-{school_id:0>16}",
        by=teacher.id,
        now=now,
    )
    return wished.id

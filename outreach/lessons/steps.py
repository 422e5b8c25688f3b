"""One step in a room's life: compare-and-swap of its state, and telling the school."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.kernel.db import Tx, changed
from outreach.lessons import queries, rules
from outreach.lessons.model import TAKES_PART, Room, Verb
from outreach.lessons.tables import LessonRoomRow
from outreach.outbox import actions as outbox
from outreach.season.model import SessionFacts


def get(tx: Tx, room_id: int) -> Room:
    found = queries.find_room(tx, room_id)
    if found is None:
        raise rules.NoSuchLesson
    return found


def step(tx: Tx, room: Room, verb: Verb, **values: Any) -> Room:
    """Take one step; refuse when it does not follow, or when somebody else was quicker."""
    state = rules.next_state(verb, room.state)
    if state is None:
        raise rules.RoomChanged(room.session_id, room.entry.label, room.state)
    if state not in TAKES_PART:
        values["active_room"] = None
    rows = changed(
        tx,
        update(LessonRoomRow)
        .where(LessonRoomRow.id == room.id, LessonRoomRow.revision == room.revision)
        .values(state=state, revision=LessonRoomRow.revision + 1, **values)
        .execution_options(synchronize_session=False),
    )
    if rows != 1:
        raise rules.RoomChanged(room.session_id, room.entry.label, get(tx, room.id).state)
    return get(tx, room.id)


def tell(
    tx: Tx, session: SessionFacts, rooms: Iterable[Room], kind: str, *, now: datetime, **more: Any
) -> int:
    """Post a notice to whoever joined, once a person though with several rooms; how many."""
    people: dict[int, None] = {}
    for room in rooms:
        if room.joined_by is not None:
            people[room.joined_by] = None
        else:
            scope = str(room.school_id)
            people |= dict.fromkeys(p.id for p in accounts.holders(tx, Role.TEACHER, scope))
    for person_id in people:
        outbox.post(
            tx,
            kind=kind,
            payload={
                "session_id": session.id,
                "programme": session.programme_name,
                "programme_en": session.programme_name_en,
                "day": session.day.isoformat(),
                "starts": f"{session.starts:%H:%M}",
                **more,
            },
            recipient=person_id,
            at=now,
        )
    return len(people)

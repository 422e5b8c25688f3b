"""The server with its guard taken off, for the control: it looks first and writes later.

This is how systems oversell: the check happens before the writing transaction, the write changes
the counter without a condition, and the database's own CHECK is switched off.
"""

import sys
import time
from typing import Any

from sqlalchemy import event

from outreach import cli
from outreach.booking import actions, rules, split_views, views
from outreach.booking.split_rules import Plan
from outreach.kernel.db import Database, Tx
from outreach.season import places
from outreach.season.model import Room, SessionFacts
from outreach.web import current


def take_without_asking(tx: Tx, room: Room, pupils: int, *, past_waiting: bool = False) -> bool:
    del past_waiting
    places.give_back(tx, room, -pupils)
    return True


def look_then_write(form: Any, session: Any, school: Any, *, on_behalf: bool) -> Any:
    with current.database().reading() as tx:
        look(tx, session.id, form.pupils.data)
    time.sleep(0.05)
    return guarded_place(form, session, school, on_behalf=on_behalf)


def look_at_every_part(tx: Tx, plan: Plan, session: SessionFacts) -> None:
    guarded_parts(tx, plan, session)
    for part in plan:
        look(tx, part.session_id, part.pupils)
    time.sleep(0.05)


def look(tx: Tx, session_id: int, pupils: int) -> None:
    seen = actions.session_facts(tx, session_id)
    if seen.places_left < pupils:
        raise rules.SessionFull(seen.id, seen.programme_id, 0, pupils, 0, "strict", None)


def without_checks(self: Database) -> Any:
    engine = sqlite_engine(self)
    event.listen(
        engine, "connect", lambda c, _record: c.execute("PRAGMA ignore_check_constraints=ON")
    )
    return engine


guarded_place = views._place
guarded_parts = split_views._check_programme
sqlite_engine = Database._sqlite
places.take = take_without_asking
views._place = look_then_write
split_views._check_programme = look_at_every_part
Database._sqlite = without_checks  # type: ignore[method-assign]

if __name__ == "__main__":
    cli.main(sys.argv[1:])

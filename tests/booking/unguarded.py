"""The server with its guard taken off, for the control: it looks first and writes later.

This is how systems oversell: the check happens before the writing transaction, the write changes
the counter without a condition, and the database's own CHECK is switched off.
"""

import sys
import time
from typing import Any

from sqlalchemy import event

from outreach import cli
from outreach.booking import actions, rules, views
from outreach.kernel.db import Database, Tx
from outreach.season import places
from outreach.season.model import Room
from outreach.web import current


def take_without_asking(tx: Tx, room: Room, pupils: int, *, past_waiting: bool = False) -> bool:
    del past_waiting
    places.give_back(tx, room, -pupils)
    return True


def look_then_write(form: Any, session: Any, school: Any, *, on_behalf: bool) -> Any:
    with current.database().reading() as tx:
        seen = actions.session_facts(tx, session.id)
    time.sleep(0.05)
    if seen.places_left < form.pupils.data:
        raise rules.SessionFull(seen.id, seen.programme_id, 0, form.pupils.data, 0, "strict", None)
    return guarded_place(form, session, school, on_behalf=on_behalf)


def without_checks(self: Database) -> Any:
    engine = sqlite_engine(self)
    event.listen(
        engine, "connect", lambda c, _record: c.execute("PRAGMA ignore_check_constraints=ON")
    )
    return engine


guarded_place = views._place
sqlite_engine = Database._sqlite
places.take = take_without_asking
views._place = look_then_write
Database._sqlite = without_checks  # type: ignore[method-assign]

if __name__ == "__main__":
    cli.main(sys.argv[1:])

"""The server that knows of a colleague's ask only what it saw before it writes, for the control.

The look happens in the reading transaction that shows the form; the unique index, which would
decide between two forms of one school, is dropped by the test.
"""

import sys
import time

from flask import g

from outreach import cli
from outreach.booking import leftover_queries, leftover_views
from outreach.booking.leftover_queries import Ask, Release
from outreach.kernel.db import Tx
from outreach.province.model import School


def school_and_what_it_asked(tx: Tx, found: Release) -> School:
    school = guarded_school(tx, found)
    g.seen = guarded_ask_of(tx, release_id=found.id, school_id=school.id)
    time.sleep(0.05)
    return school


def seen_before(tx: Tx, *, release_id: int, school_id: int) -> Ask | None:
    if "seen" in g:
        return g.pop("seen")  # type: ignore[no-any-return]
    return guarded_ask_of(tx, release_id=release_id, school_id=school_id)


guarded_school = leftover_views._school
guarded_ask_of = leftover_queries.ask_of
leftover_views._school = school_and_what_it_asked
leftover_queries.ask_of = seen_before

if __name__ == "__main__":
    cli.main(sys.argv[1:])

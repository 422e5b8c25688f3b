"""The server without the compare-and-swap of a day's plan, for the control.

It takes whatever revision stands at the moment of writing for the one the person saw, as a table
without a revision would.
"""

import sys
from typing import Any

from outreach import cli
from outreach.kernel.db import Tx
from outreach.planning import actions, queries
from outreach.planning.queries import VenueDay


def whatever_stands(tx: Tx, found: VenueDay, seen: int) -> Any:
    del seen
    plan = queries.find_plan(tx, found.venue.id, found.date)
    if plan is None or plan.edition is None:
        raise LookupError("no plan")
    return plan, plan.edition


def store_over_it(tx: Tx, found: VenueDay, timetable: Any, *, seen: int, **more: Any) -> bool:
    plan = queries.find_plan(tx, found.venue.id, found.date)
    return guarded_store(tx, found, timetable, seen=plan.revision if plan else seen, **more)


guarded_store = actions.store
actions.standing = whatever_stands
actions.store = store_over_it

if __name__ == "__main__":
    cli.main(sys.argv[1:])

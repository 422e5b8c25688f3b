"""How the sample museum's days run: shows, guides, walks and lunch; marked 示例 like the venue."""

from datetime import date, datetime, time, timedelta

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.planning import actions, publish_actions, queries, solver
from outreach.planning.days import Lunch, RotationRules
from outreach.planning.model import Outcome
from outreach.planning.rules_actions import set_rules

SHOWS = ("09:00", "09:50", "10:40", "11:30", "13:30", "14:30", "15:15", "16:00")
WITHIN_DAYS, SCHOOLS = 40, 4
QUIET = timedelta(days=2)
"""A day with a hold that ends sooner would leave its plan behind before anybody looks."""
FAR = 10
"""Minutes from the cinema to the lab, at the other end of the house."""


def set_sample_rules(tx: Tx, *, by: int, now: datetime) -> None:
    """The provincial museum and the computing centre, where groups rotate."""
    museum = catalogue.find_venue_by_slug(tx, "provincial-museum")
    centre = catalogue.find_venue_by_slug(tx, "computing-centre")
    if museum is None or centre is None:
        return
    halls = {hall.name_en: hall.id for hall in museum.halls}
    cinema, lecture, lab = (
        halls[name] for name in ("Effects cinema", "Lecture hall", "Science lab")
    )
    set_rules(
        tx,
        museum,
        programmes=[p.id for p in catalogue.programmes(tx, venue_id=museum.id)],
        rules=RotationRules(
            after_closing=20,
            lunch=Lunch(time(11, 30), time(13, 30), 30, 200),
            shows={cinema: tuple(time.fromisoformat(show) for show in SHOWS)},
            unguided=frozenset({cinema, lecture}),
            walks={(min(cinema, lab), max(cinema, lab)): FAR},
        ),
        by=by,
        now=now,
    )
    set_rules(
        tx,
        centre,
        programmes=[p.id for p in catalogue.programmes(tx, venue_id=centre.id)],
        rules=RotationRules(extra_stay=30),
        by=by,
        now=now,
    )


def publish_a_day(tx: Tx, *, today: date, by: int, now: datetime) -> None:
    """Arrange the first of the museum's coming days that has several schools, and publish it."""
    museum = catalogue.find_venue_by_slug(tx, "provincial-museum")
    if museum is None:
        return
    for ahead in range(1, WITHIN_DAYS):
        found = queries.venue_day(tx, museum, today + timedelta(days=ahead))
        holds = [line.booking.hold_until for line in found.lines.values()]
        if len(found.day.parties) < SCHOOLS or any(h and h < now + QUIET for h in holds):
            continue
        asked = actions.ask(tx, found, by=by, now=now)
        problem = actions.begin(tx, asked, now=now) or ""
        answer = solver.solve_apart(problem, lambda _stage: None)
        actions.end(tx, asked, found, answer, now=now)
        if answer is not None and answer.outcome is Outcome.SOLVED:
            publish_actions.publish(tx, found, seen=1, accepts_remarks=True, by=by, now=now)
            return

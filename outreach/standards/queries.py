"""The standards of venues over a period, each with every case it was judged by."""

from collections.abc import Collection
from datetime import datetime, timedelta

from outreach.booking import visit_queries as visits
from outreach.feedback import queries as feedback
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.season import calendar_queries
from outreach.standards import rules
from outreach.standards.model import Case, Figure, Standard

LOOK_AHEAD = timedelta(days=30)


def figures(tx: Tx, *, venue_ids: Collection[int], days: Days, now: datetime) -> list[Figure]:
    """Every standard: answers by the day a booking came, the others by the day of the visit."""
    placed = visits.placed_in(tx, venue_ids=venue_ids, days=days)
    coming = visits.visits_in(tx, venue_ids=venue_ids, days=days)
    steps = visits.steps_of(tx, [b.id for b in {b.id: b for b in placed + coming}.values()])
    holidays = calendar_queries.holidays(tx, first=days.first, last=days.last + LOOK_AHEAD)
    asked = feedback.asked_of(tx, [b.id for b in coming])
    cases: dict[Standard, list[Case | None]] = {
        Standard.ANSWER: [
            rules.answered(b, steps.get(b.id, []), holidays=holidays, now=now) for b in placed
        ],
        Standard.CONFIRMATION: [rules.confirmed(b, now=now) for b in coming],
        Standard.WAITLIST: [
            rules.waitlist_answered(b, steps.get(b.id, []), now=now) for b in coming
        ],
        Standard.FEEDBACK: [
            rules.has_feedback(b, asked_at=asked[b.id][0], answers=asked[b.id][1], now=now)
            for b in coming
            if b.id in asked
        ],
    }
    return [
        Figure(standard, rules.TARGETS[standard], tuple(case for case in found if case))
        for standard, found in cases.items()
    ]

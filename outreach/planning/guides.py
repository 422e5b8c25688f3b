"""How many guides the roster has on hand through a day."""

from datetime import date, timedelta
from itertools import groupby

from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.planning.days import clock_of, minute_of
from outreach.planning.model import MIDNIGHT, Guides, Minute
from outreach.roster import off_queries
from outreach.roster import queries as roster
from outreach.roster.model import Guide

HALF_HOUR = 30


def on_hand(tx: Tx, *, venue_id: int, day: date) -> tuple[Guides, ...] | None:
    """Guides at work in each half-hour of a day; None where the venue has no roster.

    Whoever works by the roster, is not off and not busy by their own calendar counts, with or
    without a duty: duties are what the day's batches make of them.
    """
    guides = roster.guides(tx, venue_id=venue_id)
    if not guides:
        return None
    ids = [guide.id for guide in guides]
    away: dict[int, list[Span]] = {guide_id: [] for guide_id in ids}
    for off in off_queries.days_off(tx, guide_ids=ids, first=day, last=day):
        away[off.guide_id] += off.spans
    whole_day = Span(at_wall_clock(day, clock_of(0)), at_wall_clock(day, clock_of(MIDNIGHT)))
    for guide_id, spans in off_queries.busy_spans(tx, guide_ids=ids, span=whole_day).items():
        away[guide_id] += spans
    counts = (
        (step, sum(_works(guide, day, step, away[guide.id]) for guide in guides))
        for step in range(0, MIDNIGHT, HALF_HOUR)
    )
    return tuple(
        Guides(next(steps)[0], count) for count, steps in groupby(counts, key=lambda c: c[1])
    )


def _works(guide: Guide, day: date, step: Minute, away: list[Span]) -> bool:
    """Whether a guide is there for the whole half-hour."""
    until = step + HALF_HOUR
    if guide.hours and not any(
        hours.weekday == day.weekday()
        and minute_of(hours.starts) <= step
        and until <= minute_of(hours.ends)
        for hours in guide.hours
    ):
        return False
    starts = at_wall_clock(day, clock_of(step))
    span = Span(starts, starts + timedelta(minutes=HALF_HOUR))
    return not any(each.overlaps(span) for each in away)

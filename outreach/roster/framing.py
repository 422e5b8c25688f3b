"""Duties and guides as a problem for the solver, and its answer as a roster again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.kernel.db import Tx
from outreach.roster import constraints, queries
from outreach.roster.model import STANDS, Duty, DutyState, Life, minutes_of, monday_of
from outreach.roster.problem import Problem, Task, Worker
from outreach.roster.proposing import Solved

CARRIED = timedelta(weeks=4)
"""Loads of so many weeks before count when the coming ones are evened out."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The solver's problem, and how its places translate back to duties and guides."""

    problem: Problem
    duties: tuple[Duty, ...]
    lives: Mapping[int, Life]
    classes: tuple[tuple[Duty, ...], ...]
    guide_ids: tuple[int, ...]
    accepted: frozenset[tuple[int, int]]

    def plan(self, solved: Solved) -> dict[int, int | None]:
        """Each duty's guide: whoever has one of a class keeps that very one."""
        chosen: dict[int, list[int]] = defaultdict(list)
        for task, worker in solved.pairs:
            chosen[task].append(self.guide_ids[worker])
        plan: dict[int, int | None] = {}
        for task, duties in enumerate(self.classes):
            left = list(chosen[task])
            for duty in duties:
                if duty.guide_id in left:
                    plan[duty.id] = duty.guide_id
                    left.remove(duty.guide_id)
            for duty in duties:
                if duty.id not in plan:
                    plan[duty.id] = left.pop(0) if left else None
        return plan


def frame_of(tx: Tx, *, venue_id: int, first: date, last: date, now: datetime) -> Frame:
    """Duties to come of these days that nobody passed a limit for; the others stand as they are."""
    lives = queries.lives(tx, venue_id=venue_id, first=first, last=last)
    duties = tuple(
        duty
        for duty in queries.duties_between(tx, venue_id=venue_id, first=first, last=last)
        if duty.state in STANDS and duty.override is None and duty.span.starts > now
    )
    ours = {int(duty.id) for duty in duties}
    before = queries.duties_between(
        tx, venue_id=venue_id, first=first - CARRIED, last=first - timedelta(days=1)
    )
    guide_ids = tuple(sorted(lives))
    place = {guide_id: n for n, guide_id in enumerate(guide_ids)}
    classes = _classes(duties)
    return Frame(
        problem=Problem(
            tasks=tuple(_task(its, lives, place, ours, monday=monday_of(first)) for its in classes),
            workers=tuple(
                _worker(lives[guide_id], ours, before, monday=monday_of(first))
                for guide_id in guide_ids
            ),
            published=tuple(
                (n, place[duty.guide_id])
                for n, its in enumerate(classes)
                for duty in its
                if duty.guide_id in place
            ),
        ),
        duties=duties,
        lives=lives,
        classes=classes,
        guide_ids=guide_ids,
        accepted=frozenset((int(d.id), int(d.guide_id)) for d in duties if d.guide_id),
    )


def _classes(duties: Sequence[Duty]) -> tuple[tuple[Duty, ...], ...]:
    alike: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    for duty in duties:
        key = (duty.day, duty.starts, duty.ends, duty.programme_id, duty.language or "")
        alike[key].append(duty)
    return tuple(tuple(alike[key]) for key in sorted(alike, key=str))


def _task(
    its: Sequence[Duty],
    lives: Mapping[int, Life],
    place: Mapping[int, int],
    ours: set[int],
    *,
    monday: date,
) -> Task:
    """Who may take it is asked of the judge, about this duty alone beside what stands."""
    duty = its[0]
    midnight = (duty.day - monday).days * 1440
    able = [
        place[guide_id]
        for guide_id, life in lives.items()
        if not constraints.breaches(_beside(life, ours), duty)
    ]
    return Task(
        midnight + minutes_of(duty.starts),
        midnight + minutes_of(duty.ends),
        len(its),
        tuple(sorted(able)),
    )


def _beside(life: Life, ours: set[int]) -> Life:
    """A guide with only those duties that are not to be moved."""
    kept = tuple(duty for duty in life.duties if int(duty.id) not in ours)
    return Life(life.guide, life.off, life.busy, kept)


def _worker(life: Life, ours: set[int], before: Sequence[Duty], *, monday: date) -> Worker:
    fixed: dict[int, list[Duty]] = defaultdict(list)
    for duty in _beside(life, ours).duties:
        fixed[(duty.day - monday).days].append(duty)
    limits = life.guide.limits
    return Worker(
        duties_a_day=limits.duties_a_day,
        minutes_a_day=limits.minutes_a_day,
        duties_a_week=limits.duties_a_week,
        minutes_a_week=limits.minutes_a_week,
        fixed=tuple(
            (day, len(its), sum(d.minutes for d in its)) for day, its in sorted(fixed.items())
        ),
        carried=sum(
            d.minutes
            for d in before
            if d.guide_id == life.guide.id and d.state is not DutyState.CANCELLED and d.day < monday
        ),
    )

"""A roster one day at a time: what of it may be arranged anew while every other day stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from outreach.roster.problem import Problem, Worker

Pair = tuple[int, int]
"""A task and the guide who has one of its duties, as places in the problem."""


def days_of(problem: Problem) -> list["Day"]:
    """The days on which there is something to do, in order."""
    days = sorted({task.day for task in problem.tasks})
    return [
        Day(problem, tuple(t for t, task in enumerate(problem.tasks) if task.day == day))
        for day in days
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """The tasks of one day, as places in the problem of all days; its own places count from 0."""

    whole: Problem
    tasks: tuple[int, ...]

    def own(self, pairs: Iterable[Pair]) -> list[Pair]:
        """What of a roster is this day's, in its own places."""
        place = {t: n for n, t in enumerate(self.tasks)}
        return [(place[t], w) for t, w in pairs if t in place]

    def problem(self, pairs: Sequence[Pair]) -> Problem:
        """This day alone: the duties that are given stay given, and other days cannot be moved."""
        given = Counter(task for task, _guide in self.own(pairs))
        mine = set(self.tasks)
        elsewhere = [(t, w) for t, w in pairs if t not in mine]
        return Problem(
            tasks=tuple(
                replace(self.whole.tasks[t], demand=given[n]) for n, t in enumerate(self.tasks)
            ),
            workers=tuple(
                self._beside(worker, [t for t, other in elsewhere if other == w])
                for w, worker in enumerate(self.whole.workers)
            ),
            published=tuple(self.own(self.whole.published)),
        )

    def _beside(self, worker: Worker, tasks: Sequence[int]) -> Worker:
        more = tuple((self.whole.tasks[t].day, 1, self.whole.tasks[t].minutes) for t in tasks)
        return replace(worker, fixed=worker.fixed + more)

    def kept(self, pairs: Iterable[Pair]) -> int:
        """Of this day, how many stand as they are published."""
        published = set(self.own(self.whole.published))
        return sum(pair in published for pair in self.own(pairs))

    def half_days(self, pairs: Iterable[Pair]) -> int:
        """On how many half-days of this day somebody comes."""
        return len({(w, self.whole.tasks[self.tasks[n]].half) for n, w in self.own(pairs)})

    def replaced(self, pairs: Iterable[Pair], own: Iterable[Pair]) -> list[Pair]:
        """The roster with another arrangement of this day."""
        mine = set(self.tasks)
        rest = [(t, w) for t, w in pairs if t not in mine]
        return sorted([*rest, *((self.tasks[n], w) for n, w in own)])

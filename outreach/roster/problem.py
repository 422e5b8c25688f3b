"""A roster to be made, as numbers only: what the solver's process reads."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A class of alike duties. Minutes count from the first Monday's midnight."""

    starts: int
    ends: int
    demand: int
    able: tuple[int, ...]
    """Guides, as places in the list, who may take it by every rule about one duty alone."""

    @property
    def minutes(self) -> int:
        return self.ends - self.starts

    @property
    def day(self) -> int:
        return self.starts // 1440

    @property
    def half(self) -> tuple[int, bool]:
        return self.day, self.starts % 1440 >= 720


@dataclass(frozen=True, slots=True)
class Worker:
    """A guide: limits, and what stands beside the problem by day (duties and minutes)."""

    duties_a_day: int
    minutes_a_day: int
    duties_a_week: int
    minutes_a_week: int
    fixed: tuple[tuple[int, int, int], ...] = ()
    """Day, duties and minutes that are not ours to move."""
    carried: int = 0
    """Minutes of the weeks before, so that loads even out over time."""


@dataclass(frozen=True, slots=True)
class Problem:
    tasks: tuple[Task, ...]
    workers: tuple[Worker, ...]
    published: tuple[tuple[int, int], ...] = ()
    """Pairs of task and guide that stand in the roster now."""

    @property
    def weeks(self) -> int:
        """How many weeks the tasks reach over, from the first Monday."""
        return 1 + max((task.day // 7 for task in self.tasks), default=0)


def read(text: str) -> Problem:
    told = json.loads(text)
    return Problem(
        tasks=tuple(
            Task(t["starts"], t["ends"], t["demand"], tuple(t["able"])) for t in told["tasks"]
        ),
        workers=tuple(
            Worker(**(w | {"fixed": tuple(tuple(f) for f in w["fixed"])})) for w in told["workers"]
        ),
        published=tuple((t, w) for t, w in told["published"]),
    )

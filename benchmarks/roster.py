"""Four weeks of duties for 20, 40 and 80 guides: how near to a proof, how fast, how fair.

The baseline is what a careful person does by hand: the hardest duty first, to whoever has least.
Days off, part time, weekday hours and skills are drawn with a fixed seed; the need is sized so
that some duties may stay unmet. Each problem is solved in the child process that the desk uses.
"""

import statistics
from dataclasses import asdict
from random import Random

from benchmarks.measuring import Figures
from outreach.roster import proposing
from outreach.roster.greedy import greedy
from outreach.roster.problem import Problem, Task, Worker

SIZES = (20, 40, 80)
QUICK_SIZES = (6,)
WEEKS, QUICK_WEEKS = 4, 1
SEED = 20_261_125
STARTS = ((540, 60), (540, 90), (630, 60), (630, 90), (810, 60), (810, 90), (900, 60), (900, 90))
PROGRAMMES = 6


def instance(guides: int, *, weeks: int = WEEKS, seed: int = SEED, busy: float = 0.72) -> Problem:
    """A museum that is open from Tuesday to Sunday and a little busier than it can be."""
    rng = Random(seed * 1000 + guides)
    workers, days, skills = [], [], []
    for _ in range(guides):
        half_time = rng.random() < 0.25
        workers.append(Worker(3, 300, 6 if half_time else 12, 600 if half_time else 1200))
        weekdays = set(rng.sample(range(1, 7), k=3 if half_time else 5))
        off = {rng.randrange(weeks * 7) for _ in range(weeks)}
        days.append({d for d in range(weeks * 7) if d % 7 in weekdays and d not in off})
        skills.append(set(rng.sample(range(PROGRAMMES), k=rng.choice((2, 3, 4)))))
    tasks = []
    for day in range(weeks * 7):
        if day % 7 == 0:
            continue  # Monday: closed
        at_work = [g for g in range(guides) if day in days[g]]
        left = round(len(at_work) * busy * 2.2)
        while left > 0:
            starts, minutes = rng.choice(STARTS)
            programme = rng.randrange(PROGRAMMES)
            demand = min(left, rng.choice((1, 2, 2, 3)))
            able = tuple(g for g in at_work if programme in skills[g])
            tasks.append(Task(day * 1440 + starts, day * 1440 + starts + minutes, demand, able))
            left -= demand
    return Problem(tuple(tasks), tuple(workers))


def spread(problem: Problem, pairs: list[tuple[int, int]]) -> tuple[float, float]:
    """Most less least, and the standard deviation, of loads against the weekly limit, in hours."""
    loads = [0.0] * len(problem.workers)
    for task, worker in pairs:
        loads[worker] += problem.tasks[task].minutes
    even = [
        load / worker.minutes_a_week * 20
        for load, worker in zip(loads, problem.workers, strict=True)
    ]
    return max(even) - min(even), statistics.pstdev(even)


def run(*, quick: bool = False) -> Figures:
    sizes, weeks = (QUICK_SIZES, QUICK_WEEKS) if quick else (SIZES, WEEKS)
    return {f"{guides}_guides": _one(guides, weeks=weeks) for guides in sizes}


def _one(guides: int, *, weeks: int) -> Figures:
    problem = instance(guides, weeks=weeks)
    by_hand = greedy(problem)
    solved = proposing.solve(problem)
    demand = sum(task.demand for task in problem.tasks)
    hand_range, hand_deviation = spread(problem, by_hand)
    ours_range, ours_deviation = spread(problem, solved.pairs)
    return {
        "duties": demand,
        "classes": len(problem.tasks),
        "cpu_s": round(solved.cpu_seconds, 2),
        "proven": solved.proven,
        "unmet": solved.unmet,
        "unmet_by_hand": demand - len(by_hand),
        "range_h": round(ours_range, 2),
        "range_h_by_hand": round(hand_range, 2),
        "deviation_h": round(ours_deviation, 2),
        "deviation_h_by_hand": round(hand_deviation, 2),
        "ratio": round(hand_deviation / ours_deviation, 2) if ours_deviation else None,
        "again_the_same": asdict(proposing.solve(problem))["pairs"] == asdict(solved)["pairs"],
    }

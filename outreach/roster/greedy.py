"""A roster as a careful person makes it: what the solver must beat."""

from collections import defaultdict
from collections.abc import Sequence

from outreach.roster.problem import Problem, Task


def greedy(problem: Problem) -> list[tuple[int, int]]:
    """What a careful person does: the hardest duty first, to whoever has least. A baseline."""
    loads = {w: float(worker.carried) for w, worker in enumerate(problem.workers)}
    taken: dict[int, list[int]] = defaultdict(list)
    pairs = []
    order = sorted(
        range(len(problem.tasks)),
        key=lambda t: (problem.tasks[t].day, len(problem.tasks[t].able), problem.tasks[t].starts),
    )
    for t in order:
        task = problem.tasks[t]
        free = [w for w in task.able if _fits(problem, taken[w], w, task)]
        free.sort(key=lambda w: (loads[w] / problem.workers[w].minutes_a_week, w))
        for w in free[: task.demand]:
            pairs.append((t, w))
            taken[w].append(t)
            loads[w] += task.minutes
    return sorted(pairs)


def _fits(problem: Problem, its: Sequence[int], w: int, task: Task) -> bool:
    worker, tasks = problem.workers[w], [problem.tasks[t] for t in its]
    if any(each.starts < task.ends and task.starts < each.ends for each in tasks):
        return False
    for length, most_duties, most_minutes in (
        (1, worker.duties_a_day, worker.minutes_a_day),
        (7, worker.duties_a_week, worker.minutes_a_week),
    ):
        period = task.day // length
        same = [each for each in tasks if each.day // length == period]
        fixed = [f for f in worker.fixed if f[0] // length == period]
        if len(same) + sum(f[1] for f in fixed) + 1 > most_duties:
            return False
        minutes = sum(each.minutes for each in same) + sum(f[2] for f in fixed)
        if minutes + task.minutes > most_minutes:
            return False
    return True

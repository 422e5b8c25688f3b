"""The last stage of a roster, day by day: fewer half-days, and nothing else gets worse."""

from collections import Counter

import pytest

from benchmarks.roster import instance
from outreach.roster import assignment
from outreach.roster.days import days_of
from outreach.roster.problem import Problem, Task, Worker


def half_days(problem: Problem, pairs: list[tuple[int, int]]) -> int:
    return len({(guide, problem.tasks[task].half) for task, guide in pairs})


def test_two_guides_with_two_mornings_each_come_on_fewer_half_days() -> None:
    tasks = tuple(
        Task(day * 1440 + 540 + 90 * n, day * 1440 + 630 + 90 * n, 1, (0, 1))
        for day in (0, 1)
        for n in (0, 1)
    )
    problem = Problem(tasks, (Worker(3, 300, 12, 1200), Worker(3, 300, 12, 1200)))

    stages = {str(each["stage"]): each for each in assignment.solve(problem)}

    assert stages["spread"]["unmet"] == stages["calm"]["unmet"] == 0
    assert half_days(problem, stages["calm"]["pairs"]) <= half_days(
        problem, stages["spread"]["pairs"]
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_what_earlier_stages_reached_is_kept(seed: int) -> None:
    drawn = instance(6, weeks=1, seed=seed)
    first = list(assignment.solve(drawn))[-1]["pairs"]
    problem = Problem(drawn.tasks, drawn.workers, tuple(first))

    stages = {str(each["stage"]): each for each in assignment.solve(problem)}

    before, after = stages["changes"]["pairs"], stages["calm"]["pairs"]
    assert Counter(t for t, _w in before) == Counter(t for t, _w in after)
    assert len(set(first) & set(after)) >= len(set(first) & set(before))
    assert half_days(problem, after) <= half_days(problem, before)
    model = assignment._Model(problem, weeks=problem.weeks)
    assert model.spread_of(after) <= model.spread_of(before) + 1e-3


def test_a_day_alone_counts_the_other_days_against_a_guides_week() -> None:
    problem = Problem(
        (Task(540, 630, 1, (0,)), Task(1440 + 540, 1440 + 630, 1, (0,))),
        (Worker(3, 300, 12, 1200),),
    )
    first, _second = days_of(problem)

    alone = first.problem([(0, 0), (1, 0)])

    assert [task.demand for task in alone.tasks] == [1]
    assert alone.workers[0].fixed == ((1, 1, 90),)
    assert first.replaced([(0, 0), (1, 0)], []) == [(1, 0)]

"""The roster of some weeks as a mixed-integer programme; runs in a process of its own.

Reads the `Problem` as JSON on standard input and writes one line of JSON for each stage, so that
whoever waits keeps the best so far when time runs out. Alike duties (same hours, programme and
language) are one class with a demand: that takes the symmetry out. Stages, each holding what the
one before reached: fewest unmet duties; evenest loads; fewest changes of what is published; then,
day by day, fewest half-days on which somebody comes. docs/algorithms/roster.md has the formulas.
One thread, a fixed seed and limits on nodes: the same problem gives the same roster.
"""

import json
import resource
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from outreach.roster.days import days_of
from outreach.roster.greedy import greedy
from outreach.roster.problem import Problem, read

MEMORY = 2 * 1024**3
SECONDS = 120
NODES = {"unmet": 2_000, "spread": 300, "changes": 1, "calm": 20}
"""Branch-and-bound nodes for each stage: a limit that does not depend on the machine."""
BANDS = 64
CLOSE = 0.5
"""Unmet duties are a whole number, so a bound nearer than this is a proof."""
NEARLY = 1.01
"""A day may have one half-day more than its bound: the last one takes as long as all the rest."""
GAPS = {"unmet": 0.0, "spread": 0.001, "changes": 0.0, "calm": 0.0}
"""How near to the bound each stage counts as proven; the last hair takes most of the time."""


def solve(problem: Problem) -> Iterable[dict[str, Any]]:
    """Each stage's roster: pairs of task and guide, what is unmet, and whether that is proven."""
    model = _Model(problem, weeks=problem.weeks)
    stages = [("unmet", model.unmet), ("spread", model.spread)]
    if problem.published:
        stages.append(("changes", model.changes))
    pairs, unmet = [], 0
    for name, objective in stages:
        found = model.minimise(objective, nodes=NODES[name], gap=GAPS[name])
        if found is None:
            return
        yield {"stage": name, **found}
        model.hold(objective, found["value"])
        pairs, unmet = found["pairs"], found["unmet"]
    yield {"stage": "calm", "pairs": _calmed(problem, pairs), "unmet": unmet, "proven": False}


def _calmed(problem: Problem, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Fewer half-days, one day after the other, all else held: whole weeks take twenty times it."""
    for day in days_of(problem):
        alone = day.problem(pairs)
        model = _Model(alone, weeks=problem.weeks)
        model.highs.setOptionValue("mip_abs_gap", NEARLY)
        # It solves the day a second time in the hope of less; one half-day is not worth that.
        model.highs.setOptionValue("mip_heuristic_run_root_reduced_cost", False)
        model.hold(model.unmet, 0)
        model.hold(model.spread, model.spread_of(day.own(pairs)))
        model.hold(model.changes, -float(day.kept(pairs)))
        found = model.minimise(model.half_days(), nodes=NODES["calm"], gap=GAPS["calm"])
        if found is not None and found["value"] < day.half_days(pairs) - CLOSE:
            pairs = day.replaced(pairs, found["pairs"])
    return pairs


@dataclass(frozen=True, slots=True)
class _Band:
    """A piece of a guide's load: its column, the minutes it holds, and the price of one."""

    column: int
    room: float
    cost: float


class _Model:
    """Columns and rows of HiGHS, and the objectives as lists of (column, cost)."""

    def __init__(self, problem: Problem, *, weeks: int) -> None:
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.inf = highspy.kHighsInf
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 20_261_125),
            ("mip_abs_gap", CLOSE),
            ("mip_rel_gap", 0.0),
        ):
            self.highs.setOptionValue(option, value)
        self.integer = highspy.HighsVarType.kInteger
        self.columns = 0
        self.problem = problem
        self.weeks = weeks
        self.best: list[float] | None = None
        self._assignments()
        self.unmet = self._demands()
        self._overlaps()
        self._limits()
        self.bands: dict[int, list[_Band]] = defaultdict(list)
        self.spread = self._loads()
        self.changes = [(self.x[pair], -1.0) for pair in problem.published if pair in self.x]

    def column(self, upper: float, *, whole: bool = False) -> int:
        self.highs.addVar(0.0, upper)
        if whole:
            self.highs.changeColIntegrality(self.columns, self.integer)
        self.columns += 1
        return self.columns - 1

    def row(self, lower: float, upper: float, terms: Sequence[tuple[int, float]]) -> None:
        self.highs.addRow(lower, upper, len(terms), [c for c, _ in terms], [v for _, v in terms])

    def _assignments(self) -> None:
        self.x: dict[tuple[int, int], int] = {
            (t, w): self.column(1.0, whole=True)
            for t, task in enumerate(self.problem.tasks)
            for w in task.able
        }
        self.of_worker: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (t, w), column in self.x.items():
            self.of_worker[w].append((t, column))

    def _demands(self) -> list[tuple[int, float]]:
        unmet = []
        for t, task in enumerate(self.problem.tasks):
            missing = self.column(float(task.demand))
            terms = [(self.x[t, w], 1.0) for w in task.able]
            self.row(task.demand, task.demand, [*terms, (missing, 1.0)])
            unmet.append((missing, 1.0))
        return unmet

    def _overlaps(self) -> None:
        """At each beginning, a guide is in one of the tasks that run then: cliques, not pairs."""
        tasks = self.problem.tasks
        for its in self.of_worker.values():
            seen: set[tuple[int, ...]] = set()
            for t, _column in its:
                moment = tasks[t].starts
                running = tuple(
                    column for u, column in its if tasks[u].starts <= moment < tasks[u].ends
                )
                if len(running) > 1 and running not in seen:
                    seen.add(running)
                    self.row(-self.inf, 1.0, [(column, 1.0) for column in running])

    def _limits(self) -> None:
        for w, its in self.of_worker.items():
            worker = self.problem.workers[w]
            for length, most_duties, most_minutes in (
                (1, worker.duties_a_day, worker.minutes_a_day),
                (7, worker.duties_a_week, worker.minutes_a_week),
            ):
                inside: dict[int, list[tuple[int, int]]] = defaultdict(list)
                for t, column in its:
                    inside[self.problem.tasks[t].day // length].append((t, column))
                for period, chosen in inside.items():
                    fixed = [f for f in worker.fixed if f[0] // length == period]
                    self._at_most(
                        [(c, 1.0) for _t, c in chosen],
                        most_duties - sum(f[1] for f in fixed),
                    )
                    self._at_most(
                        [(c, float(self.problem.tasks[t].minutes)) for t, c in chosen],
                        most_minutes - sum(f[2] for f in fixed),
                    )

    def _at_most(self, terms: list[tuple[int, float]], most: int) -> None:
        """A row only where it can bind; a limit passed by hand already leaves nothing."""
        if sum(value for _column, value in terms) > most:
            self.row(-self.inf, float(max(0, most)), terms)

    def _loads(self) -> list[tuple[int, float]]:
        """Each guide's load in bands whose price rises: the sum is least when loads are even.

        A band is a sixty-fourth of the guide's limit over the weeks, so that half time counts half.
        Bands that are full before, or that nothing could reach, are left out.
        """
        for w, its in self.of_worker.items():
            worker = self.problem.workers[w]
            width = max(1.0, worker.minutes_a_week * self.weeks / BANDS)
            before = worker.carried + sum(f[2] for f in worker.fixed)
            terms = [(column, float(self.problem.tasks[t].minutes)) for t, column in its]
            most = before + sum(minutes for _column, minutes in terms)
            for n in range(BANDS):
                ends = (n + 1) * width if n < BANDS - 1 else self.inf
                if ends > before and n * width < most:
                    room = ends - max(before, n * width)
                    band = _Band(self.column(room), room, (2 * n + 1) / 60)
                    self.bands[w].append(band)
            filled = ((band.column, -1.0) for band in self.bands[w])
            self.row(0.0, 0.0, [*terms, *filled])
        return [(band.column, band.cost) for its in self.bands.values() for band in its]

    def spread_of(self, pairs: Iterable[tuple[int, int]]) -> float:
        """What the bands cost when these are the duties given."""
        minutes: dict[int, float] = defaultdict(float)
        for t, w in pairs:
            minutes[w] += self.problem.tasks[t].minutes
        total = 0.0
        for w, its in minutes.items():
            below = 0.0
            for band in self.bands[w]:
                total += band.cost * min(max(0.0, its - below), band.room)
                below += band.room
        return total

    def half_days(self) -> list[tuple[int, float]]:
        """One for each half-day on which a guide comes at all: bundling saves them."""
        costs = []
        for its in self.of_worker.values():
            halves: dict[tuple[int, bool], list[int]] = defaultdict(list)
            for t, column in its:
                halves[self.problem.tasks[t].half].append(column)
            for columns in halves.values():
                comes = self.column(1.0)
                for column in columns:
                    self.row(-self.inf, 0.0, [(column, 1.0), (comes, -1.0)])
                costs.append((comes, 1.0))
        return costs

    def minimise(
        self, objective: Sequence[tuple[int, float]], *, nodes: int, gap: float
    ) -> dict[str, Any] | None:
        for column in range(self.columns):
            self.highs.changeColCost(column, 0.0)
        for column, cost in objective:
            self.highs.changeColCost(column, cost)
        self.highs.setOptionValue("mip_max_nodes", nodes)
        self.highs.setOptionValue("mip_rel_gap", gap)
        if self.best is not None:
            import highspy

            start = highspy.HighsSolution()
            start.col_value = self.best
            self.highs.setSolution(start)
        self.highs.run()
        values = list(self.highs.getSolution().col_value)
        if not values or not self.highs.getInfo().primal_solution_status:
            return None
        self.best = values
        bound = self.highs.getInfo().mip_dual_bound
        value = sum(cost * values[column] for column, cost in objective)
        return {
            "value": value,
            "gap": round(100 * max(0.0, value - bound) / value, 2) if value > 0 else 0.0,
            "proven": self.highs.modelStatusToString(self.highs.getModelStatus()) == "Optimal",
            "pairs": sorted(pair for pair, column in self.x.items() if values[column] > 0.5),
            "unmet": round(sum(values[column] for column, _cost in self.unmet)),
        }

    def hold(self, objective: Sequence[tuple[int, float]], value: float) -> None:
        """What a stage reached, the later ones keep."""
        self.row(-self.inf, value + 1e-6 + abs(value) * 1e-9, objective)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    problem = read(sys.stdin.read())
    pairs = greedy(problem)
    demand = sum(task.demand for task in problem.tasks)
    first = {
        "stage": "greedy",
        "pairs": pairs,
        "unmet": demand - len(pairs),
        "proven": False,
    }
    for found in chain([first], solve(problem)):
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

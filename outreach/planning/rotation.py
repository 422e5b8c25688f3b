"""Solving a day's rotation: the best timetable, or why there is none and what would help.

Imported only by the process that solves; see `solving.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outreach.planning.columns import INFINITE
from outreach.planning.constraints import keeps_every_promise
from outreach.planning.encoding import Encoding
from outreach.planning.first_fit import first_fit
from outreach.planning.model import (
    Answer,
    BatchKey,
    Breach,
    Day,
    Family,
    Limit,
    Outcome,
    Timetable,
    Way,
    steps_stayed,
)

Say = Callable[[str], None]
WORK = 50_000_000_000_000
"""For the timetable itself; what is found by then is shown with its bound.

HiGHS counts no work that it could be ended by, but it asks in between whether to go on, always at
the same points of the same search. Such a look costs about the cube of the model's columns, so
that this is half a minute to a minute on two cores, whatever the size, and the same end every time.
"""
FEWEST_LOOKS = 100
"""As many as the root of a large day takes, where good timetables are found."""
SECONDS = 110
"""The last resort, on a machine too busy to do the work in time."""
WORK_FOR_A_REASON = 10_000_000_000_000
SECONDS_FOR_A_REASON = 12
"""For each family that might give way."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the solver says about a model: None for values when there is no solution."""

    values: list[float] | None
    value: float
    bound: float
    impossible: bool
    limit: Limit | None = None


def solve(
    day: Day,
    *,
    say: Say = lambda _stage: None,
    work: int = WORK,
    seconds: float = SECONDS,
) -> Answer:
    """The timetable in which schools stay least, proven where work allows, or the way out."""
    obstacles = obstacles_of(day)
    if obstacles:
        return Answer(Outcome.IMPOSSIBLE, obstacles=tuple(obstacles))
    if not day.parties:
        return Answer(Outcome.SOLVED, value=0, bound=0)
    say("solving")
    encoding = Encoding(day)
    pencil, missing = first_fit(day)
    begin = pencil if not missing and keeps_every_promise(day, pencil) else None
    found = run(encoding, work=work, seconds=seconds, begin=begin)
    if found.values is not None:
        timetable = encoding.timetable(found.values)
        bound = max(0, round(-(-(found.bound - 1e-6) // 1)))
        value = steps_stayed(day, timetable)
        limit = found.limit if value != bound else None
        return Answer(Outcome.SOLVED, timetable, value, bound, limit)
    if found.impossible:
        return Answer(Outcome.IMPOSSIBLE, ways=ways_out(day, say=say))
    return Answer(Outcome.GAVE_UP, limit=found.limit)


def obstacles_of(day: Day) -> list[Breach]:
    """What no hall, guide or hour more would mend: a batch that a hall never takes."""
    found = []
    for party in day.parties:
        for stop in party.stops:
            station = day.station(stop.hall)
            for batch in party.batches:
                key = (BatchKey(party.booking, batch.number),)
                if station is None or station.closes - station.opens < stop.minutes:
                    found.append(Breach("hall-never-open", key, stop.hall))
                elif station.largest is not None and batch.pupils > station.largest:
                    facts = {"pupils": batch.pupils, "largest": station.largest}
                    found.append(Breach("batch-too-large", key, stop.hall, None, facts))
    return found


def ways_out(day: Day, *, say: Say = lambda _stage: None) -> tuple[Way, ...]:
    """What would make an impossible day possible: a family alone, or all of them together."""
    ways = []
    for family in Family:
        say(f"asking-{family}")
        way = _way(day, frozenset({family}))
        if way is not None:
            ways.append(way)
    if not ways:
        say("asking-all")
        way = _way(day, frozenset(Family))
        ways = [way] if way is not None else []
    return tuple(sorted(ways, key=lambda way: (way.cost, len(way.reliefs))))


def _way(day: Day, giving: frozenset[Family]) -> Way | None:
    encoding = Encoding(day, giving)
    if not encoding.reliefs and Family.STAY not in giving:
        return None
    found = run(encoding, work=WORK_FOR_A_REASON, seconds=SECONDS_FOR_A_REASON)
    if found.values is None:
        return None
    return Way(round(found.value), encoding.given(found.values))


def run(encoding: Encoding, *, work: int, seconds: float, begin: Timetable | None = None) -> Found:
    """One thread, one seed, work that is counted: the same model gives the same answer."""
    import highspy
    import numpy as np

    model = encoding.model
    if any(not terms and low > 0 for low, terms, _high in model.rows):
        return Found(None, 0, 0, impossible=True)  # a hall that a batch can never enter
    solver = _loaded(encoding, seconds=seconds)
    count = len(model.cost)
    left = max(FEWEST_LOOKS, work // count**3)

    def look(asked: Any) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            asked.interrupt()

    solver.cbMipInterrupt.subscribe(look)
    if begin is not None:
        solver.setSolution(count, np.arange(count), np.array(encoding.values_of(begin)))
    solver.run()
    told, status = solver.getInfo(), solver.getModelStatus()
    limit = {
        highspy.HighsModelStatus.kInterrupt: Limit.WORK,
        highspy.HighsModelStatus.kTimeLimit: Limit.CLOCK,
    }.get(status)
    if told.primal_solution_status != 2:  # no feasible point was found
        return Found(None, 0, 0, status == highspy.HighsModelStatus.kInfeasible, limit)
    values = list(solver.getSolution().col_value)
    cost = sum(price * value for price, value in zip(model.cost, values, strict=True))
    if begin is not None and cost > told.objective_function_value + 0.5:
        # HiGHS 1.15 hands the first solution back when presolve alone has found a better one.
        return run(encoding, work=work, seconds=seconds)
    return Found(values, cost, told.mip_dual_bound, impossible=False, limit=limit)


def _loaded(encoding: Encoding, *, seconds: float) -> Any:
    """A solver that holds the model."""
    import highspy
    import numpy as np

    model = encoding.model
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.999,  # whole numbers: less than one apart is the same
        "time_limit": float(seconds),
    }.items():
        solver.setOptionValue(option, value)
    count = len(model.cost)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(model.rows)
    lp.col_cost_ = np.array(model.cost, dtype=float)
    lp.col_lower_ = np.array(model.lower, dtype=float)
    lp.col_upper_ = np.array(model.upper, dtype=float)
    lows = [-highspy.kHighsInf if low == -INFINITE else low for low, _t, _h in model.rows]
    lp.row_lower_ = np.array(lows, dtype=float)
    lp.row_upper_ = np.array([high for _l, _t, high in model.rows], dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for _l, terms, _h in model.rows)])
    lp.a_matrix_.index_ = np.array([c for _l, terms, _h in model.rows for c in terms])
    lp.a_matrix_.value_ = np.array([v for _l, terms, _h in model.rows for v in terms.values()])
    solver.passModel(lp)
    return solver

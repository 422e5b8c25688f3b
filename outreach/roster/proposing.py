"""Having a roster computed: the solver's process is started, watched, and ended when it is late."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from outreach.roster.problem import Problem

SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Solved:
    """The best roster there was when the process ended, and what is proven of it."""

    pairs: list[tuple[int, int]]
    unmet: int
    stage: str
    proven: bool
    """Nobody can leave fewer duties unmet, nor spread the loads more evenly with as few."""
    cpu_seconds: float
    gap: float | None = None
    """How much more even loads could be at most, in percent; None when that is not known."""


class SolverError(Exception):
    """The process came to nothing, not even to the first stage: a bug, or no memory at all."""


def solve(problem: Problem, *, seconds: float = SECONDS) -> Solved:
    """Have a roster computed by a process with one thread, little memory and `seconds`."""
    before = _children()
    with tempfile.TemporaryFile() as written:
        child = subprocess.Popen(
            [sys.executable, "-m", "outreach.roster.assignment"],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.DEVNULL,
            env={
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PATH": os.environ.get("PATH", ""),
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
        )
        try:
            child.communicate(json.dumps(asdict(problem)).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        written.seek(0)
        lines = written.read().decode().split("\n")
    # The last line is empty or was cut off; HiGHS may have put its name among the others.
    found = [json.loads(line) for line in lines[:-1] if line.startswith("{")]
    if not found:
        raise SolverError(f"exit {child.returncode}")
    return _best(found, cpu_seconds=_children() - before)


def _best(found: list[dict[str, Any]], *, cpu_seconds: float) -> Solved:
    last = found[-1]
    proven = {str(each["stage"]) for each in found if each["proven"]}
    return Solved(
        pairs=[(int(task), int(worker)) for task, worker in last["pairs"]],
        unmet=int(last["unmet"]),
        stage=str(last["stage"]),
        proven={"unmet", "spread"} <= proven,
        cpu_seconds=cpu_seconds,
        gap=next((each["gap"] for each in found if each["stage"] == "spread"), None),
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

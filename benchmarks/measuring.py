"""Two ways of doing the same thing, measured side by side: A B A B, medians, ratios.

Seconds of one machine on one day say little to anybody else. The ratio of two ways that were
measured in turn, on the same rows and in the same minute, says what can still be gained.
"""

import json
import os
import platform
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
Way = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock on the wall, and seconds of processor time with ended children."""

    wall: float
    cpu: float


def spent(way: Way) -> Spent:
    wall, cpu = time.perf_counter(), _cpu()
    way()
    return Spent(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    ours = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in ours)


def side_by_side(ours: Way, bare: Way, *, repeats: int, before_each: Way = lambda: None) -> Figures:
    """Milliseconds of both ways, and how many times the bare way ours takes.

    `before_each` is not measured; it puts back what a way has changed.
    """
    pairs: list[tuple[Spent, Spent]] = []
    for _ in range(repeats):
        before_each()
        one = spent(ours)
        before_each()
        pairs.append((one, spent(bare)))
    return {
        "ours_ms": milliseconds(one.wall for one, _ in pairs),
        "bare_ms": milliseconds(other.wall for _, other in pairs),
        "ours_cpu_ms": milliseconds(one.cpu for one, _ in pairs),
        "bare_cpu_ms": milliseconds(other.cpu for _, other in pairs),
        "ratio": ratio((one.wall, other.wall) for one, other in pairs),
        "cpu_ratio": ratio((one.cpu, other.cpu) for one, other in pairs),
        "repeats": repeats,
    }


def milliseconds(seconds: Iterable[float]) -> float:
    return round(statistics.median(seconds) * 1000, 3)


def ratio(pairs: Iterable[tuple[float, float]]) -> float:
    """The median of the ratios of neighbours: what slows both for a minute cancels out."""
    return round(statistics.median(one / max(other, 1e-6) for one, other in pairs), 2)


def growth(figures: dict[str, Figures], measure: str) -> dict[str, float]:
    """How many times the first size's measure each size has; the sizes are the keys, ascending."""
    first = next(iter(figures.values()))[measure]
    return {size: round(found[measure] / first, 2) for size, found in figures.items()}


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> Figures:
    """What the figures were reached on, with two yardsticks: a loop for CPU, a flush for disk."""
    return {
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "reference_loop_cpu_ms": _reference_loop(),
        "append_and_flush_ms": _flush(),
    }


def _reference_loop() -> float:
    """300,000 turns of a small dictionary update, the best of five."""

    def loop() -> None:
        counts: dict[int, int] = {}
        for n in range(300_000):
            counts[n & 255] = counts.get(n & 255, 0) + 1

    return round(min(spent(loop).cpu for _ in range(5)) * 1000, 1)


def _flush() -> float:
    """A page appended and flushed, the median of a hundred."""
    with tempfile.NamedTemporaryFile() as file:

        def once() -> None:
            file.write(b"\0" * 4096)
            file.flush()
            os.fdatasync(file.fileno())

        return milliseconds(spent(once).wall for _ in range(100))


def show(figures: Figures) -> str:
    return json.dumps(figures, ensure_ascii=False, indent=1)


def kept_folder() -> Path:
    """Where what takes long to make stays between runs; only its owner may look in."""
    folder = Path(tempfile.gettempdir()) / f"outreach-benchmarks-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder

"""A full day's rotation, ours against the timetable of a pencil.

24 to 120 classes through six stations in fourteen half-hours from nine to four: a dome with fixed
shows, a theatre, two halls, two labs of an hour, and lunch. The house grows with the classes, so
that it is nearly full at every size. The pencil places one class after the other as early as it
fits; it may run past four o'clock, and turns that find no place at all are counted. The ratio is
of the half-hours that classes are inside: ours to the pencil's, lower is better. `gap` is what
might still be gained, in percent of our own value; nothing when the timetable is proven best.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from random import Random
from tempfile import TemporaryFile

from benchmarks.measuring import Figures
from outreach.planning.constraints import breaches
from outreach.planning.first_fit import first_fit
from outreach.planning.frozen import answer_of, frozen_day
from outreach.planning.model import (
    CANTEEN,
    Answer,
    Batch,
    Day,
    Guides,
    Party,
    Station,
    Stop,
    steps_stayed,
)

SIZES = (24, 40, 60, 80, 120)
NINE, FOUR = 9 * 60, 16 * 60
STOPS = (Stop(1, 30), Stop(2, 30), Stop(3, 60), Stop(4, 60), Stop(5, 60), Stop(6, 60))
LUNCH = Stop(CANTEEN, 30)
HALF_HOUR = 30


def full_day(classes: int, *, seed: int = 1) -> Day:
    """Schools of one to four classes of 36 to 50, arriving in the first hour and a half."""
    rng = Random(seed)
    parties: list[Party] = []
    while (left := classes - sum(len(p.batches) for p in parties)) > 0:
        batches = tuple(
            Batch(number, rng.randint(36, 50))
            for number in range(1, min(left, rng.randint(1, 4)) + 1)
        )
        arrives = NINE + HALF_HOUR * rng.choice((0, 0, 0, 1, 1, 2, 3))
        parties.append(Party(len(parties) + 1, arrives, FOUR, (*STOPS, LUNCH), batches))
    return Day(tuple(parties), _house(classes), (Guides(NINE, classes * 2 // 3),), grid=30)


def _house(classes: int) -> tuple[Station, ...]:
    dome = tuple(range(NINE + HALF_HOUR, FOUR, 2 * HALF_HOUR))
    return (
        Station(1, 50 * _at_once(classes, 6), NINE, FOUR, shows=dome, guided=False),
        Station(2, 50 * _at_once(classes, 12), NINE, FOUR, guided=False),
        *(Station(hall, 50 * _at_once(classes, 6), NINE, FOUR) for hall in (3, 4, 5, 6)),
        Station(CANTEEN, 50 * _at_once(classes, 4), 11 * 60 + 30, 13 * 60 + 30, guided=False),
    )


def _at_once(classes: int, rounds: int) -> int:
    """Classes a station must take at once to serve all of them in so many rounds, and one more."""
    return -(-classes // rounds) + 1


def run(*, quick: bool = False) -> Figures:
    sizes = SIZES[:1] if quick else SIZES
    return {"classes": {str(size): measure(full_day(size)) for size in sizes}}


def measure(day: Day) -> Figures:
    began = time.perf_counter()
    until_night = replace(
        day, stations=tuple(replace(s, closes=s.closes + 8 * 60) for s in day.stations)
    )
    pencil, missing = first_fit(until_night)
    drawn = time.perf_counter() - began
    began = time.perf_counter()
    answer, usage = _solved_apart(day)
    took = time.perf_counter() - began
    wrong = breaches(day, answer.timetable) if answer.value is not None else []
    if any(not breach.soft for breach in wrong):
        raise AssertionError(wrong[0])
    theirs = steps_stayed(until_night, pencil)
    return {
        "outcome": str(answer.outcome),
        "ours": answer.value,
        "bound": answer.bound,
        "proven": answer.proven,
        "gap": _gap(answer.value, answer.bound),
        "first_fit": theirs,
        "first_fit_late": sum((pencil.leaves(p.booking) or 0) > p.leaves_by for p in day.parties),
        "first_fit_missing": missing,
        "ratio": None if answer.value is None else round(answer.value / theirs, 3),
        "seconds": round(took, 1),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "first_fit_ms": round(drawn * 1000, 1),
    }


def _solved_apart(day: Day) -> tuple[Answer, resource.struct_rusage]:
    """The answer of a solving process, and what that process alone used."""
    with TemporaryFile() as asked, TemporaryFile() as told:
        asked.write(json.dumps(frozen_day(day)).encode())
        asked.seek(0)
        words = [sys.executable, "-m", "outreach.planning.solving"]
        child = subprocess.Popen(words, stdin=asked, stdout=told)
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        return answer_of(json.loads(told.read().splitlines()[-1])["answer"]), usage


def _gap(value: int | None, bound: int | None) -> float | None:
    return None if not value or bound is None else round(100 * (value - bound) / value, 2)

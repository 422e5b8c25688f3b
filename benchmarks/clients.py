"""Client processes that do the same work at the same moment, each in its own process.

They are forked once and wait at a pipe, so that neither start nor imports are in any figure.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

Do = Callable[[Any], None]
Ways = Callable[[], Mapping[str, Do]]
"""Called in each client, so that every process has connections of its own."""

AT_ONCE = 0.05
"""Seconds from the telling to the beginning, so that all have been told."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took: from the first beginning to the last end, and each piece of work."""

    seconds: float
    cpu: float
    waits: tuple[float, ...]


class ClientFailed(RuntimeError):
    """What a client met instead of finishing its work."""


class Clients:
    """So many processes, each with its end of a pipe."""

    def __init__(self, ends: Sequence["Connection[Any, Any]"]) -> None:
        self._ends = ends

    def work(self, way: str, jobs: Sequence[Any], *, clients: int) -> Round:
        """Deal the jobs out to so many clients, let them begin together, wait for the last."""
        ends = self._ends[:clients]
        begin = time.perf_counter() + AT_ONCE
        for number, end in enumerate(ends):
            end.send((way, begin, jobs[number::clients]))
        told = [end.recv() for end in ends]
        for answer in told:
            if isinstance(answer, str):
                raise ClientFailed(answer)
        last = max(ended for ended, _, _ in told)
        return Round(
            seconds=last - begin,
            cpu=sum(cpu for _, cpu, _ in told),
            waits=tuple(wait for _, _, waits in told for wait in waits),
        )


@contextmanager
def clients(count: int, *, ways: Ways) -> Iterator[Clients]:
    context = multiprocessing.get_context("fork")
    ends = []
    processes = []
    for _ in range(count):
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, ways), daemon=True)
        process.start()
        there.close()
        ends.append(here)
        processes.append(process)
    try:
        yield Clients(ends)
    finally:
        for end in ends:
            end.send(None)  # closing says nothing: forks hold each other's ends open
        for process in processes:
            process.join(10)
        for end in ends:
            end.close()


def _serve(pipe: "Connection[Any, Any]", ways: Ways) -> None:
    known = ways()
    while (told := pipe.recv()) is not None:
        way, begin, jobs = told
        try:
            pipe.send(_work(known[way], begin, jobs))
        except Exception as error:  # noqa: BLE001 - told to the process that asked
            pipe.send(f"{way}: {type(error).__name__}: {error}")


def _work(do: Do, begin: float, jobs: Sequence[Any]) -> tuple[float, float, list[float]]:
    time.sleep(max(0.0, begin - time.perf_counter()))
    waits = []
    cpu = time.process_time()
    for job in jobs:
        started = time.perf_counter()
        do(job)
        waits.append(time.perf_counter() - started)
    return time.perf_counter(), time.process_time() - cpu, waits

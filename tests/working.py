"""The worker as people start it, in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from outreach.kernel.db import Database
from tests import serving


class Working:
    """`outreach worker` in a process of its own."""

    def __init__(self, database: Database, log: Path) -> None:
        url = database.url.render_as_string(hide_password=False)
        self.log = log
        self._output: IO[bytes] = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outreach.cli", "worker"],
            env=serving.environment(url),
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def first_line(self) -> dict[str, Any]:
        """What it says when it begins."""
        patience = time.monotonic() + 30
        while time.monotonic() < patience and self.process.poll() is None:
            for line in self.log.read_text().splitlines():
                if line.startswith("{"):
                    said: dict[str, Any] = json.loads(line)
                    return said
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            self._output.close()


@contextmanager
def working(database: Database, log: Path) -> Iterator[Working]:
    worker_process = Working(database, log)
    try:
        yield worker_process
    finally:
        if worker_process.process.poll() is None:
            worker_process.end()

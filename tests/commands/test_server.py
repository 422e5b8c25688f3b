"""The web server's processes: replaced when one dies, gone when the first is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from outreach.kernel.db import Database
from tests.serving import environment, free_port, wait_for


def start(database: Database) -> tuple["subprocess.Popen[bytes]", int]:
    port = free_port()
    url = database.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "outreach.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(words, env=environment(url))
    wait_for(port, server)
    return server, port


def children_of(server: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    return list(psutil.Process(server.pid).children())


def eventually(holds: Callable[[], bool], *, seconds: float = 20) -> bool:
    patience = time.monotonic() + seconds
    while not holds() and time.monotonic() < patience:
        time.sleep(0.05)
    return holds()


def test_a_process_that_dies_is_replaced(sqlite_database: Database) -> None:
    server, port = start(sqlite_database)
    try:
        time.sleep(3.2)  # one that dies at once is taken for a mistake in the settings
        before = {child.pid for child in children_of(server)}

        os.kill(min(before), signal.SIGKILL)

        assert eventually(lambda: len({c.pid for c in children_of(server)} - before) == 1)
        wait_for(port, server)
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_first(sqlite_database: Database, how: signal.Signals) -> None:
    server, _port = start(sqlite_database)
    children = children_of(server)

    server.send_signal(how)
    server.wait(30)

    assert len(children) == 2
    assert eventually(lambda: not any(child.is_running() for child in children))


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_on_a_database_of_another_shape(command: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "outreach.cli", command],
        env=environment(f"sqlite:///{tmp_path / 'empty.sqlite3'}"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "请先运行 outreach migrate" in ended.stderr
    assert "run outreach migrate" in ended.stderr

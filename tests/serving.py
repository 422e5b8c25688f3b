"""The real server in processes of its own, for races and for browsers."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.kernel.db import Database
from outreach.kernel.settings import Settings

ROOT = Path(__file__).parent.parent
SECRET_KEY = "not-secret-in-tests"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def uploads_of(database: Database) -> Path:
    """Where a server over this database keeps sealed copies."""
    url = database.url.render_as_string(hide_password=False)
    return Settings(_env_file=None, database_url=url).uploads


def environment(database_url: str) -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith("OUTREACH_")}
    return ours | {
        "OUTREACH_DATABASE_URL": database_url,
        "OUTREACH_SECRET_KEY": SECRET_KEY,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
    }


@contextmanager
def serving(
    database_url: str,
    *,
    processes: int = 2,
    threads: int = 4,
    log: Path | None = None,
    **settings: str,
) -> Iterator[str]:
    """`outreach serve` on a free port until the block ends; gives its address.

    `settings` are further environment variables. What the server prints goes to `log`.
    """
    port = free_port()
    words = ["serve", "--port", port, "--processes", processes, "--threads", threads]
    with Path(log or os.devnull).open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "outreach.cli", *map(str, words)],
            env=environment(database_url) | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def wait_for(port: int, server: "subprocess.Popen[bytes]", *, seconds: float = 30) -> None:
    """Until the server answers, whatever it says."""
    patience = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < patience:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"nothing answers; the server's exit code is {server.poll()}")

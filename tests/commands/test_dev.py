"""The one door, `dev.py`, as somebody meets it who has nothing but Python."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.serving import ROOT, free_port

OLDER = """
import sys
sys.version_info, sys.version = (3, 10, 4), "3.10.4 (main)"
exec(open("dev.py", encoding="utf-8").read())
"""


def test_an_older_python_is_told_what_is_needed_in_both_languages() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", OLDER], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "需要 Python 3.11 或更新的版本，当前是 3.10.4。",
        "Python 3.11 or newer is needed; this is 3.10.4.",
    ]


def test_a_taken_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'outreach.sqlite3'}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = ["dev.py", "run", "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | {"OUTREACH_DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert "已被占用" in ended.stderr
    assert "is taken" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_command_starts_everything_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    place = tmp_path / "outreach.sqlite3"
    port = free_port()
    told = []
    with subprocess.Popen(
        [sys.executable, "dev.py", "run", "--empty", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"OUTREACH_DATABASE_URL": f"sqlite:///{place}"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C in a terminal reaches dev.py; here it is sent
    ) as started:
        assert started.stdout is not None
        for line in started.stdout:
            told.append(line)
            if "Ctrl-C" in line:
                break
        children = psutil.Process(started.pid).children(recursive=True)
        started.send_signal(signal.SIGINT)
        ended = started.wait(30)

    words = "".join(told)
    assert f"http://127.0.0.1:{port}" in words
    assert str(place) in words
    assert "dev.py outreach person add" in words
    assert ended == 0
    assert len(children) >= 4  # the server with its two processes, and the worker
    time.sleep(0.2)
    assert [child for child in children if child.is_running()] == []

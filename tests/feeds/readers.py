"""Other people's programs that read a feed: Thunderbird's reader; vdirsyncer and khal of Linux."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ICAL_JS = Path(__file__).parents[1] / "vendor" / "ical.min.mjs"
TOOLS = Path(sys.executable).parent

VDIRSYNCER = """
[general]
status_path = "{folder}/status"

[pair visits]
a = "feed"
b = "desk"
collections = null
conflict_resolution = "a wins"

[storage feed]
type = "http"
url = "{address}"

[storage desk]
type = "filesystem"
path = "{folder}/visits"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[visits]]
path = {folder}/visits

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}

[sqlite]
path = {folder}/khal-{name}.db
"""


def in_zone(zone: str) -> dict[str, str]:
    return {**os.environ, "TZ": zone}


def read_by_icaljs(written: bytes, *, zone: str = "UTC") -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("ical.js needs node, which is not installed")
    run = subprocess.run(
        [node, str(Path(__file__).with_name("icaljs.mjs")), str(ICAL_JS)],
        input=written,
        capture_output=True,
        check=True,
        env=in_zone(zone),
    )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


class LinuxDesk:
    """vdirsyncer and khal with their files in one folder."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "visits").mkdir()
        (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, address=address))
        self._run("vdirsyncer", "discover")

    def sync(self) -> None:
        self._run("vdirsyncer", "sync")

    def shows(self, *, zone: str = "Asia/Shanghai") -> list[str]:
        name = zone.replace("/", "-")
        config = KHAL.format(folder=self.folder, zone=zone, name=name)
        (self.folder / "khal").write_text(config)
        words = ["--format", "{start-date} {start-time}-{end-time} {title}", "--day-format", ""]
        said = self._run("khal", "list", *words, "2026-12-01", "31d")
        return [line.strip() for line in said.splitlines() if line.strip()]

    def _run(self, program: str, *words: str) -> str:
        ran = subprocess.run(
            [TOOLS / program, "-c", self.folder / program, *words],
            capture_output=True,
            check=False,
            text=True,
            input="y\ny\n",
            env={"HOME": str(self.folder), "NO_PROXY": "*", "LANG": "C.UTF-8"},
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

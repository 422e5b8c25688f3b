"""What is installed from the wheel is all of it."""

import os
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.source import PACKAGE, ROOT, templates
from tests.serving import free_port, wait_for


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, by reference, what it depends on; no network."""
    folder = tmp_path_factory.mktemp("installed")
    make = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(make, check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    with ZipFile(wheel) as archive:  # a wheel of pure Python is installed by unpacking it
        archive.extractall(packages)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin" / "python"


def test_the_wheel_carries_every_file_of_the_package_and_every_template(wheel: Path) -> None:
    expected = {
        f"outreach/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } | {f"outreach/{path.relative_to(ROOT).as_posix()}" for path in templates()}
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())

    assert expected - held == set()
    assert [name for name in held if name.endswith("entry_points.txt")] != []


def test_an_installed_outreach_opens_a_page_with_its_styles(
    installed: Path, tmp_path: Path
) -> None:
    surroundings = {
        k: v for k, v in os.environ.items() if not k.startswith(("OUTREACH_", "PYTHON"))
    }
    outreach = [str(installed), "-m", "outreach.cli"]
    port = free_port()
    subprocess.run([*outreach, "migrate"], cwd=tmp_path, env=surroundings, check=True)
    server = subprocess.Popen(
        [*outreach, "serve", "--port", str(port)], cwd=tmp_path, env=surroundings
    )
    try:
        wait_for(port, server)
        page = read(port, "/")
        styles = [line.split('"')[0] for line in page.split('href="') if ".css" in line[:200]]
        sheets = [read(port, style) for style in styles]
    finally:
        server.terminate()
        server.wait(10)

    assert "<main" in page
    assert styles != []
    assert all("{" in sheet for sheet in sheets)
    assert (tmp_path / "var" / "outreach.sqlite3").exists()


def read(port: int, path: str) -> str:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"http://127.0.0.1:{port}{path}", timeout=10
    ) as answer:
        assert answer.status == 200
        return str(answer.read().decode())

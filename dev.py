#!/usr/bin/env python3
"""The one door: `python3 dev.py run`, `python3 dev.py test`, and what else a day's work needs.

One file, standard library only: it must work before anything is installed. Nothing here needs
root, python3-venv, make or uv; what is fetched comes through pip, apt or npm as they are
configured on this machine.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
    sys.exit(
        f"需要 Python 3.11 或更新的版本，当前是 {sys.version.split()[0]}。\n"
        f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}."
    )

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
DATABASE = ROOT / "var" / "outreach.sqlite3"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VENDORED = {
    "outreach/static/vendor": {
        "htmx.min.js": "htmx.org/dist/htmx.min.js",
        "htmx.LICENSE": "htmx.org/LICENSE",
        "pico.min.css": "@picocss/pico/css/pico.min.css",
        "pico.LICENSE.md": "@picocss/pico/LICENSE.md",
    },
    "tests/vendor": {
        "ical.min.mjs": "ical.js/dist/ical.min.js",
        "ical.LICENSE": "ical.js/LICENSE",
    },
}
NO_PIP = """\
这台机器上的 Python 没有 pip，也没有 apt 可以取得它。请任选一种办法，然后再运行一次：
  · 安装 uv，并让它在 PATH 里；或
  · 用系统的软件包管理器安装 pip（例如 python3-pip）；或
  · 把 pip 的 .whl 文件放到 {tools}/ 下。
This machine's Python has no pip, and there is no apt to fetch it. Do one of these, then run again:
  · install uv and have it on PATH; or
  · install pip with the system's package manager (for example python3-pip); or
  · put pip's .whl file into {tools}/."""


# -- saying what happens -----------------------------------------------------------------------


def say(chinese: str, english: str) -> None:
    print(f"— {chinese} · {english}", flush=True)


def run(*command: object, quietly: bool = False, **more: str) -> None:
    """Run a command in the repository and end here if it fails."""
    words = [str(word) for word in command]
    silence = subprocess.DEVNULL if quietly else None
    ended = subprocess.run(
        words, cwd=ROOT, env=surroundings() | more, check=False, stdout=silence
    ).returncode
    if ended:
        say(f"失败（{ended}）：{' '.join(words)}", f"failed ({ended})")
        sys.exit(ended)


def surroundings() -> dict[str, str]:
    """What children see: no interpreter downloads, the system's certificates, our database."""
    ours = dict(os.environ)
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile everything again
    ours.setdefault("UV_PYTHON_DOWNLOADS", "never")
    known = ssl.get_default_verify_paths()
    if known.cafile or (known.capath and any(Path(known.capath).iterdir())):
        ours.setdefault("UV_SYSTEM_CERTS", "1")
    ours.setdefault("OUTREACH_DATABASE_URL", f"sqlite:///{DATABASE}")
    return ours


# -- the environment ---------------------------------------------------------------------------


def prepare(lock: Path) -> None:
    """Make `.venv` hold what the lock names; nothing to do when its SHA-256 is the stamped one."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = ENVIRONMENT / f"{lock.name}.sha256"
    works = PYTHON.exists() and not subprocess.run([PYTHON, "-c", ""], check=False).returncode
    if works and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    say(
        "正在准备运行环境，首次约需一分钟",
        "preparing the environment; about a minute the first time",
    )
    began = time.monotonic()
    uv = find_uv()
    if not works:
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT)
    how = ["--require-hashes", "--compile-bytecode", *([] if sys.stderr.isatty() else ["--quiet"])]
    run(uv, "pip", "install", "--python", PYTHON, *how, "-r", lock)
    stamp.write_text(digest, encoding="ascii")
    if lock == TEST_LOCK:  # it holds all that running needs, in the same versions
        running = hashlib.sha256(RUN_LOCK.read_bytes()).hexdigest()
        (ENVIRONMENT / f"{RUN_LOCK.name}.sha256").write_text(running, encoding="ascii")
    say(f"环境就绪，用时 {time.monotonic() - began:.0f} 秒", "environment ready")


def find_uv() -> str:
    own = TOOLS / "bin" / "uv"
    if not own.exists():
        on_path = shutil.which("uv")
        if on_path:
            return on_path
        quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
        run(*find_pip(), "install", *quiet, "--target", TOOLS, "uv")
    return str(own)


def find_pip() -> list[object]:
    """Some way to call pip: the interpreter's own, a wheel in .tools, or the one Debian packs."""
    if not subprocess.run(
        [sys.executable, "-m", "pip", "--version"], check=False, capture_output=True
    ).returncode:
        return [sys.executable, "-m", "pip"]
    wheel = next(TOOLS.rglob("pip-*.whl"), None) or pip_from_debian()
    if wheel is None:
        sys.exit(NO_PIP.format(tools=TOOLS))
    return [sys.executable, wheel / "pip"]


def pip_from_debian() -> Path | None:
    """Debian keeps pip's wheel in a package; apt fetches and checks it without root."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    say("没有 pip，正通过 apt 取得（不需要 root）", "no pip; fetching it through apt, without root")
    home = TOOLS / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    options = (
        "-qq", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=",
        "-o", f"Dir::State::Lists={home}/lists", "-o", f"Dir::Cache={home}/cache",
    )  # fmt: skip
    run("apt-get", *options, "update")
    subprocess.run(["apt-get", *options, "download", "python3-pip-whl"], cwd=home, check=True)
    for package in home.glob("*.deb"):
        run("dpkg-deb", "-x", package, home / "unpacked")
    return next(home.rglob("pip-*.whl"), None)


def find_browser() -> None:
    """Install Chromium where that is possible; where not, its tests skip and say so."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("正在安装 Chromium（浏览器测试用）", "installing Chromium for the browser tests")
        run("apt-get", "-qq", "update")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "-qq", "install", "-y", "chromium", "fonts-noto-cjk", quietly=True, **quiet)
    else:
        say("没有 Chromium，浏览器测试将跳过", "no Chromium: the browser tests will be skipped")


# -- run ---------------------------------------------------------------------------------------


def start(args: argparse.Namespace) -> None:
    prepare(RUN_LOCK)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", args.port))
        except OSError:
            sys.exit(
                f"端口 {args.port} 已被占用，请用 --port 换一个。\n"
                f"Port {args.port} is taken; choose another with --port."
            )
    address = f"http://127.0.0.1:{args.port}"
    keep_secret()
    os.environ.setdefault("OUTREACH_BASE_URL", address)
    say("正在更新数据库结构", "bringing the database up to date")
    outreach("migrate")
    if args.empty:
        say("正在载入江西省区划", "loading the divisions of Jiangxi")
        outreach("load-province")
    else:
        say(
            "正在载入江西省与示例数据（仅首次）",
            "loading Jiangxi and the sample season, the first time only",
        )
        outreach("sample", "load", "--size", args.size)
    children = [
        subprocess.Popen(
            [PYTHON, "-m", "outreach.cli", *words],
            cwd=ROOT,
            env=surroundings(),
            start_new_session=True,
        )
        for words in (("serve", "--port", str(args.port)), ("worker",))
    ]
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells ignore it in the background
    try:
        if answers(args.port, children):
            welcome(address, empty=args.empty)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        say("有一个进程意外结束，全部停止", "a process ended by itself; stopping all")
        sys.exit(1)
    except KeyboardInterrupt:
        print(flush=True)
    finally:
        stop(children)
        say("已全部停止", "all stopped")


def keep_secret() -> None:
    """A database server keeps no key beside it, as a SQLite file does; so one is kept here."""
    if surroundings()["OUTREACH_DATABASE_URL"].startswith("sqlite"):
        return
    keeper = DATABASE.with_name("secret.key")
    if not keeper.exists():
        keeper.parent.mkdir(exist_ok=True)
        keeper.touch(mode=0o600)
        keeper.write_text(secrets.token_hex(32), encoding="ascii")
    os.environ.setdefault("OUTREACH_SECRET_KEY", keeper.read_text(encoding="ascii"))


def outreach(*words: str) -> None:
    run(PYTHON, "-m", "outreach.cli", *words)


def answers(port: int, children: "list[subprocess.Popen[bytes]]") -> bool:
    """Wait until the web server answers; no when it or the worker ended instead."""
    while all(child.poll() is None for child in children):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return True
        finally:
            connection.close()
    return False


def welcome(address: str, *, empty: bool) -> None:
    url = re.sub(r":[^:/@]*@", "@", surroundings()["OUTREACH_DATABASE_URL"])
    where = url.removeprefix("sqlite:///")
    print(f"\n  网址 · address    {address}\n  数据库 · database {where}\n", flush=True)
    if empty:
        print("  建立第一个管理员 · make the first administrator:", flush=True)
        print("    python3 dev.py outreach person add\n", flush=True)
    else:
        outreach("sample", "accounts")
    say("按 Ctrl-C 结束", "Ctrl-C ends everything")


def stop(children: "list[subprocess.Popen[bytes]]") -> None:
    """End each child with all it started: politely, then after ten seconds not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for how in (signal.SIGTERM, signal.SIGKILL):
        for child in children:
            if child.poll() is None or how == signal.SIGKILL:
                try:
                    os.killpg(child.pid, how)
                except ProcessLookupError:
                    continue
        patience = time.monotonic() + 10
        while time.monotonic() < patience and any(child.poll() is None for child in children):
            time.sleep(0.05)


def command(args: argparse.Namespace) -> None:
    prepare(RUN_LOCK)
    keep_secret()
    outreach(*args.arguments)


# -- test and check ----------------------------------------------------------------------------


def test(args: argparse.Namespace) -> None:
    prepare(TEST_LOCK)
    find_browser()
    tests = [str(PYTHON), "-m", "pytest", *args.arguments]
    sys.exit(subprocess.run(tests, cwd=ROOT, env=surroundings(), check=False).returncode)


def check(args: argparse.Namespace) -> None:
    """All that must hold before a change is shared. Every step runs, so one round shows all."""
    prepare(TEST_LOCK)
    find_browser()
    migrations = "tests/architecture/test_migrations.py"
    steps = {
        "排版 · format": ["ruff", "format", "--check", "."],
        "静态检查 · lint": ["ruff", "check", "."],
        "类型 · types": ["mypy"],
        "分层 · imports": ["lint-imports"],
        "双语词条 · catalogue": ["python", "-m", "tests.catalogue"],
        "数据库迁移 · migrations": ["pytest", "-q", migrations],
        "测试 · tests": ["pytest", "-n", "2", "--dist", "worksteal", "--durations=15"],
    }
    steps["测试 · tests"] += args.arguments
    failed = []
    for number, (name, words) in enumerate(steps.items(), start=1):
        print(f"\n[{number}/{len(steps)}] {name}", flush=True)
        began = time.monotonic()
        command = [str(ENVIRONMENT / "bin" / words[0]), *words[1:]]
        if subprocess.run(command, cwd=ROOT, env=surroundings(), check=False).returncode:
            failed.append(name)
        how = "未通过 · failed" if name in failed else "通过 · passed"
        print(
            f"[{number}/{len(steps)}] {name}: {how} ({time.monotonic() - began:.1f} s)", flush=True
        )
    if failed:
        sys.exit(f"\n未通过 · failed: {'; '.join(failed)}")
    say("全部通过", "everything passed")


def bench(args: argparse.Namespace) -> None:
    """All measurements, or those named; see docs/benchmarks.md for the options."""
    prepare(TEST_LOCK)
    run(PYTHON, "-m", "benchmarks", *args.arguments)


def shots(args: argparse.Namespace) -> None:
    prepare(TEST_LOCK)
    find_browser()
    run(PYTHON, "-m", "tests.shots", *args.arguments)


def catalogue(args: argparse.Namespace) -> None:
    del args
    prepare(TEST_LOCK)
    run(PYTHON, "-m", "tests.catalogue")


# -- what the repository keeps of others -------------------------------------------------------


def lock(args: argparse.Namespace) -> None:
    """Write both lock files anew: universal, hashed, without any address."""
    options = (
        "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate",
        "--custom-compile-command", "python3 dev.py lock", "--extra", "postgres", *args.arguments,
    )  # fmt: skip
    compile_lock = (find_uv(), "pip", "compile", *options, "pyproject.toml")
    run(*compile_lock, "--group", "test", "--group", "lint", "-o", TEST_LOCK)
    run(*compile_lock, "-c", TEST_LOCK, "-o", RUN_LOCK)  # so that tests run what people run


def vendor(args: argparse.Namespace) -> None:
    """Copy scripts and styles from npm to where they are used; only updating them needs npm."""
    del args
    run("npm", "ci", "--ignore-scripts")
    for folder, files in VENDORED.items():
        target = ROOT / folder
        target.mkdir(parents=True, exist_ok=True)
        manifest = {}
        for name, source in files.items():
            shutil.copyfile(ROOT / "node_modules" / source, target / name)
            digest = hashlib.sha256((target / name).read_bytes()).hexdigest()
            manifest[name] = {"from": source, "sha256": digest}
        text = json.dumps(manifest, indent=2) + "\n"
        (target / "manifest.json").write_text(text, encoding="ascii")
        say(f"{folder}: {len(manifest)} 个文件", f"{len(manifest)} files")


def migration(args: argparse.Namespace) -> None:
    prepare(TEST_LOCK)
    run(PYTHON, "-m", "outreach.migrations.write", *args.arguments)
    written = "outreach/migrations/versions"
    run(PYTHON, "-m", "ruff", "check", "--quiet", "--fix", written)
    run(PYTHON, "-m", "ruff", "format", "--quiet", written)


# -- the door ----------------------------------------------------------------------------------


def main() -> None:
    door = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = door.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="启动示例系统 · start web server and job worker")
    running.add_argument("--port", type=int, default=8000, help="端口 · port (8000)")
    running.add_argument("--empty", action="store_true", help="不要示例数据 · no sample data")
    running.add_argument(
        "--size", choices=("small", "province"), default="small", help="示例规模 · sample size"
    )
    running.set_defaults(does=start)
    for does, words in (
        (test, "运行测试，其余参数交给 pytest · run the tests; arguments go to pytest"),
        (check, "全部检查 · everything continuous integration runs"),
        (bench, "性能测量，全部或一项 · benchmarks, all or one"),
        (shots, "每页截图到 shots/ · a picture of every page"),
        (catalogue, "双语词条是否齐全 · is every message in both languages"),
        (lock, "更新依赖锁定文件 · write the lock files anew"),
        (vendor, "更新前端文件 · copy front-end files from npm"),
        (migration, "由表定义生成迁移 · write the migration from the tables"),
    ):
        commands.add_parser(does.__name__, help=words, add_help=False).set_defaults(does=does)
    words = "命令行，如 outreach person add · the command line, on the same database"
    commands.add_parser("outreach", help=words, add_help=False).set_defaults(does=command)
    args, rest = door.parse_known_args()
    if args.does is start and rest:
        door.error(f"unknown: {' '.join(rest)}")
    args.arguments = rest
    args.does(args)


if __name__ == "__main__":
    main()

"""Habits of the house that a reader would otherwise have to watch for."""

import ast
import sys

import pytest

from tests.architecture.source import ROOT, calls, functions, modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
# Where a duty cannot be kept, with the reason.
ASKS_THE_CLOCK = {"outreach/kernel/clock.py"}
ENDS_TRANSACTIONS = {"outreach/kernel/db.py"}


def test_transactions_end_in_one_place() -> None:
    offenders = [
        f"{name}:{call.lineno}"
        for name, call, what in calls()
        if what.split(".")[-1] in {"commit", "rollback"} and name not in ENDS_TRANSACTIONS
    ]

    assert offenders == []


def test_one_place_asks_what_time_it_is() -> None:
    asking = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time")
    offenders = [
        f"{name}:{call.lineno}"
        for name, call, what in calls()
        if what.endswith(asking) and name not in ASKS_THE_CLOCK
    ]

    assert offenders == []


@pytest.mark.parametrize("layer", ["rules", "model", "queries", "actions"])
def test_below_the_views_the_moment_is_handed_down(layer: str) -> None:
    offenders = [
        f"{name}:{call.lineno}"
        for name, call, what in calls()
        if what.endswith(("utc_now", "current.now")) and name.endswith(f"/{layer}.py")
    ]

    assert offenders == []


def test_nothing_is_printed() -> None:
    offenders = [f"{name}:{call.lineno}" for name, call, what in calls() if what == "print"]

    assert offenders == []


def test_functions_fit_on_a_screen() -> None:
    offenders = [
        f"{name}:{function.lineno} {function.name}"
        for name, function in functions()
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]

    assert offenders == []


def test_files_are_about_one_subject() -> None:
    offenders = [
        name
        for name in modules()
        if len((ROOT / name).read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]

    assert offenders == []


def test_the_package_is_two_levels_deep() -> None:
    assert [name for name in modules() if name.count("/") > 2] == []


def test_dev_py_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }

    assert imported <= sys.stdlib_module_names

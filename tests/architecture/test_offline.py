"""The product works where no other host can be reached, and knows where its parts come from."""

import ast
import hashlib
import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, modules, templates

STATIC = PACKAGE / "static"
VENDOR = STATIC / "vendor"
NAMESPACE = re.compile(r"https?://www\.w3\.org/")
FOREIGN = re.compile(r"""(?i)(?:https?:|wss?:|["'(=]\s*)//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}""")
LOADED = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import""")
LOCKS = ("requirements.lock", "requirements-test.lock", "package-lock.json")


def test_no_page_or_style_of_ours_names_a_foreign_host() -> None:
    ours = [path for path in STATIC.rglob("*") if path.is_file() and VENDOR not in path.parents]
    texts = [path for path in ours if path.suffix in {".css", ".js", ".svg", ".json", ".html"}]
    offenders = [
        str(path.relative_to(ROOT))
        for path in [*texts, *templates()]
        if FOREIGN.search(NAMESPACE.sub("", path.read_text(encoding="utf-8")))
    ]

    assert offenders == []


def test_vendored_styles_load_nothing_from_elsewhere() -> None:
    styles = sorted(VENDOR.glob("*.css"))

    assert styles
    assert [path.name for path in styles if LOADED.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("folder", [VENDOR, ROOT / "tests" / "vendor"], ids=["pages", "tests"])
def test_vendored_files_are_the_ones_npm_delivered(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="ascii"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }

    assert found == {name: entry["sha256"] for name, entry in manifest.items()}


@pytest.mark.parametrize("folder", [VENDOR, ROOT / "tests" / "vendor"], ids=["pages", "tests"])
def test_every_vendored_part_carries_its_licence(folder: Path) -> None:
    parts = {path.name.split(".")[0] for path in folder.glob("*.min.*")}
    licences = {path.name.split(".")[0] for path in folder.glob("*.LICENSE*")}

    assert parts == licences


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_versions_and_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert "sha256:" in text or "sha512-" in text


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found - sys.stdlib_module_names - {"outreach"}


def test_the_package_imports_only_what_installing_it_brings() -> None:
    """The environment of the tests holds far more, and would hide what is missing elsewhere."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    brought = set(re.findall(r"(?m)^([a-z0-9._-]+)==", lock))
    providers = packages_distributions()
    missing = {
        f"{name} imports {module}"
        for name, tree in modules().items()
        for module in imports(tree)
        if not brought & {re.sub(r"[_.]", "-", one).lower() for one in providers.get(module, [])}
    }

    assert missing == set()

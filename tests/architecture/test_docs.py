"""What the documents say is there: commands, files, settings, words, pictures."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from outreach import cli
from outreach.kernel.settings import Settings
from tests.architecture.source import ROOT, templates

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
NOT_BUILT_YET = "## Words kept for later"
LARGEST_PICTURES = 300_000


def commands_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """In code: the door, `dev.py` or `outreach`, and the words after it up to a remark."""
    code = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    for line in "\n".join(code).splitlines():
        found = re.match(r"(?:ExecStart=\S*/|python3 )?(dev\.py|outreach) (.+)", line)
        if found:
            said = found[2].split("#")[0].split()
            through = said[0] == "outreach"  # python3 dev.py outreach …
            yield ("outreach", said[1:]) if through else (found[1], said)


def outreach_commands() -> dict[str, click.Command]:
    """Every command of the command line, by its words."""
    found: dict[str, click.Command] = {}
    context = click.Context(cli.main)
    for name in cli.main.list_commands(context):
        command = cli.main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": below for inner, below in command.commands.items()}
        else:
            found[name] = command
    return found


@pytest.fixture(scope="module")
def known_to_dev() -> set[str]:
    """The commands of dev.py, as its own help names them."""
    helped = subprocess.run(
        [sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(re.findall(r"^    (\w+)\b", helped.stdout, re.MULTILINE))


@pytest.mark.parametrize("page", TEXTS)
def test_every_command_that_is_mentioned_exists(page: str, known_to_dev: set[str]) -> None:
    known = outreach_commands()
    unknown = []
    for door, words in commands_in(TEXTS[page]):
        name = next((name for name in known if words[: len(name.split())] == name.split()), None)
        options = {option for each in known[name].params for option in each.opts} if name else set()
        asked = {word.split("=")[0] for word in words if word.startswith("--")}
        is_there = words[0] in known_to_dev if door == "dev.py" else name and asked <= options
        if not is_there and words != ["…"]:
            unknown.append(" ".join([door, *words]))

    assert unknown == []


def test_every_command_has_help_and_stands_in_the_documents() -> None:
    told = {" ".join(words) for text in TEXTS.values() for _, words in commands_in(text)}
    silent = [name for name, command in outreach_commands().items() if not command.help]
    unmentioned = [
        name
        for name in outreach_commands()
        if not any(line == name or line.startswith(f"{name} ") for line in told)
    ]

    assert silent == []
    assert unmentioned == []


def test_every_setting_stands_in_the_guide_for_operators_and_no_other() -> None:
    named = set(re.findall(r"`(OUTREACH_\w+)`", TEXTS["docs/operating.md"]))

    assert named == {f"OUTREACH_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("page", TEXTS)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    targets = re.findall(r"\]\(([^)#]+)", TEXTS[page])

    assert [target for target in targets if not (folder / target).exists()] == []


@pytest.mark.parametrize("page", TEXTS)
def test_files_that_are_named_exist(page: str) -> None:
    """`booking/views.py`, `tests/…`, `static/…`; a bare name may stand in any slice."""
    names = re.findall(r"`([\w/<>.-]+\.(?:py|js|css|html|svg|toml))`", TEXTS[page])
    everywhere = {path.name for path in (ROOT / "outreach").rglob("*")} | {
        "dev.py",
        "pyproject.toml",
    }
    everywhere |= {path.name for path in (ROOT / "tests").rglob("*.py")}
    lost = [
        name
        for name in names
        if "<" not in name
        and not any((ROOT / start / name).exists() for start in ("", "outreach", "templates"))
        and ("/" in name or name not in everywhere)
    ]

    assert lost == []


def test_decisions_are_numbered_without_gaps_and_all_listed() -> None:
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    headings = [TEXTS[f"docs/decisions/{name}"][2:6] for name in records]
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\)", TEXTS["docs/decisions/README.md"], re.MULTILINE
    )

    assert headings == [f"{number:04d}" for number in range(1, len(records) + 1)]
    assert listed == list(zip(headings, records, strict=True))


def screen_words() -> list[str]:
    rows = TEXTS["docs/words.md"].split(NOT_BUILT_YET)[0].splitlines()
    middle = [row.split("|")[2] for row in rows if row.startswith("|") and "---" not in row]
    words = [word.strip() for cell in middle for word in re.sub("（.*?）", "", cell).split(",")]
    return sorted({word for word in words if word and word not in {"–", "界面"}})


@pytest.mark.parametrize("word", screen_words())
def test_words_of_the_list_stand_on_a_screen(word: str) -> None:
    code = [path for path in (ROOT / "outreach").rglob("*.py") if "sample" not in path.parts]
    sources: list[Path] = [*templates(), *code]

    assert any(word in path.read_text(encoding="utf-8") for path in sources)


def test_pictures_are_light() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures").iterdir()]

    assert 0 < sum(sizes) < LARGEST_PICTURES

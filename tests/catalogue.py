"""Is every message there in both languages? Chinese stands in the source, English in PO files.

`python3 dev.py catalogue` prints what is missing, what is left over and what disagrees.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "outreach" / "translations" / "en"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
JINJA = {
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
    "encoding": "utf-8",
}
Message = str | tuple[str, ...]
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def in_the_source() -> dict[Message, str]:
    """Every message with the place of its first use."""
    found: dict[Message, str] = {}
    for folder, methods in (
        ("outreach", [("migrations/**", "ignore"), ("**.py", "python")]),
        ("templates", [("**.html", "jinja2"), ("**.svg", "jinja2"), ("**.txt", "jinja2")]),
    ):
        options = {pattern: JINJA for pattern, method in methods if method == "jinja2"}
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, options, KEYWORDS
        ):
            found.setdefault(message, f"{folder}/{name}:{line}")
    return {message: place for message, place in found.items() if message}


def in_english() -> dict[Message, dict[str, tuple[str, ...]]]:
    """Every message with the English each PO file has for it."""
    found: dict[Message, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for path in sorted(ENGLISH.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="en", abort_invalid=True):
                if not entry.id:
                    continue
                message = entry.id if isinstance(entry.id, str) else tuple(entry.id)
                words = (
                    (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
                )
                found[message][path.name] = () if entry.fuzzy else words
    return found


def complaints() -> list[str]:
    """One line for each message that a reader of English would miss or misread."""
    source, english = in_the_source(), in_english()
    lines = [f"no English: {message!r} ({place})" for message, place in source.items()
             if message not in english]  # fmt: skip
    lines += [
        f"a bare % in a template breaks the page, write %%: {message!r} ({place})"
        for message, place in source.items()
        if place.startswith("templates/") and any(map(_has_bare_percent, _texts(message)))
    ]
    for message, by_file in english.items():
        files = ", ".join(by_file)
        if message not in source:
            lines.append(f"no longer in the source: {message!r} ({files})")
        if len(set(by_file.values())) > 1:
            lines.append(f"different English in {files}: {message!r}")
        for words in by_file.values():
            if not words or not all(words) or len(words) != (2 if _is_plural(message) else 1):
                lines.append(f"English is empty or unsure: {message!r} ({files})")
            elif _names(message) != set().union(*map(_names, words)):
                lines.append(f"other placeholders in English: {message!r} ({files})")
    return lines


def _is_plural(message: Message) -> bool:
    return not isinstance(message, str)


def _texts(message: Message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def _names(message: Message) -> set[str]:
    return {name for words in _texts(message) for name in PLACEHOLDER.findall(words)}


def _has_bare_percent(words: str) -> bool:
    return "%" in PLACEHOLDER.sub("", words.replace("%%", ""))


if __name__ == "__main__":
    found = complaints()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(in_the_source())} messages, {len(found)} complaints\n")
    sys.exit(bool(found))

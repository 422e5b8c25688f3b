"""Chinese names as people type them on a phone: full pinyin and initials."""

import re
import unicodedata
from functools import cache
from types import ModuleType

NOT_SPELLED = re.compile(r"[^a-z0-9]+")

# Place names of Jiangxi that the general dictionary reads with the commoner sound.
READINGS = {
    "都昌": [["du"], ["chang"]],
    "宁都": [["ning"], ["du"]],
    "于都": [["yu"], ["du"]],
    "铅山": [["yan"], ["shan"]],
    "长坑": [["chang"], ["keng"]],
    "重石": [["chong"], ["shi"]],
}


@cache
def _pypinyin() -> ModuleType:
    """Loaded when first needed: its dictionaries take a moment and some memory."""
    import pypinyin

    pypinyin.load_phrases_dict(READINGS)
    return pypinyin


def _spell(text: str, *, first_letters: bool) -> list[str]:
    spelling = _pypinyin()
    style = spelling.Style.FIRST_LETTER if first_letters else spelling.Style.NORMAL
    plain = unicodedata.normalize("NFKC", text)
    parts = (NOT_SPELLED.sub("", p.lower()) for p in spelling.lazy_pinyin(plain, style=style))
    return [part for part in parts if part]


def pinyin(text: str) -> str:
    """寻乌二小 -> xunwuerxiao; Latin letters and digits stay as they are, in lower case."""
    return "".join(_spell(text, first_letters=False))


def initials(text: str) -> str:
    """寻乌二小 -> xwex; a run of Latin letters or digits is kept whole (3班 -> 3b)."""
    return "".join(_spell(text, first_letters=True))


ENGLISH_KINDS = (("县", "County"), ("区", "District"), ("市", "City"))


def english_name(name: str) -> str:
    """寻乌县 -> Xunwu County; an apostrophe parts syllables that would run together (Ji'an)."""
    stem, kind = name, ""
    for suffix, word in ENGLISH_KINDS:
        if name.endswith(suffix) and len(name) > 2:
            stem, kind = name[:-1], f" {word}"
            break
    # The kind helps the dictionary to tell a place name from a common word.
    parts = _spell(name, first_letters=False)[: len(stem)]
    joined = parts[0] + "".join(f"'{p}" if p[0] in "aeo" else p for p in parts[1:])
    return joined.capitalize() + kind

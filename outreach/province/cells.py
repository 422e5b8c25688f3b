"""Reading cells as people fill them in: 约300, 300余人, 3.6万, ３６０, 是, 九年一贯制."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from outreach.province.model import Stage

Cell = str | float | bool | None

BLANKS = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "\\", "无", "空", "n/a", "na", "null", "none"}
)
MOST_PUPILS = 100_000
LONGEST_SHOWN = 40

_COUNT = re.compile(
    r"(?P<before>约|大约|近|将近|超过|超|逾|不足|~|≈)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>万|千|百)?"
    r"(?P<after>余|多|来|左右|上下|\+)?"
    r"(?:人次|名学生|人|名|个|次)?"
    r"(?P<late>左右|上下|以上|多)?"
)
_UNITS = {None: 1, "百": 100, "千": 1_000, "万": 10_000}
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "1", "教学点", "是教学点"})
_NO = frozenset({"否", "不是", "非", "×", "x", "n", "no", "false", "0", "完全小学", "非教学点"})
_STAGE_WORDS = (
    ("十二年一贯", (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR)),
    ("九年一贯", (Stage.PRIMARY, Stage.JUNIOR)),
    ("九年制", (Stage.PRIMARY, Stage.JUNIOR)),
    ("完全中学", (Stage.JUNIOR, Stage.SENIOR)),
    ("特殊教育", (Stage.PRIMARY, Stage.JUNIOR)),
    ("义务教育", (Stage.PRIMARY, Stage.JUNIOR)),
    ("中等职业", (Stage.VOCATIONAL,)),
    ("职业高中", (Stage.VOCATIONAL,)),
    ("中职", (Stage.VOCATIONAL,)),
    ("职高", (Stage.VOCATIONAL,)),
    ("职业", (Stage.VOCATIONAL,)),
    ("技工", (Stage.VOCATIONAL,)),
    ("中专", (Stage.VOCATIONAL,)),
    ("普通高中", (Stage.SENIOR,)),
    ("高级中学", (Stage.SENIOR,)),
    ("高中", (Stage.SENIOR,)),
    ("初级中学", (Stage.JUNIOR,)),
    ("普通初中", (Stage.JUNIOR,)),
    ("初中", (Stage.JUNIOR,)),
    ("小学", (Stage.PRIMARY,)),
    ("教学点", (Stage.PRIMARY,)),
    ("学前", (Stage.PRESCHOOL,)),
    ("幼儿园", (Stage.PRESCHOOL,)),
)
_STAGE_LEFTOVERS = re.compile(r"(学校|制|教育|普通|阶段|附设|班|含|部|段|[、,/;+和与及\s·.()-])+")


class UnreadableCell(Exception):
    """A cell that does not say what its column asks; `code` names the complaint."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, and whether it was given as a rough one."""

    value: int
    about: bool = False


@lru_cache(maxsize=8192, typed=True)  # counties, stages and grades say the same again and again
def text(cell: Cell) -> str:
    """A cell as one line with narrow digits and single spaces; blanks of all kinds are ''."""
    if cell is None or isinstance(cell, bool):
        return {True: "是", False: "否", None: ""}[cell]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    plain = " ".join(unicodedata.normalize("NFKC", cell).split())
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return "" if plain.lower() in BLANKS else plain


def shown(cell: Cell) -> str:
    """What a cell says, short enough for a complaint."""
    plain = text(cell)
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"


def count(cell: Cell, *, most: int = MOST_PUPILS) -> Count | None:
    """A number of people, or nothing for a blank; more than `most` is refused.

    约300 and 300余人 keep the mark that they are rough, and so does 3.6万, which was rounded.
    """
    plain = text(cell).replace(" ", "")
    if not plain:
        return None
    if re.fullmatch(r"[-−]\d.*", plain):
        raise UnreadableCell("negative")
    match = _COUNT.fullmatch(plain.replace("，", ","))
    if match is None or isinstance(cell, bool):
        raise UnreadableCell("not-a-number")
    if len(match["number"]) > 20:
        raise UnreadableCell("too-many")
    number = Decimal(match["number"].replace(",", "")) * _UNITS[match["unit"]]
    if number != number.to_integral_value():
        raise UnreadableCell("fraction")
    if number > most:
        raise UnreadableCell("too-many")
    rough = any(match[part] for part in ("before", "unit", "after", "late"))
    return Count(value=int(number), about=rough)


def school_code(cell: Cell) -> str | None:
    """Ten digits, or nothing for a blank; Excel may have made a number or 2.1E+09 of them."""
    plain = text(cell).replace(" ", "").lstrip("'")
    if not plain:
        return None
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", plain):
        raise UnreadableCell("code-rounded")
    if not re.fullmatch(r"[0-9]{10}", plain):
        raise UnreadableCell("code-not-ten-digits")
    return plain


def division_code(cell: Cell) -> str | None:
    """The six digits of a county, also from a twelve-digit statistical code; else nothing."""
    plain = text(cell).replace(" ", "")
    return plain[:6] if re.fullmatch(r"36[0-9]{4}(0{3}|[0-9]{6})?", plain) else None


def yes_no(cell: Cell) -> bool | None:
    plain = text(cell).lower()
    if not plain:
        # 无 is a blank elsewhere; here it is an answer
        return False if isinstance(cell, str) and cell.strip() in {"无", "×"} else None
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise UnreadableCell("not-yes-or-no")


def stages(cell: Cell) -> tuple[Stage, ...]:
    """小学、初中 and 九年一贯制 are both primary and junior; nothing for a blank."""
    left = text(cell)
    found: set[Stage] = set()
    for word, meant in _STAGE_WORDS:
        if word in left:
            found.update(meant)
            left = left.replace(word, " ")
    if _STAGE_LEFTOVERS.sub("", left):
        raise UnreadableCell("stage-unknown")
    return tuple(stage for stage in Stage if stage in found)


def stages_in_name(name: str) -> tuple[Stage, ...]:
    """What a school's name says it teaches: 寻乌县第二小学 is a primary school."""
    for word, meant in _STAGE_WORDS:
        if word in name and word != "义务教育":
            return meant
    return ()


def degrees(cell: Cell, *, low: float, high: float) -> float | None:
    """A longitude or latitude within the province's surroundings, or nothing for a blank."""
    plain = text(cell).rstrip("°EN")
    if not plain:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,15})?", plain):
        raise UnreadableCell("not-degrees")
    value = float(plain)
    if not low <= value <= high:
        raise UnreadableCell("outside-province")
    return value

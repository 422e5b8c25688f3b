"""Days and numbers as counties write them: 9.18-9.20, 9月18日至20日, 约300, 3.6万, 1,200人."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.province import cells
from outreach.province.cells import Cell, Count, UnreadableCell, text

MOST_ONSITE = 2_000_000
MOST_ONLINE = 100_000_000
MOST_DAYS = 366
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
FORMULA_STARTS = tuple("=+-@＝＋－＠")
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050
"""Days since 1899-12-30: the years 2000 to 2099, as a sheet keeps a day without its format."""
SERIAL_BEGINS = date(1899, 12, 30)

_DAY_PART = (
    r"(?:(?P<year{n}>\d{{4}})[-/.年])?(?:(?P<month{n}>\d{{1,2}})[-/.月])?"
    r"(?P<day{n}>\d{{1,2}})[日号]?"
)
_TIME = re.compile(
    r"(上午|下午|中午|晚上?|早上?|全天|周[一二三四五六日天]|星期[一二三四五六日天]|T?\d{1,2}[::时点]\d{0,2}"
    r"([::]\d{2})?(\.\d+)?分?([-~至]\d{1,2}[::时点]\d{0,2}分?)?)"
)
_BETWEEN = r"(?:至|到|~|--?|-)"
_ONE = re.compile(_DAY_PART.format(n=1))
_TWO = re.compile(_DAY_PART.format(n=1) + _BETWEEN + _DAY_PART.format(n=2))
_PACKED = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|[-—/.]|\d{4}(?!\d))")


@dataclass(frozen=True, slots=True)
class When:
    """The first day and, for several, the last. `told_year` is False where the year was added."""

    first: date
    last: date | None
    told_year: bool


def count(cell: Cell, *, most: int) -> Count | None:
    """A number of people, with its mark for about; nothing for a blank."""
    return cells.count(cell, most=most)


def when(cell: Cell, *, year: int | None) -> When | None:
    """The days of a cell; nothing for a blank. `year` stands in where none is written.

    Refuses with `day-needs-year` where there is none to stand in, `day-cut-short` for 9.2, which a
    sheet makes of 9.20 as well, `day-impossible`, `day-order` and `day-unreadable`.
    """
    if isinstance(cell, float):
        return _number(cell, year)
    if isinstance(cell, bool):
        raise UnreadableCell("day-unreadable")
    plain = _plain(cell)
    if not plain:
        return None
    packed = _PACKED.fullmatch(plain)
    if packed:
        return When(_date(*map(int, packed.groups())), None, told_year=True)
    one = _ONE.fullmatch(plain)
    if one and one["month1"]:
        return _told(one, year, until=False)
    two = _TWO.fullmatch(plain)
    if two and two["month1"]:
        return _told(two, year, until=True)
    raise UnreadableCell("day-unreadable")


def _plain(cell: Cell) -> str:
    """Without blanks, hours and weekdays, and with one sign for every dash."""
    plain = re.sub(r"[—–－―~～]+", "~", text(cell))
    plain = re.sub(r"[((].*?[))]", "", plain)
    plain = _TIME.sub(" ", plain)
    return re.sub(r"\s+", "", plain).strip("~、,，;；-")


def _number(cell: float, year: int | None) -> When:
    """A day without its format, or 9.18 that a sheet took for a number."""
    if cell.is_integer():
        if FIRST_SERIAL <= cell <= LAST_SERIAL:
            return When(SERIAL_BEGINS + timedelta(days=int(cell)), None, told_year=True)
        packed = _PACKED.fullmatch(str(int(cell)))
        if packed:
            return When(_date(*map(int, packed.groups())), None, told_year=True)
        raise UnreadableCell("day-unreadable")
    month, _, day = repr(cell).partition(".")
    if FIRST_SERIAL <= cell <= LAST_SERIAL:
        return When(SERIAL_BEGINS + timedelta(days=int(cell)), None, told_year=True)
    if len(day) == 1 and day in "123":
        raise UnreadableCell("day-cut-short", short=f"{month}月{day}日", long=f"{month}月{day}0日")
    if not month.isdecimal() or len(day) > 2:
        raise UnreadableCell("day-unreadable")
    return When(_with_year(year, int(month), int(day)), None, told_year=False)


def _told(found: re.Match[str], year: int | None, *, until: bool) -> When:
    told = found["year1"]
    first_year = int(told) if told else year
    month, day = int(found["month1"]), int(found["day1"])
    if not until:
        return When(_with_year(first_year, month, day), None, told_year=bool(told))
    last_month = int(found["month2"] or month)
    last_day = int(found["day2"])
    last_year = int(found["year2"]) if found["year2"] else first_year
    if not told and found["year2"]:
        first_year = last_year
    if not found["year2"] and last_year is not None and last_month < month:
        last_year += 1  # from December into January
    first = _with_year(first_year, month, day)
    last = _with_year(last_year, last_month, last_day)
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        raise UnreadableCell("day-order")
    told_year = bool(told or found["year2"])
    return When(first, last if last > first else None, told_year=told_year)


def _with_year(year: int | None, month: int, day: int) -> date:
    if year is None:
        _date(2024, month, day)  # 2月30日 is wrong in every year
        raise UnreadableCell("day-needs-year")
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as fault:
        raise UnreadableCell("day-impossible") from fault
    if not 2000 <= year <= 2099:
        raise UnreadableCell("day-impossible")
    return found


def years_in(words: str) -> set[int]:
    """Years that a title, a sheet's or a file's name tells: 2025年度科普活动台账."""
    return {int(year) for year in _YEAR.findall(text(words))}


def minutes(cell: Cell) -> int | None:
    """90, 90分钟, 1.5小时, 半天 is unreadable; nothing for a blank."""
    plain = text(cell).replace(" ", "")
    if not plain:
        return None
    hours = re.fullmatch(r"(\d{1,2}(?:\.\d{1,2})?)(小时|个小时|h|学时)", plain)
    if hours:
        found = round(float(hours[1]) * 60)
    else:
        told = re.fullmatch(r"约?(\d{1,4})(分钟|分|min)?", plain)
        if told is None:
            raise UnreadableCell("minutes-unreadable")
        found = int(told[1])
    if not 1 <= found <= 600:
        raise UnreadableCell("minutes-outside")
    return found


def words(cell: Cell) -> str:
    """What somebody wrote, as they wrote it: full-width signs stay, needless blanks do not.

    The apostrophe goes that an exported text has before what looks like a formula.
    """
    if not isinstance(cell, str) or not text(cell):
        return text(cell)
    kept = (sign for sign in cell if unicodedata.category(sign) not in UNSEEN or sign.isspace())
    plain = " ".join("".join(kept).split())
    bare = plain.removeprefix("'")
    return bare if bare.lstrip().startswith(FORMULA_STARTS) else plain


def names(cell: Cell) -> tuple[str, ...]:
    """Several units in one cell, each once; 、 ， ; or a line between them."""
    parts = re.split(r"[、，,;；\n\r]+", cell if isinstance(cell, str) else text(cell))
    return tuple(dict.fromkeys(plain for part in parts if (plain := words(part))))

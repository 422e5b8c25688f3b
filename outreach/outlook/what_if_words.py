"""Before, after and difference in words, and on squares."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from outreach.outlook.squares import Told
from outreach.province.model import County
from outreach.reach import words as reach
from outreach.reach.model import Board, Reach
from outreach.web.filters import named
from outreach.web.words import _

BREAKS = (0.005, 0.02, 0.05, 0.1, 0.2)
"""Steps of the squares: half a percentage point of the children, 2, 5, 10, 20."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is, as it would be, and by how much it moves; `rule` is its 口径."""

    rule: str
    label: str
    before: str
    after: str
    difference: str
    better: bool | None
    """None where nothing moves, or where neither way is better."""


def rows(before: Board, after: Board) -> list[Line]:
    """Coverage first, then how even it is, then who has nothing."""
    return [*_coverage(before.whole, after.whole), *_evenness(before, after)]


def _coverage(was: Reach, would: Reach) -> Iterator[Line]:
    yield _line(
        "people",
        _("受益学生占儿童（区间）"),
        reach.share_range(was),
        reach.share_range(would),
        _points(was.share, would.share),
    )
    low, high = would.people.low - was.people.low, would.people.high - was.people.high
    yield _line(
        "people",
        _("受益学生人数（区间）"),
        reach.people(was.people),
        reach.people(would.people),
        (f"{low:+,} … {high:+,}", _better(would.people.estimate - was.people.estimate)),
    )
    more = would.schools_reached - was.schools_reached
    yield _line(
        "schools",
        _("覆盖学校"),
        f"{was.schools_reached:,} / {was.schools:,}",
        f"{would.schools_reached:,} / {would.schools:,}",
        (f"{more:+,}", _better(more)),
    )
    yield _line(
        "contacts",
        _("现场人次"),
        f"{was.totals.onsite:,}",
        f"{would.totals.onsite:,}",
        (f"{would.totals.onsite - was.totals.onsite:+,}", None),
    )


def _evenness(before: Board, after: Board) -> Iterator[Line]:
    was, would = before.equity, after.equity
    yield _line(
        "gini",
        _("基尼系数（越低越匀）"),
        reach.number(was.gini, 3),
        reach.number(would.gini, 3),
        _apart(was.gini, would.gini),
    )
    lowest = [each.floor[1] if each.floor else None for each in (was, would)]
    yield _line("floor", _("底线：最低的县"), _floor(before), _floor(after), _points(*lowest))
    more = len(would.zero) - len(was.zero)
    yield _line(
        "floor",
        _("空白县"),
        str(len(was.zero)),
        str(len(would.zero)),
        (f"{more:+}", _better(-more)),
    )


def _line(rule: str, label: str, before: str, after: str, moved: tuple[str, bool | None]) -> Line:
    return Line(rule, label, before, after, *moved)


def _better(gain: float) -> bool | None:
    return None if abs(gain) < 1e-12 else gain > 0


def _points(was: float | None, would: float | None) -> tuple[str, bool | None]:
    """A difference of shares in percentage points."""
    if was is None or would is None:
        return "–", None
    return str(_("%(n)s 个百分点", n=f"{100 * (would - was):+.2f}")), _better(would - was)


def _apart(was: float | None, would: float | None) -> tuple[str, bool | None]:
    if was is None or would is None:
        return "–", None
    return f"{would - was:+.4f}", _better(was - would)


def _floor(board: Board) -> str:
    if board.equity.floor is None:
        return "–"
    code, share = board.equity.floor
    return f"{named(board.county(code))} {reach.share(share)}"


def difference(before: Board, after: Board) -> Callable[[County], Told]:
    """What each county's square says: by how many percentage points its children are better off."""
    was = {one.county.code: one.reach for one in before.counties}
    would = {one.county.code: one.reach for one in after.counties}

    def tell(county: County) -> Told:
        one, other = was[county.code], would[county.code]
        gain = (other.share or 0.0) - (one.share or 0.0)
        level = 0 if gain <= 1e-9 else 1 + bisect_right(BREAKS, gain)
        shown = f"{100 * gain:+.1f}" if abs(gain) > 1e-9 else "0"
        sentence = _(
            "%(county)s：%(before)s → %(after)s",
            county=named(county),
            before=reach.share_range(one),
            after=reach.share_range(other),
        )
        return Told(level, shown, str(sentence), falls=gain < -1e-9)

    return tell

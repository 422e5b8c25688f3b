"""What a difference between two periods means, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from outreach.reach import words
from outreach.reach.comparing import Change, Verdict
from outreach.reach.forms import Asked
from outreach.reach.periods import PeriodChoice
from outreach.reach.trend_queries import TermReach
from outreach.web.words import _, lazy

VERDICTS: Mapping[Verdict, Any] = {
    Verdict.MORE: lazy("升"),
    Verdict.LESS: lazy("降"),
    Verdict.SAME: lazy("持平"),
    Verdict.NOISE: lazy("可能只是估计误差"),
    Verdict.UNKNOWN: lazy("无法比较"),
}

TONES = {Verdict.MORE: "good", Verdict.LESS: "stop"}


def tone(change: Change) -> str:
    return TONES.get(change.verdict, "neutral")


def period(asked: Asked) -> str:
    """What a period is called; its days where it has no name."""
    found = asked.period
    if found.term is not None:
        return words.term(found.term)
    if found.choice is PeriodChoice.CUSTOM:
        first, last = words.plain_day(found.days.first), words.plain_day(found.days.last)
        return str(_("%(first)s 至 %(last)s", first=first, last=last))
    return str(words.PERIODS[found.choice])


def points(change: Change) -> str:
    """+3.1 percentage points."""
    if change.difference is None:
        return "—"
    if change.difference == 0:
        return "0"
    return str(_("%(n)s 个百分点", n=_signed(f"{100 * change.difference:+.1f}")))


def number(change: Change, digits: int = 0) -> str:
    if change.difference is None:
        return "—"
    return _signed(f"{change.difference:+,.{digits}f}") if change.difference else "0"


def _signed(text: str) -> str:
    """With a minus as wide as the plus."""
    return text.replace("-", "−")


def trend(found: Sequence[TermReach]) -> str:
    """The first and the last term that had anything."""
    told = [one for one in found if one.activities]
    if len(told) < 2:
        return str(_("有活动的学期不到两个，还看不出走势。"))
    first, last = told[0], told[-1]
    return str(
        _(
            "覆盖学校从%(first)s的 %(before)s 到%(last)s的 %(after)s。",
            first=words.term(first.term),
            before=words.share(first.school_share),
            last=words.term(last.term),
            after=words.share(last.school_share),
        )
    )

"""The measures in plain words, and the dose as a picture."""

from outreach.reach import words
from outreach.reach.clusters import Moran
from outreach.reach.cohorts import CohortReach
from outreach.reach.covering import Cover
from outreach.reach.dose import Dose
from outreach.reach.gap import Area, Gap
from outreach.reach.stability import Stability
from outreach.web.charts import Bars, Mark, lying
from outreach.web.words import _, lazy

AREAS = {
    Area.CITY: lazy("街道"),
    Area.TOWN: lazy("镇"),
    Area.COUNTRYSIDE: lazy("乡"),
}
CLEAR = 1.96
"""Standard errors from which on a pattern is said to be more than chance, at 5 %."""
FIRM, SHAKY = 0.9, 0.7
A_POINT = 0.01


def cohort_share(found: CohortReach) -> str:
    """The range of the share, rounded outwards."""
    low, high = found.share_low, found.share_high
    if low is None or high is None:
        return "—"
    if low == high:
        return words.share(low)
    return f"{words.percent(low, up=False)}–{words.percent(high, up=True)}%"


def cohort_interval(found: CohortReach) -> str:
    bottom, top = found.interval
    if found.share is None or bottom is None or top is None:
        return "—"
    return str(
        _(
            "%(share)s（%(low)s–%(high)s）",
            share=words.share(found.share),
            low=words.share(bottom),
            high=words.share(top),
        )
    )


def clumped(found: Moran | None) -> str:
    if found is None:
        return str(_("各县都一样，或没有相邻的县，无从比较。"))
    if found.z > CLEAR:
        return str(_("相邻的县彼此相像：覆盖高的连成片，低的也连成片，不是偶然。"))
    if found.z < -CLEAR:
        return str(_("相邻的县高低相间，像棋盘，不是偶然。"))
    return str(_("看不出成片：相邻的县并不比任意两个县更像。"))


def gap(found: Gap) -> str:
    """Less than a point is within what estimates can be off."""
    if found.difference is None or abs(found.difference) < A_POINT:
        return str(_("看不出差距。"))
    return str(_("城里更多。") if found.difference > 0 else _("乡村更多。"))


def firmness(found: Stability) -> str:
    if found.lowest >= FIRM:
        return str(_("稳固：权重变一变，先后几乎不变。"))
    if found.lowest >= SHAKY:
        return str(_("大体稳固：只有相近的县会换位。"))
    return str(_("不稳：先后取决于权重，请看各项指标，不要只看名次。"))


def proven(found: Cover) -> str:
    if found.quality >= 1:
        return str(_("已证明没有更好的选法。"))
    return str(_("至少达到最好选法的 %(share)s。", share=words.share(found.quality)))


def dose_bars(found: Dose) -> Bars:
    """How many children had 0, 1, 2, 3 and more contacts."""
    labels = (_("0 次"), _("1 次"), _("2 次"), _("3 次及以上"))
    return lying(
        [
            Mark(str(label), count, f"{words.number(count)} · {words.share(share)}")
            for label, count, share in zip(labels, found.by_contacts, found.shares, strict=True)
        ]
    )


def dose_spoken(found: Dose) -> str:
    return str(
        _(
            "近三年一次也没有参加过的占 %(none)s，参加过三次及以上的占 %(most)s。",
            none=words.share(found.shares[0]),
            most=words.share(found.shares[-1]),
        )
    )

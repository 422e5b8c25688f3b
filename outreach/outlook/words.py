"""The list in words: the parts, the ways to meet, and the reason in one sentence."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale

from outreach.ledger.words import KINDS
from outreach.outlook.model import Candidate, Meeting, Ranked
from outreach.outlook.promises import Promise, Standing, Whom
from outreach.outlook.squares import Told
from outreach.province.model import County, School, TravelBand
from outreach.reach.words import months
from outreach.reach.words import short_name as short
from outreach.web.filters import named
from outreach.web.words import _, lazy

MEETINGS: Mapping[Meeting, Any] = {
    Meeting.COME: lazy("请来馆参观"),
    Meeting.TRIP: lazy("送到学校"),
    Meeting.LESSON: lazy("直播课"),
}
PARTS: Mapping[str, Any] = {
    "need": lazy("需要"),
    "gap": lazy("缺口"),
    "wait": lazy("等待"),
    "way": lazy("路程"),
}
BANDS: Mapping[TravelBand, Any] = {
    TravelBand.A: lazy("A：1.5 小时以内"),
    TravelBand.B: lazy("B：1.5–3 小时"),
    TravelBand.C: lazy("C：3–4.5 小时"),
    TravelBand.D: lazy("D：4.5 小时以上"),
}

WHOM: Mapping[Whom, Any] = {Whom.COUNTY: lazy("每个县"), Whom.SCHOOL: lazy("每所学校")}
STANDINGS: Mapping[Standing, Any] = {
    Standing.BROKEN: lazy("已失约"),
    Standing.AT_RISK: lazy("快到期"),
    Standing.OPEN: lazy("未到期"),
    Standing.KEPT: lazy("做到"),
}
TONES: Mapping[Standing, str] = {
    Standing.BROKEN: "stop",
    Standing.AT_RISK: "wait",
    Standing.OPEN: "neutral",
    Standing.KEPT: "good",
}
SCORE_STEPS = (10, 20, 30, 45, 60)
__all__ = ["KINDS", "short"]


def promise(found: Promise) -> str:
    return str(_("%(whom)s %(months)s 个月到一次", whom=WHOM[found.whom], months=found.months))


def best(county: County, line: Ranked | None) -> Told:
    """What a county's square says: the score of its school whose turn comes first."""
    if line is None:
        return Told(0, "–", str(_("%(county)s：没有学校", county=named(county))))
    score = points(line)
    sentence = _("%(county)s：最先的一所得 %(score)s 分", county=named(county), score=score)
    return Told(1 + bisect_right(SCORE_STEPS, line.score), score, str(sentence))


def reason(school: School, candidate: Candidate, meeting: Meeting) -> str:
    """Why it is this school's turn, in one sentence made of facts."""
    english = str(get_locale()) == "en"
    county = school.county_name_en if english else school.county_name
    facts = [_pupils(candidate), _wait(candidate)]
    if candidate.reached and candidate.pupils:
        facts.append(_("三年内确知到过的 %(reached)s 人", reached=f"{candidate.reached:,}"))
    facts.append(_way(candidate))
    between: str = _("，")
    return str(
        _(
            "%(county)s%(school)s：%(facts)s，宜%(meeting)s。",
            county=county,
            school=school.name,
            facts=between.join(facts),
            meeting=MEETINGS[meeting],
        )
    )


def _pupils(candidate: Candidate) -> str:
    if candidate.pupils is None:
        return str(_("在校生数未报"))
    return str(_("%(pupils)s 名学生", pupils=f"{candidate.pupils:,}"))


def _wait(candidate: Candidate) -> str:
    if candidate.months is None:
        return str(_("从未有过活动"))
    if candidate.months == 0:
        return str(_("上次活动不到 1 个月"))
    return str(_("%(months)s没有活动", months=months(candidate.months)))


def _way(candidate: Candidate) -> str:
    return str(
        _(
            "往返约 %(hours)s 小时 %(km)s 公里",
            hours=f"{2 * candidate.hours:g}",
            km=f"{round(2 * candidate.km, -1):,.0f}",
        )
    )


def part(value: float) -> str:
    """A part from 0 to 1, to two digits, so that the parts multiply to what is shown."""
    return f"{value:.2f}"


def points(line: Ranked) -> str:
    return f"{line.score:.1f}"

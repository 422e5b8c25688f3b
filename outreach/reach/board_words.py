"""What dials, charts and the records behind them say in words."""

from collections.abc import Mapping
from typing import Any

from outreach.ledger import words as ledger_words
from outreach.ledger.model import Kind
from outreach.province.model import County
from outreach.reach import words
from outreach.reach.board_queries import Picture
from outreach.reach.dials import Part, Radiates
from outreach.reach.divisions import Doubt, Then
from outreach.reach.place_queries import SchoolPage
from outreach.web.filters import named
from outreach.web.words import _, lazy

BEHIND: Mapping[str, Any] = {
    "counties": lazy("下面是这段时间的全部活动；一个县有其中一场，就算有活动。"),
    "far": lazy("下面是当天往返不了的县的活动。"),
    "hours": lazy("活动小时数由下列活动登记的时长相加；没有登记时长的不计。"),
    "led": lazy("下面是县市和合办单位牵头的活动：不由场馆登记，也不是到馆参观。"),
    "shared": lazy("下面是县市和合办单位牵头、用了共享项目的活动。"),
    "own": lazy("下面是县市和合办单位牵头、用自有项目的活动。"),
    "joint": lazy("下面是多家合办的活动，在全省各计一次。"),
    "training": lazy("下面是培训；人次里包括讲解员和教师。"),
    "volunteers": lazy("志愿服务小时由下列活动登记的小时相加。"),
}


def behind(figure: str | None, kind: Kind | None) -> str:
    """Which records stand on the page, where they are not simply all of a place."""
    if kind is not None and figure is None:
        return str(_("只看“%(kind)s”。", kind=ledger_words.KINDS[kind]))
    return str(BEHIND.get(figure or "", ""))


def part(found: Part) -> str:
    """31 / 64."""
    return f"{found.reached:,} / {found.of:,}"


def far_share(found: Radiates) -> str:
    if found.far_low is None or found.far_high is None:
        return "—"
    low, high = words.percent(found.far_low, up=False), words.percent(found.far_high, up=True)
    return f"{low}%" if low == high else f"{low}–{high}%"


def then(county: County, found: Then) -> str:
    """The old code, today's name, and what cannot be taken apart again."""
    match found.doubt:
        case Doubt.CUT_OUT:
            return str(_("当年还没有这个县，数字当年记在别县名下"))
        case Doubt.SWALLOWED:
            told = _("%(code)s，含当年的%(beside)s", code=found.code, beside=found.beside)
            return str(told)
        case None:
            return str(_("%(code)s，今%(name)s", code=found.code, name=named(county)))


def grade(number: int) -> str:
    return str(_("学前") if number == 0 else _("%(n)s 年级", n=number))


def busiest_month(found: Picture) -> str:
    month, contacts = max(found.by_month.items(), key=lambda pair: pair[1])
    return str(
        _(
            "%(year)s 年 %(month)s 月最多，%(n)s 人次；共 %(months)s 个月。",
            year=month[0],
            month=month[1],
            n=f"{contacts:,}",
            months=len(found.months),
        )
    )


def busiest_kind(found: Picture) -> str:
    kind, most = next(iter(found.kinds.items()))
    return str(
        _(
            "最多的是%(kind)s，%(n)s 场；共 %(kinds)s 类。",
            kind=ledger_words.KINDS[kind],
            n=f"{most.activities:,}",
            kinds=len(found.kinds),
        )
    )


def busy_days(found: Picture) -> str:
    return str(
        _(
            "有活动的日子 %(days)s 天，最多的一天 %(most)s 场。",
            days=len(found.days),
            most=max(found.days.values()),
        )
    )


def busiest_city(found: Picture) -> str:
    sums = {city.code: sum(found.by_city[city.code].values()) for city in found.board.cities}
    most = max(found.board.cities, key=lambda city: sums[city.code])
    least = min(found.board.cities, key=lambda city: sums[city.code])
    return str(
        _(
            "%(most)s 最多，%(least)s 最少。",
            most=words.short_name(most),
            least=words.short_name(least),
        )
    )


def terms_spoken(found: SchoolPage) -> str:
    told = [f"{words.short_term(term)} {heads:,}" for term, heads in found.terms if heads]
    return str(_("、")).join(told) or str(_("这几年没有活动。"))

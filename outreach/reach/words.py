"""Figures and their rules in words."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale

from outreach.ledger.model import Totals
from outreach.province.model import City, County
from outreach.reach.measures import People, Rule
from outreach.reach.model import CityReach, Denominator, Measure, Reach
from outreach.reach.periods import Half, PeriodChoice, Term
from outreach.reach.tiles import BREAKS
from outreach.web.words import _, lazy, ngettext

MEASURES: Mapping[Measure, Any] = {
    Measure.PEOPLE: lazy("受益学生人数（区间）"),
    Measure.SCHOOLS: lazy("覆盖学校比例"),
    Measure.CONTACTS: lazy("每千名儿童现场人次"),
    Measure.WAIT: lazy("距上次活动的月数"),
}

UNITS: Mapping[Measure, Any] = {
    Measure.PEOPLE: lazy("占儿童数的百分比，下限–上限"),
    Measure.SCHOOLS: lazy("至少有一次活动的学校，百分比"),
    Measure.CONTACTS: lazy("人次 ÷ 千名儿童"),
    Measure.WAIT: lazy("满月数"),
}

PERIODS: Mapping[PeriodChoice, Any] = {
    PeriodChoice.SCHOOL_YEAR: lazy("本学年"),
    PeriodChoice.LAST_SCHOOL_YEAR: lazy("上学年"),
    PeriodChoice.TWELVE_MONTHS: lazy("最近 12 个月"),
    PeriodChoice.TWO_YEARS: lazy("最近 24 个月"),
    PeriodChoice.THREE_YEARS: lazy("最近 36 个月"),
    PeriodChoice.CALENDAR_YEAR: lazy("本年度（1–12 月）"),
    PeriodChoice.LAST_CALENDAR_YEAR: lazy("上年度（1–12 月）"),
    PeriodChoice.CUSTOM: lazy("自选日期"),
}

DENOMINATORS: Mapping[Denominator, Any] = {
    Denominator.REGISTER: lazy("名册在校生"),
    Denominator.COHORTS: lazy("普查推算 1–9 年级"),
    Denominator.CENSUS: lazy("2020 年普查 5–14 岁"),
    Denominator.MIXED: lazy("名册在校生，缺者用普查推算"),
}

SHORT_DENOMINATORS: Mapping[Denominator, Any] = {
    Denominator.REGISTER: lazy("名册"),
    Denominator.COHORTS: lazy("推算"),
    Denominator.CENSUS: lazy("普查"),
    Denominator.MIXED: lazy("名册与推算"),
}

RULES: Mapping[Rule, Any] = {
    Rule.SINGLE: lazy("只来过一次"),
    Rule.WHOLE_CLASS: lazy("整班"),
    Rule.FIRST_TIMERS: lazy("现场问首次"),
    Rule.ACROSS_YEARS: lazy("逐学年问首次，学年间随机混合"),
    Rule.MIXING: lazy("随机混合估计"),
    Rule.BOUNDS: lazy("只有上下限"),
}

WAN = 10_000


def _english() -> bool:
    return str(get_locale()) == "en"


def _span(low: str, high: str, unit: str = "") -> str:
    return f"{low}{unit}" if low == high else f"{low}–{high}{unit}"


def people(found: People) -> str:
    """12.4–18.9 万: rounded outwards, so that the truth stays inside."""
    if found.high < WAN:
        return _span(f"{found.low:,}", f"{found.high:,}")
    if _english():
        return _span(f"{found.low // 1000:,}", f"{math.ceil(found.high / 1000):,}", "k")
    low, high = math.floor(found.low / 1000) / 10, math.ceil(found.high / 1000) / 10
    return str(_("%(range)s 万", range=_span(f"{low:.1f}", f"{high:.1f}")))


def percent(share: float, *, up: bool) -> str:
    """One digit below 10 %, none above; rounded down or up, never across the truth."""
    step = 1000 if share < 0.1 else 100
    # 0.29 * 100 is a hair below 29: what is within a billionth is taken as whole.
    scaled = share * step
    whole = math.ceil(scaled - 1e-9) if up else math.floor(scaled + 1e-9)
    return f"{whole / 10:.1f}" if step == 1000 and whole < 100 else f"{whole * 100 // step}"


def share_range(reach: Reach, *, unit: str = "%") -> str:
    if reach.share_low is None or reach.share_high is None:
        return "—"
    if reach.share_low == reach.share_high:
        return share(reach.share_low, unit=unit)
    return _span(percent(reach.share_low, up=False), percent(reach.share_high, up=True), unit)


def share(value: float | None, *, unit: str = "%") -> str:
    """To the nearest: one digit below 10 %, none above."""
    if value is None:
        return "—"
    if value == 0:
        return f"0{unit}"
    return f"{100 * value:.1f}{unit}" if value < 0.0995 else f"{100 * value:.0f}{unit}"


def number(value: float | None, digits: int = 0) -> str:
    return "—" if value is None else f"{value:,.{digits}f}"


def months(value: int | None) -> str:
    """How long ago in words."""
    if value is None:
        return str(_("从未"))
    if value == 0:
        return str(_("不到 1 个月"))
    return str(ngettext("%(num)s 个月", "%(num)s 个月", value))


def median(reach: Reach) -> str:
    """The wait within which half of the children were reached."""
    if not reach.schools:
        return "—"
    return str(_("过半未到过")) if reach.median_wait is None else months(reach.median_wait)


def figure(reach: Reach, measure: Measure) -> str:
    """A measure in full, with its unit."""
    match measure:
        case Measure.PEOPLE:
            return share_range(reach)
        case Measure.SCHOOLS:
            return share(reach.school_share)
        case Measure.CONTACTS:
            return number(reach.per_thousand, 1 if (reach.per_thousand or 0) < 10 else 0)
        case Measure.WAIT:
            return months(reach.months)


def on_tile(reach: Reach, measure: Measure) -> str:
    """A measure short enough for a square: the unit stands in the legend."""
    if reach.has_nothing(measure):
        return str(_("从未")) if measure is Measure.WAIT else "0"
    match measure:
        case Measure.PEOPLE:
            return share_range(reach, unit="")
        case Measure.SCHOOLS:
            return share(reach.school_share, unit="")
        case Measure.CONTACTS:
            return figure(reach, measure)
        case Measure.WAIT:
            return "<1" if reach.months == 0 else str(reach.months)


def in_brief(reach: Reach, measure: Measure) -> str:
    """A measure for the smallest squares, on a phone: one number."""
    if measure is Measure.PEOPLE and not reach.has_nothing(measure):
        return share(reach.share, unit="")
    return on_tile(reach, measure)


def short_name(place: City | County | CityReach) -> str:
    """寻乌, not 寻乌县: what people call it."""
    if _english() and place.name_en:
        first, _space, _kind = place.name_en.rpartition(" ")
        return first or place.name_en
    return place.name[:-1] if len(place.name) > 2 else place.name


def legend(measure: Measure) -> list[tuple[int, str]]:
    """(level, words) from nothing to most."""
    breaks = BREAKS[measure]
    if measure is Measure.WAIT:
        steps = [f"{low + 1}–{high}" for low, high in pairwise(breaks)]
        return [
            (0, str(_("从未"))),
            *zip(range(1, 7), [f">{breaks[-1]}", *reversed(steps), f"≤{breaks[0]}"], strict=True),
        ]
    scale = 1 if measure is Measure.CONTACTS else 100
    marks = [f"{mark * scale:g}" for mark in breaks]
    steps = [f"{low}–{high}" for low, high in pairwise(marks)]
    return [
        (0, str(_("无"))),
        *zip(range(1, 7), [f"<{marks[0]}", *steps, f"≥{marks[-1]}"], strict=True),
    ]


def rules_used(found: People) -> list[tuple[Rule, str, int]]:
    """(rule, words, cells) in the order of how exact they are."""
    return [(rule, str(RULES[rule]), found.by_rule[rule]) for rule in Rule if found.by_rule[rule]]


def term(value: Term) -> str:
    """2026 年秋季学期."""
    match value.half:
        case Half.AUTUMN:
            return str(_("%(year)s 年秋季学期", year=value.year))
        case Half.SPRING:
            return str(_("%(year)s 年春季学期", year=value.year))
        case Half.YEAR:
            return str(_("%(first)s–%(last)s 学年", first=value.year, last=value.year + 1))


def short_term(value: Term) -> str:
    """2026 秋, along a chart."""
    if value.half is Half.AUTUMN:
        return str(_("%(year)s 秋", year=value.year))
    return str(_("%(year)s 春", year=value.year))


def plain_day(value: date) -> str:
    """A day without its weekday, for periods."""
    pattern, locale = ("d MMM y", "en") if _english() else ("long", "zh_Hans_CN")
    return format_date(value, pattern, locale=locale)


def city_name(county: County, *, full: bool = False) -> str:
    if full:
        return county.city_name_en if _english() else county.city_name
    city = City(county.city_code, county.city_name, county.city_name_en)
    return short_name(city)


def label_width(text: str) -> float:
    """Room for a city's name in user units: a Han character is about twice a Latin letter."""
    return 14 + sum(11.5 if ord(letter) > 0x2E80 else 6.5 for letter in text)


def spoken(county: County, reach: Reach, measure: Measure) -> str:
    """What a square says when it is pointed at or read aloud."""
    name = county.name_en if _english() else county.name
    told = figure(reach, measure)
    if reach.has_nothing(measure):
        told = str(_("空白"))
    return str(
        _(
            "%(name)s（%(city)s）：%(told)s。学校 %(reached)s / %(schools)s，现场人次 %(contacts)s",
            name=name,
            city=city_name(county),
            told=told,
            reached=reach.schools_reached,
            schools=reach.schools,
            contacts=f"{reach.totals.onsite:,}",
        )
    )


def ago(value: int | None) -> str:
    if value is None:
        return str(_("从未"))
    return str(_("不到 1 个月前")) if value == 0 else str(_("%(n)s 个月前", n=value))


def curve(points: Sequence[tuple[float, float]], *, size: int) -> str:
    """A curve over the unit square as path data, y upwards."""
    return "M" + "L".join(f"{x * size:.1f} {size - y * size:.1f}" for x, y in points)


def signed(value: float | None) -> str:
    return "—" if value is None else f"{value:+.3f}"


def leaning(value: float | None) -> str:
    """What the sign of the concentration index means."""
    if value is None:
        return ""
    if abs(value) < 0.01:
        return str(_("与受教育年限无关"))
    return str(_("偏向受教育年限高的县") if value > 0 else _("偏向受教育年限低的县"))


def month_name(month: int) -> str:
    return format_date(date(2000, month, 1), "LLL", locale="en" if _english() else "zh_Hans_CN")


def months_spoken(by_month: Sequence[tuple[int, int, Totals]]) -> str:
    """The bars as one sentence."""
    told = [
        f"{year}-{month:02d} {totals.onsite:,}" for year, month, totals in by_month if totals.onsite
    ]
    return str(_("逐月现场人次：")) + (str(_("、")).join(told) or str(_("无")))

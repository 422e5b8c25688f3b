"""The board's charts: figures become marks, each with the address of its records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from flask import url_for

from outreach.kernel.span import Days
from outreach.ledger import words as ledger_words
from outreach.reach import words
from outreach.reach.board_queries import Month, Picture
from outreach.reach.forms import Asked
from outreach.reach.model import CityReach, CountyPage
from outreach.reach.periods import Period, PeriodChoice
from outreach.reach.place_queries import SchoolPage
from outreach.reach.trend_queries import TermReach
from outreach.web.charts import Bars, Curve, Lines, Mark, Series, lines, lorenz, lying, standing
from outreach.web.day_chart import Calendar, calendar
from outreach.web.words import _

LONGEST_CALENDAR = 800
"""Days; over more than two years a day is too small to be seen."""
Panel = tuple[str, Bars, str]


def month_marks(picture: Picture, by_month: Mapping[Month, int], **where: str) -> Iterator[Mark]:
    for year, month in picture.months:
        contacts = by_month.get((year, month), 0)
        yield Mark(
            _month_name(year, month, alone=len(picture.months) <= 12),
            contacts,
            f"{contacts:,}",
            records(_month(year, month, within=picture.board.days), figure="contacts", **where),
        )


def records(days: Days, **where: str) -> str:
    """The address of the records of some days."""
    parts: dict[str, Any] = {**Period(PeriodChoice.CUSTOM, days).address, **where}
    return url_for("reach.records", **parts)


def _month(year: int, month: int, *, within: Days) -> Days:
    first, until = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return Days(max(first, within.first), min(until, within.until))


def _month_name(year: int, month: int, *, alone: bool) -> str:
    """Its name; with its year where there are two of that name."""
    return words.month_name(month) if alone else f"{year}-{month:02d}"


def county_months(found: CountyPage, days: Days) -> Bars:
    alone = len(found.by_month) <= 12
    return standing(
        [
            Mark(
                _month_name(year, month, alone=alone),
                totals.onsite,
                f"{totals.onsite:,}",
                records(
                    _month(year, month, within=days),
                    figure="contacts",
                    county=found.county.county.code,
                ),
            )
            for year, month, totals in found.by_month
        ]
    )


def months(picture: Picture, **where: str) -> Bars:
    return standing(list(month_marks(picture, picture.by_month, **where)))


def kinds(picture: Picture, asked: Asked, **where: str) -> Bars:
    parts: dict[str, Any] = {**asked.address(), **where}
    return lying(
        [
            Mark(
                str(ledger_words.KINDS[kind]),
                found.activities,
                f"{found.activities:,}",
                url_for("reach.records", kind=kind.value, **parts),
            )
            for kind, found in picture.kinds.items()
            if found.activities
        ]
    )


def days(picture: Picture) -> Calendar | None:
    """None where the period is too long to be drawn by the day."""
    first, until = picture.board.days.first, picture.board.days.until
    if (until - first).days > LONGEST_CALENDAR:
        return None
    return calendar(first, until, picture.days)


def day_links(picture: Picture, **where: str) -> dict[date, str]:
    return {day: records(Days.through(day, day), **where) for day in picture.days}


def cities(picture: Picture, asked: Asked) -> list[Panel]:
    """Small charts on one scale, the city with most children first."""
    top = max((n for found in picture.by_city.values() for n in found.values()), default=0)

    parts: dict[str, Any] = {**asked.address()}

    def panel(city: CityReach) -> Panel:
        marks = list(month_marks(picture, picture.by_city[city.code], city=city.code))
        return (
            words.short_name(city),
            standing(marks, width=180, plot=64, top=top),
            url_for("reach.city", code=city.code, **parts),
        )

    return [panel(c) for c in sorted(picture.board.cities, key=lambda c: -c.reach.children)]


def terms(found: SchoolPage) -> Bars:
    """A school's pupils at activities, term by term; each bar opens that term's records."""
    return standing(
        [
            Mark(
                words.short_term(term),
                heads,
                f"{heads:,}",
                url_for("reach.records", school=found.line.school.id, period=term.value),
            )
            for term, heads in found.terms
        ]
    )


def trend(
    found: Sequence[TermReach], *, city: str | None = None, county: str | None = None
) -> tuple[Lines, Sequence[TermReach]]:
    """Schools and children reached, as shares; the range of the children as a band."""
    where: dict[str, Any] = {
        name: code for name, code in (("city", city), ("county", county)) if code
    }

    def marks(
        figure: str, share: Callable[[TermReach], float | None], told: Callable[[TermReach], str]
    ) -> tuple[Mark, ...]:
        return tuple(
            Mark(
                words.short_term(one.term),
                None if share(one) is None else 100 * (share(one) or 0),
                told(one),
                url_for("reach.records", figure=figure, period=one.term.value, **where),
            )
            for one in found
        )

    schools = marks(
        "schools", lambda one: one.school_share, lambda one: words.share(one.school_share)
    )
    people = marks("people", lambda one: one.share, _span_told)
    spans = tuple(one.span and (100 * one.span[0], 100 * one.span[1]) for one in found)
    return (
        lines(
            [words.short_term(one.term) for one in found],
            [
                Series(str(_("覆盖学校（百分比）")), schools),
                Series(str(_("受益学生（百分比，区间）")), people, spans),
            ],
        ),
        found,
    )


def _span_told(one: TermReach) -> str:
    if one.span is None:
        return "—"
    low, high = words.percent(one.span[0], up=False), words.percent(one.span[1], up=True)
    return f"{low}%" if low == high else f"{low}–{high}%"


def evenness(picture: Picture) -> Curve:
    return lorenz(picture.board.equity.lorenz)


def evenness_rows(picture: Picture) -> list[tuple[str, str, str]]:
    """The curve in fifths: what the least served part of the children got."""
    points = picture.board.equity.lorenz
    parts = [(share, _at(points, share)) for share in (0.2, 0.4, 0.6, 0.8, 1.0)] if points else []
    return [
        (str(_("最少的 %(share)s", share=words.share(x))), words.share(x), words.share(y))
        for x, y in parts
    ]


def _at(points: Sequence[tuple[float, float]], x: float) -> float:
    """The height of the curve over `x`, between its points straight."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 < x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]

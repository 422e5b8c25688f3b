"""The sheet as PDF: words and pictures made here, set on one A4 by typst."""

import json
from datetime import date
from typing import Any

from flask import get_template_attribute, render_template

from outreach.outlook import words as turns
from outreach.papers.typeset import typeset
from outreach.reach import board_charts, compare_words
from outreach.reach import words as figures
from outreach.scorecard import words
from outreach.scorecard.card import Card
from outreach.scorecard.strip import Strip, strip
from outreach.web.drawings import alone
from outreach.web.filters import named
from outreach.web.words import _

NEVER = 14
LONG_AGO = 6


def pdf(sheet: dict[str, Any]) -> bytes:
    return typeset("outreach.scorecard", "scorecard", json.dumps(sheet, ensure_ascii=False))


def _drawing(found: Strip) -> str:
    drawing = render_template("scorecard/_strip.svg", strip=found)
    return alone(drawing, width=found.width, height=found.height)


def sheet(card: Card, *, today: date, sample: bool) -> dict[str, Any]:
    """Everything as text and SVG, in the reader's language; `sample`: invented data is about."""
    reach, county = card.reach, card.county
    return {
        "mark": str(_("示例数据，请勿用于实际工作")) if sample else "",
        "title": _("%(county)s：科普覆盖一页纸", county=named(county)),
        "under": _(
            "%(first)s 至 %(last)s；单程约 %(hours)s 小时，路程带 %(band)s",
            first=figures.plain_day(card.days.first),
            last=figures.plain_day(card.days.last),
            hours=f"{card.hours:g}",
            band=card.band,
        ),
        "day": [today.year, today.month, today.day],
        "figures": [
            [_("覆盖学校"), f"{reach.schools_reached} / {reach.schools}"],
            [_("从未有过活动"), str(len(card.never))],
            [_("受益学生人数（区间）"), figures.people(reach.people)],
            [_("上次活动"), figures.months(reach.months)],
            [_("未满足的申请"), str(card.wishes)],
            [_("逾期未办"), str(card.late.together)],
        ],
        "next_title": _("建议的下三站"),
        "next": [
            turns.reason(school, line.candidate, line.meeting) for line, school in card.following
        ],
        "alike_title": _("与相近的县比（%(n)s 个，按儿童数和路程）", n=len(card.alike)),
        "spreads": [
            {
                "name": str(words.YARDSTICKS[one.yardstick]),
                "words": words.spread(one),
                "svg": _drawing(strip(one)),
            }
            for one in card.spreads
        ],
        "alike": _("、").join(named(other) for other in card.alike),
        "trend": [_trend(card)],
        "never_title": _("从未有过活动的学校（%(n)s 所）", n=len(card.never)),
        "never": _shortened([words.waiting(one) for one in card.never], NEVER),
        "long_title": _("两年以上没有活动的（%(n)s 所）", n=len(card.long_ago)),
        "long": _shortened([words.waiting(one) for one in card.long_ago], LONG_AGO),
        "foot": _("人数为区间，线上不计入；数字与覆盖看板、台账一致。口径见系统“口径”页。"),
    }


def _trend(card: Card) -> dict[str, str]:
    chart = board_charts.trend(card.terms, county=card.county.code)[0]
    lines = get_template_attribute("macros/charts.html", "lines_svg")
    drawing = lines(chart, id="trend", title="", desc="")
    return {
        "name": str(_("自己的走势")),
        "words": compare_words.trend(list(card.terms)),
        "svg": alone(drawing, width=chart.width, height=chart.height),
        "legend": str(_("、")).join(strand.label for strand in chart.strands),
    }


def _shortened(names: list[str], most: int) -> str:
    """As many as have room, and how many are left."""
    if not names:
        return str(_("没有"))
    told = str(_("、")).join(names[:most])
    left = len(names) - most
    return told + str(_("，另有 %(n)s 所", n=left)) if left > 0 else told

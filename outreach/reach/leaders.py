"""The page for leaders: gaps first, three dials, three sentences and what they mean.

One sheet, made once and shown twice: on a page and on paper.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from outreach.reach import board_words, words
from outreach.reach.board_queries import Picture
from outreach.reach.model import CountyReach, Measure
from outreach.reach.tiles import Grid
from outreach.web.words import _

NAMED = 12
"""So many empty counties are named on the sheet; the board lists all."""
FAIR = 0.9
"""From nine tenths of their children's share on, far counties get their share of contacts."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence made from figures, and what it means for what is done next."""

    sentence: str
    meaning: str
    rule: str
    """Anchor on the page of rules."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    note: str
    figure: str
    """What `/reach/records` is asked for."""
    rule: str


@dataclass(frozen=True, slots=True)
class Dial:
    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    title: str
    under: str
    empty: tuple[CountyReach, ...]
    gap_title: str
    gap: str
    said: tuple[Said, ...]
    dials: tuple[Dial, ...]
    foot: str
    mark: str
    """That all of it is invented, where it is."""


def sheet(found: Picture, *, title: str, sample: bool) -> LeaderSheet:
    board = found.board
    empty = tuple(board.nothing(Measure.CONTACTS))
    return LeaderSheet(
        title=title,
        under=str(
            _(
                "%(first)s 至 %(last)s，截至 %(until)s",
                first=words.plain_day(board.days.first),
                last=words.plain_day(board.days.last),
                until=words.plain_day(board.until),
            )
        ),
        empty=empty,
        gap_title=str(_("先看缺口：%(n)s 个县（市、区）没有一场现场活动", n=len(empty))),
        gap=_gap(found, empty),
        said=(_of_gaps(found, empty), _of_people(found), _of_distance(found)),
        dials=_dials(found),
        foot=str(
            _(
                "人数为区间，线上另列；数字与覆盖看板、导出一致。方格为示意排布，不代表实际边界与位置。"
            )
        ),
        mark=str(_("示例数据，请勿用于实际工作")) if sample else "",
    )


def _gap(found: Picture, empty: tuple[CountyReach, ...]) -> str:
    if not empty:
        lowest = found.board.ordered(Measure.PEOPLE)[:3]
        names = _names(lowest)
        return str(_("没有空白县。学生覆盖率最低的是%(names)s。", names=names))
    told = _names(empty[:NAMED])
    left = len(empty) - NAMED
    return told + (str(_("，另有 %(n)s 个。", n=left)) if left > 0 else str(_("。")))


def _names(counties: Any) -> str:
    return str(_("、")).join(words.short_name(one.county) for one in counties)


def _of_gaps(found: Picture, empty: tuple[CountyReach, ...]) -> Said:
    children = sum(one.reach.children for one in empty)
    if empty:
        return Said(
            str(
                _(
                    "%(n)s 个空白县里有 %(children)s 名儿童，占全部的 %(share)s。",
                    n=len(empty),
                    children=f"{children:,}",
                    share=words.share(children / max(1, found.board.whole.children)),
                )
            ),
            str(_("平均数里看不见他们；下一趟先排这些县。")),
            "floor",
        )
    return Said(
        str(_("每个县（市、区）都有过现场活动。")),
        str(_("接下来看县里面：哪些学校从来没有过。")),
        "floor",
    )


def _of_people(found: Picture) -> Said:
    whole = found.board.whole
    share = whole.share or 0
    sentence = _(
        "受益的不同学生：%(people)s（区间），占儿童的 %(share)s。",
        people=words.people(whole.people),
        share=words.share_range(whole),
    )
    if share <= 0:
        return Said(str(sentence), str(_("这段时间还没有数到学生。")), "people")
    meaning = _("大约每 %(n)s 名儿童里有 1 名；区间来自不登记姓名。", n=max(1, round(1 / share)))
    return Said(str(sentence), str(meaning), "people")


def _of_distance(found: Picture) -> Said:
    far, whole = found.dials.radiates, found.board.whole
    children = far.far_children / max(1, whole.children)
    contacts = far.far_contacts.share
    if contacts is None or far.far_counties == 0:
        return Said(
            str(_("当天往返不了的县与其他县还无法比较。")),
            str(_("这段时间没有现场活动，或者没有这样的县。")),
            "far",
        )
    sentence = _(
        "当天往返不了的 %(n)s 个县有 %(children)s 的儿童，得到 %(contacts)s 的现场人次。",
        n=far.far_counties,
        children=words.share(children),
        contacts=words.share(contacts),
    )
    fair = contacts >= FAIR * children
    meaning = (
        _("远处得到的与儿童数相称。")
        if fair
        else _("远处的孩子得到的偏少；大篷车和巡展要多往远处走。")
    )
    return Said(str(sentence), str(meaning), "far")


def _dials(found: Picture) -> tuple[Dial, ...]:
    return (
        Dial(str(_("辐射：走多远")), tuple(_radiates(found))),
        Dial(str(_("服务：多少人，怎么样")), tuple(_serves(found))),
        Dial(str(_("带动：别人做了什么")), tuple(_drives(found))),
    )


def _radiates(found: Picture) -> Iterator[Fact]:
    far = found.dials.radiates
    counties, every = board_words.part(far.counties), str(_("目标：一个不落"))
    yield Fact(str(_("有活动的县（市、区）")), counties, every, "counties", "counties")
    townships, share = board_words.part(far.townships), words.share(far.townships.share)
    yield Fact(str(_("有活动的乡镇（街道）")), townships, share, "schools", "townships")
    reached, where = board_words.far_share(far), str(_("当天往返不了的县"))
    yield Fact(str(_("远县受益学生占儿童")), reached, where, "far", "far")


def _serves(found: Picture) -> Iterator[Fact]:
    reach = found.board.whole
    people, share = words.people(reach.people), words.share_range(reach)
    yield Fact(str(_("受益学生人数（区间）")), people, share, "people", "people")
    schools, part = (
        f"{reach.schools_reached:,} / {reach.schools:,}",
        words.share(reach.school_share),
    )
    yield Fact(str(_("覆盖学校")), schools, part, "schools", "schools")
    online = str(_("线上另列 %(n)s", n=f"{reach.totals.online:,}"))
    yield Fact(str(_("现场人次")), f"{reach.totals.onsite:,}", online, "contacts", "contacts")


def _drives(found: Picture) -> Iterator[Fact]:
    drives = found.dials.drives
    led, share = f"{drives.work.led_elsewhere:,}", words.share(drives.led_elsewhere.share)
    yield Fact(str(_("县市和合办单位牵头")), led, share, "led", "led")
    yield Fact(str(_("多家合办")), f"{drives.joint:,}", str(_("场")), "joint", "joint")
    trained, unit = f"{drives.work.trained:,}", str(_("人次"))
    yield Fact(str(_("培训讲解员与教师")), trained, unit, "training", "training")


def plain(
    found: LeaderSheet, grid: Grid, *, measure: Measure, trend: str, today: date
) -> dict[str, Any]:
    """The sheet as text, numbers and one drawing, for paper."""
    return {
        "title": found.title,
        "under": found.under,
        "mark": found.mark,
        "day": [today.year, today.month, today.day],
        "gap_title": found.gap_title,
        "gap": found.gap,
        "said": [[each.sentence, each.meaning] for each in found.said],
        "dials": [asdict(dial) for dial in found.dials],
        "tiles": [
            [
                tile.x,
                tile.y,
                tile.level,
                words.short_name(tile.county),
                words.on_tile(tile.reach, measure),
            ]
            for tile in grid.tiles
        ],
        "width": grid.width,
        "height": grid.height,
        "size": grid.tiles[0].size if grid.tiles else 1,
        "tiles_title": f"{words.MEASURES[measure]} · {words.UNITS[measure]}",
        "trend_title": str(_("走势：每学期覆盖到的学校与学生（占比）")),
        "trend": trend,
        "foot": found.foot,
    }

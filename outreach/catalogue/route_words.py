"""What is wrong with a way, and what a version changed, in sentences."""

from collections.abc import Mapping
from typing import Any

from outreach.catalogue.route_rules import LONGEST_ROUTE, SHORTEST_ROUTE, Flaw, Overload, WayFlaw
from outreach.catalogue.words import POLICIES, PROGRAMME_STATES, SETTINGS, weekday_list
from outreach.province.words import grade_words
from outreach.web.filters import named
from outreach.web.words import _, lazy

FIELDS: Mapping[str, Any] = {
    "name": lazy("名称"),
    "name_en": lazy("英文名称"),
    "summary": lazy("简介"),
    "summary_en": lazy("英文简介"),
    "minutes": lazy("时长"),
    "capacity": lazy("每场名额"),
    "batch_size": lazy("每批人数"),
    "grades_from": lazy("最低年级"),
    "grades_to": lazy("最高年级"),
    "max_passes": lazy("最多被越过次数"),
    "trial_for_all": lazy("试开放期间，老师也可以自行预约"),
    "rotates": lazy("各批次分头走，轮流进入各展厅"),
    "owner_id": lazy("负责人"),
    "far_share": lazy("为远县保留"),
    "far_share_days": lazy("开场前几天放开"),
    "conditions_version": lazy("参观须知"),
    "sample": lazy("示例"),
    "setting": lazy("在哪里进行"),
    "weekdays": lazy("开设日"),
    "starts": lazy("开场时刻"),
    "waitlist_policy": lazy("候补规则"),
    "state": lazy("状态"),
    "way": lazy("路线"),
}


def flaw_words(found: WayFlaw) -> str:
    if found.flaw in (Flaw.TOO_SHORT, Flaw.TOO_LONG):
        return str(
            _(
                "参观路线要 %(least)s 至 %(most)s 分钟，各站共 %(minutes)s 分钟。",
                least=SHORTEST_ROUTE,
                most=LONGEST_ROUTE,
                minutes=found.number,
            )
        )
    if found.flaw is Flaw.LONGER_THAN_SAID:
        return str(_("各站共 %(minutes)s 分钟，比项目的时长还长。", minutes=found.number))
    return str(
        _(
            "%(hall)s每次最多进 %(people)s 人，每批人数比它多。",
            hall=named(found.hall),
            people=found.number,
        )
    )


def overload_words(found: Overload) -> str:
    """特效影院：周二至周日 10:00–11:00，科学原理 300 人、…，共 350 人；可容纳 200 人。"""
    loads = str(_("、")).join(
        str(_("%(name)s %(people)s 人", name=named(programme), people=pupils))
        for programme, pupils in found.loads
    )
    return str(
        _(
            "%(hall)s：%(days)s %(starts)s–%(ends)s，%(loads)s，"
            "共 %(coming)s 人；可容纳 %(capacity)s 人。",
            hall=named(found.hall),
            days=weekday_list(found.weekdays),
            starts=f"{found.starts:%H:%M}",
            ends=f"{found.ends:%H:%M}",
            loads=loads,
            coming=found.coming,
            capacity=found.hall.capacity,
        )
    )


def value_words(name: str, value: Any, people: Mapping[int, str]) -> str:
    """A field of a version for the page; the way is shown as a list instead."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    match name:
        case "waitlist_policy":
            said = POLICIES[value]
        case "state":
            said = PROGRAMME_STATES[value]
        case "setting":
            said = SETTINGS[value]
        case "owner_id":
            said = people.get(value, "–")
        case "grades_from" | "grades_to":
            said = grade_words(value)
        case "weekdays":
            said = weekday_list(tuple(value))
        case "starts":
            said = str(_("、")).join(value)
        case _other:
            said = value
    return str(said)


def way_words(way: list[dict[str, Any]], names: Mapping[str, str]) -> list[str]:
    """The stops of a version, one sentence each; `names` are today's, of exhibits by code."""
    return [
        str(_("%(hall)s %(minutes)s 分钟", hall=stop["hall"], minutes=stop["minutes"]))
        + (
            str(_("：")) + str(_("、")).join(names.get(code, code) for code in stop["exhibits"])
            if stop["exhibits"]
            else ""
        )
        for stop in way
    ]

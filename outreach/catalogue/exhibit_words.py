"""States of exhibits, and complaints about lists of them, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.catalogue.exhibit_list import ExhibitLine
from outreach.catalogue.exhibit_model import ENTRY_FIELDS, ExhibitState
from outreach.catalogue.model import Hall
from outreach.province.list_lines import Complaint
from outreach.province.words import GRADES
from outreach.web.words import lazy

STATES: Mapping[ExhibitState, Any] = {
    ExhibitState.OPEN: lazy("开放"),
    ExhibitState.REPAIR: lazy("检修"),
    ExhibitState.REMOVED: lazy("撤展"),
}
TONES: Mapping[ExhibitState, str] = {
    ExhibitState.OPEN: "good",
    ExhibitState.REPAIR: "wait",
    ExhibitState.REMOVED: "off",
}
FIELDS: Mapping[str, Any] = {
    "code": lazy("编号"),
    "name": lazy("展品名称"),
    "name_en": lazy("英文名称"),
    "hall_id": lazy("展厅"),
    "zone": lazy("展区"),
    "theme": lazy("主题"),
    "keywords": lazy("关键词"),
    "grades_from": lazy("最低年级"),
    "grades_to": lazy("最高年级"),
    "minutes": lazy("时长"),
    "places": lazy("同时人数"),
    "state": lazy("状态"),
    "reason": lazy("原因"),
    "back_on": lazy("预计恢复"),
}
COMPLAINTS: Mapping[str, Any] = {
    "code-missing": lazy("没有编号。"),
    "exhibit-name-missing": lazy("没有展品名称。"),
    "line-twice": lazy("与第 %(line)s 行的编号相同。"),
    "text-too-long": lazy("超过 %(most)s 个字。"),
    "hall-missing": lazy("没有展厅。"),
    "hall-unknown": lazy("场馆没有叫「%(cell)s」的展厅；有：%(halls)s。"),
    "grades-unreadable": lazy("「%(cell)s」不是年级，请填三年级、高一或 1 至 12。"),
    "grades-reversed": lazy("最高年级低于最低年级。"),
    "number-outside": lazy("请填 1 到 %(most)s 之间的整数，这里是「%(cell)s」。"),
    "not-a-number": lazy("「%(cell)s」不是一个数。"),
    "negative": lazy("不能是负数：%(cell)s。"),
    "fraction": lazy("要是整数：%(cell)s。"),
    "too-many": lazy("%(cell)s 太大了。"),
    "state-unknown": lazy("看不懂状态「%(cell)s」，请填开放、检修或撤展。"),
    "state-reason-missing": lazy("检修或撤展要写原因。"),
    "personal-number": lazy("原因里请不要写身份证号或电话号码。"),
    "day-unreadable": lazy("「%(cell)s」不是日期，请写成 2026-12-03。"),
    "totals-line": lazy("合计行，跳过。"),
    "header-again": lazy("重复的表头，跳过。"),
    "remark-line": lazy("表外说明，跳过。"),
}


def complaint_words(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code] % ({"cell": complaint.cell} | dict(complaint.facts)))


def changes(line: ExhibitLine, halls: Mapping[int, Hall]) -> list[tuple[str, str, str]]:
    """What a line would change: the field in words, before and after."""
    if line.before is None or line.entry is None:
        return []
    return [
        (
            str(FIELDS[name]),
            shown(name, getattr(line.before, name), halls),
            shown(name, getattr(line.entry, name), halls),
        )
        for name in ENTRY_FIELDS
        if getattr(line.before, name) != getattr(line.entry, name)
    ]


def shown(name: str, value: Any, halls: Mapping[int, Hall]) -> str:
    """A field of an exhibit for a page."""
    if value is None:
        return ""
    if name == "hall_id":
        return halls[value].name
    if name == "state":
        return str(STATES[value])
    return str(GRADES[value]) if name.startswith("grades") else str(value)

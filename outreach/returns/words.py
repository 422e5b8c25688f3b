"""The enums of reporting in words."""

from collections.abc import Mapping
from typing import Any

from outreach.province.model import County, School
from outreach.returns.counting import Part
from outreach.returns.definitions import Complaint
from outreach.returns.differences import Because
from outreach.returns.model import (
    Every,
    Joint,
    Measure,
    Period,
    Programme,
    Rule,
    State,
    UnitKind,
    Verb,
)
from outreach.web.filters import named
from outreach.web.words import _, lazy

MEASURES: Mapping[Measure, Any] = {
    Measure.TIMES: lazy("次数"),
    Measure.ONSITE: lazy("现场人次"),
    Measure.PUPILS: lazy("学生人次"),
    Measure.ONLINE: lazy("线上人次"),
    Measure.HOURS: lazy("活动小时数"),
    Measure.DAYS: lazy("活动天数"),
    Measure.KILOMETRES: lazy("行驶公里数"),
    Measure.VOLUNTEERS: lazy("志愿者人次"),
    Measure.VOLUNTEER_HOURS: lazy("志愿服务小时数"),
    Measure.COUNTIES: lazy("覆盖县（市、区）数"),
    Measure.SCHOOLS: lazy("覆盖学校数"),
    Measure.BY_HAND: lazy("手工填报"),
}
PERIODS: Mapping[Period, Any] = {
    Period.OF_FORM: lazy("本表期间"),
    Period.CALENDAR_YEAR: lazy("自然年"),
    Period.SCHOOL_YEAR: lazy("学年"),
    Period.SCIENCE_MONTH: lazy("九月"),
    Period.TO_DATE: lazy("年初至今"),
}
EVERY: Mapping[Every, Any] = {Every.YEAR: lazy("每年一次"), Every.MONTH: lazy("每月一次")}
JOINTS: Mapping[Joint, Any] = {
    Joint.ALONE: lazy("单独举办"),
    Joint.TOGETHER: lazy("联合举办"),
}
PROGRAMMES: Mapping[Programme, Any] = {
    Programme.OWN: lazy("自有项目"),
    Programme.SHARED: lazy("共享项目"),
}
VENUES: Mapping[bool, Any] = {True: lazy("计入"), False: lazy("不计入")}
UNIT_KINDS: Mapping[UnitKind, Any] = {
    UnitKind.PROVINCE: lazy("全省"),
    UnitKind.CITY: lazy("设区市"),
    UnitKind.COUNTY: lazy("县（市、区）"),
    UnitKind.VENUE: lazy("场馆"),
}
STATES: Mapping[State, Any] = {
    State.OPEN: lazy("待编制"),
    State.COMPILED: lazy("已编制，待审核"),
    State.CHECKED: lazy("已审核，待签发"),
    State.SIGNED: lazy("已签发"),
    State.FROZEN: lazy("已封存"),
}
TONES: Mapping[State, str] = {
    State.OPEN: "neutral",
    State.COMPILED: "wait",
    State.CHECKED: "wait",
    State.SIGNED: "good",
    State.FROZEN: "good",
}
VERBS: Mapping[Verb, Any] = {
    Verb.COMPILED: lazy("编制"),
    Verb.CHECKED: lazy("审核"),
    Verb.SIGNED: lazy("签发"),
    Verb.FROZEN: lazy("封存"),
    Verb.SENT_BACK: lazy("退回"),
    Verb.ADJUSTED: lazy("手工调整"),
    Verb.TARGET: lazy("年初目标"),
    Verb.TARGETS_APPROVED: lazy("目标批准并锁定"),
    Verb.EXPLAINED: lazy("说明原因"),
    Verb.REOPENED: lazy("开始新一版"),
}
SIGNERS: Mapping[Verb, Any] = {
    Verb.COMPILED: lazy("填表人"),
    Verb.CHECKED: lazy("审核人"),
    Verb.SIGNED: lazy("负责人"),
}


def shown(value: int | None) -> str:
    """A figure as forms write it: 0 is a counted zero, – is no such thing."""
    return "–" if value is None else f"{value:,}"


def brought_label(rule: Rule) -> str:
    """What the last column of a trail holds."""
    if rule.measure is Measure.HOURS:
        return str(_("分钟"))
    if rule.measure.counts_different:
        return str(_("数的是"))
    return str(MEASURES[rule.measure])


def brought(
    measure: Measure, fact_part: Part, counties: Mapping[str, County], schools: Mapping[int, School]
) -> str:
    """What a record brings to its cell: a number, or the county or school that it stands for."""
    if measure is Measure.COUNTIES:
        return named(counties[f"{fact_part.brings:06}"])
    if measure is Measure.SCHOOLS:
        school = schools.get(fact_part.brings)
        return school.name if school else str(fact_part.brings)
    return f"{fact_part.brings:,}"


REASONS: Mapping[str, Any] = {
    "period": lazy("期间不同"),
    "kinds": lazy("类型不同"),
    "labels": lazy("没有这个标签"),
    "audience": lazy("对象不同"),
    "joint": lazy("单独或联合不同"),
    "programme": lazy("自有或共享项目不同"),
    "bands": lazy("路程带不同"),
    "with_venues": lazy("场馆的活动另表填报"),
    "nothing-told": lazy("记录里没有填这一项"),
    "later": lazy("编制以后才补录或更正"),
    "measure": lazy("数的东西不同"),
    "corrected": lazy("编制以后更正了数字"),
}


def because(each: Because) -> str:
    """One reason for a difference, with how many records and how much it makes."""
    reasons = _("、").join(str(REASONS[reason]) for reason in each.reasons)
    several = len(each.parts)
    if each.only_first:
        return str(
            _("%(count)s 条只在第一张表：%(reasons)s（%(made)s）",
              count=several, reasons=reasons, made=f"{each.difference:+,}")
        )  # fmt: skip
    if each.only_second:
        return str(
            _("%(count)s 条只在第二张表：%(reasons)s（%(made)s）",
              count=several, reasons=reasons, made=f"{each.difference:+,}")
        )  # fmt: skip
    return str(
        _("%(count)s 条两表数字不同：%(reasons)s（%(made)s）",
          count=several, reasons=reasons, made=f"{each.difference:+,}")
    )  # fmt: skip


COMPLAINTS: Mapping[str, Any] = {
    "missing": lazy("这里还空着。"),
    "between": lazy("请填 %(least)s 到 %(most)s 之间的整数。"),
    "targets-are-yearly": lazy("带目标的绩效表按年填报。"),
    "targets-have-one-column": lazy("带目标的绩效表只有一列。"),
    "no-period": lazy("整张表的期间请选自然年、学年或九月。"),
    "too-many": lazy("最多 %(most)s 项。"),
    "too-long": lazy("最多 %(most)s 个字。"),
    "bad-key": lazy("代号“%(word)s”不行：小写字母开头，只用小写字母、数字和下划线。"),
    "bad-slug": lazy("模板代号“%(word)s”不行：小写字母开头，只用小写字母、数字和短横线。"),
    "twice": lazy("代号“%(word)s”出现了两次。"),
    "unknown-column": lazy("没有“%(word)s”这一列。"),
    "unknown-blank": lazy("文字里的空“%(word)s”没有对应的格；写成“行代号.列代号”。"),
    "unknown": lazy("不认识“%(word)s”。可以写：%(known)s。"),
    "not-ours": lazy("这不是报表模板文件（应当是 JSON，其中 format 为 %(word)s）。"),
    "no-text": lazy("这里应当是文字。"),
    "no-number": lazy("请填整数。"),
    "no-list": lazy("这里应当是列表。"),
    "no-object": lazy("这里应当是一组字段。"),
}


def complaint(found: Complaint) -> str:
    return str(COMPLAINTS[found.code]) % found.facts


PACK = lazy("统计报表整包")
STAGES: Mapping[str, Any] = {
    "": lazy("正在排队"),
    "counting": lazy("正在从台账数每一格"),
    "forms": lazy("正在写报表"),
    "units": lazy("正在写分单位表"),
    "records": lazy("正在写台账明细"),
    "evidence": lazy("正在整理科普月材料"),
    "closing": lazy("正在写口径差异并封包"),
}
PACK_STATES: Mapping[str, Any] = {
    "waiting": lazy("等待开始"),
    "running": lazy("正在制作"),
    "ready": lazy("可以下载"),
    "failed": lazy("没有做成"),
    "cancelled": lazy("已取消"),
}
PACK_TONES: Mapping[str, str] = {
    "waiting": "wait",
    "running": "wait",
    "ready": "good",
    "failed": "stop",
    "cancelled": "off",
}

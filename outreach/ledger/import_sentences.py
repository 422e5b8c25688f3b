"""Complaints and questions about a list of activities, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.kernel.refusal import Refusal
from outreach.ledger.import_lines import JOIN, KEEP, RIGHT
from outreach.ledger.import_model import SKIP, Ask, LedgerLine, Topic
from outreach.ledger.model import Kind, OnlineMeasure
from outreach.ledger.words import KINDS, MEASURES
from outreach.province.list_lines import Complaint
from outreach.web.words import _, lazy

COMPLAINTS: Mapping[str, Any] = {
    "day-missing": lazy("没有日期。"),
    "day-unreadable": lazy("看不懂日期「%(cell)s」，请写成 2025-09-18、9月18日 或 9.18-9.20。"),
    "day-impossible": lazy("没有「%(cell)s」这一天。"),
    "day-order": lazy("「%(cell)s」的结束日早于开始日，或相隔超过一年。"),
    "day-cut-short": lazy(
        "表格软件把它变成了数「%(cell)s」：是%(short)s还是%(long)s？请写成 9月2日 这样。"
    ),
    "day-in-another-year": lazy(
        "「%(cell)s」不在 %(year)s 年。别的年份请另传，或上传时选“按表里写的”。"
    ),
    "day-in-future": lazy("「%(cell)s」还没有到，台账只记已经举办的活动。"),
    "county-missing": lazy("没有县（市、区），标题里也没有写。"),
    "county-code-unknown": lazy("江西没有区划代码 %(cell)s，过去也没有。"),
    "county-name-unknown": lazy("江西没有叫「%(cell)s」的县（市、区）。"),
    "county-is-a-city": lazy("「%(cell)s」可能指设区市，请写县（市、区）的全称。"),
    "county-renamed": lazy("旧区划，已换成%(county)s。"),
    "county-by-township": lazy("按乡镇归入%(county)s。"),
    "county-from-title": lazy("没有县（市、区），按标题归入%(county)s。"),
    "activity-not-yours": lazy("这条活动不在您负责的县（市、区）。"),
    "place-missing": lazy("没有地点，也没有学校。"),
    "lead-missing": lazy("没有主办单位。可以在表里补一列，或上传时填一个。"),
    "count-missing": lazy("现场人次和线上人次都空着，至少填一项。"),
    "count-merged": lazy("这一格与别的行合并了。人次要分到每一行，不能几行合写一个数。"),
    "not-a-number": lazy("「%(cell)s」不是一个数，请填数字，如 300、约300、3.6万。"),
    "negative": lazy("人数不能是负数：%(cell)s。"),
    "fraction": lazy("人数要是整数：%(cell)s。"),
    "too-many": lazy("%(cell)s 太大了，请核对。"),
    "pupils-above-onsite": lazy("学生 %(cell)s 人，比现场人次还多；学生包含在现场人次里。"),
    "online-above-both": lazy("线上人次比这一栏的合计 %(cell)s 还多。"),
    "minutes-unreadable": lazy("看不懂时长「%(cell)s」，请填分钟，如 90。"),
    "minutes-outside": lazy("时长请填 1 到 600 分钟，这里是「%(cell)s」。"),
    "cells-unreadable": lazy("看不懂「%(cell)s」，请写成 五年级 45；六年级 38。"),
    "cells-above-onsite": lazy("各年级加起来比现场人次还多；学生包含在现场人次里。"),
    "cells-sum": lazy("各年级加起来是 %(sum)s，与“其中学生”不同。"),
    "text-too-long": lazy("超过 %(most)s 个字，请缩短。"),
    "too-many-partners": lazy("合作单位最多 %(most)s 个。"),
    "personal-number": lazy("这里像是有身份证号或电话号码，请删去。台账不记个人信息。"),
    "number-differs": lazy(
        "台账里已有 %(cell)s，内容与这一行不同。请到那条记录里更正，会留下原因。"
    ),
    "in-ledger": lazy("台账里已有，编号 %(number)s，不重复记。"),
    "joined-already": lazy("与 %(number)s 是同一次活动，本单位已在参与单位里。"),
    "joins": lazy("并入同一次活动 %(number)s，本单位记为协办。"),
    "line-twice": lazy("与第 %(line)s 行完全相同，只记一次。"),
    "kind-from-title": lazy("没有类型，按名称归为%(kind)s。"),
    "school-not-named": lazy("对象是学校，但没有写校名，按社会公众记。"),
    "pupils-not-told": lazy("没有写其中学生：人次照记，受益学生人数里算不到这所学校。"),
    "label-unknown": lazy("没有「%(label)s」这个标签，不记。"),
    "programme-unclear": lazy("「%(cell)s」既不是自有也不是共享，不记。"),
    "totals-line": lazy("合计行，跳过。"),
    "header-again": lazy("重复的表头，跳过。"),
    "remark-line": lazy("表外说明，跳过。"),
    "not-done": lazy("没有举办或已撤回，跳过。"),
    "left-out-by-choice": lazy("按您的选择不记。"),
}

ASKED: Mapping[Topic, Any] = {
    Topic.YEAR: lazy("日期「%(said)s」没有写年份，标题里也没有。是哪一年的？"),
    Topic.MIXED: lazy("「%(said)s」这一栏可能既有现场也有线上，两者不能相加。它数的是什么？"),
    Topic.COUNTY: lazy("「%(said)s」可能是几个县（市、区）中的一个，是哪一个？"),
    Topic.SCHOOL: lazy("名录里没有叫「%(said)s」的学校。是下面的哪一所？"),
    Topic.KIND: lazy("「%(said)s」属于哪一类活动？"),
    Topic.MEASURE: lazy("线上人次「%(said)s」数的是什么？"),
    Topic.JOINT: lazy("同一天、同一处，别的单位也记了相近的活动。是同一次吗？"),
}
ODD: Mapping[str, Any] = {
    "more-than-enrolled": lazy("学生人数比学校登记的在校生还多"),
    "more-than-grade": lazy("学生人数比这个年级登记的还多"),
    "round-thousands": lazy("人数是整千数，是数出来的吗"),
    "twice": lazy("同一天、同一处、同一类型已有另一条，数字不同"),
    "online-alone": lazy("只有线上人次，现场空着"),
    "without-adults": lazy("只有学生，没有一位成人在场"),
    "van-too-often": lazy("同一辆大篷车一周里出车太多"),
}
PICKED: Mapping[str, Any] = {
    SKIP: lazy("不记这些行"),
    RIGHT: lazy("核实过，照记"),
    JOIN: lazy("是同一次：并入，本单位记为协办"),
    KEEP: lazy("不是同一次：单独记"),
    "place": lazy("都不是：只作地点，按社会公众记"),
    "onsite": lazy("只有现场人次"),
    "online": lazy("只有线上人次"),
    "minus": lazy("现场加线上：减去线上一栏，余下的是现场"),
}


def complaint_words(complaint: Complaint) -> str:
    facts = {"cell": complaint.cell, **complaint.facts}
    if "kind" in facts:
        facts["kind"] = str(KINDS[Kind(facts["kind"])])
    if complaint.code in {"joins", "joined-already"} and not facts["number"]:
        facts["number"] = _("第 %(line)s 行", line=facts["line"])
    return str(COMPLAINTS[complaint.code] % facts)


def ask_words(ask: Ask) -> str:
    """The question, as it stands above its choices."""
    if ask.topic is Topic.ODD:
        return str(ODD.get(ask.said, ask.said))
    return str(ASKED[ask.topic] % {"said": ask.said})


def asked_of_line(ask: Ask, counties: Mapping[str, str]) -> str:
    """What stands beside a line about its own question: the other activity, or the odd number."""
    if ask.topic is Topic.JOINT:
        facts = ask.facts
        where = facts["number"] or _("第 %(line)s 行", line=facts["row"])
        county = counties.get(facts["county"], facts["county"])
        return f"{where} · {facts['title']} · {county} · {facts['lead']}"
    numbers = [value for name, value in ask.facts.items() if name != "grade"]
    return " / ".join(numbers) if ask.topic is Topic.ODD else ""


def choice_words(ask: Ask, choice: str, counties: Mapping[str, str]) -> str:
    """What a choice is called in its list."""
    if ask.topic is Topic.COUNTY and choice != SKIP:
        return counties.get(choice, choice)
    if ask.topic is Topic.SCHOOL and choice in ask.facts:
        return str(ask.facts[choice])
    if ask.topic is Topic.KIND and choice != SKIP:
        return str(KINDS[Kind(choice)])
    if ask.topic is Topic.MEASURE and choice != SKIP:
        return str(MEASURES[OnlineMeasure(choice)])
    return str(PICKED.get(choice, choice))


def line_words(line: LedgerLine) -> list[tuple[str, bool | None, str]]:
    """Everything said about a line: the column's letter, whether it keeps the line out (None:
    it waits for an answer), and the words.
    """
    told: list[tuple[str, bool | None, str]] = [
        (complaint.column, complaint.blocks, complaint_words(complaint))
        for complaint in line.complaints
    ]
    told += [("", None, ask_words(ask)) for ask in line.asks]
    return told


REFUSED: Mapping[str, Any] = {
    "ledger-of-another-year": lazy(
        "这是 %(told)s 年的表，要记的是 %(wanted)s 年。一条也没有记入。"
    ),
    "ledger-columns-missing": lazy("没有这些列：%(missing)s。一条也没有记入。"),
    "ledger-columns-shifted": lazy(
        "“%(heading)s”下面写的是「%(example)s」，日期在旁边的列里：数据与表头错开了。一条也没有记入。"
    ),
    "list-without-header": lazy("没有找到写着列名的一行。一条也没有记入。"),
}
DIFFERS: Any = lazy("与现行表相比，缺少：%(missing)s；不认识：%(unknown)s。")


def refusal_words(refusal: Refusal) -> str:
    """Why a file was not taken, in one line for a cell."""
    facts = dict(refusal.facts)
    for name in ("missing", "unknown"):
        if name in facts:
            facts[name] = str(_("、")).join(facts[name]) or "–"
    told = str(REFUSED.get(refusal.code, REFUSED["list-without-header"]) % facts)
    differs = "unknown" in facts and "missing" in facts
    return told + (str(DIFFERS % facts) if differs else "")

"""What guides' affairs are called on screens."""

from collections.abc import Iterable
from datetime import time

from outreach.catalogue.model import DayPart
from outreach.roster.constraints import Breach, Rule
from outreach.roster.model import DutyState, Language, OffKind, SwapState, Verb
from outreach.web.filters import clock
from outreach.web.words import _, lazy

LANGUAGES = {
    Language.MANDARIN: lazy("普通话"),
    Language.GAN: lazy("赣方言"),
    Language.HAKKA: lazy("客家话"),
    Language.ENGLISH: lazy("英语"),
    Language.SIGN: lazy("手语"),
}
STATES = {
    DutyState.OPEN: lazy("待排"),
    DutyState.FILLED: lazy("已排"),
    DutyState.DONE: lazy("已完成"),
    DutyState.CANCELLED: lazy("已取消"),
}
TONES = {
    DutyState.OPEN: "stop",
    DutyState.FILLED: "good",
    DutyState.DONE: "off",
    DutyState.CANCELLED: "off",
}
OFF_KINDS = {
    OffKind.LEAVE: lazy("请假"),
    OffKind.TRAINING: lazy("培训"),
    OffKind.ELSEWHERE: lazy("外出"),
    OffKind.OTHER: lazy("其他"),
}
PARTS = {
    DayPart.DAY: lazy("全天"),
    DayPart.AM: lazy("上午"),
    DayPart.PM: lazy("下午"),
}
SWAP_STATES = {
    SwapState.OFFERED: lazy("待人接手"),
    SwapState.TAKEN: lazy("已换班"),
    SwapState.WITHDRAWN: lazy("已收回"),
    SwapState.OVERTAKEN: lazy("已另行安排"),
}
VERBS = {
    Verb.NEED: lazy("需要讲解员"),
    Verb.CHANGE: lazy("时间或人数有变"),
    Verb.ASSIGN: lazy("排给讲解员"),
    Verb.FREE: lazy("取消安排，重新待排"),
    Verb.SWAP: lazy("换班"),
    Verb.CANCEL: lazy("不再需要"),
    Verb.FINISH: lazy("已完成"),
    Verb.ASK_LANGUAGE: lazy("讲解语言"),
}


def hours_words(minutes: int) -> str:
    """90 is "1.5 小时"."""
    hours = minutes / 60
    return str(_("%(hours)s 小时", hours=f"{hours:.1f}".removesuffix(".0")))


def breach_words(breach: Breach) -> str:
    """One reason against, as a sentence."""
    if breach.rule is Rule.DAY_OFF and breach.off_kind is not None:
        return str(_("那时不上班（%(kind)s）", kind=OFF_KINDS[OffKind(breach.off_kind)]))
    if breach.rule is Rule.OTHER_DUTY and breach.other is not None:
        other = breach.other
        return str(
            _("%(starts)s–%(ends)s 已有任务", starts=clock(other.starts), ends=clock(other.ends))
        )
    if breach.rule in {Rule.DUTIES_A_DAY, Rule.DUTIES_A_WEEK}:
        return _duties_words(breach)
    if breach.rule in {Rule.HOURS_A_DAY, Rule.HOURS_A_WEEK}:
        return _time_words(breach)
    return str(PLAIN[breach.rule])


PLAIN = {
    Rule.NOT_HERE: lazy("已不在本馆讲解"),
    Rule.NO_SKILL: lazy("不会讲这个项目"),
    Rule.DAY_OFF: lazy("那时不上班"),
    Rule.BUSY_OUTSIDE: lazy("自己的日历那时有安排"),
    Rule.OTHER_DUTY: lazy("同时有别的任务"),
    Rule.OUTSIDE_HOURS: lazy("不在工作时间内"),
    Rule.DUTIES_A_DAY: lazy("当天任务已满"),
    Rule.HOURS_A_DAY: lazy("当天时长已满"),
    Rule.DUTIES_A_WEEK: lazy("当周任务已满"),
    Rule.HOURS_A_WEEK: lazy("当周时长已满"),
    Rule.LANGUAGE: lazy("不讲这个团队要的语言"),
}
"""Each rule in a few words, as counted among the reasons why nobody is found."""


def _duties_words(breach: Breach) -> str:
    would_be, at_most = breach.would_be, breach.at_most
    if breach.rule is Rule.DUTIES_A_DAY:
        return str(_("当天将有 %(count)s 个任务，上限 %(most)s 个", count=would_be, most=at_most))
    return str(_("当周将有 %(count)s 个任务，上限 %(most)s 个", count=would_be, most=at_most))


def _time_words(breach: Breach) -> str:
    hours, most = hours_words(breach.would_be or 0), hours_words(breach.at_most or 0)
    if breach.rule is Rule.HOURS_A_DAY:
        return str(_("当天将讲 %(hours)s，上限 %(most)s", hours=hours, most=most))
    return str(_("当周将讲 %(hours)s，上限 %(most)s", hours=hours, most=most))


def breaches_words(breaches: Iterable[Breach]) -> str:
    return str(_("；").join(breach_words(breach) for breach in breaches))


def span_words(starts: time, ends: time) -> str:
    return f"{clock(starts)}–{clock(ends)}"

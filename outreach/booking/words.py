"""What the states, verbs and reasons of bookings are called on screens."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from outreach.booking import rules
from outreach.booking.model import (
    OFFER_DECLINED,
    OFFER_UNANSWERED,
    BookingState,
    CancelReason,
    Step,
    Verb,
)
from outreach.booking.split_rules import PartsLackAdults
from outreach.catalogue.model import GroupRules, WaitlistPolicy
from outreach.kernel.refusal import Refusal
from outreach.province.model import Stage
from outreach.province.words import STAGES, grades_words
from outreach.web.filters import short_day
from outreach.web.words import _, lazy

STATES: Mapping[BookingState, Any] = {
    BookingState.SUBMITTED: lazy("已提交"),
    BookingState.HELD: lazy("已预留，待材料"),
    BookingState.CONFIRMED: lazy("已确认"),
    BookingState.ARRIVED: lazy("已到馆"),
    BookingState.DONE: lazy("已完成"),
    BookingState.WAITLISTED: lazy("候补中"),
    BookingState.OFFERED: lazy("递补待答复"),
    BookingState.RETURNED: lazy("待补正"),
    BookingState.CANCELLED: lazy("已取消"),
    BookingState.DECLINED: lazy("未能安排"),
    BookingState.LAPSED: lazy("已到期"),
    BookingState.NO_SHOW: lazy("未到馆"),
    BookingState.FORCE_MAJEURE: lazy("不可抗力"),
}

VERBS: Mapping[Verb, Any] = {
    Verb.SUBMIT: lazy("申请已提交"),
    Verb.JOIN_WAITLIST: lazy("列入候补"),
    Verb.PROMOTE: lazy("候补有了名额，等学校答复"),
    Verb.NO_PLACE: lazy("已告知没有名额，仍在候补"),
    Verb.ACCEPT: lazy("学校接受递补，名额已预留"),
    Verb.FORGO: lazy("学校放弃递补"),
    Verb.HOLD: lazy("场馆预留名额"),
    Verb.CONFIRM: lazy("场馆确认"),
    Verb.RETURN: lazy("场馆退回补正"),
    Verb.RESUBMIT: lazy("补正后重新提交"),
    Verb.DECLINE: lazy("场馆未能安排"),
    Verb.CANCEL: lazy("取消预约"),
    Verb.LAPSE: lazy("逾期，名额交还"),
    Verb.CHANGE: lazy("修改内容"),
    Verb.RECONFIRM: lazy("学校复核：照常来"),
    Verb.RESCHEDULE: lazy("改期"),
    Verb.CARRY: lazy("场次改期，预约随之改动"),
    Verb.ARRIVE: lazy("到馆登记"),
    Verb.FINISH: lazy("参观结束"),
    Verb.MISS: lazy("未到馆"),
    Verb.CALL_OFF: lazy("因不可抗力取消"),
    Verb.RESTORE: lazy("恢复预约"),
}

REASONS: Mapping[CancelReason, Any] = {
    CancelReason.NOT_APPROVED: lazy("学校未批准"),
    CancelReason.WEATHER: lazy("天气或路况"),
    CancelReason.ILLNESS: lazy("师生生病"),
    CancelReason.NO_COACH: lazy("没有租到车"),
    CancelReason.PLANS_CHANGED: lazy("教学安排有变"),
    CancelReason.OTHER: lazy("其他"),
}

OFFER_REASONS: Mapping[str | None, Any] = {
    OFFER_DECLINED: lazy("放弃递补，不计作失约"),
    OFFER_UNANSWERED: lazy("递补没有按时答复，不计作失约"),
}

ANSWERS: Mapping[str, Any] = {
    "coming": lazy("照常来"),
    "changed": lazy("人数有变"),
    "not_coming": lazy("来不了"),
}

COUNTED: Mapping[str, Any] = {
    "grade": lazy("年级"),
    "pupils": lazy("学生"),
    "adults": lazy("成人"),
}


def state_words(state: str) -> str:
    return str(STATES[BookingState(state)])


def verb_words(verb: str) -> str:
    return str(VERBS[Verb(verb)])


def reason_words(reason: str | None) -> str:
    """Why a booking ended: one of the reasons to choose from, or somebody's own words."""
    if reason in OFFER_REASONS:
        return str(OFFER_REASONS[reason])
    if reason in set(CancelReason):
        return str(REASONS[CancelReason(reason)])
    return reason or ""


def step_words(step: Step) -> str:
    """A line of a booking's history, with what changed."""
    said = str(VERBS[step.verb])
    if not step.note:
        return said
    if step.verb in (Verb.CHANGE, Verb.RESUBMIT, Verb.ARRIVE):
        note = re.sub("|".join(COUNTED), lambda found: str(COUNTED[found[0]]), step.note)
        return str(_("%(what)s：%(note)s", what=said, note=note.replace(", ", str(_("，")))))
    return str(_("%(what)s：%(note)s", what=said, note=reason_words(step.note)))


def adult_rules(asked: GroupRules, stages: tuple[Stage, ...]) -> list[str]:
    """How many adults a venue wants, a sentence for each number of pupils an adult may lead."""
    by_ratio: dict[int, list[str]] = {}
    for stage in stages:
        ratio = asked.ratio(stage)
        if ratio is not None:
            by_ratio.setdefault(ratio, []).append(str(STAGES[stage]))
    alone = len(by_ratio) == 1
    return [
        str(
            _(
                "%(who)s每 %(ratio)s 名学生至少 1 位老师；%(twice)s 名学生至少 2 位。",
                who="" if alone else str(_("、")).join(who) + str(_("：")),
                ratio=ratio,
                twice=2 * ratio,
            )
        )
        for ratio, who in by_ratio.items()
    ]


def adults_by_part(refusal: PartsLackAdults) -> list[str]:
    """Which part of a school lacks adults, and what would do."""
    lacking = [
        _(
            "第 %(number)s 批（%(day)s %(starts)s，%(pupils)s 名学生）要 %(needed)s 位老师，"
            "还差 %(lacking)s 位。",
            number=part.number,
            day=short_day(part.day),
            starts=f"{part.starts:%H:%M}",
            pupils=part.pupils,
            needed=part.needed,
            lacking=part.lacking,
        )
        for part in refusal.lacking
    ]
    ratio = refusal.pupils_per_adult
    what_to_do = _(
        "每批各自按 %(ratio)s 名学生 1 位计算，分批后共要 %(needed)s 位，您填了 %(coming)s 位："
        "请再安排 %(more)s 位，或改选各批人数更接近 %(ratio)s 的倍数的方案。",
        ratio=ratio,
        needed=refusal.needed,
        coming=refusal.coming,
        more=sum(part.lacking for part in refusal.lacking),
    )
    return [*map(str, lacking), str(what_to_do)]


def policy_words(policy: str, max_passes: int | None) -> str:
    """Who is promoted when places come back, as a rule that anybody may hold us to."""
    if policy == WaitlistPolicy.STRICT:
        return str(_("严格按先后：名额退回时先给排在最前的团队；放不下这个团队时，名额留着等它。"))
    if max_passes is None:
        return str(_("先到且放得下者先得：名额退回时，从前往后给第一个放得下的团队。"))
    return str(
        _(
            "先到且放得下者先得：名额退回时，从前往后给第一个放得下的团队；"
            "任何团队最多被越过 %(times)s 次，之后名额等它。",
            times=max_passes,
        )
    )


def complaint(refusal: Refusal) -> tuple[str, str]:
    """The field of the booking form that a refusal is about, and what stands beside it."""
    match refusal:
        case rules.WrongGrade():
            grades = grades_words(refusal.grades_from, refusal.grades_to)
            return "grade", str(_("本项目适合%(grades)s，请换年级或另选项目。", grades=grades))
        case rules.GroupTooSmall():
            return "pupils", str(
                _(
                    "团队至少 %(minimum)s 名学生，您填了 %(coming)s 名。可与同校其他班合并。",
                    minimum=refusal.minimum,
                    coming=refusal.coming,
                )
            )
        case rules.GroupTooLarge():
            return "pupils", str(
                _(
                    "一次最多 %(maximum)s 名学生，您填了 %(coming)s 名。请分到两个场次。",
                    maximum=refusal.maximum,
                    coming=refusal.coming,
                )
            )
        case rules.TooFewAdults():
            return "adults", str(
                _(
                    "每 %(ratio)s 名学生至少 1 位老师，这个团队至少 %(needed)s 位，"
                    "您填了 %(coming)s 位。",
                    ratio=refusal.pupils_per_adult,
                    needed=refusal.needed,
                    coming=refusal.coming,
                )
            )
    raise TypeError(f"no field of the form is about {refusal.code}")


LEFTOVER_BECAUSE: Mapping[str | None, Any] = {
    "session-full": lazy("志愿场次的名额已不够。"),
    "already-booked": lazy("贵校那个半天已有预约。"),
}


def because_words(code: str | None) -> str:
    """Why an ask for leftovers got nothing when its turn came."""
    return str(LEFTOVER_BECAUSE.get(code) or _("那一场已不能预约。"))


def time_left(left: timedelta) -> str:
    """How long until something begins, in its two largest units; nothing once it has."""
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        return ""
    days, hours = divmod(minutes // 60, 24)
    if days:
        return str(_("%(days)s 天 %(hours)s 小时", days=days, hours=hours))
    return str(_("%(hours)s 小时 %(minutes)s 分钟", hours=hours, minutes=minutes % 60))

"""What the gate's states, complaints and reasons are called on screens."""

from collections.abc import Mapping
from typing import Any

from outreach.booking.model import DifferenceReason
from outreach.duty.model import FailureWord, Parked, Presence
from outreach.duty.sheet_rules import Complaint, Outcome, Verdict
from outreach.web.filters import clock
from outreach.web.words import _, lazy

PRESENCES: Mapping[Presence, Any] = {
    Presence.LATE: lazy("迟到"),
    Presence.EXPECTED: lazy("待到"),
    Presence.INSIDE: lazy("在馆"),
    Presence.LEFT: lazy("已离馆"),
    Presence.MISSING: lazy("未到馆"),
}
PRESENCE_TONES = {
    Presence.LATE: "stop",
    Presence.EXPECTED: "wait",
    Presence.INSIDE: "good",
    Presence.LEFT: "off",
    Presence.MISSING: "off",
}
DIFFERENCES: Mapping[DifferenceReason, Any] = {
    DifferenceReason.ILLNESS: lazy("有学生生病"),
    DifferenceReason.NO_CONSENT: lazy("有家长不同意"),
    DifferenceReason.STAYED_FOR_LESSONS: lazy("有班级留校上课"),
    DifferenceReason.COACH_FULL: lazy("车坐不下"),
    DifferenceReason.CLASS_ADDED: lazy("多来了班级或老师"),
    DifferenceReason.BOOKED_ROUGHLY: lazy("预约时是估计数"),
    DifferenceReason.OTHER: lazy("其他"),
}
COMPLAINTS: Mapping[Complaint, Any] = {
    Complaint.UNKNOWN_NUMBER: lazy("没有这个编号，请对照纸上再看一眼。"),
    Complaint.OTHER_DAY: lazy("这个编号不是这一天的。"),
    Complaint.NOT_COMING: lazy("这个预约没有确认或已取消，请先在收件箱处理，或按临时来馆登记。"),
    Complaint.TWICE: lazy("这个编号在单子上出现了两次。"),
    Complaint.NO_COUNT: lazy("没有填学生人数。"),
    Complaint.BAD_PUPILS: lazy("学生人数看不懂，请填 0 到 5000 的整数。"),
    Complaint.BAD_ADULTS: lazy("成人人数看不懂，请填 0 到 1000 的整数。"),
    Complaint.BAD_COACHES: lazy("车辆数看不懂，请填 0 到 40 的整数。"),
    Complaint.BAD_TIME: lazy("时间看不懂，请写成 09:05。"),
    Complaint.LEFT_FIRST: lazy("离馆时间早于到馆时间。"),
    Complaint.IN_FUTURE: lazy("这个时间还没到。"),
    Complaint.PERSONAL_NUMBER: lazy("签名栏请勿填写身份证号或电话。"),
}
VERDICTS: Mapping[Verdict, Any] = {
    Verdict.NEW: lazy("将登记"),
    Verdict.SAME: lazy("与线上相同，跳过"),
    Verdict.DIFFERENT: lazy("与线上不同"),
    Verdict.WRONG: lazy("请改正"),
}
VERDICT_TONES = {
    Verdict.NEW: "good",
    Verdict.SAME: "off",
    Verdict.DIFFERENT: "wait",
    Verdict.WRONG: "stop",
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.COUNTED: lazy("已登记"),
    Outcome.SKIPPED: lazy("与线上相同，没有重复登记"),
    Outcome.PAPER_HOLDS: lazy("以纸上为准，已更正"),
    Outcome.SCREEN_HOLDS: lazy("以线上为准，没有改动"),
}
FAILURE_WORDS: Mapping[FailureWord, Any] = {
    FailureWord.EXPLAINED: lazy("学校说明"),
    FailureWord.CLEARED: lazy("不再计作未到馆"),
    FailureWord.RESTORED: lazy("恢复计作未到馆"),
}


def parked_words(parked: Parked) -> str:
    """Where the coaches go, and what to tell those for whom there is no bay."""
    said = []
    if parked.bays:
        bays = str(_("、")).join(map(str, parked.bays))
        said.append(_("大客车停 %(bays)s 号位。", bays=bays))
    if parked.missing and parked.next_free:
        said.append(
            _(
                "还有 %(count)s 辆没有空位，最早 %(at)s 空出一个。",
                count=parked.missing,
                at=clock(parked.next_free),
            )
        )
    elif parked.missing:
        said.append(_("还有 %(count)s 辆没有空位，请就近下客后另停。", count=parked.missing))
    return "".join(map(str, said))

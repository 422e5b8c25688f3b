"""What wants, ways, states and steps of wishes are called on screens."""

from collections.abc import Mapping
from typing import Any

from outreach.booking.words import reason_words
from outreach.web.words import _, lazy
from outreach.wishes.model import Step, Verb, Want, WayKind, WishState

WANTS: Mapping[Want, Any] = {
    Want.BRING: lazy("带学生出去参观"),
    Want.COME: lazy("请科普到学校来"),
    Want.ONLINE: lazy("上一节直播课"),
    Want.UNSURE: lazy("还没想好，先看看"),
}
WAYS: Mapping[WayKind, Any] = {
    WayKind.DAY_TRIP: lazy("到省馆参观，当天往返"),
    WayKind.NEARER: lazy("到近处的场馆"),
    WayKind.OVERNIGHT: lazy("到省馆过夜研学"),
    WayKind.LIVE: lazy("直播课"),
    WayKind.VAN: lazy("科普大篷车进校"),
    WayKind.EXHIBITION: lazy("流动科技馆"),
    WayKind.SPEAKER: lazy("请专家来校"),
}
STATES: Mapping[WishState, Any] = {
    WishState.SUBMITTED: lazy("等待答复"),
    WishState.PLANNED: lazy("已安排"),
    WishState.UNMET: lazy("暂未安排"),
    WishState.WITHDRAWN: lazy("已撤回"),
    WishState.DONE: lazy("已完成"),
}
VERBS: Mapping[Verb, Any] = {
    Verb.SUBMIT: lazy("提交申请"),
    Verb.ANSWER: lazy("答复并安排"),
    Verb.DECLINE: lazy("答复：暂未安排"),
    Verb.WITHDRAW: lazy("学校撤回"),
    Verb.CORRECT: lazy("更正学校"),
    Verb.FINISH: lazy("活动完成，已记台账"),
}


def step_words(step: Step) -> str:
    said = str(VERBS[step.verb])
    if not step.note:
        return said
    note = reason_words(step.note) if step.verb is Verb.WITHDRAW else step.note
    return str(_("%(what)s：%(note)s", what=said, note=note))

"""Disruptions in words: reasons, turns, what happens to papers and places."""

from collections.abc import Mapping
from typing import Any

from outreach.booking.model import BookingState
from outreach.disruption.model import (
    ENDS,
    Because,
    Outcome,
    Reason,
    Touch,
    Touched,
    Touching,
    Turn,
)
from outreach.web.words import _, lazy

REASONS: Mapping[Reason, Any] = {
    Reason.FLOOD: lazy("暴雨洪涝"),
    Reason.HEAT: lazy("高温"),
    Reason.ICE: lazy("冰冻雨雪"),
    Reason.POWER: lazy("停电"),
    Reason.MAINTENANCE: lazy("设备检修"),
    Reason.EPIDEMIC: lazy("疫情"),
    Reason.OTHER: lazy("其他情况"),
}
TOUCHING: Mapping[Touching, Any] = {
    Touching.ALL: lazy("全部：这些地方的学校和场馆"),
    Touching.TRAVEL: lazy("外出：离开本县（市、区）的团队"),
    Touching.OUTDOORS: lazy("户外项目"),
    Touching.AT_VENUE: lazy("到这些地方的场馆来的团队"),
}
TURNS: Mapping[Turn, Any] = {
    Turn.CANCEL: lazy("取消"),
    Turn.OPEN: lazy("延期，日期待定"),
    Turn.POSTPONE: lazy("改到最近的合适场次"),
    Turn.INSIDE: lazy("改到室内"),
    Turn.ONLINE: lazy("改到线上"),
    Turn.LEAVE: lazy("不动"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.DONE: lazy("已办"),
    Outcome.LEFT: lazy("未动"),
    Outcome.UNDONE: lazy("已恢复"),
    Outcome.LOST: lazy("没能恢复"),
}
OUTCOME_TONES: Mapping[Outcome, str] = {
    Outcome.DONE: "good",
    Outcome.LEFT: "wait",
    Outcome.UNDONE: "info",
    Outcome.LOST: "stop",
}
BECAUSE: Mapping[Because, Any] = {
    Because.CHOSEN: lazy("按选择没有改动"),
    Because.CHANGED: lazy("学校或场馆已另行处理"),
    Because.FULL: lazy("名额已给别的团队"),
    Because.BOOKED: lazy("学校在那个半天已有别的预约"),
    Because.CLOSED: lazy("那一场不再举行"),
    Because.UNSUITED: lazy("年级或人数不合那个项目的规则"),
}


def papers_words(touched: Touched, turn: Turn) -> str:
    """What becomes of a group's papers."""
    if touched.booking.papers_at is None:
        return str(_("还没有材料"))
    if turn is Turn.INSIDE or turn is Turn.LEAVE:
        return str(_("材料仍然有效"))
    if turn in ENDS:
        return str(_("材料留着，补约时换新日期"))
    return str(_("材料要换新日期"))


def places_words(touched: Touched) -> str:
    """What becomes of the places a group gives up."""
    if touched.booking.state is BookingState.WAITLISTED:
        return str(_("没有占名额"))
    if touched.to_waitlist:
        return str(_("名额先给候补"))
    return str(_("名额空着，三天内不再递补"))


def outcome_words(touch: Touch) -> str:
    """One line for a list: what was done, or why nothing was."""
    said = str(TURNS[touch.turn]) if touch.outcome is Outcome.DONE else str(OUTCOMES[touch.outcome])
    if touch.because is None:
        return said
    return str(_("%(what)s：%(why)s", what=said, why=BECAUSE[touch.because]))

"""What rooms, lines and refusals of live lessons are called on screens."""

from collections.abc import Mapping
from typing import Any

from outreach.kernel.refusal import Refusal
from outreach.lessons import rules
from outreach.lessons.model import Line, RoomState, Shown
from outreach.province.words import grades_words
from outreach.web.words import _, lazy

STATES: Mapping[RoomState, Any] = {
    RoomState.JOINED: lazy("已加入"),
    RoomState.COUNTED: lazy("已计数"),
    RoomState.LEFT: lazy("已退出"),
    RoomState.CALLED_OFF: lazy("课已取消"),
}
LINES: Mapping[Line, Any] = {
    Line.WIRED: lazy("有线网络"),
    Line.WIRELESS: lazy("无线网络"),
    Line.MOBILE: lazy("手机热点"),
}
SHOWN: Mapping[Shown, Any] = {
    Shown.LIVE: lazy("看了直播"),
    Shown.RECORDED: lazy("后来在课上放了录播"),
}


def complaint(refusal: Refusal) -> tuple[str, str]:
    """The field of the joining form that a refusal is about, and what stands beside it."""
    match refusal:
        case rules.GradeUnsuited():
            grades = grades_words(refusal.grades_from, refusal.grades_to)
            return "grade", str(_("这节课适合%(grades)s，请换年级或另选一节。", grades=grades))
        case rules.RoomTooLarge():
            return "pupils", str(
                _(
                    "一间教室最多 %(most)s 名学生，您填了 %(coming)s 名。请分两间教室加入。",
                    most=refusal.most,
                    coming=refusal.coming,
                )
            )
    raise TypeError(f"no field of the form is about {refusal.code}")

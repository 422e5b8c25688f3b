"""Sessions, school days and what is left out of a term, in words."""

from collections.abc import Mapping
from typing import Any

from outreach.season.generation import Because, Skipped
from outreach.season.model import BreakKind, SchoolDay, Why
from outreach.web.words import _, lazy

BREAK_KINDS: Mapping[str, Any] = {
    BreakKind.EXAM_WEEK: lazy("考试周"),
    BreakKind.ENTRANCE_EXAM: lazy("升学考试"),
    BreakKind.SCHOOL_BREAK: lazy("停课或放假"),
}

BECAUSE: Mapping[Because, Any] = {
    Because.CLOSED_WEEKDAY: lazy("每周闭馆日"),
    Because.CLOSURE: lazy("闭馆"),
    Because.PUBLIC_HOLIDAY: lazy("法定节假日"),
    Because.OUTSIDE_HOURS: lazy("不在开放时间内"),
    Because.TOO_LATE: lazy("已过预约截止时间"),
    Because.BUILDING_FULL: lazy("馆内同时人数已到上限"),
    Because.HALL_TAKEN: lazy("场地已被占用"),
}


OFFICIAL_HOLIDAYS = (
    lazy("元旦"),
    lazy("春节"),
    lazy("清明节"),
    lazy("劳动节"),
    lazy("端午节"),
    lazy("中秋节"),
    lazy("国庆节"),
    lazy("国庆节、中秋节"),
    lazy("调休上班"),
)
"""Names that stand in the packaged lists, written here so that the catalogue knows them."""


def holiday_name(name: str) -> str:
    """A holiday of the official list in the reader's language; another as somebody typed it."""
    return str(_(name))


def break_kind(kind: str) -> str:
    """A kind of break: one of ours in words, another as somebody typed it."""
    return str(BREAK_KINDS.get(kind, kind))


def because(skipped: Skipped) -> str:
    """Why a day or a start is left out, with the holiday's name or the closure's reason."""
    words = str(BECAUSE[skipped.because])
    if skipped.name:
        return str(_("%(what)s：%(note)s", what=words, note=holiday_name(skipped.name)))
    return words


def school_day_words(answer: SchoolDay) -> str:
    """Whether schools are at school that day, and why or why not."""
    words = {
        Why.IN_TERM: _("上课日"),
        Why.MAKE_UP_DAY: _("调休上课"),
        Why.TERM_UNKNOWN: _("校历尚未录入，按工作日计"),
        Why.WEEKEND: _("周末"),
        Why.PUBLIC_HOLIDAY: _("法定节假日"),
        Why.BREAK: _("停课"),
        Why.OUT_OF_TERM: _("不在学期内"),
    }
    said = str(words[answer.why])
    if answer.name and answer.why in (Why.PUBLIC_HOLIDAY, Why.BREAK):
        said = str(_("%(what)s：%(note)s", what=said, note=holiday_name(answer.name)))
    return said + (str(_("（暂定）")) if answer.provisional else "")

"""Stages, grades, bands and columns of lists, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.province.model import Stage
from outreach.web.words import _, lazy

STAGES: Mapping[Stage, Any] = {
    Stage.PRESCHOOL: lazy("学前"),
    Stage.PRIMARY: lazy("小学"),
    Stage.JUNIOR: lazy("初中"),
    Stage.SENIOR: lazy("高中"),
    Stage.VOCATIONAL: lazy("中职"),
}
GRADES = (
    lazy("学前"),
    lazy("一年级"),
    lazy("二年级"),
    lazy("三年级"),
    lazy("四年级"),
    lazy("五年级"),
    lazy("六年级"),
    lazy("七年级"),
    lazy("八年级"),
    lazy("九年级"),
    lazy("高一"),
    lazy("高二"),
    lazy("高三"),
)
FIELDS: Mapping[str, Any] = {
    "code": lazy("学校标识码"),
    "name": lazy("学校名称"),
    "county_code": lazy("县（市、区）"),
    "township_code": lazy("乡镇"),
    "stages": lazy("学段"),
    "teaching_point": lazy("教学点"),
    "lat": lazy("纬度"),
    "lon": lazy("经度"),
    "pupils_reported": lazy("在校生数"),
    "pupils_about": lazy("人数为约数"),
    "enrolment": lazy("分年级人数"),
}


def grade_words(grade: int) -> str:
    """A grade as schools say it: 0 is preschool, 10 to 12 senior."""
    if grade == 0:
        return str(_("学前"))
    if grade <= 6:
        return str(_("小学 %(grade)s 年级", grade=grade))
    if grade <= 9:
        return str(_("初中 %(year)s 年级", year=grade - 6))
    return str(_("高中 %(year)s 年级", year=grade - 9))


def grades_words(first: int, last: int) -> str:
    """A span of grades, both included: 小学 1 年级至初中 3 年级."""
    if first == last:
        return grade_words(first)
    return str(_("%(first)s至%(last)s", first=grade_words(first), last=grade_words(last)))

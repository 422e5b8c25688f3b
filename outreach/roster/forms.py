"""What coordinators and guides type about guides, duties and days off."""

import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from outreach.accounts.rules import EMAIL
from outreach.catalogue.forms import TicksField, choices, parse_clock
from outreach.catalogue.model import DayPart
from outreach.roster.model import Guide, GuideEntry, Hours, Language, Limits, OffKind
from outreach.roster.words import LANGUAGES, OFF_KINDS, PARTS
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

REQUIRED = InputRequired(lazy("请填写。"))
LONGEST_ABSENCE = timedelta(days=370)
FARTHEST = timedelta(days=800)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BIGGEST = 2**31 - 1


class HoursField(StringField):
    """Working hours of a weekday, such as 08:30-12:00 13:30-17:30; empty when it is free."""

    spans: tuple[tuple[time, time], ...] = ()

    def pre_validate(self, form: Any) -> None:
        del form
        self.spans = tuple(_spans(self.data or ""))


def _spans(text: str) -> list[tuple[time, time]]:
    found: list[tuple[time, time]] = []
    for piece in re.split(r"[\s,，、;；]+", text.strip()):
        if not piece:
            continue
        ends = [parse_clock(each) for each in re.split(r"[-–—~～]", piece)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise ValidationError(_("写成 08:30-12:00 这样，几段之间用空格隔开。"))
        if ends[1] <= ends[0]:
            raise ValidationError(_("结束要晚于开始。"))
        found.append((ends[0], ends[1]))
    if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(found))):
        raise ValidationError(_("几段时间有重叠。"))
    return found


class GuideForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    name = StringField(lazy("姓名"), [REQUIRED, Length(max=60)])
    phone = StringField(lazy("工作电话"), [Optional(), Length(max=30)])
    email = EmailField(
        lazy("邮箱"),
        [Optional(), Length(max=200), Regexp(EMAIL, message=lazy("邮箱格式不对。"))],
    )
    skills = TicksField(lazy("能讲的项目"), coerce=int)
    languages = TicksField(
        lazy("讲解语言"),
        [InputRequired(lazy("请至少选一种语言。"))],
        choices=choices(LANGUAGES.items()),
    )
    duties_a_day = IntegerField(
        lazy("每天最多任务"), [REQUIRED, NumberRange(1, 12, lazy("在 1 到 12 之间。"))]
    )
    hours_a_day = IntegerField(
        lazy("每天最多小时"), [REQUIRED, NumberRange(1, 12, lazy("在 1 到 12 之间。"))]
    )
    duties_a_week = IntegerField(
        lazy("每周最多任务"), [REQUIRED, NumberRange(1, 60, lazy("在 1 到 60 之间。"))]
    )
    hours_a_week = IntegerField(
        lazy("每周最多小时"), [REQUIRED, NumberRange(1, 60, lazy("在 1 到 60 之间。"))]
    )
    monday = HoursField(lazy("周一"), [Length(max=100)])
    tuesday = HoursField(lazy("周二"), [Length(max=100)])
    wednesday = HoursField(lazy("周三"), [Length(max=100)])
    thursday = HoursField(lazy("周四"), [Length(max=100)])
    friday = HoursField(lazy("周五"), [Length(max=100)])
    saturday = HoursField(lazy("周六"), [Length(max=100)])
    sunday = HoursField(lazy("周日"), [Length(max=100)])
    revision = HiddenField(default="0")

    def validate_name(self, field: StringField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("只填姓名，不填证件或电话号码。"))

    @classmethod
    def of(cls, guide: Guide | None, *, email: str) -> "GuideForm":
        """The form as it opens: with the guide's entry, or with the house's usual limits."""
        limits = guide.limits if guide is not None else Limits()
        return cls(
            name=guide.name if guide else "",
            phone=(guide.phone or "") if guide else "",
            email=email,
            skills=sorted(guide.skills) if guide else [],
            languages=list(guide.languages) if guide else [Language.MANDARIN],
            duties_a_day=limits.duties_a_day,
            hours_a_day=limits.minutes_a_day // 60,
            duties_a_week=limits.duties_a_week,
            hours_a_week=limits.minutes_a_week // 60,
            revision=str(guide.revision if guide else 0),
            **_hours_typed(guide.hours if guide else ()),
        )

    @property
    def week(self) -> list[HoursField]:
        return [self[day] for day in WEEK]

    def entry(self) -> GuideEntry:
        return GuideEntry(
            name=(self.name.data or "").strip(),
            phone=(self.phone.data or "").strip() or None,
            email=(self.email.data or "").strip().lower() or None,
            languages=tuple(Language(code) for code in self.languages.data or ()),
            skills=frozenset(self.skills.data or ()),
            hours=tuple(
                Hours(weekday, starts, ends)
                for weekday, field in enumerate(self.week)
                for starts, ends in field.spans
            ),
            limits=Limits(
                self.duties_a_day.data or 1,
                (self.hours_a_day.data or 1) * 60,
                self.duties_a_week.data or 1,
                (self.hours_a_week.data or 1) * 60,
            ),
        )


def _hours_typed(hours: tuple[Hours, ...]) -> dict[str, str]:
    return {
        name: " ".join(
            f"{each.starts:%H:%M}-{each.ends:%H:%M}" for each in hours if each.weekday == weekday
        )
        for weekday, name in enumerate(WEEK)
    }


class DayOffForm(FlaskForm):  # type: ignore[misc]
    """Days off, both included. There is no field for a reason in words: the kind is enough."""

    first = DateField(lazy("第一天"), [REQUIRED])
    last = DateField(lazy("最后一天"), [REQUIRED])
    part = SelectField(lazy("时段"), choices=choices(PARTS.items()), default=DayPart.DAY)
    kind = SelectField(lazy("类别"), choices=choices(OFF_KINDS.items()), default=OffKind.LEAVE)

    def validate_last(self, field: DateField) -> None:
        first: date | None = self.first.data
        if not (first and field.data):
            return
        if field.data < first:
            raise ValidationError(_("最后一天不能早于第一天。"))
        if field.data - first > LONGEST_ABSENCE:
            raise ValidationError(_("一次最多填一年。"))

    def validate_first(self, field: DateField) -> None:
        if field.data and not date(2020, 1, 1) <= field.data <= date(2100, 1, 1):
            raise ValidationError(_("请核对年份。"))


class OutsideForm(FlaskForm):  # type: ignore[misc]
    address = StringField(lazy("日历地址"), [REQUIRED, Length(max=1000)])


class AssignForm(FlaskForm):  # type: ignore[misc]
    guide = IntegerField(lazy("讲解员"), [REQUIRED, NumberRange(1, BIGGEST)])
    revision = IntegerField(validators=[Optional(), NumberRange(0, BIGGEST)])
    reason = TextAreaField(lazy("超限的原因"), [Length(max=300)])

    def validate_reason(self, field: TextAreaField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("不要填写证件或电话号码。"))


class LanguageForm(FlaskForm):  # type: ignore[misc]
    language = SelectField(
        lazy("讲解语言"), choices=choices([("", lazy("不限")), *LANGUAGES.items()])
    )

    def chosen(self) -> Language | None:
        return Language(self.language.data) if self.language.data else None


class ProposeForm(FlaskForm):  # type: ignore[misc]
    weeks = IntegerField(
        lazy("周数"), [REQUIRED, NumberRange(1, 4, lazy("一次排一到四周。"))], default=2
    )

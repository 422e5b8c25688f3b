"""What coordinators type about programmes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is not in its stubs
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.catalogue.model import (
    Programme,
    ProgrammeState,
    Setting,
    WaitlistPolicy,
)
from outreach.catalogue.words import (
    POLICIES,
    PROGRAMME_STATES,
    SETTINGS,
    WEEKDAYS,
    grade_choices,
)
from outreach.province.forms import no_personal_number
from outreach.province.model import GRADES
from outreach.web.addresses import row_number
from outreach.web.words import _, lazy

REQUIRED = InputRequired(lazy("请填写。"))
CLOCK = re.compile(r"^([01]?\d|2[0-3])[:：]([0-5]\d)$")


def choices(labels: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What may be chosen, from pairs of value and words."""
    return [SelectChoice(value, words) for value, words in labels]


def grades() -> list[SelectChoice]:
    return choices(grade_choices())


def parse_grade(text: str | None) -> int | None:
    """The grade in an address; nothing for anything that is none."""
    return next((grade for grade in GRADES if str(grade) == text), None)


def parse_clock(text: str) -> time | None:
    found = CLOCK.match(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def parse_clocks(text: str) -> list[time]:
    """Clocks from a line such as 09:00、13:30; a ValidationError names what is none."""
    clocks = []
    for piece in re.split(r"[\s,，、;；]+", text.strip()):
        if not piece:
            continue
        clock = parse_clock(piece)
        if clock is None:
            raise ValidationError(_("「%(piece)s」不是时刻，请写成 09:00。", piece=piece))
        clocks.append(clock)
    return sorted(set(clocks))


class TicksField(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def not_below_first(form: Any, field: SelectField) -> None:
    """A validator of the last grade; a grade that is none has its own complaint already."""
    first = form.grades_from.data
    if first is not None and field.data is not None and field.data < first:
        raise ValidationError(_("最高年级不能低于最低年级。"))


class ProgrammeForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    way_minutes = 0
    """Of the programme's stops together."""

    name = StringField(lazy("名称"), [REQUIRED, Length(max=60)])
    name_en = StringField(lazy("英文名称"), [REQUIRED, Length(max=80)])
    summary = TextAreaField(lazy("简介"), [REQUIRED, Length(max=400)])
    summary_en = TextAreaField(lazy("英文简介"), [REQUIRED, Length(max=600)])
    minutes = IntegerField(lazy("时长"), [REQUIRED, NumberRange(10, 480)])
    capacity = IntegerField(lazy("每场名额"), [REQUIRED, NumberRange(1, 3000)])
    batch_size = IntegerField(lazy("每批人数"), [REQUIRED, NumberRange(1, 3000)])
    grades_from = SelectField(lazy("最低年级"), coerce=int, choices=grades)
    grades_to = SelectField(lazy("最高年级"), [not_below_first], coerce=int, choices=grades)
    weekdays = TicksField(
        lazy("开设日"), [REQUIRED], coerce=int, choices=choices(enumerate(WEEKDAYS))
    )
    starts = StringField(lazy("开场时刻"), [REQUIRED, Length(max=100)])
    waitlist_policy = SelectField(lazy("候补规则"), choices=choices(POLICIES.items()))
    max_passes = IntegerField(lazy("最多被越过次数"), [Optional(), NumberRange(1, 20)])
    far_share = IntegerField(
        lazy("为远县保留"),
        [InputRequired(lazy("不保留请填 0。")), NumberRange(0, 3000)],
    )
    far_share_days = IntegerField(
        lazy("开场前几天放开"), [InputRequired(lazy("请填写。")), NumberRange(0, 120)]
    )
    setting = SelectField(lazy("在哪里进行"), choices=choices(SETTINGS.items()))
    state = SelectField(lazy("状态"), choices=choices(PROGRAMME_STATES.items()))
    trial_for_all = BooleanField(lazy("试开放期间，老师也可以自行预约"))
    owner_id = SelectField(lazy("负责人"), coerce=int, default=0)
    note = StringField(lazy("这次改了什么"), [Length(max=200), no_personal_number])
    version = HiddenField()
    confirmed = BooleanField(lazy("以上内容已由馆方确认，去掉“示例”标记"))

    @classmethod
    def of(cls, programme: Programme, owners: Iterable[tuple[int, str]]) -> "ProgrammeForm":
        form = cls(data=cls.fields_of(programme))
        form.owner_id.choices = choices([(0, _("未指定")), *owners])
        form.way_minutes = sum(stop.minutes for stop in programme.stops)
        return form

    def validate_minutes(self, field: IntegerField) -> None:
        if field.data is not None and field.data < self.way_minutes:
            raise ValidationError(
                _("路线各站共 %(minutes)s 分钟，时长不能更短。", minutes=self.way_minutes)
            )

    def validate_starts(self, field: StringField) -> None:
        if not parse_clocks(field.data or ""):
            raise ValidationError(_("请至少写一个开场时刻。"))

    def validate_far_share(self, field: IntegerField) -> None:
        if field.data and self.capacity.data and field.data >= self.capacity.data:
            raise ValidationError(_("保留的要少于每场名额。"))

    def validate_waitlist_policy(self, field: SelectField) -> None:
        if field.data == WaitlistPolicy.FIRST_FIT and not self.max_passes.data:
            raise ValidationError(_("请写明任何团队最多被越过几次。"))

    @staticmethod
    def fields_of(programme: Programme) -> dict[str, Any]:
        return {
            "name": programme.name,
            "name_en": programme.name_en,
            "summary": programme.summary,
            "summary_en": programme.summary_en,
            "minutes": programme.minutes,
            "capacity": programme.capacity,
            "batch_size": programme.batch_size,
            "grades_from": programme.grades_from,
            "grades_to": programme.grades_to,
            "weekdays": list(programme.weekdays),
            "starts": "、".join(f"{clock:%H:%M}" for clock in programme.starts),
            "waitlist_policy": programme.waitlist_policy.value,
            "max_passes": programme.max_passes,
            "far_share": programme.far_share,
            "far_share_days": programme.far_share_days,
            "setting": programme.setting.value,
            "state": programme.state.value,
            "trial_for_all": programme.trial_for_all,
            "owner_id": programme.owner_id or 0,
            "version": str(programme.version),
            "confirmed": not programme.sample,
        }

    def programme(self, before: Programme) -> Programme:
        """The programme as typed; call after it has validated."""
        typed: dict[str, Any] = self.data
        policy = WaitlistPolicy(typed["waitlist_policy"])
        return replace(
            before,
            name=typed["name"].strip(),
            name_en=typed["name_en"].strip(),
            summary=typed["summary"].strip(),
            summary_en=typed["summary_en"].strip(),
            minutes=typed["minutes"],
            capacity=typed["capacity"],
            batch_size=typed["batch_size"],
            grades_from=typed["grades_from"],
            grades_to=typed["grades_to"],
            weekdays=tuple(sorted(typed["weekdays"])),
            starts=tuple(parse_clocks(typed["starts"])),
            waitlist_policy=policy,
            max_passes=typed["max_passes"] if policy is WaitlistPolicy.FIRST_FIT else None,
            far_share=typed["far_share"],
            far_share_days=typed["far_share_days"],
            setting=Setting(typed["setting"]),
            state=ProgrammeState(typed["state"]),
            sample=not typed["confirmed"],
            trial_for_all=typed["trial_for_all"],
            owner_id=typed["owner_id"] or None,
            version=version_of(self),
        )


def version_of(form: FlaskForm) -> int:
    """Which version a form was opened with; one that never was when it was tampered with."""
    try:
        return row_number(form.version.data or "")
    except ValueError:
        return 0

"""What coordinators type about terms, breaks, closures and the sessions of a term."""

from datetime import date, timedelta

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is not in its stubs
    BooleanField,
    DateField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from outreach.catalogue.forms import TicksField, choices
from outreach.province.words import STAGES
from outreach.season.words import BREAK_KINDS
from outreach.web.words import _, lazy

REQUIRED = InputRequired(lazy("请填写。"))
LONGEST = timedelta(days=250)


class DaysForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A first and a last day, both included."""

    starts_on = DateField(lazy("第一天"), [REQUIRED])
    ends_on = DateField(lazy("最后一天"), [REQUIRED])

    def validate_ends_on(self, field: DateField) -> None:
        first: date | None = self.starts_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_("最后一天不能早于第一天。"))


class PlanForm(DaysForm):
    """Which programmes, from when until when."""

    programmes = TicksField(lazy("项目"), [InputRequired(lazy("请至少选一个项目。"))], coerce=int)

    def validate_starts_on(self, field: DateField) -> None:
        last: date | None = self.ends_on.data
        if field.data and last and last - field.data > LONGEST:
            raise ValidationError(_("一次最多安排 %(days)s 天。", days=LONGEST.days))


class TermForm(DaysForm):
    city_code = SelectField(lazy("设区市"), [REQUIRED])
    stage = SelectField(lazy("学段"), choices=choices(STAGES.items()))
    name = StringField(lazy("名称"), [REQUIRED, Length(max=60)])
    provisional = BooleanField(lazy("暂定，尚未正式公布"))


class BreakForm(DaysForm):
    city_code = SelectField(lazy("设区市"), [Optional()])
    stage = SelectField(lazy("学段"), [Optional()])
    kind = SelectField(lazy("类别"), choices=choices(BREAK_KINDS.items()))
    other_kind = StringField(lazy("其他类别"), [Optional(), Length(max=30)])
    name = StringField(lazy("名称"), [REQUIRED, Length(max=60)])
    provisional = BooleanField(lazy("暂定，尚未正式公布"))

    @staticmethod
    def every_stage() -> list[SelectChoice]:
        return choices([("", _("全部学段")), *STAGES.items()])

    def chosen_kind(self) -> str:
        return (self.other_kind.data or "").strip() or str(self.kind.data)


class HolidayForm(FlaskForm):  # type: ignore[misc]
    day = DateField(lazy("日期"), [REQUIRED])
    kind = SelectField(
        lazy("类别"), choices=choices([("off", lazy("放假")), ("workday", lazy("调休上课"))])
    )
    name = StringField(lazy("名称"), [REQUIRED, Length(max=30)])
    provisional = BooleanField(lazy("暂定，尚未正式公布"))


class ClosureForm(DaysForm):
    reason = StringField(lazy("原因"), [REQUIRED, Length(max=60)])

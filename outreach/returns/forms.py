"""What people type about returns."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from outreach.ledger.more_form import CountField, plain
from outreach.returns.model import Every, Version
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

MOST = 999_999_999
FIRST_YEAR, LAST_YEAR = 2015, 2099


def no_personal_number(_form: Any, field: Any) -> None:
    """Free text names nobody; a telephone or identity number is always a slip."""
    if field.data and holds_personal_number(field.data):
        raise ValidationError(_("请不要写身份证号或手机号。"))


def _reason(label: Any, *, most: int = 200) -> StringField:
    return StringField(
        label,
        [DataRequired(lazy("请写明原因，它会留在记录里。")), Length(max=most), no_personal_number],
        filters=[plain],
    )


class StepForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """One button: compile, check, sign, freeze."""

    revision = IntegerField(validators=[InputRequired(), NumberRange(0, MOST)])


class SendBackForm(StepForm):
    reason = _reason(lazy("退回原因"))


class AdjustForm(StepForm):
    """A figure by hand; left empty, the computed one stands again."""

    value = CountField(
        lazy("手工填写的数"),
        [Optional(), NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))],
    )
    reason = _reason(lazy("原因或来源"))


class TargetForm(StepForm):
    value = CountField(
        lazy("年初目标"),
        [
            InputRequired(lazy("请填写目标。")),
            NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )
    reason = StringField(lazy("改动原因"), [Length(max=200), no_personal_number], filters=[plain])


class ExplainForm(StepForm):
    words = StringField(
        lazy("未完成的原因"),
        [DataRequired(lazy("请写明原因。")), Length(max=200), no_personal_number],
        filters=[plain],
    )


class RoundForm(FlaskForm):  # type: ignore[misc]
    """Ask all units for a form."""

    slug = SelectField(lazy("报表"), [InputRequired(lazy("请选择报表。"))])
    year = IntegerField(
        lazy("年份"),
        [
            InputRequired(lazy("请填写年份。")),
            NumberRange(FIRST_YEAR, LAST_YEAR, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )
    month = SelectField(lazy("月份"), default="0")

    def __init__(self, *, templates: list[Version], **fields: Any) -> None:
        super().__init__(**fields)
        self.templates = {version.slug: version for version in templates}
        self.slug.choices = [(v.slug, v.definition.name) for v in templates]
        self.month.choices = [
            ("0", _("全年")),
            *((str(n), _("%(month)s 月", month=n)) for n in range(1, 13)),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        fits = bool(super().validate(extra_validators))
        version = self.templates.get(self.slug.data)
        if version is None:
            return False
        monthly = version.definition.every is Every.MONTH
        if monthly and self.month.data == "0":
            self.month.errors = [*self.month.errors, _("这张表按月填报，请选择月份。")]
            return False
        if not monthly and self.month.data != "0":
            self.month.errors = [*self.month.errors, _("这张表按年填报，月份请选“全年”。")]
            return False
        return fits


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A template as a file; WTForms leaves the file itself to the view."""

    note = StringField(lazy("这一版改了什么"), [Length(max=200)], filters=[plain])
    text = TextAreaField(lazy("模板（JSON）"))
    slug = HiddenField()

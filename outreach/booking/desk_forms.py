"""What the venue types at its desk."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange

from outreach.web.words import lazy


class ReasonForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    reason = TextAreaField(
        lazy("原因"), [InputRequired(lazy("请写明原因，老师会看到这句话。")), Length(max=300)]
    )


class MoveForm(FlaskForm):  # type: ignore[misc]
    day = DateField(lazy("新的日期"), [InputRequired(lazy("请选择日期。"))])
    starts = TimeField(lazy("开始时间"), [InputRequired(lazy("请选择时间。"))])


class CapacityForm(FlaskForm):  # type: ignore[misc]
    capacity = IntegerField(
        lazy("名额"),
        [
            InputRequired(lazy("请填写名额。")),
            NumberRange(1, 5000, lazy("名额在 1 到 5000 之间。")),
        ],
    )


class CountForm(FlaskForm):  # type: ignore[misc]
    pupils = IntegerField(
        lazy("到馆学生"),
        [
            InputRequired(lazy("请填写人数。")),
            NumberRange(0, 5000, lazy("人数在 0 到 5000 之间。")),
        ],
    )
    adults = IntegerField(
        lazy("到馆成人"),
        [
            InputRequired(lazy("请填写人数。")),
            NumberRange(0, 1000, lazy("人数在 0 到 1000 之间。")),
        ],
    )
    note = StringField(lazy("备注"), [Length(max=200)])

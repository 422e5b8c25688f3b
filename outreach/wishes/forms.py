"""What teachers type about a wish, and officers in answer."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    BooleanField,
    DateField,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from outreach.booking.forms import MOST, CountField, refuse_numbers, tidy
from outreach.province.model import GRADES, School
from outreach.province.words import grade_words
from outreach.web.tokens import TokenField
from outreach.web.words import _, lazy
from outreach.wishes.model import Told, Want, Way, WayKind
from outreach.wishes.ways import Asked
from outreach.wishes.words import WANTS, WAYS

WEEKS = 20
WHOLE = lazy("请填 %(min)s 到 %(max)s 之间的整数。")


def mondays(today: date) -> list[date]:
    first = today - timedelta(days=today.weekday())
    return [first + timedelta(weeks=n) for n in range(WEEKS)]


class AskForm(Form):
    """The first page, sent by GET: it stores nothing, so it needs no token."""

    want = RadioField(
        lazy("我想"),
        [InputRequired(lazy("请选择一种。"))],
        choices=[SelectChoice(want.value, words) for want, words in WANTS.items()],
    )
    grade = SelectField(lazy("年级"), [InputRequired(lazy("请选择年级。"))], validate_choice=False)
    pupils = CountField(
        lazy("学生人数"), [InputRequired(lazy("请填写学生人数。")), NumberRange(1, MOST, WHOLE)]
    )
    adults = CountField(
        lazy("老师人数"), [InputRequired(lazy("请填写老师人数。")), NumberRange(0, MOST, WHOLE)]
    )
    week_from = SelectField(
        lazy("最早哪一周"), [InputRequired(lazy("请选择一周。"))], validate_choice=False
    )
    week_to = SelectField(
        lazy("最晚哪一周"), [InputRequired(lazy("请选择一周。"))], validate_choice=False
    )
    topic = StringField(lazy("想了解的主题"), [Optional(), Length(max=60)], filters=[tidy])

    def prepare(self, *, school: School | None, today: date, week: Any) -> None:
        grades = (school.grades if school else ()) or GRADES
        self.grade.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(str(grade), grade_words(grade)) for grade in grades),
        ]
        weeks = [SelectChoice(day.isoformat(), week(day)) for day in mondays(today)]
        self.week_from.choices = self.week_to.choices = weeks
        self.weeks = {day.isoformat() for day in mondays(today)}

    def asked(self) -> Asked:
        return Asked(
            want=Want(self.want.data),
            grade=int(self.grade.data),
            pupils=int(self.pupils.data or 0),
            week_from=date.fromisoformat(self.week_from.data),
            week_to=date.fromisoformat(self.week_to.data),
        )

    def told(self, first: str, second: str | None) -> Told:
        asked = self.asked()
        return Told(
            want=asked.want,
            grade=asked.grade,
            pupils=asked.pupils,
            adults=int(self.adults.data or 0),
            week_from=asked.week_from,
            week_to=asked.week_to,
            topic=self.topic.data or None,
            first=first,
            second=second,
        )

    def validate_grade(self, field: SelectField) -> None:
        if field.data not in {str(grade) for grade in GRADES}:
            raise ValidationError(_("请选择年级。"))

    def validate_week_from(self, field: SelectField) -> None:
        if field.data not in self.weeks:
            raise ValidationError(_("请选择一周。"))

    def validate_week_to(self, field: SelectField) -> None:
        if field.data not in self.weeks:
            raise ValidationError(_("请选择一周。"))
        if self.week_from.data in self.weeks and field.data < self.week_from.data:
            raise ValidationError(_("最晚一周不能早于最早一周。"))

    def validate_topic(self, field: StringField) -> None:
        refuse_numbers(field.data)


class ChooseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """First and second choice among the ways. The token makes a second press harmless."""

    first = RadioField(lazy("第一志愿"), validate_choice=False)
    second = RadioField(lazy("第二志愿（选填）"), [Optional()], validate_choice=False)
    token = TokenField()

    def prepare(self, ways: Iterable[Way]) -> None:
        self.keys = {way.key for way in ways if way.possible}

    def open(self) -> None:
        self.token.renew()

    def validate_first(self, field: RadioField) -> None:
        if field.data not in self.keys:
            raise ValidationError(_("请选定第一志愿；有的日期可能刚刚报满。"))

    def validate_second(self, field: RadioField) -> None:
        if field.data and field.data not in self.keys:
            raise ValidationError(_("这一项刚刚报满，请另选。"))
        if field.data and field.data == self.first.data:
            raise ValidationError(_("第二志愿请选另一项，或者不选。"))


class PlanForm(FlaskForm):  # type: ignore[misc]
    """A plan: what comes, where, which days, and a word to the schools."""

    kind = SelectField(
        lazy("安排什么"),
        choices=[SelectChoice(kind.value, WAYS[kind]) for kind in WayKind],
    )
    place = StringField(
        lazy("地点"), [InputRequired(lazy("请填写地点。")), Length(max=60)], filters=[tidy]
    )
    starts_on = DateField(lazy("第一天"), [InputRequired(lazy("请选择日期。"))])
    ends_on = DateField(lazy("最后一天"), [InputRequired(lazy("请选择日期。"))])
    words = TextAreaField(
        lazy("给学校的话"),
        [InputRequired(lazy("请写一句答复，老师会看到。")), Length(max=400)],
        filters=[tidy],
    )
    open_to_all = BooleanField(lazy("附近学校也可选这一安排"))
    seen = HiddenField()

    def days(self) -> tuple[date, date]:
        """First and last day of a form that was found clean."""
        assert self.starts_on.data and self.ends_on.data  # noqa: S101, PT018 - both are required
        return self.starts_on.data, self.ends_on.data

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("最后一天不能早于第一天。"))

    def validate_words(self, field: TextAreaField) -> None:
        refuse_numbers(field.data)


class DeclineForm(FlaskForm):  # type: ignore[misc]
    words = TextAreaField(
        lazy("给学校的话"),
        [InputRequired(lazy("请写一句答复，老师会看到。")), Length(max=400)],
        filters=[tidy],
    )
    revision = HiddenField()

    def validate_words(self, field: TextAreaField) -> None:
        refuse_numbers(field.data)


def number_in(typed: object) -> int:
    """A revision that a form was opened with; -1, which no wish has, when it was lost."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def seen_in(typed: object) -> dict[int, int]:
    """Wishes and the revisions that were seen: "12:0,15:3"."""
    pairs = (pair.partition(":") for pair in str(typed or "").split(","))
    return {number_in(a): number_in(b) for a, _sep, b in pairs if number_in(a) > 0}

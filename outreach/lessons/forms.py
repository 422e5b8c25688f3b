"""What teachers and the centre type about a live lesson."""

from datetime import date
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    BooleanField,
    DateField,
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

from outreach.booking.forms import MOST, CountField, narrow, refuse_numbers, tidy
from outreach.lessons import words
from outreach.lessons.model import Line, RoomEntry, Roomful, Shown
from outreach.lessons.rules import complaints
from outreach.province.model import GRADES, School
from outreach.province.words import grade_words
from outreach.season.model import SessionFacts
from outreach.web.tokens import TokenField
from outreach.web.words import _, lazy

MOST_PLAYS = 2_000_000_000
WHOLE = lazy("请填 %(min)s 到 %(max)s 之间的整数。")


class JoinForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A classroom: what it is called, who is expected, and whether it can hear and see."""

    label = StringField(
        lazy("哪间教室"),
        [InputRequired(lazy("请填写教室，如 五(2)班教室。")), Length(max=30)],
        filters=[narrow],
    )
    grade = SelectField(lazy("年级"), [InputRequired(lazy("请选择年级。"))], validate_choice=False)
    pupils = CountField(
        lazy("预计学生"),
        [InputRequired(lazy("请填写学生人数。")), NumberRange(1, MOST, WHOLE)],
    )
    line = RadioField(
        lazy("网络"),
        [InputRequired(lazy("请选择教室用哪种网络。"))],
        choices=[SelectChoice(line.value, label) for line, label in words.LINES.items()],
    )
    spare_line = BooleanField(lazy("另备一条线路（多占一个接入名额）"))
    projector = BooleanField(lazy("有投影或大屏"))
    sound = BooleanField(lazy("电脑声音能让全班听见"))
    token = TokenField()
    school = HiddenField()

    def open(self, school: School) -> None:
        self.token.renew()
        self.school.data = str(school.id)

    def prepare(self, *, school: School, session: SessionFacts) -> None:
        suits = range(session.grades_from, session.grades_to + 1)
        fits = [grade for grade in (school.grades or GRADES) if grade in suits]
        self.grade.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(str(grade), grade_words(grade)) for grade in fits),
        ]

    def judge(self, session: SessionFacts) -> bool:
        """Whether the lesson takes such a room; every complaint stands at its field."""
        clean = bool(self.validate())
        if not (self.grade.errors or self.pupils.errors or self.line.errors):
            for refusal in complaints(self.entry(), session):
                name, said = words.complaint(refusal)
                self[name].errors = [*self[name].errors, said]
                clean = False
        return clean

    def entry(self) -> RoomEntry:
        return RoomEntry(
            label=self.label.data or "",
            grade=int(self.grade.data),
            pupils=int(self.pupils.data or 0),
            projector=bool(self.projector.data),
            sound=bool(self.sound.data),
            line=Line(self.line.data),
            spare_line=bool(self.spare_line.data),
        )

    def validate_label(self, field: StringField) -> None:
        refuse_numbers(field.data)

    def validate_grade(self, field: SelectField) -> None:
        if field.data not in {str(grade) for grade in GRADES}:
            raise ValidationError(_("请选择年级。"))

    def validate_projector(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("没有投影或大屏，全班看不清。请换一间教室。"))

    def validate_sound(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("请先确认电脑声音能让全班听见。"))


class RoomfulForm(FlaskForm):  # type: ignore[misc]
    """The roomful, counted by the teacher in a minute."""

    pupils = CountField(
        lazy("到场学生"),
        [InputRequired(lazy("请填写人数。")), NumberRange(0, MOST, WHOLE)],
    )
    adults = CountField(
        lazy("到场老师"),
        [InputRequired(lazy("请填写人数。")), NumberRange(0, MOST, WHOLE)],
    )
    shown = RadioField(
        lazy("怎么上的"),
        [InputRequired(lazy("请选择。"))],
        choices=[SelectChoice(shown.value, label) for shown, label in words.SHOWN.items()],
    )
    day = DateField(lazy("放录播的日期"), [Optional()])

    def came(self, day: date) -> Roomful:
        shown = Shown(self.shown.data)
        shown_on = self.day.data if shown is Shown.RECORDED and self.day.data else day
        return Roomful(int(self.pupils.data or 0), int(self.adults.data or 0), shown, shown_on)

    def validate_day(self, field: DateField) -> None:
        if self.shown.data == Shown.RECORDED and field.data is None:
            raise ValidationError(_("请填放录播的日期。"))


class QuestionForm(FlaskForm):  # type: ignore[misc]
    words = TextAreaField(
        lazy("孩子们问了什么"),
        [InputRequired(lazy("请写下问题。")), Length(max=300)],
        filters=[tidy],
    )

    def validate_words(self, field: TextAreaField) -> None:
        refuse_numbers(field.data)


def _web_address(form: FlaskForm, field: StringField) -> None:
    del form
    if field.data and urlsplit(field.data).scheme not in {"http", "https"}:
        raise ValidationError(_("请填以 https:// 开头的网址。"))


class ArrangeForm(FlaskForm):  # type: ignore[misc]
    """How many lines the platform carries, where to join, where the recording is."""

    lines_limit = CountField(
        lazy("平台最多接入线路"), [InputRequired(lazy("请填写。")), NumberRange(1, MOST, WHOLE)]
    )
    address = StringField(lazy("加入网址"), [Optional(), Length(max=300), _web_address])
    recording = StringField(lazy("录播网址"), [Optional(), Length(max=300), _web_address])
    revision = HiddenField()


class FailForm(FlaskForm):  # type: ignore[misc]
    recording = StringField(
        lazy("录播网址（可以稍后再填）"), [Optional(), Length(max=300), _web_address]
    )


class PlaysForm(FlaskForm):  # type: ignore[misc]
    plays = CountField(
        lazy("平台播放次数"),
        [InputRequired(lazy("请填写。")), NumberRange(0, MOST_PLAYS, WHOLE)],
    )
    platform = StringField(
        lazy("哪个平台"), [InputRequired(lazy("请填写平台名称。")), Length(max=40)], filters=[tidy]
    )


class CallOffForm(FlaskForm):  # type: ignore[misc]
    reason = StringField(
        lazy("取消原因"),
        [InputRequired(lazy("请写明原因，老师会看到这句话。")), Length(max=200)],
        filters=[tidy],
    )


def revision_of(form: ArrangeForm) -> int:
    """The revision a form was opened with; -1, which no lesson has, when it was lost."""
    typed = str(form.revision.data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1

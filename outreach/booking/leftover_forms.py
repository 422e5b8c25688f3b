"""What is typed about a release of leftovers: when by the venue, what for by a school."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from outreach.booking import words
from outreach.booking.forms import TokenForm
from outreach.booking.rules import complaints
from outreach.kernel.clock import at_wall_clock
from outreach.province.model import GRADES, School
from outreach.province.words import grade_words
from outreach.season.model import SessionFacts
from outreach.web.words import _, lazy

LONGEST = timedelta(days=62)


class ReleaseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """When, and for which days; the venue is one of those the person runs."""

    venue = RadioField(
        lazy("场馆"), [InputRequired(lazy("请选择场馆。"))], coerce=str, validate_choice=True
    )
    day = DateField(lazy("放出日期"), [InputRequired(lazy("请选择日期。"))])
    clock = TimeField(lazy("放出时刻"), [InputRequired(lazy("请选择时间。"))])
    first = DateField(lazy("场次从"), [InputRequired(lazy("请选择日期。"))])
    last = DateField(lazy("场次到"), [InputRequired(lazy("请选择日期。"))])

    def validate_last(self, field: DateField) -> None:
        if not (self.first.data and field.data):
            return
        if not timedelta(0) <= field.data - self.first.data <= LONGEST:
            raise ValidationError(_("结束日期要在开始日期之后，最多相隔两个月。"))

    def opens_at(self) -> datetime:
        """For a form that was validated, as is `days`."""
        day, clock = self.day.data, self.clock.data
        assert day is not None and clock is not None  # noqa: S101, PT018
        return at_wall_clock(day, clock)

    def days(self) -> tuple[date, date]:
        first, last = self.first.data, self.last.data
        assert first is not None and last is not None  # noqa: S101, PT018
        return first, last


def _number(typed: object) -> int | None:
    text = str(typed)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class AskForm(TokenForm):
    """A group, and one or two sessions in which it would come."""

    first = SelectField(
        lazy("第一志愿"),
        [InputRequired(lazy("请选择场次。"))],
        coerce=_number,
        validate_choice=False,
    )
    second = SelectField(lazy("第二志愿"), [Optional()], coerce=_number, validate_choice=False)

    def offer(self, school: School, sessions: Sequence[tuple[int, str]]) -> None:
        """Let the school choose among a release's sessions."""
        grades = school.grades or tuple(GRADES)
        self.grade.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(str(g), grade_words(g)) for g in grades),
        ]
        listed = [SelectChoice(str(number), label) for number, label in sessions]
        self.first.choices = [SelectChoice("", _("请选择")), *listed]
        self.second.choices = [SelectChoice("", _("不选")), *listed]

    def choices(self) -> tuple[int, ...]:
        """Sessions in the order in which they are wished for."""
        typed = (self.first.data, self.second.data)
        return tuple(dict.fromkeys(c for c in typed if c is not None))

    def judge_for(self, sessions: dict[int, SessionFacts]) -> bool:
        """Whether every chosen session takes such a group; complaints stand at their fields."""
        clean = bool(self.validate())
        if any(choice not in sessions for choice in self.choices()):
            self.first.errors = [*self.first.errors, _("请选择列出的场次。")]
            return False
        if clean:
            for choice in self.choices():
                for refusal in complaints(self.group(), sessions[choice]):
                    name, said = words.complaint(refusal)
                    if said not in self[name].errors:
                        self[name].errors = [*self[name].errors, said]
                    clean = False
        return clean

    def validate_first(self, field: SelectField) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_("请选择场次。"))

"""What people type at the gate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.booking.model import DifferenceReason
from outreach.duty import sheet_rules
from outreach.duty.gate_actions import Count
from outreach.duty.incident_actions import Told
from outreach.duty.model import DutyRules
from outreach.duty.words import DIFFERENCES
from outreach.kernel.clock import at_wall_clock
from outreach.ledger.more_form import CountField, plain
from outreach.province.words import grade_words
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy


def no_person(_form: Any, field: StringField) -> None:
    """Free text names nobody: what looks like a personal number is not taken."""
    if field.data and holds_personal_number(field.data):
        raise ValidationError(_("请勿填写身份证号或电话。"))


def _heads(label: Any, most: int, least: int = 0) -> CountField:
    return CountField(
        label,
        [
            InputRequired(lazy("请填写人数。")),
            NumberRange(least, most, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )


def _coaches() -> CountField:
    words = lazy("请填 %(min)s 到 %(max)s 之间的整数。")
    return CountField(lazy("大客车"), [Optional(), NumberRange(0, sheet_rules.MOST_COACHES, words)])


class ClockField(StringField):
    """A time of day as people write it: 9:05, 905, ９：０５, 9点05."""

    def __init__(self, label: Any, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, [*validators, Length(max=12)], **options)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: FBT001 - WTForms calls it
        del form
        if self.data and not validation_stopped and sheet_rules.clock_of(self.data) is None:
            raise ValidationError(_("请写成 09:05。"))


class CountForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Who came. `seen` is how many counts there were when the form was opened."""

    seen = HiddenField()
    pupils = _heads(lazy("到馆学生"), sheet_rules.MOST_PUPILS)
    adults = _heads(lazy("到馆成人"), sheet_rules.MOST_ADULTS)
    coaches = _coaches()
    reason = SelectField(lazy("人数不同的原因"), default="")
    came = ClockField(lazy("到馆时间"))
    note = StringField(lazy("备注"), [Length(max=200), no_person], filters=[plain])

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        reasons = [(reason.value, DIFFERENCES[reason]) for reason in DifferenceReason]
        self.reason.choices = [("", _("人数相符或不清楚")), *reasons]

    def count(self, *, day: Any, now: datetime) -> Count:
        """What was typed; call after the form has validated. A time that is yet to come is now."""
        clock = sheet_rules.clock_of(self.came.data or "")
        came_at = at_wall_clock(day, clock) if clock else None
        return Count(
            pupils=self.pupils.data or 0,
            adults=self.adults.data or 0,
            coaches=self.coaches.data,
            came_at=came_at if came_at and came_at <= now else None,
            reason=DifferenceReason(self.reason.data) if self.reason.data else None,
            note=self.note.data,
        )

    @property
    def counts_seen(self) -> int:
        return sheet_rules.number_of(self.seen.data or "0", most=9999) or 0


class CoachesForm(FlaskForm):  # type: ignore[misc]
    coaches = CountField(
        lazy("大客车"),
        [
            InputRequired(lazy("请填写辆数，没有车填 0。")),
            NumberRange(0, sheet_rules.MOST_COACHES, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )


class DutyRulesForm(FlaskForm):  # type: ignore[misc]
    late_minutes = IntegerField(
        lazy("开场多少分钟后算迟到"),
        [InputRequired(lazy("请填写。")), NumberRange(5, 240, lazy("在 5 到 240 分钟之间。"))],
    )
    bays = IntegerField(
        lazy("大客车停车位"),
        [
            InputRequired(lazy("请填写，没有填 0。")),
            NumberRange(0, 60, lazy("在 0 到 60 个之间。")),
        ],
    )

    def gate(self) -> DutyRules:
        return DutyRules(self.late_minutes.data or 30, self.bays.data or 0)


class IncidentForm(FlaskForm):  # type: ignore[misc]
    """Time, place, what, action; no names."""

    token = HiddenField()
    revision = HiddenField()
    day = DateField(lazy("日期"), [InputRequired(lazy("请填写日期。"))])
    at = ClockField(lazy("时间"), [InputRequired(lazy("请填写时间，例如 10:20。"))])
    hall = SelectField(lazy("地点"), default="")
    place = StringField(lazy("不在展厅时的地点"), [Length(max=60), no_person], filters=[plain])
    what = TextAreaField(
        lazy("发生了什么"),
        [InputRequired(lazy("请写明发生了什么。")), Length(max=400), no_person],
    )
    done = TextAreaField(
        lazy("怎样处理的"),
        [InputRequired(lazy("请写明怎样处理的，还没处理也请写一句。")), Length(max=400), no_person],
    )
    closed = BooleanField(lazy("已处理完"))

    def __init__(self, *, halls: list[tuple[str, str]], now: datetime, **fields: Any) -> None:
        super().__init__(**fields)
        self.hall.choices = [("", _("其他地点")), *halls]
        self.now = now

    def validate_place(self, field: StringField) -> None:
        if not field.data and not self.hall.data:
            raise ValidationError(_("请选展厅，或写明地点。"))

    def validate_at(self, field: ClockField) -> None:
        clock = sheet_rules.clock_of(field.data or "")
        if clock and self.day.data and at_wall_clock(self.day.data, clock) > self.now:
            raise ValidationError(_("这个时间还没到。"))

    def told(self) -> Told:
        """What was typed; call after the form has validated."""
        clock = sheet_rules.clock_of(self.at.data or "")
        assert clock is not None  # noqa: S101 - a validator has refused anything else
        assert self.day.data is not None  # noqa: S101
        return Told(
            at=at_wall_clock(self.day.data, clock),
            hall_id=int(self.hall.data) if self.hall.data else None,
            place=self.place.data,
            what=" ".join((self.what.data or "").split()),
            done=" ".join((self.done.data or "").split()),
            closed=self.closed.data,
        )


class WalkInForm(FlaskForm):  # type: ignore[misc]
    """A group at the door: its school, a session of today with room, and how many."""

    token = HiddenField()
    session_id = SelectField(lazy("场次"), [InputRequired(lazy("请选一个场次。"))])
    school_text = StringField(
        lazy("学校"),
        [InputRequired(lazy("请填写学校。")), Length(max=60), no_person],
        filters=[plain],
    )
    school_id = IntegerField(lazy("学校"), [Optional()])
    unregistered = BooleanField(lazy("名录里没有这所学校"))
    county_code = SelectField(lazy("县（市、区）"), default="", validate_choice=True)
    pupils = _heads(lazy("学生"), sheet_rules.MOST_PUPILS, least=1)
    adults = _heads(lazy("成人"), sheet_rules.MOST_ADULTS)
    grade = SelectField(lazy("年级"), default="")
    coaches = _coaches()

    def __init__(
        self, *, sessions: list[tuple[str, str]], counties: list[tuple[str, str]], **fields: Any
    ) -> None:
        super().__init__(**fields)
        self.session_id.choices = sessions
        self.county_code.choices = [("", _("请选择")), *counties]
        grades = [(str(grade), grade_words(grade)) for grade in range(13)]
        self.grade.choices = [("", _("不清楚或多个年级")), *grades]

    def validate_county_code(self, field: SelectField) -> None:
        if self.unregistered.data and not field.data:
            raise ValidationError(_("名录里没有的学校，请选它在哪个县。"))


class ExplainForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField(
        lazy("当天为什么没来"),
        [InputRequired(lazy("请写一两句原因。")), Length(max=300), no_person],
    )


class DecideForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(
        lazy("理由"),
        [InputRequired(lazy("请写明理由，学校会看到。")), Length(max=300), no_person],
    )

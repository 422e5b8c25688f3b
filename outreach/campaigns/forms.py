"""What officers type to begin a campaign, and how schools answer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.booking.forms import refuse_numbers, tidy
from outreach.campaigns import rules
from outreach.campaigns.model import Plan, Reason
from outreach.campaigns.words import REASONS
from outreach.province.model import GRADES, School
from outreach.province.words import grade_words
from outreach.season.model import Session
from outreach.web.filters import day as day_words
from outreach.web.words import _, lazy
from outreach.wishes.forms import mondays

PUPILS = NumberRange(1, 9999, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))


class CampaignForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A campaign's name and day; places are asked for session by session."""

    name = StringField(
        lazy("名称"),
        [InputRequired(lazy("请起个名称。")), Length(max=60, message=lazy("最多 60 字。"))],
        filters=[tidy],
    )
    each = IntegerField(lazy("每校留多少名额"), [InputRequired(lazy("请填人数。")), PUPILS])
    until = DateField(lazy("名额保留到哪天"), [InputRequired(lazy("请填日期。"))])
    words = TextAreaField(
        lazy("写给学校的一句话"),
        [Optional(), Length(max=200, message=lazy("最多 200 字。"))],
        filters=[tidy],
    )

    def prepare(self, sessions: Sequence[Session], *, kept: Mapping[int, int]) -> None:
        """`kept`: places of these sessions that other campaigns keep."""
        self.sessions: dict[int, Session] = {session.id: session for session in sessions}
        self.most: dict[int, int] = {
            session.id: rules.most_to_keep(session, kept=kept.get(session.id, 0))
            for session in sessions
        }
        self.typed: dict[int, str] = {}
        self.places: dict[int, int] = {}
        self.form_errors: list[str] = []

    def judge(self, typed: Mapping[str, str], *, today: date) -> bool:
        """Whether everything is in order; all complaints are said at once."""
        self.typed = {id_: typed.get(f"places-{id_}", "").strip() for id_ in self.sessions}
        valid = bool(self.validate())
        complaints = list(self._judge_places())
        if not self.places and not complaints:
            complaints.append(_("请至少给一个场次填保留的名额。"))
        if self.places and self.until.data is not None:
            chosen = [self.sessions[id_] for id_ in self.places]
            last = rules.last_day(chosen, today=today)
            if not today <= self.until.data <= last:
                self.until.errors = [
                    *self.until.errors,
                    _(
                        "请选今天到 %(last)s 之间：之后要留时间给别的学校预约。",
                        last=day_words(last),
                    ),
                ]
                valid = False
        self.form_errors = [*self.form_errors, *complaints]
        return valid and not complaints

    def _judge_places(self) -> Any:
        for id_, text in self.typed.items():
            if text in ("", "0"):
                continue
            session, most = self.sessions[id_], self.most[id_]
            if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most):
                yield _(
                    "%(day)s 最多保留 %(most)s 个名额（不超过一半，也不超过余下的）。",
                    day=day_words(session.day),
                    most=most,
                )
            else:
                self.places[id_] = int(text)

    def plan(self, programme_id: int) -> Plan:
        assert self.until.data is not None  # noqa: S101 - judged before
        return Plan(
            name=self.name.data or "",
            programme_id=programme_id,
            each=int(self.each.data or 0),
            places=dict(self.places),
            until=self.until.data,
            words=self.words.data or "",
        )

    def validate_name(self, field: StringField) -> None:
        refuse_numbers(field.data)

    def validate_words(self, field: TextAreaField) -> None:
        refuse_numbers(field.data)


class AcceptForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The school means to come: on which day, with how many."""

    session = RadioField(lazy("哪一场"), [InputRequired(lazy("请选一场。"))])
    pupils = IntegerField(lazy("大约多少学生"), [InputRequired(lazy("请填人数。")), PUPILS])

    def prepare(self, choices: Collection[tuple[int, str]]) -> None:
        self.session.choices = [SelectChoice(str(id_), label) for id_, label in choices]


class DeclineForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    reason = RadioField(
        lazy("原因"),
        [InputRequired(lazy("请选一个原因，我们好改进。"))],
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
    )
    note = StringField(
        lazy("补充"),
        [Optional(), Length(max=100, message=lazy("最多 100 字。"))],
        filters=[tidy],
    )

    def validate_note(self, field: StringField) -> None:
        refuse_numbers(field.data)

    def chosen(self) -> Reason:
        return Reason(self.reason.data)


class OtherDatesForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """At another time: a wish, told with the least that a wish needs."""

    grade = SelectField(lazy("年级"), [InputRequired(lazy("请选择年级。"))])
    pupils = IntegerField(lazy("大约多少学生"), [InputRequired(lazy("请填人数。")), PUPILS])
    week_from = SelectField(lazy("最早哪一周"), [InputRequired(lazy("请选择一周。"))])
    week_to = SelectField(lazy("最晚哪一周"), [InputRequired(lazy("请选择一周。"))])

    def prepare(self, *, school: School, today: date) -> None:
        self.grade.choices = [
            SelectChoice(str(grade), grade_words(grade)) for grade in school.grades or GRADES
        ]
        weeks = [
            SelectChoice(day.isoformat(), _("%(day)s 起", day=day_words(day)))
            for day in mondays(today)[1:]
        ]
        self.week_from.choices = self.week_to.choices = weeks

    def validate_week_to(self, field: SelectField) -> None:
        if (field.data or "") < (self.week_from.data or ""):
            raise ValidationError(_("最晚一周不能早于最早一周。"))

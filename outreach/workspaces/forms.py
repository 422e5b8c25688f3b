"""What somebody types who sends a task, or answers one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.booking.forms import refuse_numbers, tidy
from outreach.web.tokens import TokenField
from outreach.web.words import _, lazy
from outreach.workspaces.model import AnswerKind, Level, Order
from outreach.workspaces.words import KINDS, LEVELS

FARTHEST = timedelta(days=730)


class TaskForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    token = TokenField()
    title = StringField(
        lazy("要做什么"),
        [
            InputRequired(lazy("请写一句话说明要做什么。")),
            Length(max=60, message=lazy("最多 60 字。")),
        ],
        filters=[tidy],
    )
    words = TextAreaField(
        lazy("具体要求"), [Optional(), Length(max=1000, message=lazy("最多 1000 字。"))]
    )
    due = DateField(lazy("截止日期"), [InputRequired(lazy("请填日期。"))])
    kind = RadioField(
        lazy("怎样算完成"),
        [InputRequired(lazy("请选一项。"))],
        choices=[SelectChoice(each.value, KINDS[each]) for each in AnswerKind],
    )
    round = SelectField(lazy("哪张报表"), coerce=lambda typed: str(typed or ""), default="")
    until = DateField(lazy("核对到哪天"), [Optional()])
    level = RadioField(
        lazy("发给"),
        choices=[SelectChoice(each.value, LEVELS[each]) for each in Level],
        default=Level.COUNTIES.value,
    )
    chosen = SelectMultipleField(
        lazy("只发给这些"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(
        self,
        *,
        rounds: Iterable[tuple[int, str]],
        below: Iterable[tuple[str, str]],
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.today = today
        self.round.choices = [("", "–"), *((str(number), name) for number, name in rounds)]
        self.chosen.choices = list(below)

    def validate_words(self, field: TextAreaField) -> None:
        refuse_numbers(field.data)

    def validate_due(self, field: DateField) -> None:
        if field.data is not None and not self.today <= field.data <= self.today + FARTHEST:
            raise ValidationError(_("请选今天以后、两年以内的日期。"))

    def validate_round(self, field: SelectField) -> None:
        if self.kind.data == AnswerKind.RETURN and not field.data:
            raise ValidationError(_("请选一张报表。"))

    def validate_kind(self, field: RadioField) -> None:
        if field.data == AnswerKind.LEDGER and self.until.data is None:
            raise ValidationError(_("请填核对到哪天。"))

    def validate_until(self, field: DateField) -> None:
        if field.data is not None and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_("请选今天以后、两年以内的日期。"))

    def order(self) -> Order:
        kind = AnswerKind(self.kind.data or AnswerKind.NOTE)
        return Order(
            title=self.title.data or "",
            words=(self.words.data or "").strip(),
            due=self.due.data or self.today,
            kind=kind,
            round_id=int(self.round.data) if kind is AnswerKind.RETURN else None,
            until=self.until.data if kind is AnswerKind.LEDGER else None,
        )


class AnswerForm(FlaskForm):  # type: ignore[misc]
    words = TextAreaField(lazy("回复"), [Length(max=1000, message=lazy("最多 1000 字。"))])

    def __init__(self, *, needs_words: bool, **more: Any) -> None:
        super().__init__(**more)
        self.needs_words = needs_words

    def validate_words(self, field: TextAreaField) -> None:
        if self.needs_words and not (field.data or "").strip():
            raise ValidationError(_("请写几句。"))
        refuse_numbers(field.data)


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    reason = StringField(
        lazy("原因"),
        [InputRequired(lazy("请写原因，日后看得懂。")), Length(max=200)],
        filters=[tidy],
    )

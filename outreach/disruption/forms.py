"""What an officer picks: where, when, what kind, and the one reason every school reads."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from outreach.catalogue.forms import choices
from outreach.disruption.model import Choice, Reason, Scope, Touching, Turn
from outreach.disruption.rules import LONGEST
from outreach.disruption.words import REASONS, TOUCHING, TURNS
from outreach.kernel.span import Days
from outreach.province.forms import no_personal_number
from outreach.web.addresses import RowNumber
from outreach.web.words import _, lazy

REQUIRED = InputRequired(lazy("请填写。"))


class _DaysForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    starts_on = DateField(lazy("第一天"), [REQUIRED])
    ends_on = DateField(lazy("最后一天"), [REQUIRED])
    reason = SelectField(lazy("原因"), choices=choices(REASONS.items()))
    words = TextAreaField(
        lazy("给学校的一句话"),
        [
            DataRequired(lazy("请写一句话，每所学校都会看到。")),
            Length(max=200),
            no_personal_number,
        ],
    )
    turn = RadioField(lazy("先都按这样办"), choices=choices(TURNS.items()), default=Turn.POSTPONE)

    def validate_ends_on(self, field: DateField) -> None:
        first: date | None = self.starts_on.data
        if not first or not field.data:
            return
        if field.data < first:
            raise ValidationError(_("最后一天不能早于第一天。"))
        if field.data - first >= timedelta(days=LONGEST):
            raise ValidationError(_("一次最多处理 %(days)s 天。", days=LONGEST))

    @property
    def wanted(self) -> Turn:
        return Turn(self.turn.data)


class RainForm(_DaysForm):
    """Counties and days: weather, an epidemic, roads that are cut."""

    counties = SelectMultipleField(
        lazy("县（市、区）"), [InputRequired(lazy("请至少选一个县（市、区）。"))]
    )
    touching = RadioField(lazy("哪些团队"), choices=choices(TOUCHING.items()), default=Touching.ALL)
    venue = SelectField(lazy("只看一个场馆"), [Optional()])

    def scope(self) -> Scope:
        typed: Mapping[str, Any] = self.data
        return Scope(
            days=Days.through(typed["starts_on"], typed["ends_on"]),
            touching=Touching(typed["touching"]),
            counties=frozenset(typed["counties"]),
            venue_id=int(typed["venue"]) if typed["venue"] else None,
        )


class ShutForm(_DaysForm):
    """A venue, a hall or a programme that cannot be used for days or hours."""

    venue = SelectField(lazy("场馆"), [REQUIRED])
    part = SelectField(lazy("停用什么"), [Optional()])
    starts = TimeField(lazy("从几点"), [Optional()])
    ends = TimeField(lazy("到几点"), [Optional()])

    def validate_ends(self, field: TimeField) -> None:
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("结束时间要晚于开始时间。"))

    def validate_part(self, field: SelectField) -> None:
        """Halls and programmes are listed for all of the person's venues, named by them."""
        _kind, _colon, rest = (field.data or "").partition(":")
        if rest and rest.partition(":")[0] != self.venue.data:
            raise ValidationError(_("这个展厅或项目属于另一个场馆。"))

    def scope(self) -> Scope:
        typed: Mapping[str, Any] = self.data
        kind, _, rest = (typed["part"] or "").partition(":")
        part = int(rest.partition(":")[2]) if kind else None
        return Scope(
            days=Days.through(typed["starts_on"], typed["ends_on"]),
            touching=Touching.AT_VENUE,
            venue_id=int(typed["venue"]),
            hall_id=part if kind == "hall" else None,
            programme_id=part if kind == "programme" else None,
            starts=typed["starts"],
            ends=typed["ends"],
            closes=True,
        )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Carries the token of the preview; the rows stand beside it, one field for each booking."""

    token = HiddenField(validators=[InputRequired(), Length(min=16, max=64)])


class WriteOffForm(FlaskForm):  # type: ignore[misc]
    reason = StringField(
        lazy("不再补约的原因"),
        [DataRequired(lazy("请写明原因。")), Length(max=200), no_personal_number],
    )


CHOICE = re.compile(
    rf"(?P<turn>[a-z]+)(?::(?:(?P<session>{RowNumber.regex})|new:(?P<programme>{RowNumber.regex})))?",
    re.ASCII,
)
ROW = re.compile(rf"seen-(?P<booking>{RowNumber.regex})", re.ASCII)


def written(choice: Choice) -> str:
    """A choice as it stands in a form: cancel, postpone:12, inside:new:7."""
    if choice.session_id is not None:
        return f"{choice.turn}:{choice.session_id}"
    if choice.programme_id is not None:
        return f"{choice.turn}:new:{choice.programme_id}"
    return str(choice.turn)


def read_choice(text: str) -> Choice:
    """What a row was set to; anything that is no choice of ours leaves the group alone."""
    found = CHOICE.fullmatch(text)
    if found is None or found["turn"] not in set(Turn):
        return Choice(Turn.LEAVE)
    turn = Turn(found["turn"])
    session, programme = found["session"], found["programme"]
    if (turn in (Turn.CANCEL, Turn.OPEN, Turn.LEAVE)) != (session is None and programme is None):
        return Choice(Turn.LEAVE)
    return Choice(
        turn,
        session_id=int(session) if session else None,
        programme_id=int(programme) if programme else None,
    )


def read_rows(submitted: Mapping[str, str]) -> tuple[dict[int, Choice], dict[int, int]]:
    """Choices and seen revisions by booking, as the preview sent them back."""
    chosen: dict[int, Choice] = {}
    seen: dict[int, int] = {}
    for name, value in submitted.items():
        found = ROW.fullmatch(name)
        if found and re.fullmatch(RowNumber.regex, value, re.ASCII):
            number = int(found["booking"])
            seen[number] = int(value)
            chosen[number] = read_choice(submitted.get(f"turn-{number}", ""))
    return chosen, seen


def default_reason(*, shuts: bool) -> Reason:
    return Reason.MAINTENANCE if shuts else Reason.FLOOD

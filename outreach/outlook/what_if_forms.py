"""What somebody would change, read from the address so that it can be sent as a link."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.booking.forms import refuse_numbers, tidy
from outreach.outlook.trying import Question
from outreach.province.model import County
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.words import _, lazy

MOST_DAYS, MOST_MOVED, MOST_PICKED = 60, 100, 60


def _whole(low: int, high: int) -> list[Any]:
    return [Optional(), NumberRange(low, high, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))]


class WhatIfForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """More van days, schools chosen by hand, visits moved from one county to another."""

    class Meta:
        csrf = False

    days = IntegerField(lazy("多几个出车日"), _whole(0, MOST_DAYS))
    area = SelectField(lazy("在哪里"), validate_choice=True)
    places = IntegerField(lazy("每天能接待学生"), _whole(10, 5000))
    schools = IntegerField(lazy("每天最多去几所学校"), _whole(1, 6))
    km = IntegerField(lazy("同一天的学校相距不超过（公里）"), _whole(1, 60))
    move = IntegerField(lazy("把几次到馆参观"), _whole(0, MOST_MOVED))
    move_from = SelectField(lazy("从"), name="from")
    move_to = SelectField(lazy("改给"), name="to")

    def __init__(
        self, args: MultiDict[str, str], counties: Collection[County], *, usual: Question
    ) -> None:
        given = {
            "days": usual.days,
            "places": usual.places,
            "schools": usual.schools_a_day,
            "km": int(usual.within_km),
            "move": 0,
            "area": "",
            "from": "",
            "to": "",
        }
        filled = MultiDict({name: str(value) for name, value in given.items()})
        for name in ("days", "area", "places", "schools", "km", "move", "from", "to"):
            if args.get(name):
                filled[name] = args[name]
        super().__init__(formdata=filled)
        cities = dict.fromkeys((c.city_code, c.city_name, c.city_name_en) for c in counties)
        both = [SelectChoice(c.code, named(c)) for c in counties]
        everywhere = [SelectChoice("", _("全部范围"))]
        english = bool(both) and named(next(iter(counties))) != next(iter(counties)).name
        self.area.choices = [
            *everywhere,
            *(SelectChoice(code, name_en if english else name) for code, name, name_en in cities),
            *both,
        ]
        self.move_from.choices = [SelectChoice("", "–"), *both]
        self.move_to.choices = [SelectChoice("", "–"), *both]
        self.picked = _picked(args)

    def validate_move_to(self, field: SelectField) -> None:
        if self.move.data and field.data and field.data == self.move_from.data:
            raise ValidationError(_("请选另一个县。"))

    def question(self) -> Question:
        """What is asked; where a field does not hold, as if it had not been filled."""
        if not self.validate():
            return Question()
        usual = Question()
        return Question(
            days=self.days.data or 0,
            area=self.area.data or None,
            places=self.places.data or usual.places,
            schools_a_day=self.schools.data or 1,
            within_km=float(self.km.data or usual.within_km),
            picked=self.picked,
            move=self.move.data or 0,
            move_from=self.move_from.data or None,
            move_to=self.move_to.data or None,
        )


def _picked(args: MultiDict[str, str]) -> dict[int, int | None]:
    """`pick=17&pupils-17=300`; a school without a number is expected whole."""
    found: dict[int, int | None] = {}
    for school in args.getlist("pick", type=row_number)[:MOST_PICKED]:
        expected = args.get(f"pupils-{school}", type=row_number)
        found[school] = min(expected, 20_000) if expected else None
    return found


def address(question: Question) -> str:
    """The same question as parts of an address."""
    parts: list[tuple[str, str]] = [
        ("days", str(question.days)),
        ("area", question.area or ""),
        ("places", str(question.places)),
        ("schools", str(question.schools_a_day)),
        ("km", f"{question.within_km:g}"),
        ("move", str(question.move)),
        ("from", question.move_from or ""),
        ("to", question.move_to or ""),
    ]
    for school, expected in question.picked.items():
        parts.append(("pick", str(school)))
        if expected:
            parts.append((f"pupils-{school}", str(expected)))
    return urlencode(parts)


class NameForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """What a scenario is called when it is kept."""

    name = StringField(
        lazy("给这个方案起个名字"),
        [InputRequired(lazy("请填名字。")), Length(max=60, message=lazy("最多 60 字。"))],
        filters=[tidy],
    )

    def validate_name(self, field: StringField) -> None:
        refuse_numbers(field.data)

"""One number a day, and each partner's part of a joint activity."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from outreach.ledger.model import Partner
from outreach.ledger.more_form import MOST, CountField, count
from outreach.web.words import _, lazy


class DayForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """How many came on a day. `stood` is what the page showed for it, empty for nothing."""

    day = DateField(lazy("日期"), [InputRequired(lazy("请填写日期。"))])
    onsite = CountField(
        lazy("当天人次"),
        [
            InputRequired(lazy("请填写人次；没有开放填 0。")),
            NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )
    onsite_pupils = count(lazy("其中学生"))
    stood = HiddenField()

    def fits(self, *, first: date, last: date) -> bool:
        """All complaints at once; the day must be one of the activity's."""
        fine = bool(self.validate())
        if self.day.data and not first <= self.day.data <= last:
            self.day.errors = [*self.day.errors, _("请填活动期间、不晚于今天的日子。")]
            fine = False
        pupils = self.onsite_pupils.data
        if pupils is not None and pupils > (self.onsite.data or 0):
            complaint = _("学生包含在现场人次里，不能比它多。")
            self.onsite_pupils.errors = [*self.onsite_pupils.errors, complaint]
            fine = False
        return fine

    def told(self) -> tuple[date, int]:
        """The day and its number, of a form that fits."""
        if self.day.data is None or self.onsite.data is None:
            raise ValueError("read before it was found to fit")
        return self.day.data, self.onsite.data


class PartsForm(FlaskForm):  # type: ignore[misc]
    """A pair of numbers for each partner whose part somebody may tell."""

    revision = IntegerField(validators=[InputRequired()])


def parts_form(partners: Iterable[tuple[int, Partner]]) -> type[PartsForm]:
    """A form with fields for these partners, numbered as on the record."""
    fields: dict[str, Any] = {}
    for place, partner in partners:
        fields[f"onsite_{place}"] = count(partner.name, most=MOST)
        fields[f"pupils_{place}"] = count(lazy("其中学生"))
    return type("PartsOfThese", (PartsForm,), fields)

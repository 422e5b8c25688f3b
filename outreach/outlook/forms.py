"""Which part of the list somebody asks for, why a school is put off, and the weights."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from outreach.booking.forms import refuse_numbers, tidy
from outreach.outlook.model import Meeting, Weights
from outreach.outlook.rules import last_day_of_putting_off
from outreach.province.model import County, TravelBand
from outreach.web.words import _, lazy

BOUNDS = NumberRange(0, 3, lazy("请填 0 到 3 之间的数。"))


class PutOffForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Not now, because …"""

    until = DateField(lazy("到哪天再看"), [InputRequired(lazy("请填日期。"))])
    reason = StringField(
        lazy("原因"),
        [
            InputRequired(lazy("请写原因，日后看得懂。")),
            Length(max=200, message=lazy("最多 200 字。")),
        ],
        filters=[tidy],
    )

    def __init__(self, *, today: date, **more: Any) -> None:
        super().__init__(**more)
        self.today = today

    def validate_until(self, field: DateField) -> None:
        if field.data is None:
            return
        if field.data <= self.today:
            raise ValidationError(_("请选今天以后的日期。"))
        if field.data > last_day_of_putting_off(self.today):
            raise ValidationError(_("一次最多一年；到时再看一遍。"))

    def validate_reason(self, field: StringField) -> None:
        refuse_numbers(field.data)


class WeightsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The exponents of the four parts."""

    need = FloatField(lazy("需要"), [InputRequired(lazy("请填 0 到 3 之间的数。")), BOUNDS])
    gap = FloatField(lazy("缺口"), [InputRequired(lazy("请填 0 到 3 之间的数。")), BOUNDS])
    wait = FloatField(lazy("等待"), [InputRequired(lazy("请填 0 到 3 之间的数。")), BOUNDS])
    way = FloatField(lazy("路程"), [InputRequired(lazy("请填 0 到 3 之间的数。")), BOUNDS])

    def weights(self) -> Weights:
        return Weights(
            *(float(field.data or 0) for field in (self.need, self.gap, self.wait, self.way))
        )


class Chosen:
    """What the address asks for, as far as it is among the reader's own counties."""

    def __init__(self, args: Mapping[str, str], counties: Collection[County]) -> None:
        self.city = self._known(args.get("city"), {county.city_code for county in counties})
        self.county = self._known(args.get("county"), {county.code for county in counties})
        bands = {band.value: band for band in TravelBand}
        self.band = bands.get(args.get("band", ""))
        meetings = {meeting.value: meeting for meeting in Meeting}
        self.meeting = meetings.get(args.get("kind", ""))
        self.counties = [
            county
            for county in counties
            if (self.county is None or county.code == self.county)
            and (self.city is None or county.city_code == self.city)
        ]

    @staticmethod
    def _known(asked: str | None, known: Collection[str]) -> str | None:
        return asked if asked in known else None

    @property
    def is_narrow(self) -> bool:
        return any((self.city, self.county, self.band, self.meeting))

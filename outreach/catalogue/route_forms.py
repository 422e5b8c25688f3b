"""A route's way as a coordinator types it: halls in order, with minutes."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from outreach.catalogue.forms import choices
from outreach.catalogue.model import Hall, Programme, Stop, Venue
from outreach.province.forms import NarrowIntegerField, narrow, no_personal_number
from outreach.web.filters import named
from outreach.web.words import _, lazy

MOST_STOPS = 6
LONGEST_STOP = 180


class StopForm(Form):
    hall_id = SelectField(lazy("展厅"), coerce=int)
    minutes = NarrowIntegerField(lazy("停留"), [Optional(), NumberRange(5, LONGEST_STOP)])

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """A stop without minutes is none; `Optional` alone would let it pass."""
        clean = bool(super().validate(extra_validators))
        if self.hall_id.data and self.minutes.data is None and not self.minutes.errors:
            self.minutes.errors = [*self.minutes.errors, _("请写停留几分钟。")]
            clean = False
        return clean


class WayForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Six places for stops; those without a hall are left out."""

    stops = FieldList(FormField(StopForm), min_entries=MOST_STOPS, max_entries=MOST_STOPS)
    rotates = BooleanField(lazy("各批次分头走，轮流进入各展厅"))
    note = StringField(
        lazy("这次改了什么"), [Length(max=200), no_personal_number], filters=[narrow]
    )
    version = HiddenField()

    @classmethod
    def of(cls, programme: Programme, venue: Venue) -> "WayForm":
        """The form with the way as it is, for the halls of its venue."""
        stops = [{"hall_id": int(s.hall.id), "minutes": s.minutes} for s in programme.stops]
        blank = {"hall_id": 0, "minutes": None}
        form = cls(
            data={
                "stops": stops + [blank] * (MOST_STOPS - len(stops)),
                "rotates": programme.rotates,
                "version": str(programme.version),
            }
        )
        halls = [(0, _("不设这一站")), *((int(hall.id), named(hall)) for hall in venue.halls)]
        for entry in form.stops:
            entry.form.hall_id.choices = choices(halls)
        return form

    def validate_stops(self, field: "FieldList[Any]") -> None:
        if not any(entry.form.hall_id.data for entry in field):
            raise ValidationError(_("请至少选一个展厅。"))

    def way(self, halls: dict[int, Hall]) -> tuple[Stop, ...]:
        """The stops as typed; call after the form has validated."""
        typed: list[dict[str, Any]] = self.stops.data
        return tuple(Stop(halls[t["hall_id"]], t["minutes"]) for t in typed if t["hall_id"])

"""Which period and which measure somebody asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectChoice, SelectField  # type: ignore[attr-defined]  # not in its stubs
from wtforms.validators import Optional

from outreach.kernel.span import Days
from outreach.reach import periods, words
from outreach.reach.model import Measure
from outreach.reach.periods import Period, PeriodChoice
from outreach.web.words import _, lazy

LONGEST_DAYS = 3660  # ten years; beyond that a slip of the finger is likelier


def _choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


class PeriodForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Read from the address, so that a board can be sent to somebody as a link."""

    class Meta:
        csrf = False

    period = SelectField(lazy("时段"), choices=_choices(words.PERIODS))
    first = DateField(lazy("起始日"), [Optional()], name="from")
    last = DateField(lazy("截止日"), [Optional()], name="to")
    measure = SelectField(lazy("指标"), choices=_choices(words.MEASURES))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Chosen days are asked for only where the period is made of them."""
        held = bool(super().validate(extra_validators))
        complaint = self._complaint() if self.period.data == PeriodChoice.CUSTOM.value else None
        if complaint is not None:
            self.last.errors = [*self.last.errors, complaint]
        return held and complaint is None

    def _complaint(self) -> str | None:
        first, last = self.first.data, self.last.data
        if first is None or last is None:
            return str(_("自选日期请填起始日和截止日。"))
        if last < first:
            return str(_("截止日不能早于起始日。"))
        return str(_("时段最长十年。")) if (last - first).days > LONGEST_DAYS else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; a form that does not hold keeps its complaints beside it."""

    form: PeriodForm
    period: Period
    measure: Measure

    @property
    def is_valid(self) -> bool:
        return not self.form.errors

    def address(self, measure: Measure | None = None) -> dict[str, str]:
        """The same question as parts of an address."""
        parts = {"period": self.period.choice.value, "measure": (measure or self.measure).value}
        if self.period.choice is PeriodChoice.CUSTOM:
            days = self.period.days
            parts |= {"from": days.first.isoformat(), "to": days.last.isoformat()}
        return parts


def asked(args: dict[str, str], *, today: date) -> Asked:
    """This school year and people, unless the address says otherwise."""
    defaults = {"period": PeriodChoice.SCHOOL_YEAR.value, "measure": Measure.PEOPLE.value}
    form = PeriodForm(formdata=MultiDict(defaults | args))
    measure = Measure(form.measure.data) if form.validate() else Measure.PEOPLE
    if form.errors:
        return Asked(form, periods.period(PeriodChoice.SCHOOL_YEAR, today=today), measure)
    choice = PeriodChoice(form.period.data)
    first, last = form.first.data, form.last.data
    if choice is PeriodChoice.CUSTOM and first is not None and last is not None:
        return Asked(form, Period(choice, Days.through(first, last)), measure)
    return Asked(form, periods.period(choice, today=today), measure)

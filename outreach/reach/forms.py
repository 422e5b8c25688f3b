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
from outreach.reach.periods import Half, Period, PeriodChoice, Term
from outreach.web.words import _, lazy

LONGEST_DAYS = 3660  # ten years; beyond that a slip of the finger is likelier


TERMS = 8
"""Four years of terms to choose from; an address may name others."""


def _choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


def period_choices(today: date, chosen: str | None) -> dict[str, list[SelectChoice]]:
    """The usual periods, terms, and whole school years, newest first; and what was chosen."""
    terms = periods.latest_terms(today, TERMS)[::-1]
    named = periods.read_term(chosen or "")
    years = [Term(year, Half.YEAR) for year in dict.fromkeys(t.days.first.year for t in terms)]
    years = [year for year in years if year.days.first <= today]
    if named is not None and named not in [*terms, *years]:
        (years if named.half is Half.YEAR else terms).append(named)
    return {
        str(_("常用")): _choices(words.PERIODS),
        str(_("学期")): [SelectChoice(term.value, words.term(term)) for term in terms],
        str(_("学年")): [SelectChoice(year.value, words.term(year)) for year in years],
    }


class PeriodForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Read from the address, so that a board can be sent to somebody as a link."""

    class Meta:
        csrf = False

    period = SelectField(lazy("时段"), choices=[])
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
        return self.period.address | {"measure": (measure or self.measure).value}

    def at(self, term: Term) -> dict[str, str]:
        """The same question about another term."""
        return {"period": term.value, "measure": self.measure.value}


def asked(
    args: dict[str, str], *, today: date, usual: Period | None = None, prefix: str = ""
) -> Asked:
    """This school year and people, unless `usual` or the address says otherwise.

    `prefix` stands before the names of the fields, where a page asks for two periods.
    """
    fallback = usual or periods.period(PeriodChoice.SCHOOL_YEAR, today=today)
    typed = fallback.address | {"measure": Measure.PEOPLE.value} | args
    form = PeriodForm(
        MultiDict({prefix + name: text for name, text in typed.items()}), prefix=prefix
    )
    form.period.choices = period_choices(today, form.period.data)
    measure = Measure(form.measure.data) if form.validate() else Measure.PEOPLE
    if form.errors:
        return Asked(form, fallback, measure)
    term = periods.read_term(form.period.data)
    if term is not None:
        return Asked(form, periods.of_term(term), measure)
    choice = PeriodChoice(form.period.data)
    first, last = form.first.data, form.last.data
    if choice is PeriodChoice.CUSTOM and first is not None and last is not None:
        return Asked(form, Period(choice, Days.through(first, last)), measure)
    return Asked(form, periods.period(choice, today=today), measure)

"""What may be told of an activity besides where, when and how many: folded away on the page."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.ledger.model import Kind, Label, Partner, PartnerRole
from outreach.ledger.record_model import Record
from outreach.ledger.words import LABELS
from outreach.web.words import _, lazy

MOST = 2_000_000  # more than one day can bring; a slip of the thumb is likelier
PARTNERS = 8
LONGEST = timedelta(days=366)
STANDS = (Kind.MOBILE_EXHIBITION, Kind.EXHIBITION)
"""Kinds that stand for many days and can be counted day by day."""

OWN = {"own": True, "shared": False}
AS_TYPED = ("vehicle", "kilometres", "volunteers", "volunteer_hours", "funding", "until_day")

Complaints = Iterator[tuple[Any, str]]


def plain(text: str | None) -> str | None:
    """Typed text without needless blanks; None when nothing is left."""
    return " ".join((text or "").split()) or None


class CountField(IntegerField):
    """A whole number, also with full-width digits or commas between the thousands."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        narrow = [unicodedata.normalize("NFKC", str(value)) for value in valuelist]
        digits = ["".join(text.replace(",", "").split()) for text in narrow]
        super().process_formdata([text for text in digits if text])


def count(label: Any, *, most: int = MOST, least: int = 0) -> CountField:
    return CountField(
        label,
        [
            Optional(),
            NumberRange(least, most, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )


def names(text: str | None) -> tuple[str, ...]:
    """One per line, or with a comma between; the same name twice is one unit."""
    for mark in "、，,;；":
        text = (text or "").replace(mark, "\n")
    typed = [plain(line) for line in (text or "").splitlines()]
    return tuple(dict.fromkeys(name for name in typed if name))


class TicksField(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MoreFields(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Days, labels, units, vehicle, volunteers and money; an activity can do without any."""

    until_day = DateField(lazy("结束日期"), [Optional()])
    onsite_rough = BooleanField(lazy("是估计的，不是数出来的（约）"))
    labels = TicksField(lazy("标签"), choices=lambda: [(x.value, LABELS[x]) for x in Label])
    own_programme = SelectField(
        lazy("项目来源"),
        choices=lambda: [
            ("", _("没有说明")),
            ("own", _("自有项目")),
            ("shared", _("其他单位共享")),
        ],
        default="",
    )
    vehicle = StringField(lazy("车辆"), [Length(max=40)], filters=[plain])
    kilometres = count(lazy("往返里程（公里）"), most=5_000)
    volunteers = count(lazy("志愿者人数"), most=5_000)
    volunteer_hours = count(lazy("志愿服务时数"), most=100_000)
    funding = StringField(lazy("经费项目"), [Length(max=80)], filters=[plain])
    carried_by = TextAreaField(lazy("承办单位"), [Length(max=600)])
    partners = TextAreaField(lazy("合作单位"), [Length(max=600)])

    @property
    def units(self) -> tuple[Partner, ...]:
        """The partners as they were typed; who is typed twice carries it out."""
        carry = names(self.carried_by.data)
        help_ = [name for name in names(self.partners.data) if name not in carry]
        return (
            *(Partner(name, PartnerRole.CARRIES) for name in carry),
            *(Partner(name) for name in help_),
        )

    @property
    def is_told_more(self) -> bool:
        """Whether there is anything to see in the part that is folded away."""
        typed = (*AS_TYPED, "labels", "own_programme", "onsite_rough")
        return any(self[name].data or self[name].errors for name in typed)

    def units_complaints(self) -> Complaints:
        if len(self.units) > PARTNERS:
            yield self.partners, _("合作单位最多填 %(most)s 个。", most=PARTNERS)
        if any(len(unit.name) > 60 for unit in self.units):
            yield self.partners, _("每个合作单位的名称不超过 60 个字。")

    def days_complaints(self, first: Any) -> Complaints:
        last = self.until_day.data
        if first is None or last is None:
            return
        if last < first:
            yield self.until_day, _("结束日期不能早于开始日期。")
        elif last - first > LONGEST:
            yield self.until_day, _("一次活动最长一年；更长的请按年分开记。")

    def more(self) -> dict[str, Any]:
        """As an entry takes it. A last day that is the first is none."""
        return {
            **{name: self[name].data or (0 if self[name].data == 0 else None) for name in AS_TYPED},
            "onsite_rough": True if self.onsite_rough.data else None,
            "labels": tuple(x for x in Label if x.value in (self.labels.data or ())),
            "own_programme": OWN.get(self.own_programme.data),
            "partners": self.units,
        }


def more_told(record: Record) -> dict[str, Any]:
    """What the fields start from when a record is opened again."""
    activity = record.activity
    own = {True: "own", False: "shared", None: ""}[activity.own_programme]
    return {
        **{name: getattr(activity, name) for name in AS_TYPED},
        "onsite_rough": activity.onsite_rough,
        "labels": [label.value for label in record.labels],
        "own_programme": own,
        "carried_by": _lines(record, PartnerRole.CARRIES),
        "partners": _lines(record, PartnerRole.HELPS),
    }


def _lines(record: Record, role: PartnerRole) -> str:
    return "\n".join(partner.name for partner in record.partners if partner.role is role)

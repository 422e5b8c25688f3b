"""What is typed about papers: dates and counts, and copies of what was sealed."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.booking.forms import CountField, tidy
from outreach.catalogue.paper_terms import Paper
from outreach.papers.model import NEEDS_UPLOAD, Filing, Handed, Told
from outreach.papers.rules import LARGEST_COPY
from outreach.papers.words import FILINGS
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

MOST = 9999


class PaperForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """One paper. The revision is the one the page was opened with."""

    revision = HiddenField()

    def open(self, handed: Handed | None) -> None:
        """Show what was told before."""
        self.revision.data = str(handed.revision if handed else 0)
        if handed is None:
            return
        for name, value in zip(Told.__dataclass_fields__, told_values(handed.told), strict=True):
            if name in self and value is not None:
                self[name].data = value

    def opened_with(self) -> int:
        return opened_with(self.revision)

    def told(self) -> Told:
        """For a form that was validated; an empty text is nothing."""
        typed: dict[str, Any] = {
            name: self[name].data or (0 if self[name].data == 0 else None)
            for name in Told.__dataclass_fields__
            if name in self
        }
        if "filing" in typed:
            typed["filing"] = Filing(typed["filing"])
        return Told(**typed)

    def copies_sent(self) -> list[bytes]:
        """The files that were chosen, each read to one byte more than is allowed."""
        if "copies" not in self:
            return []
        chosen: list[FileStorage] = [each for each in self["copies"].data or [] if each]
        contents = [each.stream.read(LARGEST_COPY + 1) for each in chosen]
        for each in chosen:
            each.close()  # large ones lie on the disk meanwhile
        return contents


def opened_with(revision: HiddenField) -> int:
    """The revision a form was opened with; -1, which no paper has, when it was lost."""
    typed = str(revision.data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def told_values(told: Told) -> list[Any]:
    return [getattr(told, name) for name in Told.__dataclass_fields__]


class CopyForm(PaperForm):
    copies = MultipleFileField(lazy("盖章后的照片或 PDF"), [Optional()])


class FilingForm(CopyForm):
    filing = RadioField(
        lazy("办到哪一步"),
        [InputRequired(lazy("请选择。"))],
        choices=[SelectChoice(each.value, FILINGS[each]) for each in Filing],
    )
    filed_on = DateField(lazy("报送或批复日期"), [Optional()])
    filing_number = StringField(
        lazy("备案号或批复文号"), [Optional(), Length(max=60)], filters=[tidy]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What was filed was filed on a day; an empty field is asked by nobody else."""
        clean = bool(super().validate(extra_validators))
        filed = self.filing.data in (Filing.FILED, Filing.APPROVED)
        if filed and self.filed_on.data is None and not self.filed_on.errors:
            self.filed_on.errors = [_("请填写日期。")]
            return False
        return clean

    def validate_filing_number(self, field: StringField) -> None:
        _no_personal_number(field.data)


class InsuranceForm(PaperForm):
    insured_until = DateField(lazy("保险到期日"), [InputRequired(lazy("请填写日期。"))])
    visit: date | None = None

    def validate_insured_until(self, field: DateField) -> None:
        if field.data and self.visit and field.data < self.visit:
            raise ValidationError(_("保险在参观那天之前到期，请先续保或补买当天的保险。"))


class CoachForm(PaperForm):
    coaches = CountField(
        lazy("车辆数"),
        [
            InputRequired(lazy("请填写车辆数；步行或坐公交填 0。")),
            NumberRange(0, 99, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )
    coach_firm = StringField(lazy("承运单位"), [Optional(), Length(max=60)], filters=[tidy])

    def validate_coach_firm(self, field: StringField) -> None:
        _no_personal_number(field.data)


class ConsentsForm(PaperForm):
    agreed = CountField(
        lazy("同意人数"),
        [
            InputRequired(lazy("请填写人数。")),
            NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )
    declined = CountField(
        lazy("不同意人数"),
        [
            InputRequired(lazy("请填写人数，没有填 0。")),
            NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。")),
        ],
    )


FORMS: dict[Paper, type[PaperForm]] = {
    Paper.LETTER: CopyForm,
    Paper.FILING: FilingForm,
    Paper.SAFETY_PLAN: CopyForm,
    Paper.INSURANCE: InsuranceForm,
    Paper.COACH: CoachForm,
    Paper.CONSENTS: ConsentsForm,
}


def form_for(kind: Paper, *, visit: date) -> PaperForm:
    form = FORMS[kind]()
    if isinstance(form, InsuranceForm):
        form.visit = visit
    return form


def wants_copy(kind: Paper, handed: Handed | None) -> bool:
    """Whether this form is nothing without a file: the first copy of a letter or a safety plan."""
    return kind in NEEDS_UPLOAD and not (handed and handed.uploads)


def _no_personal_number(text: str | None) -> None:
    if holds_personal_number(text or ""):
        raise ValidationError(_("这里像是有身份证号或电话号码，请删去。"))


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """What must be put right; the teacher reads it as it is."""

    revision = HiddenField()
    reason = TextAreaField(
        lazy("要补正什么"),
        [InputRequired(lazy("请写明要补正什么，老师会看到这句话。")), Length(max=300)],
        filters=[tidy],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        _no_personal_number(field.data)


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Why a visit is confirmed though papers are unchecked."""

    reason = TextAreaField(
        lazy("为什么现在就确认"),
        [InputRequired(lazy("材料还没有都核验，请写明原因；它会记在经过里。")), Length(max=300)],
        filters=[tidy],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        _no_personal_number(field.data)

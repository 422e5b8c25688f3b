"""What teachers type about a group that comes."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from outreach.booking import words
from outreach.booking.model import Booking, CancelReason, Group
from outreach.booking.rules import complaints
from outreach.province.model import GRADES, School
from outreach.province.words import grade_words
from outreach.season.model import SessionFacts
from outreach.web.personal import holds_personal_number
from outreach.web.tokens import TokenField
from outreach.web.words import _, lazy

MOST = 9999
PUPILS = NumberRange(1, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))
ADULTS = NumberRange(0, MOST, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")


def narrow(text: str | None) -> str:
    """What was typed, without needless blanks and with half-width letters and digits."""
    return " ".join(unicodedata.normalize("NFKC", text or "").split())


def tidy(text: str | None) -> str:
    """What was written, without needless blanks; its Chinese punctuation stays."""
    return " ".join((text or "").split())


def refuse_numbers(text: str | None) -> None:
    """What a field's own check says of free text that looks like a personal number."""
    if holds_personal_number(text or ""):
        raise ValidationError(_("这里像是有身份证号或电话号码，请删去；也不要写姓名。"))


def _grade(typed: object) -> int | str:
    """A grade's number; nothing for whatever is none."""
    text = str(typed)
    return int(text) if text.isascii() and text.isdigit() and int(text) in GRADES else ""


class CountField(IntegerField):
    """A whole number of people; full-width digits will do."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = [narrow(str(value)).replace(",", "") for value in valuelist]
        try:
            super().process_formdata([text for text in typed if text])
        except ValueError:
            raise ValueError(_("请填一个整数，如 86。")) from None


class GroupForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Counts and who leads: no field asks for a pupil's name, and free text refuses numbers."""

    grade = SelectField(
        lazy("年级"),
        [InputRequired(lazy("请选择年级。"))],
        coerce=_grade,
        validate_choice=False,  # says so in two languages below
    )
    pupils = CountField(
        lazy("学生人数"),
        [
            InputRequired(lazy("请填写学生人数。")),
            PUPILS,
        ],
    )
    adults = CountField(
        lazy("随队成人"),
        [
            InputRequired(lazy("请填写随队成人人数。")),
            ADULTS,
        ],
    )
    leader = StringField(
        lazy("带队老师"),
        [InputRequired(lazy("请填写带队老师的姓名。")), Length(max=40)],
        filters=[tidy],
    )
    leader_phone = StringField(
        lazy("带队老师工作电话"), [InputRequired(lazy("请填写工作电话。"))], filters=[narrow]
    )
    step_free = BooleanField(lazy("走无台阶路线（轮椅、拄拐可通行）"))
    needs = TextAreaField(
        lazy("需要说明的情况"),
        [Optional(), Length(max=500, message=lazy("最多 500 个字。"))],
    )

    def prepare(self, *, school: School, session: SessionFacts) -> None:
        """Offer the grades the school has, those that suit the programme marked and first."""
        grades = school.grades or tuple(GRADES)
        suits = range(session.grades_from, session.grades_to + 1)
        fits = [g for g in grades if g in suits]
        others = [g for g in grades if g not in suits]
        self.grade.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(str(g), grade_words(g)) for g in fits),
            *(
                SelectChoice(str(g), _("%(grade)s（不在适合范围）", grade=grade_words(g)))
                for g in others
            ),
        ]

    def judge(self, session: SessionFacts) -> bool:
        """Whether the venue takes such a group; every complaint stands at its field."""
        counted = all(isinstance(f.data, int) for f in (self.grade, self.pupils, self.adults))
        clean = self.validate()
        if counted and not (self.pupils.errors or self.adults.errors or self.grade.errors):
            for refusal in complaints(self.group(), session):
                name, said = words.complaint(refusal)
                self[name].errors = [*self[name].errors, said]
                clean = False
        return bool(clean)

    def group(self) -> Group:
        """For a form that was judged and found clean."""
        return Group(
            grade=int(self.grade.data),
            pupils=int(self.pupils.data or 0),
            adults=int(self.adults.data or 0),
            leader=self.leader.data or "",
            leader_phone=self.leader_phone.data or "",
            needs=(self.needs.data or "").strip() or None,
            step_free=bool(self.step_free.data),
        )

    def validate_grade(self, field: SelectField) -> None:
        if field.data == "" and not field.errors:
            raise ValidationError(_("请选择年级。"))

    def validate_leader(self, field: StringField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("这里只填姓名，请不要填号码。"))

    def validate_leader_phone(self, field: StringField) -> None:
        if not PHONE.fullmatch(field.data or ""):
            raise ValidationError(_("请填能联系到您的电话，如 0797-2831234 或 11 位手机号。"))

    def validate_needs(self, field: TextAreaField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(
                _("这里像是有身份证号或电话号码。请删去：特殊需要只写情况，不写姓名和号码。")
            )


class TokenForm(GroupForm):
    """The token is made when the form opens; a repeat gets the first answer."""

    token = TokenField()
    school = HiddenField()

    def open(self, school: School) -> None:
        self.token.renew()
        self.school.data = str(school.id)


class BookingForm(TokenForm):
    """A booking: with the waitlist where places are short, and the programme's conditions."""

    joins_waitlist = BooleanField(lazy("名额不够时，同意按上面的规则候补"))
    conditions = HiddenField()
    accepts = BooleanField(lazy("我已阅读并接受以上参观须知，会告诉全体随队成人"))

    def ask(self, version: int | None) -> None:
        """Ask to accept this version of the conditions; None where there is nothing to accept."""
        self.asked = version
        if version is None:
            del self.accepts

    def accepted(self) -> int | None:
        """The version that was accepted."""
        return self.asked if self.accepts and self.accepts.data else None

    def validate_accepts(self, field: BooleanField) -> None:
        if self.conditions.data not in ("", str(self.asked)):
            field.data = False
            raise ValidationError(_("须知刚刚改过，请重新阅读后再勾选。"))
        if not field.data:
            raise ValidationError(_("请先阅读参观须知并勾选接受，才能预约。"))


class ChangeForm(GroupForm):
    """Other numbers. The revision is the one the form was opened with."""

    revision = HiddenField()


class JoinForm(FlaskForm):  # type: ignore[misc]
    """How many more come; the revision keeps a second press from adding them again."""

    pupils = CountField(lazy("增加学生"), [InputRequired(lazy("请填写学生人数。")), PUPILS])
    adults = CountField(lazy("增加随队成人"), [InputRequired(lazy("请填写随队成人人数。")), ADULTS])
    revision = HiddenField()

    def judge(self, booking: Booking, session: SessionFacts) -> bool:
        """Whether the venue takes both together; complaints speak of the whole group."""
        clean = bool(self.validate())
        if clean:
            pupils, adults = self.more()
            whole = replace(
                booking.group,
                pupils=booking.group.pupils + pupils,
                adults=booking.group.adults + adults,
            )
            for refusal in complaints(whole, session):
                name, said = words.complaint(refusal)
                field = self.adults if name == "adults" else self.pupils
                field.errors = [*field.errors, said]
                clean = False
        return clean

    def more(self) -> tuple[int, int]:
        """Pupils and adults who come as well."""
        return int(self.pupils.data or 0), int(self.adults.data or 0)


class MoveForm(FlaskForm):  # type: ignore[misc]
    revision = HiddenField()


def opened_with(form: ChangeForm | JoinForm | MoveForm) -> int:
    """The revision a form was opened with; -1, which no booking has, when it was lost."""
    typed = str(form.revision.data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


class CancelForm(FlaskForm):  # type: ignore[misc]
    reason = RadioField(
        lazy("原因"),
        [InputRequired(lazy("请选择原因，便于安排下一所学校。"))],
        choices=[SelectChoice(reason.value, words.REASONS[reason]) for reason in CancelReason],
    )
    note = StringField(lazy("补充说明"), [Optional(), Length(max=120)], filters=[tidy])
    every_part = BooleanField(lazy("其余各批也一起取消"))

    def validate_note(self, field: StringField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("请不要填写身份证号或电话号码。"))

    def chosen(self) -> str:
        """The reason as it is stored: one of the list, or own words for another."""
        own = str(self.note.data or "")
        return own if self.reason.data == CancelReason.OTHER and own else str(self.reason.data)

"""What a teacher answers when asked whether the school still comes."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TimeField  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional

from outreach.booking import words
from outreach.booking.forms import ADULTS, PUPILS, CountField
from outreach.booking.model import Booking, CancelReason
from outreach.booking.reconfirm_actions import Answer, Details
from outreach.booking.rules import complaints
from outreach.season.model import SessionFacts
from outreach.web.words import lazy

COACHES = NumberRange(0, 99, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))


class ReconfirmForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """One of three answers; what was left empty stays as it was."""

    coaches = CountField(lazy("几辆车"), [Optional(), COACHES])
    arrives = TimeField(lazy("大约几点到"), [Optional()])
    pupils = CountField(lazy("学生人数"), [Optional(), PUPILS])
    adults = CountField(lazy("随队成人"), [Optional(), ADULTS])
    reason = RadioField(
        lazy("原因"),
        [Optional()],
        choices=[SelectChoice(reason.value, words.REASONS[reason]) for reason in CancelReason],
        default=CancelReason.PLANS_CHANGED.value,
    )

    def judge(self, answer: Answer, booking: Booking, session: SessionFacts) -> bool:
        """Whether the answer can be kept; complaints stand at their fields."""
        clean = bool(self.validate())
        if answer is Answer.CHANGED and not (self.pupils.errors or self.adults.errors):
            for refusal in complaints(self.details().group(booking.group), session):
                name, said = words.complaint(refusal)
                field = self.adults if name == "adults" else self.pupils
                field.errors = [*field.errors, said]
                clean = False
        return clean

    def details(self) -> Details:
        return Details(
            pupils=self.pupils.data,
            adults=self.adults.data,
            coaches=self.coaches.data,
            arrives=self.arrives.data,
            reason=self.reason.data or CancelReason.PLANS_CHANGED.value,
        )

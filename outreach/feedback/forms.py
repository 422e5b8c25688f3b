"""What people answer, and what is typed from paper."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from outreach.booking.forms import tidy
from outreach.feedback import rules, words
from outreach.feedback.model import Answer, Question, Respondent
from outreach.web.personal import holds_personal_number
from outreach.web.tokens import TokenField
from outreach.web.words import _, lazy

SCALE = [SelectChoice(str(score), str(score)) for score in words.SCORES]


def _question(question: Question) -> RadioField:
    return RadioField(
        words.QUESTIONS[question],
        [InputRequired(lazy("请选一个分数。"))],
        choices=SCALE,
    )


class TokenForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The token is made when the form opens; a repeat changes nothing."""

    token = TokenField()

    def open(self) -> None:
        self.token.renew()


def _respondent() -> RadioField:
    choices = [SelectChoice(who.value, said) for who, said in words.RESPONDENTS.items()]
    return RadioField(lazy("您是"), [InputRequired(lazy("请选择。"))], choices=choices)


class AnswerForm(TokenForm):
    respondent = _respondent()
    q1 = _question(Question.SUITABLE)
    q2 = _question(Question.HANDS_ON)
    q3 = _question(Question.EXPLAINED)
    q4 = _question(Question.ARRANGED)
    q5 = _question(Question.AGAIN)
    remark = StringField(lazy("想说的一句话"), [Optional(), Length(max=120)], filters=[tidy])

    def validate_remark(self, field: StringField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("请不要填写姓名、身份证号或电话号码。"))

    @property
    def questions(self) -> list[RadioField]:
        return [self.q1, self.q2, self.q3, self.q4, self.q5]

    def answer(self) -> Answer:
        """For a form that was found clean."""
        return Answer(
            Respondent(self.respondent.data),
            tuple(int(field.data) for field in self.questions),
            self.remark.data or None,
        )


class SheetsForm(TokenForm):
    respondent = _respondent()
    sheets = TextAreaField(lazy("每行一张"), [InputRequired(lazy("请录入至少一张。"))])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.answers: list[Answer] = []

    def validate_sheets(self, field: TextAreaField) -> None:
        respondent = (
            Respondent.ADULT if self.respondent.data == Respondent.ADULT else Respondent.PUPIL
        )
        self.answers, complaints = rules.read_sheets(field.data or "", respondent=respondent)
        if complaints:
            raise ValidationError(
                " ".join(
                    _(
                        "第 %(line)s 行「%(typed)s」：要 5 个数字（0–5），认出 %(found)s 个。",
                        line=c.line,
                        typed=c.typed,
                        found=c.found,
                    )
                    for c in complaints[:20]
                )
            )
        if not self.answers:
            raise ValidationError(_("请录入至少一张。"))
        if len(self.answers) > rules.MOST_SHEETS:
            raise ValidationError(_("一次最多录入 %(most)s 张。", most=rules.MOST_SHEETS))

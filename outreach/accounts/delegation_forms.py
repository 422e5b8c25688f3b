"""Whom an officer lets act for the unit, and for which days."""

from collections.abc import Collection
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from outreach.accounts.forms import ROLE_WORDS
from outreach.accounts.model import Grant, Role
from outreach.accounts.rules import EMAIL
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy


class DelegationForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    grant = SelectField(lazy("哪个单位"), coerce=str)
    name = StringField(lazy("同事姓名"), [InputRequired(lazy("请填写姓名。")), Length(max=60)])
    email = EmailField(
        lazy("同事邮箱"),
        [
            InputRequired(lazy("请填写邮箱。")),
            Length(max=200),
            Regexp(EMAIL, message=lazy("邮箱格式不对。")),
        ],
    )
    first = DateField(lazy("从哪天"), [InputRequired(lazy("请填日期。"))])
    last = DateField(lazy("到哪天"), [InputRequired(lazy("请填日期。"))])
    reason = StringField(
        lazy("原因"), [InputRequired(lazy("请写原因，日后看得懂。")), Length(max=200)]
    )

    def __init__(self, *, grants: Collection[Grant], **more: Any) -> None:
        super().__init__(**more)
        self.grants = {f"{grant.role}:{grant.scope}": grant for grant in grants}
        self.grant.choices = [
            (key, f"{ROLE_WORDS[Role(grant.role)]} {grant.scope}")
            for key, grant in self.grants.items()
        ]

    def validate_last(self, field: DateField) -> None:
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("结束日期早于开始日期。"))

    def validate_reason(self, field: StringField) -> None:
        if holds_personal_number(field.data or ""):
            raise ValidationError(_("这里不要写电话或证件号码。"))

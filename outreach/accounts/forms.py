"""What people type to sign in and to give others an account."""

import re

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    EmailField,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from outreach.accounts.model import Grant, Role
from outreach.accounts.rules import EMAIL, password_complaint
from outreach.web.words import _, lazy

SCOPE = re.compile("[1-9][0-9]{0,8}")
"""A row's number or a division's code."""

SCOPED = frozenset({Role.VENUE, Role.CITY, Role.COUNTY, Role.TEACHER, Role.GUIDE})
ROLE_WORDS = {
    Role.ADMIN: lazy("系统管理员"),
    Role.PROVINCE: lazy("省级协调员"),
    Role.VENUE: lazy("场馆协调员"),
    Role.CITY: lazy("市级管理员"),
    Role.COUNTY: lazy("县级管理员"),
    Role.TEACHER: lazy("带队老师"),
    Role.VIEWER: lazy("查看者"),
    Role.GUIDE: lazy("讲解员"),
}


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    email = EmailField(lazy("邮箱"), [InputRequired(lazy("请填写邮箱。")), Length(max=200)])
    password = PasswordField(lazy("密码"), [InputRequired(lazy("请填写密码。")), Length(max=128)])
    next = HiddenField()


class LinkForm(FlaskForm):  # type: ignore[misc]
    email = EmailField(lazy("邮箱"), [InputRequired(lazy("请填写邮箱。")), Length(max=200)])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    current = PasswordField(
        lazy("现在的密码"), [InputRequired(lazy("请填写现在的密码。")), Length(max=128)]
    )
    password = PasswordField(lazy("新密码"), [InputRequired(lazy("请填写新密码。"))])

    def validate_password(self, field: PasswordField) -> None:
        words = {
            "too-short": _("密码至少 12 个字符；一句好记的话比复杂的符号更安全。"),
            "too-long": _("密码最多 128 个字符。"),
            "too-common": _("这个密码太常见，请换一个。"),
        }
        complaint = password_complaint(field.data or "")
        if complaint:
            raise ValidationError(words[complaint])


class GrantForm(FlaskForm):  # type: ignore[misc]
    """A role and where it holds."""

    role = SelectField(
        lazy("角色"), choices=[SelectChoice(role.value, ROLE_WORDS[role]) for role in Role]
    )
    scope = StringField(
        lazy("范围"),
        [Length(max=20)],
        description=lazy("场馆、学校或讲解员编号，市、县代码；全省角色留空。"),
    )

    def validate_scope(self, field: StringField) -> None:
        if self.role.data in SCOPED and not SCOPE.fullmatch(field.data or ""):
            raise ValidationError(_("这个角色需要填写范围的编号或代码。"))

    def grant(self) -> Grant:
        role = Role(self.role.data)
        return Grant(role, self.scope.data if role in SCOPED else None)


class PersonForm(GrantForm):
    name = StringField(lazy("姓名"), [InputRequired(lazy("请填写姓名。")), Length(max=60)])
    email = EmailField(
        lazy("邮箱"),
        [
            InputRequired(lazy("请填写邮箱。")),
            Length(max=200),
            Regexp(EMAIL, message=lazy("邮箱格式不对。")),
        ],
    )
    phone = StringField(lazy("工作电话"), [Optional(), Length(max=30)])

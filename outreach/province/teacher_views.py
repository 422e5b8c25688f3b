"""Asking to book for a school, and deciding who may."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from outreach.accounts.model import Role
from outreach.accounts.rules import EMAIL
from outreach.accounts.who import person
from outreach.province import import_queries, school_queries, teachers
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public
from outreach.web.words import _, lazy

blueprint = Blueprint("teachers", __name__)

Page = str | tuple[str, int] | Response
KEEPERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)


class JoinForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    name = StringField(lazy("姓名"), [InputRequired(lazy("请填写姓名。")), Length(max=40)])
    email = EmailField(
        lazy("邮箱"),
        [
            InputRequired(lazy("请填写邮箱。")),
            Length(max=200),
            Regexp(EMAIL, message=lazy("邮箱格式不对。")),
        ],
    )
    phone = StringField(
        lazy("工作电话"),
        [
            InputRequired(lazy("请填写工作电话。")),
            Regexp(r"^\+?[0-9][0-9 ()-]{5,18}[0-9]\Z", message=lazy("电话格式不对。")),
        ],
    )


@blueprint.route("/join", methods=["GET", "POST"])
@public
def join() -> Page:
    """A teacher without an account: first the school, then who they are."""
    school_id = request.args.get("school", 0, type=row_number)
    with current.database().reading() as tx:
        school = school_queries.find_school(tx, school_id)
    if school is None:
        return redirect(url_for("province.find", next=url_for("teachers.join")), 303)
    form = JoinForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            teachers.ask(
                tx,
                school_id=school.id,
                name=form.name.data or "",
                email=form.email.data or "",
                phone=form.phone.data or "",
                address=request.remote_addr or "",
                now=current.now(),
            )
        return render_template("province/joined.html", school=school, email=form.email.data)
    page = render_template("province/join.html", form=form, school=school)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/teachers")
@allows(*KEEPERS)
def requests() -> Page:
    with current.database().reading() as tx:
        scope = import_queries.scope_of(tx, person())
        found = teachers.waiting(tx, counties=scope)
    return render_template("province/teachers.html", requests=found)


@blueprint.post("/teachers/<int:request_id>/<any(accept, decline):verb>")
@allows(*KEEPERS)
def decide(request_id: int, verb: str) -> Page:
    with current.database().writing() as tx:
        decided = teachers.decide(
            tx, request_id=request_id, accept=verb == "accept", by=person(), now=current.now()
        )
    flash(
        _(
            "%(name)s 可以为 %(school)s 预约了，已发邮件告知。",
            name=decided.person.name,
            school=decided.school.name,
        )
        if verb == "accept"
        else _("已谢绝 %(name)s 的申请。", name=decided.person.name)
    )
    return redirect(url_for("teachers.requests"), 303)

"""Signing in and out, one's own account, and the people of an installation."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import refresh
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from outreach.accounts import actions, queries, rules
from outreach.accounts.forms import (
    ROLE_WORDS,
    GrantForm,
    LinkForm,
    PasswordForm,
    PersonForm,
    SignInForm,
)
from outreach.accounts.model import Grant, Person, Role
from outreach.accounts.who import find_person, person
from outreach.web import current
from outreach.web.gate import allows, public, signed_in
from outreach.web.words import LANGUAGES, _

blueprint = Blueprint("accounts", __name__)

LINK_PROVES = rules.LINK_LASTS.total_seconds()

Page = str | tuple[str, int] | Response


def local_path(address: str | None) -> str:
    """Where to go next, if it is a page of ours; home otherwise."""
    if not address or not address.startswith("/") or address[1:2] in {"/", "\\"}:
        return "/"
    return "/" if any(ord(letter) < 32 or letter == "\\" for letter in address) else address


def _begin(found: Person) -> None:
    """Sign the browser in under a new cookie, so that one planted before is worthless."""
    settings = current.settings()
    only_teacher = all(grant.role is Role.TEACHER for grant in found.grants)
    lasts = (
        timedelta(days=settings.teacher_sign_in_days)
        if only_teacher
        else timedelta(hours=settings.sign_in_hours)
    )
    with current.database().writing() as tx:
        token = actions.sign_in(tx, person_id=found.id, lasts=lasts, now=current.now())
    language = session.get("language", found.language)
    session.clear()
    session.permanent = True
    session["sign_in"] = token
    session["language"] = language


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        found = actions.check_password(
            current.database(),
            email=form.email.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
            now=current.now(),
        )
        if found is not None:
            _begin(found)
            return redirect(local_path(form.next.data), 303)
        form.password.errors = [_("邮箱或密码不对。忘记密码时，可用下方的一次性登录链接。")]
    status = 422 if request.method == "POST" else 200
    with current.database().reading() as tx:
        samples = queries.sample_people(tx)
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        link_form=LinkForm(formdata=None),
        samples=_one_of_each_role(samples),
        role_words=ROLE_WORDS,
    )
    return page, status


def _one_of_each_role(samples: list[Person]) -> list[Person]:
    shown: dict[Role, Person] = {}
    for sample in samples:
        for grant in sample.grants:
            shown.setdefault(grant.role, sample)
    return list(shown.values())


@blueprint.post("/sign-in/link")
@public
def ask_link() -> Page:
    form = LinkForm()
    if not form.validate():
        return (
            render_template(
                "accounts/sign_in.html",
                form=SignInForm(formdata=None),
                link_form=form,
                samples=[],
                role_words=ROLE_WORDS,
            ),
            422,
        )
    with current.database().writing() as tx:
        actions.send_link(
            tx, email=form.email.data or "", address=request.remote_addr or "", now=current.now()
        )
    return render_template("accounts/link_sent.html", email=form.email.data)


@blueprint.get("/sign-in/link/<token>")
@public
def open_link(token: str) -> Page:
    """A button, because mail scanners open links and would spend this one."""
    return render_template("accounts/open_link.html", token=token)


@blueprint.post("/sign-in/link/<token>")
@public
def use_link(token: str) -> Page:
    with current.database().writing() as tx:
        found = actions.use_link(tx, token=token, now=current.now())
    _begin(found)
    session["link_opened"] = current.now().timestamp()
    return redirect("/", 303)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Page:
    with current.database().writing() as tx:
        actions.sign_out(tx, token=session["sign_in"], now=current.now())
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.get("/language/<code>")
@public
def language(code: str) -> Page:
    if code in LANGUAGES:
        session["language"] = code
        refresh()
        found = find_person()
        if found is not None and found.language != code:
            with current.database().writing() as tx:
                actions.set_language(tx, person_id=found.id, language=code)
    return redirect(local_path(request.args.get("next")), 303)


def _came_by_link() -> bool:
    """Whether a one-time link was opened just now: it is how forgotten passwords are replaced."""
    opened = session.get("link_opened")
    return isinstance(opened, float) and current.now().timestamp() - opened < LINK_PROVES


def _knows_current(form: PasswordForm) -> bool:
    """Who finds a browser signed in must not be able to keep the account."""
    if "current" not in form:
        return True
    known = actions.check_password(
        current.database(),
        email=person().email,
        password=form.current.data or "",
        address=request.remote_addr or "",
        now=current.now(),
    )
    if known is None:
        form.current.errors = [_("密码不对。")]
    return known is not None


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in
def account() -> Page:
    form = PasswordForm()
    if _came_by_link():
        del form.current
    if form.validate_on_submit() and _knows_current(form):
        hashed = actions.hash_password(form.password.data or "")
        with current.database().writing() as tx:
            actions.set_password(tx, person_id=person().id, hashed=hashed, now=current.now())
        _begin(person())
        flash(_("密码已更换，其他设备上的登录已全部退出。"))
        return redirect(url_for("accounts.account"), 303)
    page = render_template("accounts/account.html", form=form, me=person(), role_words=ROLE_WORDS)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/people")
@allows(Role.ADMIN)
def people() -> Page:
    with current.database().reading() as tx:
        found = queries.people(tx, text=request.args.get("q", ""))
    return render_template(
        "accounts/people.html", people=found, role_words=ROLE_WORDS, q=request.args.get("q", "")
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allows(Role.ADMIN)
def add_person() -> Page:
    form = PersonForm()
    if form.validate_on_submit():
        grant = form.grant()
        try:
            with current.database().writing() as tx:
                added = actions.add_person(
                    tx,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    phone=form.phone.data or None,
                    grants=(grant,),
                    now=current.now(),
                )
                actions.record_audit(
                    tx,
                    person_id=person().id,
                    action="add-person",
                    subject=f"person:{added.id}",
                    after=f"{grant.role}:{grant.scope or ''}",
                    at=current.now(),
                )
        except IntegrityError:
            form.email.errors = [_("这个邮箱已有账号。")]
        else:
            flash(_("已添加。对方可用邮箱收取一次性登录链接。"))
            return redirect(url_for("accounts.people"), 303)
    page = render_template("accounts/person_form.html", form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/people/<int:person_id>")
@allows(Role.ADMIN)
def show_person(person_id: int) -> Page:
    return _person_page(person_id, GrantForm(formdata=None))


@blueprint.post("/people/<int:person_id>/roles")
@allows(Role.ADMIN)
def give_role(person_id: int) -> Page:
    form = GrantForm()
    if not form.validate():
        return _person_page(person_id, form), 422
    return _change_grant(person_id, form.grant(), holds=True)


@blueprint.post("/people/<int:person_id>/roles/take")
@allows(Role.ADMIN)
def take_role(person_id: int) -> Page:
    role, scope = request.form.get("role", ""), request.form.get("scope") or None
    if role not in set(Role):
        raise rules.NotYours
    return _change_grant(person_id, Grant(Role(role), scope), holds=False)


def _change_grant(person_id: int, grant: Grant, *, holds: bool) -> Response:
    with current.database().writing() as tx:
        if queries.find_account(tx, person_id) is None:
            raise rules.NotYours
        actions.change_grant(
            tx,
            person_id=person_id,
            grant=grant,
            holds=holds,
            by=person().id,
            now=current.now(),
        )
    flash(_("角色已更新，从对方打开下一页起生效。"))
    return redirect(url_for("accounts.show_person", person_id=person_id), 303)


def _person_page(person_id: int, form: GrantForm) -> str:
    with current.database().reading() as tx:
        found = queries.find_account(tx, person_id)
    if found is None:
        raise rules.NotYours
    return render_template(
        "accounts/person.html", one=found, form=form, role_words=ROLE_WORDS, Role=Role
    )


@blueprint.post("/people/<int:person_id>/active")
@allows(Role.ADMIN)
def set_active(person_id: int) -> Page:
    if person_id == person().id:
        raise rules.NotYours
    with current.database().writing() as tx:
        actions.set_active(
            tx,
            person_id=person_id,
            active=request.form.get("active") == "yes",
            by=person().id,
            now=current.now(),
        )
    return redirect(url_for("accounts.people"), 303)

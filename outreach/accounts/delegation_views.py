"""Letting a colleague of the same unit act for some days."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import delegation_actions as actions
from outreach.accounts import queries
from outreach.accounts.delegation_forms import DelegationForm
from outreach.accounts.delegation_model import LENDABLE, LONGEST
from outreach.accounts.forms import ROLE_WORDS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("delegations", __name__, url_prefix="/me/delegations")


@blueprint.route("", methods=["GET", "POST"])
@allows(*LENDABLE)
def index() -> str | tuple[str, int] | Response:
    me, today = person(), local_day(current.now())
    with current.database().reading() as tx:
        own = actions.lendable(tx, me.id)
        found = actions.delegations_of(tx, me.id)
        names = queries.names(tx, {who for d in found for who in (d.lender_id, d.person_id)})
    form = DelegationForm(grants=own, data={"first": today, "last": today})
    if form.validate_on_submit():
        return _lend(form)
    page = render_template(
        "accounts/delegations.html",
        form=form,
        own=own,
        found=found,
        names=names,
        me=me,
        today=today,
        longest=LONGEST.days,
        role_words=ROLE_WORDS,
    )
    return page, 422 if request.method == "POST" else 200


def _lend(form: DelegationForm) -> Response:
    grant = form.grants.get(form.grant.data)
    if grant is None:
        raise NotYours
    with current.database().writing() as tx:
        colleague = actions.lend(
            tx,
            grant=grant,
            name=form.name.data or "",
            email=form.email.data or "",
            first=form.first.data or date.min,
            last=form.last.data or date.min,
            reason=(form.reason.data or "").strip(),
            by=person(),
            now=current.now(),
        )
    flash(_("已委托给%(name)s，到期自动失效。", name=colleague.name))
    return redirect(url_for("delegations.index"), 303)


@blueprint.post("/<int:delegation_id>/end")
@allows(*LENDABLE)
def end(delegation_id: int) -> Response:
    with current.database().writing() as tx:
        actions.end(tx, delegation_id=delegation_id, by=person(), now=current.now())
    flash(_("已收回，从对方打开下一页起失效。"))
    return redirect(url_for("delegations.index"), 303)

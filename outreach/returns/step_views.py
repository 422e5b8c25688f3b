"""The steps of a return: compile, check, sign, freeze, send back, begin a new version."""

from flask import Blueprint, redirect, request, url_for

from outreach.accounts.who import person
from outreach.returns import actions, queries
from outreach.returns.forms import SendBackForm
from outreach.returns.views import PROVINCE, WORKERS, Answer, my_work, return_page
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("return_steps", __name__, url_prefix="/returns")


def _taken(return_id: int) -> Answer:
    return redirect(url_for("returns.show", return_id=return_id), 303)


def seen_revision() -> int:
    """The revision that the page showed; one that no return has where the form does not say."""
    try:
        return row_number(request.form.get("revision", ""))
    except ValueError:
        return 0


@blueprint.post("/<int:return_id>/compile")
@allows(*WORKERS)
def compile_return(return_id: int) -> Answer:
    """Count in one snapshot of the ledger, then write; nobody waits for the counting."""
    with current.database().reading() as tx:
        found = my_work(tx, return_id)
        counted = queries.count_now(tx, found)
    with current.database().writing() as tx:
        actions.compile_return(
            tx, found, counted, seen=seen_revision(), by=person().id, now=current.now()
        )
    say(_("已编制。请另一位同事审核。"))
    return _taken(return_id)


@blueprint.post("/<int:return_id>/check")
@allows(*WORKERS)
def check(return_id: int) -> Answer:
    with current.database().writing() as tx:
        found = my_work(tx, return_id)
        actions.check(tx, found, seen=seen_revision(), by=person().id, now=current.now())
    say(_("已审核。请负责人签发。"))
    return _taken(return_id)


@blueprint.post("/<int:return_id>/sign")
@allows(*WORKERS)
def sign(return_id: int) -> Answer:
    with current.database().writing() as tx:
        found = my_work(tx, return_id)
        actions.sign(tx, found, seen=seen_revision(), by=person().id, now=current.now())
    say(_("已签发。可以打印盖章；省级封存后，数字不再变动。"))
    return _taken(return_id)


@blueprint.post("/<int:return_id>/freeze")
@allows(*PROVINCE)
def freeze(return_id: int) -> Answer:
    with current.database().writing() as tx:
        found = my_work(tx, return_id)
        actions.freeze(tx, found, seen=seen_revision(), by=person().id, now=current.now())
    say(_("已封存。以后的补录和更正只会出现在新的一版里。"))
    return _taken(return_id)


@blueprint.post("/<int:return_id>/send-back")
@allows(*WORKERS)
def send_back(return_id: int) -> Answer:
    form = SendBackForm()
    if not form.validate_on_submit():
        with current.database().reading() as tx:
            return return_page(tx, my_work(tx, return_id), form), 422
    with current.database().writing() as tx:
        found = my_work(tx, return_id)
        actions.send_back(
            tx,
            found,
            seen=form.revision.data or 0,
            reason=form.reason.data or "",
            by=person().id,
            now=current.now(),
        )
    say(_("已退回，原因留在记录里。"), "wait")
    return _taken(return_id)


@blueprint.post("/<int:return_id>/reopen")
@allows(*WORKERS)
def reopen(return_id: int) -> Answer:
    """The next version of a frozen return, for what was told or put right since."""
    with current.database().reading() as tx:
        found = my_work(tx, return_id)
        counted = queries.count_now(tx, found)
    with current.database().writing() as tx:
        later = actions.reopen(tx, found, counted, by=person().id, now=current.now())
    say(_("已开始新一版；封存的一版保持不变。"))
    return _taken(later)

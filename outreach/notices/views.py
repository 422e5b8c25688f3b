"""The outbox: mails as they went out, and those that a person must look at."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Role
from outreach.accounts.who import person
from outreach.feeds.visits import find_visit
from outreach.notices import mails
from outreach.notices.model import SECRET
from outreach.outbox import actions, queries
from outreach.outbox.model import Mail, MessageId, MessageState
from outreach.web import current
from outreach.web.gate import allows, signed_in

blueprint = Blueprint("notices", __name__)


@blueprint.app_template_global()
def forward_text(booking_id: int) -> str:
    """What a teacher pastes into a chat about a booking as it stands; the page escapes it."""
    with current.database().reading() as tx:
        visit = find_visit(tx, booking_id)
    return mails.forward_text(visit) if visit is not None else ""


@blueprint.get("/outbox")
@signed_in
def index() -> str:
    """Whoever runs the province sees all mails; everybody else those that went to them."""
    everything = person().runs_the_province
    with current.database().reading() as tx:
        sent = queries.mails(tx, recipient=None if everything else person().id)
        parked = queries.messages(tx, state=MessageState.PARKED) if everything else []
        waiting = queries.count(tx, MessageState.WAITING) if everything else 0
    shown = [mail for mail in sent if _may_read(mail)]
    return render_template(
        "notices/outbox.html",
        mails=shown,
        parked=parked,
        waiting=waiting,
        everything=everything,
        sends_mail=current.settings().sends_mail,
    )


@blueprint.get("/outbox/<int:message_id>")
@signed_in
def show(message_id: int) -> str:
    return render_template("notices/mail.html", mail=_mail(message_id))


@blueprint.get("/outbox/<int:message_id>/visit.ics")
@signed_in
def invitation(message_id: int) -> Response:
    """The invitation as it was attached."""
    mail = _mail(message_id)
    if mail.invitation is None:
        abort(404)
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'attachment; filename="visit.ics"',
    }
    return make_response(mail.invitation, 200, headers)


@blueprint.post("/outbox/<int:message_id>/retry")
@allows(Role.ADMIN, Role.PROVINCE)
def retry(message_id: int) -> AnyResponse:
    """Somebody has put right what kept a mail from going out."""
    with current.database().writing() as tx:
        if actions.retry(tx, MessageId(message_id), now=current.now()):
            record_audit(
                tx,
                person_id=person().id,
                action="mail-retried",
                subject=f"outbox:{message_id}",
                before=MessageState.PARKED,
                after=MessageState.WAITING,
                at=current.now(),
            )
    return redirect(url_for("notices.index"), code=303)


def _mail(message_id: int) -> Mail:
    """The mail, if it is for the reader's eyes; else it does not exist."""
    with current.database().reading() as tx:
        mail = queries.find_mail(tx, MessageId(message_id))
    if mail is None or not _may_read(mail):
        abort(404)
    return mail


def _may_read(mail: Mail) -> bool:
    """A mail that opens somebody's door is for them, and for the administrator who must help."""
    if mail.recipient_id == person().id or person().has(Role.ADMIN):
        return True
    return person().runs_the_province and mail.kind not in SECRET

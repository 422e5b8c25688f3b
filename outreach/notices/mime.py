"""A mail as it travels: text, simple HTML, and the visit as an invitation."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import current_app
from flask_babel import force_locale

from outreach.feeds import text
from outreach.kernel.settings import Settings
from outreach.outbox.model import Mail
from outreach.web.words import LANGUAGES, _


def envelope(mail: Mail, *, settings: Settings) -> EmailMessage:
    """The whole message. Its id comes from the outbox row, so a repeat is seen to be one."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = text.line(mail.subject)
    letter["From"] = Address(_sender(), addr_spec=settings.mail_from)
    letter["To"] = Address(addr_spec=mail.address)
    letter["Date"] = format_datetime(mail.at)
    letter["Message-ID"] = mail.header_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.body)
    letter.add_alternative(html(mail.body, subject=mail.subject), subtype="html")
    if mail.invitation is not None:
        _invite(letter, mail.invitation)
    return letter


def _sender() -> str:
    """One name for all readers, so that mail programs keep our letters together."""
    with force_locale(LANGUAGES[0]):
        return str(_("科普预约与覆盖"))


def _invite(letter: EmailMessage, invitation: str) -> None:
    """Twice: beside the text for programs that answer invitations, and as a file for phones."""
    method = method_of(invitation)
    letter.add_alternative(invitation, subtype="calendar", params={"method": method})
    letter.add_attachment(
        invitation.encode(), maintype="text", subtype="calendar", filename="visit.ics"
    )


def method_of(invitation: str) -> str:
    return "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in invitation else "REQUEST"


def html(body: str, *, subject: str) -> str:
    """The plain text as paragraphs with links, for programs that show nothing else."""
    paragraphs = [part.split("\n") for part in body.strip().split("\n\n")]
    page = current_app.jinja_env.get_template("mail/_page.html")
    return page.render(paragraphs=paragraphs, subject=subject)


def header_id(fingerprint: str, *, settings: Settings) -> str:
    return f"<{fingerprint}@{settings.mail_from.rpartition('@')[2]}>"

"""Handing one mail to the mail server, and what its answer means."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from outreach.kernel.settings import Settings

TIMEOUT_SECONDS = 20


class RefusedForGoodError(Exception):
    """The server will never take this mail: the address is wrong, the mail unwanted."""


class NotNowError(Exception):
    """The server is away, or asks for patience, or does not know us yet."""


def send(letter: EmailMessage, *, to: str, settings: Settings) -> None:
    """Returns once the server has taken the mail upon itself."""
    try:
        connection = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNowError(_words(error)) from error
    try:
        _introduce(connection, settings)
        _hand_over(connection, letter, to=to, settings=settings)
    finally:
        # The mail is the server's by now, or never will be: how we part changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def _introduce(connection: smtplib.SMTP, settings: Settings) -> None:
    try:
        if settings.mail_starttls:
            connection.starttls(context=ssl.create_default_context())
        if settings.mail_user:
            connection.login(settings.mail_user, settings.mail_password)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNowError(_words(error)) from error


def _hand_over(
    connection: smtplib.SMTP, letter: EmailMessage, *, to: str, settings: Settings
) -> None:
    try:
        connection.send_message(letter, settings.mail_from, [to])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _judged(code, answer) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotNowError(_words(error)) from error


def _judged(code: int, answer: bytes | str) -> RefusedForGoodError | NotNowError:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    words = f"{code} {said}"
    return RefusedForGoodError(words) if 500 <= code < 600 else NotNowError(words)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

"""Sending what waits in the outbox: at least once, and harmlessly twice.

The lease is committed before the mail server hears a word, so no mail can tell of a booking
that a power cut then takes away. A sender that is killed leaves its lease to run out.
"""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError

from outreach.kernel.db import Database, Tx
from outreach.kernel.settings import Settings
from outreach.notices import mails, mime, transport
from outreach.outbox import actions as outbox
from outreach.outbox import queries as waiting
from outreach.outbox.model import Mail, Message

LEASE_LASTS = timedelta(minutes=2)  # longer than the slowest conversation with a mail server
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending came to."""

    sent: int = 0
    put_off: int = 0
    parked: int = 0
    overtaken: int = 0


@dataclass(frozen=True, slots=True)
class Sender:
    """One sender of possibly many; needs an application context, because letters are templates."""

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    owner: str
    lease_lasts: timedelta = LEASE_LASTS
    first_delay: timedelta = FIRST_DELAY

    def round(self, *, at_most: int = 500) -> Round:
        """Send what is due, one message at a time."""
        outcomes = {"sent": 0, "put_off": 0, "parked": 0, "overtaken": 0}
        for _ in range(at_most):
            message = self._lease()
            if message is None:
                break
            outcomes[self._deliver_or_report(message)] += 1
        return Round(**outcomes)

    def _lease(self) -> Message | None:
        now = self.clock()
        with self.database.reading() as tx:  # most looks find nothing and shall hold nobody up
            if not waiting.is_any_due(tx, now=now):
                return None
        with self.database.writing() as tx:
            return outbox.lease(tx, owner=self.owner, now=now, lasts=self.lease_lasts)

    def _deliver_or_report(self, message: Message) -> str:
        """A fault in one letter is logged and keeps only that letter back, until it is parked."""
        try:
            return self._deliver(message)
        except OperationalError:
            raise
        except Exception:
            log.exception("fault", message=message.id, kind=message.kind)
            return self._put_off(message, because="fault")

    def _deliver(self, message: Message) -> str:
        try:
            with self.database.reading() as tx:
                mail = mails.compose(tx, message, settings=self.settings, now=self.clock())
            if self.settings.sends_mail:
                letter = mime.envelope(mail, settings=self.settings)
                transport.send(letter, to=mail.address, settings=self.settings)
        except mails.OvertakenError:
            with self.database.writing() as tx:
                outbox.drop(tx, message.id, owner=self.owner)
            return "overtaken"
        except (mails.UndeliverableError, transport.RefusedForGoodError) as error:
            return self._park(message, because=str(error))
        except transport.NotNowError as error:
            return self._put_off(message, because=str(error))
        with self.database.writing() as tx:
            self._mark(tx, message, mail)
        return "sent"

    def _mark(self, tx: Tx, message: Message, mail: Mail) -> None:
        now = self.clock()
        if outbox.mark_sent(tx, message.id, at=now):
            if mails.keeps_copy(message.kind, settings=self.settings):
                outbox.keep_mail(tx, mail)
            else:
                outbox.forget_payload(tx, message.id)

    def _put_off(self, message: Message, *, because: str) -> str:
        now = self.clock()
        if now - message.created_at > GIVE_UP_AFTER:
            return self._park(message, because=because)
        until = now + delay(message.attempts, first=self.first_delay)
        with self.database.writing() as tx:
            outbox.put_off(tx, message.id, owner=self.owner, until=until, because=because)
        log.info("mail put off", message=message.id, kind=message.kind, attempts=message.attempts)
        return "put_off"

    def _park(self, message: Message, *, because: str) -> str:
        with self.database.writing() as tx:
            outbox.park(tx, message.id, owner=self.owner, because=because)
        log.warning("mail parked", message=message.id, kind=message.kind)
        return "parked"


def sender(database: Database, settings: Settings, *, clock: Callable[[], datetime]) -> Sender:
    return Sender(database, settings, clock, owner=secrets.token_hex(8))


def delay(attempts: int, *, first: timedelta) -> timedelta:
    """Doubles with every attempt up to an hour; drawn between half and whole of that.

    The draw keeps a thousand mails that failed together from coming back together.
    """
    longest: timedelta = min(LONGEST_DELAY, first * 2 ** min(attempts - 1, 20))
    return longest * random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing

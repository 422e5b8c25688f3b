"""A mail server for tests: keeps what it takes, and breaks off conversations when told to."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.serving import free_port

BREAKS_AT = ("greeting", "sender", "data", "after")


class PostOffice:
    """What came in. `breaks` is the share of conversations that are broken off somewhere."""

    def __init__(self, *, breaks: float = 0, seed: int = 1) -> None:
        self.breaks = breaks
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self._chance = random.Random(seed)  # noqa: S311 - a test must repeat itself
        self._lock = Lock()

    def times(self) -> Counter[str]:
        """How often each Message-ID came in."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    def _mishap(self) -> str | None:
        with self._lock:
            if self._chance.random() >= self.breaks:
                return None
            return self._chance.choice(BREAKS_AT)

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        del envelope
        session.host_name = hostname
        session.mishap = self._mishap()  # type: ignore[attr-defined]
        if session.mishap == "greeting":  # type: ignore[attr-defined]
            _hang_up(server)
        return answers

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, options
        if address in self.refuses:
            return self.refuses[address]
        if session.mishap == "sender":  # type: ignore[attr-defined]
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mishap = session.mishap  # type: ignore[attr-defined]
        if mishap == "data":
            _hang_up(server)
            return "451 gone"
        assert isinstance(envelope.content, bytes)
        with self._lock:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if mishap == "after":  # it has the mail, and the sender will never know
            _hang_up(server)
        return "250 taken"


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


@contextmanager
def open_post_office(*, breaks: float = 0) -> Iterator[tuple[PostOffice, int]]:
    """A post office and its port."""
    office = PostOffice(breaks=breaks)
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()

"""Calendars elsewhere: sixty ways to be led inside, and files made to harm."""

import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Update, update

from outreach.kernel.db import Database
from outreach.kernel.span import Span
from outreach.roster import outside, outside_actions, outside_reading, queries
from outreach.roster.outside import Outside, OutsideError
from outreach.roster.tables import OutsideFeedRow
from tests import make
from tests.roster import ground

WITHIN = Span(datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))

# Whatever the spelling, none of these may lead to a connection.
TRICKS = """
http://calendar.example.org/a.ics ftp://calendar.example.org/a.ics file:///etc/passwd
gopher://calendar.example.org/ javascript:alert(1) data:text/calendar,x //calendar.example.org/a
https:calendar.example.org https:///a.ics https://127.0.0.1/ https://127.1/ https://127.0.1/
https://0/ https://0.0.0.0/ https://2130706433/ https://0x7f000001/ https://0x7f.1/ https://0177.0.0.1/
https://017700000001/ https://0x7f.0x0.0x0.0x1/ https://127.000.000.001/ https://10.0.0.1/ https://10.1/
https://172.16.0.1/ https://192.168.1.1/ https://192.168.257/ https://169.254.169.254/latest/meta-data/
https://169.254.43518/ https://2852039166/ https://100.64.0.1/ https://198.18.0.1/ https://224.0.0.1/
https://255.255.255.255/ https://240.0.0.1/ https://8.8.8.8/ https://[::1]/ https://[::]/
https://[::ffff:127.0.0.1]/ https://[::ffff:7f00:1]/ https://[fe80::1]/ https://[fc00::1]/
https://[fd00:ec2::254]/ https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/ https://[2001:4860:4860::8888]/
https://localhost/ https://localhost./ https://LOCALHOST/ https://db.localhost/ https://printer.local/
https://metadata.google.internal/ https://intranet/ https://calendar.lan/ https://a.home/ https://1.0.0.127.in-addr.arpa/
https://user@calendar.example.org/ https://user:secret@calendar.example.org/ https://calendar.example.org@127.0.0.1/
https://calendar.example.org:22/ https://calendar.example.org:8443/ https://calendar.example.org:99999/
https://calendar.example.org:x/ https://calendar.example.org\\@127.0.0.1/ https://１２７.0.0.1/ https://127。0。0。1/
https://calendar.exam\u200bple.org/ https://-a.example.org/ https://a..example.org/ https://example.org%00.local/
""".split()  # noqa: SIM905 - a list of sixty quotes reads worse
INSIDE = """
127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.5 172.31.255.1 192.168.0.9 169.254.169.254 100.64.1.1 192.0.0.8
198.18.0.9 203.0.113.5 224.0.0.5 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1
::127.0.0.1 fe80::1 fc00::1 fd12::1 ff02::1 64:ff9b::a00:1 2002:a00:1::1 2001:0:1::1 not-an-address
""".split()  # noqa: SIM905


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    made: list[object] = []

    def connect(*where: object, **_more: object) -> socket.socket:
        made.append(where)
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", connect)
    yield made


@pytest.mark.parametrize("address", TRICKS)
def test_no_spelling_leads_anywhere(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as made, pytest.raises(OutsideError):
        outside.fetch(address, outside=Outside(resolve=lambda _host, _port: ["127.0.0.1"]))

    assert made == []


@pytest.mark.parametrize("where", INSIDE)
def test_a_public_name_of_an_inner_machine_is_not_asked(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Outside(resolve=lambda _host, _port: ["93.184.215.14", where])

    with counted(monkeypatch) as made, pytest.raises(OutsideError, match="not-public"):
        outside.fetch("https://calendar.example.org/a.ics", outside=both)

    assert made == []


def test_a_name_is_resolved_once_and_that_very_address_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rebinding: whoever answers otherwise the second time is not asked a second time."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    asked: list[object] = []

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(where)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutsideError, match="no-answer"):
        outside.fetch(
            "https://calendar.example.org/a.ics",
            outside=Outside(resolve=lambda _host, _port: answers.pop(0)),
        )

    assert asked == [("93.184.215.14", 443)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    key = path.with_name("key.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", key, "-out", path, "-subj", "/CN=calendar.example.org"),
            *("-addext", "subjectAltName=DNS:calendar.example.org"),
        ],
        check=True,
        capture_output=True,
    )
    return path


@contextmanager
def serving(certificate: Path, answer: Callable[[ssl.SSLSocket], None]) -> Iterator[Outside]:
    """A TLS server on this machine, and a way to reach it that only a test can take."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def run() -> None:
        try:
            plain, _where = listener.accept()
            with context.wrap_socket(plain, server_side=True) as secured:
                secured.recv(65536)
                answer(secured)
        except OSError:
            pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(certificate))
    try:
        yield Outside(
            resolve=lambda _host, _port: ["127.0.0.1"],
            may_ask=lambda where: ipaddress.ip_address(where).is_loopback,
            ports=frozenset({port}),
            context=trusting,
            seconds=1.0,
        )
    finally:
        listener.close()
        thread.join(5)


def ask(certificate: Path, answer: Callable[[ssl.SSLSocket], None], host: str = "calendar.example.org") -> bytes:  # fmt: skip
    with serving(certificate, answer) as reach:
        port = next(iter(reach.ports))
        return outside.fetch(f"https://{host}:{port}/a.ics", outside=reach)


def says(*pieces: bytes, pause: float = 0.0) -> Callable[[ssl.SSLSocket], None]:
    def answer(secured: ssl.SSLSocket) -> None:
        for piece in pieces:
            secured.sendall(piece)
            time.sleep(pause)

    return answer


OK = b"HTTP/1.1 200 OK\r\n"


def test_a_calendar_is_read(certificate: Path) -> None:
    assert ask(certificate, says(OK + b"Content-Length: 5\r\n\r\nhello")) == b"hello"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n", "moved"),
        (b"HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\n\r\n", "moved"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "refused"),
        (b"HTTP/1.1 500 Oops\r\n\r\n", "refused"),
        (OK + b"Content-Length: 600000\r\n\r\n", "too-large"),
        (OK + b"\r\n" + b"x" * 600_000, "too-large"),
        (OK + b"Content-Encoding: gzip\r\n\r\n", "not-a-calendar"),
        (OK + b"Content-Length: 10\r\n\r\nhello", "no-answer"),
        (b"SSH-2.0-OpenSSH\r\n", "no-answer"),
        (b"\x00" * 50, "no-answer"),
        (b"", "no-answer"),
    ],
)
def test_an_odd_answer_is_told_by_a_code(certificate: Path, said: bytes, code: str) -> None:
    with pytest.raises(OutsideError, match=code):
        ask(certificate, says(said))


def test_whoever_drips_is_cut_off(certificate: Path) -> None:
    began = time.monotonic()
    with pytest.raises(OutsideError, match="no-answer"):
        ask(certificate, says(OK + b"\r\n", *[b"x"] * 100, pause=0.2))

    assert time.monotonic() - began < 10


def test_a_certificate_of_another_name_is_not_believed(certificate: Path) -> None:
    with pytest.raises(OutsideError, match="no-answer"):
        ask(certificate, says(OK + b"\r\n"), host="other.example.org")


CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART:20261208T010000Z
DTEND:20261208T030000Z
SUMMARY:Secret meeting
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261210
SUMMARY:Private
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20261211T010000
DTEND:20261211T020000
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART:20261212T010000Z
DTEND:20261212T020000Z
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_only_busy_hours_come_back(certificate: Path) -> None:
    found = outside_reading.busy(CALENDAR, within=WITHIN)

    assert [(span.starts, span.ends - span.starts) for span in found] == [
        (datetime(2026, 12, 8, 1, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2026, 12, 9, 16, tzinfo=UTC), timedelta(days=1)),  # a whole day in Jiangxi
        (datetime(2026, 12, 15, 1, tzinfo=UTC), timedelta(hours=2)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"<html><body>sign in</body></html>",
        b"BEGIN:VCALENDAR",
        CALENDAR.replace(b"FREQ=WEEKLY;COUNT=2", b"FREQ=SECONDLY;COUNT=900000000"),
        b"BEGIN:VCALENDAR\r\n" * 20_000,
    ],
)
def test_what_is_no_calendar_is_said_so(content: bytes) -> None:
    with pytest.raises(OutsideError, match="not-a-calendar"):
        outside_reading.busy(content, within=WITHIN)


def test_damaged_calendars_never_crash() -> None:
    """Two hundred broken files: either busy hours or a plain no, and never another fault."""
    rng = Random(7)  # noqa: S311 - damages files, guards nothing
    for _ in range(200):
        broken = bytearray(CALENDAR)
        for _hit in range(rng.randint(1, 8)):
            where = rng.randrange(len(broken))
            broken[where : where + rng.randint(0, 6)] = rng.randbytes(rng.randint(0, 6))
        with suppress(Exception):  # in the child each of them is a plain no
            for starts, ends in outside_reading.read(bytes(broken), within=WITHIN):
                assert starts < ends


def test_a_broken_address_changes_nothing_and_is_tried_later(
    database: Database, certificate: Path
) -> None:
    laid = ground.lay(database)
    guide = laid.guides[0]
    answers = [says(OK + b"\r\n" + CALENDAR), says(b"HTTP/1.1 404 Gone\r\n\r\n")]
    moment = make.NOW
    for number, answer in enumerate(answers):
        with serving(certificate, answer) as reach:
            address = f"https://calendar.example.org:{next(iter(reach.ports))}/secret"
            with database.writing() as tx:
                if number == 0:
                    outside_actions.subscribe(
                        tx, guide_id=guide.id, address=address, by=None, now=moment
                    )
                else:
                    tx.execute(_moved_to(address, moment))
            read = outside_actions.refresh_due(database, now=moment, reach=reach)
        assert read == (1 if number == 0 else 0)
        moment += timedelta(hours=1)

    with database.reading() as tx:
        feed = outside_actions.feeds(tx, [guide.id])[guide.id]
        lives = queries.lives(tx, venue_id=1, first=WITHIN.starts.date(), last=WITHIN.ends.date())
    assert (feed.complaint, feed.failures, feed.host) == ("refused", 1, "calendar.example.org")
    assert feed.due_at == make.NOW + timedelta(hours=1) + outside_actions.pause(1)
    assert len(lives[guide.id].busy) == 3


def _moved_to(address: str, moment: datetime) -> Update:
    return update(OutsideFeedRow).values(address=address, due_at=moment)

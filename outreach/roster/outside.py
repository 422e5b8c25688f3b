"""Fetching a calendar from an address that somebody typed, without being led anywhere else.

The name is resolved once and the connection goes to that very address, so that a name cannot mean
one machine when it is judged and another when it is asked. Only public addresses are asked, only
over TLS, and no redirect is followed: what answers elsewhere must be typed.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 5.0
LARGEST = 512 * 1024
LONGEST = 1000
# A name with at least one dot that ends in letters: no number in whatever notation passes.
HOST = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})\Z"
)
PATH = re.compile(r"/[\x21-\x7e]*\Z")
INSIDE = ("localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa", "onion")
# Public in the eyes of the tables, and yet ways to an address written inside them.
WRAPPED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "64:ff9b::/96",
        "192.0.0.0/24",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::ffff:0:0/96",
        "::/96",
    )
)

Resolve = Callable[[str, int], Sequence[str]]
Judge = Callable[[str], bool]


class OutsideError(Exception):
    """Why a calendar cannot be read, as a code; the page has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    path: str


def resolve(host: str, port: int) -> list[str]:
    """The addresses a name has now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[4][0]) for where in found]


def is_public(address: str) -> bool:
    """Whether an address is a machine of the open Internet, and none of ours."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    return not any(found in network for network in WRAPPED if network.version == found.version)


@dataclass(frozen=True, slots=True)
class Outside:
    """How the outside is reached. A test gives its own way to resolve, judge and trust."""

    resolve: Resolve = resolve
    may_ask: Judge = is_public
    ports: frozenset[int] = frozenset({443})
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = SECONDS


def parse(typed: str, *, ports: frozenset[int] = frozenset({443})) -> Address:
    """An https address that names a public host; refuses every other spelling."""
    typed = typed.strip()
    if len(typed) > LONGEST or not re.fullmatch(r"[\x21-\x7e]+", typed) or "\\" in typed:
        raise OutsideError("not-an-address")
    if typed.lower().startswith("webcal://"):
        typed = f"https://{typed[9:]}"
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    except ValueError:
        raise OutsideError("not-an-address") from None
    if parts.scheme != "https":
        raise OutsideError("not-https")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise OutsideError("not-an-address")
    if port not in ports:
        raise OutsideError("not-an-address")
    if not HOST.match(host) or host.rpartition(".")[2] in INSIDE:
        raise OutsideError("not-public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not PATH.match(path):
        raise OutsideError("not-an-address")
    return Address(host, port, path)


def fetch(typed: str, *, outside: Outside | None = None) -> bytes:
    """What stands at an address, at most 512 kB of it, within five seconds in all."""
    outside = outside or Outside()
    address = parse(typed, ports=outside.ports)
    try:
        found = outside.resolve(address.host, address.port)
    except (OSError, UnicodeError):
        raise OutsideError("unknown-host") from None
    if not found:
        raise OutsideError("unknown-host")
    if not all(outside.may_ask(each) for each in found):
        raise OutsideError("not-public")
    try:
        return _ask(address, found[0], outside)
    except (OSError, http.client.HTTPException, ValueError):
        raise OutsideError("no-answer") from None


def _ask(address: Address, where: str, outside: Outside) -> bytes:
    with _deadline(outside.seconds) as watched:
        plain = socket.create_connection((where, address.port), timeout=outside.seconds)
        watched.append(plain)
        secured = outside.context.wrap_socket(
            plain, server_hostname=address.host, do_handshake_on_connect=False
        )
        watched.append(secured)
        secured.do_handshake()
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.sock = secured
        connection.request(
            "GET",
            address.path,
            headers={
                "Accept": "text/calendar",
                "Accept-Encoding": "identity",
                "User-Agent": "outreach",
                "Connection": "close",
            },
        )
        with closing(connection.getresponse()) as answer:
            kept = _body(answer)
    return kept


@contextmanager
def _deadline(seconds: float) -> Iterator[list[socket.socket]]:
    """Whoever answers a byte at a time is cut off all the same: the sockets are shut by a clock."""
    watched: list[socket.socket] = []

    late = threading.Event()

    def cut() -> None:
        late.set()
        for each in watched:
            with suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    clock = threading.Timer(seconds, cut)
    clock.daemon = True
    clock.start()
    try:
        yield watched
        if late.is_set():
            raise OutsideError("no-answer")  # what was cut off looks whole from here
    finally:
        clock.cancel()
        for each in watched:
            each.close()


def _body(answer: http.client.HTTPResponse) -> bytes:
    if 300 <= answer.status < 400:
        raise OutsideError("moved")
    if answer.status != 200:
        raise OutsideError("refused")
    if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise OutsideError("not-a-calendar")
    if answer.length is not None and answer.length > LARGEST:
        raise OutsideError("too-large")
    kept = bytearray()
    while piece := answer.read1(65536):
        kept += piece
        if len(kept) > LARGEST:
            raise OutsideError("too-large")
    if answer.length:
        raise OutsideError("no-answer")  # it ended before it was whole
    return bytes(kept)

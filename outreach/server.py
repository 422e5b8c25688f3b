"""The web server: a few processes that share one socket, each with a few threads.

waitress reads a whole request before a thread sees it, so slow senders cost nothing. The numbers
below were measured: with `poll`, few threads and a short switch interval a process that holds the
write gate gets the interpreter back at once instead of after 5 ms.
"""

import logging
import os
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

import waitress

from outreach.kernel.settings import Settings

SWITCH_SECONDS = 0.0002
CONNECTIONS = 2000
IDLE_SECONDS = 20
BODY_BYTES = 20 * 1024 * 1024
BACKLOG = 2048
TOO_SOON = 3  # seconds: a process that ends earlier will not do better when started again


def serve(settings: Settings, *, host: str, port: int, processes: int, threads: int) -> None:
    """Answer until told to stop; a process that dies is replaced."""
    settings.signing_key()  # made once, before there are several to make it
    listener = socket.create_server((host, port), backlog=BACKLOG)
    alive, lifeline = os.pipe()  # closes with this process, however it ends
    started: dict[int, float] = {}

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in started:
            os.kill(child, signal.SIGTERM)
        for child in started:
            os.waitpid(child, 0)
        sys.exit(0)

    for _ in range(processes):
        started[_start(settings, listener, threads, alive, lifeline)] = time.monotonic()
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while True:
        gone, _status = os.wait()
        lived = time.monotonic() - started.pop(gone)
        if lived < TOO_SOON:
            end()
        started[_start(settings, listener, threads, alive, lifeline)] = time.monotonic()


def _start(
    settings: Settings, listener: socket.socket, threads: int, alive: int, lifeline: int
) -> int:
    child = os.fork()
    if child == 0:
        try:
            os.close(lifeline)
            _answer(settings, listener, threads, alive)
        finally:
            os._exit(1)
    return child


def _answer(settings: Settings, listener: socket.socket, threads: int, alive: int) -> NoReturn:
    from outreach.app import create_app  # each process has its own, with its own connections

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent passes it on
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress lets running answers finish
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    sys.setswitchinterval(SWITCH_SECONDS)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is no news
    waitress.serve(
        create_app(settings),
        sockets=[listener],
        threads=threads,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=BODY_BYTES,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
        ident=None,
    )
    sys.exit(0)


def _end_with_parent(alive: int) -> None:
    os.read(alive, 1)  # nobody writes: this returns when the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)

"""Headless Chromium, and what is wrong with a page for people who cannot see or use a mouse."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.serving import SECRET_KEY

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def find_chromium() -> str:
    """Where Chromium is; without it the test skips, or fails where a browser is required."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium found (set CHROMIUM or install the package chromium)"
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def sign_in_cookie(token: str) -> str:
    """The session cookie of a browser in which the sign-in with this token was made."""
    app = Flask("cookies")
    app.secret_key = SECRET_KEY
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"sign_in": token}))


class Watched:
    """A browser context that keeps account of what a page may not do."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []
        context.on("request", self._asked)
        context.on("page", self._opened)

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and where.netloc != self.host:
            self.complaints.append(f"asks a foreign host: {request.url}")

    def _opened(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self._said)

    def _said(self, message: Any) -> None:
        # An answer such as 409 or 422 is part of the conversation, and Chromium logs it as error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA: rule, place and advice; nothing is what we want."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(WCAG)}})
    return [
        f"{problem['id']} ({problem['impact']}): {node['target']} {node['failureSummary']}"
        for problem in found.response["violations"]
        for node in problem["nodes"]
    ]

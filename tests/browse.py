"""A browser without a window: signs in, remembers cookies, sends the form's token."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database
from tests import make
from tests.clock import Clock


class Browse:
    """What a person does in a browser, without one.

    `browse.as_(Role.COUNTY, scope="360103")` makes somebody and signs in; `browse.sign_in(person)`
    signs in somebody who exists; without either the visitor is nobody. An answer of 500 fails the
    test at once.
    """

    def __init__(self, app: Flask, database: Database, clock: Clock) -> None:
        self.app = app
        self.database = database
        self.clock = clock
        self.client = app.test_client()
        self.person: Person | None = None

    def as_(self, role: Role, *, scope: str | int | None = None, **details: Any) -> "Browse":
        """Another browser, in which somebody new with this role is signed in."""
        with self.database.writing() as tx:
            person = make.person(tx, role=role, scope=scope, now=self.clock.now, **details)
        return self.sign_in(person)

    def sign_in(self, person: Person) -> "Browse":
        """Another browser, in which this person is signed in."""
        other = Browse(self.app, self.database, self.clock)
        with self.database.writing() as tx:
            token = make.sign_in(tx, person=person, now=self.clock.now)
        with other.client.session_transaction() as cookie:
            cookie["sign_in"] = token
        other.person = person
        return other

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._answered(self.client.get(path, **more))

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form as the page would, with its CSRF token; lists send a field several times."""
        fields = {"csrf_token": self.csrf_token()} | (form or {})
        return self._answered(self.client.post(path, data=fields, **more))

    def follow(self, answer: TestResponse) -> TestResponse:
        """The page a redirect leads to."""
        assert answer.status_code in {302, 303}, answer.text
        where = urlsplit(answer.headers["Location"])
        return self.get(where.path + (f"?{where.query}" if where.query else ""))

    def speak(self, language: str) -> "Browse":
        """`zh_Hans_CN` or `en`, as chosen with the switch on the page."""
        with self.client.session_transaction() as cookie:
            cookie["language"] = language
        return self

    def csrf_token(self) -> str:
        with self.client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(raw))

    def _answered(self, answer: TestResponse) -> TestResponse:
        asked = f"{answer.request.method} {answer.request.path}"
        assert answer.status_code != 500, f"{asked} is a fault; its traceback is printed above"
        return answer

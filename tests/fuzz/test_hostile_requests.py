"""Thousands of hostile requests: every route, every role, both databases, and never a fault.

`OUTREACH_FUZZ_ROUNDS` makes the run longer, `OUTREACH_FUZZ_SEED` another one.
"""

import io
import os
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from outreach.accounts.tables import PersonRow
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import serving
from tests.browse import Browse
from tests.clock import Clock
from tests.fuzz import hostile
from tests.fuzz.hostile import MARK, VALUES, Form, Forms
from tests.rights import ground
from tests.rights.ground import ACTORS, Ground

SEED = int(os.environ.get("OUTREACH_FUZZ_SEED", "1"))
ROUNDS = int(os.environ.get("OUTREACH_FUZZ_ROUNDS", "300"))
FORM_READERS = ("admin", "venue", "county", "teacher", "farteacher", "nobody")
URL_ENCODED = "application/x-www-form-urlencoded"

Fields = list[tuple[str, bytes]]


class Attack:
    """Everybody of the ground with a browser, who signs in again when thrown out."""

    def __init__(self, app: Flask, database: Database, laid: Ground, *, seed: int) -> None:
        self.app, self.database, self.laid = app, database, laid
        self.chance = Random(seed)  # noqa: S311 - the same requests in every run
        self.clock = Clock()
        self.clock.now = utc_now()
        self.browsers = {actor: self._fresh(actor) for actor in ACTORS}
        self.complaints: dict[str, list[str]] = defaultdict(list)

    def _fresh(self, actor: str) -> Browse:
        browse = Browse(self.app, self.database, self.clock)
        if actor == "nobody":
            return browse
        with self.database.writing() as tx:
            tx.execute(update(PersonRow).values(active=True))
        return browse.sign_in(self.laid.people[actor])

    def send(self, actor: str, method: str, path: str, **more: object) -> TestResponse:
        client = self.browsers[actor].client
        shown = f"{actor} {method} {path[:300]} {str(more.get('data', ''))[:600]}"
        with capture_logs() as logs:
            answer = client.open(path, method=method, **more)  # type: ignore[arg-type]
        for what in (*(str(line) for line in logs), *_faults(answer)):
            self.complaints[what[:300]].append(shown)
        if actor != "nobody" and "/sign-in?next" in answer.headers.get("Location", ""):
            self.browsers[actor] = self._fresh(actor)
        return answer

    def get(self, actor: str, path: str, fields: Fields) -> None:
        self.send(actor, "GET", f"{path}?{urlencode(fields)}")

    def post(self, actor: str, path: str, fields: Fields) -> None:
        token = self.browsers[actor].csrf_token().encode()
        body = urlencode([("csrf_token", token), *fields])
        kind = self.chance.choice([URL_ENCODED] * 9 + ["text/plain"])
        self.send(actor, "POST", path, data=body.encode(), content_type=kind)

    def upload(self, actor: str, path: str, fields: Fields) -> None:
        parts: dict[str, object] = {name: str(value, "utf-8", "replace") for name, value in fields}
        parts["csrf_token"] = self.browsers[actor].csrf_token()
        names = ("学校.csv", "\x00.xlsx", "../../a.csv", "名" * 300)
        beginning = self.chance.choice((b"", b"PK\x03\x04", "学校名称,县区\n".encode()))
        content = io.BytesIO(beginning + self.chance.choice(VALUES) * 20)
        parts["file"] = (content, self.chance.choice(names))
        self.send(actor, "POST", path, data=parts)


def _faults(answer: TestResponse) -> Iterator[str]:
    """What no answer may be, whatever was asked."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if "Content-Security-Policy" not in answer.headers:
        yield "no policy"
    if answer.mimetype == "text/html" and MARK.encode() in answer.data:
        yield "a payload as it was sent"
    where = answer.headers.get("Location", "/")
    if not where.startswith("/") or where.startswith(("//", "/\\")):
        yield f"leads to {where}"


@pytest.fixture
def attack(sampled: Database) -> Attack:
    settings = Settings(
        _env_file=None,
        database_url=sampled.url.render_as_string(hide_password=False),
        secret_key=serving.SECRET_KEY,
    )
    return Attack(create_app(settings, sampled), sampled, ground.lay(sampled), seed=SEED)


def addresses(attack: Attack) -> Iterator[tuple[str, str]]:
    """Method and address of every route, once for near things and once for far ones."""
    for rule in sorted(attack.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in {"static", "accounts.sign_out"}:
            continue
        for things in (attack.laid.near, attack.laid.far):
            path = ground.address(attack.app, rule, things, actor="admin")
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                yield method, path


def forms_of(attack: Attack, paths: list[str]) -> list[Form]:
    """Every form that somebody's pages offer; of equal ones the first."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for actor in FORM_READERS:
        for path in paths:
            answer = attack.send(actor, "GET", path)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in Forms(answer.text, path=path, actor=actor).found:
                names = tuple(name for name, _value in form.fields)
                found.setdefault((form.method, form.path, names), form)
    return [form for form in found.values() if form.path != "/sign-out"]


def test_no_request_finds_a_fault(attack: Attack) -> None:
    chance = attack.chance
    routes = list(dict.fromkeys(addresses(attack)))
    forms = forms_of(attack, [path for method, path in routes if method == "GET"])
    names = sorted({name for form in forms for name, _value in form.fields} | {"next", "page"})

    for turn in range(ROUNDS):
        method, path = routes[chance.randrange(len(routes))]
        actor = chance.choice(("admin", *ACTORS))
        everything = [(name, chance.choice(VALUES)) for name in names]
        some = chance.sample(everything, 3)
        if turn % 3 == 0:
            attack.send("admin", method, hostile.path_with(path, chance))
        elif method == "GET":
            attack.get(actor, path, everything if turn % 2 else some)
        else:
            attack.post(actor, path, everything if turn % 2 else some)
        for form in chance.sample(forms, 3):
            send = attack.get if form.method == "GET" else attack.post
            send = attack.upload if form.uploads else send
            send(form.actor, form.path, hostile.spoilt(form.fields, chance))
    for method, path in routes:  # what was stored is shown
        if method == "GET":
            attack.send("admin", method, path)

    assert {what: shown[:3] for what, shown in attack.complaints.items()} == {}

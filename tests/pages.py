"""Every page a person can reach by following links, one address for each view."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from outreach.accounts.model import Person
from outreach.accounts.queries import sample_people
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests.browse import Browse
from tests.clock import Clock

LEAVE_OUT = {"static", "accounts.sign_out", "accounts.language"}
ENOUGH = 250  # requests in one walk; a walk that needs more has met pages that breed


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address and not address.startswith("#"):
            self.found.append(address)


def endpoint_of(app: Flask, path: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(path).path)
    except HTTPException:
        return None
    return str(endpoint)


def walk(browse: Browse, *, start: str = "/") -> dict[str, str]:
    """Endpoint to address of every page reached from `start` by links, faults too; no files."""
    found: dict[str, str] = {}
    waiting, asked = deque([start]), {start}
    while waiting and len(asked) < ENOUGH:
        path = waiting.popleft()
        endpoint = endpoint_of(browse.app, path)
        if endpoint is None or endpoint in LEAVE_OUT or endpoint in found:
            continue
        answer = browse.client.get(path)
        if answer.status_code in {302, 303}:
            waiting.append(urljoin(path, answer.headers["Location"]))
        elif answer.status_code in {200, 500} and answer.mimetype == "text/html":
            found[endpoint] = path
            for link in Links(answer.text).found:
                where = urlsplit(urljoin(path, link))
                address = where.path + (f"?{where.query}" if where.query else "")
                if not where.netloc and where.scheme == "" and address not in asked:
                    asked.add(address)
                    waiting.append(address)
    return found


def pages_of_everybody(app: Flask, database: Database) -> list[tuple[Person | None, str]]:
    """All pages of the sample, each with somebody who reaches it; first pages for every role."""
    clock = Clock()
    clock.now = utc_now()  # the sample is made for today
    nobody = Browse(app, database, clock)
    pages: list[tuple[Person | None, str]] = [(None, path) for path in walk(nobody).values()]
    pages.append((None, "/nothing-is-here"))
    seen = set(walk(nobody))
    roles = set()
    with database.reading() as tx:
        people = sample_people(tx)
    for person in people:
        role = person.grants[0].role
        if role in roles:
            continue
        roles.add(role)
        for endpoint, path in walk(nobody.sign_in(person)).items():
            if endpoint not in seen or path == "/":
                seen.add(endpoint)
                pages.append((person, path))
    return pages

"""Every page a person can reach by following links, one address for each view."""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from outreach.accounts.model import Person, Role
from outreach.accounts.queries import sample_people
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests.browse import Browse
from tests.clock import Clock

LEAVE_OUT = {"static", "accounts.sign_out", "accounts.language"}
# Those first whose pages they are above all; whoever may do everything comes last.
IN_TURN = (
    Role.TEACHER,
    Role.COUNTY,
    Role.VENUE,
    Role.CITY,
    Role.VIEWER,
    Role.PROVINCE,
    Role.ADMIN,
)
TRIES = 3  # addresses of one view, in case the first leads elsewhere


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
    tried: Counter[str] = Counter()
    waiting, known = deque([start]), {start}
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(browse.app, path)
        if endpoint is None or endpoint in LEAVE_OUT or endpoint in found:
            continue
        if tried[endpoint] >= TRIES:
            continue
        tried[endpoint] += 1
        answer = browse.client.get(path)
        links = Links(answer.text).found if answer.mimetype == "text/html" else []
        if answer.status_code in {302, 303}:
            links.append(answer.headers["Location"])
        elif answer.status_code in {200, 500} and links:
            found[endpoint] = path
        for link in links:
            where = urlsplit(urljoin(path, link))
            address = where.path + (f"?{where.query}" if where.query else "")
            if not where.netloc and not where.scheme and address not in known:
                known.add(address)
                waiting.append(address)
    return found


def pages_of_everybody(
    app: Flask, database: Database, *, repeat: bool = False
) -> list[tuple[Person | None, str]]:
    """All pages of the sample, each with somebody who reaches it; first pages for every role.

    `repeat` gives each role all its pages, where otherwise the first to reach a view stands for all.
    """
    clock = Clock()
    clock.now = utc_now()  # the sample is made for today
    nobody = Browse(app, database, clock)
    with database.reading() as tx:
        people = {person.grants[0].role: person for person in reversed(sample_people(tx))}
    seen: set[str] = set()
    pages: list[tuple[Person | None, str]] = [(None, "/nothing-is-here")]
    for person in (None, *(people[role] for role in IN_TURN)):
        for endpoint, path in walk(nobody.sign_in(person) if person else nobody).items():
            if repeat or endpoint not in seen or path == "/":
                seen.add(endpoint)
                pages.append((person, path))
    return pages

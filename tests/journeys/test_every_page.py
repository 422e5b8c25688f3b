"""Every page of the sample, in a browser: readable for all, quiet, and nobody else is asked."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from outreach.accounts.actions import sign_in
from outreach.accounts.model import PersonId
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests.browser import accessibility_problems
from tests.databases import alone, copy_sqlite
from tests.pages import pages_of_everybody
from tests.serving import SECRET_KEY

pytestmark = pytest.mark.browser
SHARES = 2  # so that several processes divide the pages among themselves
Pages = list[tuple[PersonId | None, str]]


@pytest.fixture
def live_database(sample_database: Database) -> Database:
    return sample_database


def signed_in(database: Database, person_id: PersonId | None) -> str | None:
    if person_id is None:
        return None
    with database.writing() as tx:
        return sign_in(tx, person_id=person_id, lasts=timedelta(hours=1), now=utc_now())


@pytest.fixture(scope="session")
def sample_pages(sample_file: Path, shared: Path) -> Pages:
    """Every page of the sample with the id of somebody who reaches it; walked once in the run."""
    kept = shared / "pages.json"
    with alone(shared / "pages.lock"):
        if not kept.exists():
            database = copy_sqlite(sample_file, shared / "walked.sqlite3")
            url = database.url.render_as_string()
            settings = Settings(_env_file=None, database_url=url, secret_key=SECRET_KEY)
            found = pages_of_everybody(create_app(settings, database), database)
            database.dispose()
            pages = [(person.id if person else None, path) for person, path in found]
            kept.write_text(json.dumps(pages), encoding="utf-8")
    return [(person_id, path) for person_id, path in json.loads(kept.read_text(encoding="utf-8"))]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(390, "zh-CN"), (1280, "en")])
def test_every_page_is_accessible_and_fits_its_screen(
    live_database: Database,
    open_page: Callable[..., Page],
    sample_pages: Pages,
    width: int,
    language: str,
    scheme: str,
    share: int,
) -> None:
    opened: dict[PersonId | None, Page] = {}
    problems: dict[str, Any] = {}
    for person_id, path in sample_pages[share::SHARES]:
        if person_id not in opened:
            token = signed_in(live_database, person_id)
            opened[person_id] = open_page(
                width=width, language=language, scheme=scheme, token=token
            )
        page = opened[person_id]
        answer = page.goto(path)
        found = [] if answer and answer.status < 500 else ["is a fault"]
        found += [] if fits(page) else ["has to be scrolled sideways"]
        found += accessibility_problems(page)
        if found:
            problems[f"{path} as person {person_id}"] = found

    assert problems == {}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

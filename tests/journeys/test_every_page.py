"""Every page of the sample, in a browser: readable for all, quiet, and nobody else is asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from outreach.accounts.actions import sign_in
from outreach.accounts.model import PersonId
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests.browser import accessibility_problems
from tests.pages import pages_of_everybody
from tests.serving import SECRET_KEY

pytestmark = pytest.mark.browser
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SHARES = 4  # so that several processes divide the pages among themselves


@pytest.fixture
def live_database(sample_database: Database) -> Database:
    return sample_database


def signed_in(database: Database, person_id: PersonId | None) -> str | None:
    if person_id is None:
        return None
    with database.writing() as tx:
        return sign_in(tx, person_id=person_id, lasts=timedelta(hours=1), now=utc_now())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("width", "language"), [(390, "zh-CN"), (1280, "en")])
def test_every_page_is_accessible_and_fits_its_screen(
    live_database: Database,
    open_page: Callable[..., Page],
    width: int,
    language: str,
    share: int,
) -> None:
    url = live_database.url.render_as_string()
    settings = Settings(_env_file=None, database_url=url, secret_key=SECRET_KEY)
    pages = pages_of_everybody(create_app(settings, live_database), live_database)
    by_person: dict[PersonId | None, list[str]] = {}
    for person, path in pages[share::SHARES]:
        by_person.setdefault(person.id if person else None, []).append(path)

    problems: dict[str, Any] = {}
    for person_id, paths in by_person.items():
        token = signed_in(live_database, person_id)
        page = open_page(width=width, language=language, token=token)
        for path in paths:
            answer = page.goto(path)
            found = [] if answer and answer.status < 500 else ["is a fault"]
            found += [] if fits(page) else ["has to be scrolled sideways"]
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found += [f"{scheme}: {problem}" for problem in accessibility_problems(page)]
            if found:
                problems[path] = found

    assert problems == {}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

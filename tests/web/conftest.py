"""A page with every part on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from outreach.accounts.model import Role
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make


@pytest.fixture
def sheet(open_page: Callable[..., Page], sqlite_database: Database) -> Callable[..., Page]:
    """Opens the design sheet as a system administrator."""
    with sqlite_database.writing() as tx:
        person = make.person(tx, role=Role.ADMIN, now=utc_now())
        token = make.sign_in(tx, person=person, now=utc_now())

    def opener(**more: object) -> Page:
        page = open_page(token=token, **more)
        page.goto("/styleguide")
        return page

    return opener

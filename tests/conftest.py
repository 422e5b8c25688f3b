"""What every test may ask for: databases, the application, a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from outreach.app import create_app
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import browser, databases, serving
from tests.browse import Browse
from tests.clock import Clock


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of the run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.migrated_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def stocked_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.stocked_sqlite(migrated_sqlite, tmp_path_factory.mktemp("stocked"))


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    stocked = "whole_province" in request.fixturenames
    source: Path = request.getfixturevalue("stocked_sqlite" if stocked else "migrated_sqlite")
    database = databases.copy_sqlite(source, tmp_path / "outreach.sqlite3")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgresql_server(shared: Path) -> Iterator[databases.Server]:
    server = databases.find_server(databases.run_name(), shared)
    yield server
    server.close()


@pytest.fixture
def postgresql_database(
    request: pytest.FixtureRequest, postgresql_server: databases.Server, shared: Path
) -> Iterator[Database]:
    if "whole_province" in request.fixturenames:
        found = postgresql_server.copy(postgresql_server.stocked_template(shared))
    else:
        found = postgresql_server.emptied(postgresql_server.template(shared))
    with found as database:
        yield database


@pytest.fixture
def whole_province() -> None:
    """Asks for databases in which the packaged divisions, venues and programmes are already.

    A test or a fixture that names it may do without `make.province`, which takes half a second.
    """


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh, migrated database; each test that asks runs on both kinds."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        database_url=database.url.render_as_string(hide_password=False),
        secret_key=serving.SECRET_KEY,
        uploads_folder=str(tmp_path / "uploads"),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def only_app() -> Flask:
    """Made once in the process: hundreds of routes and templates are compiled once, not per test."""
    made = create_app(
        Settings(_env_file=None, secret_key=serving.SECRET_KEY), Database("sqlite://")
    )
    made.testing = True
    return made


@pytest.fixture
def app(only_app: Flask, settings: Settings, database: Database, clock: Clock) -> Iterator[Flask]:
    """The application over this test's database, at this test's moment."""
    kept = dict(only_app.extensions)
    only_app.extensions |= {"outreach.settings": settings, "outreach.database": database}
    abdicate = clock.rule(only_app)
    yield only_app
    abdicate()
    only_app.extensions.clear()
    only_app.extensions.update(kept)


@pytest.fixture
def browse(app: Flask, database: Database, clock: Clock) -> Browse:
    return Browse(app, database, clock)


@pytest.fixture(scope="session")
def sample_file(migrated_sqlite: Path, shared: Path) -> Path:
    """A SQLite file with the small sample, made once in the run for the day on which it runs."""
    return databases.sample_sqlite(migrated_sqlite, shared)


@pytest.fixture
def sample_database(sample_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of the small sample province."""
    database = databases.copy_sqlite(sample_file, tmp_path / "sample.sqlite3")
    yield database
    database.dispose()


@pytest.fixture
def live_database(sqlite_database: Database) -> Database:
    """What `live_server` serves; a test file that wants another one overrides this."""
    return sqlite_database


@pytest.fixture
def live_server(live_database: Database, tmp_path: Path) -> Iterator[str]:
    """The address of `outreach serve` over `live_database`."""
    url = live_database.url.render_as_string(hide_password=False)
    with serving.serving(url, log=tmp_path / "server.log") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture
def open_page(chromium: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages at `live_server`; script errors and foreign hosts fail the test at its end.

    `open_page(token=…)` is signed in with a token from `make.sign_in(tx, person=…, now=utc_now())`.
    """
    watched: list[browser.Watched] = []
    with ExitStack() as stack:

        def opener(
            *,
            width: int = 390,
            token: str | None = None,
            language: str = "zh-CN",
            scheme: Literal["light", "dark"] = "light",
            script: bool = True,
            **more: Any,
        ) -> Page:
            context = chromium.new_context(
                base_url=live_server,
                viewport={"width": width, "height": 844 if width < 600 else 900},
                locale=language,
                color_scheme=scheme,
                java_script_enabled=script,
                timezone_id="Asia/Shanghai",
                **more,
            )
            stack.callback(context.close)
            if token is not None:
                value = browser.sign_in_cookie(token)
                context.add_cookies([{"name": "outreach", "value": value, "url": live_server}])
            watched.append(browser.Watched(context, live_server))
            return context.new_page()

        yield opener
    assert [line for context in watched for line in context.complaints] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A phone's page, nobody signed in."""
    return open_page()

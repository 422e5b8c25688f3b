"""A picture of every page: `python3 dev.py shots`, or `… shots --role teacher --path /bookings`.

Each page is taken in both languages, on a phone and on a desk's screen, light and dark, into
`shots/<language>-<width>-<scheme>/<role>-<page>.png`.
"""

import argparse
import re
import sys
import tempfile
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from outreach.accounts.actions import sign_in
from outreach.accounts.model import Person, PersonId
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import databases
from tests.browser import chromium, sign_in_cookie
from tests.pages import pages_of_everybody
from tests.serving import ROOT, SECRET_KEY, serving

LANGUAGES = {"zh": "zh-CN", "en": "en"}
WIDTHS = {390: 844, 1280: 900}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
Pages = list[tuple[Person | None, str]]


def take(
    browser: Browser,
    address: str,
    pages: Pages,
    tokens: dict[PersonId, str],
    chosen: argparse.Namespace,
) -> int:
    taken = 0
    for language, width, scheme in product(chosen.language, chosen.width, chosen.scheme):
        folder = ROOT / "shots" / f"{language}-{width}-{scheme}"
        folder.mkdir(parents=True, exist_ok=True)
        for person, path in pages:
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": WIDTHS[width]},
                locale=LANGUAGES[language],
                color_scheme=scheme,
                timezone_id="Asia/Shanghai",
            )
            if person is not None:
                value = sign_in_cookie(tokens[person.id])
                context.add_cookies([{"name": "outreach", "value": value, "url": address}])
            page = context.new_page()
            page.goto(path)
            page.screenshot(path=folder / f"{name_of(person, path)}.png", full_page=True)
            context.close()
            taken += 1
        sys.stdout.write(f"{folder}: {len(pages)}\n")
    return taken


def name_of(person: Person | None, path: str) -> str:
    who = person.grants[0].role if person else "nobody"
    return f"{who}-{re.sub(r'[^A-Za-z0-9]+', '-', path).strip('-')[:60] or 'home'}"


def wanted(pages: Pages, chosen: argparse.Namespace) -> Pages:
    return [
        (person, path)
        for person, path in pages
        if chosen.role in {None, person.grants[0].role if person else "nobody"}
        and (chosen.path is None or path.startswith(chosen.path))
    ]


def main() -> None:
    asked = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    asked.add_argument("--role", help="only pages of this role (or: nobody)")
    asked.add_argument("--path", help="only pages whose address begins like this")
    asked.add_argument("--language", nargs="*", choices=LANGUAGES, default=list(LANGUAGES))
    asked.add_argument("--width", nargs="*", type=int, choices=WIDTHS, default=list(WIDTHS))
    asked.add_argument("--scheme", nargs="*", choices=SCHEMES, default=list(SCHEMES))
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = databases.sample_sqlite(databases.migrated_sqlite(folder), folder)
        database = Database(f"sqlite:///{path}")
        url = database.url.render_as_string()
        app = create_app(
            Settings(_env_file=None, database_url=url, secret_key=SECRET_KEY), database
        )
        sys.stdout.write("walking along the links of the sample …\n")
        pages = wanted(pages_of_everybody(app, database, repeat=True), chosen)
        now = utc_now()
        with database.writing() as tx:
            tokens = {
                person.id: sign_in(tx, person_id=person.id, lasts=timedelta(hours=2), now=now)
                for person in {p.id: p for p, _ in pages if p}.values()
            }
        with serving(url) as address, chromium() as browser:
            sys.stdout.write(f"{take(browser, address, pages, tokens, chosen)} pictures\n")
        database.dispose()


if __name__ == "__main__":
    main()

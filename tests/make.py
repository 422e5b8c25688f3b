"""Builders: plain functions, valid by default; a test names only what matters to it."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from outreach.accounts import actions as accounts
from outreach.accounts.model import Grant, Person, Role
from outreach.catalogue import queries as catalogue
from outreach.catalogue.loading import load_catalogue
from outreach.catalogue.tables import HallRow, ProgrammeHallRow
from outreach.kernel.db import Tx
from outreach.province import actions as provinces
from outreach.province import queries as divisions
from outreach.province.loading import load_province
from outreach.province.model import School, SchoolEntry, Stage
from outreach.season import actions as season
from outreach.season import queries as sessions_stored
from outreach.season.model import Session

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Jiangxi

_numbers = count(1)


def person(
    tx: Tx,
    *,
    role: Role | None = Role.TEACHER,
    scope: str | int | None = None,
    name: str = "刘老师",
    email: str | None = None,
    now: datetime = NOW,
) -> Person:
    """Somebody with one role, or, with none, an account that may do nothing."""
    grants = () if role is None else (Grant(role, None if scope is None else str(scope)),)
    address = email or f"person-{next(_numbers)}@example.org"
    return accounts.add_person(tx, name=name, email=address, grants=grants, now=now)


def sign_in(tx: Tx, *, person: Person, now: datetime = NOW) -> str:
    """The token of a new sign-in that lasts a day."""
    return accounts.sign_in(tx, person_id=person.id, lasts=timedelta(days=1), now=now)


def province(tx: Tx) -> None:
    """The real divisions, and the venues and programmes that come with the package.

    They are there already where the fixture `whole_province` was asked for.
    """
    if not divisions.counties(tx):
        load_province(tx)
        load_catalogue(tx)


def school(
    tx: Tx,
    *,
    name: str | None = None,
    county_code: str = "360734",
    stages: Collection[Stage] = (Stage.PRIMARY,),
    now: datetime = NOW,
    **details: Any,
) -> School:
    """A school of the register; in Xunwu, the farthest county, unless another is named."""
    entry = SchoolEntry(
        name=name or f"第{next(_numbers)}小学",
        county_code=county_code,
        stages=tuple(stages),
        **details,
    )
    return provinces.add_school(tx, entry=entry, by=None, now=now)


def sessions(
    tx: Tx,
    *,
    programme: str = "cosmic-explorer",
    first: date = date(2026, 12, 8),
    last: date = date(2026, 12, 11),
    now: datetime = NOW,
) -> list[Session]:
    """The sessions of a packaged programme, made as the venue makes them."""
    found = catalogue.find_programme_by_slug(tx, programme)
    assert found is not None
    season.make_sessions(
        tx,
        venue_id=found.venue_id,
        programme_ids=[found.id],
        first=first,
        last=last,
        now=now,
        person_id=None,
    )
    return sessions_stored.upcoming_sessions(tx, first=first, last=last, programme_id=found.id)


def halls(tx: Tx, *, venue_id: int, programme_id: int) -> tuple[int, int]:
    """A hall and a cinema on the way of a programme: an hour in one, half an hour in the other."""
    made = [
        HallRow(venue_id=venue_id, name=name, name_en=name_en, capacity=capacity)
        for name, name_en, capacity in (("综合展厅", "Main hall", 200), ("影院", "Cinema", 100))
    ]
    for row in made:
        tx.add(row)
        tx.flush()
    tx.add_all(
        ProgrammeHallRow(programme_id=programme_id, hall_id=row.id, position=place, minutes=minutes)
        for place, (row, minutes) in enumerate(zip(made, (60, 30), strict=True))
    )
    return made[0].id, made[1].id

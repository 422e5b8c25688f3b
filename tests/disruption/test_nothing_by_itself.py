"""Nothing cancels by itself, and what was cancelled is counted nowhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from huey import MemoryHuey
from sqlalchemy import select

from outreach import worker
from outreach.booking.model import BookingState
from outreach.booking.tables import BookingHistoryRow
from outreach.disruption import report
from outreach.disruption.model import Choice, Turn
from outreach.disruption.report import Part
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.kernel.span import Days
from outreach.ledger.tables import ActivityRow
from outreach.reach import queries as reach
from tests import make
from tests.architecture.source import calls
from tests.booking.world import COUNTY
from tests.disruption import ground

CALLERS = {"outreach/disruption/views.py", "outreach/sample/disruptions.py"}


def test_only_an_officers_confirm_disrupts() -> None:
    """The sample's storm is confirmed by an invented officer; no job calls it."""
    calling = {name for name, _call, what in calls() if what.split(".")[-1] == "disrupt"}

    assert calling == CALLERS


def test_no_job_ends_a_visit_because_of_a_disruption(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rain = ground.build(sqlite_database)
    only = {rain.bookings[0]: Choice(Turn.CANCEL)}
    ground.disrupted(sqlite_database, rain, choices=only)
    monkeypatch.setattr(worker, "utc_now", lambda: make.NOW + timedelta(hours=3))
    jobs = MemoryHuey(immediate=True)
    worker.register(jobs, sqlite_database, Settings(_env_file=None))
    periodic: list[Callable[[], object]] = [
        task for task in jobs._registry.periodic_tasks if callable(getattr(task, "execute", None))
    ]
    for task in periodic:
        task.execute()  # type: ignore[attr-defined]  # huey's is untyped

    assert periodic
    assert ground.states(sqlite_database, rain) == [
        BookingState.FORCE_MAJEURE,
        BookingState.CONFIRMED,
        BookingState.CONFIRMED,
    ]
    with sqlite_database.reading() as tx:
        verbs = list(tx.scalars(select(BookingHistoryRow.verb)))
    assert verbs.count("call_off") == 1


def test_a_cancelled_visit_is_in_no_figure_and_yet_is_seen(database: Database) -> None:
    rain = ground.build(database)
    ground.disrupted(database, rain)

    with database.reading() as tx:
        assert list(tx.scalars(select(ActivityRow.id))) == []
        days = Days.through(rain.world.day, rain.world.day)
        page = reach.county_page(tx, COUNTY, days=days, today=rain.world.day)
        found = report.build(tx, rain.province, first=days.first, last=days.last)
    assert page is not None
    assert len(found.parts[Part.CANCELLED]) == 3
    assert found.pupils(Part.WAITING) == 60
    assert (found.rate.owed, found.rate.made_up) == (3, 0)

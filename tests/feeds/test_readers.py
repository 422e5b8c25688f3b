"""What other people's programs make of a feed: Thunderbird's reader, vobject, khal and one more."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from icalendar import Calendar

from outreach.feeds import render
from outreach.feeds.model import Visit, VisitStatus
from tests.feeds.readers import read_by_icaljs
from tests.feeds.visits import visit

ELSEWHERE = ["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]

WEEK = [
    visit(uid=f"visit-26-{day:04}", sequence=day, starts=visit().starts + timedelta(days=day))
    for day in range(5)
]


def instants(how_many: int) -> list[Visit]:
    """Visits at odd moments: China's summer time of 1986-1991, gaps elsewhere, any year."""
    chance = random.Random(20261123)  # noqa: S311 - dates, not secrets
    starts = [
        datetime(1986, 5, 3, 17, 30, tzinfo=UTC),
        datetime(1988, 7, 1, 1, 0, tzinfo=UTC),
        datetime(1991, 9, 14, 15, 30, tzinfo=UTC),
        datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        *(
            datetime(1985, 1, 1, tzinfo=UTC)
            + timedelta(minutes=chance.randrange(70 * 365 * 24 * 60))
            for _ in range(how_many)
        ),
    ]
    return [visit(uid=f"visit-{n}", starts=moment) for n, moment in enumerate(starts)]


def test_thunderbirds_reader_finds_every_visit() -> None:
    moved = [*WEEK[:4], visit(uid="visit-26-0004", status=VisitStatus.CANCELLED)]

    assert read_by_icaljs(render.feed(moved, name="一周")) == [
        {
            "uid": known.uid,
            "sequence": known.sequence,
            "summary": known.summary,
            "place": known.place,
            "starts": known.starts.timestamp(),
            "ends": known.ends.timestamp(),
            "status": known.status.upper(),
        }
        for known in moved
    ]


@pytest.mark.parametrize("zone", ELSEWHERE)
def test_thunderbirds_reader_finds_the_same_instants_wherever_it_runs(zone: str) -> None:
    known = instants(2_000)

    found = read_by_icaljs(render.feed(known, name="时刻"), zone=zone)

    assert [each["starts"] for each in found] == [each.starts.timestamp() for each in known]


@pytest.mark.parametrize("zone", ELSEWHERE)
def test_two_python_readers_find_the_same_instants_wherever_they_run(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        known = instants(300)
        written = render.feed(known, name="时刻")

        parsed = [each.DTSTART for each in Calendar.from_ical(written).events]
        by_vobject = [each.dtstart.value for each in vobject.readOne(written.decode()).vevent_list]

        here = ZoneInfo(zone)
        expected = [each.starts for each in known]
        assert [each.astimezone(here) for each in parsed if isinstance(each, datetime)] == expected
        assert [each.astimezone(here) for each in by_vobject] == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_vobject_finds_the_feed_valid() -> None:
    page = vobject.readOne(render.feed(WEEK, name="一周").decode())

    page.validate(raiseException=True)
    assert [each.uid.value for each in page.vevent_list] == [known.uid for known in WEEK]
    assert [each.location.value for each in page.vevent_list] == [known.place for known in WEEK]


def test_the_visits_of_a_day_are_those_of_that_day_in_jiangxi() -> None:
    page = Calendar.from_ical(render.feed(WEEK, name="一周"))

    found = recurring_ical_events.of(page).at(date(2026, 12, 9))

    assert [str(each["UID"]) for each in found] == ["visit-26-0001"]

"""Late, inside, planned, and what counts against a school."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.booking.model import Booking, BookingId, BookingState, Group
from outreach.catalogue.model import Hall, HallId, Stop
from outreach.duty import rules, sheet_rules
from outreach.duty.model import DutyRules, Failure, FailureWord, Presence, Said, Somewhere
from outreach.duty.sheet_rules import Complaint, Known, Typed, Verdict
from outreach.kernel.clock import at_wall_clock
from outreach.planning.model import BatchKey, Timetable, Turn
from tests.season import house

DAY = date(2026, 11, 24)
OPENING = at_wall_clock(DAY, time(9))


def visit(*, state: BookingState = BookingState.CONFIRMED, pupils: int = 40) -> Booking:
    return Booking(
        id=BookingId(7),
        number="26-00007",
        session_id=1,
        venue_id=1,
        programme_id=1,
        programme_version=1,
        school_id=1,
        county_code="360734",
        day=DAY,
        starts=time(9),
        group=Group(5, pupils, 3, "刘老师", "0797-2831234"),
        state=state,
        placed_by=1,
        on_behalf=False,
        placed_at=OPENING - timedelta(days=30),
        hold_until=None,
        papers_at=None,
        confirmed_at=None,
        reason=None,
        passes=0,
        sequence=0,
        revision=0,
        changed_at=None,
        sample=False,
    )


@pytest.mark.parametrize(
    ("minutes", "state", "stands"),
    [
        (-5, BookingState.CONFIRMED, Presence.EXPECTED),
        (29, BookingState.HELD, Presence.EXPECTED),
        (30, BookingState.CONFIRMED, Presence.LATE),
        (90, BookingState.ARRIVED, Presence.INSIDE),
        (90, BookingState.DONE, Presence.LEFT),
        (90, BookingState.NO_SHOW, Presence.MISSING),
    ],
)
def test_a_group_is_late_half_an_hour_after_its_session_began(
    minutes: int, state: BookingState, stands: Presence
) -> None:
    now = OPENING + timedelta(minutes=minutes)

    assert rules.presence(visit(state=state), DutyRules(), now=now) is stands


def test_a_venue_sets_its_own_minutes() -> None:
    at = OPENING + timedelta(minutes=12)

    assert rules.presence(visit(), DutyRules(late_minutes=10), now=at) is Presence.LATE


LAB, GALLERY = house.LAB, house.GALLERY


@pytest.mark.parametrize(
    ("minutes", "hall"), [(-1, None), (0, LAB), (29, LAB), (30, GALLERY), (59, GALLERY), (60, None)]
)
def test_without_a_plan_a_group_walks_its_programmes_stops(minutes: int, hall: Hall | None) -> None:
    route = house.programme(stops=(Stop(LAB, 30), Stop(GALLERY, 30)))

    assert rules.hall_at(route, OPENING, now=OPENING + timedelta(minutes=minutes)) == hall


def test_with_a_plan_batches_are_where_it_says() -> None:
    timetable = Timetable.of(
        [
            Turn(540, 570, BatchKey(7, 1), LAB.id),
            Turn(540, 570, BatchKey(7, 2), GALLERY.id),
        ]
    )
    planned_for = [[7, 540, 1, 20], [7, 540, 2, 20]]

    where = rules.planned_halls(timetable, planned_for, visit(), pupils=38, now=OPENING)
    between = rules.planned_halls(
        timetable, planned_for, visit(), pupils=38, now=OPENING + timedelta(minutes=30)
    )
    other = rules.planned_halls(timetable, planned_for, visit(pupils=44), pupils=44, now=OPENING)

    assert where == [Somewhere(LAB.id, 20), Somewhere(GALLERY.id, 18)]
    assert [here.hall_id for here in between] == [None, None]
    assert other == []


def test_a_hall_that_holds_too_many_says_by_how_many() -> None:
    small = Hall(HallId(9), "小厅", "Small hall", 30, exclusive=False, largest_group=None)
    found = rules.inside(
        [Somewhere(9, 25), Somewhere(9, 12), Somewhere(None, 4), Somewhere(77, 1)], [small]
    )

    assert [(here.hall, here.pupils, here.over) for here in found] == [
        (small, 37, 7),
        (None, 5, 0),
    ]
    assert [rules.over_limit(37, limit) for limit in (None, 40, 30)] == [0, 0, 7]


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2]), st.integers(0, 400))))
def test_nobody_is_lost_and_nobody_counted_twice(found: list[tuple[int | None, int]]) -> None:
    everybody = [Somewhere(hall, pupils) for hall, pupils in found]

    counted = rules.inside(everybody, [LAB, GALLERY])

    assert sum(here.pupils for here in counted) == sum(pupils for _hall, pupils in found)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 8, 31), date(2025, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2027, 2, 3), date(2026, 9, 1)),
    ],
)
def test_a_school_year_begins_in_september(day: date, first: date) -> None:
    year = rules.school_year_of(day)

    assert (year.first, day in year) == (first, True)


def failure(*words: FailureWord) -> Failure:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Failure(
        visit(state=BookingState.NO_SHOW), tuple(Said(at, 1, word, "因为") for word in words)
    )


def test_two_failures_move_a_school_back_and_a_cleared_one_does_not() -> None:
    stands, explained = failure(), failure(FailureWord.EXPLAINED)
    cleared = failure(FailureWord.CLEARED)
    again = failure(FailureWord.CLEARED, FailureWord.RESTORED)

    assert rules.comes_later([stands, explained], limit=2)
    assert not rules.comes_later([stands, cleared], limit=2)
    assert rules.comes_later([stands, again], limit=2)
    assert not rules.comes_later([stands] * 9, limit=None)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9:05", time(9, 5)),
        ("905", time(9, 5)),
        ("0905", time(9, 5)),
        ("９：０５", time(9, 5)),
        ("9点05", time(9, 5)),
        ("9点05分", time(9, 5)),
        ("9点", time(9)),
        ("25:00", None),
        ("9:75", None),
        ("上午", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, clock: time | None) -> None:
    assert sheet_rules.clock_of(typed) == clock


@given(st.text(max_size=20))
def test_no_text_breaks_a_line(text: str) -> None:
    line = Typed(text, text, text, text, text, text, text)

    judged = sheet_rules.judge([line], {}, day=DAY, now=OPENING)

    assert [found.verdict for found in judged] in ([], [Verdict.WRONG])


def test_every_complaint_about_a_line_comes_at_once() -> None:
    line = Typed("26-00099", "9:61", "二十", "x", "99", "8:00", "")

    (judged,) = sheet_rules.judge([line], {}, day=DAY, now=OPENING)

    assert set(judged.complaints) == {
        Complaint.UNKNOWN_NUMBER,
        Complaint.BAD_PUPILS,
        Complaint.BAD_ADULTS,
        Complaint.BAD_COACHES,
        Complaint.BAD_TIME,
    }


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (Typed("26-00007", "9:05", ""), Complaint.NO_COUNT),
        (Typed("26-00007", "9:05", "20", left="9:00"), Complaint.LEFT_FIRST),
        (Typed("26-00007", "19:05", "20"), Complaint.IN_FUTURE),
        (Typed("26-00007", "9:05", "20", initials="13812345678"), Complaint.PERSONAL_NUMBER),
    ],
)
def test_a_line_is_asked_to_be_put_right(line: Typed, complaint: Complaint) -> None:
    known = {7: Known(visit(), None, 0)}

    (judged,) = sheet_rules.judge([line], known, day=DAY, now=OPENING + timedelta(hours=2))

    assert judged.complaints == (complaint,)


def test_a_number_stands_on_a_sheet_once() -> None:
    known = {7: Known(visit(), None, 0)}
    line = Typed("２６－００００７", "9:05", "20")

    first, second = sheet_rules.judge(
        [line, line], known, day=DAY, now=OPENING + timedelta(hours=2)
    )

    assert first.verdict is Verdict.NEW
    assert second.complaints == (Complaint.TWICE,)

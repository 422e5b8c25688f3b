"""Each reason to refuse, and its edges."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.booking import rules
from outreach.booking.model import TRANSITIONS, BookingState, Verb, id_of, number_of
from outreach.catalogue.model import DayPart
from outreach.kernel.clock import at_wall_clock
from outreach.season.model import DayLoad, SessionState
from tests import make
from tests.booking import world

RULES = world.RULES
facts = world.session_facts


def test_everything_wrong_with_a_group_is_said_at_once() -> None:
    found = list(rules.complaints(world.group(pupils=21, adults=1, grade=12), facts()))

    assert [complaint.code for complaint in found] == ["wrong-grade", "group-too-small"]

    small = list(rules.complaints(world.group(pupils=21, adults=1), facts()))

    assert [(c.code, c.facts) for c in small] == [
        ("group-too-small", {"minimum": 30, "coming": 21}),
        ("too-few-adults", {"needed": 2, "coming": 1, "pupils_per_adult": 20}),
    ]


@pytest.mark.parametrize(("pupils", "needed"), [(1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_an_adult_for_each_begun_twenty(pupils: int, needed: int) -> None:
    assert rules.adults_needed(pupils, pupils_per_adult=20) == needed


@given(pupils=st.integers(1, 10_000), ratio=st.integers(1, 60))
def test_adults_are_neither_too_few_nor_too_many(pupils: int, ratio: int) -> None:
    needed = rules.adults_needed(pupils, pupils_per_adult=ratio)

    assert (needed - 1) * ratio < pupils <= needed * ratio


def test_the_largest_group_is_the_smaller_of_session_and_rule() -> None:
    assert rules.largest_group(facts()) == 100
    assert rules.largest_group(facts(capacity=500)) == 300


def test_a_group_as_large_as_the_session_may_come() -> None:
    rules.check_group(world.group(pupils=100), facts())

    with pytest.raises(rules.GroupTooLarge) as refusal:
        rules.check_group(world.group(pupils=101), facts())
    assert refusal.value.facts == {"maximum": 100, "coming": 101}


def test_lead_time_ends_to_the_second() -> None:
    session = facts()
    rules.check_open(session, now=session.closes_at - timedelta(seconds=1))

    with pytest.raises(rules.BookingClosed):
        rules.check_open(session, now=session.closes_at)


def test_the_venue_itself_may_book_until_the_visit_begins() -> None:
    session = facts()
    begins = at_wall_clock(session.day, session.starts)
    rules.check_open(session, now=begins - timedelta(minutes=1), on_behalf=True)

    with pytest.raises(rules.BookingClosed):
        rules.check_open(session, now=begins, on_behalf=True)


def test_nobody_books_before_the_release_nor_a_cancelled_session() -> None:
    with pytest.raises(rules.BookingNotOpenYet):
        rules.check_open(facts(opens_at=make.NOW + timedelta(hours=1)), now=make.NOW)
    with pytest.raises(rules.SessionCancelled):
        rules.check_open(facts(state=SessionState.CANCELLED), now=make.NOW)


def test_a_venue_that_books_by_telephone_enters_bookings_itself() -> None:
    session = facts(rules=replace(RULES, phone_only=True))
    rules.check_open(session, now=make.NOW, on_behalf=True)

    with pytest.raises(rules.PhoneOnly):
        rules.check_open(session, now=make.NOW)


def test_papers_are_due_after_the_rule_but_some_days_before_the_visit() -> None:
    assert rules.papers_due(facts(), now=make.NOW) == make.NOW + timedelta(days=14)
    near = make.NOW + timedelta(days=20)
    assert rules.papers_due(facts(), now=near) == at_wall_clock(date(2026, 12, 20), time(9))


@given(days=st.integers(0, 29), hours=st.integers(0, 23))
def test_a_hold_never_ends_before_it_begins(days: int, hours: int) -> None:
    now = make.NOW + timedelta(days=days, hours=hours)

    assert rules.papers_due(facts(), now=now) > now


def test_places_left_are_those_of_the_tightest_cap() -> None:
    caps = (DayLoad(DayPart.DAY, 200, 150), DayLoad(DayPart.AM, 120, 20))

    assert facts(taken=10, loads=caps).places_left == 50


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(BookingState))
def test_the_table_alone_says_what_may_follow(verb: Verb, state: BookingState) -> None:
    allowed, becomes = TRANSITIONS[verb]

    assert rules.next_state(verb, state) == ((becomes or state) if state in allowed else None)


def test_nothing_follows_the_end_but_a_count_or_force_majeure() -> None:
    ends = {
        BookingState.CANCELLED,
        BookingState.DECLINED,
        BookingState.LAPSED,
        BookingState.FORCE_MAJEURE,
        BookingState.DONE,
    }

    follows = [(v, s) for v in Verb for s in ends if rules.next_state(v, s) is not None]
    assert follows == [(Verb.RESTORE, BookingState.FORCE_MAJEURE)]  # an officer undoes the rain


@given(booking_id=st.integers(1, 10**8), placed_at=st.datetimes(timezones=st.just(UTC)))
def test_a_number_leads_back_to_its_booking(booking_id: int, placed_at: datetime) -> None:
    assert id_of(number_of(booking_id, placed_at)) == booking_id


@pytest.mark.parametrize("typed", ["", "abc", "26-", "二六", "26-99999999999999"])
def test_what_is_no_number_finds_nothing(typed: str) -> None:
    assert id_of(typed) is None

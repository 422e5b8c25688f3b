"""From a venue's rules to a term's sessions: what is proposed, and why the rest is not."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.catalogue.model import GroupRules, Opening, Programme, Stop
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.span import Days
from outreach.season import generation, rules
from outreach.season.generation import Because, House, Proposal, Standing
from outreach.season.model import Closure, PublicHoliday
from tests.season.house import GALLERY, LAB, closure, house, programme, venue

NOW = datetime(2026, 9, 1, tzinfo=UTC)
MONDAY = date(2026, 9, 7)
WEEK = Days.through(MONDAY, MONDAY + timedelta(days=6))
TUE_TO_SUN = [Opening(weekday, time(9), time(16, 30)) for weekday in range(1, 7)]


def days_of(proposal: Proposal) -> list[int]:
    return sorted({session.day.weekday() for session in proposal.proposed})


def test_a_house_closed_on_mondays_gets_no_monday_sessions_and_says_why() -> None:
    closed = house(venue(openings=TUE_TO_SUN))

    proposal = generation.propose(closed, programmes=[programme()], days=WEEK, now=NOW)

    assert days_of(proposal) == [1, 2, 3, 4, 5, 6]
    assert [(s.day, s.because) for s in proposal.skipped] == [(MONDAY, Because.CLOSED_WEEKDAY)]


def test_days_on_which_nothing_is_given_anyway_are_not_mentioned() -> None:
    closed = house(venue(openings=TUE_TO_SUN))

    proposal = generation.propose(closed, programmes=[programme(weekdays=[2])], days=WEEK, now=NOW)

    assert (len(proposal.proposed), proposal.skipped) == (1, ())


def test_a_closure_is_left_out_with_its_reason() -> None:
    repairs = closure(MONDAY, MONDAY + timedelta(days=1), reason="设备年检")

    proposal = generation.propose(
        house(closures=[repairs]), programmes=[programme()], days=WEEK, now=NOW
    )

    assert days_of(proposal) == [2, 3, 4, 5, 6]
    assert {(s.because, s.name) for s in proposal.skipped} == {(Because.CLOSURE, "设备年检")}


def test_a_borrowed_weekday_is_closed_and_its_make_up_saturday_is_worked() -> None:
    borrowed = PublicHoliday(date(2026, 9, 11), is_off=True, name="中秋节")
    made_up = PublicHoliday(date(2026, 9, 12), is_off=False, name="调休上班")
    weekdays_only = venue(openings=[Opening(d, time(9), time(17)) for d in range(5)])

    proposal = generation.propose(
        house(weekdays_only, holidays=[borrowed, made_up]),
        programmes=[programme(weekdays=range(5))],
        days=WEEK,
        now=NOW,
    )

    assert days_of(proposal) == [0, 1, 2, 3, 5]
    assert [(s.day.weekday(), s.because) for s in proposal.skipped] == [(4, Because.PUBLIC_HOLIDAY)]


def test_a_wednesday_tour_is_not_given_on_a_make_up_saturday() -> None:
    made_up = PublicHoliday(date(2026, 9, 12), is_off=False, name="调休上班")

    proposal = generation.propose(
        house(holidays=[made_up]), programmes=[programme(weekdays=[2])], days=WEEK, now=NOW
    )

    assert days_of(proposal) == [2]


def test_nothing_runs_through_a_lunch_break() -> None:
    lunch = venue(openings=[Opening(0, time(9), time(11, 40)), Opening(0, time(13, 30), time(17))])

    proposal = generation.propose(
        house(lunch),
        programmes=[programme(weekdays=[0], minutes=90, starts=[time(9), time(11), time(13, 30)])],
        days=WEEK,
        now=NOW,
    )

    assert [session.starts for session in proposal.proposed] == [time(9), time(13, 30)]
    assert [(s.starts, s.because) for s in proposal.skipped] == [(time(11), Because.OUTSIDE_HOURS)]


def test_what_can_no_longer_be_booked_is_not_made() -> None:
    a_week_ahead = house(venue(rules=GroupRules(lead_days=7)))
    tuesday = datetime(2026, 9, 1, 3, tzinfo=UTC)

    proposal = generation.propose(a_week_ahead, programmes=[programme()], days=WEEK, now=tuesday)

    assert days_of(proposal) == [1, 2, 3, 4, 5, 6]
    assert [s.because for s in proposal.skipped] == [Because.TOO_LATE]


def test_two_programmes_do_not_get_one_lab_at_the_same_time() -> None:
    lab = [Stop(LAB, 60)]
    first = programme(id=1, weekdays=[0], stops=lab, starts=[time(9)])
    second = programme(id=2, weekdays=[0], stops=lab, starts=[time(9, 30), time(10)])

    proposal = generation.propose(house(), programmes=[first, second], days=WEEK, now=NOW)

    assert [(s.programme.id, s.starts) for s in proposal.proposed] == [
        (1, time(9)),
        (2, time(10)),
    ]
    clash = proposal.clashes[0]
    assert (clash.programme_id, clash.starts, clash.hall_id, clash.taken_by) == (
        2,
        time(9, 30),
        LAB.id,
        1,
    )


def test_a_lab_is_claimed_only_for_its_part_of_the_way() -> None:
    way = [Stop(GALLERY, 40), Stop(LAB, 20)]

    claim = generation.hall_spans(programme(stops=way), MONDAY, time(9))[0]

    assert claim.span.starts == at_wall_clock(MONDAY, time(9, 40))
    assert claim.span.ends == at_wall_clock(MONDAY, time(10))


def test_a_session_holds_no_more_than_the_lab_on_its_way() -> None:
    assert generation.room_for(programme(capacity=100, stops=[Stop(LAB, 60)])) == 40


def test_the_building_is_never_promised_to_more_than_it_holds() -> None:
    small = house(venue(rules=GroupRules(lead_days=0, max_inside=150)))
    routes = [
        programme(id=1, weekdays=[0], minutes=120, starts=[time(9)]),
        programme(id=2, weekdays=[0], minutes=60, starts=[time(10), time(11)]),
    ]

    proposal = generation.propose(small, programmes=routes, days=WEEK, now=NOW)

    assert [(s.programme.id, s.starts) for s in proposal.proposed] == [
        (1, time(9)),
        (2, time(11)),
    ]
    assert [s.because for s in proposal.skipped] == [Because.BUILDING_FULL]


clocks = st.builds(time, st.integers(7, 18), st.sampled_from([0, 15, 30, 45]))
in_september = st.dates(date(2026, 9, 1), date(2026, 9, 30))


@st.composite
def openings(draw: st.DrawFn) -> list[Opening]:
    found = []
    for weekday in draw(st.sets(st.integers(0, 6))):
        first, last = sorted(draw(st.sets(clocks, min_size=2, max_size=2)))
        found.append(Opening(weekday, first, last))
    return found


@st.composite
def houses(draw: st.DrawFn) -> House:
    group_rules = GroupRules(
        lead_days=draw(st.integers(0, 5)),
        lead_in_workdays=draw(st.booleans()),
        opens_on_holidays=draw(st.booleans()),
        max_inside=draw(st.none() | st.integers(50, 400)),
    )
    return house(
        venue(openings=draw(openings()), rules=group_rules),
        closures=[
            closure(first, first + timedelta(days=length))
            for first, length in draw(
                st.lists(st.tuples(in_september, st.integers(0, 4)), max_size=3)
            )
        ],
        holidays=[
            PublicHoliday(day, is_off=off, name="节")
            for day, off in draw(st.dictionaries(in_september, st.booleans(), max_size=6)).items()
        ],
    )


@st.composite
def programmes(draw: st.DrawFn) -> list[Programme]:
    return [
        programme(
            id=number,
            minutes=draw(st.integers(15, 240)),
            weekdays=sorted(draw(st.sets(st.integers(0, 6)))),
            starts=sorted(draw(st.sets(clocks, max_size=4))),
            stops=draw(st.sampled_from([(), (Stop(LAB, 45),), (Stop(GALLERY, 30), Stop(LAB, 60))])),
            capacity=draw(st.integers(1, 300)),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]


SEPTEMBER = Days.through(date(2026, 9, 1), date(2026, 9, 30))


@given(at=houses(), offered=programmes())
def test_no_session_lies_outside_what_its_house_allows(at: House, offered: list[Programme]) -> None:
    proposal = generation.propose(at, programmes=offered, days=SEPTEMBER, now=NOW)

    for session in proposal.proposed:
        hours = rules.hours_on(at.venue, session.day, at.holidays)
        assert any(o.opens <= session.starts < session.ends <= o.closes for o in hours)
        assert not any(session.day in closed for closed in at.closures)
        assert at.venue.rules.opens_on_holidays or not rules.is_day_off(session.day, at.holidays)
        assert set(rules.timetables_of(session.day, at.holidays)) & set(session.programme.weekdays)
        assert session.opens_at < session.closes_at
        assert session.closes_at > NOW


@given(at=houses(), offered=programmes())
def test_no_two_sessions_share_an_exclusive_hall(at: House, offered: list[Programme]) -> None:
    proposal = generation.propose(at, programmes=offered, days=SEPTEMBER, now=NOW)

    spans = sorted(
        (claim.span.starts, claim.span.ends) for s in proposal.proposed for claim in s.claims
    )
    assert all(ends <= starts for (_, ends), (starts, _) in pairwise(spans))


@given(at=houses(), offered=programmes())
def test_every_start_is_proposed_or_accounted_for_once(at: House, offered: list[Programme]) -> None:
    proposal = generation.propose(at, programmes=offered, days=SEPTEMBER, now=NOW)

    closed = {s.day for s in proposal.days_skipped}
    expected = {
        (one.id, day, starts)
        for day in SEPTEMBER
        for one in offered
        for starts in one.starts
        if day not in closed and set(rules.timetables_of(day, at.holidays)) & set(one.weekdays)
    }
    proposed = [(s.programme.id, s.day, s.starts) for s in proposal.proposed]
    skipped = [
        (s.programme_id, s.day, s.starts)
        for s in proposal.skipped
        if s.programme_id is not None and s.starts is not None
    ]
    assert sorted(proposed + skipped) == sorted(expected)


@given(at=houses(), offered=programmes())
def test_asked_again_it_proposes_nothing(at: House, offered: list[Programme]) -> None:
    first = generation.propose(at, programmes=offered, days=SEPTEMBER, now=NOW)
    after = House(
        venue=at.venue,
        closures=at.closures,
        holidays=at.holidays,
        standing=tuple(
            Standing(s.programme.id, s.day, s.starts, s.ends, s.capacity, is_open=True)
            for s in first.proposed
        ),
        claims=tuple(claim for s in first.proposed for claim in s.claims),
    )

    again = generation.propose(after, programmes=offered, days=SEPTEMBER, now=NOW)

    assert again.proposed == ()
    assert again.standing == len(first.proposed)
    assert again.skipped == first.skipped


def test_a_cancelled_session_is_not_made_again() -> None:
    cancelled = Standing(programme().id, MONDAY, time(9), time(10), capacity=100, is_open=False)

    proposal = generation.propose(
        house(standing=(cancelled,)), programmes=[programme(weekdays=[0])], days=WEEK, now=NOW
    )

    assert proposal.proposed == ()


def test_a_closure_holds_both_its_ends() -> None:
    held = Closure(1, venue().id, MONDAY, MONDAY + timedelta(days=2), "检修")

    assert [day.weekday() for day in WEEK if day in held] == [0, 1, 2]

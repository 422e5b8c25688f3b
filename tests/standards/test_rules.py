"""Each promise at its boundary: the last moment at which it is kept, and the first at which not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.booking.model import Booking, BookingId, BookingState, Step, Verb
from outreach.kernel.clock import at_wall_clock
from outreach.season.model import PublicHoliday
from outreach.standards import rules
from outreach.standards.model import Case, Figure, Standard, Verdict
from tests.booking import world

FRIDAY = at_wall_clock(date(2026, 11, 20), time(10))  # two workdays on is Tuesday the 24th
VISIT = at_wall_clock(date(2026, 12, 24), time(9))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TUESDAY_OVER = at_wall_clock(date(2026, 11, 25), time(0))
S = BookingState


def booking(**changes: object) -> Booking:
    found = Booking(
        id=BookingId(1),
        number="26-00001",
        session_id=1,
        venue_id=1,
        programme_id=1,
        programme_version=1,
        school_id=1,
        county_code="360734",
        day=date(2026, 12, 24),
        starts=time(9),
        group=world.group(),
        state=S.CONFIRMED,
        placed_by=1,
        on_behalf=False,
        placed_at=FRIDAY,
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
    return replace(found, **changes)  # type: ignore[arg-type]  # a test names what it changes


def steps(*taken: tuple[Verb, datetime]) -> list[Step]:
    return [Step(at, None, verb, S.SUBMITTED, None) for verb, at in taken]


def judged(
    *taken: tuple[Verb, datetime],
    now: datetime = VISIT,
    holidays: Mapping[date, PublicHoliday] | None = None,
    **changes: object,
) -> Verdict | None:
    case = rules.answered(booking(**changes), steps(*taken), holidays=holidays or {}, now=now)
    return case.verdict if case else None


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.CONFIRM, Verb.RETURN, Verb.DECLINE])
def test_friday_is_answered_until_tuesday_is_over(verb: Verb) -> None:
    in_time, late = TUESDAY_OVER - MINUTE, TUESDAY_OVER + MINUTE

    assert judged((Verb.SUBMIT, FRIDAY), (verb, in_time)) is Verdict.KEPT
    assert judged((Verb.SUBMIT, FRIDAY), (verb, late)) is Verdict.BROKEN


def test_a_holiday_gives_another_day_and_a_make_up_saturday_takes_one() -> None:
    monday = {date(2026, 11, 23): PublicHoliday(date(2026, 11, 23), is_off=True, name="节")}
    saturday = {date(2026, 11, 21): PublicHoliday(date(2026, 11, 21), is_off=False, name="节")}
    answers = ((Verb.SUBMIT, FRIDAY), (Verb.HOLD, TUESDAY_OVER + MINUTE))
    earlier = ((Verb.SUBMIT, FRIDAY), (Verb.HOLD, TUESDAY_OVER - DAY + MINUTE))

    assert judged(*answers, holidays=monday) is Verdict.KEPT
    assert judged(*earlier, holidays=saturday) is Verdict.BROKEN


def test_without_an_answer_it_is_open_until_it_is_due() -> None:
    assert judged((Verb.SUBMIT, FRIDAY), now=TUESDAY_OVER - MINUTE) is Verdict.OPEN
    assert judged((Verb.SUBMIT, FRIDAY), now=TUESDAY_OVER) is Verdict.BROKEN


def test_what_is_no_question_to_the_venue_is_no_case() -> None:
    assert judged((Verb.SUBMIT, FRIDAY), on_behalf=True) is None
    assert judged((Verb.JOIN_WAITLIST, FRIDAY)) is None
    assert judged((Verb.SUBMIT, FRIDAY), (Verb.CANCEL, FRIDAY + DAY)) is None
    assert judged((Verb.SUBMIT, FRIDAY), (Verb.CANCEL, TUESDAY_OVER + DAY)) is Verdict.BROKEN


def test_a_visit_is_confirmed_a_week_ahead() -> None:
    def verdict(confirmed_at: datetime | None, now: datetime = VISIT) -> Verdict:
        case = rules.confirmed(booking(confirmed_at=confirmed_at), now=now)
        assert case is not None
        return case.verdict

    assert verdict(VISIT - 7 * DAY) is Verdict.KEPT
    assert verdict(VISIT - 7 * DAY + MINUTE) is Verdict.BROKEN
    assert verdict(None, VISIT - 7 * DAY) is Verdict.BROKEN
    assert verdict(None, VISIT - 7 * DAY - MINUTE) is Verdict.OPEN


def test_who_asks_late_or_does_not_come_is_no_case_for_confirming() -> None:
    late = booking(placed_at=VISIT - 14 * DAY + MINUTE)

    assert rules.confirmed(late, now=VISIT) is None
    for state in (S.CANCELLED, S.DECLINED, S.LAPSED, S.FORCE_MAJEURE, S.WAITLISTED):
        assert rules.confirmed(booking(state=state), now=VISIT) is None


def test_whoever_waits_knows_three_days_before() -> None:
    def verdict(*taken: tuple[Verb, datetime]) -> Verdict | None:
        case = rules.waitlist_answered(booking(), steps(*taken), now=VISIT)
        return case.verdict if case else None

    joined = (Verb.JOIN_WAITLIST, FRIDAY)
    assert verdict(joined, (Verb.PROMOTE, VISIT - 3 * DAY)) is Verdict.KEPT
    assert verdict(joined, (Verb.DECLINE, VISIT - 3 * DAY + MINUTE)) is Verdict.BROKEN
    assert verdict(joined, (Verb.NO_PLACE, VISIT - 3 * DAY)) is Verdict.KEPT
    assert verdict(joined, (Verb.NO_PLACE, VISIT - 3 * DAY + MINUTE)) is Verdict.BROKEN
    assert verdict(joined) is Verdict.BROKEN
    assert verdict((Verb.JOIN_WAITLIST, VISIT - 3 * DAY - MINUTE)) is None, "on the very day"
    assert verdict(joined, (Verb.CANCEL, FRIDAY + DAY)) is None
    assert verdict((Verb.JOIN_WAITLIST, VISIT - 2 * DAY)) is None
    assert verdict((Verb.SUBMIT, FRIDAY)) is None


def test_feedback_has_a_week() -> None:
    def verdict(answers: int, now: datetime) -> Verdict:
        return rules.has_feedback(booking(), asked_at=VISIT, answers=answers, now=now).verdict

    assert verdict(1, VISIT + DAY) is Verdict.KEPT
    assert verdict(0, VISIT + 6 * DAY) is Verdict.OPEN
    assert verdict(0, VISIT + 7 * DAY) is Verdict.BROKEN


@given(kept=st.integers(0, 400), broken=st.integers(0, 400), still_open=st.integers(0, 9))
def test_a_share_never_flatters(kept: int, broken: int, still_open: int) -> None:
    def cases(verdict: Verdict, count: int) -> list[Case]:
        return [Case(booking(), verdict, VISIT, None)] * count

    figure = Figure(
        Standard.ANSWER,
        95,
        (
            *cases(Verdict.KEPT, kept),
            *cases(Verdict.BROKEN, broken),
            *cases(Verdict.OPEN, still_open),
        ),
    )

    assert figure.judged == kept + broken
    assert (figure.percent is None) == (kept + broken == 0)
    if figure.percent is not None:
        assert figure.percent <= 100 * kept / (kept + broken)
        assert (figure.percent == 100) == (broken == 0)

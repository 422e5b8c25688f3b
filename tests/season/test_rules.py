"""School days, and when booking opens and closes."""

from datetime import UTC, date, datetime, time

import holidays as holiday_rules
import pytest

from outreach.catalogue.model import DayKind, GroupRules, Release
from outreach.province.model import Stage
from outreach.season import rules
from outreach.season.loading import packaged_holidays
from outreach.season.model import PublicHoliday, SchoolBreak, SchoolCalendar, Term, Why

NANCHANG, GANZHOU = "360100", "360700"
PACKAGED = {holiday.day: holiday for holiday in packaged_holidays()}
AUTUMN = Term(1, NANCHANG, Stage.PRIMARY, "第一学期", date(2026, 9, 1), date(2027, 1, 22))
SPRING = Term(2, NANCHANG, Stage.PRIMARY, "第二学期", date(2027, 2, 22), date(2027, 6, 25))
EXAMS = SchoolBreak(
    1, None, Stage.JUNIOR, "exam_week", "期中考试", date(2026, 11, 9), date(2026, 11, 13)
)
CALENDAR = SchoolCalendar(terms=(AUTUMN, SPRING), breaks=(EXAMS,), holidays=PACKAGED)


@pytest.mark.parametrize(
    ("day", "at_school", "why"),
    [
        (date(2026, 9, 18), True, Why.IN_TERM),
        (date(2026, 9, 19), False, Why.WEEKEND),
        (date(2026, 9, 20), True, Why.MAKE_UP_DAY),
        (date(2026, 10, 5), False, Why.PUBLIC_HOLIDAY),
        (date(2026, 10, 10), True, Why.MAKE_UP_DAY),
        (date(2027, 2, 1), False, Why.OUT_OF_TERM),
        (date(2027, 9, 1), True, Why.TERM_UNKNOWN),
    ],
)
def test_a_day_is_a_school_day_or_says_why_not(day: date, at_school: bool, why: Why) -> None:  # noqa: FBT001
    answer = rules.school_day(day, city_code=NANCHANG, stage=Stage.PRIMARY, calendar=CALENDAR)

    assert (answer.at_school, answer.why) == (at_school, why)


def test_exam_weeks_concern_their_stage_only() -> None:
    day = date(2026, 11, 10)

    junior = rules.school_day(day, city_code=NANCHANG, stage=Stage.JUNIOR, calendar=CALENDAR)
    primary = rules.school_day(day, city_code=NANCHANG, stage=Stage.PRIMARY, calendar=CALENDAR)

    assert (junior.at_school, junior.name) == (False, "期中考试")
    assert primary.at_school


def test_a_break_of_one_city_leaves_the_others_at_school() -> None:
    autumn_break = SchoolBreak(
        2, GANZHOU, None, "秋假", "秋假", date(2026, 11, 4), date(2026, 11, 6)
    )

    assert autumn_break.concerns(date(2026, 11, 5), city_code=GANZHOU, stage=Stage.PRIMARY)
    assert not autumn_break.concerns(date(2026, 11, 5), city_code=NANCHANG, stage=Stage.PRIMARY)


def test_a_make_up_day_is_as_busy_as_a_weekday_and_a_borrowed_one_is_a_holiday() -> None:
    assert rules.day_kind(date(2026, 10, 10), PACKAGED) is DayKind.WEEKDAY
    assert rules.day_kind(date(2026, 10, 17), PACKAGED) is DayKind.WEEKEND
    assert rules.day_kind(date(2026, 10, 6), PACKAGED) is DayKind.HOLIDAY


def test_three_days_ahead_means_the_whole_third_day_before() -> None:
    closes = rules.booking_closes_at(
        date(2026, 11, 23), time(9), rules=GroupRules(lead_days=3), holidays={}
    )

    assert closes == datetime(2026, 11, 20, 16, tzinfo=UTC)  # midnight in Jiangxi after the 20th


def test_without_a_lead_time_booking_closes_when_the_session_begins() -> None:
    closes = rules.booking_closes_at(
        date(2026, 11, 23), time(9), rules=GroupRules(lead_days=0), holidays={}
    )

    assert closes == datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_working_days_skip_weekends_and_holidays_and_count_make_up_days() -> None:
    """Before Sunday 11 October 2026: the 10th is worked, the 1st to the 7th are off."""
    asked = GroupRules(lead_days=4, lead_in_workdays=True)

    closes = rules.booking_closes_at(date(2026, 10, 11), time(9), rules=asked, holidays=PACKAGED)

    assert closes == datetime(2026, 9, 30, 16, tzinfo=UTC)  # 10, 9, 8 October, 30 September


@pytest.mark.parametrize(
    ("release", "opens"),
    [
        (GroupRules(), datetime(2026, 8, 20, 4, tzinfo=UTC)),
        (
            GroupRules(release=Release.DAYS_BEFORE, release_days=60, release_time=time(8, 30)),
            datetime(2026, 10, 2, 0, 30, tzinfo=UTC),
        ),
        (GroupRules(release=Release.FIRST_MONDAY), datetime(2026, 11, 2, 1, tzinfo=UTC)),
        (GroupRules(horizon_days=7), datetime(2026, 11, 23, 16, tzinfo=UTC)),
    ],
)
def test_booking_opens_by_the_release_rule(release: GroupRules, opens: datetime) -> None:
    made_at = datetime(2026, 8, 20, 4, tzinfo=UTC)

    assert rules.booking_opens_at(date(2026, 12, 1), rules=release, made_at=made_at) == opens


def test_booking_never_opens_before_the_session_is_made() -> None:
    made_at = datetime(2026, 11, 20, tzinfo=UTC)
    asked = GroupRules(release=Release.FIRST_MONDAY)

    assert rules.booking_opens_at(date(2026, 12, 1), rules=asked, made_at=made_at) == made_at


def test_next_years_list_is_missed_from_november_on() -> None:
    assert not rules.holiday_list_is_missing(2027, holidays=PACKAGED, today=date(2026, 10, 31))
    assert rules.holiday_list_is_missing(2027, holidays=PACKAGED, today=date(2026, 11, 1))


def test_an_official_list_ends_the_warning() -> None:
    official = {
        day: PublicHoliday(day, h.is_off, h.name) for day, h in PACKAGED.items() if day.year == 2027
    }

    assert not rules.holiday_list_is_missing(2027, holidays=official, today=date(2026, 11, 23))


def test_the_holidays_of_2027_are_those_the_rules_give() -> None:
    """Independent reference: the `holidays` package, which knows the rules of 2025."""
    ours = {day for day, holiday in PACKAGED.items() if day.year == 2027 and holiday.is_off}

    assert ours == set(holiday_rules.country_holidays("CN", years=2027))
    assert all(h.provisional for day, h in PACKAGED.items() if day.year == 2027)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_official_days_off_hold_every_statutory_weekday(year: int) -> None:
    statutory = {
        day for day in holiday_rules.country_holidays("CN", years=year) if day.weekday() < 5
    }
    off = {day for day, holiday in PACKAGED.items() if holiday.is_off}

    assert statutory <= off


def test_the_make_up_days_of_2026_are_school_days() -> None:
    made_up = sorted(d for d, h in PACKAGED.items() if not h.is_off and d.year == 2026)

    assert made_up == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]

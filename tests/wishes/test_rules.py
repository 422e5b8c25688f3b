"""When a wish is answered, who has it then, and in which order ways are offered."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.province.model import TravelBand
from outreach.season.model import PublicHoliday
from outreach.wishes import rules
from outreach.wishes.model import Want, Way, WayKind

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


def test_two_working_days_pass_over_a_weekend() -> None:
    assert rules.answer_by(MONDAY, {}) == date(2026, 11, 25)
    assert rules.answer_by(FRIDAY, {}) == date(2026, 12, 1)


def test_a_make_up_day_counts_and_a_holiday_does_not() -> None:
    saturday, monday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)
    holidays = {
        saturday: PublicHoliday(saturday, is_off=False, name="调休"),
        monday: PublicHoliday(monday, is_off=True, name="放假"),
    }

    assert rules.answer_by(FRIDAY, holidays) == monday + timedelta(days=1)


def test_an_unanswered_wish_is_the_citys_after_the_third_working_day() -> None:
    moves = rules.moves_at(MONDAY, {})

    assert moves.isoformat() == "2026-11-26T16:00:00+00:00"  # midnight in Jiangxi


def way(
    kind: WayKind, *, day: date | None = None, in_weeks: bool = False, possible: bool = True
) -> Way:
    return Way(key=f"{kind}:{day}", kind=kind, day=day, in_weeks=in_weeks, possible=possible)


WAYS = st.lists(
    st.builds(
        way,
        st.sampled_from(WayKind),
        day=st.sampled_from((None, MONDAY, FRIDAY)),
        possible=st.booleans(),
    ),
    max_size=8,
)


def test_far_away_what_comes_with_a_date_stands_before_the_long_way() -> None:
    van, live, overnight, undated = (
        way(WayKind.VAN, day=MONDAY, in_weeks=True),
        way(WayKind.LIVE, day=MONDAY, in_weeks=True),
        way(WayKind.OVERNIGHT, day=MONDAY, in_weeks=True),
        way(WayKind.SPEAKER),
    )

    found = rules.ranked([undated, overnight, live, van], want=Want.BRING, band=TravelBand.D)

    assert found == [van, live, overnight, undated]


def test_near_by_what_was_asked_for_comes_first() -> None:
    trip, live = way(WayKind.DAY_TRIP, day=MONDAY), way(WayKind.LIVE, day=MONDAY)

    assert rules.ranked([trip, live], want=Want.ONLINE, band=TravelBand.A) == [live, trip]
    assert rules.ranked([live, trip], want=Want.BRING, band=TravelBand.A) == [trip, live]


@given(WAYS, st.sampled_from(Want), st.sampled_from(TravelBand))
def test_ranking_loses_nothing_and_puts_the_impossible_last(
    ways: list[Way], want: Want, band: TravelBand
) -> None:
    found = rules.ranked(ways, want=want, band=band)

    assert sorted(map(repr, found)) == sorted(map(repr, ways))
    assert [each.possible for each in found] == sorted((w.possible for w in ways), reverse=True)

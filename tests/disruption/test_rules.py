"""Whom a disruption touches, what a row begins with, what counts as made up: as properties."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.catalogue.model import Setting
from outreach.disruption import answers, forms, rules
from outreach.disruption.model import Choice, Scope, Touching, Turn, VisitAt
from outreach.kernel.span import Days

DAY = date(2026, 6, 5)
GANXIAN, XUNWU, NANCHANG = "360704", "360734", "360111"
counties = st.sampled_from((GANXIAN, XUNWU, NANCHANG))
days = st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
clocks = st.integers(8, 15).map(time)
visits = st.builds(
    lambda day, starts, **rest: VisitAt(day=day, starts=starts, ends=time(starts.hour + 2), **rest),
    day=days,
    starts=clocks,
    venue_id=st.integers(1, 2),
    venue_county=counties,
    programme_id=st.integers(1, 2),
    setting=st.sampled_from(Setting),
    online=st.booleans(),
    halls=st.frozensets(st.integers(1, 3)),
    school_county=st.none() | counties,
)
scopes = st.builds(
    Scope,
    days=st.tuples(days, st.integers(0, 3)).map(
        lambda pair: Days.through(pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    touching=st.sampled_from(Touching),
    counties=st.frozensets(counties),
    venue_id=st.none() | st.integers(1, 2),
    hall_id=st.none() | st.integers(1, 3),
    programme_id=st.none() | st.integers(1, 2),
    starts=st.none() | clocks,
    ends=st.none() | clocks,
)


@given(scope=scopes, visit=visits)
def test_nothing_outside_days_venue_or_counties_is_ever_touched(
    scope: Scope, visit: VisitAt
) -> None:
    if not rules.touches(scope, visit):
        return
    assert visit.day in scope.days
    assert scope.venue_id in (None, visit.venue_id)
    assert not scope.counties or scope.counties & {visit.school_county, visit.venue_county}


@given(scope=scopes, visit=visits, more=counties)
def test_one_county_more_never_touches_less(scope: Scope, visit: VisitAt, more: str) -> None:
    if not scope.counties or not rules.touches(scope, visit):
        return
    wider = Scope(
        **{name: getattr(scope, name) for name in Scope.__dataclass_fields__ if name != "counties"},
        counties=scope.counties | {more},
    )

    assert rules.touches(wider, visit)


def visit(**changes: object) -> VisitAt:
    usual: dict[str, object] = {
        "venue_id": 1,
        "venue_county": NANCHANG,
        "programme_id": 1,
        "setting": Setting.INDOORS,
        "online": False,
        "halls": frozenset({1}),
        "day": DAY,
        "starts": time(9),
        "ends": time(11),
        "school_county": GANXIAN,
    }
    return VisitAt(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("touching", "changes", "touched"),
    [
        (Touching.ALL, {}, True),
        (Touching.ALL, {"school_county": XUNWU}, False),
        (Touching.ALL, {"school_county": XUNWU, "venue_county": GANXIAN}, True),
        (Touching.TRAVEL, {}, True),
        (Touching.TRAVEL, {"venue_county": GANXIAN}, False),
        (Touching.TRAVEL, {"online": True}, False),
        (Touching.OUTDOORS, {}, False),
        (Touching.OUTDOORS, {"setting": Setting.OUTDOORS}, True),
        (Touching.AT_VENUE, {}, False),
        (Touching.AT_VENUE, {"venue_county": GANXIAN, "school_county": XUNWU}, True),
    ],
)
def test_the_kinds_an_officer_picks_from(
    *, touching: Touching, changes: dict[str, object], touched: bool
) -> None:
    scope = Scope(Days.through(DAY, DAY), touching, counties=frozenset({GANXIAN}))

    assert rules.touches(scope, visit(**changes)) is touched


@pytest.mark.parametrize(
    ("starts", "ends", "touched"),
    [
        (time(11), None, False),
        (time(10), None, True),
        (None, time(9), False),
        (time(8), time(10), True),
    ],
)
def test_hours_count_only_where_they_overlap(
    *, starts: time | None, ends: time | None, touched: bool
) -> None:
    scope = Scope(Days.through(DAY, DAY), Touching.AT_VENUE, venue_id=1, starts=starts, ends=ends)

    assert rules.touches(scope, visit()) is touched


@pytest.mark.parametrize(("ahead", "given"), [(0, False), (3, False), (4, True), (30, True)])
def test_places_go_to_the_waitlist_only_for_days_more_than_three_ahead(
    *, ahead: int, given: bool
) -> None:
    assert rules.gives_to_waitlist(DAY + timedelta(days=ahead), today=DAY) is given


numbers = st.integers(1, 999_999_999)
choices = st.one_of(
    st.sampled_from((Turn.CANCEL, Turn.OPEN, Turn.LEAVE)).map(Choice),
    st.builds(Choice, st.sampled_from((Turn.POSTPONE, Turn.INSIDE, Turn.ONLINE)), numbers),
    st.builds(Choice, st.just(Turn.INSIDE), st.none(), numbers),
)


@given(choice=choices)
def test_a_choice_comes_back_as_it_was_written(choice: Choice) -> None:
    assert forms.read_choice(forms.written(choice)) == choice


@given(text=st.text())
def test_whatever_is_sent_as_a_choice_is_one_or_leaves_the_group_alone(text: str) -> None:
    assert forms.read_choice(text).turn in Turn


@given(touch_id=numbers, key=st.text(min_size=1), other=st.text())
def test_a_link_opens_its_own_group_and_no_other(touch_id: int, key: str, other: str) -> None:
    written = answers.token(touch_id, key=key)

    assert answers.read(written, key=key) == touch_id
    assert answers.read(written.replace(str(touch_id), str(touch_id + 1), 1), key=key) is None
    if other != key:
        assert answers.read(written, key=other) is None


@given(text=st.text())
def test_an_invented_link_opens_nothing(text: str) -> None:
    assert answers.read(text, key="a key") is None

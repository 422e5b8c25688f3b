"""Who is promoted, by the policy that is shown."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.booking.model import BookingId, Waiting
from outreach.booking.waitlist import Promotion, next_promotion
from outreach.catalogue.model import WaitlistPolicy

STRICT, FIRST_FIT = WaitlistPolicy.STRICT, WaitlistPolicy.FIRST_FIT
lines = st.lists(st.tuples(st.integers(1, 120), st.integers(0, 4)), max_size=8).map(
    lambda groups: [Waiting(BookingId(n), p, passes) for n, (p, passes) in enumerate(groups, 1)]
)


def line(*pupils: int, passes: int = 0) -> list[Waiting]:
    return [Waiting(BookingId(n), p, passes) for n, p in enumerate(pupils, 1)]


def test_strictly_nobody_overtakes_a_group_that_does_not_fit() -> None:
    assert next_promotion(line(50, 10), 30, policy=STRICT, max_passes=None) is None


def test_strictly_the_first_in_line_gets_what_fits() -> None:
    promoted = next_promotion(line(30, 10), 30, policy=STRICT, max_passes=None)

    assert promoted == Promotion(BookingId(1), ())


def test_the_first_that_fits_passes_those_that_do_not() -> None:
    promoted = next_promotion(line(50, 40, 10), 30, policy=FIRST_FIT, max_passes=2)

    assert promoted == Promotion(BookingId(3), (BookingId(1), BookingId(2)))


def test_nobody_is_passed_more_often_than_was_promised() -> None:
    assert next_promotion(line(50, 10, passes=2), 30, policy=FIRST_FIT, max_passes=2) is None


@given(waiting=lines, places=st.integers(0, 200), most=st.none() | st.integers(0, 4))
def test_a_promotion_fits_and_keeps_every_promise(
    waiting: list[Waiting], places: int, most: int | None
) -> None:
    by_id = {group.booking_id: group for group in waiting}
    for policy in WaitlistPolicy:
        promoted = next_promotion(waiting, places, policy=policy, max_passes=most)
        if promoted is None:
            continue
        assert by_id[promoted.booking_id].pupils <= places
        ahead = [g.booking_id for g in waiting if g.booking_id < promoted.booking_id]
        assert list(promoted.passed) == ahead
        assert all(by_id[passed].pupils > places for passed in promoted.passed)
        assert most is None or all(by_id[p].passes < most for p in promoted.passed)
        assert policy is FIRST_FIT or promoted.passed == ()


@given(waiting=lines, places=st.integers(0, 200))
def test_whoever_is_first_and_fits_is_promoted_under_every_policy(
    waiting: list[Waiting], places: int
) -> None:
    for policy in WaitlistPolicy:
        promoted = next_promotion(waiting, places, policy=policy, max_passes=0)
        if waiting and waiting[0].pupils <= places:
            assert promoted == Promotion(waiting[0].booking_id, ())

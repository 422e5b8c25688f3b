"""From head counts to children by number of contacts."""

from datetime import date

import pytest

from outreach.ledger.model import HeadCount, SchoolHeads
from outreach.reach import doses
from outreach.reach.dose import Crowd, dose
from tests.reach import making
from tests.reach.making import TODAY, XUNWU

DAY = date(2026, 10, 8)


def of_school(
    *heads: SchoolHeads, pupils: int | None = None, grade: int | None = 60
) -> list[float]:
    school = making.school(1, pupils=pupils, grade=grade)
    found = doses.dose_of_schools([school], heads, today=TODAY)
    return [round(count, 6) for count in found[1].by_contacts]


def test_pupils_nobody_met_stand_at_none() -> None:
    assert of_school() == [360, 0, 0, 0]


def test_two_visits_of_half_a_cohort() -> None:
    assert of_school(making.heads(1, 30, 30)) == [300 + 15, 30, 15, 0]


def test_a_class_that_comes_again_is_the_same_children() -> None:
    twice = SchoolHeads(
        XUNWU, 1, 2022, (HeadCount(40, None, "1班", DAY), HeadCount(40, None, "1班", DAY))
    )

    assert of_school(twice) == [300 + 20, 0, 40, 0]


def test_a_crowd_of_the_whole_school_draws_from_all_grades() -> None:
    assert of_school(making.heads(1, 180, cohort=None)) == [180, 180, 0, 0]


def test_who_was_not_in_school_yet_was_not_met() -> None:
    """In October 2024 today's grades 1 and 2 had not begun."""
    crowd = making.heads(1, 360, cohort=None, day=date(2024, 10, 8))

    assert of_school(crowd) == [120, 240, 0, 0]


def test_a_cohort_that_has_left_is_no_longer_among_the_children() -> None:
    assert of_school(making.heads(1, 60, cohort=2019)) == [360, 0, 0, 0]


def test_where_only_the_sum_is_known_all_pupils_are_one_crowd() -> None:
    assert of_school(making.heads(1, 50, 50), pupils=100, grade=None) == [25, 50, 25, 0]


def test_a_school_that_told_no_number_is_absent() -> None:
    school = making.school(1, grade=None)

    assert doses.dose_of_schools([school], [making.heads(1, 50)], today=TODAY) == {}


def test_children_of_no_known_school_were_met_by_nobody() -> None:
    known = dose([Crowd(100, (0.5,))])

    found = doses.with_the_rest([known], children=250)

    assert found.by_contacts == pytest.approx((200, 50, 0, 0))
    assert doses.with_the_rest([known], children=90).children == pytest.approx(100)


def test_classes_larger_than_the_register_says_are_shrunk_to_it() -> None:
    large = SchoolHeads(
        XUNWU, 1, 2022, (HeadCount(50, None, "1班", DAY), HeadCount(50, None, "2班", DAY))
    )

    assert of_school(large) == [300, 60, 0, 0]

"""Two periods: counted figures differ, estimated ones only where their intervals part."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.accounts.model import Role
from outreach.kernel.span import Days
from outreach.ledger.model import Totals
from outreach.reach import comparing, periods
from outreach.reach.comparing import Verdict
from outreach.reach.measures import People
from outreach.reach.model import Denominator, Reach
from outreach.reach.periods import Half, Period, PeriodChoice, Term
from tests.browse import Browse
from tests.reach.making import XUNWU


def reach(estimate: float, *, spread: float = 0.0, children: int = 1000) -> Reach:
    reach_of = 2 * spread
    people = People(
        low=max(0, int(estimate - reach_of)),
        high=int(estimate + reach_of),
        estimate=estimate,
        variance=spread**2,
        by_rule=Counter(),
    )
    return Reach(children, Denominator.REGISTER, 10, 5, people, Totals(), None, None, None)


def test_overlapping_intervals_are_called_noise() -> None:
    assert (
        comparing.estimated(reach(300, spread=20), reach(320, spread=20)).verdict is Verdict.NOISE
    )


def test_intervals_that_part_are_a_rise_or_a_fall() -> None:
    up = comparing.estimated(reach(300, spread=5), reach(400, spread=5))
    down = comparing.estimated(reach(400, spread=5), reach(300, spread=5))

    assert (up.verdict, down.verdict) == (Verdict.MORE, Verdict.LESS)
    assert up.difference == pytest.approx(0.1)


def test_exact_figures_differ_by_one() -> None:
    assert comparing.estimated(reach(300), reach(301)).verdict is Verdict.MORE
    assert comparing.counted(5, 5).verdict is Verdict.SAME
    assert comparing.counted(None, 5).verdict is Verdict.UNKNOWN


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 60), st.integers(0, 60))
def test_what_rose_one_way_fell_the_other(a: int, b: int, s: int, t: int) -> None:
    opposite = {Verdict.MORE: Verdict.LESS, Verdict.LESS: Verdict.MORE}
    there = comparing.estimated(reach(a, spread=s), reach(b, spread=t)).verdict
    back = comparing.estimated(reach(b, spread=t), reach(a, spread=s)).verdict

    assert back is opposite.get(there, there)


TODAY = date(2026, 11, 25)


def test_a_period_that_is_not_over_is_compared_with_as_many_days() -> None:
    asked = periods.period(PeriodChoice.SCHOOL_YEAR, today=TODAY)

    assert periods.usual_rival(asked, today=TODAY).days == Days.through(
        date(2025, 9, 1), date(2025, 11, 25)
    )


def test_a_term_that_is_over_is_compared_with_that_of_the_year_before() -> None:
    asked = periods.of_term(Term(2026, Half.SPRING))

    assert periods.usual_rival(asked, today=TODAY).term == Term(2025, Half.SPRING)


def test_days_of_ones_own_are_compared_with_those_of_the_year_before() -> None:
    asked = Period(PeriodChoice.CUSTOM, Days.through(date(2024, 2, 29), date(2024, 2, 29)))

    assert periods.usual_rival(asked, today=TODAY).days.first == date(2023, 2, 28)


def test_terms_follow_each_other_without_gap() -> None:
    terms = periods.latest_terms(TODAY, 8)

    assert terms[-1] == Term(2026, Half.AUTUMN)
    for earlier, later in pairwise(terms):
        assert earlier.days.until == later.days.first
    assert all(periods.read_term(term.value) == term for term in terms)
    assert periods.read_term("2026-summer") is None
    assert periods.read_term("٢٠٢٦-autumn") is None


@pytest.mark.usefixtures("sample")
def test_the_page_says_what_changed_and_what_may_be_noise(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(
        "/reach/compare?period=2026-autumn&than_period=2025-autumn&city=360700"
    )

    assert page.status_code == 200
    assert "2025 年秋季学期与2026 年秋季学期" in page.text
    assert re.search(r'<td class="number">6.9% → 8.3–14%</td>', page.text)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "question",
    [
        "than_period=never",
        "period=custom",
        "than_period=custom&than_from=2026-02-01&than_to=2026-01-01",
    ],
)
def test_a_period_that_does_not_hold_is_said(browse: Browse, question: str) -> None:
    answer = browse.as_(Role.VIEWER).get(f"/reach/compare?{question}")

    assert answer.status_code == 422
    assert "field-error" in answer.text


@pytest.mark.usefixtures("sample")
def test_a_county_shows_its_terms(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/county/{XUNWU}").text

    assert "走势" in page
    assert "2025 秋" in page

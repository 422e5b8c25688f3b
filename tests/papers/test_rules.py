"""By when papers are due, how far they are, when schools are reminded: facts in, answers out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.catalogue.model import GroupRules
from outreach.catalogue.paper_terms import Addressee, Paper, PaperTerms, read, written
from outreach.kernel.clock import local_day
from outreach.papers import rules
from outreach.papers.model import Concern, Filing, Handed, PaperId, PaperState, Told, Visit
from tests import make

VISIT = make.NOW + timedelta(days=30)
ABOUT = Visit(local_day(VISIT), pupils=40, adults=3)


def handed(kind: Paper = Paper.LETTER, *, about: Visit = ABOUT, **told: Any) -> Handed:
    return Handed(
        id=PaperId(1), booking_id=1, kind=kind, state=PaperState.RECEIVED, told=Told(**told),
        about=about, uploads=(), received_at=make.NOW, received_by=None, decided_at=None,
        decided_by=None, reason=None, revision=1,
    )  # fmt: skip


def concerns(came: Handed | None, kind: Paper, *, days_before: int = 10) -> tuple[Concern, ...]:
    today = ABOUT.day - timedelta(days=days_before)
    return rules.concerns(kind, came, visit=ABOUT, today=today)


def test_a_paper_is_due_after_the_hold_but_some_days_before_the_visit() -> None:
    terms = PaperTerms(Paper.LETTER, 14, 3, Addressee.VENUE)

    assert rules.due(terms, since=make.NOW, visit=VISIT) == make.NOW + timedelta(days=14)
    late = VISIT - timedelta(days=10)
    assert rules.due(terms, since=late, visit=VISIT) == VISIT - timedelta(days=3)


def test_without_days_after_the_hold_only_the_visit_counts() -> None:
    terms = PaperTerms(Paper.COACH, None, 1, Addressee.VENUE)

    assert rules.due(terms, since=make.NOW, visit=VISIT) == VISIT - timedelta(days=1)


def test_a_paper_nobody_brought_is_overdue_from_its_moment_on() -> None:
    due = make.NOW + timedelta(days=1)

    assert rules.state_of(None, due=due, now=make.NOW) is PaperState.AWAITED
    assert rules.state_of(None, due=due, now=due) is PaperState.OVERDUE
    assert rules.state_of(handed(), due=due, now=due) is PaperState.RECEIVED


@pytest.mark.parametrize(
    ("filing", "days_before", "red"),
    [
        (None, 4, False),
        (None, 3, True),
        (Filing.NOT_FILED, 3, True),
        (Filing.FILED, 3, True),
        (Filing.FILED, 0, True),
        (Filing.APPROVED, 0, False),
        (Filing.FILED, -1, False),
    ],
)
def test_a_filing_that_is_not_approved_turns_red_three_days_before(
    filing: Filing | None, days_before: int, red: object
) -> None:
    came = handed(Paper.FILING, filing=filing) if filing else None

    found = concerns(came, Paper.FILING, days_before=days_before)

    assert (Concern.FILING_OPEN in found) == red


def test_insurance_must_last_to_the_day_of_the_visit() -> None:
    ends_before = handed(Paper.INSURANCE, insured_until=ABOUT.day - timedelta(days=1))
    ends_then = handed(Paper.INSURANCE, insured_until=ABOUT.day)

    assert concerns(ends_before, Paper.INSURANCE) == (Concern.INSURANCE_ENDS_EARLY,)
    assert concerns(ends_then, Paper.INSURANCE) == ()


def test_fewer_consents_than_pupils_are_worth_a_look() -> None:
    few, enough = (handed(Paper.CONSENTS, agreed=n, declined=0) for n in (39, 40))

    assert concerns(few, Paper.CONSENTS) == (Concern.CONSENTS_MISSING,)
    assert concerns(enough, Paper.CONSENTS) == ()


@pytest.mark.parametrize("about", [Visit(ABOUT.day, 41, 3), Visit(local_day(make.NOW), 40, 3)])
def test_a_letter_written_for_other_numbers_or_another_day_is_noticed(about: Visit) -> None:
    assert concerns(handed(about=about), Paper.LETTER) == (Concern.VISIT_CHANGED,)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(14, [7, 12]), (5, [2.5, 3]), (4, [2]), (3, [1]), (2, [1]), (1, [0.5])],
)
def test_schools_are_reminded_at_half_time_and_two_days_before(
    days: int, expected: list[float]
) -> None:
    until = make.NOW + timedelta(days=days)

    found = rules.reminders(make.NOW, until)

    assert found == [make.NOW + timedelta(days=n) for n in expected]


def test_each_reminder_is_due_once_and_a_longer_hold_has_new_ones() -> None:
    since, until = make.NOW, make.NOW + timedelta(days=14)

    def due(day: float, reminded: float | None, *, ends: datetime = until) -> bool:
        last = None if reminded is None else since + timedelta(days=reminded)
        return rules.to_remind(since, ends, last, now=since + timedelta(days=day))

    assert [due(6.9, None), due(7, None), due(8, 7), due(12, 7), due(13, 12)] == [
        False, True, False, True, False,
    ]  # fmt: skip
    longer = until + timedelta(days=10)
    assert [due(13, 12, ends=longer), due(22, 12, ends=longer)] == [False, True]


terms = st.builds(
    PaperTerms,
    st.sampled_from(list(Paper)),
    st.none() | st.integers(1, 60),
    st.integers(0, 60),
    st.sampled_from(list(Addressee)),
)


@given(st.lists(terms, unique_by=lambda each: each.kind))
def test_terms_come_back_from_their_field_as_they_went_in(some: list[PaperTerms]) -> None:
    assert read(written(some)) == tuple(some)


def test_a_venue_of_the_first_release_keeps_its_list_on_general_terms() -> None:
    asked = GroupRules(papers=(Paper.LETTER, Paper.INSURANCE), papers_due_days=10)

    assert read(None) == ()
    assert asked.terms_of(Paper.LETTER) == PaperTerms(Paper.LETTER, 10, 3, Addressee.VENUE)
    assert asked.terms_of(Paper.INSURANCE).goes_to is Addressee.SCHOOL


@given(
    hold=st.timedeltas(timedelta(hours=3), timedelta(days=60)),
    looks=st.lists(st.floats(0, 1), max_size=30),
)
def test_however_often_the_worker_looks_nobody_is_reminded_more_than_twice(
    hold: timedelta, looks: list[float]
) -> None:
    until, reminded, times = make.NOW + hold, None, 0
    for part in sorted(looks):
        now = make.NOW + hold * part
        if rules.to_remind(make.NOW, until, reminded, now=now):
            reminded, times = now, times + 1

    assert times <= 2

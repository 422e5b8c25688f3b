"""What a line of paper says, and which figures nobody may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.feedback import rules
from outreach.feedback.model import Answer, Question, Respondent, Tally, added

PUPIL = Respondent.PUPIL


@pytest.mark.parametrize("typed", ["54535", "5 4 5 3 5", "５４５３５", " 5,4、5;3.5 ", "5\t4 53 5"])
def test_a_sheet_may_be_typed_in_many_ways(typed: str) -> None:
    answers, complaints = rules.read_sheets(typed, respondent=PUPIL)

    assert answers == [Answer(PUPIL, (5, 4, 5, 3, 5))]
    assert complaints == []


def test_blanks_are_left_out_and_empty_lines_mean_nothing() -> None:
    answers, complaints = rules.read_sheets("50-30\n\n  \n", respondent=PUPIL)

    assert answers == [Answer(PUPIL, (5, None, None, 3, None))]
    assert complaints == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [("5453", 4), ("545355", 6), ("54536", 4), ("00000", 5), ("五分", 0), ("1e45 3", 4)],
)
def test_a_line_that_is_no_sheet_is_named(typed: str, found: int) -> None:
    answers, complaints = rules.read_sheets(f"11111\n{typed}", respondent=PUPIL)

    assert answers == [Answer(PUPIL, (1, 1, 1, 1, 1))]
    assert complaints == [rules.SheetComplaint(2, typed, found)]


@given(st.text())
def test_whatever_is_typed_is_read_or_complained_about(text: str) -> None:
    answers, complaints = rules.read_sheets(text, respondent=PUPIL)

    assert all(any(answer.scores) and len(answer.scores) == 5 for answer in answers)
    assert len(answers) + len(complaints) <= max(1, len(text.splitlines()) * 2)


def test_a_mean_counts_only_who_answered_the_question() -> None:
    counts = dict.fromkeys(Question, (0, 0, 0, 0, 0)) | {Question.SUITABLE: (1, 0, 0, 0, 3)}
    found = Tally(4, counts)

    assert found.mean(Question.SUITABLE) == 4.0
    assert found.mean(Question.AGAIN) is None
    assert found.overall == 4.0
    assert added([]).overall is None

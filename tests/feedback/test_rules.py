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


def tally(answers: int) -> Tally:
    return Tally(answers, dict.fromkeys(Question, (0, 0, 0, 0, answers)))


def test_nine_answers_are_hidden_and_ten_are_shown() -> None:
    assert rules.shown({1: tally(9)}) == ({1: None}, None)
    assert rules.shown({1: tally(10)}) == ({1: tally(10)}, tally(10))


def test_a_whole_that_would_reveal_its_small_part_is_hidden() -> None:
    visible, whole = rules.shown({1: tally(40), 2: tally(3)})

    assert visible == {1: tally(40), 2: None}
    assert whole is None


def test_small_parts_may_hide_behind_each_other() -> None:
    visible, whole = rules.shown({1: tally(40), 2: tally(6), 3: tally(7)})

    assert visible == {1: tally(40), 2: None, 3: None}
    assert whole == tally(53)


@given(st.lists(st.integers(0, 40), max_size=6))
def test_subtracting_never_reveals_fewer_than_ten(sizes: list[int]) -> None:
    parts = {key: tally(size) for key, size in enumerate(sizes)}

    visible, whole = rules.shown(parts)

    assert all(part is None or part.answers >= rules.AT_LEAST for part in visible.values())
    if whole is not None:
        rest = whole.answers - sum(part.answers for part in visible.values() if part)
        assert rest == 0 or rest >= rules.AT_LEAST


def test_two_pages_together_reveal_no_small_part() -> None:
    """A version's page shows 12 pupils; beside them the list of versions must not show 15."""
    versions, whole = rules.shown_together(
        {1: {"pupil": tally(12), "adult": tally(3)}, 2: {"pupil": tally(30)}}
    )

    assert versions == {1: None, 2: tally(30)}
    assert whole is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_subtracting_pages_from_each_other_never_reveals_fewer_than_ten(
    sizes: list[tuple[int, int]],
) -> None:
    parts = {n: {"pupil": tally(a), "adult": tally(b)} for n, (a, b) in enumerate(sizes)}

    wholes, whole = rules.shown_together(parts)
    known = 0
    for key, inner in parts.items():
        cells = sum(cell.answers for cell in rules.shown(inner)[0].values() if cell)
        standing = wholes[key]
        if standing is not None:
            assert standing.answers - cells == 0 or standing.answers - cells >= rules.AT_LEAST
        known += standing.answers if standing is not None else cells

    assert whole is None or whole.answers == known or whole.answers - known >= rules.AT_LEAST


def test_a_mean_counts_only_who_answered_the_question() -> None:
    counts = dict.fromkeys(Question, (0, 0, 0, 0, 0)) | {Question.SUITABLE: (1, 0, 0, 0, 3)}
    found = Tally(4, counts)

    assert found.mean(Question.SUITABLE) == 4.0
    assert found.mean(Question.AGAIN) is None
    assert found.overall == 4.0
    assert added([]).overall is None

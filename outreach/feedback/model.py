"""Five questions after a visit: the nouns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Scores = tuple[int | None, ...]
"""One score from 1 to 5 for each question in order; None where it was left blank."""


class Question(StrEnum):
    """What is asked; the order is the order on paper and of the columns q1 to q5."""

    SUITABLE = "suitable"
    HANDS_ON = "hands_on"
    EXPLAINED = "explained"
    ARRANGED = "arranged"
    AGAIN = "again"


class Respondent(StrEnum):
    PUPIL = "pupil"
    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one anonymous person said."""

    respondent: Respondent
    scores: Scores
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A finished visit whose people may answer: at most as many as came, until a day passes."""

    booking_id: int
    most: int
    answers: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class PaperBatch:
    """Answers that were typed from paper at one time."""

    id: int
    booking_id: int
    sheets: int
    entered_by: int | None
    entered_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each score was given to each question, and how many people answered."""

    answers: int
    counts: Mapping[Question, tuple[int, ...]]  # five each, of scores 1 to 5

    def mean(self, question: Question) -> float | None:
        """The mean score from 1 to 5 of those who answered the question; None if nobody did."""
        counts = self.counts[question]
        given = sum(counts)
        if not given:
            return None
        return sum(score * count for score, count in enumerate(counts, start=1)) / given

    @property
    def overall(self) -> float | None:
        """The mean of the questions' means: every question weighs the same."""
        means = [mean for question in Question if (mean := self.mean(question)) is not None]
        return sum(means) / len(means) if means else None


def added(tallies: "list[Tally]") -> Tally:
    """All of them as one."""
    return Tally(
        sum(tally.answers for tally in tallies),
        {
            question: tuple(sum(tally.counts[question][n] for tally in tallies) for n in range(5))
            for question in Question
        },
    )

"""Who may answer, what a sheet of paper says, and which figures may be shown."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from outreach.feedback.model import Answer, Question, Respondent
from outreach.kernel.refusal import Refusal

AT_LEAST = 10
"""Answers enter the figures so many at a time: in a small class everybody knows who was cross."""
OPEN_FOR = timedelta(days=60)
UNDO_WITHIN = timedelta(hours=24)
MOST_SHEETS = 400
SCORE = re.compile(r"[0-5-]")


@dataclass(eq=False)
class NoSuchFeedback(Refusal):
    """The link is none of ours, or the visit is not over."""

    code: ClassVar[str] = "no-such-feedback"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class FeedbackClosed(Refusal):
    code: ClassVar[str] = "feedback-closed"
    closed_at: datetime


@dataclass(eq=False)
class EverybodyAnswered(Refusal):
    """There are as many answers as people came."""

    code: ClassVar[str] = "everybody-answered"
    most: int
    answers: int
    more: int


@dataclass(eq=False)
class UndoTooLate(Refusal):
    code: ClassVar[str] = "sheets-undo-too-late"
    hours: int


@dataclass(frozen=True, slots=True)
class SheetComplaint:
    """A line that cannot be read: its number from 1, what stands there, and how many scores."""

    line: int
    typed: str
    found: int


def read_sheets(text: str, *, respondent: Respondent) -> tuple[list[Answer], list[SheetComplaint]]:
    """One sheet of paper a line, five scores each; 0 or - is a question left blank.

    "5 4 5 3 5", "54535" and full-width digits are the same. A line without any score is no answer
    and is complained about, so that a slip of the hand does not become a sheet.
    """
    answers: list[Answer] = []
    complaints: list[SheetComplaint] = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        typed = re.sub(r"[\s,、;.]+", "", line)
        if not typed:
            continue
        scores = [int(mark) or None if mark != "-" else None for mark in SCORE.findall(typed)]
        if len(scores) != len(Question) or len(typed) != len(Question) or not any(scores):
            complaints.append(SheetComplaint(number, line.strip()[:40], len(scores)))
            continue
        answers.append(Answer(respondent, tuple(scores)))
    return answers, complaints

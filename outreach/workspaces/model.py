"""A task sent down, and each unit's part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.returns.model import Unit


class AnswerKind(StrEnum):
    """What counts as an answer. The first is read from the returns; nobody types it again."""

    RETURN = "return"
    LEDGER = "ledger"
    NOTE = "note"


class Standing(StrEnum):
    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """Which units a task goes to."""

    COUNTIES = "counties"
    CITIES = "cities"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Order:
    """A task as somebody writes it: what is asked, until when, and what answers it.

    A return names its round, a ledger check its last day.
    """

    title: str
    words: str
    due: date
    kind: AnswerKind
    round_id: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    order: Order
    sender: str
    """`province`, or the city's code."""
    created_at: datetime
    created_by: int | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit has to do about a task, and whether it has."""

    task: Task
    unit: Unit
    answered_at: datetime | None
    answered_by: int | None
    on_behalf: bool
    words: str
    return_id: int | None
    return_signed: bool

    @property
    def is_answered(self) -> bool:
        if self.task.order.kind is AnswerKind.RETURN:
            return self.return_signed
        return self.answered_at is not None

    def standing(self, today: date) -> Standing:
        if self.task.withdrawn:
            return Standing.WITHDRAWN
        if self.is_answered:
            return Standing.ANSWERED
        return Standing.LATE if today > self.task.order.due else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Duties:
    """A unit's open tasks; those whose day has gone by are late and counted in both."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A task with the parts of everybody asked."""

    task: Task
    parts: Sequence[Part]

    @property
    def answered(self) -> int:
        return sum(part.is_answered for part in self.parts)

    def late(self, today: date) -> list[Part]:
        return [part for part in self.parts if part.standing(today) is Standing.LATE]

"""An uploaded list of whatever kind, from reading to undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from outreach.province.model import ImportId
from outreach.province.school_import import Outcome

UNDO_WITHIN = timedelta(hours=24)


class ImportState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    UNREADABLE = "unreadable"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Upload:
    """`counts` says how many lines have each outcome; `refusal` why the file was not taken."""

    id: ImportId
    person_id: int | None
    filename: str
    state: ImportState
    done: int
    total: int
    counts: Mapping[str, int]
    refusal: Mapping[str, Any] | None
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None

    def count(self, outcome: str) -> int:
        return self.counts.get(outcome, 0)

    @property
    def lines(self) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in Outcome)

    @property
    def takes(self) -> int:
        """How many lines a confirmation would write."""
        return self.count(Outcome.NEW) + self.count(Outcome.CHANGED)

    @property
    def undo_until(self) -> datetime | None:
        return self.applied_at + UNDO_WITHIN if self.applied_at else None

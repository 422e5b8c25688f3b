"""A pack: everything of a unit and a year in one file, made by a job while somebody waits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outreach.returns.model import Unit


class PackState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """What the job is doing, in order."""

    COUNTING = "counting"
    FORMS = "forms"
    UNITS = "units"
    RECORDS = "records"
    EVIDENCE = "evidence"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Pack:
    id: int
    unit: Unit
    year: int
    state: PackState
    stage: str
    done: int
    steps: int
    asked_by: int | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    name: str | None
    size: int | None

    @property
    def over(self) -> bool:
        return self.state not in (PackState.WAITING, PackState.RUNNING)

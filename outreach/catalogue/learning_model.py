"""Learning sheets: tasks for pupils before, during and after a visit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

SheetId = NewType("SheetId", int)


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """What a form or a file says about a sheet; grades are both included, tasks a line each."""

    phase: Phase
    grades_from: int
    grades_to: int
    title: str
    curriculum: str
    tasks: str
    title_en: str | None = None
    curriculum_en: str | None = None
    tasks_en: str | None = None
    notes: str | None = None
    """For the teacher, on a page of its own."""
    notes_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningSheet(SheetEntry):
    id: SheetId
    programme_id: int
    changed_on: date | None
    revision: int
    active: bool
    sample: bool

    @property
    def name(self) -> str:
        return self.title

    @property
    def name_en(self) -> str | None:
        return self.title_en

    def tasks_in(self, *, english: bool) -> list[str]:
        """One after the other, in English where somebody wrote it."""
        words = self.tasks_en if english and self.tasks_en else self.tasks
        return [line.strip() for line in words.splitlines() if line.strip()]

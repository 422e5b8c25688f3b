"""Giving out what nobody took: asks are gathered for some minutes, then drawn, not raced for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.season.model import SessionFacts

GATHERS = timedelta(minutes=10)
"""Whoever asks within this time is treated alike, however slow the line."""

ONE_EACH = timedelta(minutes=60)
"""After the draw a school may take one booking of a release; from then on as many as it likes."""


@dataclass(eq=False)
class LeftoversKept(Refusal):
    """Leftover places before their hour: for nobody, by no way."""

    code: ClassVar[str] = "leftovers-kept"
    opens_at: datetime
    release_id: int | None


@dataclass(eq=False)
class LeftoversGathered(Refusal):
    """The asks are being drawn, or were."""

    code: ClassVar[str] = "leftovers-gathered"
    release_id: int


@dataclass(eq=False)
class OneForEachSchool(Refusal):
    """The school has asked, or has got, its one booking of this release."""

    code: ClassVar[str] = "one-for-each-school"
    release_id: int
    free_from: datetime


@dataclass(eq=False)
class ReleaseNotPossible(Refusal):
    """No session could be kept for it, or its moment is too near."""

    code: ClassVar[str] = "release-not-possible"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Asking:
    """A school in a draw; `has_visit` when it came within a year or is to come, at that venue."""

    ask_id: int
    school_id: int
    has_visit: bool


def check_not_kept(session: SessionFacts) -> None:
    """Refuse everybody, the venue too, while leftovers wait for their hour or for the draw."""
    if session.kept_until is not None:
        raise LeftoversKept(session.kept_until, session.release_id)


def hash_of(seed: str) -> str:
    """What is published of a seed before the draw."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot(seed: str, school_id: int) -> str:
    """A school's lot; anybody can work it out once the seed is known."""
    return hashlib.sha256(f"{seed}:{school_id}".encode()).hexdigest()


def order(seed: str, asking: Iterable[Asking]) -> list[Asking]:
    """Who is served first: schools without a visit, and by lot among equals."""
    return sorted(asking, key=lambda each: (each.has_visit, lot(seed, each.school_id)))

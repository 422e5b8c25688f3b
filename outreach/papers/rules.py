"""By when papers are due, how far they are, and what a person should look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from outreach.booking.dues import due_by
from outreach.catalogue.paper_terms import Paper, PaperTerms
from outreach.kernel.refusal import Refusal
from outreach.papers.model import Concern, Filing, Handed, Need, PaperState, Visit

CALL_BEFORE = timedelta(days=3)
"""So long before a visit an open filing is worth a call."""

REMIND_BEFORE = timedelta(days=2)


@dataclass(eq=False)
class NoSuchPaper(Refusal):
    """A file or a paper that is not there, or not the person's business."""

    code: ClassVar[str] = "no-such-paper"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class PaperChanged(Refusal):
    """Somebody handed in, checked or sent back this paper after the page was opened."""

    code: ClassVar[str] = "paper-changed"
    booking_id: int
    number: str
    kind: Paper


@dataclass(eq=False)
class PapersClosed(Refusal):
    """The booking has ended, or the visit is over: nothing is handed in any more."""

    code: ClassVar[str] = "papers-closed"
    booking_id: int
    number: str


@dataclass(eq=False)
class PapersUnchecked(Refusal):
    """Confirming without having checked every paper needs a reason."""

    code: ClassVar[str] = "papers-unchecked"
    status: ClassVar[int] = 422
    booking_id: int
    number: str
    kinds: tuple[Paper, ...]


@dataclass(eq=False)
class TooManyUploads(Refusal):
    code: ClassVar[str] = "too-many-uploads"
    limit: int


MOST_UPLOADS = 6
"""Copies of one paper."""

LARGEST_COPY = 10 * 1024 * 1024
"""Bytes."""


@dataclass(eq=False)
class CopyUnusable(Refusal):
    """`why`: empty, too-large, office, phone-picture, other-picture, unknown, broken, locked,
    too-many-pages, too-many-pixels or active.
    """

    code: ClassVar[str] = "copy-unusable"
    status: ClassVar[int] = 422
    why: str


def due(terms: PaperTerms, *, since: datetime, visit: datetime) -> datetime:
    """When a paper is due for a visit whose hold began at `since`."""
    return due_by(visit, since=since, days_after=terms.days_after, days_before=terms.days_before)


def state_of(handed: Handed | None, *, due: datetime, now: datetime) -> PaperState:
    """What has come stands; what has not is awaited, or overdue."""
    if handed is not None and handed.state is not PaperState.AWAITED:
        return handed.state
    return PaperState.OVERDUE if due <= now else PaperState.AWAITED


def concerns(
    kind: Paper, handed: Handed | None, *, visit: Visit, today: date
) -> tuple[Concern, ...]:
    """What is odd about a paper, in the order in which it is worth a call."""
    return tuple(_concerns(kind, handed, visit=visit, today=today))


def _concerns(
    kind: Paper, handed: Handed | None, *, visit: Visit, today: date
) -> Iterable[Concern]:
    filing = handed.told.filing if handed else None
    is_near = visit.day - CALL_BEFORE <= today <= visit.day
    if kind is Paper.FILING and filing is not Filing.APPROVED and is_near:
        yield Concern.FILING_OPEN
    if handed is None:
        return
    insured = handed.told.insured_until
    if insured is not None and insured < visit.day:
        yield Concern.INSURANCE_ENDS_EARLY
    agreed = handed.told.agreed
    if agreed is not None and agreed < visit.pupils:
        yield Concern.CONSENTS_MISSING
    if kind in (Paper.LETTER, Paper.FILING, Paper.SAFETY_PLAN) and handed.about != visit:
        yield Concern.VISIT_CHANGED


def missing(needs: Iterable[Need]) -> list[Need]:
    """Papers that the school still owes before the venue can confirm."""
    return [need for need in needs if need.in_hold and not need.is_in]


def unchecked(needs: Iterable[Need]) -> list[Need]:
    """Papers without which a confirmation needs a reason."""
    return [need for need in needs if need.in_hold and need.state is not PaperState.CHECKED]


def reminders(since: datetime, until: datetime) -> list[datetime]:
    """When a school is reminded of its papers: at half time, and two days before the hold ends.

    A short hold has one reminder: two days before, or else at half time.
    """
    half, late = since + (until - since) / 2, until - REMIND_BEFORE
    if late <= since:
        return [half]
    return [half, late] if half < late else [late]


def to_remind(
    since: datetime, until: datetime, reminded_at: datetime | None, *, now: datetime
) -> bool:
    """Whether a reminder's time has come since the last one; a longer hold has new times."""
    past = [at for at in reminders(since, until) if at <= now]
    return bool(past) and (reminded_at is None or reminded_at < past[-1])

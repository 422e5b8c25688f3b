"""What a venue needs to see of a visit, and what a school handed in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from outreach.catalogue.paper_terms import Addressee, Paper

PaperId = NewType("PaperId", int)
UploadId = NewType("UploadId", int)


class PaperState(StrEnum):
    """How far one paper of a booking has come; awaited and overdue are never stored."""

    AWAITED = "awaited"
    OVERDUE = "overdue"
    RECEIVED = "received"
    CHECKED = "checked"
    SENT_BACK = "sent_back"


TONES = {
    PaperState.AWAITED: "wait",
    PaperState.OVERDUE: "stop",
    PaperState.RECEIVED: "info",
    PaperState.CHECKED: "good",
    PaperState.SENT_BACK: "stop",
}


class Filing(StrEnum):
    """What the education bureau knows of the visit; we write it down and do not judge it."""

    NOT_FILED = "not_filed"
    FILED = "filed"
    APPROVED = "approved"


class Concern(StrEnum):
    """Something about a paper that a person should look at, though it came in."""

    FILING_OPEN = "filing_open"
    INSURANCE_ENDS_EARLY = "insurance_ends_early"
    CONSENTS_MISSING = "consents_missing"
    VISIT_CHANGED = "visit_changed"


class Blank(StrEnum):
    """Forms that are printed with what the booking knows; the value stands in their addresses."""

    LETTER = "letter"
    FILING = "filing"
    PLAN = "plan"
    SAFETY_PLAN = "safety-plan"
    PARENTS = "parents"
    COACH = "coach"
    SIGN_IN = "sign-in"


BLANKS_OF: dict[Paper, tuple[Blank, ...]] = {
    Paper.LETTER: (Blank.LETTER,),
    Paper.FILING: (Blank.FILING, Blank.PLAN),
    Paper.SAFETY_PLAN: (Blank.SAFETY_PLAN,),
    Paper.INSURANCE: (),
    Paper.COACH: (Blank.COACH,),
    Paper.CONSENTS: (Blank.PARENTS,),
}
"""Which forms a paper begins as."""

WITH_UPLOAD = frozenset({Paper.LETTER, Paper.FILING, Paper.SAFETY_PLAN})
"""Papers of which a sealed copy is kept here; of the others only a number or a date."""

NEEDS_UPLOAD = frozenset({Paper.LETTER, Paper.SAFETY_PLAN})
"""Papers that are nothing without their sealed copy."""


class Media(StrEnum):
    """What is kept of an upload; every picture becomes a JPEG."""

    PICTURE = "image/jpeg"
    PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Told:
    """What a school says on the page of one paper; of each kind some fields only."""

    filing: Filing | None = None
    filed_on: date | None = None
    filing_number: str | None = None
    insured_until: date | None = None
    coaches: int | None = None
    coach_firm: str | None = None
    agreed: int | None = None
    declined: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What of a booking stands in its papers; when it changes, they may no longer be right."""

    day: date
    pupils: int
    adults: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A sealed copy as it is kept; `name` is random and says nothing."""

    id: UploadId
    name: str
    media: Media
    size: int
    uploaded_at: datetime
    uploaded_by: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder and has no row yet."""

    name: str
    media: Media
    size: int


@dataclass(frozen=True, slots=True)
class Handed:
    """One paper of a booking as it was handed in."""

    id: PaperId
    booking_id: int
    kind: Paper
    state: PaperState
    told: Told
    about: Visit
    uploads: tuple[Upload, ...]
    received_at: datetime
    received_by: int | None
    decided_at: datetime | None
    decided_by: int | None
    reason: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Need:
    """One paper that a booking needs: by when, for whom, how far it is, and what is odd."""

    kind: Paper
    due: datetime
    goes_to: Addressee
    state: PaperState
    in_hold: bool
    """Due before the hold ends, so that the venue can confirm; the others follow later."""
    handed: Handed | None
    concerns: tuple[Concern, ...]

    @property
    def revision(self) -> int:
        """What a form about this paper was opened with; 0 while nothing has come."""
        return self.handed.revision if self.handed else 0

    @property
    def is_in(self) -> bool:
        return self.state in (PaperState.RECEIVED, PaperState.CHECKED)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return BLANKS_OF[self.kind]

    @property
    def takes_upload(self) -> bool:
        return self.kind in WITH_UPLOAD

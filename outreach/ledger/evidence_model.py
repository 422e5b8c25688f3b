"""What shows that an activity took place: photos, links, scanned sheets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    SHEET = "sheet"  # a signed or sealed page, as a picture or PDF
    LINK = "link"


class Consent(StrEnum):
    """Whether the people in a photo may be shown. Only the first three may leave the house."""

    NOBODY = "nobody"  # nobody can be recognised
    HELD = "held"  # whoever can be recognised agreed, or the parents did
    BLURRED = "blurred"
    NOT_YET = "not_yet"


SHOWABLE = frozenset({Consent.NOBODY, Consent.HELD, Consent.BLURRED})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece; a link has an address, the others a file."""

    id: int
    activity_id: int
    kind: EvidenceKind
    name: str | None
    media: str | None
    size: int | None
    address: str | None
    caption: str | None
    consent: Consent | None
    added_by: int | None
    added_at: datetime
    sample: bool

    @property
    def may_be_shown(self) -> bool:
        """Whether it may stand in anything that people outside the house see."""
        return self.kind is EvidenceKind.PHOTO and self.consent in SHOWABLE

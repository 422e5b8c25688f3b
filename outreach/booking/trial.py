"""Programmes on trial: the venue chooses who comes, unless it lets every school book."""

from dataclasses import dataclass
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.season.model import SessionFacts


@dataclass(eq=False)
class TrialByVenueOnly(Refusal):
    """The programme is on trial, and the venue enters its groups itself."""

    code: ClassVar[str] = "trial-by-venue-only"
    programme_name: str
    programme_name_en: str
    venue_id: int


def check_trial(session: SessionFacts, *, on_behalf: bool) -> None:
    """Refuse a school's own booking while the venue invites groups itself."""
    if session.is_by_venue_only and not on_behalf:
        raise TrialByVenueOnly(session.programme_name, session.programme_name_en, session.venue_id)

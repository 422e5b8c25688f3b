"""What the ledger hands to the measures of reach besides head counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timed:
    """How long people were there, as far as activities say how long they took.

    `timed` of all `onsite` contacts were at activities with minutes.
    """

    contact_minutes: int = 0
    pupil_minutes: int = 0
    timed: int = 0
    onsite: int = 0

    @property
    def contact_hours(self) -> float:
        return self.contact_minutes / 60

    @property
    def pupil_hours(self) -> float:
        return self.pupil_minutes / 60

    @property
    def share_timed(self) -> float | None:
        return self.timed / self.onsite if self.onsite else None

"""What a statistical return may ask of an activity: one flat line of the ledger."""

from datetime import date
from typing import NamedTuple

from outreach.ledger.model import Label


class Fact(NamedTuple):
    """An activity that counts, as a return's rules see it.

    None means that the record does not say, or that it does not apply, which is not zero. `days`
    are calendar days from the first to the last; the activity belongs to the period of its first.

    People who were counted day by day belong to the days on which they came: they stand in lines
    of their own, one for each calendar `month`, which bring people and nothing else.
    """

    id: int
    revision: int
    number: str
    day: date
    kind: str
    audience: str
    county_code: str
    venue_id: int | None
    school_id: int | None
    partners: int
    own_programme: bool | None
    labels: frozenset[Label]
    onsite: int | None
    pupils: int | None
    online: int | None
    minutes: int | None
    days: int
    kilometres: int | None
    volunteers: int | None
    volunteer_hours: int | None
    month: int = 0  # 202509 for people counted in September; 0 for the activity itself

    @property
    def key(self) -> tuple[int, int]:
        """Names a line of the ledger, whatever it says today."""
        return self.id, self.month

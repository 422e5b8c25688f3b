"""Letters to guides: a duty is theirs, has changed, or is theirs no longer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Literal

from flask_babel import force_locale

from outreach.accounts.model import Person
from outreach.feeds import duties, render
from outreach.feeds.duties import DutyFacts
from outreach.feeds.model import Party
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.notices.model import Kind
from outreach.roster.model import DutyState


@dataclass(frozen=True, slots=True)
class DutyLetter:
    """What one letter tells: the duty, whether it is to come or gone, and the sequence of that."""

    facts: DutyFacts
    method: Literal["REQUEST", "CANCEL"]
    sequence: int


def read(tx: Tx, kind: Kind, payload: Mapping[str, Any]) -> DutyLetter | None:
    """The letter, judged by the duty as it is when it goes out; none when it is no longer true."""
    found = duties.find(tx, int(payload["duty_id"]))
    if found is None:
        return None
    duty, guide_id = found.duty, int(payload["guide_id"])
    has_it = duty.guide_id == guide_id and duty.state is not DutyState.CANCELLED
    if has_it is (kind is Kind.DUTY_TAKEN_AWAY):
        return None
    if has_it:
        return DutyLetter(found, "REQUEST", duty.revision)
    as_it_was = replace(
        duty,
        day=date.fromisoformat(payload["day"]),
        starts=time.fromisoformat(payload["starts"]),
        ends=time.fromisoformat(payload["ends"]),
    )
    return DutyLetter(replace(found, duty=as_it_was), "CANCEL", int(payload["revision"]))


def invitation(letter: DutyLetter, reader: Person, *, settings: Settings) -> str:
    """What the letter does to the guide's calendar: the same UID, a sequence that rises."""
    with force_locale(reader.language):
        entry = duties.entry(letter.facts, settings=settings, sequence=letter.sequence)
    guest = Party(reader.name, reader.email)
    return render.invitation(entry, method=letter.method, attendee=guest).decode()

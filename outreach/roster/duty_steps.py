"""One step in a duty's life: compare-and-swap, its history, its claim, and whom it is told."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from outreach.kernel.db import Tx, changed
from outreach.outbox import actions as outbox
from outreach.roster import queries
from outreach.roster.model import Duty, DutyState, Guide, Life, SwapState, Verb
from outreach.roster.rules import DutyChanged
from outreach.roster.tables import DutyRow, DutyStepRow, SwapRow
from outreach.season import claims

GIVEN, CHANGED, TAKEN_AWAY = "duty-given", "duty-changed", "duty-taken-away"


def step(
    tx: Tx,
    duty: Duty,
    verb: Verb,
    *,
    by: int | None,
    now: datetime,
    note: str | None = None,
    **values: Any,
) -> Duty:
    """Change a duty as it was read; refuses when somebody else was quicker."""
    rows = changed(
        tx,
        update(DutyRow)
        .where(DutyRow.id == duty.id, DutyRow.revision == duty.revision)
        .values(revision=DutyRow.revision + 1, changed_at=now, **values)
        .execution_options(synchronize_session=False),
    )
    if rows != 1:
        raise DutyChanged(duty.id)
    after = queries.find_duty(tx, duty.id)
    assert after is not None  # noqa: S101 - just changed
    remember(tx, after, verb, by=by, now=now, note=note)
    return after


def remember(
    tx: Tx, duty: Duty, verb: Verb, *, by: int | None, now: datetime, note: str | None = None
) -> None:
    tx.add(
        DutyStepRow(
            duty_id=duty.id, at=now, person_id=by, verb=verb, guide_id=duty.guide_id, note=note
        )
    )


def claim(tx: Tx, duty: Duty, *, guide_id: int) -> str | None:
    """Take a guide for the duty's span; whoever is in the way, or None when it is ours."""
    return claims.take(tx, resource=f"guide:{guide_id}", holder=duty.claims_as, span=duty.span)


def release(tx: Tx, duty: Duty, *, now: datetime) -> None:
    """Free whoever the duty had; others may have them at once. An open offer of it is overtaken."""
    claims.release(tx, holder=duty.claims_as)
    tx.execute(
        update(SwapRow)
        .where(SwapRow.open_duty == duty.id)
        .values(state=SwapState.OVERTAKEN, open_duty=None, settled_at=now)
        .execution_options(synchronize_session=False)
    )


def tell(
    tx: Tx, kind: str, duty: Duty, guide: Guide | None, *, revision: int, now: datetime
) -> None:
    """Tell a guide about a duty: its day and hours as they are, or as they were when it is gone.

    `revision` is the duty's after the change, so that the invitation's sequence rises.
    """
    if guide is None or guide.person_id is None:
        return
    outbox.post(
        tx,
        kind=kind,
        payload={
            "duty_id": duty.id,
            "guide_id": guide.id,
            "revision": revision,
            "day": duty.day.isoformat(),
            "starts": duty.starts.isoformat("minutes"),
            "ends": duty.ends.isoformat("minutes"),
            "programme_id": duty.programme_id,
        },
        recipient=guide.person_id,
        at=now,
    )


NOBODY = {"state": DutyState.OPEN, "guide_id": None, "override": None}
"""What a duty has that waits for a guide."""


def life_of(tx: Tx, guide: Guide, duty: Duty) -> Life:
    """The guide with all that decides about this duty."""
    found = queries.lives(
        tx, venue_id=guide.venue_id, first=duty.day, last=duty.day, with_retired=True
    )
    return found[guide.id]


def guide_of(tx: Tx, duty: Duty) -> Guide | None:
    """Whoever has the duty."""
    return None if duty.guide_id is None else queries.find_guide(tx, duty.guide_id)

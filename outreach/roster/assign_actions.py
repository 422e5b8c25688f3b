"""Who does a duty: given to a guide by hand, taken back, done."""

from datetime import datetime

from outreach.catalogue import actions as catalogue_actions
from outreach.kernel.clock import SHANGHAI
from outreach.kernel.db import Database, Tx
from outreach.roster import constraints, queries, rules
from outreach.roster.duty_steps import (
    GIVEN,
    NOBODY,
    TAKEN_AWAY,
    claim,
    guide_of,
    life_of,
    release,
    step,
    tell,
)
from outreach.roster.model import STANDS, Duty, DutyState, Guide, Language, Verb


def assign(
    tx: Tx,
    *,
    duty_id: int,
    guide_id: int,
    by: int | None,
    now: datetime,
    reason: str | None = None,
    revision: int | None = None,
) -> Duty:
    """Give a duty to a guide, or to another one. Limits are passed only with a reason.

    `revision` is that of the page on which it was decided; refuses when the duty has changed since.
    """
    duty = hold_duty(tx, duty_id, revision=revision, now=now)
    guide = queries.find_guide(tx, guide_id)
    if guide is None or guide.venue_id != duty.venue_id:
        raise rules.DutyChanged(duty.id)
    if duty.guide_id == guide.id:
        return duty
    found = constraints.breaches(life_of(tx, guide, duty), duty)
    if constraints.is_impossible(found):
        raise rules.GuideNotPossible(duty.id, guide.name, found)
    if found and not (reason or "").strip():
        raise rules.LimitsPassed(duty.id, guide.name, found)
    return hand_over(
        tx, duty, guide, Verb.ASSIGN, override=reason if found else None, by=by, now=now
    )


def hold_duty(tx: Tx, duty_id: int, *, revision: int | None, now: datetime) -> Duty:
    """The duty, with its venue's roster to ourselves; refuses when it can no longer be given."""
    seen = queries.find_duty(tx, duty_id)
    if seen is None:
        raise rules.DutyChanged(duty_id)
    catalogue_actions.hold_venue(tx, seen.venue_id)
    duty = queries.find_duty(tx, duty_id)
    if duty is None or duty.state not in STANDS or duty.span.ends <= now:
        raise rules.DutyChanged(duty_id)
    if revision is not None and duty.revision != revision:
        raise rules.DutyChanged(duty_id)
    return duty


def hand_over(
    tx: Tx,
    duty: Duty,
    guide: Guide,
    verb: Verb,
    *,
    override: str | None,
    by: int | None,
    now: datetime,
) -> Duty:
    """Free whoever had the duty and claim the new guide; both are told."""
    before = guide_of(tx, duty)
    release(tx, duty, now=now)
    if claim(tx, duty, guide_id=guide.id) is not None:
        raise rules.GuideTaken(guide.name, duty.day, duty.starts)
    after = step(
        tx, duty, verb, by=by, now=now, note=override, state=DutyState.FILLED,
        guide_id=guide.id, override=override,
    )  # fmt: skip
    tell(tx, TAKEN_AWAY, duty, before, revision=after.revision, now=now)
    tell(tx, GIVEN, after, guide, revision=after.revision, now=now)
    return after


def free(
    tx: Tx,
    *,
    duty_id: int,
    by: int | None,
    now: datetime,
    note: str | None = None,
    revision: int | None = None,
) -> Duty:
    """Take a duty from its guide; it is open again and seen as such."""
    duty = hold_duty(tx, duty_id, revision=revision, now=now)
    if duty.guide_id is None:
        return duty
    release(tx, duty, now=now)
    after = step(tx, duty, Verb.FREE, by=by, now=now, note=note, **NOBODY)
    tell(tx, TAKEN_AWAY, duty, guide_of(tx, duty), revision=after.revision, now=now)
    return after


def ask_language(
    tx: Tx, *, duty_id: int, language: Language | None, by: int | None, now: datetime
) -> Duty:
    """Say in which language a group would like to be led; whoever has the duty keeps it."""
    duty = hold_duty(tx, duty_id, revision=None, now=now)
    if duty.language == language:
        return duty
    return step(tx, duty, Verb.ASK_LANGUAGE, by=by, now=now, note=language, language=language)


def finish_due(database: Database, *, now: datetime) -> int:
    """Mark duties whose hour is over as done; the claim stays, as the guide was there."""
    local = now.astimezone(SHANGHAI)
    with database.reading() as tx:
        over = queries.filled_before(tx, day=local.date(), clock=local.time().replace(tzinfo=None))
    done = 0
    for each in over:
        with database.writing() as tx:
            duty = queries.find_duty(tx, each.id)
            if duty is not None and duty.state is DutyState.FILLED and duty.span.ends <= now:
                step(tx, duty, Verb.FINISH, by=None, now=now, state=DutyState.DONE)
                done += 1
    return done

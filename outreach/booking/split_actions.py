"""Booking a school in several parts: all of them or none, by one form and one token."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import update

from outreach.booking import actions, rules, split_queries
from outreach.booking.model import Booking, Group, Placed, SchoolRef
from outreach.booking.repeats import find_repeat
from outreach.booking.split_rules import (
    PartAdults,
    PartsLackAdults,
    Plan,
    SplitDoesNotAddUp,
    adults_of,
)
from outreach.booking.steps import get
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import SessionFacts


def book_split(
    tx: Tx,
    *,
    plan: Plan,
    school: SchoolRef,
    group: Group,
    token: str,
    placed_by: int | None,
    on_behalf: bool = False,
    accepted: int | None = None,
    sample: bool = False,
    now: datetime,
) -> Placed:
    """Book every part of a plan for one school; a refusal of any leaves none.

    `group` is the whole school. The sessions are locked in ascending order before the first is
    taken, so that two schools never wait for each other. The same form again gets the first answer.
    """
    digest = _digest(plan, group)
    places.lock(tx, [part.session_id for part in plan])
    repeated = find_repeat(tx, school, token, digest)
    if repeated is not None:
        return repeated
    sessions = _sessions(tx, plan, group)
    first: Placed | None = None
    groups = _groups(plan, group, sessions)
    for session, part in sorted(zip(sessions, groups, strict=True), key=lambda each: each[0].id):
        placed = actions.book(
            tx,
            session_id=session.id,
            school=school,
            group=part,
            token=token if first is None else f"{token}.{session.id}",
            digest=digest,
            split_of=None if first is None else first.booking_id,
            placed_by=placed_by,
            on_behalf=on_behalf,
            accepted=accepted,
            sample=sample,
            now=now,
        )
        if first is None:
            first = placed
            own = update(BookingRow).where(BookingRow.id == placed.booking_id)
            tx.execute(own.values(split_of=placed.booking_id))
    assert first is not None  # noqa: S101 - a plan has parts
    return first


def _digest(plan: Plan, group: Group) -> str:
    meaning = json.dumps([[asdict(part) for part in plan], asdict(group)], sort_keys=True)
    return hashlib.sha256(meaning.encode()).hexdigest()


def _sessions(tx: Tx, plan: Plan, group: Group) -> list[SessionFacts]:
    """The sessions of a plan in its order, if together they are one school at one programme."""
    found = [actions.session_facts(tx, part.session_id) for part in plan]
    one_programme = len({session.programme_id for session in found}) == 1
    each_once = len({session.id for session in found}) == len(plan) > 1
    adds_up = sum(p.pupils for p in plan) == group.pupils and all(p.pupils > 0 for p in plan)
    if not (one_programme and each_once and adds_up):
        raise SplitDoesNotAddUp
    return found


def _groups(plan: Plan, group: Group, sessions: list[SessionFacts]) -> list[Group]:
    sizes = [part.pupils for part in plan]
    ratio = rules.ratio_for(group.grade, sessions[0].rules)
    adults = adults_of(sizes, group.adults, pupils_per_adult=ratio)
    if ratio:
        _check_adults(sizes, adults, sessions, ratio=ratio)
    return [
        replace(group, pupils=pupils, adults=with_them)
        for pupils, with_them in zip(sizes, adults, strict=True)
    ]


def _check_adults(
    sizes: list[int], adults: list[int], sessions: list[SessionFacts], *, ratio: int
) -> None:
    """Each part needs its own: 340 pupils by twenty are 17 adults, but 190 and 150 are 10 and 8."""
    parts = tuple(
        PartAdults(
            number=number,
            day=session.day,
            starts=session.starts,
            pupils=pupils,
            needed=rules.adults_needed(pupils, pupils_per_adult=ratio),
            coming=with_them,
        )
        for number, (session, pupils, with_them) in enumerate(
            zip(sessions, sizes, adults, strict=True), start=1
        )
    )
    if any(part.lacking > 0 for part in parts):
        raise PartsLackAdults(ratio, sum(adults), parts)


def cancel_all(
    tx: Tx, *, booking_id: int, reason: str, by: int | None, now: datetime
) -> list[Booking]:
    """Give up every part that still stands, in one go."""
    found = get(tx, booking_id)
    parts = split_queries.active_parts(tx, found)
    waiting = [
        session
        for venue_id, day in sorted({(part.venue_id, part.day) for part in parts})
        for session in season.waiting_sessions(tx, venue_id=venue_id, day=day)
    ]
    places.lock(tx, {*(part.session_id for part in parts), *waiting})
    return [actions.cancel(tx, booking_id=part.id, reason=reason, by=by, now=now) for part in parts]

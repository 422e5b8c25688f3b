"""Publishing a release of leftovers, asking in it, and the draw."""

import secrets
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.accounts.model import Role
from outreach.booking import actions, leftover_queries, leftover_rules, rules
from outreach.booking.leftover_queries import Ask, Release
from outreach.booking.model import Group, SchoolRef
from outreach.booking.promotion import promote_session
from outreach.booking.queries import find_booking
from outreach.booking.tables import LeftoverAskRow, LeftoverReleaseRow
from outreach.kernel.db import Database, Tx, changed
from outreach.kernel.refusal import Refusal
from outreach.outbox import actions as outbox
from outreach.season import leftovers


def publish(
    tx: Tx,
    *,
    venue_id: int,
    opens_at: datetime,
    first: date,
    last: date,
    by: int | None,
    now: datetime,
) -> Release:
    """Announce when the leftovers of some days are given out; until then they are nobody's."""
    gathers_until = opens_at + leftover_rules.GATHERS
    sessions = leftovers.may_be_kept(
        tx, venue_id=venue_id, first=first, last=last, after=gathers_until
    )
    if opens_at <= now or not sessions:
        raise leftover_rules.ReleaseNotPossible
    seed = secrets.token_hex(16)
    row = LeftoverReleaseRow(
        venue_id=venue_id,
        opens_at=opens_at,
        gathers_until=gathers_until,
        free_from=gathers_until + leftover_rules.ONE_EACH,
        seed=seed,
        seed_hash=leftover_rules.hash_of(seed),
        published_by=by,
        published_at=now,
    )
    tx.add(row)
    tx.flush()
    leftovers.keep(tx, sessions, release_id=row.id, until=opens_at)
    _audit(tx, "publish-leftovers", row.id, by=by, now=now)
    return get(tx, row.id)


def withdraw(tx: Tx, *, release_id: int, by: int, now: datetime) -> None:
    """Take back a release before its moment; its places are booked as before."""
    gone = delete(LeftoverReleaseRow).where(
        LeftoverReleaseRow.id == release_id,
        LeftoverReleaseRow.opens_at > now,
        LeftoverReleaseRow.asks == 0,
    )
    if not changed(tx, gone):
        raise leftover_rules.LeftoversGathered(release_id)
    leftovers.free(tx, release_id=release_id, forget=True)
    _audit(tx, "withdraw-leftovers", release_id, by=by, now=now)


def get(tx: Tx, release_id: int) -> Release:
    found = leftover_queries.find_release(tx, release_id)
    if found is None:
        raise rules.NoSuchBooking
    return found


def ask(
    tx: Tx,
    *,
    release_id: int,
    school: SchoolRef,
    group: Group,
    choices: tuple[int, ...],
    token: str,
    placed_by: int | None,
    now: datetime,
) -> Ask:
    """Ask for a place while asks are gathered; when within these minutes does not matter.

    One ask for each school. The same form again gets the first answer.
    """
    release = get(tx, release_id)
    before = leftover_queries.ask_of(tx, release_id=release_id, school_id=school.id)
    if before is not None and before.token == token:
        return before
    if now < release.opens_at:
        raise leftover_rules.LeftoversKept(release.opens_at, release_id)
    if not release.takes_asks_at(now):
        raise leftover_rules.LeftoversGathered(release_id)
    if before is not None:
        raise leftover_rules.OneForEachSchool(release_id, release.free_from)
    _check_choices(tx, release_id, group, choices)
    _count_ask(tx, release_id)
    first, second = (*choices, None)[:2]
    row = LeftoverAskRow(
        release_id=release_id,
        school_id=school.id,
        county_code=school.county_code,
        first_choice=first,
        second_choice=second,
        **asdict(group),
        token=token,
        placed_by=placed_by,
        asked_at=now,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the unique index decides between two teachers of one school
    except IntegrityError:
        raise leftover_rules.OneForEachSchool(release_id, release.free_from) from None
    found = leftover_queries.ask_of(tx, release_id=release_id, school_id=school.id)
    assert found is not None  # noqa: S101 - it was just written
    return found


def _check_choices(tx: Tx, release_id: int, group: Group, choices: tuple[int, ...]) -> None:
    offered = set(leftovers.sessions_of(tx, release_id))
    if not choices or len(set(choices)) != len(choices) or not set(choices) <= offered:
        raise rules.NoSuchBooking
    for session_id in choices:
        rules.check_group(group, actions.session_facts(tx, session_id))


def _count_ask(tx: Tx, release_id: int) -> None:
    """An ask counts before the draw begins, or not at all."""
    counted = (
        update(LeftoverReleaseRow)
        .where(LeftoverReleaseRow.id == release_id, LeftoverReleaseRow.drawing_at.is_(None))
        .values(asks=LeftoverReleaseRow.asks + 1)
    )
    if not changed(tx, counted):
        raise leftover_rules.LeftoversGathered(release_id)


def draw_due(database: Database, *, now: datetime) -> int:
    """Draw every release whose asks are gathered; how many asks were answered.

    Each ask is answered in a transaction of its own, in an order that is fixed before the first:
    a restart in the middle goes on where it stopped, and bookings elsewhere never wait long.
    """
    with database.reading() as tx:
        due = leftover_queries.to_draw(tx, now=now)
    answered = 0
    for release in due:
        if release.drawing_at is None:
            with database.writing() as tx:
                _fix_order(tx, release.id, now=now)
        while _answer_next(database, release.id, now=now):
            answered += 1
    return answered


def _fix_order(tx: Tx, release_id: int, *, now: datetime) -> None:
    """From here on nobody asks any more, and everybody has a position."""
    begun = (
        update(LeftoverReleaseRow)
        .where(LeftoverReleaseRow.id == release_id, LeftoverReleaseRow.drawing_at.is_(None))
        .values(drawing_at=now)
    )
    if not changed(tx, begun):
        return
    row = tx.get_one(LeftoverReleaseRow, release_id, populate_existing=True)
    asking = leftover_queries.asking(tx, get(tx, release_id), now=now)
    for position, each in enumerate(leftover_rules.order(row.seed, asking), start=1):
        own = update(LeftoverAskRow).where(LeftoverAskRow.id == each.ask_id)
        tx.execute(own.values(position=position))


def _answer_next(database: Database, release_id: int, *, now: datetime) -> bool:
    """Answer the next in the drawn order, or close the draw; whether anybody was answered."""
    with database.writing() as tx:
        # Of two workers one waits here and then finds the next ask.
        open_still = (
            update(LeftoverReleaseRow)
            .where(LeftoverReleaseRow.id == release_id, LeftoverReleaseRow.drawn_at.is_(None))
            .values(asks=LeftoverReleaseRow.asks)
        )
        if not changed(tx, open_still):
            return False
        ask = leftover_queries.next_ask(tx, release_id)
        if ask is None:
            _close(tx, release_id, now=now)
            return False
        booking_id, because = _place(tx, ask, now=now)
        outcome = "lost" if booking_id is None else "won"
        own = update(LeftoverAskRow).where(LeftoverAskRow.id == ask.id)
        tx.execute(own.values(outcome=outcome, because=because, booking_id=booking_id))
        _tell(tx, ask, booking_id, because, now=now)
        return True


def _place(tx: Tx, ask: Ask, *, now: datetime) -> tuple[int | None, str | None]:
    """The booking an ask got, through the same guard as any other; or why none."""
    because = None
    for session_id in ask.choices:
        try:
            with tx.begin_nested():
                placed = actions.book(
                    tx,
                    session_id=session_id,
                    school=SchoolRef(ask.school_id, ask.county_code),
                    group=ask.group,
                    token=f"leftover-{ask.id}-{session_id}",
                    drawn=True,
                    placed_by=ask.placed_by,
                    now=now,
                )
        except Refusal as refusal:
            because = because or refusal.code
        else:
            return placed.booking_id, None
    return None, because


def _close(tx: Tx, release_id: int, *, now: datetime) -> None:
    """Everybody was answered: the seed is shown, and the rest is first come, first served."""
    tx.execute(
        update(LeftoverReleaseRow).where(LeftoverReleaseRow.id == release_id).values(drawn_at=now)
    )
    leftovers.free(tx, release_id=release_id)
    for session_id in leftovers.sessions_of(tx, release_id):
        promote_session(tx, session_id, now=now)


def _tell(tx: Tx, ask: Ask, booking_id: int | None, because: str | None, *, now: datetime) -> None:
    booking = None if booking_id is None else find_booking(tx, booking_id)
    teachers = (
        [ask.placed_by]
        if ask.placed_by is not None
        else [person.id for person in accounts.holders(tx, Role.TEACHER, str(ask.school_id))]
    )
    for person_id in teachers:
        outbox.post(
            tx,
            kind="leftover-result",
            payload={
                "release_id": ask.release_id,
                "position": ask.position,
                "asks": get(tx, ask.release_id).asks,
                "number": None if booking is None else booking.number,
                "because": because,
            },
            recipient=person_id,
            at=now,
        )


def _audit(tx: Tx, action: str, release_id: int, *, by: int | None, now: datetime) -> None:
    record_audit(tx, person_id=by, action=action, subject=f"release:{release_id}", at=now)

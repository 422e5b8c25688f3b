"""Confirming a disruption: every group gets its turn, in one transaction, through the guard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.booking import rules as booking_rules
from outreach.booking.actions import release, session_facts
from outreach.booking.change_actions import reschedule
from outreach.booking.model import Booking, Verb
from outreach.booking.steps import recipients, tell
from outreach.catalogue import queries as catalogue
from outreach.disruption import closing, preview, queries, rules
from outreach.disruption.model import (
    ENDS,
    WITHOUT_PLACES,
    Because,
    Choice,
    Disruption,
    Outcome,
    Preview,
    Reason,
    Scope,
    Touched,
    Turn,
)
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow, DisruptionSessionRow
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.season import extra_sessions, places
from outreach.season.model import SessionState
from outreach.season.refusals import DayFull

LEAVE = Choice(Turn.LEAVE)


@dataclass(eq=False)
class PreviewChanged(Refusal):
    """What a preview showed is not what there is now; nothing was done, and it is shown again."""

    code: ClassVar[str] = "preview-changed"
    changed: frozenset[int]
    came: frozenset[int]
    gone: frozenset[int]


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer confirms: whom it touches, why, and what becomes of each booking.

    `seen` are the revisions of the bookings the preview showed, by id.
    """

    scope: Scope
    reason: Reason
    words: str
    choices: Mapping[int, Choice]
    seen: Mapping[int, int]
    token: str


def disrupt(
    tx: Tx, *, person: Person, order: Order, now: datetime, sample: bool = False
) -> Disruption:
    """Do to each group what was chosen, tell it, and remember it; the same form again does nothing.

    All of it happens or none. A group that cannot have what was chosen, because its places went
    while the officer read, is left as it is and listed; in a house that is shut it is owed a date.
    Refuses with PreviewChanged when the bookings are not those that the preview showed.
    """
    known = queries.find_by_token(tx, order.token)
    if known is not None:
        return known
    scope = order.scope
    if scope.closes and not (scope.venue_id and person.runs_venue(scope.venue_id)):
        raise NotYours
    _hold(tx, person, order, now=now)
    row = _row(order, person, now=now, sample=sample)
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:  # the same form, sent at the same moment
        return _first_answer(tx, order.token)
    found = _as_shown(tx, person, order, now=now)
    closing.shut(tx, row, found, person, now=now)
    for touched in sorted(found.touched, key=_in_turn):
        choice = order.choices.get(touched.booking.id, LEAVE)
        _take_turn(tx, row, touched, choice, person, now=now)
    closing.close(tx, row, scope, person, now=now)
    tx.flush()  # the reading below must see the closure
    record_audit(
        tx,
        person_id=person.id,
        action="disrupt",
        subject=f"disruption:{row.id}",
        after=f"{order.reason} {len(found.touched)} bookings, {len(found.sessions)} sessions",
        at=now,
    )
    return queries.get(tx, row.id)


def _in_turn(touched: Touched) -> tuple[bool, int, int]:
    """Whoever waits goes first: else it would be offered the places of those who go before it."""
    booking = touched.booking
    return booking.state not in WITHOUT_PLACES, booking.session_id, booking.id


def _first_answer(tx: Tx, token: str) -> Disruption:
    known = queries.find_by_token(tx, token)
    assert known is not None  # noqa: S101 - its unique token has just been in the way
    return known


def _hold(tx: Tx, person: Person, order: Order, *, now: datetime) -> None:
    """Hold the sessions from which places are given back or taken until the transaction ends."""
    first = preview.preview(tx, person, order.scope, now=now, with_offers=False)
    targets = {c.session_id for c in order.choices.values() if c.session_id is not None}
    places.lock(
        tx,
        {t.booking.session_id for t in first.touched} | {s.id for s in first.sessions} | targets,
    )


def _as_shown(tx: Tx, person: Person, order: Order, *, now: datetime) -> Preview:
    """What is touched, read while its sessions are held, and judged against what was shown."""
    found = preview.preview(tx, person, order.scope, now=now, with_offers=False)
    changed, came, gone = rules.changed_since(dict(order.seen), found.touched)
    if changed or came or gone:
        raise PreviewChanged(changed, came, gone)
    return found


def _row(order: Order, person: Person, *, now: datetime, sample: bool) -> DisruptionRow:
    scope = order.scope
    return DisruptionRow(
        token=order.token,
        reason=order.reason,
        words=order.words.strip(),
        touching=scope.touching,
        starts_on=scope.days.first,
        ends_on=scope.days.last,
        starts=scope.starts,
        ends=scope.ends,
        counties=",".join(sorted(scope.counties)),
        venue_id=scope.venue_id,
        hall_id=scope.hall_id,
        programme_id=scope.programme_id,
        closes=scope.closes,
        made_by=person.id,
        made_at=now,
        sample=sample,
    )


def _take_turn(
    tx: Tx,
    row: DisruptionRow,
    touched: Touched,
    choice: Choice,
    person: Person,
    *,
    now: datetime,
) -> None:
    because = Because.CHOSEN if choice.turn is Turn.LEAVE else None
    after: Booking | None = None
    if row.closes and choice.turn is Turn.LEAVE:
        choice, because = Choice(Turn.OPEN), None
    if choice.turn is not Turn.LEAVE:
        after, because = _try(tx, row, touched, choice, person, now=now)
        if after is None and row.closes:  # the house is shut all the same
            choice = Choice(Turn.OPEN)
            after, _again = _try(tx, row, touched, choice, person, now=now)
    told = recipients(tx, after) if after else []
    before = touched.booking
    group = DisruptionGroupRow(
        disruption_id=row.id,
        booking_id=before.id,
        former_session_id=before.session_id,
        former_programme_id=before.programme_id,
        former_state=before.state,
        former_day=before.day,
        former_starts=before.starts,
        pupils=before.group.pupils,
        turn=choice.turn,
        online_id=choice.session_id if choice.turn is Turn.ONLINE else None,
        outcome=Outcome.DONE if after else Outcome.LEFT,
        because=because,
        told_at=now,
        mailed=len(told),
    )
    tx.add(group)
    tx.flush()  # numbers the group, which its letter names
    if after is not None:
        notice = "disruption-cancelled" if choice.turn in ENDS else "disruption-moved"
        tell(tx, after, notice, now=now, touch_id=group.id)


def _try(
    tx: Tx,
    row: DisruptionRow,
    touched: Touched,
    choice: Choice,
    person: Person,
    *,
    now: datetime,
) -> tuple[Booking | None, Because | None]:
    """Do it or leave no trace: a savepoint keeps what was done to the groups before."""
    done: dict[str, Any] = {"by": person.id, "now": now, "promotes": touched.to_waitlist}
    booking = touched.booking
    try:
        with tx.begin_nested():
            if choice.turn is Turn.ONLINE:
                _check_lesson(tx, choice.session_id or 0)
            if choice.turn in ENDS:
                after = release(
                    tx,
                    booking_id=booking.id,
                    verb=Verb.CALL_OFF,
                    reason=row.words,
                    notice=None,
                    **done,
                )
            else:
                after = reschedule(
                    tx,
                    booking_id=booking.id,
                    session_id=_target(tx, row, booking, choice, person, now=now),
                    by_venue=True,
                    notice=None,
                    **done,
                )
            return after, None
    except Refusal as refusal:
        return None, why(refusal)


def _check_lesson(tx: Tx, session_id: int) -> None:
    """Schools are only led to a live lesson that takes place."""
    session = session_facts(tx, session_id)
    if not session.online or session.state is not SessionState.OPEN:
        raise booking_rules.SessionCancelled(programme_id=session.programme_id, reason=None)


def _target(
    tx: Tx,
    row: DisruptionRow,
    booking: Booking,
    choice: Choice,
    person: Person,
    *,
    now: datetime,
) -> int:
    """The session a group goes to; one outside the timetable is made when first asked for."""
    if choice.session_id is not None:
        return choice.session_id
    programme = catalogue.find_programme(tx, choice.programme_id or 0)
    if programme is None or programme.venue_id != booking.venue_id:
        raise booking_rules.NoSuchBooking
    if not person.runs_venue(booking.venue_id):
        raise NotYours  # officers move groups about; only the venue adds to its own timetable
    when: dict[str, Any] = {"day": booking.day, "starts": booking.starts}
    there = extra_sessions.find_session_at(tx, programme_id=programme.id, **when)
    if there is not None:
        return there.id
    made = extra_sessions.add_session(
        tx, programme_id=programme.id, now=now, person_id=person.id, **when
    )
    tx.add(DisruptionSessionRow(disruption_id=row.id, session_id=made.id, added=True))
    return made.id


def why(refusal: Refusal) -> Because:
    """What a refusal of the desk means for a group that was to be moved or given back."""
    match refusal:
        case booking_rules.SessionFull() | DayFull():
            return Because.FULL
        case booking_rules.AlreadyBooked():
            return Because.BOOKED
        case booking_rules.NotPossibleNow() | booking_rules.ChangedMeanwhile():
            return Because.CHANGED
        case (
            booking_rules.WrongGrade()
            | booking_rules.GroupTooSmall()
            | booking_rules.GroupTooLarge()
            | booking_rules.TooFewAdults()
        ):
            return Because.UNSUITED
    return Because.CLOSED

"""Some days before a visit the school is asked whether it still comes, and answers by a link."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from outreach.booking import actions, answer_links, change_actions, due_queries, rules
from outreach.booking.answer_links import Question
from outreach.booking.model import Booking, BookingState, Group, Verb
from outreach.booking.steps import get, step, tell
from outreach.booking.tables import ReconfirmationRow
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx


class Answer(StrEnum):
    COMING = "coming"
    CHANGED = "changed"
    NOT_COMING = "not_coming"


@dataclass(frozen=True, slots=True)
class Details:
    """What the desk wants to know for the day; all of it may be left out."""

    pupils: int | None = None
    adults: int | None = None
    coaches: int | None = None
    arrives: time | None = None
    reason: str = "plans_changed"

    def group(self, before: Group) -> Group:
        """The group with the numbers that were given; the others stay."""
        return replace(
            before,
            pupils=before.pupils if self.pupils is None else self.pupils,
            adults=before.adults if self.adults is None else self.adults,
        )


def ask_due(database: Database, *, now: datetime) -> int:
    """Ask every school whose confirmed visit is near, once for each day it had; how many."""
    today = local_day(now)
    asked = 0
    with database.writing() as tx:
        for venue in catalogue.venues(tx):
            last = today + timedelta(days=venue.rules.reconfirm_days)
            if venue.rules.reconfirm_days:
                for booking_id in due_queries.visits_to_reconfirm(
                    tx, venue_id=venue.id, first=today + timedelta(days=1), last=last
                ):
                    ask(tx, booking_id=booking_id, now=now)
                    asked += 1
    return asked


def ask(tx: Tx, *, booking_id: int, now: datetime) -> None:
    """Ask one school about the day that its booking has now."""
    booking = get(tx, booking_id)
    tx.add(ReconfirmationRow(booking_id=booking.id, day=booking.day, asked_at=now))
    token = answer_links.issue(tx, booking_id=booking.id, question=Question.RECONFIRMATION, now=now)
    tell(tx, booking, "reconfirm", now=now, token=token)


def answer(
    tx: Tx,
    *,
    booking_id: int,
    answer: Answer,
    details: Details,
    by: int | None,
    now: datetime,
) -> Booking:
    """Keep what the school answers; the last answer holds until the visit begins.

    Other numbers go through the same guard as any change, and who cannot come gives the places
    back. Refuses when the visit has begun or the booking no longer stands.
    """
    before = get(tx, booking_id)
    ahead = rules.is_ahead(before.day, before.starts, now=now)
    if before.state is BookingState.CANCELLED and answer is Answer.NOT_COMING:
        return before
    if before.state is not BookingState.CONFIRMED or not ahead:
        raise rules.NotPossibleNow(before.id, before.number, Verb.RECONFIRM, before.state)
    match answer:
        case Answer.NOT_COMING:
            after = actions.cancel(tx, booking_id=booking_id, reason=details.reason, by=by, now=now)
        case Answer.CHANGED:
            after = change_actions.change(
                tx,
                booking_id=before.id,
                group=details.group(before.group),
                by=by,
                by_school=True,
                now=now,
            )
        case Answer.COMING:
            after = step(tx, before, Verb.RECONFIRM, by=by, now=now)
    _keep(tx, before, answer, details, now=now)
    return after


def _keep(tx: Tx, before: Booking, answer: Answer, details: Details, *, now: datetime) -> None:
    asked = select(ReconfirmationRow.id).where(
        ReconfirmationRow.booking_id == before.id, ReconfirmationRow.day == before.day
    )
    if tx.scalar(asked) is None:
        tx.add(ReconfirmationRow(booking_id=before.id, day=before.day, asked_at=now))
        tx.flush()
    tx.execute(
        update(ReconfirmationRow)
        .where(ReconfirmationRow.booking_id == before.id, ReconfirmationRow.day == before.day)
        .values(
            answered_at=now,
            answer=answer,
            coaches=details.coaches,
            arrives=details.arrives,
        )
    )

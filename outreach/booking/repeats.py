"""The same form twice, on a bad line or by a second press: the first answer holds."""

import hashlib
import json
from dataclasses import asdict

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from outreach.booking import queries, rules
from outreach.booking.model import Group, Placed, SchoolRef, Verb
from outreach.booking.steps import already_booked
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season.model import Room

# Built once, because every booking asks it first.
_FIRST = select(BookingRow).where(
    BookingRow.school_id == bindparam("school"), BookingRow.token == bindparam("sent")
)


def digest_of(session_id: int, group: Group) -> str:
    """What a form said, so that a repeat is told from another use of it."""
    meaning = json.dumps({"session": session_id, **asdict(group)}, sort_keys=True)
    return hashlib.sha256(meaning.encode()).hexdigest()


def find_repeat(tx: Tx, school: SchoolRef, token: str, digest: str) -> Placed | None:
    """The first answer to a form that comes again."""
    row = tx.scalar(_FIRST, {"school": school.id, "sent": token})
    if row is None:
        return None
    first = queries.booking(row)
    if row.token_digest != digest:
        raise rules.FormUsedTwice(booking_id=first.id, number=first.number)
    return Placed(first.id, first.number, first.state, repeated=True)


def after_clash(
    tx: Tx,
    error: IntegrityError,
    row: BookingRow,
    school: SchoolRef,
    token: str,
    digest: str,
    room: Room,
    verb: Verb,
) -> Placed:
    """The same form arrived twice at once, or the school has another booking in that half-day."""
    words = str(error.orig)
    if "active_place" not in words and "token" not in words and "school_id" not in words:
        raise error
    repeated = find_repeat(tx, school, token, digest)
    if repeated is None:
        raise already_booked(tx, str(row.active_place)) from None
    if verb is Verb.SUBMIT:
        places.give_back(tx, room, row.pupils)
    else:
        places.wait(tx, room.session_id, -1)
    return repeated

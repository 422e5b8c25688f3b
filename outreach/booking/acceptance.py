"""What groups have accepted of a programme's conditions, and asking again when these change."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select

from outreach.booking import queries
from outreach.booking.condition_rules import ConditionsNotAccepted
from outreach.booking.model import ACTIVE, Booking
from outreach.booking.steps import tell
from outreach.booking.tables import AcceptanceRow, BookingRow
from outreach.catalogue import conditions
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Conditions
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Standing:
    """Conditions a booking falls under, and when it accepted them as they are now, if it did."""

    conditions: Conditions
    accepted_at: datetime | None


def standing(tx: Tx, booking: Booking) -> Standing | None:
    """None where the programme asks nothing to be accepted."""
    found = conditions.find_conditions(tx, booking.programme_id)
    if found is None:
        return None
    return Standing(found, _accepted_at(tx, booking, found.version))


def _accepted_at(tx: Tx, booking: Booking, version: int) -> datetime | None:
    return tx.scalar(
        select(AcceptanceRow.at).where(
            AcceptanceRow.booking_id == booking.id,
            AcceptanceRow.programme_id == booking.programme_id,
            AcceptanceRow.version == version,
        )
    )


def keep(tx: Tx, booking: Booking, version: int | None, *, by: int | None, now: datetime) -> None:
    """Remember an acceptance. Twice does no harm."""
    if version is None or _accepted_at(tx, booking, version) is not None:
        return
    tx.add(
        AcceptanceRow(
            booking_id=booking.id,
            programme_id=booking.programme_id,
            version=version,
            person_id=by,
            at=now,
        )
    )
    tx.flush()


def accept(tx: Tx, booking: Booking, *, version: int | None, by: int, now: datetime) -> None:
    """Accept the conditions as they were shown; refused when they have changed again since."""
    found = conditions.find_conditions(tx, booking.programme_id)
    if found is None:
        return
    if version != found.version:
        raise ConditionsNotAccepted(found.version)
    keep(tx, booking, version, by=by, now=now)


def change_conditions(
    tx: Tx, *, programme_id: int, words: str, words_en: str, by: int, now: datetime
) -> int:
    """Set other conditions; every group still to come is asked again. How many that are."""
    changed = conditions.change_conditions(
        tx, programme_id=programme_id, words=words, words_en=words_en, now=now, person_id=by
    )
    if not changed or not words:
        return 0
    rows = tx.scalars(
        _coming(local_day(now))
        .where(BookingRow.programme_id == programme_id)
        .order_by(BookingRow.id)
    ).all()
    for row in rows:
        tell(tx, queries.booking(row), "conditions-changed", now=now)
    return len(rows)


def how_many_wait(tx: Tx, *, school_ids: list[int], today: date) -> int:
    """Coming bookings of these schools whose conditions changed since they accepted them."""
    newest = {
        int(p.id): p.conditions_version
        for p in catalogue.programmes(tx, with_retired=True)
        if p.conditions_version is not None
    }
    return sum(
        tx.scalar(
            select(func.count()).select_from(
                _coming(today)
                .where(
                    BookingRow.programme_id == programme_id,
                    BookingRow.school_id.in_(school_ids),
                    ~exists().where(
                        AcceptanceRow.booking_id == BookingRow.id,
                        AcceptanceRow.programme_id == programme_id,
                        AcceptanceRow.version == version,
                    ),
                )
                .subquery()
            )
        )
        or 0
        for programme_id, version in newest.items()
    )


def _coming(today: date) -> Select[BookingRow]:
    return select(BookingRow).where(BookingRow.state.in_(ACTIVE), BookingRow.day >= today)

"""Reading guides and duties."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.roster import off_queries
from outreach.roster.model import (
    BatchHours,
    DayOff,
    Duty,
    DutyId,
    DutyState,
    Guide,
    GuideId,
    Hours,
    Language,
    Life,
    Limits,
    Step,
    Verb,
    monday_of,
)
from outreach.roster.tables import (
    BatchHoursRow,
    DutyRow,
    DutyStepRow,
    GuideHoursRow,
    GuideRow,
    GuideSkillRow,
)


def guides(tx: Tx, *, venue_id: int, with_retired: bool = False) -> list[Guide]:
    """The guides of a venue by name."""
    conditions: list[ColumnElement[bool]] = [GuideRow.venue_id == venue_id]
    if not with_retired:
        conditions.append(GuideRow.active.is_(True))
    return _guides(tx, *conditions)


def guides_by_id(tx: Tx, guide_ids: Collection[int]) -> dict[int, Guide]:
    """Guides at work and retired, by their id."""
    return {g.id: g for g in _guides(tx, GuideRow.id.in_(sorted(guide_ids)))}


def find_guide(tx: Tx, guide_id: int) -> Guide | None:
    return guides_by_id(tx, [guide_id]).get(guide_id)


def _guides(tx: Tx, *conditions: ColumnElement[bool]) -> list[Guide]:
    rows = tx.scalars(
        select(GuideRow)
        .where(*conditions)
        .order_by(GuideRow.name, GuideRow.id)
        .execution_options(populate_existing=True)
    ).all()
    ids = [row.id for row in rows]
    skills: dict[int, set[int]] = defaultdict(set)
    for skill in tx.scalars(select(GuideSkillRow).where(GuideSkillRow.guide_id.in_(ids))):
        skills[skill.guide_id].add(skill.programme_id)
    hours: dict[int, list[Hours]] = defaultdict(list)
    for each in tx.scalars(
        select(GuideHoursRow)
        .where(GuideHoursRow.guide_id.in_(ids))
        .order_by(GuideHoursRow.weekday, GuideHoursRow.starts)
    ):
        hours[each.guide_id].append(Hours(each.weekday, each.starts, each.ends))
    people = accounts.holders_by_scope(tx, Role.GUIDE)
    return [
        Guide(
            id=GuideId(row.id),
            venue_id=row.venue_id,
            name=row.name,
            phone=row.phone,
            languages=tuple(Language(code) for code in row.languages.split(",") if code),
            skills=frozenset(skills[row.id]),
            hours=tuple(hours[row.id]),
            limits=Limits(
                row.duties_a_day, row.minutes_a_day, row.duties_a_week, row.minutes_a_week
            ),
            active=row.active,
            sample=row.sample,
            revision=row.revision,
            person_id=people.get(str(row.id)),
        )
        for row in rows
    ]


def duty(row: DutyRow) -> Duty:
    """A row as the rest of the house sees it."""
    return Duty(
        id=DutyId(row.id),
        key=row.key,
        venue_id=row.venue_id,
        session_id=row.session_id,
        programme_id=row.programme_id,
        booking_id=row.booking_id,
        batch=row.batch,
        day=row.day,
        starts=row.starts,
        ends=row.ends,
        pupils=row.pupils,
        language=None if row.language is None else Language(row.language),
        state=DutyState(row.state),
        guide_id=None if row.guide_id is None else GuideId(row.guide_id),
        override=row.override,
        revision=row.revision,
        changed_at=row.changed_at,
    )


def _duties(tx: Tx, *conditions: ColumnElement[bool]) -> list[Duty]:
    rows = tx.scalars(
        select(DutyRow)
        .where(*conditions)
        .order_by(DutyRow.day, DutyRow.starts, DutyRow.programme_id, DutyRow.id)
        .execution_options(populate_existing=True)
    )
    return [duty(row) for row in rows]


def find_duty(tx: Tx, duty_id: int) -> Duty | None:
    found = _duties(tx, DutyRow.id == duty_id)
    return found[0] if found else None


def duties_of_day(tx: Tx, venue_id: int, day: date, *, with_cancelled: bool = False) -> list[Duty]:
    """Every duty of a venue's day, by hour: open, filled and done."""
    return duties_between(tx, venue_id=venue_id, first=day, last=day, with_cancelled=with_cancelled)


def duties_between(
    tx: Tx, *, venue_id: int, first: date, last: date, with_cancelled: bool = False
) -> list[Duty]:
    """Duties of a venue from `first` to `last`, both included."""
    conditions = [DutyRow.venue_id == venue_id, DutyRow.day.between(first, last)]
    if not with_cancelled:
        conditions.append(DutyRow.state != DutyState.CANCELLED)
    return _duties(tx, *conditions)


def duties_by_key(tx: Tx, keys: Iterable[str]) -> dict[str, Duty]:
    return {each.key: each for each in _duties(tx, DutyRow.key.in_(sorted(keys)))}


def duties_of_guide(tx: Tx, guide_id: int, *, first: date, last: date) -> list[Duty]:
    """What a guide has had and will have, both days included."""
    return _duties(
        tx,
        DutyRow.guide_id == guide_id,
        DutyRow.day.between(first, last),
        DutyRow.state != DutyState.CANCELLED,
    )


def duties_of_booking(tx: Tx, booking_id: int) -> list[Duty]:
    """The duties a group needs, by batch."""
    standing = DutyRow.state != DutyState.CANCELLED
    return sorted(_duties(tx, DutyRow.booking_id == booking_id, standing), key=lambda d: d.batch)


def unfilled(tx: Tx, *, venue_ids: Collection[int], first: date, last: date) -> list[Duty]:
    """Duties nobody has yet, the soonest first."""
    return _duties(
        tx,
        DutyRow.venue_id.in_(sorted(venue_ids)),
        DutyRow.day.between(first, last),
        DutyRow.state == DutyState.OPEN,
    )


def filled_before(tx: Tx, *, day: date, clock: time, limit: int = 500) -> list[Duty]:
    """Duties that are over and not marked so."""
    over = (DutyRow.day < day) | ((DutyRow.day == day) & (DutyRow.ends <= clock))
    return _duties(tx, DutyRow.state == DutyState.FILLED, over)[:limit]


def history(tx: Tx, duty_id: int) -> list[Step]:
    rows = tx.scalars(
        select(DutyStepRow).where(DutyStepRow.duty_id == duty_id).order_by(DutyStepRow.id)
    )
    return [
        Step(
            row.at,
            row.person_id,
            Verb(row.verb),
            None if row.guide_id is None else GuideId(row.guide_id),
            row.note,
        )
        for row in rows
    ]


def lives(
    tx: Tx, *, venue_id: int, first: date, last: date, with_retired: bool = False
) -> dict[int, Life]:
    """Each guide of a venue with all that decides about duties on these days, in few statements.

    Duties are those of the whole weeks, because limits run from Monday to Sunday.
    """
    people = guides(tx, venue_id=venue_id, with_retired=with_retired)
    ids = [guide.id for guide in people]
    monday, sunday = monday_of(first), monday_of(last) + timedelta(days=6)
    given: dict[int, list[Duty]] = defaultdict(list)
    for each in _duties(tx, DutyRow.guide_id.in_(ids), DutyRow.day.between(monday, sunday)):
        if each.guide_id is not None and each.state is not DutyState.CANCELLED:
            given[each.guide_id].append(each)
    off: dict[int, list[DayOff]] = defaultdict(list)
    for away in off_queries.days_off(tx, guide_ids=ids, first=first, last=last):
        off[away.guide_id].append(away)
    whole = Span(at_wall_clock(first, time(0)), at_wall_clock(last + timedelta(days=1), time(0)))
    busy = off_queries.busy_spans(tx, guide_ids=ids, span=whole)
    return {
        guide.id: Life(
            guide,
            tuple(off[guide.id]),
            tuple(busy.get(guide.id, ())),
            tuple(given[guide.id]),
        )
        for guide in people
    }


@dataclass(frozen=True, slots=True)
class OnDay:
    """A guide on one day: their duties, and whether they are off, wholly or half."""

    guide: Guide
    off: DayOff | None
    duties: tuple[Duty, ...]


def guides_on(tx: Tx, venue_id: int, day: date) -> list[OnDay]:
    """Every guide of a venue as the day finds them."""
    return [
        OnDay(
            life.guide,
            next(iter(life.off), None),
            tuple(each for each in life.duties if each.day == day),
        )
        for life in lives(tx, venue_id=venue_id, first=day, last=day).values()
    ]


def venues_with_guides(tx: Tx) -> list[int]:
    """Venues whose roster is kept here: those that have a guide at work."""
    return list(
        tx.scalars(
            select(GuideRow.venue_id)
            .where(GuideRow.active)
            .group_by(GuideRow.venue_id)
            .order_by(GuideRow.venue_id)
        )
    )


def last_step_at(tx: Tx, guide_id: int) -> datetime | None:
    """When anything last changed in a guide's duties."""
    return tx.scalar(select(func.max(DutyRow.changed_at)).where(DutyRow.guide_id == guide_id))


def batch_hours(tx: Tx, booking_ids: Collection[int]) -> dict[tuple[int, int], BatchHours]:
    """What published timetables say about the batches of these bookings, by booking and batch."""
    wanted = sorted(booking_ids)
    found: dict[tuple[int, int], BatchHours] = {}
    for first in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        for row in tx.scalars(
            select(BatchHoursRow).where(BatchHoursRow.booking_id.in_(wanted[first : first + 500]))
        ):
            found[row.booking_id, row.batch] = BatchHours(
                row.booking_id, row.batch, row.session_id, row.pupils, row.starts, row.ends
            )
    return found

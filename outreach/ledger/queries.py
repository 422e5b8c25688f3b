"""Reading the ledger: lists and single records."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, func, or_, select, true

from outreach.kernel.db import Tx
from outreach.ledger.model import (
    Activity,
    ActivityId,
    Answer,
    Audience,
    Cell,
    Change,
    Filter,
    Kind,
    OnlineMeasure,
    Page,
    Question,
    Record,
    Sight,
    State,
    Totals,
    Verb,
)
from outreach.ledger.tables import (
    ActivityAnswerRow,
    ActivityChangeRow,
    ActivityRow,
    AttendanceRow,
    PartnerRow,
)

PAGE_SIZE = 50


def activity(row: ActivityRow) -> Activity:
    """A row as other slices may hold it."""
    return Activity(
        id=ActivityId(row.id),
        number=row.number,
        kind=Kind(row.kind),
        title=row.title,
        day=row.day,
        county_code=row.county_code,
        place=row.place,
        audience=Audience(row.audience),
        school_id=row.school_id,
        onsite=row.onsite,
        onsite_pupils=row.onsite_pupils,
        online=row.online,
        online_measure=OnlineMeasure(row.online_measure) if row.online_measure else None,
        minutes=row.minutes,
        lead=row.lead,
        booking_id=row.booking_id,
        venue_id=row.venue_id,
        state=State(row.state),
        revision=row.revision,
        on_behalf=row.on_behalf,
        created_by=row.created_by,
        created_at=row.created_at,
        sample=row.sample,
    )


def of_city(column: SQLColumnExpression[str], city_code: str) -> ColumnElement[bool]:
    """A county's code begins with its city's four digits; written as a range for the index."""
    return column.between(f"{city_code[:4]}00", f"{city_code[:4]}99")


def visible(sight: Sight) -> ColumnElement[bool]:
    """The part of the ledger that somebody may see; nothing where no role opens any."""
    if sight.province:
        return true()
    parts: list[ColumnElement[bool]] = []
    if sight.county_codes:
        parts.append(ActivityRow.county_code.in_(sorted(sight.county_codes)))
    parts += (of_city(ActivityRow.county_code, code) for code in sorted(sight.city_codes))
    if sight.venue_ids:
        parts.append(ActivityRow.venue_id.in_(sorted(sight.venue_ids)))
    if sight.school_ids:
        parts += (_of_school(school_id) for school_id in sorted(sight.school_ids))
    return or_(false(), *parts)


def _of_school(school_id: int) -> ColumnElement[bool]:
    """For the school alone, or with some of its pupils among those of other schools."""
    present = select(AttendanceRow.activity_id).where(AttendanceRow.school_id == school_id)
    return or_(ActivityRow.school_id == school_id, ActivityRow.id.in_(present))


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield ActivityRow.state == wanted.state
    if wanted.period is not None:
        yield ActivityRow.day >= wanted.period.first
        yield ActivityRow.day < wanted.period.until
    if wanted.city_code is not None:
        yield of_city(ActivityRow.county_code, wanted.city_code)
    for column, value in (
        (ActivityRow.county_code, wanted.county_code),
        (ActivityRow.kind, wanted.kind),
        (ActivityRow.audience, wanted.audience),
        (ActivityRow.venue_id, wanted.venue_id),
    ):
        if value is not None:
            yield column == value
    if wanted.lead is not None:
        yield ActivityRow.lead.contains(wanted.lead, autoescape=True)
    if wanted.school_id is not None:
        yield _of_school(wanted.school_id)
    if wanted.text is not None:
        yield or_(
            *(
                column.contains(wanted.text, autoescape=True)
                for column in (ActivityRow.title, ActivityRow.place, ActivityRow.number)
            )
        )


def _found(wanted: Filter, sight: Sight) -> Select[ActivityRow]:
    return (
        select(ActivityRow)
        .where(visible(sight), *_conditions(wanted))
        .order_by(ActivityRow.day.desc(), ActivityRow.id.desc())
    )


def listed(tx: Tx, wanted: Filter, *, sight: Sight, page: int = 1, size: int = PAGE_SIZE) -> Page:
    """The records behind a figure, newest first, with the totals of all of them.

    Withdrawn activities are listed when asked for but never counted in the totals.
    """
    counted = ActivityRow.state == State.COUNTED
    everything, activities, onsite, pupils, online = tx.execute(
        select(
            func.count(),
            func.count().filter(counted),
            func.sum(ActivityRow.onsite).filter(counted),
            func.sum(ActivityRow.onsite_pupils).filter(counted),
            func.sum(ActivityRow.online).filter(counted),
        ).where(visible(sight), *_conditions(wanted))
    ).one()
    number = min(max(1, page), max(1, -(-everything // size)))
    rows = tx.scalars(_found(wanted, sight).limit(size).offset((number - 1) * size))
    return Page(
        activities=tuple(map(activity, rows)),
        totals=Totals(
            activities=activities,
            onsite=int(onsite or 0),
            onsite_pupils=int(pupils or 0),
            online=int(online or 0),
        ),
        total=everything,
        number=number,
        size=size,
    )


def each_activity(tx: Tx, wanted: Filter, *, sight: Sight) -> Iterator[Activity]:
    """All records, read in portions, for exports."""
    rows = tx.scalars(_found(wanted, sight).execution_options(yield_per=1000))
    return map(activity, rows)


def partners_of(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    rows = tx.execute(
        select(PartnerRow.activity_id, PartnerRow.name)
        .where(PartnerRow.activity_id.in_(activity_ids))
        .order_by(PartnerRow.id)
    )
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for activity_id, name in rows:
        found[activity_id] += (name,)
    return found


def flagged(tx: Tx, activity_ids: Collection[int]) -> frozenset[int]:
    """Which of these were asked about at entry."""
    return frozenset(
        tx.scalars(
            select(ActivityAnswerRow.activity_id)
            .where(ActivityAnswerRow.activity_id.in_(activity_ids))
            .distinct()
        )
    )


def row(tx: Tx, activity_id: int) -> ActivityRow:
    """As the database has it now, also when this transaction read it before; for the actions."""
    return tx.execute(
        select(ActivityRow)
        .where(ActivityRow.id == activity_id)
        .execution_options(populate_existing=True)
    ).scalar_one()


def find_record(tx: Tx, activity_id: int, *, sight: Sight) -> Record | None:
    """A record with its history, if it exists and is the reader's business."""
    found = tx.scalar(select(ActivityRow).where(ActivityRow.id == activity_id, visible(sight)))
    if found is None:
        return None
    return Record(
        activity=activity(found),
        cells=cells_of(tx, activity_id),
        partners=partners_of(tx, [activity_id]).get(activity_id, ()),
        changes=_changes(tx, activity_id),
        answers=_answers(tx, activity_id),
    )


def find_by_booking(tx: Tx, booking_id: int) -> Activity | None:
    found = tx.scalar(select(ActivityRow).where(ActivityRow.booking_id == booking_id))
    return activity(found) if found is not None else None


def find_by_token(tx: Tx, token: str) -> Activity | None:
    found = tx.scalar(select(ActivityRow).where(ActivityRow.token == token))
    return activity(found) if found is not None else None


def cells_of(tx: Tx, activity_id: int) -> tuple[Cell, ...]:
    rows = tx.scalars(
        select(AttendanceRow)
        .where(AttendanceRow.activity_id == activity_id)
        .order_by(AttendanceRow.grade, AttendanceRow.id)
    )
    return tuple(
        Cell(
            school_id=row.school_id,
            pupils=row.pupils,
            grade=row.grade,
            first_timers=row.first_timers,
            whole_class=row.whole_class,
        )
        for row in rows
    )


def _changes(tx: Tx, activity_id: int) -> tuple[Change, ...]:
    rows = tx.scalars(
        select(ActivityChangeRow)
        .where(ActivityChangeRow.activity_id == activity_id)
        .order_by(ActivityChangeRow.id)
    )
    return tuple(
        Change(
            verb=Verb(row.verb),
            at=row.at,
            person_id=row.person_id,
            before=json.loads(row.before),
            after=json.loads(row.after),
            reason=row.reason,
        )
        for row in rows
    )


def _answers(tx: Tx, activity_id: int) -> tuple[Answer, ...]:
    rows = tx.scalars(
        select(ActivityAnswerRow)
        .where(ActivityAnswerRow.activity_id == activity_id)
        .order_by(ActivityAnswerRow.id)
    )
    return tuple(
        Answer(
            question=Question(row.question, json.loads(row.facts)),
            words=row.answer,
            at=row.at,
            person_id=row.person_id,
        )
        for row in rows
    )

"""Reading the ledger: lists and single records."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import ColumnElement, Select, func, select

from outreach.kernel.db import Tx
from outreach.ledger import sum_queries
from outreach.ledger.conditions import meant, readable, taking_part, touching, visible
from outreach.ledger.model import (
    Activity,
    ActivityId,
    Audience,
    Cell,
    Filter,
    Kind,
    Label,
    OnlineMeasure,
    Page,
    Partner,
    PartnerRole,
    Sight,
    State,
)
from outreach.ledger.record_model import Answer, Change, Question, Record, Verb
from outreach.ledger.tables import (
    ActivityAnswerRow,
    ActivityChangeRow,
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    PartnerRow,
)

PAGE_SIZE = 50
ORDER = list(Label)


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
        until_day=row.until_day,
        planned_onsite=row.planned_onsite,
        planned_day=row.planned_day,
        onsite_rough=bool(row.onsite_rough),
        counted_daily=row.counted_daily,
        own_programme=row.own_programme,
        vehicle=row.vehicle,
        kilometres=row.kilometres,
        volunteers=row.volunteers,
        volunteer_hours=row.volunteer_hours,
        funding=row.funding,
        checked_by=row.checked_by,
        checked_at=row.checked_at,
    )


def _condition(wanted: Filter, sight: Sight) -> list[ColumnElement[bool]]:
    whose = taking_part(sight) if wanted.taking_part else visible(sight)
    return [whose, *meant(wanted)]


def _found(wanted: Filter, sight: Sight) -> Select[ActivityRow]:
    return (
        select(ActivityRow)
        .where(*_condition(wanted, sight), *touching(wanted.period))
        .order_by(ActivityRow.day.desc(), ActivityRow.id.desc())
    )


def listed(tx: Tx, wanted: Filter, *, sight: Sight, page: int = 1, size: int = PAGE_SIZE) -> Page:
    """The records behind a figure, newest first, with the totals of all of them.

    Planned and withdrawn activities are listed when asked for but never counted in the totals. An
    activity of many days is listed in each period in which people of its were counted; the totals
    hold only those people (the rule is `sum_queries`').
    """
    condition = _condition(wanted, sight)
    everything = tx.execute(
        select(func.count()).select_from(ActivityRow).where(*condition, *touching(wanted.period))
    ).scalar_one()
    number = min(max(1, page), max(1, -(-everything // size)))
    rows = tx.scalars(_found(wanted, sight).limit(size).offset((number - 1) * size))
    return Page(
        activities=tuple(map(activity, rows)),
        totals=sum_queries.totals(tx, period=wanted.period, where=condition),
        total=everything,
        number=number,
        size=size,
    )


def each_activity(tx: Tx, wanted: Filter, *, sight: Sight) -> Iterator[Activity]:
    """All records, read in portions, for exports."""
    rows = tx.scalars(_found(wanted, sight).execution_options(yield_per=1000))
    return map(activity, rows)


def partners_of(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[Partner, ...]]:
    rows = tx.scalars(
        select(PartnerRow)
        .where(PartnerRow.activity_id.in_(activity_ids))
        .order_by(PartnerRow.activity_id, PartnerRow.id)
    )
    found: defaultdict[int, tuple[Partner, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.activity_id] += (partner(row),)
    return found


def partner(row: PartnerRow) -> Partner:
    return Partner(
        name=row.name,
        role=PartnerRole(row.role or PartnerRole.HELPS),
        county_code=row.county_code,
        venue_id=row.venue_id,
        onsite=row.onsite,
        onsite_pupils=row.onsite_pupils,
    )


def labels_of(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[Label, ...]]:
    """In the order of the forms, which is the labels' own."""
    rows = tx.execute(
        select(ActivityLabelRow.activity_id, ActivityLabelRow.label).where(
            ActivityLabelRow.activity_id.in_(activity_ids)
        )
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for activity_id, label in rows:
        found[activity_id].add(label)
    return {
        each: tuple(sorted(map(Label, labels), key=ORDER.index)) for each, labels in found.items()
    }


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
    found = tx.scalar(select(ActivityRow).where(ActivityRow.id == activity_id, readable(sight)))
    if found is None:
        return None
    return Record(
        activity=activity(found),
        cells=cells_of(tx, activity_id),
        partners=partners_of(tx, [activity_id]).get(activity_id, ()),
        labels=labels_of(tx, [activity_id]).get(activity_id, ()),
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
    return cells_by_activity(tx, [activity_id]).get(activity_id, ())


def cells_by_activity(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[Cell, ...]]:
    """The cells of many, the lowest grade first."""
    rows = tx.scalars(
        select(AttendanceRow)
        .where(AttendanceRow.activity_id.in_(activity_ids))
        .order_by(AttendanceRow.activity_id, AttendanceRow.grade, AttendanceRow.id)
    )
    found: defaultdict[int, tuple[Cell, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.activity_id] += (_cell(row),)
    return found


def _cell(row: AttendanceRow) -> Cell:
    return Cell(
        school_id=row.school_id,
        pupils=row.pupils,
        grade=row.grade,
        first_timers=row.first_timers,
        whole_class=row.whole_class,
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

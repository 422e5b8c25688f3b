"""Reading venues, halls and programmes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import time

from sqlalchemy import bindparam, select

from outreach.catalogue.grouping import by_venue
from outreach.catalogue.model import (
    ONLINE,
    GroupRules,
    Hall,
    HallId,
    Offer,
    Opening,
    Programme,
    ProgrammeId,
    ProgrammeKind,
    ProgrammeState,
    Setting,
    Stop,
    Venue,
    VenueId,
    VenueKind,
    WaitlistPolicy,
)
from outreach.catalogue.rule_rows import group_rules
from outreach.catalogue.tables import (
    AdultRatioRow,
    DayCapRow,
    GroupRuleRow,
    HallRow,
    OpeningRow,
    ProgrammeHallRow,
    ProgrammeRow,
    VenueRow,
)
from outreach.kernel.db import Tx

# Built once, for `offer`: putting a statement together costs more than executing it.
_OFFER = (
    select(ProgrammeRow, VenueRow.name, VenueRow.name_en, GroupRuleRow)
    .join(VenueRow, VenueRow.id == ProgrammeRow.venue_id)
    .outerjoin(GroupRuleRow, GroupRuleRow.venue_id == VenueRow.id)
    .where(ProgrammeRow.id == bindparam("programme"))
)
_RATIOS = select(AdultRatioRow).where(AdultRatioRow.venue_id == bindparam("venue"))
_CAPS = select(DayCapRow).where(DayCapRow.venue_id == bindparam("venue"))


def venues(tx: Tx) -> list[Venue]:
    """Every venue with its hours, rules and halls, in the order in which they were entered."""
    return _venues(tx, tx.scalars(select(VenueRow).order_by(VenueRow.id)).all())


def find_venue(tx: Tx, venue_id: int) -> Venue | None:
    row = tx.get(VenueRow, venue_id)
    return None if row is None else _venues(tx, [row])[0]


def venue(tx: Tx, venue_id: int) -> Venue:
    found = find_venue(tx, venue_id)
    if found is None:
        raise LookupError(f"no venue {venue_id}")
    return found


def find_venue_by_slug(tx: Tx, slug: str) -> Venue | None:
    row = tx.scalars(select(VenueRow).where(VenueRow.slug == slug)).one_or_none()
    return None if row is None else _venues(tx, [row])[0]


def programmes(
    tx: Tx,
    *,
    grade: int | None = None,
    venue_id: int | None = None,
    with_retired: bool = False,
) -> list[Programme]:
    """What is offered, by venue; only what suits `grade` when one is given."""
    query = select(ProgrammeRow).order_by(ProgrammeRow.venue_id, ProgrammeRow.id)
    if grade is not None:
        query = query.where(ProgrammeRow.grades_from <= grade, ProgrammeRow.grades_to >= grade)
    if venue_id is not None:
        query = query.where(ProgrammeRow.venue_id == venue_id)
    if not with_retired:
        query = query.where(ProgrammeRow.state != ProgrammeState.RETIRED)
    return _programmes(tx, tx.scalars(query).all())


def online_programmes(tx: Tx, venue_id: int) -> frozenset[int]:
    """Programmes of a venue for which nobody comes into the house."""
    chosen = select(ProgrammeRow.id).where(
        ProgrammeRow.venue_id == venue_id, ProgrammeRow.kind.in_(ONLINE)
    )
    return frozenset(tx.scalars(chosen))


def find_programme(tx: Tx, programme_id: int) -> Programme | None:
    row = tx.get(ProgrammeRow, programme_id)
    return None if row is None else _programmes(tx, [row])[0]


def programme(tx: Tx, programme_id: int) -> Programme:
    found = find_programme(tx, programme_id)
    if found is None:
        raise LookupError(f"no programme {programme_id}")
    return found


def find_programme_by_slug(tx: Tx, slug: str) -> Programme | None:
    row = tx.scalars(select(ProgrammeRow).where(ProgrammeRow.slug == slug)).one_or_none()
    return None if row is None else _programmes(tx, [row])[0]


def offer(tx: Tx, programme_id: int) -> Offer:
    """A programme without its stops and its venue's rules, in three short statements.

    Every booking asks this, so it reads nothing that no rule asks for.
    """
    programme, name, name_en, rules = tx.execute(_OFFER, {"programme": programme_id}).one()
    venue = {"venue": programme.venue_id}
    ratios = tx.scalars(_RATIOS, venue).all()
    caps = tx.scalars(_CAPS, venue).all()
    return Offer(
        programme=_programme(programme, stops=()),
        venue_name=name,
        venue_name_en=name_en,
        rules=group_rules(rules, ratios=ratios, caps=caps),
    )


def _venues(tx: Tx, rows: Sequence[VenueRow]) -> list[Venue]:
    ids = [row.id for row in rows]
    openings = by_venue(tx.scalars(select(OpeningRow).where(OpeningRow.venue_id.in_(ids))))
    halls = by_venue(
        tx.scalars(select(HallRow).where(HallRow.venue_id.in_(ids)).order_by(HallRow.id))
    )
    ratios = by_venue(tx.scalars(select(AdultRatioRow).where(AdultRatioRow.venue_id.in_(ids))))
    caps = by_venue(tx.scalars(select(DayCapRow).where(DayCapRow.venue_id.in_(ids))))
    rules = by_venue(tx.scalars(select(GroupRuleRow).where(GroupRuleRow.venue_id.in_(ids))))
    return [
        _venue(
            row,
            openings=openings[row.id],
            halls=halls[row.id],
            rules=group_rules(
                rules[row.id][0] if rules[row.id] else None,
                ratios=ratios[row.id],
                caps=caps[row.id],
            ),
        )
        for row in rows
    ]


def _venue(
    row: VenueRow,
    *,
    openings: Sequence[OpeningRow],
    halls: Sequence[HallRow],
    rules: GroupRules,
) -> Venue:
    return Venue(
        id=VenueId(row.id),
        slug=row.slug,
        name=row.name,
        name_en=row.name_en,
        kind=VenueKind(row.kind),
        county_code=row.county_code,
        address=row.address,
        address_en=row.address_en,
        meeting_point=row.meeting_point,
        meeting_point_en=row.meeting_point_en,
        phone=row.phone,
        lon=row.lon,
        lat=row.lat,
        sample=row.sample,
        openings=tuple(
            Opening(o.weekday, o.opens, o.closes, o.valid_from, o.valid_until)
            for o in sorted(openings, key=lambda o: (o.weekday, o.opens))
        ),
        rules=rules,
        halls=tuple(_hall(hall) for hall in halls),
    )


def _hall(row: HallRow) -> Hall:
    return Hall(
        id=HallId(row.id),
        name=row.name,
        name_en=row.name_en,
        capacity=row.capacity,
        exclusive=row.exclusive,
        largest_group=row.largest_group,
    )


def _programmes(tx: Tx, rows: Sequence[ProgrammeRow]) -> list[Programme]:
    ways: dict[int, list[Stop]] = defaultdict(list)
    for stop, hall in tx.execute(
        select(ProgrammeHallRow, HallRow)
        .join(HallRow, HallRow.id == ProgrammeHallRow.hall_id)
        .where(ProgrammeHallRow.programme_id.in_([row.id for row in rows]))
        .order_by(ProgrammeHallRow.position)
    ):
        ways[stop.programme_id].append(Stop(_hall(hall), stop.minutes))
    return [_programme(row, stops=tuple(ways[row.id])) for row in rows]


def _programme(row: ProgrammeRow, *, stops: tuple[Stop, ...]) -> Programme:
    return Programme(
        id=ProgrammeId(row.id),
        venue_id=VenueId(row.venue_id),
        slug=row.slug,
        name=row.name,
        name_en=row.name_en,
        kind=ProgrammeKind(row.kind),
        summary=row.summary,
        summary_en=row.summary_en,
        minutes=row.minutes,
        capacity=row.capacity,
        batch_size=row.batch_size,
        grades_from=row.grades_from,
        grades_to=row.grades_to,
        weekdays=tuple(int(day) for day in row.weekdays.split(",") if day),
        starts=tuple(time.fromisoformat(clock) for clock in row.starts.split(",") if clock),
        waitlist_policy=WaitlistPolicy(row.waitlist_policy),
        max_passes=row.max_passes,
        version=row.version,
        state=ProgrammeState(row.state),
        sample=row.sample,
        stops=stops,
        far_share=row.far_share,
        far_share_days=row.far_share_days,
        conditions_version=row.conditions_version,
        setting=Setting(row.setting),
        trial_for_all=row.trial_for_all,
        rotates=row.rotates,
        owner_id=row.owner_id,
        revised_on=row.revised_on,
    )

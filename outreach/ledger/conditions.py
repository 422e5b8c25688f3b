"""Which activities are meant, and whose business they are, as conditions on rows."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, not_, or_, select, true

from outreach.kernel.span import Days
from outreach.ledger.model import COUNTING, Filter, Kind, Sight
from outreach.ledger.tables import (
    ActivityDayRow,
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    PartnerRow,
)


def of_city(
    column: SQLColumnExpression[str] | SQLColumnExpression[str | None], city_code: str
) -> ColumnElement[bool]:
    """A county's code begins with its city's four digits; written as a range for the index."""
    return column.between(f"{city_code[:4]}00", f"{city_code[:4]}99")


def counting() -> ColumnElement[bool]:
    """Done and not withdrawn: what every figure counts."""
    return ActivityRow.state.in_(COUNTING)


def within(period: Days | None, day: SQLColumnExpression[date]) -> list[ColumnElement[bool]]:
    return [] if period is None else [day >= period.first, day < period.until]


def visible(sight: Sight) -> ColumnElement[bool]:
    """The part of the ledger that is somebody's own; nothing where no role opens any."""
    if sight.province:
        return true()
    parts: list[ColumnElement[bool]] = []
    if sight.county_codes:
        parts.append(ActivityRow.county_code.in_(sorted(sight.county_codes)))
    parts += (of_city(ActivityRow.county_code, code) for code in sorted(sight.city_codes))
    if sight.venue_ids:
        parts.append(ActivityRow.venue_id.in_(sorted(sight.venue_ids)))
    if sight.school_ids:
        parts += (of_school(school_id) for school_id in sorted(sight.school_ids))
    return or_(false(), *parts)


def part_of(sight: Sight) -> ColumnElement[bool]:
    """Partner rows of somebody's own county or venue; of anybody's for who sees the province."""
    if sight.province:
        return true()
    return or_(
        PartnerRow.county_code.in_(sorted(sight.county_codes)),
        PartnerRow.venue_id.in_(sorted(sight.venue_ids)),
        *(of_city(PartnerRow.county_code, code) for code in sorted(sight.city_codes)),
    )


def taking_part(sight: Sight) -> ColumnElement[bool]:
    """Joint activities that another unit reports and somebody's own takes part in."""
    joint = ActivityRow.id.in_(select(PartnerRow.activity_id).where(part_of(sight)))
    return joint if sight.province else and_(joint, not_(visible(sight)))


def readable(sight: Sight) -> ColumnElement[bool]:
    """What somebody may open: the own, and what the own unit takes part in."""
    return true() if sight.province else or_(visible(sight), taking_part(sight))


def of_school(school_id: int) -> ColumnElement[bool]:
    """For the school alone, or with some of its pupils among those of other schools."""
    present = select(AttendanceRow.activity_id).where(AttendanceRow.school_id == school_id)
    return or_(ActivityRow.school_id == school_id, ActivityRow.id.in_(present))


def of_schools(school_ids: Collection[int]) -> ColumnElement[bool]:
    """The same for any of several schools, those of a township say."""
    wanted = sorted(school_ids)
    present = select(AttendanceRow.activity_id).where(AttendanceRow.school_id.in_(wanted))
    return or_(ActivityRow.school_id.in_(wanted), ActivityRow.id.in_(present))


def led_elsewhere() -> ColumnElement[bool]:
    """Led by a county, a city or another unit: no venue entered it, and no venue was visited."""
    return and_(ActivityRow.venue_id.is_(None), ActivityRow.kind != Kind.VISIT)


def meant(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What a filter asks, without its period."""
    if wanted.states:
        yield ActivityRow.state.in_(wanted.states)
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
    if wanted.own_programme is not None:
        yield ActivityRow.own_programme.is_(wanted.own_programme)
    if wanted.lead is not None:
        yield ActivityRow.lead.contains(wanted.lead, autoescape=True)
    if wanted.school_id is not None:
        yield of_school(wanted.school_id)
    if wanted.county_codes is not None:
        yield ActivityRow.county_code.in_(wanted.county_codes)
    if wanted.school_ids is not None:
        yield of_schools(wanted.school_ids)
    yield from _parts_meant(wanted)


def _parts_meant(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.label is not None:
        yield ActivityRow.id.in_(
            select(ActivityLabelRow.activity_id).where(ActivityLabelRow.label == wanted.label)
        )
    if wanted.partner is not None:
        named = PartnerRow.name.contains(wanted.partner, autoescape=True)
        yield ActivityRow.id.in_(select(PartnerRow.activity_id).where(named))
    if wanted.led_elsewhere:
        yield led_elsewhere()
    if wanted.joint:
        yield ActivityRow.id.in_(select(PartnerRow.activity_id))
    if wanted.text is not None:
        yield or_(
            *(
                column.contains(wanted.text, autoescape=True)
                for column in (ActivityRow.title, ActivityRow.place, ActivityRow.number)
            )
        )


def touching(period: Days | None) -> list[ColumnElement[bool]]:
    """Activities that begin in a period, or had people counted on one of its days."""
    if period is None:
        return []
    counted = select(ActivityDayRow.activity_id).where(*within(period, ActivityDayRow.day))
    return [or_(and_(*within(period, ActivityRow.day)), ActivityRow.id.in_(counted))]

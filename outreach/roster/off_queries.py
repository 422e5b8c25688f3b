"""Reading when guides are away: days off they stated, busy hours of their own calendars."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.roster.model import DayOff, GuideId, OffKind
from outreach.roster.tables import BusySpanRow, DayOffRow


def days_off(tx: Tx, *, guide_ids: Collection[int], first: date, last: date) -> list[DayOff]:
    """Days off that touch these days and were not taken back."""
    rows = tx.scalars(
        select(DayOffRow)
        .where(
            DayOffRow.guide_id.in_(sorted(guide_ids)),
            DayOffRow.first <= last,
            DayOffRow.last >= first,
            DayOffRow.removed_at.is_(None),
        )
        .order_by(DayOffRow.first, DayOffRow.id)
    )
    return [_day_off(row) for row in rows]


def find_day_off(tx: Tx, day_off_id: int) -> DayOff | None:
    """Days off as they were stated, whether or not they were taken back since."""
    row = tx.get(DayOffRow, day_off_id)
    return None if row is None else _day_off(row)


def _day_off(row: DayOffRow) -> DayOff:
    return DayOff(
        row.id,
        GuideId(row.guide_id),
        row.first,
        row.last,
        DayPart(row.part),
        OffKind(row.kind),
    )


def busy_spans(tx: Tx, *, guide_ids: Collection[int], span: Span) -> dict[int, list[Span]]:
    """Hours in which guides' own calendars say that they are busy."""
    rows = tx.scalars(
        select(BusySpanRow)
        .where(
            BusySpanRow.guide_id.in_(sorted(guide_ids)),
            BusySpanRow.starts < span.ends,
            BusySpanRow.ends > span.starts,
        )
        .order_by(BusySpanRow.starts)
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        found[row.guide_id].append(Span(row.starts, row.ends))
    return found

"""Reading exhibits."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Select, func, or_, select

from outreach.catalogue.exhibit_model import (
    ENTRY_FIELDS,
    Exhibit,
    ExhibitId,
    ExhibitSearch,
    ExhibitsFound,
    ExhibitState,
    ExhibitStep,
)
from outreach.catalogue.tables import ExhibitRow, ExhibitStepRow, StopExhibitRow
from outreach.kernel.db import Tx

PAGE = 20


def find_exhibit(tx: Tx, exhibit_id: int) -> Exhibit | None:
    row = tx.get(ExhibitRow, exhibit_id, populate_existing=True)
    return None if row is None else exhibit_of(row)


def exhibit(tx: Tx, exhibit_id: int) -> Exhibit:
    found = find_exhibit(tx, exhibit_id)
    if found is None:
        raise LookupError(f"no exhibit {exhibit_id}")
    return found


def exhibits_of_venue(tx: Tx, venue_id: int) -> list[Exhibit]:
    """All of a venue's exhibits, removed ones too, by hall and code."""
    chosen = select(ExhibitRow).where(ExhibitRow.venue_id == venue_id)
    ordered = chosen.order_by(ExhibitRow.hall_id, ExhibitRow.code)
    return [exhibit_of(row) for row in tx.scalars(ordered)]


def find_exhibits(tx: Tx, search: ExhibitSearch, *, page: int = 1) -> ExhibitsFound:
    """One page of what matches, by venue, hall and code, and how many there are in all."""
    chosen = _matching(search)
    total = tx.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ordered = chosen.order_by(ExhibitRow.venue_id, ExhibitRow.hall_id, ExhibitRow.code)
    rows = tx.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE))
    return ExhibitsFound([exhibit_of(row) for row in rows], total)


def _matching(search: ExhibitSearch) -> Select[ExhibitRow]:
    chosen = select(ExhibitRow)
    if search.venue_id is not None:
        chosen = chosen.where(ExhibitRow.venue_id == search.venue_id)
    if search.hall_id is not None:
        chosen = chosen.where(ExhibitRow.hall_id == search.hall_id)
    if search.grade is not None:
        chosen = chosen.where(
            ExhibitRow.grades_from <= search.grade, ExhibitRow.grades_to >= search.grade
        )
    if search.theme is not None:
        chosen = chosen.where(ExhibitRow.theme == search.theme)
    if search.state is not None:
        chosen = chosen.where(ExhibitRow.state == search.state)
    else:
        chosen = chosen.where(ExhibitRow.state != ExhibitState.REMOVED)
    for word in search.words.split()[:6]:
        columns = (
            ExhibitRow.name,
            ExhibitRow.name_en,
            ExhibitRow.theme,
            ExhibitRow.keywords,
            ExhibitRow.zone,
            ExhibitRow.code,
        )
        chosen = chosen.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return chosen


def themes(tx: Tx, *, venue_id: int | None = None) -> list[str]:
    """What exhibits are about, in the venues' own words."""
    chosen = select(ExhibitRow.theme).where(ExhibitRow.theme.is_not(None)).distinct()
    if venue_id is not None:
        chosen = chosen.where(ExhibitRow.venue_id == venue_id)
    return sorted(theme for theme in tx.scalars(chosen) if theme)


def counts_by_hall(tx: Tx) -> dict[int, dict[ExhibitState, int]]:
    """How many exhibits of each state stand in each hall."""
    counted: dict[int, dict[ExhibitState, int]] = defaultdict(dict)
    for hall_id, state, count in tx.execute(
        select(ExhibitRow.hall_id, ExhibitRow.state, func.count()).group_by(
            ExhibitRow.hall_id, ExhibitRow.state
        )
    ):
        counted[hall_id][ExhibitState(state)] = count
    return dict(counted)


def steps_of(tx: Tx, exhibit_id: int) -> list[ExhibitStep]:
    """Every change of an exhibit's state, the latest first."""
    rows = tx.scalars(
        select(ExhibitStepRow)
        .where(ExhibitStepRow.exhibit_id == exhibit_id)
        .order_by(ExhibitStepRow.id.desc())
    )
    return [
        ExhibitStep(ExhibitState(row.state), row.reason, row.back_on, row.at, row.person_id)
        for row in rows
    ]


def chosen_exhibits(tx: Tx, programme_id: int) -> dict[int, list[Exhibit]]:
    """What is looked at on a route, by the position of the stop."""
    chosen: dict[int, list[Exhibit]] = defaultdict(list)
    for position, row in tx.execute(
        select(StopExhibitRow.position, ExhibitRow)
        .join(ExhibitRow, ExhibitRow.id == StopExhibitRow.exhibit_id)
        .where(StopExhibitRow.programme_id == programme_id)
        .order_by(StopExhibitRow.position, StopExhibitRow.id)
    ):
        chosen[position].append(exhibit_of(row))
    return dict(chosen)


def out_of_order_on_routes(
    tx: Tx, *, programme_ids: Collection[int] | None = None
) -> dict[int, list[Exhibit]]:
    """Exhibits of routes that are in repair or removed, by programme; all routes unless named."""
    chosen = (
        select(StopExhibitRow.programme_id, ExhibitRow)
        .join(ExhibitRow, ExhibitRow.id == StopExhibitRow.exhibit_id)
        .where(ExhibitRow.state != ExhibitState.OPEN)
        .order_by(StopExhibitRow.programme_id, StopExhibitRow.position, StopExhibitRow.id)
    )
    if programme_ids is not None:
        chosen = chosen.where(StopExhibitRow.programme_id.in_(list(programme_ids)))
    found: dict[int, list[Exhibit]] = defaultdict(list)
    for programme_id, row in tx.execute(chosen):
        found[programme_id].append(exhibit_of(row))
    return dict(found)


def routes_showing(tx: Tx, exhibit_ids: Collection[int]) -> list[int]:
    """Programmes on whose way at least one of these exhibits was chosen."""
    chosen = select(StopExhibitRow.programme_id).where(StopExhibitRow.exhibit_id.in_(exhibit_ids))
    return sorted(tx.scalars(chosen.distinct()))


def exhibit_of(row: ExhibitRow) -> Exhibit:
    plain = {name: getattr(row, name) for name in ENTRY_FIELDS}
    return Exhibit(
        **plain | {"state": ExhibitState(row.state)},
        id=ExhibitId(row.id),
        venue_id=row.venue_id,
        since=row.since,
        revision=row.revision,
        sample=row.sample,
    )

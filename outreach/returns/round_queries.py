"""Reading rounds: what was asked for, how far it is, and which returns somebody may read."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Tx
from outreach.returns import rules, template_queries
from outreach.returns.model import Round, State, UnitKind
from outreach.returns.tables import ReturnRoundRow, ReturnRow


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is, among the returns somebody may read."""

    round: Round
    states: Mapping[State, int]
    late: int
    only: int | None
    """The return itself, where the reader has just one of the round."""

    @property
    def units(self) -> int:
        return sum(self.states.values())

    @property
    def signed(self) -> int:
        return sum(self.states.get(state, 0) for state in rules.SIGNED)


def readable(person: Person) -> ColumnElement[bool]:
    """The returns that are somebody's business, as `rules.may_read` judges one of them."""
    if person.runs_the_province:
        return true()
    parts: list[ColumnElement[bool]] = []
    if person.has(Role.VIEWER):
        parts.append(ReturnRow.state.in_(rules.SIGNED))
    for role, kind in (
        (Role.CITY, UnitKind.CITY),
        (Role.COUNTY, UnitKind.COUNTY),
        (Role.VENUE, UnitKind.VENUE),
    ):
        codes = person.scopes(role)
        if codes:
            parts.append(and_(ReturnRow.unit_kind == kind, ReturnRow.unit_code.in_(sorted(codes))))
    parts += [
        and_(
            ReturnRow.unit_kind == UnitKind.COUNTY,
            ReturnRow.unit_code.between(f"{code[:4]}00", f"{code[:4]}99"),
        )
        for code in sorted(person.scopes(Role.CITY))
    ]
    return or_(false(), *parts)


def years(tx: Tx) -> list[int]:
    """Years for which anything was asked, the newest first."""
    return list(
        tx.scalars(select(ReturnRoundRow.year).distinct().order_by(ReturnRoundRow.year.desc()))
    )


def progress(tx: Tx, person: Person, *, year: int, today: date) -> list[Progress]:
    """Each round of a year with its states; the newest version of a return counts."""
    found = [*rounds(tx, ReturnRoundRow.year == year).values()]
    states: defaultdict[int, Counter[State]] = defaultdict(Counter)
    ids: defaultdict[int, list[int]] = defaultdict(list)
    for row in tx.execute(
        newest(ReturnRow.id, ReturnRow.round_id, ReturnRow.state).where(
            readable(person), ReturnRow.round_id.in_([each.id for each in found])
        )
    ):
        states[row.round_id][State(row.state)] += 1
        ids[row.round_id].append(row.id)
    return [
        Progress(
            round=each,
            states=states[each.id],
            late=_late(states[each.id]) if today > each.due else 0,
            only=ids[each.id][0] if len(ids[each.id]) == 1 else None,
        )
        for each in found
        if states[each.id]
    ]


def _late(states: Counter[State]) -> int:
    return sum(n for state, n in states.items() if state not in rules.SIGNED)


def newest(*columns: object) -> Select[*tuple[object, ...]]:
    """Rows of returns, each in its newest version only."""
    later = ReturnRow.__table__.alias("later")
    return select(*columns).where(  # type: ignore[call-overload, no-any-return]
        ~select(later.c.id)
        .where(
            later.c.round_id == ReturnRow.round_id,
            later.c.unit_kind == ReturnRow.unit_kind,
            later.c.unit_code == ReturnRow.unit_code,
            later.c.version > ReturnRow.version,
        )
        .exists()
    )


def rounds(tx: Tx, *conditions: ColumnElement[bool]) -> dict[int, Round]:
    rows = list(
        tx.scalars(
            select(ReturnRoundRow)
            .where(*conditions)
            .order_by(ReturnRoundRow.year, ReturnRoundRow.month, ReturnRoundRow.template_id)
        )
    )
    versions = template_queries.versions(tx, {row.version_id for row in rows})
    return {
        row.id: Round(
            id=row.id,
            version=versions[row.version_id],
            year=row.year,
            month=row.month,
            due=row.due,
            opened_at=row.opened_at,
        )
        for row in rows
    }


def find_round(tx: Tx, round_id: int) -> Round | None:
    return rounds(tx, ReturnRoundRow.id == round_id).get(round_id)


def signed_by_unit(
    tx: Tx, round_ids: Collection[int]
) -> dict[tuple[int, str, str], tuple[int, bool]]:
    """By round, kind and code of the unit: its newest return, and whether it is signed."""
    found = newest(
        ReturnRow.id,
        ReturnRow.round_id,
        ReturnRow.unit_kind,
        ReturnRow.unit_code,
        ReturnRow.state,
    ).where(ReturnRow.round_id.in_(sorted(round_ids)))
    return {
        (row.round_id, row.unit_kind, row.unit_code): (row.id, State(row.state) in rules.SIGNED)
        for row in tx.execute(found)
    }


def how_many_wait(tx: Tx, person: Person, *, until: date) -> int:
    """Returns of somebody's own units that are not signed and due by a day."""
    if not (person.runs_the_province or person.has(Role.CITY, Role.COUNTY, Role.VENUE)):
        return 0
    due = select(ReturnRoundRow.id).where(ReturnRoundRow.due <= until)
    waiting = newest(ReturnRow.id).where(
        readable(person), ReturnRow.state.not_in(rules.SIGNED), ReturnRow.round_id.in_(due)
    )
    return tx.scalar(select(func.count()).select_from(waiting.subquery())) or 0

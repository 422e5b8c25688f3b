"""Reading how it stands with what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import reach_queries
from outreach.outlook import promises
from outreach.outlook.promises import Due, Effort, Promise, Standing, Whom
from outreach.outlook.queries import BEGINNING, Part
from outreach.outlook.tables import PromiseRow
from outreach.outlook.trying import usual
from outreach.province.model import County
from outreach.province.register_queries import register

SHOWN = 15


@dataclass(frozen=True, slots=True)
class Kept:
    """Every promise with its countdown, and what all of them together ask for."""

    kept: Sequence[tuple[Promise, Sequence[Due[int] | Due[str]], Mapping[Standing, int]]]
    efforts: Sequence[Effort]
    schools_a_day: float

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.efforts)

    @property
    def short_counties(self) -> int:
        """Counties that had fewer days than they need: a sum over all may hide them."""
        return sum(one.short > 0 for one in self.efforts)

    @property
    def had(self) -> int:
        return sum(one.had for one in self.efforts)


def open_promises(tx: Tx) -> list[Promise]:
    rows = tx.scalars(
        select(PromiseRow).where(PromiseRow.open_for.is_not(None)).order_by(PromiseRow.id)
    )
    return [Promise(row.id, Whom(row.whom), row.months, row.since) for row in rows]


def standing(tx: Tx, counties: Sequence[County], part: Part, *, today: date) -> Kept:
    """How it stands in some counties; what was met is what the board counts as met."""
    whole, schools = _counties(tx, counties, today=today), _schools(tx, counties, part, today=today)
    home = {code: code for code in whole}
    kept: list[tuple[Promise, Sequence[Due[int] | Due[str]], Mapping[Standing, int]]] = []
    due_schools: list[Due[int]] = []
    due_counties: list[Due[str]] = []
    for promise in open_promises(tx):
        if promise.whom is Whom.COUNTY:
            due_counties = promises.countdown(promise, whole, home, today=today)
            kept.append((promise, due_counties[:SHOWN], promises.counted(due_counties)))
        else:
            last = {school: day for school, (_, day) in schools.items()}
            where = {school: code for school, (code, _) in schools.items()}
            due_schools = promises.countdown(promise, last, where, today=today)
            kept.append((promise, due_schools[:SHOWN], promises.counted(due_schools)))
    ledger = usual(tx, today=today)
    efforts = promises.effort(
        sorted(whole),
        due_schools,
        due_counties,
        ledger.by_county,
        schools_a_day=ledger.schools_a_day,
        today=today,
    )
    return Kept(
        kept=kept,
        efforts=sorted(efforts, key=lambda one: (-one.short, one.county_code)) if kept else (),
        schools_a_day=ledger.schools_a_day,
    )


def _counties(tx: Tx, counties: Sequence[County], *, today: date) -> dict[str, date | None]:
    last = reach_queries.last_days_by_county(tx, until=today + timedelta(days=1))
    return {county.code: last.get(county.code) for county in counties}


def _schools(
    tx: Tx, counties: Sequence[County], part: Part, *, today: date
) -> dict[int, tuple[str, date | None]]:
    inside = {county.code for county in counties}
    ever = Days.through(BEGINNING, today)
    last = reach_queries.schools_reached(
        tx, period=ever, city_code=part.city_code, county_code=part.county_code
    )
    return {
        school.id: (
            school.county_code,
            last[school.id].last_day if school.id in last else None,
        )
        for school in register(tx, **part.as_keywords())
        if school.county_code in inside
    }

"""Last year's returns, signed and closed, and this year's, which wait."""

from datetime import datetime

from outreach.accounts.model import Person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.returns import actions, figure_actions, queries, template_actions, template_queries
from outreach.returns.model import Measure, Return, UnitKind

SOME = ("360734", "360733", "360700", "360111")
"""Units whose returns of this year are shown on their way: open, compiled, checked, signed."""
BY_HAND = {"days": 310, "visits": 1_604_000, "exhibits": 96, "budget": 99, "on_time": 95}
SATISFIED = 92


def make_returns(tx: Tx, *, who: dict[str, Person], now: datetime) -> None:
    """Every packaged form of last year, frozen; this year's asked for, a few of them begun."""
    by = who["province"].id
    template_actions.take_in_packaged(tx, by=who["admin"].id, now=now)
    year = local_day(now).year
    for version in template_queries.newest(tx):
        if version.slug == "double-reduction":
            month = local_day(now).month - 1
            actions.open_round(
                tx, version, year=year if month else year - 1, month=month or 12, by=by, now=now
            )
            continue
        if version.slug in ("national", "association", "free-opening"):
            actions.open_round(tx, version, year=year - 1, by=by, now=now)
        actions.open_round(tx, version, year=year, by=by, now=now)
    for found in queries.listed(tx, who["province"], year=year - 1):
        if found.unit.kind in (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.VENUE) or (
            found.unit.code in SOME
        ):
            _sign(tx, found, who, now=now)


def _sign(tx: Tx, found: Return, who: dict[str, Person], *, now: datetime) -> None:
    """Three people one after the other; what the ledger does not know is said by hand."""
    for key, rule in found.round.definition.cells:
        if rule.measure is Measure.BY_HAND:
            figure_actions.adjust(
                tx,
                found,
                key,
                computed=None,
                value=BY_HAND.get(key[0], SATISFIED),
                reason="示例：闸机系统与年度决算",
                seen=found.revision,
                by=who["province"].id,
                now=now,
            )
            found = queries.version_row(tx, found.id)
    own = {UnitKind.COUNTY: "county", UnitKind.CITY: "city", UnitKind.VENUE: "venue"}
    first = who[own.get(found.unit.kind, "province")]
    second, third = who["province"], who["admin"]
    if first is second:  # the province has two people for three steps
        second, third = third, second
    counted = queries.count_now(tx, found)
    actions.compile_return(tx, found, counted, seen=found.revision, by=first.id, now=now)
    for act, person in (
        (actions.check, second),
        (actions.sign, third),
        (actions.freeze, who["admin"]),
    ):
        found = queries.version_row(tx, found.id)
        act(tx, found, seen=found.revision, by=person.id, now=now)

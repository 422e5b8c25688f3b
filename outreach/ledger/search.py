"""Which activities an address asks for."""

from collections.abc import Collection
from datetime import date
from typing import Any

from outreach.kernel.span import Days
from outreach.ledger.model import COUNTING, Audience, Filter, Kind, Label, State
from outreach.ledger.more_form import OWN, plain
from outreach.web.addresses import row_number

LAST_DAY = date(2999, 12, 31)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return min(day, LAST_DAY)


def _choice(text: str | None, known: Collection[str]) -> str | None:
    return text if text in known else None


def filter_of(args: Any) -> Filter:
    """Which activities an address asks for: from, to (both included), city, county, kind,
    audience, lead, venue, school, q, label, programme, partner, part, state. What it cannot read
    it leaves out; without a state it is what counts.
    """
    first, last = _day(args.get("from")), _day(args.get("to"))
    period = None
    if first or last:
        first, last = first or date(1900, 1, 1), last or LAST_DAY
        period = Days.through(first, max(first, last))
    kind = _choice(args.get("kind"), {kind.value for kind in Kind})
    audience = _choice(args.get("audience"), {audience.value for audience in Audience})
    label = _choice(args.get("label"), {label.value for label in Label})
    return Filter(
        period=period,
        city_code=plain(args.get("city")),
        county_code=plain(args.get("county")),
        kind=Kind(kind) if kind else None,
        audience=Audience(audience) if audience else None,
        lead=plain(args.get("lead")),
        venue_id=args.get("venue", type=row_number),
        school_id=args.get("school", type=row_number),
        text=plain(args.get("q")),
        label=Label(label) if label else None,
        own_programme=OWN.get(args.get("programme") or ""),
        partner=plain(args.get("partner")),
        taking_part=args.get("part") == "yes",
        states=_states(args.get("state")),
    )


def _states(text: str | None) -> tuple[State, ...]:
    if text == "all":
        return ()
    return (State(text),) if text is not None and text in {*State} else COUNTING

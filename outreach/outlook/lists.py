"""The list as a page shows it: schools by name in their turn, and those put off below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.kernel.db import Tx
from outreach.outlook import priority, queries
from outreach.outlook.forms import Chosen
from outreach.outlook.model import PutOff, Ranked, Ranking
from outreach.province import school_queries
from outreach.province.model import County, School

SIZE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list."""

    chosen: Chosen
    own: Sequence[County]
    ranking: Ranking
    lines: tuple[tuple[Ranked, School], ...]
    off: tuple[tuple[PutOff, School], ...]
    best: Mapping[str, Ranked]
    """Of each county the school whose turn comes first, among all that was asked for."""
    tau: float
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SIZE))


def listed(
    tx: Tx, chosen: Chosen, *, own: Sequence[County], page: int, today: date, size: int = SIZE
) -> Listed:
    """The schools that are asked for; ranks are among all schools of the chosen counties."""
    inside = {county.code for county in chosen.counties}
    off = queries.put_off(tx, today=today)
    ranking = queries.ranking(tx, chosen.counties, today=today, without=off)
    lines = [
        line
        for line in ranking.lines
        if (chosen.band is None or line.candidate.band is chosen.band)
        and (chosen.meeting is None or line.meeting is chosen.meeting)
    ]
    number = min(max(1, page), max(1, -(-len(lines) // size)))
    shown = lines[(number - 1) * size : number * size]
    named = school_queries.schools_by_id(
        tx, [line.candidate.school_id for line in shown] + list(off)
    )
    return Listed(
        chosen=chosen,
        own=own,
        ranking=ranking,
        lines=tuple((line, named[line.candidate.school_id]) for line in shown),
        off=tuple(
            (one, named[school_id])
            for school_id, one in off.items()
            if named[school_id].county_code in inside
        ),
        best=priority.best_by_county(lines),
        tau=priority.agreement(ranking),
        number=number,
        total=len(lines),
    )

"""The whole of a county's sheet, as page and PDF read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.kernel.span import Days
from outreach.outlook.model import Ranked
from outreach.province.model import County, School
from outreach.reach.model import Reach
from outreach.reach.trend_queries import TermReach
from outreach.scorecard.model import Late, Spread, Waiting


@dataclass(frozen=True, slots=True)
class Card:
    """One county, one sheet. `days` are the twelve months up to today."""

    county: County
    days: Days
    reach: Reach
    band: str
    hours: float
    wishes: int
    late: Late
    never: tuple[Waiting, ...]
    """Schools that never had anything, the largest first."""
    long_ago: tuple[Waiting, ...]
    """Schools last met two years ago or earlier, the longest wait first."""
    townships: tuple[tuple[str, int], ...]
    """Where those of both lists are, most first."""
    following: tuple[tuple[Ranked, School], ...]
    """The three next visits."""
    alike: Sequence[County]
    spreads: tuple[Spread, ...]
    terms: Sequence[TermReach]

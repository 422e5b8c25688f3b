"""Whose turn it is: need × gap × wait ÷ way, each part from 0 to 1.

No framework, no clock. A product and not a sum: what has no gap cannot be bought off by need.
The worked example is in docs/algorithms/next-visit.md, and is a test.
"""

from collections.abc import Iterable, Mapping, Sequence

from outreach.outlook.model import Candidate, Meeting, Parts, Ranked, Ranking, Weights
from outreach.province.model import County, TravelBand
from outreach.reach import stability

LONGEST_WAIT = 36
"""Months after which a school has waited as long as one that was never reached."""
ON_THE_SPOT = 4.0
"""Hours a trip takes besides the road: building up, two lessons, packing."""
SHORTEST_TRIP = ON_THE_SPOT + 2 * 0.5
LEAST_NEED = 0.2
"""No county's need is nothing: a school in the best-schooled one may wait too long as well."""
FEW_PUPILS = 60
"""Below this a day's drive is dear, and a live lesson reaches everybody in the room."""


def needs(counties: Iterable[County]) -> dict[str, float]:
    """Need of each county: the mean of lacking schooling and rural share, raised to 0.2 at least.

    Lacking schooling is (most − own) ÷ (most − least) mean years of schooling among `counties`,
    so these must be all of the province, whatever part of it is asked for.
    """
    found = list(counties)
    years = [county.years_of_schooling for county in found]
    least, most = min(years, default=0.0), max(years, default=0.0)
    return {
        county.code: _need(
            (most - county.years_of_schooling) / (most - least) if most > least else 0.0,
            1 - county.urban_residents / county.residents if county.residents else 0.0,
        )
        for county in found
    }


def _need(lacking: float, rural: float) -> float:
    return LEAST_NEED + (1 - LEAST_NEED) * (lacking + rural) / 2


def parts(candidate: Candidate) -> Parts:
    """The four factors of one school; a school whose pupils nobody told counts as unreached
    until its first contact, and as reached from then on, because no share can be taken."""
    if candidate.pupils:
        gap = candidate.unreached / candidate.pupils
    else:
        gap = 1.0 if candidate.months is None else 0.0
    waited = LONGEST_WAIT if candidate.months is None else min(candidate.months, LONGEST_WAIT)
    return Parts(
        need=candidate.need,
        gap=gap,
        wait=waited / LONGEST_WAIT,
        way=min(1.0, SHORTEST_TRIP / (ON_THE_SPOT + 2 * candidate.hours)),
    )


def score(found: Parts, weights: Weights) -> float:
    """100 · needᵃ · gapᵇ · waitᶜ · wayᵈ, from 0 to 100.

    `way` is the shortest trip's hours ÷ this trip's, so that multiplying by it is dividing by
    what the trip costs.
    """
    return stability.score(found.as_tuple(), weights.as_tuple())


def suited(candidate: Candidate) -> Meeting:
    """How they would meet: near schools come, far ones are visited or, if small, join a lesson."""
    if candidate.band in (TravelBand.A, TravelBand.B):
        return Meeting.COME
    few = candidate.pupils is not None and candidate.pupils < FEW_PUPILS
    return Meeting.LESSON if few else Meeting.TRIP


def in_turn(
    reckoned: Sequence[tuple[Candidate, Parts]], weights: Weights
) -> list[tuple[Candidate, Parts, float]]:
    """Highest score first; of equals the school with more pupils, then the one entered first."""
    scored = [(candidate, found, score(found, weights)) for candidate, found in reckoned]
    scored.sort(key=lambda one: (-one[2], -(one[0].pupils or 0), one[0].school_id))
    return scored


def nearby(weights: Weights) -> list[Weights]:
    """Each weight a fifth lower and a fifth higher, one at a time."""
    return [Weights(*one) for pair in stability.moved(weights.as_tuple()) for one in pair]


def rank(candidates: Iterable[Candidate], *, weights: Weights, top: int) -> Ranking:
    """All candidates in their turn, with marks for those whose place among the first is firm."""
    reckoned = [(candidate, parts(candidate)) for candidate in candidates]
    ordered = in_turn(reckoned, weights)
    others = [in_turn(reckoned, other) for other in nearby(weights)]
    firsts = [{one[0].school_id for one in other[:top]} for other in others]
    return Ranking(
        lines=tuple(
            Ranked(
                rank=place,
                candidate=candidate,
                parts=found,
                score=reached,
                meeting=suited(candidate),
                firm=place <= top and all(candidate.school_id in first for first in firsts),
            )
            for place, (candidate, found, reached) in enumerate(ordered, start=1)
        ),
        weights=weights,
        top=top,
    )


def agreement(ranking: Ranking) -> float:
    """The lowest Kendall's τ between this order and those of weights moved by a fifth.

    Over all schools, those at the end too; 1 is the very same order.
    """
    rows = {str(line.candidate.school_id): line.parts.as_tuple() for line in ranking.lines}
    return stability.stability(rows, ranking.weights.as_tuple()).lowest


def best_by_county(lines: Iterable[Ranked]) -> Mapping[str, Ranked]:
    """Of each county the school whose turn comes first."""
    found: dict[str, Ranked] = {}
    for line in lines:
        found.setdefault(line.candidate.county_code, line)
    return found

"""Which few stops reach most children: maximal covering, with a bound that says how good it is.

`children` is how many live in each county, `near` names for each possible stop the counties that
can come there. Children are covered when any chosen stop is near.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

Children = Mapping[str, float]
Near = Mapping[str, Collection[str]]

LOOKS = 2_000
"""How many partial choices are opened before the best found is given with a bound."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Chosen stops in the order in which each adds most."""

    stops: tuple[str, ...]
    covered: float
    bound: float
    """No choice of as many stops covers more."""

    @property
    def quality(self) -> float:
        """At least this share of the best possible; 1 is proven best."""
        return self.covered / self.bound if self.bound > 0 else 1.0


def most_children(children: Children, near: Near, *, stops: int) -> Cover:
    """Maximal covering (Church & ReVelle 1974): greedy, exchanged, then searched for better.

    Greedy alone, the stop that adds most each time, reaches at least 1 − (1 − 1/p)^p > 63 % of
    the best (Nemhauser, Wolsey & Fisher 1978). Then one stop is exchanged for another as long as
    that covers more. Then choices that could still be better are gone through, those that promise
    most first, up to `LOOKS`; what the most promising one left promises is the bound. No clock
    decides, and equal gains go to the first by code, so that the answer is always the same.
    """
    counties = _worth_a_look(children, near)
    chosen: list[str] = []
    for _ in range(min(stops, len(counties))):
        gains = _gains(children, counties, chosen)
        chosen.append(max(gains, key=lambda stop: gains[stop]))
    chosen = _exchanged(children, counties, chosen)
    chosen, bound = _searched(children, counties, chosen)
    return Cover(_by_gain(children, counties, chosen), _covered(children, counties, chosen), bound)


def fewest_stops(children: Children, near: Near) -> tuple[str, ...]:
    """Set covering (Toregas et al. 1971), greedily: stops so that every child who can be is near.

    Where two choices reach as many new counties, the one with more children; then stops that the
    others have made superfluous are left out. At most 1 + ln n times as many as are needed
    (Chvátal 1979).
    """
    counties = {stop: frozenset(near[stop]) & children.keys() for stop in sorted(near)}
    missing = frozenset[str]().union(*counties.values()) if counties else frozenset[str]()
    chosen: list[str] = []
    while missing:
        best = max(
            counties,
            key=lambda stop: (
                len(counties[stop] & missing),
                sum(children[code] for code in counties[stop] & missing),
            ),
        )
        chosen.append(best)
        missing -= counties[best]
    for stop in tuple(chosen):
        others = [counties[other] for other in chosen if other != stop]
        if counties[stop] <= frozenset[str]().union(*others):
            chosen.remove(stop)
    return tuple(chosen)


def _covered(
    children: Children, counties: Mapping[str, frozenset[str]], chosen: Collection[str]
) -> float:
    reached = frozenset[str]().union(*(counties[stop] for stop in chosen))
    return sum(children[code] for code in sorted(reached))


def _gains(
    children: Children, counties: Mapping[str, frozenset[str]], chosen: Collection[str]
) -> dict[str, float]:
    """For each stop not chosen yet the children it would add."""
    reached = frozenset[str]().union(*(counties[stop] for stop in chosen))
    return {
        stop: sum(children[code] for code in sorted(inside - reached))
        for stop, inside in counties.items()
        if stop not in chosen
    }


def _worth_a_look(children: Children, near: Near) -> dict[str, frozenset[str]]:
    """Stops with the counties that have children near them, without those another outdoes."""
    inside = {
        stop: frozenset(code for code in near[stop] if children.get(code, 0) > 0)
        for stop in sorted(near)
    }
    return {
        stop: found
        for stop, found in inside.items()
        if found
        and not any(
            found < more or (found == more and other < stop) for other, more in inside.items()
        )
    }


def _searched(
    children: Children, counties: Mapping[str, frozenset[str]], chosen: list[str]
) -> tuple[list[str], float]:
    """Best first: a partial choice promises what it covers and the largest gains on top.

    Gains only fall as more is chosen (covering is submodular), so no completion keeps more than
    is promised; a choice is completed only with stops after its last, and met once.
    """
    best, most, stops = chosen, _covered(children, counties, chosen), len(chosen)
    everybody = _covered(children, counties, counties)
    order = sorted(counties, key=lambda stop: (-_covered(children, counties, [stop]), stop))
    waiting: list[tuple[float, tuple[int, ...]]] = [(-math.inf, ())]
    for _ in range(LOOKS):
        if not waiting or -waiting[0][0] <= most:
            return best, most
        _, picked = heappop(waiting)
        partial = [order[at] for at in picked]
        covered, left = _covered(children, counties, partial), stops - len(picked)
        gains = _gains(children, counties, partial)
        begin = picked[-1] + 1 if picked else 0
        for at in range(begin, len(order)):
            gain = gains[order[at]]
            later = sorted((gains[stop] for stop in order[at + 1 :]), reverse=True)
            promise = min(everybody, covered + gain + sum(later[: left - 1]))
            if promise <= most:
                continue
            if left == 1:
                best, most = [*partial, order[at]], covered + gain
            else:
                heappush(waiting, (-promise, (*picked, at)))
    return best, max(most, -waiting[0][0] if waiting else most)


def _exchanged(
    children: Children, counties: Mapping[str, frozenset[str]], chosen: list[str]
) -> list[str]:
    """One stop for another while that covers more; ends, for what is covered rises each time."""
    while True:
        now = _covered(children, counties, chosen)
        for place, stop in enumerate(chosen):
            rest = [other for other in chosen if other != stop]
            gains = _gains(children, counties, rest)
            best = max(gains, key=lambda code: gains[code])
            if _covered(children, counties, rest) + gains[best] > now:
                chosen = [*rest[:place], best, *rest[place:]]
                break
        else:
            return chosen


def _by_gain(
    children: Children, counties: Mapping[str, frozenset[str]], chosen: Collection[str]
) -> tuple[str, ...]:
    order: list[str] = []
    while len(order) < len(chosen):
        gains = _gains(children, counties, order)
        order.append(max((s for s in gains if s in chosen), key=lambda stop: gains[stop]))
    return tuple(order)

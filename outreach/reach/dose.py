"""How often children were met, not only whether: 0, 1, 2, 3 times and more.

One contact is soon forgotten; three to six hours are what programmes of this kind aim at. Nobody
knows who came again, so chance decides here as it does in `mixing`: a visit of n heads is a draw
of n children from its cell of N, and a given child is among them with chance n / N.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 3
"""From this many contacts on children stand together: 3 and more."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Children who had the same chance at each contact: a class, or what is left of a cohort."""

    size: float
    chances: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """Expected children with 0, 1, 2, and 3 or more contacts; together they are all children."""

    by_contacts: tuple[float, ...] = (0.0,) * (MOST + 1)
    contacts: float = 0.0
    """All contacts of these children, as counted."""

    @property
    def children(self) -> float:
        return math.fsum(self.by_contacts)

    @property
    def reached(self) -> float:
        return math.fsum(self.by_contacts[1:])

    @property
    def shares(self) -> tuple[float, ...]:
        """Of all children; nothing where there are none."""
        return tuple(n / self.children if self.children else 0.0 for n in self.by_contacts)

    @property
    def mean(self) -> float | None:
        """Contacts for each child reached; None where none was."""
        return self.contacts / self.reached if self.reached > 0 else None


def poisson_binomial(chances: Iterable[float], *, most: int = MOST) -> tuple[float, ...]:
    """Chances of 0, 1, …, and `most` or more hits among independent trials of unlike chance.

    P(k) after a trial of chance p is (1 − p) P(k) + p P(k − 1) (Poisson 1837; the recurrence is
    that of Wang 1993). The last place keeps what passes it, so that the chances add up to 1.
    """
    found = [1.0, *[0.0] * most]
    for p in chances:
        found[most] += p * found[most - 1]
        for k in range(most - 1, 0, -1):
            found[k] += p * (found[k - 1] - found[k])
        found[0] *= 1 - p
    return tuple(found)


def dose(crowds: Iterable[Crowd]) -> Dose:
    """Σ N · P(k) over disjoint crowds: children by number of contacts."""
    parts = [
        Dose(
            tuple(crowd.size * chance for chance in poisson_binomial(crowd.chances)),
            contacts=crowd.size * math.fsum(crowd.chances),
        )
        for crowd in crowds
    ]
    return together(parts)


def together(parts: Sequence[Dose]) -> Dose:
    """The whole from disjoint parts: cells to school, schools to county, counties to province."""
    return Dose(
        tuple(math.fsum(part.by_contacts[k] for part in parts) for k in range(MOST + 1)),
        contacts=math.fsum(part.contacts for part in parts),
    )

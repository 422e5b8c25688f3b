"""Numbers so small that somebody might be recognised are merged before they are published.

A place with one to nine pupils is put together with others of its city until the sum is ten or
more. It is never alone with what is shown: from a city's sum and all its other places nobody can
work out what was hidden. Nothing at all is no small number, and stays a gap for everybody to see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AT_LEAST = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a city; `pupils` is the least number of different pupils reached."""

    code: str
    city_code: str
    pupils: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Places that are published together; one place where nothing had to be hidden."""

    codes: tuple[str, ...]
    pupils: int


def merge(cells: Iterable[Cell], *, at_least: int = AT_LEAST) -> list[Merged]:
    """All cells once, city by city; every sum is 0 or `at_least` or more, as far as a city can.

    Where a whole city has fewer, it is published as one place, and says no more than the city.
    """
    by_city: dict[str, list[Cell]] = {}
    for cell in cells:
        by_city.setdefault(cell.city_code, []).append(cell)
    return [group for city in by_city.values() for group in _of_city(city, at_least)]


def _of_city(cells: Sequence[Cell], at_least: int) -> list[Merged]:
    small = [cell for cell in cells if 0 < cell.pupils < at_least]
    large = sorted(
        (cell for cell in cells if cell.pupils >= at_least), key=lambda c: (c.pupils, c.code)
    )
    if small:
        while large and (sum(cell.pupils for cell in small) < at_least or len(small) < 2):
            small.append(large.pop(0))
    hidden = {cell.code for cell in small}
    alone = [Merged((cell.code,), cell.pupils) for cell in cells if cell.code not in hidden]
    if not small:
        return alone
    together = sorted(small, key=lambda cell: cell.code)
    return [*alone, Merged(tuple(c.code for c in together), sum(c.pupils for c in together))]

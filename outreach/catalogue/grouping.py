"""Rows of several venues, sorted into one list for each."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar


class _OfVenue(Protocol):
    """A row that belongs to a venue."""

    @property
    def venue_id(self) -> int: ...


OfVenue = TypeVar("OfVenue", bound=_OfVenue)


def by_venue(rows: Iterable[OfVenue]) -> dict[int, list[OfVenue]]:
    grouped: dict[int, list[OfVenue]] = defaultdict(list)
    for row in rows:
        grouped[row.venue_id].append(row)
    return grouped

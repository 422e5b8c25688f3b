"""Half-open stretches of time and of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts` up to, not including, `ends`; both aware."""

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise ValueError("a span ends after it starts")

    def overlaps(self, other: "Span") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` up to, not including, `until`."""

    first: date
    until: date

    @classmethod
    def through(cls, first: date, last: date) -> "Days":
        """As people say it: both days included."""
        return cls(first, last + timedelta(days=1))

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until

    def __iter__(self) -> Iterator[date]:
        for offset in range((self.until - self.first).days):
            yield self.first + timedelta(days=offset)

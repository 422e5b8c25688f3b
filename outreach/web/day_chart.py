"""A calendar as a chart: how much was on which day, half a year a row."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.web.charts import WIDTH, scale

WEEKS_IN_A_ROW = 27
"""Half a year, so that a day is a square that can still be seen on a phone."""
LEFT, MONTH_ROOM, GAP, SEAM = 18, 15, 10, 1.6


@dataclass(frozen=True, slots=True)
class DaySquare:
    """A day of the calendar; level 0 is nothing, 4 the most."""

    day: date
    count: int
    level: int
    x: float
    y: float

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as squares, a week a column, Monday on top, half a year a row."""

    width: int
    height: int
    size: float
    squares: tuple[DaySquare, ...]
    months: tuple[tuple[float, float, date], ...]
    """(x, y, the first day shown of a month) for its name."""
    rows: tuple[float, ...]
    """Upper edges of the rows, for the names of weekdays."""
    steps: tuple[int, ...]
    """The least count of levels 1 to 4."""

    @property
    def weeks(self) -> tuple[tuple[DaySquare, ...], ...]:
        """The squares week by week, for the table."""
        found: dict[date, list[DaySquare]] = {}
        for square in self.squares:
            found.setdefault(square.monday, []).append(square)
        return tuple(tuple(week) for week in found.values())


def calendar(
    first: date, until: date, counts: Mapping[date, int], *, width: int = WIDTH
) -> Calendar:
    """All days from `first` up to but not including `until`."""
    pitch = (width - LEFT) / WEEKS_IN_A_ROW
    deep = 7 * pitch + MONTH_ROOM + GAP
    start = first - timedelta(days=first.weekday())
    steps = shade_steps(max(counts.values(), default=0))
    squares: list[DaySquare] = []
    months: list[tuple[float, float, date]] = []
    rows: dict[int, float] = {}
    for at in range((until - first).days):
        day = first + timedelta(days=at)
        row, week = divmod((day - start).days // 7, WEEKS_IN_A_ROW)
        top = row * deep + MONTH_ROOM
        x, y = round(LEFT + week * pitch, 1), round(top + day.weekday() * pitch, 1)
        rows[row] = round(top, 1)
        count = counts.get(day, 0)
        squares.append(DaySquare(day, count, _level(count, steps), x, y))
        if day.day == 1 and week == WEEKS_IN_A_ROW - 1:  # no room: over the next row instead
            months.append((LEFT, round(top + deep - 4, 1), day))
        elif day.day == 1:
            months.append((x, round(top - 4, 1), day))
    return Calendar(
        width,
        math.ceil((max(rows, default=0) + 1) * deep - GAP),
        round(pitch - SEAM, 1),
        tuple(squares),
        tuple(months),
        tuple(rows.values()),
        steps,
    )


def shade_steps(most: int) -> tuple[int, ...]:
    """The least count of each shade: 1, 2, 3, 4 for small numbers, else quarters of a round top."""
    if most <= 4:
        return (1, 2, 3, 4)
    quarter = scale(most, parts=4)[1]
    return 1, *(max(at + 1, math.ceil(quarter * at)) for at in (1, 2, 3))


def _level(count: int, steps: Sequence[int]) -> int:
    return sum(count >= step for step in steps)

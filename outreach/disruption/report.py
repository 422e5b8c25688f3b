"""受灾影响: groups, schools and pupils that lost or changed a visit, and what became of them.

A cancelled visit is counted nowhere else: no activity comes of it, so no figure of the board does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from outreach.accounts.model import Person
from outreach.disruption import queries, rules
from outreach.disruption.model import Outcome, Touch, Turn
from outreach.kernel.db import Tx
from outreach.province.model import stage_of_grade
from outreach.season import calendar_queries
from outreach.web.words import lazy


class Part(StrEnum):
    """A figure of the report, and the records behind it."""

    TOUCHED = "touched"
    POSTPONED = "postponed"
    INSIDE = "inside"
    CANCELLED = "cancelled"
    ONLINE = "online"
    SEEN_ONLINE = "seen_online"
    MADE_UP = "made_up"
    WAITING = "waiting"
    WRITTEN_OFF = "written_off"
    RESTORED = "restored"


PARTS: Mapping[Part, Any] = {
    Part.TOUCHED: lazy("受影响的团队"),
    Part.POSTPONED: lazy("改期"),
    Part.INSIDE: lazy("改到室内"),
    Part.CANCELLED: lazy("取消"),
    Part.ONLINE: lazy("其中改到线上"),
    Part.SEEN_ONLINE: lazy("其中线上已补（已登记人数）"),
    Part.MADE_UP: lazy("已补约"),
    Part.WAITING: lazy("待补"),
    Part.WRITTEN_OFF: lazy("不再补约"),
    Part.RESTORED: lazy("已恢复"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """All figures, each with its records."""

    parts: Mapping[Part, tuple[Touch, ...]]
    rate: rules.Rate

    def pupils(self, part: Part) -> int:
        return sum(touch.pupils for touch in self.parts[part])

    def schools(self, part: Part) -> int:
        return len({touch.school.id for touch in self.parts[part]})


def build(tx: Tx, person: Person, *, first: date, last: date) -> Report:
    """Visits that were to be between two days, as far as they are the person's business."""
    touches = [
        t
        for t in queries.touches_since(tx, person, first=first, last=last)
        if t.outcome is not Outcome.LEFT and t.had_places
    ]
    parts: dict[Part, list[Touch]] = {part: [] for part in Part}
    for touch in touches:
        for part in parts_of(touch):
            parts[part].append(touch)
    ends = term_ends(tx, touches)
    return Report(
        parts={part: tuple(found) for part, found in parts.items()},
        rate=rules.make_up_rate(touches, term_ends=ends),
    )


MOVED = {Turn.POSTPONE: Part.POSTPONED, Turn.INSIDE: Part.INSIDE}


def parts_of(touch: Touch) -> list[Part]:
    """Where a group is counted: once under what was done, and once under what came of it."""
    if touch.outcome is Outcome.UNDONE or not (touch.turn in MOVED or touch.is_ended):
        return [Part.TOUCHED, Part.RESTORED]
    if touch.turn in MOVED:
        return [Part.TOUCHED, MOVED[touch.turn]]
    if touch.made_up_by is not None:
        came_of_it = Part.MADE_UP
    elif touch.written_off is not None:
        came_of_it = Part.WRITTEN_OFF
    else:
        came_of_it = Part.WAITING
    led_online = [Part.ONLINE] if touch.turn is Turn.ONLINE else []
    seen_online = [Part.SEEN_ONLINE] if touch.saw_it_online else []
    return [Part.TOUCHED, Part.CANCELLED, *led_online, *seen_online, came_of_it]


def term_ends(tx: Tx, touches: list[Touch]) -> dict[int, date]:
    """The last day of each group's term; four months on where nobody has entered terms."""
    terms = calendar_queries.terms(tx)
    found = {}
    for touch in touches:
        city = f"{touch.school.county_code[:4]}00"
        stage = stage_of_grade(touch.booking.group.grade)
        its = [
            t.ends_on
            for t in terms
            if t.city_code == city and t.stage is stage and touch.former_day in t
        ]
        found[touch.id] = its[0] if its else touch.former_day + rules.TERM_WHERE_UNKNOWN
    return found

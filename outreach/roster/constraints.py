"""The judge of the roster: whether a guide can take a duty, and every reason why not.

It shares no code with the solver's encoding. The same judge speaks when somebody assigns by hand,
when a swap is taken, and before a proposed roster may be stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from outreach.roster.model import Duty, DutyState, Life, minutes_of


class Rule(StrEnum):
    """What may stand in the way. The values are codes for templates and never change."""

    NOT_HERE = "not-here"
    NO_SKILL = "no-skill"
    DAY_OFF = "day-off"
    BUSY_OUTSIDE = "busy-outside"
    OTHER_DUTY = "other-duty"
    OUTSIDE_HOURS = "outside-hours"
    DUTIES_A_DAY = "duties-a-day"
    HOURS_A_DAY = "hours-a-day"
    DUTIES_A_WEEK = "duties-a-week"
    HOURS_A_WEEK = "hours-a-week"
    LANGUAGE = "language"


SOFT = frozenset(
    {
        Rule.OUTSIDE_HOURS,
        Rule.DUTIES_A_DAY,
        Rule.HOURS_A_DAY,
        Rule.DUTIES_A_WEEK,
        Rule.HOURS_A_WEEK,
        Rule.LANGUAGE,
    }
)
"""A coordinator may pass these with a reason; nobody passes the others."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept. `would_be` and `at_most` are duties or minutes, by the rule."""

    rule: Rule
    would_be: int | None = None
    at_most: int | None = None
    other: Duty | None = None
    off_kind: str | None = None

    @property
    def soft(self) -> bool:
        return self.rule in SOFT


def breaches(life: Life, duty: Duty) -> list[Breach]:
    """Everything against giving the duty to this guide; an empty list says that it fits."""
    return [
        *_presence(life, duty),
        *_time(life, duty),
        *_limits(life, duty),
    ]


def is_impossible(found: Iterable[Breach]) -> bool:
    """Whether something stands in the way that no reason can override."""
    return any(not breach.soft for breach in found)


def _presence(life: Life, duty: Duty) -> Iterable[Breach]:
    guide = life.guide
    if not guide.active or guide.venue_id != duty.venue_id:
        yield Breach(Rule.NOT_HERE)
    if duty.programme_id not in guide.skills:
        yield Breach(Rule.NO_SKILL)
    if duty.language is not None and duty.language not in guide.languages:
        yield Breach(Rule.LANGUAGE)


def _time(life: Life, duty: Duty) -> Iterable[Breach]:
    span = duty.span
    for off in life.off:
        if duty.day in off and any(each.overlaps(span) for each in off.spans):
            yield Breach(Rule.DAY_OFF, off_kind=off.kind)
            break
    if any(each.overlaps(span) for each in life.busy):
        yield Breach(Rule.BUSY_OUTSIDE)
    for other in _others(life, duty):
        if other.span.overlaps(span):
            yield Breach(Rule.OTHER_DUTY, other=other)
            break
    if life.guide.hours and not _within_hours(life, duty.day, duty.starts, duty.ends):
        yield Breach(Rule.OUTSIDE_HOURS)


def _within_hours(life: Life, day: date, starts: time, ends: time) -> bool:
    return any(
        hours.weekday == day.weekday() and hours.starts <= starts and ends <= hours.ends
        for hours in life.guide.hours
    )


def _limits(life: Life, duty: Duty) -> Iterable[Breach]:
    limits = life.guide.limits
    others = _others(life, duty)
    same_day = [each for each in others if each.day == duty.day]
    same_week = [each for each in others if each.monday == duty.monday]
    for rule, would_be, at_most in (
        (Rule.DUTIES_A_DAY, len(same_day) + 1, limits.duties_a_day),
        (Rule.HOURS_A_DAY, _minutes(same_day) + duty.minutes, limits.minutes_a_day),
        (Rule.DUTIES_A_WEEK, len(same_week) + 1, limits.duties_a_week),
        (Rule.HOURS_A_WEEK, _minutes(same_week) + duty.minutes, limits.minutes_a_week),
    ):
        if would_be > at_most:
            yield Breach(rule, would_be=would_be, at_most=at_most)


def _others(life: Life, duty: Duty) -> list[Duty]:
    """What the guide has besides; done duties count against limits like those to come."""
    counted = {DutyState.FILLED, DutyState.DONE}
    return [each for each in life.duties if each.id != duty.id and each.state in counted]


def _minutes(duties: Iterable[Duty]) -> int:
    return sum(minutes_of(each.ends) - minutes_of(each.starts) for each in duties)


def breaches_of_plan(
    lives: Mapping[int, Life],
    duties: Iterable[Duty],
    plan: Mapping[int, int | None],
    *,
    accepted: frozenset[tuple[int, int]] = frozenset(),
) -> list[tuple[Duty, int, Breach]]:
    """Judge a whole roster: `plan` gives each duty's guide; what stands beside it stays as it is.

    `accepted` are pairs of duty and guide that stand already, perhaps passing a limit on purpose:
    against those only what nobody may pass is told.
    """
    by_id = {int(duty.id): duty for duty in duties}
    given: dict[int, list[Duty]] = defaultdict(list)
    for duty_id, guide_id in plan.items():
        if guide_id is not None:
            given[guide_id].append(replace(by_id[duty_id], state=DutyState.FILLED))
    found = []
    for guide_id, its in sorted(given.items()):
        life = lives[guide_id]
        kept = tuple(each for each in life.duties if int(each.id) not in plan)
        whole = replace(life, duties=(*kept, *its))
        found += [
            (duty, guide_id, breach)
            for duty in its
            for breach in breaches(whole, duty)
            if not (breach.soft and (int(duty.id), guide_id) in accepted)
        ]
    return found

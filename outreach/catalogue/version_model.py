"""Versions of a programme: what it said, what was changed, by whom and when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from outreach.catalogue.exhibit_model import Exhibit
from outreach.catalogue.model import Programme

PLAIN = (
    "name",
    "name_en",
    "summary",
    "summary_en",
    "minutes",
    "capacity",
    "batch_size",
    "grades_from",
    "grades_to",
    "max_passes",
    "trial_for_all",
    "rotates",
    "owner_id",
    "sample",
    "far_share",
    "far_share_days",
    "conditions_version",
)
MONTHS_UNTIL_STALE = 24


@dataclass(frozen=True, slots=True)
class Version:
    """`at` is None for what came with the package; `written` is the programme as it was then."""

    number: int
    written: Mapping[str, Any]
    note: str | None
    at: datetime | None
    person_id: int | None


def write_down(programme: Programme, chosen: Mapping[int, Sequence[Exhibit]]) -> dict[str, Any]:
    """A programme with its way as plain values, to be kept and compared."""
    return {name: getattr(programme, name) for name in PLAIN} | {
        "weekdays": list(programme.weekdays),
        "starts": [f"{clock:%H:%M}" for clock in programme.starts],
        "waitlist_policy": programme.waitlist_policy.value,
        "state": programme.state.value,
        "setting": programme.setting.value,
        "way": [
            {
                "hall": stop.hall.name,
                "minutes": stop.minutes,
                "exhibits": [exhibit.code for exhibit in chosen.get(position, ())],
            }
            for position, stop in enumerate(programme.stops)
        ],
    }


def packed(written: Mapping[str, Any]) -> str:
    return json.dumps(written, ensure_ascii=False)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What differs between two versions, in the order in which it is written down."""
    return [name for name, value in after.items() if before.get(name) != value]


def is_new_or_revised(programme: Programme, *, today: date) -> bool:
    """Whether a programme was made or revised in the calendar year."""
    return programme.revised_on is not None and programme.revised_on.year == today.year


def is_stale(programme: Programme, *, today: date) -> bool:
    """Whether nobody has revised it for 24 months, or nobody knows when anybody did."""
    revised = programme.revised_on
    if revised is None:
        return True
    months = (today.year - revised.year) * 12 + today.month - revised.month
    return months > MONTHS_UNTIL_STALE or (months == MONTHS_UNTIL_STALE and today.day > revised.day)

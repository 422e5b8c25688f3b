"""Venues and programmes to begin with; every value is a sample until the venue confirms it."""

import json
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import Any

from sqlalchemy import select

from outreach.catalogue.actions import write_openings, write_rules
from outreach.catalogue.model import (
    DayCap,
    DayKind,
    DayPart,
    GroupRules,
    Opening,
    Release,
)
from outreach.catalogue.paper_terms import Addressee, Paper, PaperTerms
from outreach.catalogue.tables import (
    ConditionRow,
    HallRow,
    LearningSheetRow,
    ProgrammeHallRow,
    ProgrammeRow,
    VenueRow,
)
from outreach.kernel.db import Tx
from outreach.province.model import Stage

VENUE_FIELDS = [
    "slug",
    "name",
    "name_en",
    "kind",
    "county_code",
    "address",
    "address_en",
    "meeting_point",
    "meeting_point_en",
    "phone",
    "lon",
    "lat",
]
PROGRAMME_FIELDS = [
    "slug",
    "name",
    "name_en",
    "kind",
    "summary",
    "summary_en",
    "minutes",
    "capacity",
    "batch_size",
    "waitlist_policy",
    "max_passes",
]
PLAIN_RULES = [
    "min_pupils",
    "max_pupils",
    "lead_days",
    "lead_in_workdays",
    "horizon_days",
    "phone_only",
    "max_inside",
    "opens_on_holidays",
    "papers_due_days",
    "papers_before_days",
    "cancel_free_days",
    "change_tolerance",
    "no_show_limit",
    "release_days",
    "advice",
    "advice_en",
    "evacuation",
]


def load_catalogue(tx: Tx) -> None:
    """Add the packaged venues and programmes that are missing; what is there stays as it is.

    Divisions must be loaded before.
    """
    known = set(tx.scalars(select(VenueRow.slug)))
    for entry in _read("venues.json"):
        if entry["slug"] not in known:
            _add_venue(tx, entry)
    offered = set(tx.scalars(select(ProgrammeRow.slug)))
    venues = {row.slug: row.id for row in tx.scalars(select(VenueRow))}
    for entry in _read("programmes.json"):
        if entry["slug"] not in offered:
            _add_programme(tx, entry, venue_id=venues[entry["venue"]])
    _add_sheets(tx)


def _read(name: str) -> list[dict[str, Any]]:
    source = resources.files("outreach.catalogue") / "data" / name
    entries: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))
    return entries


def _add_venue(tx: Tx, entry: dict[str, Any]) -> None:
    row = VenueRow(**{field: entry[field] for field in VENUE_FIELDS}, sample=True)
    tx.add(row)
    tx.flush()  # numbers the venue, which owns everything below
    write_openings(
        tx,
        venue_id=row.id,
        openings=[
            Opening(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, opens, closes in entry["openings"]
        ],
    )
    write_rules(tx, venue_id=row.id, rules=read_rules(entry["rules"]))
    for hall in entry["halls"]:
        _add_hall(tx, hall, venue_id=row.id)


def _add_hall(tx: Tx, hall: list[Any], *, venue_id: int) -> int:
    _, name, name_en, capacity, exclusive, largest_group = hall
    row = HallRow(
        venue_id=venue_id,
        name=name,
        name_en=name_en,
        capacity=capacity,
        exclusive=exclusive,
        largest_group=largest_group,
    )
    tx.add(row)
    tx.flush()  # keeps the halls in the order of the file
    return row.id


def _add_programme(tx: Tx, entry: dict[str, Any], *, venue_id: int) -> None:
    first, last = entry["grades"]
    row = ProgrammeRow(
        **{field: entry[field] for field in PROGRAMME_FIELDS},
        venue_id=venue_id,
        grades_from=first,
        grades_to=last,
        weekdays=",".join(str(day) for day in entry["weekdays"]),
        starts=",".join(entry["starts"]),
        far_share=entry.get("far_share", 0),
        far_share_days=entry.get("far_share_days", 14),
        revised_on=date.fromisoformat(entry["revised_on"]),
        sample=True,
    )
    tx.add(row)
    tx.flush()  # numbers the programme, which owns its stops and conditions
    if "conditions" in entry:
        words, words_en = ("\n".join(lines) for lines in entry["conditions"])
        since = datetime(2026, 1, 1, tzinfo=UTC)
        row.conditions_version = 1
        tx.add(
            ConditionRow(
                programme_id=row.id, version=1, words=words, words_en=words_en, since=since
            )
        )
    halls = _halls(tx, entry["venue"], venue_id, wanted=[key for key, _ in entry["stops"]])
    tx.add_all(
        ProgrammeHallRow(
            programme_id=row.id, hall_id=halls[key], position=position, minutes=minutes
        )
        for position, (key, minutes) in enumerate(entry["stops"])
    )


def _add_sheets(tx: Tx) -> None:
    """The packaged learning sheets, for programmes that have none."""
    ids = {row.slug: row.id for row in tx.scalars(select(ProgrammeRow))}
    having = set(tx.scalars(select(LearningSheetRow.programme_id)))
    for entry in _read("sheets.json"):
        programme_id = ids[entry["programme"]]
        if programme_id in having:
            continue
        first, last = entry["grades"]
        tx.add_all(
            LearningSheetRow(
                programme_id=programme_id,
                phase=phase,
                grades_from=first,
                grades_to=last,
                curriculum=entry["curriculum"],
                curriculum_en=entry["curriculum_en"],
                sample=True,
                **sheet | {name: "\n".join(sheet[name]) for name in ("tasks", "tasks_en")},
            )
            for phase, sheet in entry["sheets"].items()
        )


def _halls(tx: Tx, slug: str, venue_id: int, *, wanted: list[str]) -> dict[str, int]:
    """Ids of a venue's halls by the short names that the file uses.

    A programme of a later release brings along the halls that an older database has not.
    """
    ids = {
        row.name: row.id for row in tx.scalars(select(HallRow).where(HallRow.venue_id == venue_id))
    }
    venue = next(entry for entry in _read("venues.json") if entry["slug"] == slug)
    for hall in venue["halls"]:
        if hall[0] in wanted and hall[1] not in ids:
            ids[hall[1]] = _add_hall(tx, hall, venue_id=venue_id)
    return {key: ids[name] for key, name, *_ in venue["halls"] if name in ids}


def read_rules(entry: dict[str, Any]) -> GroupRules:
    """Group rules as they are written in a data file; what is absent means no such rule."""
    clock = entry.get("release_time")
    plain = {field: entry[field] for field in PLAIN_RULES if field in entry}
    return GroupRules(
        **plain,
        caps=tuple(
            DayCap(DayKind(days), DayPart(part), pupils)
            for days, part, pupils in entry.get("caps", ())
        ),
        paper_terms=tuple(
            PaperTerms(Paper(kind), after, before, Addressee(to))
            for kind, after, before, to in entry.get("paper_terms", ())
        ),
        papers=tuple(Paper(kind) for kind in entry.get("papers", ("letter",))),
        release=Release(entry.get("release", Release.AT_ONCE)),
        release_time=None if clock is None else time.fromisoformat(clock),
        pupils_per_adult=tuple(
            (Stage(stage), pupils) for stage, pupils in entry.get("pupils_per_adult", {}).items()
        ),
    )

"""From rooms to the ledger: one record for each school, and plays in a record of their own.

Roomfuls are on-site contacts. Plays are the platform's figure: they stand in the online column
of another record, so that no sum can ever hold both.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.ledger import actions as ledger
from outreach.ledger import queries as ledger_queries
from outreach.ledger.model import Activity, Audience, Cell, Entry, Kind, OnlineMeasure
from outreach.lessons import queries
from outreach.lessons.model import Room, Roomful, Shown
from outreach.province import school_queries
from outreach.season import queries as season
from outreach.season.model import SessionFacts


def record_school(tx: Tx, room: Room, *, by: int, now: datetime) -> Activity:
    """What a school's counted rooms of a lesson add up to, under one number in the ledger."""
    session = season.session_facts(tx, room.session_id)
    school = school_queries.school(tx, room.school_id)
    rooms = [
        (each, each.came)
        for each in queries.rooms_of_session(tx, session.id)
        if each.school_id == school.id and each.came is not None
    ]
    by_grade: Counter[int] = Counter()
    for each, came in rooms:
        by_grade[each.entry.grade] += came.pupils
    pupils = sum(by_grade.values())
    entry = replace(
        _entry(tx, session),
        day=_day([came for _, came in rooms], session),
        county_code=room.county_code,
        place=school.name,
        audience=Audience.SCHOOL,
        school_id=school.id,
        onsite=pupils + sum(came.adults for _, came in rooms),
        onsite_pupils=pupils,
        cells=tuple(
            Cell(school_id=school.id, pupils=count, grade=grade)
            for grade, count in sorted(by_grade.items())
            if count
        ),
    )
    return _record(tx, entry, token=f"lesson-{session.id}-{school.id}", by=by, now=now)


def record_plays(
    tx: Tx, session: SessionFacts, *, plays: int, platform: str, by: int, now: datetime
) -> Activity:
    """The platform's figure, as online: nobody is on site in this record."""
    entry = replace(
        _entry(tx, session), place=platform, online=plays, online_measure=OnlineMeasure.PLAYS
    )
    return _record(tx, entry, token=f"lesson-{session.id}-plays", by=by, now=now)


def _entry(tx: Tx, session: SessionFacts) -> Entry:
    venue = catalogue.venue(tx, session.venue_id)
    return Entry(
        kind=Kind.LIVE_LESSON,
        title=session.programme_name,
        day=session.day,
        county_code=venue.county_code,
        place=venue.name,
        lead=venue.name,
        minutes=catalogue.programme(tx, session.programme_id).minutes,
        venue_id=venue.id,
    )


def _day(rooms: list[Roomful], session: SessionFacts) -> date:
    """The lesson's day if any room saw it live, else the first day its recording was shown."""
    if any(came.shown is Shown.LIVE for came in rooms):
        return session.day
    return min(came.day for came in rooms)


def _record(tx: Tx, entry: Entry, *, token: str, by: int, now: datetime) -> Activity:
    first = ledger_queries.find_by_token(tx, token)
    if first is None:
        return ledger.record_activity(
            tx, entry=entry, answers=(), token=token, person_id=by, on_behalf=False, now=now
        )
    return ledger.correct(
        tx,
        activity_id=first.id,
        revision=first.revision,
        entry=entry,
        answers=(),
        reason=f"{entry.title} {entry.day:%m-%d}",
        person_id=by,
        now=now,
    )

"""A programme with its next sessions, a venue with its closures, and all sessions of a venue."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import find_person, person
from outreach.catalogue import queries as catalogue
from outreach.catalogue import words as catalogue_words
from outreach.catalogue.model import Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.season import calendar_queries, queries, words
from outreach.season.model import Session
from outreach.web import current
from outreach.web.gate import allows, public

blueprint = Blueprint("season", __name__)

SHOWN = timedelta(days=13)
"""Two weeks with their first day: what a teacher compares at a time."""


def parse_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def by_day(sessions: Iterable[Session]) -> list[tuple[date, list[Session]]]:
    days: dict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        days[session.day].append(session)
    return sorted(days.items())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@blueprint.get("/programmes/<slug>")
@public
def programme(slug: str) -> str:
    today = local_day(current.now())
    first = max(parse_day(request.args.get("from")) or today, today)
    with current.database().reading() as tx:
        found = catalogue.find_programme_by_slug(tx, slug)
        if found is None:
            abort(404)
        venue = catalogue.venue(tx, found.venue_id)
        wanted = parse_day(request.args.get("from"))
        first = max(wanted, today) if wanted else _first_bookable(tx, found.id, today)
        sessions = queries.upcoming_sessions(
            tx, programme_id=found.id, first=first, last=first + SHOWN
        )
    return render_template(
        "season/programme.html",
        programme=found,
        venue=venue,
        days=by_day(sessions),
        first=first,
        last=first + SHOWN,
        earlier=max(first - SHOWN - timedelta(days=1), today) if first > today else None,
        later=first + SHOWN + timedelta(days=1),
        now=current.now(),
        words=catalogue_words,
        runs=_runs(venue),
    )


def _first_bookable(tx: Tx, programme_id: int, today: date) -> date:
    """The first day on which a place may be had, so that nobody begins with two full weeks."""
    ahead = queries.upcoming_sessions(
        tx, programme_id=programme_id, first=today, last=today + timedelta(days=120)
    )
    now = current.now()
    return next((s.day for s in ahead if s.takes_bookings_at(now) and s.places_left), today)


@blueprint.get("/venues/<slug>")
@public
def venue(slug: str) -> str:
    today = local_day(current.now())
    with current.database().reading() as tx:
        found = _venue(tx, slug)
        offered = catalogue.programmes(tx, venue_id=found.id)
        closures = calendar_queries.closures(tx, venue_id=found.id, first=today)
        holidays = calendar_queries.holidays(tx, first=today, last=today + timedelta(days=120))
    return render_template(
        "season/venue.html",
        venue=found,
        programmes=offered,
        closures=closures,
        holidays=list(holidays.values()),
        words=catalogue_words,
        season_words=words,
        runs=_runs(found),
    )


def _venue(tx: Tx, slug: str) -> Venue:
    found = catalogue.find_venue_by_slug(tx, slug)
    if found is None:
        abort(404)
    return found


def _runs(venue: Venue) -> bool:
    """Whether whoever looks may change the venue."""
    visitor = find_person()
    return visitor is not None and visitor.runs_venue(venue.id)


@blueprint.get("/sessions")
@allows(*COORDINATORS)
def sessions() -> str:
    """The sessions of a venue, week by week."""
    today = local_day(current.now())
    monday = monday_of(parse_day(request.args.get("week")) or today)
    with current.database().reading() as tx:
        mine = [venue for venue in catalogue.venues(tx) if person().runs_venue(venue.id)]
        if not mine:
            abort(403)
        chosen = next((v for v in mine if v.slug == request.args.get("venue")), mine[0])
        week = queries.upcoming_sessions(
            tx,
            venue_id=chosen.id,
            first=monday,
            last=monday + timedelta(days=6),
            with_cancelled=True,
        )
        programmes = {
            p.id: p for p in catalogue.programmes(tx, venue_id=chosen.id, with_retired=True)
        }
    return render_template(
        "season/sessions.html",
        venues=mine,
        venue=chosen,
        monday=monday,
        sunday=monday + timedelta(days=6),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        days=by_day(week),
        programmes=programmes,
        words=words,
    )

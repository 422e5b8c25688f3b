"""What the pages of a disruption show beside its groups: names, texts to pass on, whom to call."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import render_template, url_for

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.disruption import answers
from outreach.disruption.model import ENDS, Disruption, Outcome, Touch
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import County
from outreach.web import current


def counties_of(tx: Tx, person: Person) -> list[County]:
    """The counties somebody may pick: all for whoever runs a venue, else those they watch."""
    found = province.counties(tx)
    if person.runs_the_province:
        return found
    mine = [county for county in found if person.watches_county(county.code)]
    return mine or found


def by_city(counties: Iterable[County]) -> list[tuple[County, list[County]]]:
    """Counties by city, each city with its first county, whose fields name it."""
    found: dict[str, list[County]] = defaultdict(list)
    for county in counties:
        found[county.city_code].append(county)
    return [(group[0], group) for group in found.values()]


def county_names(tx: Tx) -> dict[str, County]:
    return {county.code: county for county in province.counties(tx)}


def parts(tx: Tx, venues: Sequence[Venue], named: Callable[[Any], str]) -> list[tuple[str, str]]:
    """Halls and programmes of venues, as choices: "hall:venue:id", "programme:venue:id"."""
    found = []
    for venue in venues:
        found += [
            (f"hall:{venue.id}:{hall.id}", f"{named(venue)} · {named(hall)}")
            for hall in venue.halls
        ]
        found += [
            (f"programme:{venue.id}:{programme.id}", f"{named(venue)} · {named(programme)}")
            for programme in catalogue.programmes(tx, venue_id=venue.id)
        ]
    return found


def name_of(tx: Tx, person_id: int | None) -> str:
    return accounts.names(tx, [person_id]).get(person_id, "") if person_id is not None else ""


def same_scope(found: Disruption) -> str:
    """The address of step 1 with the same counties, days and reason, to go on with the rest."""
    scope = found.scope
    picked: dict[str, Any] = {
        "starts_on": scope.days.first,
        "ends_on": scope.days.last,
        "reason": found.reason,
        "words": found.words,
        "turn": "cancel",
        "venue": scope.venue_id,
    }
    if scope.closes:
        picked |= {
            "shut": 1,
            "starts": f"{scope.starts:%H:%M}" if scope.starts else None,
            "ends": f"{scope.ends:%H:%M}" if scope.ends else None,
            "part": (
                f"hall:{scope.venue_id}:{scope.hall_id}"
                if scope.hall_id
                else f"programme:{scope.venue_id}:{scope.programme_id}"
                if scope.programme_id
                else None
            ),
        }
    else:
        picked |= {"counties": sorted(scope.counties), "touching": scope.touching}
    return url_for("disruptions.new", **picked)


def patience() -> timedelta:
    """How long schools have to answer before somebody rings them."""
    return timedelta(minutes=current.settings().answer_within_minutes)


def to_call(groups: Iterable[Touch], *, now: datetime, within: timedelta) -> list[Touch]:
    """Groups that must know and have not answered in time, or to whom nobody could write."""
    return [
        t
        for t in groups
        if t.must_know and not t.knows and (not t.mailed or now - t.told_at >= within)
    ]


def answer_link(touch: Touch) -> str:
    """The address with which a school says that it knows."""
    settings = current.settings()
    written = answers.token(touch.id, key=settings.signing_key())
    return f"{settings.base_url.rstrip('/')}/told/{written}"


def text(touch: Touch) -> str:
    """A few lines for a chat about one group."""
    kind = "disruption-moved"
    if touch.outcome is Outcome.UNDONE:
        kind = "disruption-undone"
    elif touch.turn in ENDS:
        kind = "disruption-cancelled"
    link = answer_link(touch)
    return render_template(f"mail/forward/{kind}.txt", touch=touch, answer_link=link).strip()


def texts(groups: Sequence[Touch]) -> list[tuple[str, str]]:
    """One text for each county, with all of its groups that must know."""
    found: dict[str, list[Touch]] = defaultdict(list)
    for touch in groups:
        if touch.must_know:
            found[touch.school.county_code].append(touch)
    return [
        (code, render_template("disruption/_county.txt", groups=mine).strip())
        for code, mine in sorted(found.items())
    ]

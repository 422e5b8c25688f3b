"""A programme's way and versions, and the library of all programmes: for its venue."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import (
    exhibit_queries,
    learning_queries,
    queries,
    route_rules,
    version_actions,
    words,
)
from outreach.catalogue import version_queries as version_reading
from outreach.catalogue.exhibit_model import Exhibit, ExhibitState
from outreach.catalogue.exhibit_words import STATES
from outreach.catalogue.forms import version_of
from outreach.catalogue.model import Programme, Venue
from outreach.catalogue.route_forms import WayForm
from outreach.catalogue.route_words import (
    FIELDS,
    flaw_words,
    overload_words,
    value_words,
    way_words,
)
from outreach.catalogue.version_model import changed_fields, is_new_or_revised, is_stale
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("routes", __name__)

Page = str | tuple[str, int] | Response


def mine(tx: Tx, slug: str) -> tuple[Programme, Venue]:
    """A programme of a venue that whoever asks runs; another one looks as if it were missing."""
    found = queries.find_programme_by_slug(tx, slug)
    if found is None or not person().runs_venue(found.venue_id):
        abort(404)
    return found, queries.venue(tx, found.venue_id)


def _status() -> int:
    return 422 if request.method == "POST" else 200


@blueprint.route("/programmes/<slug>/way", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit_way(slug: str) -> Page:
    """Halls in order with their minutes; what is not possible is told before it is saved."""
    with current.database().reading() as tx:
        programme, venue = mine(tx, slug)
        others = queries.programmes(tx, venue_id=venue.id)
        chosen = exhibit_queries.chosen_exhibits(tx, programme.id)
    form = WayForm.of(programme, venue)
    complaints: list[str] = []
    if form.validate_on_submit():
        wanted = _wanted(form, programme, venue)
        complaints = judged(wanted, others)
        if not complaints:
            return _save(wanted, note=form.note.data or None)
    page = render_template(
        "catalogue/way.html",
        form=form,
        programme=programme,
        venue=venue,
        chosen=chosen,
        complaints=complaints,
    )
    return page, _status()


def _wanted(form: WayForm, programme: Programme, venue: Venue) -> Programme:
    stops = form.way({int(hall.id): hall for hall in venue.halls})
    return replace(
        programme,
        stops=stops,
        minutes=sum(stop.minutes for stop in stops),
        rotates=form.rotates.data,
        version=version_of(form),
    )


def judged(wanted: Programme, others: Sequence[Programme]) -> list[str]:
    """Everything that keeps a programme from being saved, one sentence each."""
    return [
        *(flaw_words(flaw) for flaw in route_rules.flaws(wanted)),
        *(overload_words(found) for found in route_rules.overloads(wanted, others)),
    ]


def _save(wanted: Programme, *, note: str | None) -> Response:
    with current.database().writing() as tx:
        changed = version_actions.change_programme(
            tx, programme=wanted, note=note, now=current.now(), person_id=person().id
        )
    say(_("已保存为第 %(version)s 版。已有的预约保留原来的版本。", version=changed.version))
    return redirect(url_for("routes.edit_way", slug=changed.slug), 303)


@blueprint.route("/programmes/<slug>/way/<int:position>", methods=["GET", "POST"])
@allows(*COORDINATORS)
def choose_exhibits(slug: str, position: int) -> Page:
    """Which exhibits are looked at on a stop; those in repair cannot be chosen."""
    with current.database().reading() as tx:
        programme, venue = mine(tx, slug)
        if position >= len(programme.stops):
            abort(404)
        hall = programme.stops[position].hall
        chosen = exhibit_queries.chosen_exhibits(tx, programme.id)
        standing = [
            e for e in exhibit_queries.exhibits_of_venue(tx, venue.id) if e.hall_id == hall.id
        ]
    if request.method == "POST":
        ids = {p: [int(e.id) for e in exhibits] for p, exhibits in chosen.items()}
        ticked = request.form.getlist("exhibit", type=row_number)
        with current.database().writing() as tx:
            version_actions.change_programme(
                tx,
                programme=replace(programme, version=request.form.get("version", 0, row_number)),
                chosen=ids | {position: ticked},
                now=current.now(),
                person_id=person().id,
            )
        say(_("已保存这一站的展品。"))
        return redirect(url_for("routes.edit_way", slug=slug), 303)
    return render_template(
        "catalogue/stop_exhibits.html",
        programme=programme,
        hall=hall,
        position=position,
        zones=_by_zone(standing),
        chosen={exhibit.id for exhibit in chosen.get(position, ())},
        elsewhere={e.id for p, some in chosen.items() if p != position for e in some},
        states=STATES,
    )


def _by_zone(exhibits: Sequence[Exhibit]) -> list[tuple[str, list[Exhibit]]]:
    zones: dict[str, list[Exhibit]] = {}
    for exhibit in exhibits:
        if exhibit.state is not ExhibitState.REMOVED:
            zones.setdefault(exhibit.zone or "", []).append(exhibit)
    return list(zones.items())


@blueprint.get("/programmes/<slug>/versions")
@allows(*COORDINATORS)
def versions(slug: str) -> str:
    """What a programme said in each version, and what was changed by whom."""
    with current.database().reading() as tx:
        programme, venue = mine(tx, slug)
        exhibits = exhibit_queries.exhibits_of_venue(tx, venue.id)
        found = version_reading.versions(tx, programme.id)
        people = accounts.names(
            tx,
            {v.person_id for v in found if v.person_id}
            | {owner for v in found if (owner := v.written.get("owner_id"))},
        )
    older = [*found[1:], None]
    return render_template(
        "catalogue/versions.html",
        programme=programme,
        versions=[
            (version, changed_fields(before.written, version.written) if before else [], before)
            for version, before in zip(found, older, strict=True)
        ],
        people=people,
        fields=FIELDS,
        value_words=value_words,
        way_words=way_words,
        names={exhibit.code: named(exhibit) for exhibit in exhibits},
    )


@blueprint.get("/library")
@allows(*COORDINATORS)
def library() -> str:
    """Every programme of one's venues with version, owner and last revision."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        venues = {v.id: v for v in queries.venues(tx) if person().runs_venue(v.id)}
        kept = [p for p in queries.programmes(tx, with_retired=True) if p.venue_id in venues]
        people = accounts.names(tx, {p.owner_id for p in kept if p.owner_id})
        sheets = learning_queries.sheets_by_programme(tx, [p.id for p in kept])
        prints = learning_queries.prints_by_programme(tx, first=today.replace(month=1, day=1))
    revised = [p for p in kept if is_new_or_revised(p, today=today)]
    stale = [p for p in kept if p.state is not route_rules.RETIRED and is_stale(p, today=today)]
    shown = {"revised": revised, "stale": stale}.get(request.args.get("show", ""), kept)
    return render_template(
        "catalogue/library.html",
        programmes=shown,
        venues=venues,
        people=people,
        counts={"all": len(kept), "revised": len(revised), "stale": len(stale)},
        show=request.args.get("show", ""),
        sheets=sheets,
        prints=prints,
        year=today.year,
        words=words,
    )

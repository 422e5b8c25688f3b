"""Leftovers: announced, asked for within some minutes, drawn, and shown with every position."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import actions, desk, leftover_actions, leftover_queries, rights, rules, words
from outreach.booking.leftover_forms import AskForm, ReleaseForm
from outreach.booking.leftover_queries import Release
from outreach.booking.leftover_rules import LeftoversGathered, LeftoversKept
from outreach.booking.model import SchoolRef
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School
from outreach.season import leftovers
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current, filters
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public
from outreach.web.words import _

blueprint = Blueprint("leftovers", __name__)

blueprint.add_app_template_filter(words.because_words)

Page = str | tuple[str, int] | Response


@blueprint.get("/leftovers/<int:release_id>")
@public
def release(release_id: int) -> Page:
    """When, which sessions, by which rule; afterwards the seed and everybody's position."""
    with current.database().reading() as tx:
        found = leftover_actions.get(tx, release_id)
        asks = leftover_queries.asks(tx, release_id) if found.drawn_at else []
        sessions = _sessions(tx, release_id)
        return render_template(
            "booking/leftovers.html",
            release=found,
            venue=catalogue.venue(tx, found.venue_id),
            sessions=sessions,
            programmes={p.id: p for p in catalogue.programmes(tx, venue_id=found.venue_id)},
            asks=asks,
            schools=school_queries.schools_by_id(tx, {ask.school_id for ask in asks}),
            now=current.now(),
            left=words.time_left(found.opens_at - current.now()),
            won=leftover_queries.how_many_won(tx, release_id),
        )


def _sessions(tx: Tx, release_id: int) -> list[Session]:
    ids = leftovers.sessions_of(tx, release_id)
    found = season.sessions_by_id(tx, ids)
    return [found[each] for each in ids]


@blueprint.route("/leftovers/<int:release_id>/ask", methods=["GET", "POST"])
@allows(Role.TEACHER)
def ask(release_id: int) -> Page:
    with current.database().reading() as tx:
        found = leftover_actions.get(tx, release_id)
        school = _school(tx, found)
        form = AskForm()
        sessions = [each for each in _sessions(tx, release_id) if each.places_left > 0]
        form.offer(school, _labelled(tx, found, sessions))
        facts = {int(s.id): actions.session_facts(tx, s.id) for s in sessions}
        if request.method == "GET":
            _check_open(found)
            form.open(school)
            form.leader.data, form.leader_phone.data = person().name, person().phone or ""
        if request.method == "GET" or not form.judge_for(facts):
            page = render_template(
                "booking/leftover_ask.html", form=form, release=found, school=school
            )
            return page, 200 if request.method == "GET" else 422
    with current.database().writing() as tx:
        leftover_actions.ask(
            tx,
            release_id=release_id,
            school=SchoolRef(school.id, school.county_code),
            group=form.group(),
            choices=form.choices(),
            token=str(form.token.data),
            placed_by=person().id,
            now=current.now(),
        )
    draws = filters.moment(found.gathers_until)
    flash(_("已收到，%(when)s一起抽签；先后不影响结果。", when=draws), "good")
    return redirect(url_for("leftovers.release", release_id=release_id), 303)


def _check_open(found: Release) -> None:
    if current.now() < found.opens_at:
        raise LeftoversKept(found.opens_at, found.id)
    if not found.takes_asks_at(current.now()):
        raise LeftoversGathered(found.id)


def _school(tx: Tx, found: Release) -> School:
    """The teacher's school; of several the one named, or the first."""
    asked = request.values.get("school", type=row_number)
    own = sorted(int(scope) for scope in person().scopes(Role.TEACHER))
    school = rights.bookable(tx, person(), asked or own[0], venue_id=found.venue_id)
    if school is None:
        raise rules.NoSuchBooking
    return school


def _labelled(tx: Tx, found: Release, sessions: list[Session]) -> list[tuple[int, str]]:
    names = {p.id: filters.named(p) for p in catalogue.programmes(tx, venue_id=found.venue_id)}
    return [(each.id, _label(each, names[each.programme_id])) for each in sessions]


def _label(session: Session, name: str) -> str:
    room = _("余 %(places)s", places=session.places_left)
    return f"{filters.short_day(session.day)} {session.starts:%H:%M} {name} {room}"


@blueprint.route("/desk/leftovers", methods=["GET", "POST"])
@allows(*COORDINATORS)
def publish() -> Page:
    """The venue's releases, and a form for the next one."""
    with current.database().reading() as tx:
        venues = desk.venues_of(tx, person())
        form = ReleaseForm()
        form.venue.choices = [(str(v.id), filters.named(v)) for v in venues]
        if request.method == "GET" and venues:
            form.venue.data = str(venues[0].id)
        if request.method == "GET" or not form.validate():
            shown = leftover_queries.releases(
                tx, venue_ids=[v.id for v in venues], now=current.now()
            )
            page = render_template(
                "booking/desk_leftovers.html",
                form=form,
                releases=shown,
                venues={v.id: v for v in venues},
                now=current.now(),
            )
            return page, 200 if request.method == "GET" else 422
    with current.database().writing() as tx:
        made = leftover_actions.publish(
            tx,
            venue_id=int(form.venue.data),
            opens_at=form.opens_at(),
            first=form.days()[0],
            last=form.days()[1],
            by=person().id,
            now=current.now(),
        )
    flash(_("已公布：%(when)s放出余位。", when=filters.moment(made.opens_at)), "good")
    return redirect(url_for("leftovers.release", release_id=made.id), 303)


@blueprint.post("/desk/leftovers/<int:release_id>/withdraw")
@allows(*COORDINATORS)
def withdraw(release_id: int) -> Page:
    with current.database().writing() as tx:
        found = leftover_actions.get(tx, release_id)
        if not person().runs_venue(found.venue_id):
            raise rules.NoSuchBooking
        leftover_actions.withdraw(tx, release_id=release_id, by=person().id, now=current.now())
    flash(_("已撤回，场次照常预约。"))
    return redirect(url_for("leftovers.publish"), 303)

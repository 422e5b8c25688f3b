"""Groups at the door without a booking."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.duty import queries, walk_in_actions
from outreach.duty.forms import WalkInForm
from outreach.duty.views import chosen_venue
from outreach.duty.walk_in_actions import Door
from outreach.duty.words import parked_words
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger.more_form import plain
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import School
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.filters import clock, named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("walk_ins", __name__, url_prefix="/desk/today/walk-ins")

Page = str | tuple[str, int] | Response
SHOWN = 8


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def new() -> Page:
    """Admit a group to a session of today that has room; it is here at once."""
    now = current.now()
    today = local_day(now)
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=today)
        sessions = [
            session
            for session in season.upcoming_sessions(tx, first=today, last=today, venue_id=venue.id)
            if not catalogue.programme(tx, session.programme_id).online
        ]
        form = _form(tx, sessions)
        matches = _schools_meant(tx, form.school_text.data)
        school = _choose(tx, form, matches)
    if form.validate_on_submit() and _is_clear(form, school):
        with current.database().writing() as tx:
            found, parked = walk_in_actions.admit(
                tx,
                session_id=int(form.session_id.data),
                door=_door(form, school),
                token=form.token.data or secrets.token_urlsafe(16),
                by=person().id,
                now=now,
            )
        said = _(
            "%(school)s 临时来馆，学生 %(pupils)s，成人 %(adults)s，已计入本场。",
            school=found.school_name,
            pupils=found.pupils,
            adults=found.adults,
        )
        say(said + parked_words(parked), "wait" if parked.missing else "good")
        return redirect(url_for("today.today", venue=venue.id), 303)
    page = render_template(
        "duty/walk_in.html",
        form=form,
        venue=venue,
        venues=mine,
        sessions=sessions,
        matches=matches,
    )
    return page, 422 if request.method == "POST" else 200


def _form(tx: Tx, sessions: list[Session]) -> WalkInForm:
    programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    chosen = request.args.get("session", type=row_number)
    best = next((s for s in sessions if s.id == chosen), None) or _under_way(sessions)
    return WalkInForm(
        sessions=[(str(s.id), _told(s, named(programmes[s.programme_id]))) for s in sessions],
        counties=[(c.code, named(c)) for c in province.counties(tx)],
        token=secrets.token_urlsafe(16),
        session_id=str(best.id) if best else None,
    )


def _under_way(sessions: list[Session]) -> Session | None:
    """The session that a group coming now joins: with room, and not over yet."""
    now = clock(current.now())
    return next((s for s in sessions if f"{s.ends:%H:%M}" > now and s.places_left > 0), None)


def _told(session: Session, name: str) -> str:
    return str(
        _(
            "%(starts)s %(name)s · 还有 %(left)s 个名额",
            starts=f"{session.starts:%H:%M}",
            name=name,
            left=session.places_left,
        )
    )


def _schools_meant(tx: Tx, text: str | None) -> list[School]:
    typed = plain(text)
    return school_queries.find_schools(tx, query=typed).schools[:SHOWN] if typed else []


def _choose(tx: Tx, form: WalkInForm, matches: list[School]) -> School | None:
    """The school that was picked, or the only one the text can mean."""
    if form.unregistered.data:
        return None
    if form.school_id.data and form.school_id.data < 10**9:
        picked = school_queries.find_school(tx, form.school_id.data)
        if picked is not None:
            return picked
    exact = [school for school in matches if school.name == form.school_text.data]
    if len(exact) == 1 or len(matches) == 1:
        found = (exact or matches)[0]
        form.school_id.data = found.id
        return found
    return None


def _is_clear(form: WalkInForm, school: School | None) -> bool:
    """Whether the school is known, or said to be in no register."""
    if school is not None or form.unregistered.data:
        return True
    form.school_text.errors = [
        *form.school_text.errors,
        _("请在下面选定学校；名录里没有的，请勾选并选它的县。"),
    ]
    return False


def _door(form: WalkInForm, school: School | None) -> Door:
    return Door(
        school_id=school.id if school else None,
        school_name=school.name if school else str(form.school_text.data),
        county_code=school.county_code if school else str(form.county_code.data),
        grade=int(form.grade.data) if form.grade.data else None,
        pupils=form.pupils.data or 0,
        adults=form.adults.data or 0,
        coaches=form.coaches.data or 0,
    )


@blueprint.get("/schools")
@allows(*COORDINATORS)
def find_schools() -> str:
    """The schools a typed text may mean, to be put below the field while somebody types."""
    with current.database().reading() as tx:
        matches = _schools_meant(tx, request.args.get("school_text"))
    typed = bool(request.args.get("school_text"))
    return render_template("ledger/_schools.html", matches=matches, chosen=None, typed=typed)


@blueprint.post("/<int:walk_in_id>/finish")
@allows(*COORDINATORS)
def finish(walk_in_id: int) -> Page:
    with current.database().writing() as tx:
        found = queries.find_walk_in(tx, walk_in_id)
        if found is None or not person().runs_venue(found.venue_id):
            raise NotYours
        walk_in_actions.leave(tx, walk_in_id=walk_in_id, by=person().id, now=current.now())
    say(_("%(school)s 参观结束，已记入台账。", school=found.school_name))
    return redirect(url_for("today.today", day=found.day, venue=found.venue_id), 303)

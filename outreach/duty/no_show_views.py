"""No-shows: a school sees its own and explains; who looks after it may clear one, with a reason."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS, OFFICERS, Person, Role
from outreach.accounts.who import person
from outreach.booking import desk, rules
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.duty import no_show_actions, no_show_queries
from outreach.duty.forms import DecideForm, ExplainForm
from outreach.duty.model import Failure
from outreach.duty.rules import comes_later, school_year_of
from outreach.duty.words import FAILURE_WORDS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("no_shows", __name__, url_prefix="/no-shows")

Page = str | tuple[str, int] | Response


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"failure_words": FAILURE_WORDS, "grade_words": grade_words}


def may_decide(someone: Person, visit: Booking) -> bool:
    """Who looks after the school's county, and whoever runs the venue."""
    return someone.watches_county(visit.county_code) or someone.runs_venue(visit.venue_id)


@blueprint.get("")
@allows(Role.TEACHER, *OFFICERS, *COORDINATORS)
def index() -> str:
    """The no-shows of this school year that are somebody's business, in plain words."""
    year = school_year_of(local_day(current.now()))
    with current.database().reading() as tx:
        found = no_show_queries.failures_for(tx, person(), days=year)
        lines = {line.booking.id: line for line in desk.lines(tx, [f.booking for f in found])}
        standing = _standing(tx, found, year)
        venues = {int(venue.id): venue for venue in catalogue.venues(tx)}
    return render_template(
        "duty/no_shows.html",
        failures=found,
        lines=lines,
        year=year,
        later=standing,
        venues=venues,
    )


def _standing(tx: Tx, found: list[Failure], year: Days) -> list[tuple[int, int]]:
    """(school, venue) pairs where the school comes later in the next allocation."""
    limits = {venue.id: venue.rules.no_show_limit for venue in catalogue.venues(tx)}
    later = []
    for school_id in sorted({failure.booking.school_id for failure in found}):
        own = no_show_queries.failures(tx, school_id=school_id, school_year=year)
        later += [
            (school_id, int(venue_id))
            for venue_id, limit in limits.items()
            if comes_later(own, limit=limit)
        ]
    return later


def _mine(tx: Tx, booking_id: int) -> Failure:
    """A no-show that is the person's business; any other does not exist."""
    found = no_show_queries.find_failure(tx, booking_id)
    someone = person()
    if found is None or not someone.may_see_booking(
        school_id=found.booking.school_id,
        county_code=found.booking.county_code,
        venue_id=found.booking.venue_id,
    ):
        raise rules.NoSuchBooking
    return found


@blueprint.get("/<int:booking_id>")
@allows(Role.TEACHER, *OFFICERS, *COORDINATORS)
def show(booking_id: int) -> str:
    return _page(booking_id, ExplainForm(formdata=None), DecideForm(formdata=None))


def _page(booking_id: int, explain_form: ExplainForm, decide_form: DecideForm) -> str:
    with current.database().reading() as tx:
        failure = _mine(tx, booking_id)
        line = desk.lines(tx, [failure.booking])[0]
        names = accounts.names(tx, {s.person_id for s in failure.said if s.person_id})
    return render_template(
        "duty/no_show.html",
        failure=failure,
        line=line,
        names=names,
        explain_form=explain_form,
        decide_form=decide_form,
        may_explain=person().teaches_at(failure.booking.school_id),
        may_decide=may_decide(person(), failure.booking),
        may_call_off=person().runs_venue(failure.booking.venue_id),
    )


@blueprint.post("/<int:booking_id>/explain")
@allows(Role.TEACHER)
def explain(booking_id: int) -> Page:
    form = ExplainForm()
    with current.database().reading() as tx:
        failure = _mine(tx, booking_id)
    if not person().teaches_at(failure.booking.school_id):
        raise rules.NoSuchBooking
    if not form.validate():
        return _page(booking_id, form, DecideForm(formdata=None)), 422
    with current.database().writing() as tx:
        no_show_actions.explain(
            tx,
            booking_id=booking_id,
            text=form.text.data or "",
            by=person().id,
            now=current.now(),
        )
    say(_("已收到您的说明，场馆和县科协看后会答复。"))
    return redirect(url_for("no_shows.show", booking_id=booking_id), 303)


@blueprint.post("/<int:booking_id>/<any(clear, restore):decision>")
@allows(*OFFICERS, *COORDINATORS)
def decide(booking_id: int, decision: str) -> Page:
    form = DecideForm()
    with current.database().reading() as tx:
        failure = _mine(tx, booking_id)
    if not may_decide(person(), failure.booking):
        raise rules.NoSuchBooking
    if not form.validate():
        return _page(booking_id, ExplainForm(formdata=None), form), 422
    act = no_show_actions.clear if decision == "clear" else no_show_actions.restore
    with current.database().writing() as tx:
        act(
            tx,
            booking_id=booking_id,
            reason=form.reason.data or "",
            by=person().id,
            now=current.now(),
        )
    say(_("已保存，理由留在历史里。"))
    return redirect(url_for("no_shows.show", booking_id=booking_id), 303)

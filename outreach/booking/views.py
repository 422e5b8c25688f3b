"""The teacher's pages: book a session, look at a booking, list one's own."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, OFFICERS, Role
from outreach.accounts.who import person
from outreach.booking import (
    acceptance,
    actions,
    advice,
    call_queries,
    kept_refusals,
    no_place_actions,
    queries,
    rights,
    rules,
    split_queries,
    visit_queries,
    words,
)
from outreach.booking.condition_rules import ConditionsNotAccepted
from outreach.booking.forms import BookingForm
from outreach.booking.model import ACTIVE, TONES, BookingState, Placed, SchoolRef
from outreach.catalogue import conditions
from outreach.catalogue import queries as catalogue
from outreach.catalogue.words import PAPERS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School
from outreach.province.words import STAGES, grade_words, grades_words
from outreach.season.model import SessionFacts
from outreach.web import current, filters
from outreach.web.addresses import row_number
from outreach.web.gate import allows

blueprint = Blueprint("booking", __name__)

Page = str | tuple[str, int] | Response
PAGE = 30
STANDS_AT = {
    BookingState.RETURNED: BookingState.SUBMITTED,
    BookingState.OFFERED: BookingState.WAITLISTED,
}
"""Where a booking stands on its way, for states that are no step of it."""

for in_words in (
    grade_words,
    words.policy_words,
    words.reason_words,
    words.state_words,
    words.verb_words,
):
    blueprint.add_app_template_filter(in_words)


@blueprint.route("/book/<int:session_id>", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def book(session_id: int) -> Page:
    with current.database().reading() as tx:
        session = actions.session_facts(tx, session_id)
        if session.online and request.method == "GET":
            return redirect(url_for("lessons.join", session_id=session_id), 303)
        on_behalf = person().runs_venue(session.venue_id)
        asked = request.values.get("school", type=row_number)
        school = rights.bookable(tx, person(), asked, venue_id=session.venue_id)
        if school is None:
            return _choose_school(tx, session)
        own = person().teaches_at(school.id)
        form = BookingForm()
        form.prepare(school=school, session=session)
        form.ask(session.conditions_version)
        if request.method == "GET":
            rules.check_open(session, now=current.now(), on_behalf=on_behalf and not own)
            form.open(school)
            _prefill(form, own=own)
            return form_page(tx, form, session, school)
        if not form.judge(session):
            return form_page(tx, form, session, school), 422
    try:
        placed = _place(form, session, school, on_behalf=on_behalf and not own)
    except (rules.SessionFull, ConditionsNotAccepted) as refusal:
        return _asked_again(form, session_id, school, refusal), refusal.status
    return redirect(url_for("booking.show", booking_id=placed.booking_id), 303)


def _asked_again(
    form: BookingForm,
    session_id: int,
    school: School,
    refusal: rules.SessionFull | ConditionsNotAccepted,
) -> str:
    """Places ran out, or the conditions changed: the form comes again with all that was typed."""
    if isinstance(refusal, rules.SessionFull):
        kept_refusals.remember(current.database(), refusal, school.id, now=current.now())
    with current.database().reading() as tx:
        session = actions.session_facts(tx, session_id)
        if isinstance(refusal, rules.SessionFull):
            return form_page(tx, form, session, school, full=refusal)
        form.ask(session.conditions_version)
        form.judge(session)
        return form_page(tx, form, session, school)


def _prefill(form: BookingForm, *, own: bool) -> None:
    # A grade that is not offered selects none.
    form.grade.data = request.args.get("grade", type=row_number)
    if own:
        form.leader.data = person().name
        form.leader_phone.data = person().phone or ""


def _place(form: BookingForm, session: SessionFacts, school: School, *, on_behalf: bool) -> Placed:
    with current.database().writing() as tx:
        return actions.book(
            tx,
            session_id=session.id,
            school=SchoolRef(school.id, school.county_code),
            group=form.group(),
            token=str(form.token.data),
            joins_waitlist=bool(form.joins_waitlist.data),
            placed_by=person().id,
            on_behalf=on_behalf,
            accepted=form.accepted(),
            now=current.now(),
        )


def form_page(
    tx: Tx,
    form: BookingForm,
    session: SessionFacts,
    school: School,
    *,
    full: rules.SessionFull | None = None,
) -> str:
    venue = catalogue.venue(tx, session.venue_id)
    form.conditions.data = str(session.conditions_version or "")
    return render_template(
        "booking/form.html",
        form=form,
        conditions=conditions.find_conditions(tx, session.programme_id),
        session=session,
        school=school,
        venue=venue,
        programme=catalogue.programme(tx, session.programme_id),
        way=advice.ways(tx, school, [venue], grade=form.grade.data or None)[venue.id],
        days_away=advice.days_away(tx, school, session.day),
        standing=advice.find_standing(
            tx,
            school_id=school.id,
            venue_id=venue.id,
            day=session.day,
            half=session.half,
        ),
        adult_rules=words.adult_rules(session.rules, school.stages),
        grades=grades_words(session.grades_from, session.grades_to),
        largest=rules.largest_group(session),
        policy=words.policy_words(session.waitlist_policy, session.max_passes),
        papers_due=rules.papers_due(session, now=current.now()),
        paper_words=PAPERS,
        stage_words=STAGES,
        may_choose=len(person().scopes(Role.TEACHER)) > 1 or person().runs_venue(session.venue_id),
        full=full,
        splits=split_queries.shown(
            tx, session, form.pupils.data, no_room=full is not None, now=current.now()
        ),
    )


def _choose_school(tx: Tx, session: SessionFacts) -> str:
    """Own schools of a teacher with several; a search by county and name for coordinators."""
    query, county = request.args.get("q", ""), request.args.get("county") or None
    own = school_queries.schools_by_id(tx, [int(s) for s in person().scopes(Role.TEACHER)])
    found = None
    if person().runs_venue(session.venue_id) and (query.strip() or county):
        found = school_queries.find_schools(tx, query=query, county_code=county)
    return render_template(
        "booking/choose_school.html",
        session=session,
        own=sorted(own.values(), key=lambda school: school.name),
        found=found,
        searches=person().runs_venue(session.venue_id),
        cities=school_queries.cities_with_counties(tx),
        query=query,
        county=county,
    )


@blueprint.get("/bookings/<int:booking_id>")
@allows(Role.TEACHER, *COORDINATORS, *OFFICERS)
def show(booking_id: int) -> Page:
    with current.database().reading() as tx:
        booking = rights.seen(tx, person(), booking_id)
        school = school_queries.school(tx, booking.school_id)
        venue = catalogue.venue(tx, booking.venue_id)
        programme = catalogue.programme(tx, booking.programme_id)
        session = actions.session_facts(tx, booking.session_id)
        ahead = rules.is_ahead(booking.day, booking.starts, now=current.now())
        at_desk = person().runs_venue(booking.venue_id)
        return render_template(
            "booking/show.html",
            booking=booking,
            school=school,
            venue=venue,
            programme=programme,
            session=session,
            way=advice.way(tx, school, venue),
            position=queries.place_in_line(tx, booking),
            steps=_steps(booking.state),
            step_now=STANDS_AT.get(booking.state, booking.state),
            trail=[
                (filters.moment(step.at), words.step_words(step))
                for step in reversed(queries.history(tx, booking.id))
            ],
            arrivals=queries.arrivals(tx, booking.id),
            answer_by=visit_queries.answer_days(tx, [booking])[booking.id],
            accepting=acceptance.standing(tx, booking),
            policy=words.policy_words(session.waitlist_policy, session.max_passes),
            siblings=split_queries.parts_of(tx, booking),
            instead=no_place_actions.open_instead(tx, booking, now=current.now())
            if booking.knows_no_place
            else (),
            asked=call_queries.reconfirmation(tx, booking.id, booking.day),
            answers=words.ANSWERS,
            state_words=words.STATES,
            tone=TONES[booking.state],
            may_change=rights.may_change(person(), booking) and (ahead or at_desk),
            at_desk=at_desk,
            active=booking.state in ACTIVE,
        )


def _steps(state: BookingState) -> list[tuple[str, str]]:
    """The way ahead of a booking that stands; nothing for one that has ended."""
    if state not in ACTIVE and state is not BookingState.DONE:
        return []
    waits = state in (BookingState.WAITLISTED, BookingState.OFFERED)
    begins = BookingState.WAITLISTED if waits else BookingState.SUBMITTED
    way = (
        begins,
        BookingState.HELD,
        BookingState.CONFIRMED,
        BookingState.ARRIVED,
        BookingState.DONE,
    )
    return [(each.value, str(words.STATES[each])) for each in way]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Where a list stands; the pager macro reads it."""

    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def _search(today: date) -> queries.Search:
    """What the list is narrowed to; without a period, the coming visits."""
    state = request.args.get("state", "")
    period = request.args.get("period", "coming")
    return queries.Search(
        states=(BookingState(state),) if state in set(BookingState) else (),
        first=today if period == "coming" else None,
        last=today - timedelta(days=1) if period == "past" else None,
        text=request.args.get("q", ""),
    )


@blueprint.get("/bookings")
@allows(Role.TEACHER, *COORDINATORS, *OFFICERS)
def bookings() -> Page:
    number = max(1, request.args.get("page", 1, type=row_number))
    today = local_day(current.now())
    with current.database().reading() as tx:
        found, total = queries.bookings_for(
            tx, person(), _search(today), limit=PAGE, offset=PAGE * (number - 1)
        )
        return render_template(
            "booking/list.html",
            bookings=found,
            page_of=ListPage(number, total),
            schools=school_queries.schools_by_id(tx, {each.school_id for each in found}),
            programmes={p.id: p for p in catalogue.programmes(tx, with_retired=True)},
            venues={venue.id: venue for venue in catalogue.venues(tx)},
            state_words=words.STATES,
            tones=TONES,
            state=request.args.get("state", ""),
            period=request.args.get("period", "coming"),
            query=request.args.get("q", ""),
            teaches=person().has(Role.TEACHER),
        )

"""One press books every part of a school that is too large for one session."""

import re

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import actions, rights, rules, split_actions, words
from outreach.booking.forms import BookingForm
from outreach.booking.model import SchoolRef
from outreach.booking.split_rules import Part, PartsLackAdults, Plan, SplitDoesNotAddUp
from outreach.booking.views import form_page
from outreach.kernel.db import Tx
from outreach.season.model import SessionFacts
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("booking_split", __name__)

Page = str | tuple[str, int] | Response
PLAN = re.compile(r"\d{1,9}:\d{1,4}(?:,\d{1,9}:\d{1,4}){1,3}", re.ASCII)


def _plan() -> Plan:
    """The plan a button sends; the guard and the rules judge it like any other form."""
    typed = request.form.get("plan", "")
    if not PLAN.fullmatch(typed):
        abort(400)
    pairs = (each.split(":") for each in typed.split(","))
    return tuple(Part(int(session), int(pupils)) for session, pupils in pairs)


def _check_programme(tx: Tx, plan: Plan, session: SessionFacts) -> None:
    """Rights were judged for the venue of the address; the parts must not stand elsewhere."""
    for part in plan:
        if actions.session_facts(tx, part.session_id).programme_id != session.programme_id:
            raise SplitDoesNotAddUp


@blueprint.post("/book/<int:session_id>/split")
@allows(Role.TEACHER, *COORDINATORS)
def book_split(session_id: int) -> Page:
    with current.database().reading() as tx:
        session = actions.session_facts(tx, session_id)
        asked = request.form.get("school", type=row_number)
        school = rights.bookable(tx, person(), asked, venue_id=session.venue_id)
        if school is None:
            raise rules.NoSuchBooking
        on_behalf = person().runs_venue(session.venue_id) and not person().teaches_at(school.id)
        form = BookingForm()
        form.prepare(school=school, session=session)
        form.ask(session.conditions_version)
        plan = _plan()
        _check_programme(tx, plan, session)
        clean = form.validate()
        if clean and form.pupils.data != sum(part.pupils for part in plan):
            form.pupils.errors = [_("人数改过了，请看下面的新方案。")]
            clean = False
        if not clean:
            return form_page(tx, form, session, school), 422
    try:
        with current.database().writing() as tx:
            placed = split_actions.book_split(
                tx,
                plan=plan,
                school=SchoolRef(school.id, school.county_code),
                group=form.group(),
                token=str(form.token.data),
                placed_by=person().id,
                on_behalf=on_behalf,
                accepted=form.accepted(),
                now=current.now(),
            )
    except (rules.SessionFull, PartsLackAdults) as refusal:
        if isinstance(refusal, PartsLackAdults):
            form.adults.errors = words.adults_by_part(refusal)
        with current.database().reading() as tx:
            session = actions.session_facts(tx, session_id)
            full = refusal if isinstance(refusal, rules.SessionFull) else None
            return form_page(tx, form, session, school, full=full), refusal.status
    return redirect(url_for("booking.show", booking_id=placed.booking_id), 303)

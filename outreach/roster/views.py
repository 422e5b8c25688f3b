"""The roster at the desk: the week board, and a duty with everybody who could take it."""

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.booking import queries as booking
from outreach.catalogue.model import Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.roster import assign_actions, board, queries, words
from outreach.roster.forms import AssignForm, LanguageForm
from outreach.roster.model import STANDS, Duty, monday_of
from outreach.roster.rules import LimitsPassed
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("roster", __name__)
blueprint.add_app_template_global(words.breach_words, "breach_words")

Page = str | tuple[str, int] | Response


@blueprint.app_context_processor
def roster_words() -> dict[str, object]:
    return {"roster_words": words}


def chosen_venue(tx: Tx) -> tuple[list[Venue], Venue]:
    """The venues somebody keeps the roster of, and the one the page is about."""
    mine = board.venues(tx, person())
    if not mine:
        abort(403)
    return mine, next((v for v in mine if v.slug == request.args.get("venue")), mine[0])


def chosen_monday(today: date) -> date:
    try:
        return monday_of(date.fromisoformat(request.args.get("from", "")))
    except (ValueError, OverflowError):
        return monday_of(today)


@blueprint.get("/desk/roster")
@allows(*COORDINATORS)
def week() -> Page:
    today = local_day(current.now())
    monday = chosen_monday(today)
    with current.database().reading() as tx:
        mine, venue = chosen_venue(tx)
        found = board.week(tx, venue, monday=monday)
        swaps = board.swaps(tx, venue, since=current.now() - timedelta(days=7))
    return render_template(
        "roster/week.html",
        week=found,
        swaps=swaps,
        venues=mine,
        today=today,
        step=timedelta(days=7),
    )


def my_duty(tx: Tx, duty_id: int) -> Duty:
    """A duty at a venue that the person runs; any other does not exist."""
    found = queries.find_duty(tx, duty_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise NotYours
    return found


@blueprint.get("/desk/duties/<int:duty_id>")
@allows(*COORDINATORS)
def duty(duty_id: int) -> Page:
    with current.database().reading() as tx:
        found = my_duty(tx, duty_id)
        facts = booking.booking_facts(tx, found.booking_id)
        lives = queries.lives(tx, venue_id=found.venue_id, first=found.day, last=found.day)
        steps = queries.history(tx, duty_id)
        told = {step.guide_id for step in steps if step.guide_id} | {found.guide_id or 0}
        holder = lives.get(found.guide_id or 0)
        names = {g: guide.name for g, guide in queries.guides_by_id(tx, told).items()}
        people = accounts.names(tx, {step.person_id for step in steps if step.person_id})
    return render_template(
        "roster/duty.html",
        duty=found,
        facts=facts,
        candidates=board.candidates(lives, found),
        against=board.against(holder, found) if holder else (),
        steps=steps,
        names=names,
        people=people,
        language_form=LanguageForm(language=found.language or ""),
        standing=found.state in STANDS and found.span.ends > current.now(),
    )


@blueprint.post("/desk/duties/<int:duty_id>/assign")
@allows(*COORDINATORS)
def assign(duty_id: int) -> Page:
    """Give the duty to a guide; when only limits stand in the way, ask for a reason first."""
    form = AssignForm()
    with current.database().writing() as tx:
        found = my_duty(tx, duty_id)
        if not form.validate():
            return redirect(url_for("roster.duty", duty_id=duty_id), 303)
        try:
            assign_actions.assign(
                tx,
                duty_id=found.id,
                guide_id=form.guide.data or 0,
                reason=form.reason.data,
                revision=form.revision.data,
                by=person().id,
                now=current.now(),
            )
        except LimitsPassed as limits:
            page = render_template("roster/passing.html", duty=found, limits=limits, form=form)
            return page, 422
        guide = queries.find_guide(tx, form.guide.data or 0)
    if guide is not None:
        say(_("已排给%(guide)s。", guide=guide.name))
    return redirect(url_for("roster.duty", duty_id=duty_id), 303)


@blueprint.post("/desk/duties/<int:duty_id>/free")
@allows(*COORDINATORS)
def free(duty_id: int) -> Page:
    with current.database().writing() as tx:
        my_duty(tx, duty_id)
        assign_actions.free(tx, duty_id=duty_id, by=person().id, now=current.now())
    say(_("已取消安排，这个任务重新待排。"), "wait")
    return redirect(url_for("roster.duty", duty_id=duty_id), 303)


@blueprint.post("/desk/duties/<int:duty_id>/language")
@allows(*COORDINATORS)
def language(duty_id: int) -> Page:
    form = LanguageForm()
    with current.database().writing() as tx:
        my_duty(tx, duty_id)
        if form.validate():
            assign_actions.ask_language(
                tx,
                duty_id=duty_id,
                language=form.chosen(),
                by=person().id,
                now=current.now(),
            )
            say(_("讲解语言已保存。"))
    return redirect(url_for("roster.duty", duty_id=duty_id), 303)

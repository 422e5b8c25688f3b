"""The solver's proposal: asked for, waited for, looked at beside what stands, published."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.roster import board, proposals, queries
from outreach.roster.forms import ProposeForm
from outreach.roster.proposals import Proposal
from outreach.roster.views import chosen_monday, chosen_venue
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("proposals", __name__, url_prefix="/desk/proposals")

Page = str | tuple[str, int] | Response


@blueprint.route("", methods=["GET", "POST"])
@allows(*COORDINATORS)
def index() -> Page:
    """Ask for a roster of some weeks from a Monday, or go to the last one."""
    today = local_day(current.now())
    form = ProposeForm()
    with current.database().reading() as tx:
        mine, venue = chosen_venue(tx)
        latest = proposals.latest(tx, venue_id=venue.id)
    monday = chosen_monday(today)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            made = proposals.ask(
                tx,
                venue_id=venue.id,
                first=max(monday, today),
                last=max(monday, today) + timedelta(days=7 * (form.weeks.data or 1) - 1),
                by=person().id,
                now=current.now(),
            )
        return redirect(url_for("proposals.show", proposal_id=made.id), 303)
    page = render_template(
        "roster/proposals.html", venues=mine, venue=venue, monday=monday, form=form, latest=latest
    )
    return page, 422 if form.errors else 200


def my_proposal(tx: Tx, proposal_id: int) -> Proposal:
    found = proposals.find(tx, proposal_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise NotYours
    return found


@blueprint.get("/<int:proposal_id>")
@allows(*COORDINATORS)
def show(proposal_id: int) -> Page:
    with current.database().reading() as tx:
        found = my_proposal(tx, proposal_id)
        lives = queries.lives(
            tx, venue_id=found.venue_id, first=found.first, last=found.last, with_retired=True
        )
        duties = {
            int(duty.id): duty
            for duty in queries.duties_between(
                tx, venue_id=found.venue_id, first=found.first, last=found.last
            )
        }
        proposed = board.as_proposed(lives, duties, found.plan)
        return render_template(
            "roster/proposal.html",
            proposal=found,
            venue=catalogue.venue(tx, found.venue_id),
            names={guide_id: life.guide.name for guide_id, life in lives.items()},
            changes=[
                (duties[d], guide)
                for d, guide in sorted(found.plan.items())
                if d in duties and duties[d].guide_id != guide
            ],
            unfilled=[
                board.unfilled(proposed, duties[d])
                for d, guide in sorted(found.plan.items())
                if guide is None and d in duties
            ],
            programmes={int(p.id): p for p in catalogue.programmes(tx, with_retired=True)},
        )


@blueprint.post("/<int:proposal_id>/publish")
@allows(*COORDINATORS)
def publish(proposal_id: int) -> Page:
    with current.database().writing() as tx:
        found = my_proposal(tx, proposal_id)
        changed = proposals.publish(tx, proposal_id=proposal_id, by=person().id, now=current.now())
        slug = catalogue.venue(tx, found.venue_id).slug
    say(_("排班已发布，%(count)s 个任务有变化，相关讲解员会收到通知。", count=changed))
    return redirect(f"{url_for('roster.week', venue=slug)}&from={found.first}", 303)

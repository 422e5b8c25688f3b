"""Campaigns: begun, looked at, withdrawn; and the schools that are to be rung."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.actions import record_audit
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.campaigns import actions, codes, funnel, lists, queries, rights, rules, words
from outreach.campaigns.forms import CampaignForm
from outreach.campaigns.lists import Asked
from outreach.campaigns.model import Answer, Campaign, Invitation, Outcome, Step
from outreach.campaigns.rules import INVITERS
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.season import kept
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")

Page = str | tuple[str, int] | Response
AHEAD = timedelta(days=120)


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {"words": words, "Step": Step, "Answer": Answer, "Outcome": Outcome}


@blueprint.get("")
@allows(*INVITERS)
def index() -> str:
    """Every campaign that invited a school of somebody's counties, and all of them together."""
    with current.database().reading() as tx:
        inside = None if rules.sees_all(person()) else rights.own_counties(tx, person())
        found = queries.campaigns(tx, inside)
        mine = queries.invitations(tx, [one.id for one in found], inside)
        return render_template(
            "campaigns/index.html",
            campaigns=[(one, funnel.funnel(tx, [one], _of(mine, one))) for one in found],
            together=funnel.funnel(tx, found, mine),
            programmes={p.id: p for p in catalogue.programmes(tx, with_retired=True)},
            counties={county.code: county for county in province.counties(tx)},
            now=current.now(),
        )


def _of(invitations: Collection[Invitation], campaign: Campaign) -> list[Invitation]:
    return [one for one in invitations if one.campaign_id == campaign.id]


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*INVITERS)
def new() -> Page:
    """Schools from the list, ticked or all that a filter leaves; then what they are invited to."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        chosen = _chosen(tx)
        programmes = [p for p in catalogue.programmes(tx) if not p.online]
        wanted = request.values.get("programme", type=row_number)
        programme = next((p for p in programmes if p.id == wanted), None)
        form = CampaignForm()
        form.prepare(_sessions(tx, programme), kept=_kept_by_others(tx, programme))
        if request.method == "GET":
            form.each.data = 45
        if (
            request.method == "GET"
            or programme is None
            or not form.judge(request.form, today=today)
        ):
            page = _new_page(tx, form, chosen, programme, programmes)
            return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        begun = actions.begin(
            tx,
            form.plan(programme.id),
            school_ids=chosen,
            key=current.settings().signing_key(),
            by=person().id,
            now=current.now(),
        )
        _audit(tx, begun, "campaign-begun", str(len(chosen)))
    say(_("已邀请。文字可以转发了。"))
    return redirect(url_for("campaigns.show", campaign_id=begun.id), 303)


def _chosen(tx: Tx) -> list[int]:
    """The schools that were ticked, or all that the list's filter leaves; only of own counties."""
    own = rights.own_counties(tx, person())
    today = local_day(current.now())
    ticked = set(request.values.getlist("school", type=row_number))
    if ticked:
        inside = {one.school_id for one in queries.waiting(tx, own, today=today)}
        if not ticked <= inside:
            raise NotYours
        return sorted(ticked)
    if request.values.get("all") != "yes":
        raise rules.NobodyToInvite(invited=0)
    every = lists.chosen(tx, Asked.of(request.values, own), today=today)
    if len(every) > rules.MOST_SCHOOLS:
        raise rules.TooManySchools(chosen=len(every), most=rules.MOST_SCHOOLS)
    return [one.school_id for one in every]


def _sessions(tx: Tx, programme: Programme | None) -> Sequence[Session]:
    """Sessions of which places may be kept through today at least."""
    if programme is None:
        return ()
    today, now = local_day(current.now()), current.now()
    coming = season.upcoming_sessions(
        tx, first=today, last=today + AHEAD, programme_id=programme.id
    )
    return [
        session
        for session in coming
        if session.takes_bookings_at(now) and rules.last_day([session], today=today) >= today
    ][:40]


def _kept_by_others(tx: Tx, programme: Programme | None) -> dict[int, int]:
    found: dict[int, int] = {}
    for each in kept.of_sessions(tx, [session.id for session in _sessions(tx, programme)]):
        found[each.session_id] = found.get(each.session_id, 0) + each.kept
    return found


def _new_page(
    tx: Tx,
    form: CampaignForm,
    chosen: Sequence[int],
    programme: Programme | None,
    programmes: Sequence[Programme],
) -> str:
    invited = queries.open_invitations(tx)
    return render_template(
        "campaigns/new.html",
        form=form,
        chosen=chosen,
        schools=list(school_queries.schools_by_id(tx, chosen).values()),
        already=len(invited & set(chosen)),
        programme=programme,
        programmes=programmes,
        venues={venue.id: venue for venue in catalogue.venues(tx)},
    )


@blueprint.get("/<int:campaign_id>")
@allows(*INVITERS)
def show(campaign_id: int) -> Page:
    with current.database().reading() as tx:
        return _show(tx, campaign_id)


def _show(tx: Tx, campaign_id: int) -> str:
    found, mine = rights.seen(tx, person(), campaign_id)
    counted = funnel.funnel(tx, [found], mine)
    step = request.args.get("step", default=Step.INVITED, type=Step)
    places = kept.of_holder(tx, found.holder)
    return render_template(
        "campaigns/show.html",
        campaign=found,
        counted=counted,
        step=step,
        shown=[
            one
            for one in counted.at(step)
            if request.args.get("county") in (None, "", one.invitation.county_code)
        ],
        places=places,
        sessions=season.sessions_by_id(tx, [each.session_id for each in places]),
        schools=school_queries.schools_by_id(tx, [one.school_id for one in mine]),
        counties={county.code: county for county in province.counties(tx)},
        programme=catalogue.programme(tx, found.programme_id),
        venue=catalogue.venue(tx, found.venue_id),
        may_decide=rights.may_decide(person(), found),
        to_call=[one for one in counted.at(Step.INVITED) if len(one.steps) == 1],
        is_open=found.is_open(current.now()),
    )


@blueprint.get("/invitations/<int:invitation_id>")
@allows(*INVITERS)
def invitation(invitation_id: int) -> Page:
    """One school's code, link and text to forward, and what it said."""
    with current.database().reading() as tx:
        mine = rights.invitation(tx, person(), invitation_id)
        campaign = actions.campaign_of(tx, mine)
        code = codes.code(mine.id, key=current.settings().signing_key())
        school = school_queries.school(tx, mine.school_id)
        places = kept.of_holder(tx, campaign.holder)
        sessions = season.sessions_by_id(tx, [each.session_id for each in places])
        programme = catalogue.programme(tx, campaign.programme_id)
        venue = catalogue.venue(tx, campaign.venue_id)
    link = f"{current.settings().base_url.rstrip('/')}/invited/{code}"
    return render_template(
        "campaigns/invitation.html",
        mine=mine,
        campaign=campaign,
        code=code,
        link=link,
        school=school,
        programme=programme,
        is_open=campaign.is_open(current.now()) and mine.answer is Answer.OPEN,
        texts=words.texts(
            school=school,
            campaign=campaign,
            programme=programme,
            venue=venue,
            sessions=sorted(sessions.values(), key=lambda each: (each.day, each.starts)),
            code=code,
            link=link,
        ),
    )


@blueprint.post("/<int:campaign_id>/withdraw")
@allows(*INVITERS)
def withdraw(campaign_id: int) -> Page:
    with current.database().writing() as tx:
        found = rights.decided(tx, person(), campaign_id)
        if actions.withdraw(tx, found, now=current.now()):
            _audit(tx, found, "campaign-withdrawn", "")
    say(_("已撤回，还留着的名额向所有学校放开。"))
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


@blueprint.post("/invitations/<int:invitation_id>/called")
@allows(*INVITERS)
def called(invitation_id: int) -> Page:
    outcome = request.form.get("outcome", "")
    with current.database().writing() as tx:
        mine = rights.invitation(tx, person(), invitation_id)
        if outcome not in set(Outcome):
            abort(400)
        actions.record_call(tx, mine, outcome=Outcome(outcome), by=person().id, now=current.now())
    return redirect(url_for("campaigns.show", campaign_id=mine.campaign_id) + "#calls", 303)


def _audit(tx: Tx, found: Campaign, action: str, after: str) -> None:
    record_audit(
        tx,
        person_id=person().id,
        action=action,
        subject=f"campaign:{found.id}",
        before="",
        after=after,
        at=current.now(),
    )

"""What a school opens with its code, without signing in: the offer, and three answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts import rules as account_rules
from outreach.accounts.actions import count_try
from outreach.booking import advice
from outreach.booking.invited_queries import placed_since
from outreach.booking.model import ACTIVE, Booking
from outreach.campaigns import actions, codes, queries, rules, words
from outreach.campaigns.forms import AcceptForm, DeclineForm, OtherDatesForm
from outreach.campaigns.model import Answer, Campaign, Invitation
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School
from outreach.season import kept
from outreach.season import queries as season
from outreach.season.model import KeptPlaces, Session
from outreach.web import current, filters
from outreach.web.gate import public
from outreach.web.words import _

blueprint = Blueprint("invited", __name__, url_prefix="/invited")

Page = str | tuple[str, int] | Response


@blueprint.route("", methods=["GET", "POST"])
@public
def ask_code() -> Page:
    """For whoever was told the code by telephone."""
    typed = request.form.get("code", "").strip()
    if not typed:
        page = render_template("campaigns/ask_code.html", missing=request.method == "POST")
        return page, 422 if request.method == "POST" else 200
    _find(typed)
    return redirect(url_for("invited.show", code=codes.fold(typed)), 303)


def _find(typed: str) -> Invitation:
    """The invitation of a code. Whoever tries many is refused, right or wrong."""
    now, address = current.now(), request.remote_addr or ""
    with current.database().reading() as tx:
        since = now - account_rules.WINDOW
        tried = accounts.attempts_since(tx, f"address:{address}", since)
        account_rules.check_tries(account=0, address=tried)
        found = queries.by_code(tx, typed)
    if found is None:
        tried_code = f"invitation:{codes.fold(typed) or 'none'}:{address}"
        if codes.fold(typed) is not None:  # what can be no code guesses none
            with current.database().writing() as tx:
                count_try(tx, what=tried_code, address=address, now=now)
        raise rules.NoSuchInvitation
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, as it is now."""

    mine: Invitation
    campaign: Campaign
    school: School
    sessions: Mapping[int, Session]
    places: Mapping[int, KeptPlaces]
    booking: Booking | None
    today: date

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Sessions that still have room for somebody invited."""
        found: list[tuple[int, str]] = []
        for session in sorted(self.sessions.values(), key=lambda each: (each.day, each.starts)):
            left = self.left(session.id)
            if left and session.takes_bookings_at(current.now()):
                when = f"{filters.day(session.day)} {filters.clock(session.starts)}"
                found.append((session.id, _("%(when)s，还有 %(n)s 个名额", when=when, n=left)))
        return found

    def left(self, session_id: int) -> int:
        """Places for an invited school: those kept, and the free ones where nobody waits."""
        session = self.sessions[session_id]
        return self.places[session_id].kept + (0 if session.waiting else session.places_left)


def _offer(tx: Tx, mine: Invitation) -> Offer:
    campaign = actions.campaign_of(tx, mine)
    places = {each.session_id: each for each in kept.of_holder(tx, campaign.holder)}
    placed = placed_since(tx, places, since=campaign.made_at)
    own = [one for one in placed if one.school_id == mine.school_id and one.state in ACTIVE]
    return Offer(
        mine=mine,
        campaign=campaign,
        school=school_queries.school(tx, mine.school_id),
        sessions=season.sessions_by_id(tx, places),
        places=places,
        booking=own[-1] if own else None,
        today=local_day(current.now()),
    )


class Forms:
    """The three answers; each with its own names, as they stand on one page."""

    def __init__(self, offer: Offer) -> None:
        self.accept = AcceptForm(prefix="accept-")
        self.accept.prepare(offer.choices)
        self.decline = DeclineForm(prefix="decline-")
        self.other = OtherDatesForm(prefix="other-")
        self.other.prepare(school=offer.school, today=offer.today)


@blueprint.get("/<code>")
@public
def show(code: str) -> Page:
    """Looking answers nothing: chat programs open links by themselves."""
    found = _find(code)
    with current.database().reading() as tx:
        offer = _offer(tx, found)
        if not offer.campaign.is_open(current.now()) and offer.booking is None:
            raise rules.InvitationEnded(until=offer.campaign.ended_at or offer.campaign.until)
        return _page(tx, offer, Forms(offer), code=code)


def _page(tx: Tx, offer: Offer, forms: Forms, *, code: str) -> str:
    venue = catalogue.venue(tx, offer.campaign.venue_id)
    return render_template(
        "campaigns/invited.html",
        offer=offer,
        forms_of=forms,
        code=code,
        venue=venue,
        programme=catalogue.programme(tx, offer.campaign.programme_id),
        way=advice.way(tx, offer.school, venue),
        words=words,
        Answer=Answer,
        opened=request.form.get("answer", ""),
    )


@blueprint.post("/<code>")
@public
def answer(code: str) -> Page:
    found = _find(code)
    asked = request.form.get("answer", "")
    with current.database().reading() as tx:
        offer = _offer(tx, found)
        forms = Forms(offer)
        act = ANSWERS.get(asked)
        if act is None:
            abort(400)
        form = getattr(forms, asked)
        if not form.validate():
            return _page(tx, offer, forms, code=code), 422
    with current.database().writing() as tx:
        act(tx, found, forms)
    return redirect(url_for("invited.show", code=code), 303)


def _accept(tx: Tx, found: Invitation, forms: Forms) -> None:
    offer, pupils = _offer(tx, found), int(forms.accept.pupils.data or 0)
    session_id = int(forms.accept.session.data)
    if pupils > offer.left(session_id):
        raise rules.KeptAllUsed(left=offer.left(session_id), coming=pupils, code_of=request.path)
    actions.accept(tx, found, session_id=session_id, pupils=pupils, now=current.now())


def _decline(tx: Tx, found: Invitation, forms: Forms) -> None:
    form = forms.decline
    note = form.note.data or None
    actions.decline(tx, found, reason=form.chosen(), note=note, now=current.now())


def _other(tx: Tx, found: Invitation, forms: Forms) -> None:
    form = forms.other
    actions.ask_other_dates(
        tx,
        found,
        grade=int(form.grade.data),
        pupils=int(form.pupils.data or 0),
        week_from=date.fromisoformat(form.week_from.data),
        week_to=date.fromisoformat(form.week_to.data),
        now=current.now(),
    )


ANSWERS: Mapping[str, Callable[[Tx, Invitation, Forms], None]] = {
    "accept": _accept,
    "decline": _decline,
    "other": _other,
}

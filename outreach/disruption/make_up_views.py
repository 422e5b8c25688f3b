"""待补 and 受灾影响: who still waits for a visit, and what came of all that was lost."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.who import person
from outreach.booking.model import Booking
from outreach.disruption import desk, make_up_actions, queries, report
from outreach.disruption.forms import WriteOffForm
from outreach.disruption.model import Offer, Touch
from outreach.disruption.offers import Finder
from outreach.disruption.report import Part
from outreach.disruption.rights import ACTORS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("make_ups", __name__, url_prefix="/make-ups")

Page = str | tuple[str, int] | Response
SHOWN = 20
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """A group that waits, with sessions it could have and a booking it may already have."""

    touch: Touch
    offers: tuple[Offer, ...]
    again: Booking | None
    may_restore: bool


@dataclass(frozen=True, slots=True)
class Pager:
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SHOWN))


@blueprint.get("")
@allows(*ACTORS)
def waiting() -> Page:
    with current.database().reading() as tx:
        return _waiting_page(tx)


def _waiting_page(tx: Tx, wrong: tuple[int, WriteOffForm] | None = None) -> str:
    owed = queries.owed(tx, person())
    asked = request.args.get("page", 1, type=row_number)
    pager = Pager(max(1, min(asked, -(-len(owed) // SHOWN))), len(owed))
    first = (pager.number - 1) * SHOWN
    finder = Finder.over(tx, scope=None, first=local_day(current.now()), now=current.now())
    shown = owed[first : first + SHOWN]
    finder.look_up(touch.school.id for touch in shown)
    again = make_up_actions.find_again(tx, shown)
    lines = [_line(finder, touch, again.get(touch.id)) for touch in shown]
    return render_template(
        "disruption/make_ups.html",
        lines=lines,
        pager=pager,
        counties=desk.county_names(tx),
        form=WriteOffForm(formdata=None),
        wrong=wrong,
    )


def _line(finder: Finder, touch: Touch, again: Booking | None) -> Line:
    offers = finder.offers(touch.booking, touch.school)
    return Line(
        touch=touch,
        offers=tuple(
            offer
            for offer in offers
            if offer.session
            and make_up_actions.may_book(person(), offer.session, now=current.now())
        ),
        again=again,
        may_restore=person().runs_venue(touch.booking.venue_id)
        and touch.former_moment > current.now(),
    )


@blueprint.post("/<int:touch_id>/book/<int:session_id>")
@allows(*ACTORS)
def book(touch_id: int, session_id: int) -> Page:
    with current.database().writing() as tx:
        placed = make_up_actions.book_again(
            tx, touch_id=touch_id, session_id=session_id, person=person(), now=current.now()
        )
    say(_("已代填补约：%(number)s，学校会收到通知。", number=placed.number))
    return redirect(url_for("make_ups.waiting"), 303)


@blueprint.post("/<int:touch_id>/link")
@allows(*ACTORS)
def link(touch_id: int) -> Page:
    with current.database().writing() as tx:
        found = make_up_actions.link(tx, touch_id=touch_id, person=person(), now=current.now())
    say(_("已记为补约：%(number)s。", number=found.number))
    return redirect(url_for("make_ups.waiting"), 303)


@blueprint.post("/<int:touch_id>/write-off")
@allows(*ACTORS)
def write_off(touch_id: int) -> Page:
    form = WriteOffForm()
    with current.database().writing() as tx:
        touch = queries.touch(tx, person(), touch_id)
        if not form.validate():
            return _waiting_page(tx, wrong=(touch_id, form)), 422
        make_up_actions.write_off(
            tx,
            touch_id=touch_id,
            reason=form.reason.data or "",
            person=person(),
            now=current.now(),
        )
    say(_("已记下不再补约：%(school)s。", school=touch.school.name))
    return redirect(url_for("make_ups.waiting"), 303)


@blueprint.get("/report")
@allows(*ACTORS)
def report_page() -> Page:
    today = local_day(current.now())
    first = _day("from", today - YEAR)
    last = _day("to", today + YEAR)
    shown = request.args.get("show", "")
    with current.database().reading() as tx:
        found = report.build(tx, person(), first=first, last=last)
        counties = desk.county_names(tx)
    return render_template(
        "disruption/report.html",
        report=found,
        first=first,
        last=last,
        shown=Part(shown) if shown in set(Part) else Part.TOUCHED,
        Part=Part,
        names=report.PARTS,
        counties=counties,
    )


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise

"""Papers at the venue's desk: to check, to send back, to ring about; and confirming a visit."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, OFFICERS
from outreach.accounts.who import person
from outreach.booking import desk as booking_desk
from outreach.booking import queries as bookings
from outreach.booking.desk_views import my_booking
from outreach.booking.model import TONES
from outreach.booking.words import STATES
from outreach.catalogue.paper_terms import Paper
from outreach.catalogue.words import PAPERS
from outreach.papers import actions, desk, queries, rules
from outreach.papers.forms import ConfirmForm, ReturnForm, opened_with
from outreach.papers.rules import PapersUnchecked
from outreach.papers.views import KINDS
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("papers_desk", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/papers")
@allows(*COORDINATORS, *OFFICERS)
def index() -> Page:
    """What waits to be checked, and what is worth a call, the soonest visit first."""
    with current.database().reading() as tx:
        found = desk.waiting(tx, person(), now=current.now())
        to_check = booking_desk.lines(tx, found.to_check)
        to_call = booking_desk.lines(tx, found.to_call)
    return render_template(
        "papers/index.html",
        to_check=to_check,
        to_call=to_call,
        needs=found.needs,
        at_desk=person().runs_venue,
        states=STATES,
        tones=TONES,
        grade_words=grade_words,
    )


@blueprint.post(f"/desk/bookings/<int:booking_id>/papers/<{KINDS}:kind>/check")
@allows(*COORDINATORS)
def check(booking_id: int, kind: str) -> Page:
    with current.database().writing() as tx:
        my_booking(tx, booking_id)
        actions.check(
            tx,
            booking_id=booking_id,
            kind=Paper(kind),
            revision=request.form.get("revision", -1, type=row_number),
            by=person().id,
            now=current.now(),
        )
    say(_("核验通过：%(paper)s。", paper=PAPERS[Paper(kind)]))
    return redirect(url_for("desk.booking", booking_id=booking_id) + "#papers", 303)


@blueprint.route(
    f"/desk/bookings/<int:booking_id>/papers/<{KINDS}:kind>/return", methods=["GET", "POST"]
)
@allows(*COORDINATORS)
def send_back(booking_id: int, kind: str) -> Page:
    form = ReturnForm()
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_booking(tx, booking_id)
            actions.send_back(
                tx,
                booking_id=booking_id,
                kind=Paper(kind),
                reason=form.reason.data or "",
                revision=opened_with(form.revision),
                by=person().id,
                now=current.now(),
            )
        say(_("已退回，并通知老师：%(paper)s。", paper=PAPERS[Paper(kind)]))
        return redirect(url_for("desk.booking", booking_id=booking_id) + "#papers", 303)
    with current.database().reading() as tx:
        booking = my_booking(tx, booking_id)
        handed = queries.find_handed(tx, booking_id, Paper(kind))
        facts = bookings.booking_facts(tx, booking_id)
    if handed is None:
        raise rules.NoSuchPaper
    if request.method == "GET":
        form.revision.data = str(handed.revision)
    page = render_template(
        "papers/send_back.html", form=form, booking=booking, facts=facts, handed=handed
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/desk/bookings/<int:booking_id>/confirm", methods=["GET", "POST"])
@allows(*COORDINATORS)
def confirm(booking_id: int) -> Page:
    """One press when every paper is checked; otherwise a reason, which is remembered."""
    form = ConfirmForm()
    given = form.reason.data if form.is_submitted() and form.validate() else None
    if request.method == "POST":
        try:
            with current.database().writing() as tx:
                my_booking(tx, booking_id)
                after = actions.confirm(
                    tx, booking_id=booking_id, reason=given, by=person().id, now=current.now()
                )
        except PapersUnchecked:
            return _confirm_page(booking_id, form), 422
        flash(_("%(number)s：%(state)s。", number=after.number, state=STATES[after.state]))
        onward = (
            url_for("desk.inbox")
            if request.form.get("then") == "inbox"
            else url_for("desk.booking", booking_id=booking_id)
        )
        return redirect(onward, 303)
    return _confirm_page(booking_id, form)


def _confirm_page(booking_id: int, form: ConfirmForm) -> str:
    with current.database().reading() as tx:
        booking = my_booking(tx, booking_id)
        needs = queries.needs_of(tx, booking, now=current.now())
        facts = bookings.booking_facts(tx, booking_id)
    return render_template(
        "papers/confirm.html", form=form, booking=booking, facts=facts, needs=needs
    )

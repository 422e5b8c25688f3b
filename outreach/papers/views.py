"""The teacher's page of papers: what, by when, to whom; and handing one in."""

from collections.abc import Sequence
from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS, OFFICERS, Role
from outreach.accounts.who import person
from outreach.booking import queries as bookings
from outreach.booking import rights
from outreach.booking.model import Booking, BookingState
from outreach.catalogue.paper_terms import Paper
from outreach.catalogue.words import ADDRESSEES, PAPERS
from outreach.kernel.db import Tx
from outreach.papers import actions, copies, files, queries, rules, words
from outreach.papers.forms import PaperForm, form_for, wants_copy
from outreach.papers.model import TONES, Blank, Kept, Need, PaperState
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("papers", __name__)

Page = str | tuple[str, int] | Response
KINDS = "any(letter, filing, safety_plan, insurance, coach, consents)"
WITH_SLIP = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.DONE})


@blueprint.app_context_processor
def paper_words() -> dict[str, object]:
    """What every page that shows papers says of them; pages of bookings do, too."""
    return {
        "paper_words": PAPERS,
        "paper_states": words.STATES,
        "paper_tones": TONES,
        "addressees": ADDRESSEES,
        "concern_words": words.CONCERNS,
        "blank_words": words.BLANKS,
        "told_words": words.told_words,
        "why_unusable": words.why_unusable,
        "papers_of": papers_of,
        "papers_of_all": papers_of_all,
        "names_of": names_of,
    }


def papers_of(booking: Booking) -> list[Need]:
    """What a booking needs, for a page of another slice."""
    return papers_of_all([booking])[booking.id]


def papers_of_all(of: Sequence[Booking]) -> dict[int, list[Need]]:
    with current.database().reading() as tx:
        return queries.needs_by_booking(tx, list(of), now=current.now())


def names_of(needs: Sequence[Need]) -> dict[int, str]:
    """Who handed in and who checked."""
    asked = {p for n in needs if n.handed for p in (n.handed.received_by, n.handed.decided_by) if p}
    with current.database().reading() as tx:
        return accounts.names(tx, asked)


@blueprint.app_template_filter()
def paper_name(kind: str) -> str:
    """For letters, which know no context of a page."""
    return str(PAPERS[Paper(kind)])


@blueprint.app_template_filter("checked")
def how_many_checked(needs: Sequence[Need]) -> int:
    return sum(need.state is PaperState.CHECKED for need in needs)


@blueprint.app_template_filter("ready")
def is_ready(needs: Sequence[Need]) -> bool:
    """Whether a booking may be confirmed without a further word."""
    return not rules.unchecked(needs)


@blueprint.get("/bookings/<int:booking_id>/papers")
@allows(Role.TEACHER, *COORDINATORS, *OFFICERS)
def show(booking_id: int) -> Page:
    with current.database().reading() as tx:
        booking = rights.seen(tx, person(), booking_id)
        needs = queries.needs_of(tx, booking, now=current.now())
        facts = bookings.booking_facts(tx, booking_id)
    begun = {blank for need in needs for blank in need.blanks}
    return render_template(
        "papers/show.html",
        booking=booking,
        facts=facts,
        needs=needs,
        how=words.HOW,
        others=[blank for blank in Blank if blank not in begun],
        may_change=rights.may_change(person(), booking),
        is_open=booking.state in actions.OPEN,
        has_slip=booking.state in WITH_SLIP,
        PaperState=PaperState,
    )


def _need(tx: Tx, booking: Booking, kind: Paper) -> Need:
    """A paper that the booking's venue asks for; any other does not exist."""
    for need in queries.needs_of(tx, booking, now=current.now()):
        if need.kind is kind:
            return need
    raise rules.NoSuchPaper


@blueprint.route(f"/bookings/<int:booking_id>/papers/<{KINDS}:kind>", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def hand_in(booking_id: int, kind: str) -> Page:
    with current.database().reading() as tx:
        booking = rights.changed(tx, person(), booking_id)
        if booking.state not in actions.OPEN:
            raise rules.PapersClosed(booking.id, booking.number)
        need = _need(tx, booking, Paper(kind))
        facts = bookings.booking_facts(tx, booking_id)
    form = form_for(need.kind, visit=booking.day)
    if request.method == "GET":
        form.open(need.handed)
    elif form.validate():
        kept = _keep_copies(form, need)
        if kept is not None:
            _hand_in(form, booking_id, need.kind, kept)
            say(_("已收到：%(paper)s。场馆核验后这里会改为“核验通过”。", paper=PAPERS[need.kind]))
            return redirect(url_for("papers.show", booking_id=booking_id), 303)
    page = render_template(
        "papers/hand_in.html", form=form, booking=booking, need=need, facts=facts, how=words.HOW
    )
    return page, 422 if request.method == "POST" else 200


def _keep_copies(form: PaperForm, need: Need) -> list[Kept] | None:
    """Every file that was sent, made harmless and kept; None when one of them cannot be."""
    sent = form.copies_sent()
    if not sent and wants_copy(need.kind, need.handed):
        form["copies"].errors = [_("请选择盖章后的照片或 PDF。")]
        return None
    if len(sent) > rules.MOST_UPLOADS:
        form["copies"].errors = [_("一次最多 %(most)s 个文件。", most=rules.MOST_UPLOADS)]
        return None
    try:
        made = [copies.harmless(content) for content in sent]
    except rules.CopyUnusable as unusable:
        form["copies"].errors = [words.why_unusable(unusable.why)]
        return None
    folder = current.settings().uploads
    return [files.keep(folder, content, media) for content, media in made]


def _hand_in(form: PaperForm, booking_id: int, kind: Paper, kept: list[Kept]) -> None:
    try:
        with current.database().writing() as tx:
            rights.changed(tx, person(), booking_id)
            actions.hand_in(
                tx,
                booking_id=booking_id,
                kind=kind,
                told=form.told(),
                kept=kept,
                revision=form.opened_with(),
                by=person().id,
                now=current.now(),
            )
    except Exception:
        for each in kept:
            with suppress(OSError):  # the worker sweeps what is left
                files.remove(current.settings().uploads, each.name)
        raise


@blueprint.post("/bookings/<int:booking_id>/papers/files/<int:upload_id>/remove")
@allows(Role.TEACHER, *COORDINATORS)
def remove(booking_id: int, upload_id: int) -> Page:
    with current.database().writing() as tx:
        rights.changed(tx, person(), booking_id)
        actions.remove_upload(
            tx, booking_id=booking_id, upload_id=upload_id, by=person().id, now=current.now()
        )
    say(_("已删除上传的文件。"))
    return redirect(url_for("papers.show", booking_id=booking_id), 303)

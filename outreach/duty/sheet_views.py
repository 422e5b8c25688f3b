"""When the line is down: a sheet to print, and a page that takes its entries afterwards."""

import secrets
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.booking import desk
from outreach.booking import queries as booking
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.duty import sheet_actions, sheet_queries, sheet_rules
from outreach.duty.sheet_rules import Judged, Typed, Verdict
from outreach.duty.views import chosen_day, chosen_venue
from outreach.duty.words import COMPLAINTS, OUTCOMES, VERDICT_TONES, VERDICTS
from outreach.kernel.db import Tx
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("sheets", __name__, url_prefix="/desk/today/sheets")

Page = str | tuple[str, int] | Response

COLUMNS = ("number", "came", "pupils", "adults", "coaches", "left", "initials")
MOST_LINES = 200
SPARE_LINES = 3
"""For numbers that are on the paper but not on the day's list."""


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "grade_words": grade_words,
        "complaint_words": COMPLAINTS,
        "verdicts": VERDICTS,
        "verdict_tones": VERDICT_TONES,
        "outcomes": OUTCOMES,
    }


@blueprint.get("/print")
@allows(*COORDINATORS)
def print_day() -> str:
    """A day on one A4 sheet: who comes, when, how many, with room to write who came."""
    day = chosen_day()
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=day)
        groups = desk.lines(tx, booking.bookings_of_day(tx, day, venue_ids=[venue.id]))
    return render_template(
        "duty/print.html",
        day=day,
        lines=groups,
        venue=venue,
        venues=mine,
        codes={line.booking.id: _code(line.booking.number) for line in groups},
    )


def _code(number: str) -> Markup:
    """A QR code that holds nothing but the number, as an SVG path."""
    import segno  # only who prints pays for it

    drawn = segno.make_qr(number, error="m").svg_inline(scale=2, border=2)
    return Markup(drawn)  # noqa: S704 - segno draws digits, nothing that anybody typed


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def new() -> Page:
    """The paper's lines, typed in; looked at first, then taken."""
    day, now = chosen_day(), current.now()
    if request.method == "POST":
        return _sent(day)
    with current.database().reading() as tx:
        venue, mine = chosen_venue(tx, day=day)
        groups = booking.bookings_of_day(tx, day, venue_ids=[venue.id])
        sheets = sheet_queries.sheets_of_day(tx, day, venue_id=venue.id)
        names = _school_names(tx, groups)
    lines = [Typed(number=group.number) for group in groups] + [Typed()] * SPARE_LINES
    return render_template(
        "duty/sheet_form.html",
        day=day,
        now=now,
        venue=venue,
        venues=mine,
        lines=lines,
        names=names,
        sheets=sheets,
        token=secrets.token_urlsafe(16),
        judged=(),
        empty=False,
    )


def _school_names(tx: Tx, groups: list[Booking]) -> dict[str, str]:
    return {
        line.booking.number: f"{line.booking.starts:%H:%M} {line.school.name}"
        for line in desk.lines(tx, groups)
    }


def _typed() -> list[Typed]:
    """Every line of the page; a column that is short leaves its cells empty."""
    columns = {name: request.form.getlist(name)[:MOST_LINES] for name in COLUMNS}
    return [
        Typed(**{name: _cell(columns[name], at) for name in COLUMNS})
        for at in range(len(columns["number"]))
    ]


def _cell(column: list[str], at: int) -> str:
    return column[at].strip()[:40] if at < len(column) else ""


def _choices(lines: list[Typed]) -> Mapping[int, str]:
    """Which of two different counts holds, by booking."""
    chosen = {}
    for line in lines:
        booking_id = sheet_rules.booking_id_of(line.number)
        if booking_id is not None:
            chosen[int(booking_id)] = request.form.get(f"holds-{booking_id}", "")
    return chosen


def _sent(day: date) -> Page:
    now, lines = current.now(), _typed()
    token = request.form.get("token") or secrets.token_urlsafe(16)
    confirmed = request.form.get("confirm") == "yes"
    judged: tuple[Judged, ...]
    if confirmed:
        with current.database().writing() as tx:
            venue, mine = chosen_venue(tx, day=day)
            taken = sheet_actions.take_sheet(
                tx,
                venue_id=venue.id,
                day=day,
                lines=lines,
                choices=_choices(lines),
                token=token,
                by=person().id,
                now=now,
            )
        if taken.sheet_id is not None:
            say(_("这张单子早已收到，没有重复登记。") if taken.repeated else _("这张单子已登记。"))
            return redirect(url_for("sheets.show", sheet_id=taken.sheet_id), 303)
        judged = taken.lines
    else:
        with current.database().reading() as tx:
            venue, mine = chosen_venue(tx, day=day)
            judged = sheet_actions.look(tx, venue_id=venue.id, day=day, lines=lines, now=now)
    return _preview(day, venue, mine, lines, judged, token)


def _preview(
    day: date,
    venue: Venue,
    mine: list[Venue],
    lines: list[Typed],
    judged: tuple[Judged, ...],
    token: str,
) -> Page:
    with current.database().reading() as tx:
        groups = booking.bookings_of_day(tx, day, venue_ids=[venue.id])
        names = _school_names(tx, groups)
    page = render_template(
        "duty/sheet_form.html",
        day=day,
        now=current.now(),
        venue=venue,
        venues=mine,
        lines=lines,
        names=names,
        sheets=[],
        token=token,
        judged=judged,
        ready=bool(judged) and all(line.verdict is not Verdict.WRONG for line in judged),
        choices=_choices(lines),
        empty=not judged,
    )
    return page, 422 if not judged or any(j.verdict is Verdict.WRONG for j in judged) else 200


@blueprint.get("/<int:sheet_id>")
@allows(*COORDINATORS)
def show(sheet_id: int) -> str:
    """A sheet as it was entered, and what each line did."""
    with current.database().reading() as tx:
        sheet = sheet_queries.find_sheet(tx, sheet_id)
        if sheet is None or not person().runs_venue(sheet.venue_id):
            raise NotYours
        venue = catalogue.venue(tx, sheet.venue_id)
        visits = [booking.find_booking(tx, line.booking_id) for line in sheet.lines]
        lines = desk.lines(tx, [visit for visit in visits if visit is not None])
        names = accounts.names(tx, {sheet.entered_by} if sheet.entered_by else set())
    return render_template(
        "duty/sheet.html",
        sheet=sheet,
        venue=venue,
        names=names,
        by_id={line.booking.id: line for line in lines},
    )

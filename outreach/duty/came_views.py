"""Booked and came: the page, and the same lines to take home."""

from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, OFFICERS
from outreach.accounts.who import person
from outreach.booking import desk
from outreach.booking.words import STATES, reason_words
from outreach.duty import came, came_export
from outreach.duty.rules import school_year_of
from outreach.duty.words import DIFFERENCES
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("came", __name__, url_prefix="/booked-and-came")

SHOWN = 200
"""Groups on the page, the newest first; the export has them all."""


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _days() -> Days:
    """The days asked for, both included; else this school year up to today."""
    today = local_day(current.now())
    last = min(_day("to", today), date(2999, 12, 30))
    return Days.through(min(_day("from", school_year_of(last).first), last), last)


def _compared(tx: Tx) -> came.Comparison:
    venue_id = request.args.get("venue", type=row_number)
    return came.compare(tx, person(), days=_days(), venue_id=venue_id)


@blueprint.get("")
@allows(*COORDINATORS, *OFFICERS)
def index() -> str:
    with current.database().reading() as tx:
        compared = _compared(tx)
        venues = desk.venues_of(tx, person())
    school_id = request.args.get("school", type=row_number)
    groups = [
        g
        for g in reversed(compared.groups)
        if school_id is None or g.line.booking.school_id == school_id
    ]
    return render_template(
        "duty/came.html",
        compared=compared,
        groups=groups[:SHOWN],
        more=max(0, len(groups) - SHOWN),
        school=compared.schools[school_id][0] if school_id in compared.schools else None,
        schools=sorted(compared.schools.values(), key=lambda pair: -pair[1].booked)[:SHOWN],
        days=_days(),
        venues=venues,
        chosen=request.args.get("venue", ""),
        differences=DIFFERENCES,
        states=STATES,
        reason_words=reason_words,
        grade_words=grade_words,
    )


@blueprint.get("/workbook")
@allows(*COORDINATORS, *OFFICERS)
def workbook() -> Response:
    with current.database().reading() as tx:
        compared = _compared(tx)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(came_export.workbook(compared), "xlsx", kind)


@blueprint.get("/text")
@allows(*COORDINATORS, *OFFICERS)
def text() -> Response:
    with current.database().reading() as tx:
        compared = _compared(tx)
    return _file(came_export.text(compared), "csv", "text/csv; charset=utf-8")


def _file(file: BytesIO, ending: str, kind: str) -> Response:
    days = _days()
    name = f"{_('约与到')}-{days.first}-{days.last}.{ending}"
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name)

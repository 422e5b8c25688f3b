"""The board's figures to take home."""

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from outreach.accounts.queries import sample_people
from outreach.reach import export, pages, queries
from outreach.web import current
from outreach.web.gate import signed_in
from outreach.web.words import _

blueprint = Blueprint("reach_export", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {
    "xlsx": (export.workbook, XLSX),
    "csv": (export.text, "text/csv; charset=utf-8"),
}


@blueprint.get("/reach/export.<ending>")
@signed_in
def board(ending: str) -> Response:
    """The same board as on the page; a period that does not hold gives no file."""
    question = pages.question()
    if ending not in WRITERS:
        abort(404)
    if not question.is_valid:
        abort(400)
    days = question.period.days
    with current.database().reading() as tx:
        found = queries.board(tx, days=days, today=pages.today())
        sample = bool(sample_people(tx))
    write, kind = WRITERS[ending]
    name = _("科普覆盖 %(first)s 至 %(last)s", first=days.first, last=days.last)
    return send_file(
        write(export.lines(found), note=export.about(found, sample=sample)),
        mimetype=kind,
        as_attachment=True,
        download_name=f"{name}.{ending}",
    )

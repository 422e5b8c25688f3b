"""The list of schools that nothing reached for long: on screen, on paper, as a workbook."""

from flask import Blueprint, Response, render_template, request, send_file

from outreach.accounts.who import person
from outreach.campaigns import lists, rights, words
from outreach.campaigns.lists import Asked, Since
from outreach.campaigns.rules import INVITERS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook.words import BANDS
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("never", __name__, url_prefix="/never-reached")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(tx: Tx) -> Asked:
    return Asked.of(request.args, rights.own_counties(tx, person()))


@blueprint.get("")
@allows(*INVITERS)
def index() -> str:
    page = request.args.get("page", default=1, type=row_number)
    with current.database().reading() as tx:
        found = lists.found(tx, _asked(tx), page=page, today=local_day(current.now()))
    return render_template(
        "campaigns/never.html",
        found=found,
        asked=found.asked,
        words=words,
        Since=Since,
        bands=BANDS,
    )


@blueprint.get("/workbook")
@allows(*INVITERS)
def workbook() -> Response:
    today = local_day(current.now())
    with current.database().reading() as tx:
        file = lists.workbook(tx, _asked(tx), today=today)
    name = f"{_('未到学校')}-{today}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)

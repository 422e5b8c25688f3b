"""The audit on screen and as a workbook, and whether its chain holds."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from outreach.accounts import audit_export, audit_queries, queries
from outreach.accounts.audit_forms import read_search
from outreach.accounts.audit_model import read_anchor
from outreach.accounts.model import Role
from outreach.accounts.who import person
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.personal import without_numbers

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

READERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)


@blueprint.get("")
@allows(*READERS)
def index() -> str:
    wanted = read_search(request.args)
    page = request.args.get("page", default=1, type=row_number)
    with current.database().reading() as tx:
        found = audit_queries.search(tx, person(), wanted, page=page)
        names = queries.names(tx, {e.person_id for e in found.entries if e.person_id is not None})
        verbs = audit_queries.actions_met(tx, person())
        end = audit_queries.end(tx)
        one = queries.names(tx, [wanted.person_id]) if wanted.person_id is not None else {}
    return render_template(
        "accounts/audit.html",
        found=found,
        names=names | one,
        verbs=verbs,
        wanted=wanted,
        end=end,
        hide=without_numbers,
        may_verify=person().runs_the_province,
        most=audit_export.MOST,
    )


@blueprint.get("/verify")
@allows(Role.ADMIN, Role.PROVINCE)
def verify() -> str:
    """Walks the whole chain; asked for by hand, because it reads everything."""
    typed = request.args.get("anchor", "").strip()
    anchor = read_anchor(typed) if typed else None
    with current.database().reading() as tx:
        faults = list(audit_queries.find_faults(tx, anchor=anchor))
        end = audit_queries.end(tx)
    return render_template(
        "accounts/audit_verify.html",
        faults=faults,
        end=end,
        typed=typed,
        unreadable=bool(typed) and anchor is None,
    )


@blueprint.get("/audit.xlsx")
@allows(*READERS)
def workbook() -> Response:
    with current.database().reading() as tx:
        made = audit_export.workbook(tx, person(), read_search(request.args), now=current.now())
    return send_file(
        BytesIO(made),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        download_name="audit.xlsx",
        as_attachment=True,
    )

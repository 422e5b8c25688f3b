"""Files of an import to take away: the table with its complaints marked, and an empty one."""

from collections.abc import Iterator

from flask import Blueprint
from werkzeug.wrappers import Response

from outreach.accounts.who import person
from outreach.kernel.refusal import Refusal
from outreach.ledger import import_header, import_queries, rules
from outreach.ledger.import_model import LedgerImport, LedgerLine
from outreach.ledger.import_papers import marked_workbook, template_workbook
from outreach.ledger.import_sentences import refusal_words
from outreach.ledger.import_views import RECORDERS, own
from outreach.province import queries as province
from outreach.province import uploads
from outreach.province.spool import Spool
from outreach.province.upload_model import ImportState
from outreach.province.workbooks import XLSX
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("ledger_import_papers", __name__, url_prefix="/ledger/imports")


@blueprint.get("/template.xlsx")
@allows(*RECORDERS)
def template() -> Response:
    """An empty year, with the counties that the reader may enter to choose from."""
    with current.database().reading() as tx:
        counties = rules.own_counties(province.counties(tx), rules.sight(person()))
    return _workbook(template_workbook([county.name for county in counties]), "ledger.xlsx")


@blueprint.get("/<int:import_id>/marked.xlsx")
@allows(*RECORDERS)
def marked(import_id: int) -> Response:
    """The file as it was sent, every complaint at its cell, to mend or to send back."""
    with current.database().reading() as tx:
        found = own(tx, import_id)
        content = import_queries.content_of(tx, import_id)
    if not content or found.state in {ImportState.WAITING, ImportState.READING}:
        raise uploads.ImportNotReady(import_id=import_id, state=found.state)
    with Spool(content) as spool:
        if found.state is ImportState.UNREADABLE:
            made = _of_refused(spool, found)
        else:
            tables = import_header.find_tables(spool.leaves)
            made = marked_workbook(spool, tables, _lines(import_id))
    return _workbook(made, f"marked-{import_id}.xlsx")


def _of_refused(spool: Spool, found: LedgerImport) -> bytes:
    """A file that was not taken as a whole: why, in its first row, and the headings in colour."""
    try:
        tables = import_header.find_tables(spool.leaves)
    except Refusal:
        tables = []
    return marked_workbook(spool, tables, (), note=refusal_words(uploads.refused(found)))


def _lines(import_id: int) -> Iterator[LedgerLine]:
    """Lines about which something was said or asked, a few at a time."""
    with current.database().reading() as tx:
        for some in import_queries.each_line(tx, import_id):
            yield from (line for line in some if line.complaints or line.asks)


def _workbook(content: bytes, name: str) -> Response:
    answer = Response(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

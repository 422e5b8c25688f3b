"""A return as a file: Excel and Word, as it stands."""

from io import BytesIO

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from outreach.kernel.clock import local_day
from outreach.papers.word_file import docx
from outreach.returns import workbook as books
from outreach.returns.rule_text import in_chinese
from outreach.returns.sheets import Page, page_of
from outreach.returns.views import READERS, my_return
from outreach.returns.word_form import sheet_of
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("return_files", __name__, url_prefix="/returns")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<int:return_id>/form.xlsx")
@allows(*READERS)
def workbook(return_id: int) -> Response:
    with current.database().reading() as tx:
        page = page_of(tx, my_return(tx, return_id))
    content = books.workbook([(page, in_chinese(page.definition))])
    return _sent(content, page, "xlsx", books.XLSX)


@blueprint.get("/<int:return_id>/form.docx")
@allows(*READERS)
def word_file(return_id: int) -> Response:
    with current.database().reading() as tx:
        page = page_of(tx, my_return(tx, return_id))
    sheet = sheet_of(page, in_chinese(page.definition), today=local_day(current.now()))
    return _sent(docx(sheet), page, "docx", DOCX)


def _sent(content: bytes, page: Page, ending: str, kind: str) -> Response:
    return send_file(
        BytesIO(content),
        mimetype=kind,
        as_attachment=True,
        download_name=f"{books.file_name(page)}.{ending}",
    )

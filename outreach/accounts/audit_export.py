"""The audit as a workbook, with the chain's end below it."""

from datetime import datetime
from io import BytesIO

from outreach.accounts import audit_queries, queries
from outreach.accounts.audit_model import Search
from outreach.accounts.model import Person
from outreach.kernel.clock import SHANGHAI
from outreach.kernel.db import Tx
from outreach.web.personal import without_numbers
from outreach.web.words import _

MOST = 100_000
"""Entries in one workbook; more are exported period by period."""


def workbook(tx: Tx, person: Person, wanted: Search, *, now: datetime) -> bytes:
    """Everything the search finds, as text that no spreadsheet takes for a formula."""
    import xlsxwriter  # heavy

    entries = list(audit_queries.each_entry(tx, person, wanted, at_most=MOST))
    names = queries.names(tx, {e.person_id for e in entries if e.person_id is not None})
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet(_("操作记录"))
    bold = book.add_format({"bold": True})
    heads = (_("时间"), _("谁"), _("做了什么"), _("对象"), _("之前"), _("之后"), _("原因"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for line, entry in enumerate(entries, start=1):
        texts = (
            f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            names.get(entry.person_id, "") if entry.person_id is not None else _("系统"),
            entry.action,
            entry.subject,
            without_numbers(entry.before or ""),
            without_numbers(entry.after or ""),
            without_numbers(entry.reason or ""),
        )
        for column, text in enumerate(texts):
            sheet.write_string(line, column, text)
    sheet.set_column(0, 6, 22)
    foot = len(entries) + 2
    sheet.write_string(foot, 0, _("链尾"), bold)
    sheet.write_string(foot, 1, str(audit_queries.end(tx)))
    sheet.write_string(foot + 1, 0, _("导出"), bold)
    sheet.write_string(foot + 1, 1, f"{person.name} {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    book.close()
    return kept.getvalue()

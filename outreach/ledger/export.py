"""The ledger as a workbook and as text for spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO

from outreach.kernel.db import Tx
from outreach.ledger import queries
from outreach.ledger.model import Activity, Filter, Sight
from outreach.ledger.words import AUDIENCES, FIELDS, KINDS, MEASURES, STATES
from outreach.province import queries as province
from outreach.province import school_queries as schools
from outreach.province.model import County
from outreach.web.filters import named
from outreach.web.words import _

Line = Sequence[str | int | None]

FORMULA_STARTS = tuple("=+-@＝＋－＠")
WIDTHS = (11, 30, 14, 18, 24, 12, 24, 10, 12, 10, 24, 9, 9, 9, 16, 9, 24, 9)


def headings() -> list[str]:
    """As in the ledger's form, so that lists of several units can be put together."""
    return [
        *(str(FIELDS[name]) for name in ("number", "title", "kind", "lead", "partners", "day")),
        *(str(FIELDS[name]) for name in ("place",)),
        _("设区市"),
        *(str(FIELDS[name]) for name in ("county_code", "audience", "school_id", "onsite")),
        *(str(FIELDS[name]) for name in ("onsite_pupils", "online", "online_measure", "minutes")),
        _("说明"),
        str(FIELDS["state"]),
    ]


class Glossary:
    """Words for whatever a line holds as a code, looked up once and not for each line."""

    def __init__(self, counties: Iterable[County]) -> None:
        self.kinds = {kind: str(words) for kind, words in KINDS.items()}
        self.audiences = {audience: str(words) for audience, words in AUDIENCES.items()}
        self.measures = {measure: str(words) for measure, words in MEASURES.items()}
        self.states = {state: str(words) for state, words in STATES.items()}
        self.counties = {county.code: named(county) for county in counties}
        self.cities = {county.code: _city(county) for county in counties}
        self.sample, self.on_behalf = _("示例"), _("代填")
        self.asked = _("录入时曾核问")
        self.between: str = _("；")

    def remarks(self, activity: Activity, *, asked: bool) -> str:
        remarks = [
            self.sample if activity.sample else "",
            self.on_behalf if activity.on_behalf else "",
            self.asked if asked else "",
        ]
        return self.between.join(filter(None, remarks))


def _city(county: County) -> str:
    return county.city_name_en if named(county) == county.name_en else county.city_name


def lines(tx: Tx, wanted: Filter, *, sight: Sight) -> Iterator[Line]:
    """One line per activity, newest first. On-site and online keep their own columns."""
    glossary = Glossary(province.counties(tx))
    batch: list[Activity] = []
    for activity in queries.each_activity(tx, wanted, sight=sight):
        batch.append(activity)
        if len(batch) == 1000:
            yield from _batch(tx, batch, glossary)
            batch.clear()
    yield from _batch(tx, batch, glossary)


def _batch(tx: Tx, batch: list[Activity], glossary: Glossary) -> Iterator[Line]:
    ids = [activity.id for activity in batch]
    partners = queries.partners_of(tx, ids)
    asked = queries.flagged(tx, ids)
    known = schools.schools_by_id(tx, {a.school_id for a in batch if a.school_id is not None})
    for activity in batch:
        yield (
            activity.number,
            activity.title,
            glossary.kinds[activity.kind],
            activity.lead,
            "、".join(partners.get(activity.id, ())),
            activity.day.isoformat(),
            activity.place,
            glossary.cities[activity.county_code],
            glossary.counties[activity.county_code],
            glossary.audiences[activity.audience],
            known[activity.school_id].name if activity.school_id in known else "",
            activity.onsite,
            activity.onsite_pupils,
            activity.online,
            glossary.measures[activity.online_measure] if activity.online_measure else "",
            activity.minutes,
            glossary.remarks(activity, asked=activity.id in asked),
            glossary.states[activity.state],
        )


def workbook(title: str, found: Iterator[Line]) -> BytesIO:
    """An xlsx with typed text as text: what begins with "=" stays what was typed."""
    from xlsxwriter import Workbook  # only who exports pays for it

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        whole = book.add_format({"num_format": "#,##0"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for column, heading in enumerate(headings()):
            sheet.write_string(0, column, heading, bold)
        row = 0
        for row, line in enumerate(found, start=1):
            for column, value in enumerate(line):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, whole)
                elif value:
                    sheet.write_string(row, column, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, row, len(WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    file.seek(0)
    return file


def text(found: Iterator[Line]) -> BytesIO:
    """CSV as spreadsheets open it: UTF-8 with its mark, and no cell that starts a formula."""
    page = StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(headings())
    writer.writerows([harmless(value) for value in line] for line in found)
    return BytesIO(page.getvalue().encode("utf-8-sig"))


def harmless(value: str | int | None) -> str | int | None:
    """An apostrophe before what a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.lstrip().startswith(FORMULA_STARTS):
        return f"'{value}"
    return value

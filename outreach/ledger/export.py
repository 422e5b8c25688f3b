"""The ledger as a workbook and as text for spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from flask_babel import force_locale

from outreach.kernel.db import Tx
from outreach.ledger import evidence_queries, queries
from outreach.ledger.columns import (
    BETWEEN,
    BETWEEN_LINKS,
    BETWEEN_NAMES,
    COLUMNS,
    OWN,
    ROUGH,
    SHARED,
    cells_text,
)
from outreach.ledger.model import (
    Activity,
    Cell,
    Filter,
    Label,
    Partner,
    PartnerRole,
    Sight,
)
from outreach.ledger.words import AUDIENCES, KINDS, LABELS, MEASURES, STATES
from outreach.province import queries as province
from outreach.province import school_queries as schools
from outreach.province.model import County, School
from outreach.web.words import _

BATCH = 1000

Line = Sequence[str | int | None]

FORMULA_STARTS = tuple("=+-@＝＋－＠")


def headings() -> list[str]:
    """As in the ledger's form, so that lists of several units can be put together."""
    return [column.heading for column in COLUMNS]


class Glossary:
    """Words for whatever a line holds as a code, looked up once and not for each line.

    They are the form's words, in Chinese, so that what was exported can be read back.
    """

    def __init__(self, counties: Iterable[County]) -> None:
        with force_locale("zh_Hans_CN"):
            self.kinds = {kind: str(words) for kind, words in KINDS.items()}
            self.audiences = {audience: str(words) for audience, words in AUDIENCES.items()}
            self.measures = {measure: str(words) for measure, words in MEASURES.items()}
            self.states = {state: str(words) for state, words in STATES.items()}
            self.labels = {label: str(words) for label, words in LABELS.items()}
            self.sample, self.on_behalf = _("示例"), _("代填")
            self.asked = _("录入时曾核问")
        self.counties = {county.code: county for county in counties}

    def remarks(self, activity: Activity, *, asked: bool) -> str:
        remarks = [
            self.sample if activity.sample else "",
            self.on_behalf if activity.on_behalf else "",
            self.asked if asked else "",
        ]
        return BETWEEN.join(filter(None, remarks))


def lines(tx: Tx, wanted: Filter, *, sight: Sight) -> Iterator[Line]:
    """One line per activity, newest first. On-site and online keep their own columns."""
    glossary = Glossary(province.counties(tx))
    batch: list[Activity] = []
    for activity in queries.each_activity(tx, wanted, sight=sight):
        batch.append(activity)
        if len(batch) == BATCH:
            yield from _batch(tx, batch, glossary)
            batch.clear()
    yield from _batch(tx, batch, glossary)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a batch of activities has beside its rows, by activity."""

    partners: Mapping[int, tuple[Partner, ...]]
    labels: Mapping[int, tuple[Label, ...]]
    cells: Mapping[int, tuple[Cell, ...]]
    links: Mapping[int, tuple[str, ...]]
    asked: frozenset[int]
    schools: Mapping[int, School]


def _batch(tx: Tx, batch: list[Activity], glossary: Glossary) -> Iterator[Line]:
    ids = [activity.id for activity in batch]
    beside = Beside(
        partners=queries.partners_of(tx, ids),
        labels=queries.labels_of(tx, ids),
        cells=queries.cells_by_activity(tx, ids),
        links=evidence_queries.links_of(tx, ids),
        asked=queries.flagged(tx, ids),
        schools=schools.schools_by_id(tx, {a.school_id for a in batch if a.school_id is not None}),
    )
    for activity in batch:
        said = _said(activity, glossary, beside)
        yield [said[column.fact] for column in COLUMNS]


def _said(activity: Activity, glossary: Glossary, beside: Beside) -> dict[str, str | int | None]:
    county = glossary.counties[activity.county_code]
    school = beside.schools.get(activity.school_id or 0)
    own = [c for c in beside.cells.get(activity.id, ()) if c.school_id == activity.school_id]
    partners = beside.partners.get(activity.id, ())
    measure = activity.online_measure
    return {
        "number": activity.number,
        "title": activity.title,
        "kind": glossary.kinds[activity.kind],
        "lead": activity.lead,
        "carried_by": _names(partners, PartnerRole.CARRIES),
        "partners": _names(partners, PartnerRole.HELPS),
        "day": activity.day.isoformat(),
        "until_day": activity.until_day.isoformat() if activity.until_day else None,
        "place": activity.place,
        "city": county.city_name,
        "county": county.name,
        "audience": glossary.audiences[activity.audience],
        "school": school.name if school else None,
        "onsite": activity.onsite,
        "onsite_rough": ROUGH if activity.onsite_rough else None,
        "onsite_pupils": activity.onsite_pupils,
        "cells": cells_text(own),
        "online": activity.online,
        "online_measure": glossary.measures[measure] if measure else None,
        "minutes": activity.minutes,
        "labels": BETWEEN_NAMES.join(
            glossary.labels[x] for x in beside.labels.get(activity.id, ())
        ),
        "own_programme": {True: OWN, False: SHARED, None: None}[activity.own_programme],
        "vehicle": activity.vehicle,
        "kilometres": activity.kilometres,
        "volunteers": activity.volunteers,
        "volunteer_hours": activity.volunteer_hours,
        "funding": activity.funding,
        "planned_onsite": activity.planned_onsite,
        "evidence": BETWEEN_LINKS.join(beside.links.get(activity.id, ())),
        "remarks": glossary.remarks(activity, asked=activity.id in beside.asked),
        "state": glossary.states[activity.state],
    }


def _names(partners: Iterable[Partner], role: PartnerRole) -> str:
    return BETWEEN_NAMES.join(partner.name for partner in partners if partner.role is role)


def workbook(title: str, found: Iterator[Line]) -> BytesIO:
    """An xlsx with typed text as text: what begins with "=" stays what was typed."""
    from xlsxwriter import Workbook  # only who exports pays for it

    file = BytesIO()
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        whole = book.add_format({"num_format": "#,##0"})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, bold)
        row = 0
        for row, line in enumerate(found, start=1):
            for place, value in enumerate(line):
                if isinstance(value, int):
                    sheet.write_number(row, place, value, whole)
                elif value:
                    sheet.write_string(row, place, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
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

"""The science month's part of a pack: list of activities, summary, links, and photos.

A photo goes out only where nobody can be recognised, or whoever can be agreed.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from outreach.kernel.db import Tx
from outreach.ledger import evidence_queries
from outreach.ledger import return_queries as ledger
from outreach.ledger.evidence_model import Evidence
from outreach.ledger.model import Activity, Label
from outreach.ledger.return_model import Fact
from outreach.papers import files
from outreach.papers.sheet import Heading, Paragraph, Sheet
from outreach.papers.word_file import docx
from outreach.province import queries as province
from outreach.returns.sheets import Page
from outreach.returns.workbook import Value, looks_of, write

FOLDER = "科普月"
TITLES = ("编号", "活动名称", "主办单位", "日期", "县（市、区）", "地点",
          "现场人次", "其中学生", "线上人次", "照片", "链接")  # fmt: skip
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def write_month(
    tx: Tx,
    packed: ZipFile,
    *,
    page: Page | None,
    facts: Sequence[Fact],
    evidence: Path,
    year: int,
    today: date,
) -> list[str]:
    """What the national site asks for in the science month; nothing where there was none."""
    ids = [
        fact.id
        for fact in facts
        if Label.SCIENCE_MONTH in fact.labels
        and not fact.month
        and fact.day.year == year
        and fact.day.month == 9
    ]
    if not ids and page is None:
        return []
    names = [f"{FOLDER}/活动信息表.xlsx"]
    shown = dict(evidence_queries.evidence_of(tx, ids))
    photos = {id_: [e for e in kept if e.may_be_shown] for id_, kept in shown.items()}
    links = {id_: [e.address for e in kept if e.address] for id_, kept in shown.items()}
    packed.writestr(names[0], _list(tx, ids, photos, links))
    if page is not None and page.text:
        names.append(f"{FOLDER}/总结.docx")
        packed.writestr(names[-1], docx(_summary(page, today=today)))
    for name, content in _files(photos, evidence):
        packed.writestr(name, content, ZIP_STORED)  # a picture is compressed already
        names.append(name)
    return names


def _list(
    tx: Tx,
    ids: Sequence[int],
    photos: Mapping[int, Sequence[Evidence]],
    links: Mapping[int, Sequence[str]],
) -> bytes:
    from xlsxwriter import Workbook

    counties = {county.code: county.name for county in province.counties(tx)}
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = looks_of(book)
        sheet = book.add_worksheet("活动信息表")
        for column, title in enumerate(TITLES):
            sheet.write_string(0, column, title, looks["head"])
        row = 0
        for start in range(0, len(ids), 500):
            activities = ledger.activities_by_id(tx, ids[start : start + 500])
            for id_ in ids[start : start + 500]:
                row += 1
                told = _told(activities[id_], counties, photos.get(id_, ()), links.get(id_, ()))
                for column, value in enumerate(told):
                    write(sheet, row, column, value, looks)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 2, 26)
        sheet.set_column(3, 9, 12)
        sheet.set_column(10, 10, 40)
        sheet.freeze_panes(1, 0)
    return packed.getvalue()


def _told(
    activity: Activity,
    counties: Mapping[str, str],
    photos: Sequence[Evidence],
    links: Sequence[str],
) -> list[Value]:
    last = f" 至 {activity.until_day:%Y-%m-%d}" if activity.until_day else ""
    return [
        activity.number,
        activity.title,
        activity.lead,
        f"{activity.day:%Y-%m-%d}{last}",
        counties.get(activity.county_code, activity.county_code),
        activity.place,
        activity.onsite,
        activity.onsite_pupils,
        activity.online,
        len(photos) or None,
        "\n".join(links),
    ]


def _summary(page: Page, *, today: date) -> Sheet:
    return Sheet(
        title=f"{page.found.round.year} 年全国科普月工作总结",
        number=page.found.unit.name,
        day=today,
        parts=(
            Heading("一、总体情况"),
            *(Paragraph(text) for text in page.text.splitlines() if text),
            Heading("二、特色与亮点"),
            Paragraph(""),
            Heading("三、问题与打算"),
            Paragraph(""),
        ),
    )


def _files(photos: Mapping[int, Sequence[Evidence]], evidence: Path) -> Iterator[tuple[str, bytes]]:
    for kept in photos.values():
        for number, photo in enumerate(kept, start=1):
            content = files.read(evidence, photo.name) if photo.name else None
            if content is not None:
                ending = ENDINGS.get(photo.media or "", "jpg")
                yield f"{FOLDER}/照片/{photo.activity_id}-{number}.{ending}", content

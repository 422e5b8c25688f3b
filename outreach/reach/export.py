"""The board's figures as a workbook and as text: the numbers of the page, unrounded."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from outreach.reach import words
from outreach.reach.figures import of_reach
from outreach.reach.model import Board
from outreach.web.words import _, lazy

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and where its value stands among the figures of a place."""

    heading: Any
    value: Callable[[dict[str, Any]], Value]
    width: int = 12


COLUMNS = (
    Column(lazy("层级"), lambda place: place["level"]),
    Column(lazy("代码"), lambda place: place["code"]),
    Column(lazy("地方"), lambda place: place["name"], 16),
    Column(lazy("受益学生人数（下限）"), lambda place: place["people"]["low"]),
    Column(lazy("受益学生人数（上限）"), lambda place: place["people"]["high"]),
    Column(lazy("受益学生人数（估计）"), lambda place: place["people"]["estimate"]),
    Column(lazy("儿童（分母）"), lambda place: place["children"]),
    Column(lazy("分母来源"), lambda place: place["children_from"], 16),
    Column(lazy("占儿童（下限）"), lambda place: place["child_coverage"]["low"]),
    Column(lazy("占儿童（上限）"), lambda place: place["child_coverage"]["high"]),
    Column(lazy("学校"), lambda place: place["schools"]),
    Column(lazy("覆盖学校"), lambda place: place["schools_reached"]),
    Column(lazy("活动场数"), lambda place: place["activities"]),
    Column(lazy("现场人次"), lambda place: place["onsite_contacts"]),
    Column(lazy("其中学生"), lambda place: place["onsite_pupils"]),
    Column(lazy("线上（另列）"), lambda place: place["online_views"]),
    Column(lazy("每千名儿童现场人次"), lambda place: place["contacts_per_thousand"]),
    Column(lazy("上次活动"), lambda place: place["last_day"]),
)

Line = Sequence[Value]


def lines(board: Board) -> list[Line]:
    """The province, its cities and its counties; each with the figures of `figures`."""
    places = [
        (str(_("全省")), "360000", str(_("全省")), board.whole),
        *((str(_("设区市")), c.code, c.name, c.reach) for c in board.cities),
        *((str(_("县（市、区）")), o.county.code, o.county.name, o.reach) for o in board.counties),
    ]
    found: list[Line] = []
    for level, code, name, reach in places:
        told = of_reach(reach) | {"level": level, "code": code, "name": name}
        told["children_from"] = str(words.DENOMINATORS[reach.denominator])
        found.append([column.value(told) for column in COLUMNS])
    return found


def about(board: Board, *, sample: bool) -> str:
    """What stands above the table: which days, as of when, and whether all of it is invented."""
    said = _(
        "%(first)s 至 %(last)s，截至 %(until)s；人数为区间，线上另列，口径见覆盖看板",
        first=board.days.first.isoformat(),
        last=board.days.last.isoformat(),
        until=board.until.isoformat(),
    )
    return str(said) + (str(_("；示例数据")) if sample else "")


def workbook(found: Sequence[Line], *, note: str) -> BytesIO:
    from xlsxwriter import Workbook  # only who exports pays for it

    file = BytesIO()
    with Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(str(_("覆盖")))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        sheet.write_string(0, 0, note)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
            sheet.write_string(1, place, str(column.heading), bold)
        for row, line in enumerate(found, start=2):
            for place, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, place, value)
                elif value is not None:
                    sheet.write_number(row, place, value)
        sheet.freeze_panes(2, 3)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    file.seek(0)
    return file


def text(found: Sequence[Line], *, note: str) -> BytesIO:
    """CSV as spreadsheets open it; names of divisions begin no formula."""
    page = StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow([note])
    writer.writerow([str(column.heading) for column in COLUMNS])
    writer.writerows(found)
    return BytesIO(page.getvalue().encode("utf-8-sig"))

"""A county's year as its officer uploaded it this morning, untidy as such tables are."""

import io
from datetime import datetime

from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import import_actions

HEADER = (
    *("序号", "活动名称", "类型", "日期", "地点", "学校"),
    *("参与人次", "", "", "线上口径", "主办单位"),
)
BELOW = ("", "", "", "", "", "", "线下", "其中学生", "线上", "", "")


def upload_a_year(tx: Tx, *, school: str, other: str, officer: int, now: datetime) -> None:
    """Waits to be read: two lines of header, 约300, a day in several ways, a sum, and questions."""
    from xlsxwriter import Workbook

    year = local_day(now).year - 1
    packed = io.BytesIO()
    with Workbook(packed) as book:
        page = book.add_worksheet("台账")
        page.merge_range(0, 0, 0, 10, f"示例县{year}年科普活动台账（示例）")
        page.write_row(1, 0, HEADER)
        page.merge_range(1, 6, 1, 8, HEADER[6])
        page.write_row(2, 0, BELOW)
        for row, line in enumerate(_lines(school, other), start=3):
            page.write_row(row, 0, line)
    import_actions.upload(
        tx,
        filename=f"{year}年活动台账（示例）.xlsx",
        content=packed.getvalue(),
        person_id=officer,
        year=year,
        lead="县科协（示例）",
        now=now,
    )


def _lines(school: str, other: str) -> list[tuple[str | int | float, ...]]:
    lead = "县科协（示例）"
    return [
        (1, "月球与火星讲座", "科普讲座", "3.12", "县图书馆", "", "约300", 180, "", "", lead),
        (2, "大篷车进校园", "大篷车", "4月16日上午", "操场", school, 420, 400, "", "", lead),
        (3, "大篷车进校园", "大篷车", "4月17日", "操场", other, "385人", 362, "", "", lead),
        (4, "科技活动周主场", "科技活动周", "5.24-5.26", "文化广场", "", "1,860", "", "", "", lead),
        ("", "小计", "", "", "", "", 2965, 942, "", "", ""),
        (
            5,
            "科学家精神报告会",
            "科普进万家",
            "9月18日至20日",
            "县中学礼堂",
            "",
            640,
            600,
            "",
            "",
            lead,
        ),
        (6, "院士直播课", "直播课", "10.11", "线上", "", "", "", "3.6万", "", lead),
        (7, "防震减灾演示", "实验", "去年", "社区广场", "", 90, "", "", "", lead),
        (8, "科普集市", "科普集市", "11.8", "文化广场", "", 2000, "", "", "", lead),
        (9, "科普集市", "科普集市", "11.8", "文化广场", "", 2000, "", "", "", lead),
        ("", "合计", "", "", "", "", 7695, 1542, 36000, "", ""),
        ("填表人：（示例）", "", "", "", "", "", "", "", "", "", ""),
    ]

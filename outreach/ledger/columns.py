"""The columns of the ledger's form, in the order in which they are written and read.

Export writes them, import looks for them by name: a file that was exported can be read back and
says the same. Headings are Chinese in every language, because lists of several units are put
together; `aliases` are what counties call a column in lists of their own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outreach.ledger.model import Cell

BETWEEN = "；"  # between remarks, and between the grades of a school
BETWEEN_NAMES = "、"
BETWEEN_LINKS = " "
YES, ROUGH = "是", "约"
OWN, SHARED = "自有", "共享"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: which fact it holds, its heading, other headings that mean it, how wide it is.

    `read` is False for what is written for readers and never believed when it comes back.
    """

    fact: str
    heading: str
    aliases: tuple[str, ...] = ()
    width: int = 12
    read: bool = True


COLUMNS = (
    Column("number", "活动编号", ("编号", "序号编号", "台账编号"), 11),
    Column("title", "名称", ("活动名称", "活动主题", "主题", "项目名称"), 30),
    Column("kind", "类型", ("活动类型", "活动类别", "类别", "活动形式"), 14),
    Column("lead", "主办", ("主办单位", "举办单位", "组织单位", "填报单位"), 18),
    Column("carried_by", "承办", ("承办单位",), 18),
    Column("partners", "协办", ("协办单位", "合作单位", "参与单位"), 24),
    Column("day", "日期", ("活动日期", "时间", "活动时间", "举办时间", "开始日期"), 12),
    Column("until_day", "结束日期", ("截止日期", "结束时间"), 12),
    Column("place", "地点", ("活动地点", "举办地点", "场所"), 24),
    Column("city", "设区市", ("市", "地市"), 10, read=False),
    Column("county", "县（市、区）", ("县", "县(市、区)", "县区", "区县", "所在县"), 12),
    Column("audience", "对象", ("活动对象", "面向对象"), 10),
    Column("school", "学校", ("学校名称", "校名", "受益学校"), 24),
    Column(
        "onsite", "线下人次", ("现场人次", "参加人次", "参与人数", "人次", "线下人数", "人数"), 9
    ),
    Column("onsite_rough", "约数", ("是否约数",), 6),
    Column("onsite_pupils", "其中学生", ("学生人次", "学生人数", "学生"), 9),
    Column("cells", "分年级学生", ("年级", "分年级"), 30),
    Column("online", "线上观看", ("线上人次", "在线观看", "观看人次", "线上"), 9),
    Column("online_measure", "线上口径", ("口径", "统计口径"), 16),
    Column("minutes", "时长（分钟）", ("时长", "时长(分钟)", "活动时长"), 9),
    Column("labels", "标签", ("标签(科普月/活动周…)", "专项", "所属专项", "活动标签"), 20),
    Column("own_programme", "自有或共享项目", ("项目来源",), 10),
    Column("vehicle", "车辆", ("大篷车", "车号", "车辆编号"), 14),
    Column("kilometres", "里程（公里）", ("里程", "公里", "里程(公里)", "行驶里程"), 9),
    Column("volunteers", "志愿者人数", ("志愿者", "志愿者数"), 9),
    Column("volunteer_hours", "志愿服务时数", ("志愿时数", "志愿服务时长", "服务时长"), 9),
    Column("funding", "经费项目", ("项目经费", "经费来源", "经费"), 20),
    Column("planned_onsite", "计划人次", ("预计人次", "计划人数", "预计人数"), 9),
    Column("evidence", "佐证", ("佐证材料", "链接", "报道链接"), 30),
    Column("remarks", "说明", ("备注",), 24, read=False),
    Column("state", "状态", ("办理状态",), 12),
)

BY_FACT = {column.fact: column for column in COLUMNS}

_GRADES = ("学前", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级",
           "九年级", "高一", "高二", "高三")  # fmt: skip
_CELL = re.compile(
    r"(?P<grade>[^\d\s]*年级|学前|高[一二三])?\s*(?P<pupils>\d{1,6})人?"
    r"(?:\s*首次(?P<firsts>\d{1,6})人?)?(?:\s*整班(?P<whole>\S+))?"
)


def cells_text(cells: Iterable[Cell]) -> str:
    """Pupils by grade in one cell: "五年级 45 首次40 整班3班；六年级 38"."""
    return BETWEEN.join(map(_cell_text, cells))


def _cell_text(cell: Cell) -> str:
    parts = [
        "" if cell.grade is None else _GRADES[cell.grade],
        str(cell.pupils),
        "" if cell.first_timers is None else f"首次{cell.first_timers}",
        f"整班{''.join(cell.whole_class.split())}" if cell.whole_class else "",
    ]
    return " ".join(filter(None, parts))


def read_cells(text: str, *, school_id: int) -> tuple[Cell, ...] | None:
    """What `cells_text` wrote; None when it is something else."""
    found = list(_read_cells(text, school_id))
    return None if None in found else tuple(cell for cell in found if cell is not None)


def _read_cells(text: str, school_id: int) -> Iterator[Cell | None]:
    for part in filter(None, (piece.strip() for piece in re.split(r"[；;]", text))):
        match = _CELL.fullmatch(part)
        if match is None or (match["grade"] and match["grade"] not in _GRADES):
            yield None
            continue
        yield Cell(
            school_id=school_id,
            pupils=int(match["pupils"]),
            grade=_GRADES.index(match["grade"]) if match["grade"] else None,
            first_timers=int(match["firsts"]) if match["firsts"] else None,
            whole_class=match["whole"],
        )

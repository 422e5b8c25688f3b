"""The columns of a list of exhibits, by their words."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from outreach.province.cells import Cell, text
from outreach.province.headers import Header, bare_word, best_header
from outreach.province.sheets import Sheet


class Column(StrEnum):
    CODE = "code"
    NAME = "name"
    NAME_EN = "name-en"
    HALL = "hall"
    ZONE = "zone"
    THEME = "theme"
    KEYWORDS = "keywords"
    GRADES = "grades"
    """One cell for both ends, such as 三至六年级."""
    GRADES_FROM = "grades-from"
    GRADES_TO = "grades-to"
    MINUTES = "minutes"
    PLACES = "places"
    STATE = "state"
    REASON = "reason"
    BACK_ON = "back-on"


NAMES = {
    Column.CODE: "编号 展品编号 展品编码 编码 展项编号 资产编号 code id",
    Column.NAME: "展品名称 展品 名称 展项名称 展项 展品套名称 name exhibit",
    Column.NAME_EN: "英文名称 英文名 展品英文名称 englishname nameen",
    Column.HALL: "展厅 所在展厅 展厅名称 展馆 位置 hall",
    Column.ZONE: "展区 分区 区域 主题展区 所在展区 zone",
    Column.THEME: "主题 科学主题 学科 学科主题 领域 theme topic",
    Column.KEYWORDS: "关键词 课标关键词 课程关键词 知识点 课标 keywords",
    Column.GRADES: "适合年级 年级 适用年级 适合学段 学段 grades",
    Column.GRADES_FROM: "最低年级 起始年级 gradefrom",
    Column.GRADES_TO: "最高年级 终止年级 gradeto",
    Column.MINUTES: "时长 参观时长 所需分钟 体验时长 分钟 minutes",
    Column.PLACES: "同时人数 可同时参与人数 容纳人数 体验人数 人数 places",
    Column.STATE: "状态 运行状态 展品状态 state",
    Column.REASON: "原因 检修原因 状态说明 说明 备注 reason",
    Column.BACK_ON: "预计恢复 预计恢复日期 恢复日期 预计修复 backon",
}
TEMPLATE_COLUMNS = (
    "编号",
    "展品名称",
    "英文名称",
    "展厅",
    "展区",
    "主题",
    "关键词",
    "最低年级",
    "最高年级",
    "时长（分钟）",
    "同时人数",
    "状态",
    "原因",
    "预计恢复",
)
"""Chinese in both languages, as this is what the reader looks for."""
ALIASES: Mapping[str, Column] = {
    alias: column for column, aliases in NAMES.items() for alias in aliases.split()
}


def _fields(row: Sequence[Cell]) -> dict[str, int]:
    fields: dict[str, int] = {}
    for index, cell in enumerate(row):
        column = ALIASES.get(bare_word(cell))
        if column is not None:
            fields.setdefault(column, index)
    return fields


def _header_at(rows: Sequence[Sequence[Cell]], index: int) -> Header | None:
    fields = _fields(rows[index])
    if Column.CODE not in fields or Column.NAME not in fields or len(fields) < 3:
        return None
    titles = {i: text(cell) for i, cell in enumerate(rows[index])}
    return Header(first_row=index + 1, fields=fields, titles=titles, grades={})


def find_header(sheets: Sequence[Sheet]) -> tuple[Sheet, Header]:
    """The sheet and row that name a code, a name and at least one column more."""
    return best_header(sheets, _header_at, list_of="exhibits")


def repeats_header(header: Header, row: Sequence[Cell]) -> bool:
    """Whether a line is the header printed once more."""
    fields = _fields(row)
    return len(fields) >= 3 and fields.get(Column.CODE) == header.fields[Column.CODE]

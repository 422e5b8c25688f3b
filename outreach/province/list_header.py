"""Finding the header row of a list of schools by its words, wherever it stands."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from outreach.province.cells import Cell, text
from outreach.province.headers import Header, bare_word, best_header
from outreach.province.sheets import Sheet


class Field(StrEnum):
    """What a column of the list can say; `GRADES` counts the pupils of one grade."""

    CODE = "code"
    NAME = "name"
    CITY = "city"
    COUNTY = "county"
    COUNTY_CODE = "county-code"
    TOWNSHIP = "township"
    STAGES = "stages"
    PUPILS = "pupils"
    TEACHING_POINT = "teaching-point"
    LON = "lon"
    LAT = "lat"
    PERSONAL = "personal"
    """Names and telephone numbers of people: recognised so that they can be left out."""


NAMES = {
    Field.CODE: "学校标识码 标识码 学校代码 学校编码 机构标识码 机构代码 schoolcode code",
    Field.NAME: "学校名称 学校 校名 名称 学校全称 单位名称 机构名称 schoolname school name",
    Field.CITY: "市 设区市 地市 所在市 地级市 市名称 city",
    Field.COUNTY: (
        "县 县市区 县区 区县 所在县 所属县 所在县区 所属县区 县区名称 所在区县 市县 县名 county"
    ),
    Field.COUNTY_CODE: "行政区划代码 区划代码 县代码 县区代码 区县代码 行政区划 区划码 countycode",
    Field.TOWNSHIP: "乡镇 乡镇街道 乡 镇 街道 所在乡镇 所属乡镇 乡镇名称 township",
    Field.STAGES: "学段 办学类型 学校类型 学校类别 办学层次 类型 stage stages",
    Field.PUPILS: (
        "在校生数 在校生 学生数 在校学生数 在校学生 学生总数 在校人数 学生人数 人数 总人数 "
        "合计 总计 在校生总数 在校生人数 pupils students"
    ),
    Field.TEACHING_POINT: "是否教学点 教学点 是否为教学点 teachingpoint",
    Field.LON: "经度 lon longitude",
    Field.LAT: "纬度 lat latitude",
    Field.PERSONAL: (
        "联系人 联系电话 电话 手机 手机号 联系方式 校长 校长姓名 负责人 联系人电话 办公电话 "
        "身份证号 contact phone"
    ),
}
TEMPLATE_COLUMNS = (
    "学校标识码",
    "学校名称",
    "县（市、区）",
    "乡镇",
    "学段",
    "是否教学点",
    "在校生数",
    *("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"),
    *("高一", "高二", "高三"),
    "经度",
    "纬度",
)
"""Of an empty list to fill in; Chinese in both languages, as this is what the reader looks for."""
ALIASES: Mapping[str, Field] = {
    alias: field for field, aliases in NAMES.items() for alias in aliases.split()
}
_SPOKEN = ("零", *"一二三四五六七八九十", "十一", "十二")


def _grade_words() -> dict[str, int]:
    words = {"学前": 0, "学前班": 0, "幼儿园": 0, "幼儿": 0}
    for grade in range(1, 13):
        spoken = _SPOKEN[grade]
        for number in (spoken, str(grade)):
            words |= {f"{number}年级": grade, f"grade{number}": grade}
        if grade <= 6:
            words |= {f"小学{spoken}年级": grade, f"小{spoken}": grade}
    for year in (1, 2, 3):
        for number in (_SPOKEN[year], str(year)):
            words |= {f"初{number}": 6 + year, f"初中{number}年级": 6 + year}
            words |= {f"高{number}": 9 + year, f"高中{number}年级": 9 + year}
    return words


GRADE_WORDS: Mapping[str, int] = _grade_words()


def _word(cell: Cell) -> str:
    bare = bare_word(cell)
    if bare in ALIASES or bare in GRADE_WORDS:
        return bare
    # 县(市、区) and 学校(机构)标识码 lose their brackets above; 一年级人数 its last word here.
    return re.sub(r"(学?生?人数|学生数|在校生数?)$", "", bare) or bare


def _recognised(row: Sequence[Cell]) -> tuple[dict[str, int], dict[int, int]]:
    fields: dict[str, int] = {}
    grades: dict[int, int] = {}
    for index, cell in enumerate(row):
        word = _word(cell)
        if word in ALIASES:
            fields.setdefault(ALIASES[word], index)
        elif word in GRADE_WORDS:
            grades.setdefault(GRADE_WORDS[word], index)
    return fields, grades


def _header_at(rows: Sequence[Sequence[Cell]], index: int) -> Header | None:
    fields, grades = _recognised(rows[index])
    first_row = index + 1
    titles = {i: text(cell) for i, cell in enumerate(rows[index])}
    if first_row < len(rows):
        # Grades often stand in a second row, below one merged cell that says 分年级在校生数.
        below_fields, below_grades = _recognised(rows[first_row])
        if len(below_grades) >= 2 and Field.NAME not in below_fields:
            grades = below_grades | grades
            fields = below_fields | fields
            titles |= {i: text(cell) for i, cell in enumerate(rows[first_row]) if text(cell)}
            first_row += 1
    if Field.NAME not in fields or len(fields) + bool(grades) < 2:
        return None
    return Header(first_row=first_row, fields=fields, grades=grades, titles=titles)


def find_header(sheets: Sequence[Sheet]) -> tuple[Sheet, Header]:
    """The first sheet with a row that names a school column and at least one more; the best row."""
    return best_header(sheets, _header_at, list_of="schools")


def repeats_header(header: Header, row: Sequence[Cell]) -> bool:
    """Whether a line is the header printed once more, as at the top of each printed page."""
    name = header.fields[Field.NAME]
    if name >= len(row) or _word(row[name]) not in ALIASES:
        return False
    fields, _ = _recognised(row)
    return len(fields) >= 2 and fields.get(Field.NAME) == name

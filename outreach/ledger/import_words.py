"""The words of lists of activities: columns, kinds, measures, as counties write them."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from outreach.ledger.columns import COLUMNS
from outreach.ledger.model import Audience, Kind, Label, OnlineMeasure
from outreach.province.cells import Cell, text

Of = TypeVar("Of")

LONGEST_NAME = 30  # of a column; longer cells are sentences

_NOISE = re.compile(r"[\s*:：、,，./_·\-—()\[\]【】<>《》（）“”\"']+")
_BRACKETS = re.compile(r"[(\[【<《].*?[)\]】>》]")


class More(StrEnum):
    """Columns that lists of counties have beside those of the ledger's form."""

    COUNT = "count"
    """人次 without a word about on-site or online."""
    MIXED = "mixed"
    """人次 that says it holds both."""
    COUNTY_CODE = "county-code"
    TOWNSHIP = "township"
    PASSED_OVER = "passed-over"
    """Serial numbers, names and telephone numbers, our own remarks: recognised, not read."""


# What the ledger's form does not call it, but counties do.
ALSO: Mapping[str, str] = {
    "title": "活动 活动题目 题目 活动项目",
    "kind": "形式 活动种类 种类",
    "lead": "主办方 报送单位 实施单位 开展单位 单位 单位名称",
    "carried_by": "承办方",
    "partners": "联合单位 支持单位 合作",
    "day": "举办日期 开展时间 开展日期 开始时间 起始日期 起止日期 起止时间 活动起止时间 开始 date",
    "until_day": "截止时间 终止日期 结束",
    "place": "开展地点 地址 活动场所",
    "city": "所在市",
    "county": "县市区 所属县 所在县区 所属县区 所在县市区 县名 属地 地区 所属地区",
    "audience": "受众类型 服务对象",
    "school": "所在学校 参与学校",
    "onsite": (
        "线下 现场 现场人数 现场参与人数 线下参与人数 现场参与人次 线下参与人次 到场人数 到场人次 "
        "线下受益人次 线下受益人数 线下受众 参与人次线下 参与人次现场 参与人数线下 参与人数现场 "
        "人次线下 人次现场"
    ),
    "onsite_pupils": (
        "其中学生人次 其中学生人数 青少年 青少年人次 青少年人数 其中青少年 "
        "参与人次其中学生 参与人数其中学生"
    ),
    "online": (
        "线上人数 线上观看人次 线上观看人数 线上参与人次 线上参与人数 网络观看 网络观看人次 "
        "直播观看人次 参与人次线上 参与人数线上 人次线上 线上受益人次 线上播放量 播放量"
    ),
    "online_measure": "线上统计口径",
    "minutes": "分钟",
    More.COUNT: (
        "参与人数 参与人次 参加人数 参加人次 人数 人次 受益人数 受益人次 受众人数 受众人次 受众 "
        "活动人数 活动人次 参与规模 规模 总人次 总人数"
    ),
    More.COUNTY_CODE: "行政区划代码 区划代码 县代码 县区代码 行政区划",
    More.TOWNSHIP: "乡镇 乡镇街道 所在乡镇",
    More.PASSED_OVER: (
        "序号 联系人 联系电话 电话 手机 手机号 联系方式 负责人 填表人 审核人 身份证号 姓名 校长 "
        "导入提示"
    ),
}
_MIXED = re.compile(r"[含包]括?(线上|网络|直播)|线[上下][和与及加]?\+?线[上下]|现场(和|与|及)?线上")

KIND_WORDS: Mapping[Kind, str] = {
    Kind.VISIT: "到馆参观 参观 研学参观 场馆参观 参观学习",
    Kind.VAN: "科普大篷车 大篷车 大篷车进校园 科普大篷车进校园",
    Kind.MOBILE_EXHIBITION: "流动科技馆巡展 流动科技馆 流动馆 中国流动科技馆",
    Kind.EXHIBITION: "专题展览 展览 科普展览 主题展览 专题展 科普展 图片展",
    Kind.TALK: "科普讲座 讲座 科普报告 报告会 专家报告 科普报告会 科普宣讲 宣讲 科学家精神报告",
    Kind.LIVE_LESSON: "直播课 直播 网络直播 线上直播 云课堂 线上课堂 线上讲座",
    Kind.LAB: "实验活动 实验 科学实验 实验课 科学实验课 动手实验",
    Kind.COMPETITION: "科普竞赛 竞赛 比赛 科技竞赛 知识竞赛 创新大赛",
    Kind.CAMP: "科技冬夏令营 冬夏令营 夏令营 冬令营 科技夏令营 科技冬令营",
    Kind.INTEREST_GROUP: "兴趣小组 科技兴趣小组 科技社团 科普社团 社团",
    Kind.OPEN_DAY: "开放日 科普开放日 公众开放日 开放活动",
    Kind.TRAINING: "培训 科普培训 教师培训 技术培训 实用技术培训",
    Kind.SCIENCE_MONTH: (
        "科普月周日活动 科普月活动 科普月 科普日 科普日活动 科普周 科技活动周 科技周 全国科普日 "
        "全国科普月 科技活动周活动"
    ),
    Kind.GATHERING: "广场等公众活动 群众性科普活动 广场活动 科普集市 科普赶集 主场活动",
    Kind.CONSULTATION: "科普咨询 咨询 咨询活动 义诊咨询",
    Kind.OTHER: "其他活动 其他 其它 其它活动",
}
_KIND_PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VAN: ("大篷车",),
    Kind.MOBILE_EXHIBITION: ("流动科技馆",),
    Kind.EXHIBITION: ("展览", "图片展", "专题展"),
    Kind.TALK: ("讲座", "报告", "宣讲"),
    Kind.LIVE_LESSON: ("直播",),
    Kind.LAB: ("实验",),
    Kind.COMPETITION: ("竞赛", "大赛", "比赛"),
    Kind.CAMP: ("夏令营", "冬令营"),
    Kind.OPEN_DAY: ("开放日",),
    Kind.TRAINING: ("培训",),
}
MEASURE_WORDS: Mapping[OnlineMeasure, str] = {
    OnlineMeasure.VIEWERS: "观看人数平台去重 观看人数 观看人次 去重人数 人数",
    OnlineMeasure.PLAYS: "播放次数 播放量 点击量 浏览量 次数",
    OnlineMeasure.PEAK: "同时在线最高人数 最高同时在线 同时在线 峰值 在线峰值",
    OnlineMeasure.ROOMS: "接入的教室或账号数 接入教室数 教室数 账号数 接入数",
}
AUDIENCE_WORDS: Mapping[Audience, str] = {
    Audience.SCHOOL: "学校 学生 中小学生 青少年 师生",
    Audience.PUBLIC: "社会公众 公众 社会 群众 居民 市民 农民 全体",
}
LABEL_WORDS: Mapping[Label, str] = {
    Label.SCIENCE_MONTH: "全国科普月 科普月",
    Label.SCIENCE_WEEK: "科技活动周 全国科技活动周 科技周 活动周",
    Label.SCIENCE_DAY: "全国科普日 科普日",
    Label.WORKERS_DAY: "全国科技工作者日 科技工作者日",
    Label.SCIENCE_NIGHT: "科学之夜",
    Label.COUNTRYSIDE: "三下乡 文化科技卫生三下乡",
    Label.DOUBLE_REDUCTION: "双减",
    Label.SPIRIT: "科学家精神",
    Label.VOLUNTEERS: "科技志愿服务 志愿服务",
    Label.LARGE: "重大科普活动 重大活动",
}
NOT_DONE = frozenset(
    {"计划中", "计划", "未举办", "已撤回", "撤回", "取消", "已取消", "planned", "withdrawn"}
)


@lru_cache(maxsize=8192, typed=True)  # kinds, units and names say the same again and again
def word(cell: Cell) -> str:
    """What a name says without marks and blanks, but with what stands in brackets."""
    return _NOISE.sub("", text(cell)).lower()


def bare(cell: Cell) -> str:
    """The same without what stands in brackets: 县(市、区) is 县."""
    return _NOISE.sub("", _BRACKETS.sub("", text(cell))).lower()


def _spread(words: Mapping[Of, str]) -> dict[str, Of]:
    return {said: meant for meant, all_of in words.items() for said in all_of.split()}


def _columns() -> dict[str, tuple[str, int]]:
    """Each word with the column it means and how sure it is: 0 is the form's own heading.

    What counties call a column comes last: 参与人数 alone does not say that it is on-site.
    """
    found: dict[str, tuple[str, int]] = {}
    for column in COLUMNS:
        for rank, heading in enumerate((column.heading, *column.aliases)):
            for said in (word(heading), bare(heading)):
                if said:
                    found.setdefault(said, (column.fact, rank))
    for fact, words in ALSO.items():
        for rank, said in enumerate(words.split(), start=len(COLUMNS)):
            if said not in found or fact == More.COUNT:
                found[said] = (fact, rank)
    return found


_COLUMN_OF = _columns()
_KIND_OF = _spread(KIND_WORDS) | {kind.value: kind for kind in Kind}
_MEASURE_OF = _spread(MEASURE_WORDS) | {each.value: each for each in OnlineMeasure}
_LABEL_OF = _spread(LABEL_WORDS) | {each.value: each for each in Label}
_AUDIENCE_OF = _spread(AUDIENCE_WORDS) | {each.value: each for each in Audience}


def column_of(cell: Cell) -> tuple[str, int] | None:
    """Which column a name means, and its rank; 参与人数（含线上） is not 参与人数."""
    said = word(cell)
    if not said or len(said) > LONGEST_NAME:
        return None
    if said in _COLUMN_OF:
        return _COLUMN_OF[said]
    if _MIXED.search(said):
        return More.MIXED, 0
    return _COLUMN_OF.get(bare(cell))


def kind_of(cell: Cell) -> Kind | None:
    """By the whole word, else by the one kind whose word it holds; None is for asking."""
    said = word(cell)
    if said in _KIND_OF:
        return _KIND_OF[said]
    held = {kind for kind, parts in _KIND_PARTS.items() if any(part in said for part in parts)}
    return held.pop() if len(held) == 1 else None


def measure_of(cell: Cell) -> OnlineMeasure | None:
    return _MEASURE_OF.get(word(cell))


def label_of(cell: Cell) -> Label | None:
    return _LABEL_OF.get(word(cell))


def audience_of(cell: Cell) -> Audience | None:
    return _AUDIENCE_OF.get(word(cell))


def narrow(words: str) -> str:
    """Half-width, lower case, nothing but letters and digits: to compare what people typed."""
    plain = unicodedata.normalize("NFKC", words).lower()
    return "".join(sign for sign in plain if sign.isalnum())

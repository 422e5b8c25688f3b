"""The ledger's enums in words."""

from collections.abc import Mapping
from typing import Any

from outreach.ledger.model import Audience, Kind, OnlineMeasure, State, Verb
from outreach.web.words import lazy

KINDS: Mapping[Kind, Any] = {
    Kind.VISIT: lazy("到馆参观"),
    Kind.VAN: lazy("科普大篷车"),
    Kind.MOBILE_EXHIBITION: lazy("流动科技馆巡展"),
    Kind.EXHIBITION: lazy("专题展览"),
    Kind.TALK: lazy("科普讲座"),
    Kind.LIVE_LESSON: lazy("直播课"),
    Kind.LAB: lazy("实验活动"),
    Kind.COMPETITION: lazy("科普竞赛"),
    Kind.CAMP: lazy("科技冬夏令营"),
    Kind.INTEREST_GROUP: lazy("兴趣小组"),
    Kind.OPEN_DAY: lazy("开放日"),
    Kind.TRAINING: lazy("培训"),
    Kind.SCIENCE_MONTH: lazy("科普月（周、日）活动"),
    Kind.OTHER: lazy("其他活动"),
}

AUDIENCES: Mapping[Audience, Any] = {
    Audience.SCHOOL: lazy("学校"),
    Audience.PUBLIC: lazy("社会公众"),
}

MEASURES: Mapping[OnlineMeasure, Any] = {
    OnlineMeasure.VIEWERS: lazy("观看人数（平台去重）"),
    OnlineMeasure.PLAYS: lazy("播放次数"),
    OnlineMeasure.PEAK: lazy("同时在线最高人数"),
    OnlineMeasure.ROOMS: lazy("接入的教室或账号数"),
}

STATES: Mapping[State, Any] = {
    State.COUNTED: lazy("计入统计"),
    State.WITHDRAWN: lazy("已撤回"),
}

VERBS: Mapping[Verb, Any] = {
    Verb.CORRECTED: lazy("更正"),
    Verb.RECOUNTED: lazy("到馆人数更正"),
    Verb.WITHDRAWN: lazy("撤回"),
    Verb.RESTORED: lazy("恢复"),
}

FIELDS: Mapping[str, Any] = {
    "number": lazy("活动编号"),
    "kind": lazy("类型"),
    "title": lazy("活动名称"),
    "day": lazy("日期"),
    "county_code": lazy("县（市、区）"),
    "place": lazy("地点"),
    "audience": lazy("对象"),
    "school_id": lazy("学校"),
    "onsite": lazy("现场人次"),
    "onsite_pupils": lazy("其中学生"),
    "online": lazy("线上人次"),
    "online_measure": lazy("线上口径"),
    "minutes": lazy("时长（分钟）"),
    "lead": lazy("主办单位"),
    "partners": lazy("合作单位"),
    "cells": lazy("年级与首次参加"),
    "state": lazy("状态"),
}

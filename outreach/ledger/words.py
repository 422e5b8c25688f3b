"""The ledger's enums in words."""

from collections.abc import Mapping
from typing import Any

from outreach.ledger.evidence_model import Consent, EvidenceKind
from outreach.ledger.model import Audience, Kind, Label, OnlineMeasure, PartnerRole, State
from outreach.ledger.record_model import Verb
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
    Kind.GATHERING: lazy("广场等公众活动"),
    Kind.CONSULTATION: lazy("科普咨询"),
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

LABELS: Mapping[Label, Any] = {
    Label.SCIENCE_MONTH: lazy("全国科普月"),
    Label.SCIENCE_WEEK: lazy("科技活动周"),
    Label.SCIENCE_DAY: lazy("全国科普日"),
    Label.WORKERS_DAY: lazy("全国科技工作者日"),
    Label.SCIENCE_NIGHT: lazy("科学之夜"),
    Label.COUNTRYSIDE: lazy("三下乡"),
    Label.DOUBLE_REDUCTION: lazy("双减"),
    Label.SPIRIT: lazy("科学家精神"),
    Label.VOLUNTEERS: lazy("科技志愿服务"),
    Label.LARGE: lazy("重大科普活动"),
}

PARTNER_ROLES: Mapping[PartnerRole, Any] = {
    PartnerRole.CARRIES: lazy("承办"),
    PartnerRole.HELPS: lazy("协办"),
}

EVIDENCE_KINDS: Mapping[EvidenceKind, Any] = {
    EvidenceKind.PHOTO: lazy("照片"),
    EvidenceKind.SHEET: lazy("扫描件（签到表、盖章表）"),
    EvidenceKind.LINK: lazy("网址"),
}

CONSENTS: Mapping[Consent, Any] = {
    Consent.NOBODY: lazy("认不出任何人"),
    Consent.HELD: lazy("已取得本人或监护人同意"),
    Consent.BLURRED: lazy("面部已模糊"),
    Consent.NOT_YET: lazy("还没有同意，不对外使用"),
}

STATES: Mapping[State, Any] = {
    State.PLANNED: lazy("计划中"),
    State.COUNTED: lazy("已办，计入统计"),
    State.CHECKED: lazy("已核对"),
    State.WITHDRAWN: lazy("已撤回"),
}

TONES: Mapping[State, str] = {
    State.PLANNED: "wait",
    State.COUNTED: "info",
    State.CHECKED: "good",
    State.WITHDRAWN: "off",
}

VERBS: Mapping[Verb, Any] = {
    Verb.DONE: lazy("办完，登记实际情况"),
    Verb.CHECKED: lazy("核对无误"),
    Verb.UNCHECKED: lazy("退回，重新核对"),
    Verb.CORRECTED: lazy("更正"),
    Verb.RECOUNTED: lazy("到馆人数更正"),
    Verb.JOINED: lazy("登记参与单位的份额"),
    Verb.DAY_COUNTED: lazy("登记当天人次"),
    Verb.WITHDRAWN: lazy("撤回"),
    Verb.RESTORED: lazy("恢复"),
}

FIELDS: Mapping[str, Any] = {
    "number": lazy("活动编号"),
    "kind": lazy("类型"),
    "title": lazy("活动名称"),
    "day": lazy("日期"),
    "until_day": lazy("结束日期"),
    "county_code": lazy("县（市、区）"),
    "place": lazy("地点"),
    "audience": lazy("对象"),
    "school_id": lazy("学校"),
    "onsite": lazy("现场人次"),
    "onsite_pupils": lazy("其中学生"),
    "online": lazy("线上人次"),
    "online_measure": lazy("线上口径"),
    "minutes": lazy("时长（分钟）"),
    "planned_onsite": lazy("计划人次"),
    "planned_day": lazy("计划日期"),
    "onsite_rough": lazy("约数"),
    "own_programme": lazy("自有或共享项目"),
    "vehicle": lazy("车辆"),
    "kilometres": lazy("里程（公里）"),
    "volunteers": lazy("志愿者人数"),
    "volunteer_hours": lazy("志愿服务时数"),
    "funding": lazy("经费项目"),
    "labels": lazy("标签"),
    "lead": lazy("主办单位"),
    "partners": lazy("合作单位"),
    "cells": lazy("年级与首次参加"),
    "state": lazy("状态"),
}

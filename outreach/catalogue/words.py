"""Venues, programmes and group rules in words, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.catalogue.model import (
    DayKind,
    DayPart,
    GroupRules,
    Programme,
    ProgrammeKind,
    ProgrammeState,
    Release,
    Setting,
    Venue,
    VenueKind,
    WaitlistPolicy,
)
from outreach.catalogue.paper_terms import Addressee, Paper
from outreach.province.model import GRADES, Stage, stage_of_grade
from outreach.province.words import STAGES, grade_words, grades_words
from outreach.web.words import _, lazy

WEEKDAYS = (
    lazy("周一"),
    lazy("周二"),
    lazy("周三"),
    lazy("周四"),
    lazy("周五"),
    lazy("周六"),
    lazy("周日"),
)
VENUE_KINDS: Mapping[VenueKind, Any] = {
    VenueKind.MUSEUM: lazy("省级科技馆"),
    VenueKind.CITY_MUSEUM: lazy("市级科技馆"),
    VenueKind.COMPUTING_CENTRE: lazy("计算中心"),
}
PROGRAMME_KINDS: Mapping[ProgrammeKind, Any] = {
    ProgrammeKind.ROUTE: lazy("参观路线"),
    ProgrammeKind.SITE_TOUR: lazy("现场参观"),
    ProgrammeKind.LAB: lazy("实验课"),
    ProgrammeKind.TALK: lazy("报告会"),
    ProgrammeKind.SHOW: lazy("科学表演"),
    ProgrammeKind.LIVE_LESSON: lazy("直播课"),
}
PROGRAMME_STATES: Mapping[ProgrammeState, Any] = {
    ProgrammeState.TRIAL: lazy("试开放"),
    ProgrammeState.OPEN: lazy("开放"),
    ProgrammeState.RETIRED: lazy("停用"),
}
SETTINGS: Mapping[Setting, Any] = {
    Setting.INDOORS: lazy("室内"),
    Setting.OUTDOORS: lazy("户外"),
}
PAPERS: Mapping[Paper, Any] = {
    Paper.LETTER: lazy("加盖公章的公函"),
    Paper.FILING: lazy("教育主管部门备案情况"),
    Paper.SAFETY_PLAN: lazy("安全预案"),
    Paper.INSURANCE: lazy("保险到期日"),
    Paper.COACH: lazy("车辆数"),
    Paper.CONSENTS: lazy("家长同意人数"),
}
ADDRESSEES: Mapping[Addressee, Any] = {
    Addressee.VENUE: lazy("交场馆"),
    Addressee.BUREAU: lazy("交教育主管部门"),
    Addressee.SCHOOL: lazy("学校留存"),
}
DAY_KINDS: Mapping[DayKind, Any] = {
    DayKind.WEEKDAY: lazy("工作日"),
    DayKind.WEEKEND: lazy("周末"),
    DayKind.HOLIDAY: lazy("法定节假日"),
}
DAY_PARTS: Mapping[DayPart, Any] = {
    DayPart.DAY: lazy("全天"),
    DayPart.AM: lazy("上午"),
    DayPart.PM: lazy("下午"),
}
POLICIES: Mapping[WaitlistPolicy, Any] = {
    WaitlistPolicy.STRICT: lazy("严格按候补先后"),
    WaitlistPolicy.FIRST_FIT: lazy("先容得下者先补，越过次数有上限"),
}
RELEASES: Mapping[Release, Any] = {
    Release.AT_ONCE: lazy("场次建立后即可预约"),
    Release.DAYS_BEFORE: lazy("提前若干天开放"),
    Release.FIRST_MONDAY: lazy("前一个月的第一个周一开放"),
}


def grade_choices() -> list[tuple[int, str]]:
    return [(grade, grade_words(grade)) for grade in GRADES]


def grade_range(programme: Programme) -> str:
    return grades_words(programme.grades_from, programme.grades_to)


def stages_of(programme: Programme) -> tuple[Stage, ...]:
    grades = range(programme.grades_from, programme.grades_to + 1)
    found = {stage_of_grade(grade) for grade in grades}
    return tuple(stage for stage in Stage if stage in found)


def weekday_list(weekdays: tuple[int, ...]) -> str:
    """周二至周六 for a run of days, else one by one."""
    if not weekdays:
        return ""
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 2 and weekdays == tuple(range(first, last + 1)):
        return str(_("%(first)s至%(last)s", first=WEEKDAYS[first], last=WEEKDAYS[last]))
    return str(_("、")).join(str(WEEKDAYS[day]) for day in weekdays)


def waitlist_words(programme: Programme) -> str:
    """The policy by which places that come back are given, as every teacher may read it."""
    if programme.waitlist_policy is WaitlistPolicy.STRICT:
        return str(_("候补严格按先后：前面的团队未补上，后面的不会越过。"))
    return str(
        _(
            "候补按先后，名额容得下哪个团队就补哪个；任何团队最多被越过 %(times)s 次。",
            times=programme.max_passes or 0,
        )
    )


def rule_sentences(rules: GroupRules, *, stages: tuple[Stage, ...] = tuple(Stage)) -> list[str]:
    """What a venue asks of groups, one sentence a rule; adults only for the stages named."""
    return [
        sentence
        for sentence in (
            _size(rules),
            _lead(rules),
            _release(rules),
            *_adults(rules, stages),
            _papers(rules),
            _cancelling(rules),
            _waiting(rules),
            *_caps(rules),
            _inside(rules),
            _no_shows(rules),
            None if rules.opens_on_holidays else _("法定节假日不接待团队；调休上课日照常接待。"),
            _("只接受电话预约，由馆方代填。") if rules.phone_only else None,
        )
        if sentence
    ]


def _size(rules: GroupRules) -> str | None:
    if rules.min_pupils and rules.max_pupils:
        return str(
            _(
                "每个团队 %(least)s 至 %(most)s 名学生。",
                least=rules.min_pupils,
                most=rules.max_pupils,
            )
        )
    if rules.min_pupils:
        return str(_("每个团队至少 %(least)s 名学生。", least=rules.min_pupils))
    if rules.max_pupils:
        return str(_("每个团队最多 %(most)s 名学生。", most=rules.max_pupils))
    return None


def _lead(rules: GroupRules) -> str | None:
    if not rules.lead_days:
        return str(_("开场前都可以预约。"))
    if rules.lead_in_workdays:
        return str(_("至少提前 %(days)s 个工作日预约。", days=rules.lead_days))
    return str(_("至少提前 %(days)s 天预约。", days=rules.lead_days))


def _release(rules: GroupRules) -> str | None:
    clock = f"{rules.release_time:%H:%M}" if rules.release_time else "09:00"
    if rules.release is Release.DAYS_BEFORE:
        return str(
            _("每场提前 %(days)s 天的 %(clock)s 开放预约。", days=rules.release_days, clock=clock)
        )
    if rules.release is Release.FIRST_MONDAY:
        return str(_("每月第一个周一 %(clock)s 开放下个月的场次。", clock=clock))
    if rules.horizon_days is not None:
        return str(_("可预约 %(days)s 天以内的场次。", days=rules.horizon_days))
    return None


def _adults(rules: GroupRules, stages: tuple[Stage, ...]) -> list[str]:
    return [
        _(
            "%(stage)s：每 %(pupils)s 名学生至少 1 名随队成人。",
            stage=STAGES[stage],
            pupils=pupils,
        )
        for stage, pupils in rules.pupils_per_adult
        if stage in stages
    ]


def _papers(rules: GroupRules) -> str | None:
    if not rules.papers:
        return None
    return str(
        _(
            "材料：%(papers)s。预留后 %(due)s 天内、且不晚于参观前 %(before)s 天交齐。",
            papers=str(_("、")).join(str(PAPERS[kind]) for kind in rules.papers),
            due=rules.papers_due_days,
            before=rules.papers_before_days,
        )
    )


def _cancelling(rules: GroupRules) -> str:
    return str(_("参观前 %(days)s 天以上可随时取消。", days=rules.cancel_free_days))


def _waiting(rules: GroupRules) -> str:
    return str(
        _(
            "到参观前 %(days)s 天还没有名额的候补学校，我们来信告知，并附上可改约的场次。",
            days=rules.no_place_days,
        )
    )


def _caps(rules: GroupRules) -> list[str]:
    return [
        _(
            "%(days)s%(part)s最多接待团队学生 %(pupils)s 人。",
            days=DAY_KINDS[cap.days],
            part=DAY_PARTS[cap.part],
            pupils=cap.pupils,
        )
        for cap in rules.caps
    ]


def _inside(rules: GroupRules) -> str | None:
    if rules.max_inside is None:
        return None
    return str(_("馆内同时最多 %(pupils)s 名团队学生。", pupils=rules.max_inside))


def _no_shows(rules: GroupRules) -> str | None:
    if rules.no_show_limit is None:
        return None
    return str(
        _(
            "一学年内 %(limit)s 次没来也没说一声，下一次统一排期排在后面，但不会停止预约。"
            "天气、主管部门未批准、生病等不算。",
            limit=rules.no_show_limit,
        )
    )


def hours_table(venue: Venue) -> list[tuple[str, str]]:
    """Weekday and hours, Monday to Sunday; a closed day says so."""
    return [
        (
            str(WEEKDAYS[weekday]),
            str(_("、")).join(
                f"{o.opens:%H:%M}–{o.closes:%H:%M}" for o in venue.openings if o.weekday == weekday
            )
            or _("闭馆"),
        )
        for weekday in range(7)
    ]

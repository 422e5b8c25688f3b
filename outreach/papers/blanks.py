"""The forms a visit needs, each defined once: letter, plan, letter to parents, filing, slip."""

from collections.abc import Callable

from outreach.papers.model import Blank
from outreach.papers.print_facts import PrintFacts, earlier, long_day
from outreach.papers.safety_blanks import coach_sheet, safety_plan, sign_in_sheet
from outreach.papers.sheet import (
    Code,
    Cut,
    Foot,
    Grid,
    Heading,
    Line,
    Opinions,
    Pairs,
    Paragraph,
    Part,
    Points,
    Seal,
    Sheet,
)

FOOT = Foot(("填表人", "审核人", "负责人", "填报日期", "公章处"))


def letter(facts: PrintFacts) -> Sheet:
    return _sheet(
        facts,
        f"关于组织学生赴{facts.venue}参观的函",
        Line(f"{facts.venue}："),
        Paragraph(
            f"我校拟于{facts.long_day}组织{facts.grade}学生赴贵馆参加“{facts.programme}”，"
            "现将有关情况函告如下，请予接洽。"
        ),
        Pairs(
            (
                (("学校", facts.school), ("所在县区", facts.county)),
                (("年级", facts.grade), ("预约编号", facts.number)),
                (("参观日期", facts.long_day), ("到馆时间", f"{facts.gather} 前")),
                (("参观项目", facts.programme), ("参观时间", facts.hours)),
                (("学生人数", f"{facts.pupils} 人"), ("随队成人", f"{facts.adults} 人")),
                (("总人数", f"{facts.heads} 人"), ("乘车", _coaches(facts))),
                (("带队老师", facts.leader), ("联系电话", facts.leader_phone)),
                (("情况说明", facts.needs),),
            )
        ),
        Paragraph(
            "我校统一组织、统一往返，随队老师全程陪同，一同进馆、一同离馆，遵守贵馆参观秩序；"
            "学生的组织和安全管理由我校负责。本函只写人数，不附学生名单。"
        ),
        Paragraph("特此函告。"),
        Seal(facts.school),
    )


def plan(facts: PrintFacts) -> Sheet:
    return _sheet(
        facts,
        f"{facts.school}赴{facts.venue}活动方案",
        Heading("一、目的"),
        Paragraph(facts.summary),
        Heading("二、时间、地点与人员"),
        Pairs(
            (
                (("日期", facts.long_day), ("时间", facts.hours)),
                (("地点", facts.venue), ("地址", facts.address)),
                (("集合点", facts.meeting_point), ("项目", facts.programme)),
                (("年级", facts.grade), ("学生", f"{facts.pupils} 人，{_batches(facts)}")),
                (
                    ("带队老师", f"{facts.leader} {facts.leader_phone}"),
                    ("随队成人", f"{facts.adults} 人"),
                ),
            )
        ),
        Heading("三、日程"),
        Grid(("时间", "安排", "负责人"), (3, 8, 3), _timetable(facts)),
        Heading("四、分组与带队老师"),
        Grid(
            ("批次", "学生人数", "带队老师", "联系电话"),
            (2, 3, 4, 5),
            tuple((f"第 {n} 批", f"{size} 人", "", "") for n, size in enumerate(facts.batches, 1)),
        ),
        Heading("五、分工"),
        Grid(
            ("岗位", "职责", "姓名"),
            (3, 8, 3),
            (
                ("总负责", "审批方案，临时变化时作决定", ""),
                ("带队老师", "点名、上下车、与场馆联系", facts.leader),
                ("安全员", "随车、断后，照看身体不适的学生", ""),
                ("后勤", "车辆、饮水、药箱、保险", ""),
            ),
        ),
        FOOT,
    )


def _timetable(facts: PrintFacts) -> tuple[tuple[str, str, str], ...]:
    way = "、".join(f"{stop.hall.name} {stop.minutes} 分钟" for stop in facts.stops)
    return (
        ("", "校内集合，清点人数，发车", ""),
        (earlier(facts.starts, 15), f"到{facts.meeting_point}集合，凭编号 {facts.number} 进馆", ""),
        (facts.hours, f"{facts.programme}{'：' if way else ''}{way}", ""),
        (f"{facts.ends:%H:%M}", "馆外清点人数，上车返程", ""),
        ("", "到校，清点人数，交接家长", ""),
    )


def parents(facts: PrintFacts) -> Sheet:
    return _sheet(
        facts,
        f"致家长的一封信：{facts.grade}学生参观{facts.venue}",
        Line("各位家长："),
        Paragraph(
            f"我校拟于{facts.long_day}组织{facts.grade}学生参观{facts.venue}，参加“{facts.programme}”。"
            "活动自愿参加，不参加的学生由学校另行安排。现将有关事项告知如下。"
        ),
        Pairs(
            (
                (("日期", facts.long_day), ("参观时间", facts.hours)),
                (("地点", f"{facts.venue}，{facts.address}"),),
                (("出发与返校", "　　　时　　　分从学校出发，　　　时　　　分左右返校"),),
                (("交通", f"统一乘车{_firm(facts)}，随队老师 {facts.adults} 人"),),
                (("费用", "□ 不收费　□ 收费　　　元，用于　　　　　　　　　"),),
                (("保险", _insurance(facts)),),
                (("带队老师", facts.leader), ("联系电话", facts.leader_phone)),
            )
        ),
        Points(
            (
                "请让孩子穿校服或便于活动的鞋服，自带水杯，不带贵重物品。",
                "有晕车、过敏、正在服药等情况，请直接告诉班主任，不写在回执上。",
                "遇暴雨、冰雪、道路封闭或上级通知，活动改期或取消，由班主任通知。",
            )
        ),
        Seal(facts.school),
        Cut("沿此线剪下，交班主任；由学校留存，不交场馆，不上传"),
        Line(f"回执：{facts.long_day}参观{facts.venue}"),
        Pairs(
            (
                (("班级", ""), ("学号", "")),
                (("参加活动", "□ 同意　□ 不同意"), ("拍摄活动照片", "□ 同意　□ 不同意")),
                (("家长签名", ""), ("日期", "　　　年　　月　　日")),
            )
        ),
    )


def filing(facts: PrintFacts) -> Sheet:
    return _sheet(
        facts,
        "中小学生集体外出活动备案表",
        Pairs(
            (
                (("学校", facts.school), ("所在县区", facts.county)),
                (("活动名称", f"{facts.programme}（{facts.venue}）"),),
                (("活动日期", facts.long_day), ("活动时间", facts.hours)),
                (("活动地点", f"{facts.venue}，{facts.address}"),),
                (("年级", facts.grade), ("预约编号", facts.number)),
                (("学生人数", f"{facts.pupils} 人"), ("教师等成人", f"{facts.adults} 人")),
                (("带队负责人", facts.leader), ("联系电话", facts.leader_phone)),
                (("车辆", _coaches(facts)), ("承运单位", facts.coach_firm)),
                (("往返路线", ""),),
                (("保险", _insurance(facts)),),
                (
                    (
                        "所附材料",
                        "□ 方案　□ 安全预案　□ 车辆与驾驶人材料　□ 保险凭证　□ 家长同意人数",
                    ),
                ),
            )
        ),
        Opinions(("学校意见", "教育主管部门意见")),
        FOOT,
    )


def slip(facts: PrintFacts, *, svg: str, confirmed: str) -> Sheet:
    """The venue's receipt for a confirmed visit; the code holds the number and nothing else."""
    return _sheet(
        facts,
        "团队参观回执单",
        Line(f"{facts.school}："),
        Paragraph(f"贵校的参观预约已经确认（{confirmed}），请按下列时间到馆。"),
        Pairs(
            (
                (("预约编号", facts.number), ("参观项目", facts.programme)),
                (("参观日期", facts.long_day), ("参观时间", facts.hours)),
                (("到馆时间", f"{facts.gather} 前"), ("集合点", facts.meeting_point)),
                (("学生人数", f"{facts.pupils} 人"), ("随队成人", f"{facts.adults} 人")),
                (("批次", _batches(facts)), ("年级", facts.grade)),
                (("地址", facts.address),),
                (("场馆电话", facts.venue_phone or "见预约页"), ("带队老师", facts.leader)),
            )
        ),
        Points(
            (
                "请全体一同进馆、一同离馆，带队老师向馆员出示本单或报出编号。",
                "人数有变或不能按时到馆，请尽早在预约页上修改，或致电场馆。",
                *((facts.advice,) if facts.advice else ()),
            )
        ),
        Code(facts.number, svg, f"编号 {facts.number}（码中只有编号）"),
        Line(facts.venue, align="right"),
    )


BLANKS: dict[Blank, Callable[[PrintFacts], Sheet]] = {
    Blank.LETTER: letter,
    Blank.FILING: filing,
    Blank.PLAN: plan,
    Blank.SAFETY_PLAN: safety_plan,
    Blank.PARENTS: parents,
    Blank.COACH: coach_sheet,
    Blank.SIGN_IN: sign_in_sheet,
}


def _sheet(facts: PrintFacts, title: str, *parts: Part) -> Sheet:
    number = f"预约编号 {facts.number}　{facts.school}"
    return Sheet(title=title, number=number, day=facts.asked_on, parts=parts)


def _coaches(facts: PrintFacts) -> str:
    return f"大客车 {facts.coaches} 辆" if facts.coaches is not None else "大客车　　　辆"


def _firm(facts: PrintFacts) -> str:
    return f"（{facts.coach_firm}）" if facts.coach_firm else ""


def _insurance(facts: PrintFacts) -> str:
    until = facts.insured_until
    return (
        f"有效期至 {long_day(until)}"
        if until
        else "□ 校方责任险　□ 意外险　有效期至　　　年　　月　　日"
    )


def _batches(facts: PrintFacts) -> str:
    if len(facts.batches) == 1:
        return "1 批"
    return f"分 {len(facts.batches)} 批（{'、'.join(str(size) for size in facts.batches)} 人）"

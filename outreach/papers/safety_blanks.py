"""Forms about safety: the safety plan, the coaches, and the sheet on which adults sign in."""

from outreach.papers.print_facts import PrintFacts
from outreach.papers.sheet import Foot, Grid, Heading, Pairs, Paragraph, Points, Sheet

PUPILS_A_COACH = 45
FOOT = Foot(("填表人", "审核人", "负责人", "填报日期", "公章处"))


def safety_plan(facts: PrintFacts) -> Sheet:
    return Sheet(
        title=f"{facts.school}外出活动安全预案",
        number=f"预约编号 {facts.number}　{facts.school}",
        day=facts.asked_on,
        parts=(
            Heading("一、基本情况"),
            Pairs(
                (
                    (("活动", f"{facts.programme}（{facts.venue}）"), ("日期", facts.long_day)),
                    (("年级", facts.grade), ("时间", facts.hours)),
                    (("学生", f"{facts.pupils} 人"), ("随队成人", f"{facts.adults} 人")),
                    (("带队老师", facts.leader), ("联系电话", facts.leader_phone)),
                )
            ),
            Heading("二、组织与职责"),
            Grid(
                ("岗位", "职责", "姓名", "电话"),
                (3, 7, 3, 4),
                (
                    ("组长", "决定出发、中止、返回，向上级报告", "", ""),
                    ("带队老师", "点名，与场馆和车队联系", facts.leader, facts.leader_phone),
                    ("安全员", "随车断后，处理突发情况", "", ""),
                    ("医护员", "带药箱，送医陪护", "", ""),
                ),
            ),
            Heading("三、出发前与途中"),
            Points(
                (
                    "出发前三天上安全课，查天气和路况；有暴雨、冰雪、道路封闭预警的，不出发。",
                    "核对车辆、驾驶人和保险；每车至少两名成人，一前一后，开车前清点人数。",
                    "途中系好安全带，不把头手伸出窗外；中途下车须经带队老师同意，上车再点名。",
                )
            ),
            Heading("四、场馆内：疏散与集合"),
            Pairs(
                (
                    (("集合点", facts.meeting_point), ("场馆电话", facts.venue_phone)),
                    (
                        (
                            "疏散",
                            facts.evacuation
                            or "按馆员指挥和绿色指示从最近的安全出口离馆，不乘电梯。",
                        ),
                    ),
                )
            ),
            Heading("五、突发情况"),
            Points(
                (
                    f"有人走散：带队老师在{facts.meeting_point}等候，安全员同馆员寻找，十分钟未找到即广播、报警。",
                    "受伤或急病：就地处置，拨打 120，医护员陪同送医，带队老师通知家长和组长。",
                    "火情、地震等：立即停止参观，按上面的路线疏散，到集合点逐批清点，向组长报告人数。",
                    "交通事故：先救人，拨打 110、120，护送学生到安全处，由组长联系换车。",
                )
            ),
            FOOT,
        ),
    )


def coach_sheet(facts: PrintFacts) -> Sheet:
    """For the school's own file: of all this only the number of coaches comes back."""
    rows = facts.coaches or -(-facts.heads // PUPILS_A_COACH)
    return Sheet(
        title="车辆及驾驶人情况表",
        number=f"预约编号 {facts.number}　{facts.school}",
        day=facts.asked_on,
        parts=(
            Pairs(
                (
                    (("学校", facts.school), ("日期", facts.long_day)),
                    (("目的地", f"{facts.venue}，{facts.address}"),),
                    (("乘车人数", f"{facts.heads} 人"), ("承运单位", facts.coach_firm)),
                    (("出发", "　　时　　分　从"), ("返程", "　　时　　分　从")),
                )
            ),
            Grid(
                ("序号", "车牌号", "核定载客", "驾驶人", "联系电话", "随车老师"),
                (2, 4, 3, 3, 4, 3),
                tuple((str(n), "", "", "", "", "") for n in range(1, rows + 1)),
            ),
            Points(
                (
                    "已查验：□ 行驶证　□ 驾驶证　□ 客运资质　□ 租车合同　□ 承运人责任险　□ 车况",
                    "本表和证件复印件由学校留存；预约页上只填车辆数和承运单位，不填车牌和驾驶人。",
                )
            ),
            FOOT,
        ),
    )


def sign_in_sheet(facts: PrintFacts) -> Sheet:
    """Adults only; pupils are counted, never listed."""
    rows = min(max(facts.adults + 2, 8), 24)
    return Sheet(
        title="参观签到表（成人）",
        number=f"预约编号 {facts.number}　{facts.school}",
        day=facts.asked_on,
        parts=(
            Pairs(
                (
                    (("学校", facts.school), ("日期", facts.long_day)),
                    (("项目", facts.programme), ("时间", facts.hours)),
                    (("学生应到", f"{facts.pupils} 人"), ("学生实到", "　　　　人")),
                    (("成人应到", f"{facts.adults} 人"), ("成人实到", "　　　　人")),
                )
            ),
            Grid(
                ("序号", "姓名", "职务", "到馆时间", "签名"),
                (2, 4, 4, 3, 4),
                tuple((str(n), "", "", "", "") for n in range(1, rows + 1)),
            ),
            Paragraph("本表只由老师等成人签到。学生只清点人数，请不要写学生姓名。"),
            Foot(("带队老师", "馆员", "日期")),
        ),
    )

"""How standards are named and explained."""

from outreach.standards.model import Standard, Verdict
from outreach.web.words import lazy

NAMES = {
    Standard.ANSWER: lazy("两个工作日内答复"),
    Standard.CONFIRMATION: lazy("提前一周确认"),
    Standard.WAITLIST: lazy("候补有答复"),
    Standard.FEEDBACK: lazy("参观有反馈"),
}
RULES = {
    Standard.ANSWER: lazy(
        "学校提交的预约，到第二个工作日结束前得到答复：预留、确认、退回补正、谢绝都算答复。"
        "按提交日期归入时段，调休上课日算工作日；场馆代填的、先进候补的、到期前学校自己取消的不计。"
    ),
    Standard.CONFIRMATION: lazy(
        "至少提前 14 天提交的参观，在参观前 7 天已经确认。"
        "按参观日期归入时段；已取消、已谢绝、因不可抗力停办的不计。"
    ),
    Standard.WAITLIST: lazy(
        "在参观前第 3 天之前进入候补的团队，到参观前 3 天已经得到名额、被谢绝，"
        "或收到“没有名额”的来信（仍可留在候补里）。学校自己退出的不计。"
    ),
    Standard.FEEDBACK: lazy(
        "结束并发出五个问题的参观，至少收到一份回答；发出一周后还没有的算没做到。"
        "按参观日期归入时段。"
    ),
}
VERDICTS = {
    Verdict.KEPT: lazy("做到"),
    Verdict.BROKEN: lazy("没做到"),
    Verdict.OPEN: lazy("未到期"),
}
TONES = {Verdict.KEPT: "good", Verdict.BROKEN: "stop", Verdict.OPEN: "wait"}

"""Papers, their states and what is odd about them, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.catalogue.paper_terms import Paper
from outreach.papers.model import Blank, Concern, Filing, Handed, PaperState
from outreach.web import filters
from outreach.web.words import _, lazy

STATES: Mapping[PaperState, Any] = {
    PaperState.AWAITED: lazy("待交"),
    PaperState.OVERDUE: lazy("已过期限，还没交"),
    PaperState.RECEIVED: lazy("已交，待核验"),
    PaperState.CHECKED: lazy("核验通过"),
    PaperState.SENT_BACK: lazy("退回重交"),
}
FILINGS: Mapping[Filing, Any] = {
    Filing.NOT_FILED: lazy("未报"),
    Filing.FILED: lazy("已报"),
    Filing.APPROVED: lazy("已批"),
}
CONCERNS: Mapping[Concern, Any] = {
    Concern.FILING_OPEN: lazy(
        "三天内就要参观，备案还没有批下来。请打电话问一问，行不行由学校和主管部门定。"
    ),
    Concern.INSURANCE_ENDS_EARLY: lazy("保险在参观那天之前到期。"),
    Concern.CONSENTS_MISSING: lazy("同意的人数比要来的学生少，请核对人数。"),
    Concern.VISIT_CHANGED: lazy("交来以后日期或人数改过，请看看是否要重出。"),
}
BLANKS: Mapping[Blank, Any] = {
    Blank.LETTER: lazy("参观公函"),
    Blank.FILING: lazy("外出活动备案表"),
    Blank.PLAN: lazy("活动方案"),
    Blank.SAFETY_PLAN: lazy("安全预案"),
    Blank.PARENTS: lazy("告家长书和回执"),
    Blank.COACH: lazy("车辆及驾驶人情况表"),
    Blank.SIGN_IN: lazy("成人签到表"),
}
HOW: Mapping[Paper, Any] = {
    Paper.LETTER: lazy("打印、盖章，拍清楚或扫描后上传。"),
    Paper.FILING: lazy("方案和备案表报教育主管部门；在这里填办到哪一步，批件可以上传。"),
    Paper.SAFETY_PLAN: lazy("打印、盖章，拍清楚或扫描后上传；场馆的疏散路线已写在里面。"),
    Paper.INSURANCE: lazy("保单留学校，这里只填到期日。"),
    Paper.COACH: lazy("车辆和驾驶人材料留学校，这里只填车辆数和承运单位。"),
    Paper.CONSENTS: lazy("回执留学校，这里只填同意和不同意的人数。"),
}
WHY_UNUSABLE: Mapping[str, Any] = {
    "empty": lazy("文件是空的，请重新选择。"),
    "too-large": lazy("文件超过 10 MB。请拍小一点，或分几页上传。"),
    "office": lazy("这是 Word、Excel 或压缩文件。请打印盖章后拍照，或导出为 PDF。"),
    "phone-picture": lazy(
        "这是苹果手机的 HEIC 图片。请截屏后上传截图，或在相机设置里选“兼容性最佳”再拍。"
    ),
    "other-picture": lazy("请上传 JPG、PNG 或 WebP 图片，或 PDF。"),
    "unknown": lazy("看不出这是什么文件。请上传 JPG、PNG 或 WebP 图片，或 PDF。"),
    "broken": lazy("文件打不开，可能没有传完整。请重新拍照或导出后再传。"),
    "locked": lazy("这个 PDF 加了密码。请去掉密码后再传。"),
    "too-many-pages": lazy("PDF 超过 30 页。请只传盖章的这几页。"),
    "too-many-pixels": lazy("图片尺寸太大。请用手机普通模式重拍。"),
    "active": lazy("这个 PDF 里有脚本、附件或填写功能。请打印成新的 PDF，或直接拍照上传。"),
}


def told_words(handed: Handed) -> list[str]:
    """What a school wrote about a paper, a line each."""
    told = handed.told
    lines = []
    if told.filing is not None:
        filed = [str(FILINGS[told.filing])]
        filed += [filters.day(told.filed_on)] if told.filed_on else []
        filed += [told.filing_number] if told.filing_number else []
        lines.append(str(_("，")).join(filed))
    if told.insured_until is not None:
        lines.append(_("保险到期日 %(day)s", day=filters.day(told.insured_until)))
    if told.coaches is not None:
        lines.append(_("%(count)s 辆车", count=told.coaches))
    if told.coach_firm:
        lines.append(told.coach_firm)
    if told.agreed is not None:
        lines.append(_("同意 %(yes)s 人，不同意 %(no)s 人", yes=told.agreed, no=told.declined or 0))
    return lines


def why_unusable(why: str) -> str:
    """What is wrong with a file, and what to do; for a form and for a page of its own."""
    return str(WHY_UNUSABLE.get(why, WHY_UNUSABLE["broken"]))

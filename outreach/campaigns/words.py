"""What the list, campaigns and answers are called on screens, and the text that is forwarded."""

from collections.abc import Mapping

from flask import render_template
from flask_babel import force_locale

from outreach.campaigns.lists import Since
from outreach.campaigns.model import Answer, CampaignState, Outcome, Reason, Step
from outreach.web.words import LANGUAGES, lazy

SINCE = {
    Since.NEVER: lazy("从未有过活动"),
    Since.MONTHS_12: lazy("从未，或 12 个月以上没有"),
    Since.MONTHS_24: lazy("从未，或 24 个月以上没有"),
    Since.MONTHS_36: lazy("从未，或 36 个月以上没有"),
}
STATES = {
    CampaignState.OPEN: lazy("邀请中"),
    CampaignState.ENDED: lazy("已到期"),
    CampaignState.WITHDRAWN: lazy("已撤回"),
}
STATE_TONES = {
    CampaignState.OPEN: "wait",
    CampaignState.ENDED: "off",
    CampaignState.WITHDRAWN: "off",
}
ANSWERS = {
    Answer.OPEN: lazy("还没答复"),
    Answer.ACCEPTED: lazy("愿意来"),
    Answer.DECLINED: lazy("来不了"),
    Answer.OTHER_DATES: lazy("想换时间"),
}
TONES = {
    Answer.OPEN: "wait",
    Answer.ACCEPTED: "good",
    Answer.DECLINED: "stop",
    Answer.OTHER_DATES: "info",
}
REASONS = {
    Reason.DISTANCE: lazy("路太远"),
    Reason.MONEY: lazy("经费不够"),
    Reason.APPROVAL: lazy("没有批下来"),
    Reason.DATES: lazy("日期不合适"),
    Reason.OTHER: lazy("其他原因"),
}
OUTCOMES = {
    Outcome.REACHED: lazy("联系上了"),
    Outcome.NO_ANSWER: lazy("没人接"),
    Outcome.WRONG_NUMBER: lazy("号码不对"),
}
STEPS = {
    Step.INVITED: lazy("邀请了"),
    Step.ANSWERED: lazy("答复了"),
    Step.HELD: lazy("订上了"),
    Step.CAME: lazy("来了"),
}


def texts(**facts: object) -> Mapping[str, str]:
    """The text to forward by telephone or chat, in every language, by the language's code."""
    found = {}
    for language in LANGUAGES:
        with force_locale(language):
            written = render_template("campaigns/_text.txt", **facts)
        rows = (row.rstrip() for row in written.strip().splitlines())
        found[language] = "\n".join(row for row in rows if row)
    return found

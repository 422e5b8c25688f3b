"""Why a school is rung, what to say, and what came of it."""

from collections.abc import Mapping
from typing import Any

from outreach.booking.call_queries import Outcome
from outreach.catalogue.paper_terms import Paper
from outreach.catalogue.words import PAPERS
from outreach.disruption.model import Outcome as Became
from outreach.disruption.model import Touch
from outreach.disruption.words import REASONS as WEATHER
from outreach.disruption.words import outcome_words
from outreach.duty.call_list import DISRUPTION, Entry
from outreach.papers.model import Concern
from outreach.papers.words import CONCERNS
from outreach.web.filters import moment, short_day
from outreach.web.words import _, lazy

REASONS: Mapping[str, Any] = {
    "offer": lazy("递补没有答复"),
    "reconfirmation": lazy("没有复核"),
    "papers": lazy("材料没有交来"),
    "overdue": lazy("材料过期未交"),
    Concern.FILING_OPEN: lazy("备案还没批"),
    Concern.INSURANCE_ENDS_EARLY: lazy("保险到期早"),
    Concern.CONSENTS_MISSING: lazy("同意人数不够"),
    Concern.VISIT_CHANGED: lazy("改动后材料未重出"),
    DISRUPTION: lazy("突发调整没有答复"),
}
OUTCOMES: Mapping[str | None, Any] = {
    Outcome.REACHED: lazy("已联系上"),
    Outcome.NOT_REACHED: lazy("没有接通"),
    Outcome.FORWARDED: lazy("已转发文字"),
}


def to_say(entry: Entry) -> str:
    """One or two sentences for whoever rings."""
    booking, due = entry.line.booking, entry.due
    until = moment(due.until) if due.until else "–"
    if entry.touch is not None:
        return _changed(entry.touch)
    match due.reason:
        case "offer":
            return str(
                _(
                    "候补有了名额，给贵校留着 %(pupils)s 个，到%(by)s为止。接受还是放弃？",
                    pupils=booking.group.pupils,
                    by=until,
                )
            )
        case "reconfirmation":
            return str(_("还来吗？人数、几辆车、几点到，有没有变化？"))
        case "papers":
            return str(_("材料还没有交来，%(by)s到期，到期名额给候补的学校。", by=until))
        case "overdue":
            papers = str(_("、")).join(str(PAPERS[Paper(kind)]) for kind in due.about)
            return str(_("还缺%(papers)s，已经过了期限。哪天能交来？", papers=papers))
        case _concern:
            paper = str(PAPERS[Paper(due.about[0])])
            odd = str(CONCERNS[Concern(due.reason)])
            return str(_("%(paper)s：%(concern)s", paper=paper, concern=odd))


def _changed(touch: Touch) -> str:
    day = short_day(touch.former_day)
    if touch.outcome is Became.UNDONE:
        return str(_("更正：%(day)s的参观照常，此前的取消通知作废。知道了吗？", day=day))
    return str(
        _(
            "因%(reason)s，%(day)s的参观有变（%(became)s）。知道了吗？家长通知到了吗？",
            reason=WEATHER[touch.reason],
            day=day,
            became=outcome_words(touch),
        )
    )

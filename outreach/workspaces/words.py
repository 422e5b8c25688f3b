"""What tasks, their answers and their standing are called."""

from collections.abc import Mapping
from typing import Any

from outreach.web.words import lazy
from outreach.workspaces.model import AnswerKind, Level, Standing

KINDS: Mapping[AnswerKind, Any] = {
    AnswerKind.RETURN: lazy("报表签发"),
    AnswerKind.LEDGER: lazy("台账核对到某天"),
    AnswerKind.NOTE: lazy("写几句回复"),
}
STANDINGS: Mapping[Standing, Any] = {
    Standing.OPEN: lazy("待办"),
    Standing.LATE: lazy("逾期"),
    Standing.ANSWERED: lazy("已办"),
    Standing.WITHDRAWN: lazy("已撤回"),
}
TONES: Mapping[Standing, str] = {
    Standing.OPEN: "wait",
    Standing.LATE: "stop",
    Standing.ANSWERED: "good",
    Standing.WITHDRAWN: "off",
}
LEVELS: Mapping[Level, Any] = {
    Level.COUNTIES: lazy("各县"),
    Level.CITIES: lazy("只给设区市"),
    Level.BOTH: lazy("市和县"),
}

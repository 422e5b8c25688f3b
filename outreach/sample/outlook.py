"""Promises, a scenario and a school put off, so that the pages about where next are alive."""

from datetime import date, datetime, timedelta

from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook import actions, promise_actions, scenarios
from outreach.outlook.promises import Whom
from outreach.province.model import School

SCENARIOS = (
    ("示例：赣州多出五个出车日", "days=5&area=360700"),
    ("示例：南昌县让出六次参观给寻乌", "move=6&from=360121&to=360734"),
)


def make_outlook(tx: Tx, schools: list[School], *, by: int, officer: int, now: datetime) -> None:
    """What the province promised two years ago, what it thinks about, and one school that waits."""
    since = date(local_day(now).year - 2, 1, 1)
    for whom, months in ((Whom.COUNTY, 12), (Whom.SCHOOL, 36)):
        promise_actions.make(tx, whom=whom, months=months, since=since, by=by, now=now, sample=True)
    for name, question in SCENARIOS:
        scenarios.keep(
            tx, name=name, question=question, city_code=None, by=by, now=now, sample=True
        )
    for school in schools[:1]:
        actions.put_off(
            tx,
            school_id=school.id,
            until=local_day(now) + timedelta(days=120),
            reason="示例：校舍翻修，春季学期再去",
            by=officer,
            now=now,
            sample=True,
        )

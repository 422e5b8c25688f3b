"""Tasks sent down: one half answered, one late, one answered by a return."""

from datetime import datetime, timedelta

from outreach.accounts.model import Person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.returns import places, round_queries
from outreach.workspaces import actions, queries, rules
from outreach.workspaces.model import AnswerKind, Level, Order

SOME = ("360733", "360726", "360111")


def send_tasks(tx: Tx, *, who: dict[str, Person], now: datetime) -> None:
    """Each kind once; answers are given by the county, and by the province on behalf."""
    today = local_day(now)
    counties = rules.asked(queries.units(tx), rules.PROVINCE, Level.COUNTIES)
    national = [r for r in round_queries.rounds(tx).values() if r.version.slug == "national"]
    orders = (
        Order(
            "报送科普志愿者活动总结（示例）",
            "每县一段话即可，不写姓名和电话。",
            today - timedelta(days=3),
            AnswerKind.NOTE,
        ),
        Order(
            "把台账核对到上月底（示例）",
            "到期的计划，办了的登记人数，没办的撤回。",
            today + timedelta(days=10),
            AnswerKind.LEDGER,
            until=today.replace(day=1) - timedelta(days=1),
        ),
        Order(
            "年度科普统计报表签发（示例）",
            "数字已从台账数好，核对后三人签发。",
            today + timedelta(days=40),
            AnswerKind.RETURN,
            round_id=national[-1].id,
        ),
    )
    sent = [
        actions.send(
            tx,
            order=order,
            to=counties,
            sender=rules.PROVINCE,
            token=f"sample-task-{number:012d}",
            by=who["province"].id,
            now=now,
        )
        for number, order in enumerate(orders)
    ]
    for code in SOME:
        unit = places.find_unit(tx, "county", code)
        part = queries.find_part(tx, sent[0], unit) if unit is not None else None
        if part is not None:
            actions.answer(
                tx, part, words="已开展三场，照片在台账里。", by=who["province"], now=now
            )

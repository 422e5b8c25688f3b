"""Which answers have entered the figures: blocks of ten, in the order of arrival.

Answers of one programme, version and kind of person are counted ten at a time. A figure so changes
only when ten more have come, and two looks at it never differ by fewer. A pile of paper that can
still be taken back holds up itself and what came after it, so that no made-up pile ever moves a
figure and is gone again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select

from outreach.feedback import rules
from outreach.feedback.model import Question, Tally
from outreach.feedback.tables import FeedbackAnswerRow, FeedbackBatchRow
from outreach.kernel.db import Tx

GROUP = (
    FeedbackAnswerRow.programme_id,
    FeedbackAnswerRow.programme_version,
    FeedbackAnswerRow.respondent,
)
COLUMNS = {
    question: getattr(FeedbackAnswerRow, f"q{number}")
    for number, question in enumerate(Question, start=1)
}
GroupKey = tuple[int, int, str]


def received(tx: Tx, *where: ColumnElement[bool]) -> dict[GroupKey, int]:
    """How many answers there are, whether they are in the figures yet or not."""
    rows = tx.execute(select(*GROUP, func.count()).where(*where).group_by(*GROUP))
    return {(programme, version, who): count for programme, version, who, count in rows}


def tallies(tx: Tx, *where: ColumnElement[bool], now: datetime) -> dict[GroupKey, Tally]:
    """What is in the figures, by programme, version and respondent; one statement.

    Of a question that some left blank only whole tens of scores count.
    """
    block = _blocks(*where, now=now)
    scores = []
    for number in range(1, len(Question) + 1):
        score, order, total = (block.c[f"{part}{number}"] for part in ("q", "order", "total"))
        counts = order <= total - total % rules.AT_LEAST
        scores += [
            func.sum(case((and_(score == value, counts), 1), else_=0)) for value in range(1, 6)
        ]
    key = (block.c.programme_id, block.c.programme_version, block.c.respondent)
    rows = tx.execute(select(*key, func.count(), *scores).group_by(*key))
    return {
        (programme, version, who): _tally(answers, sums)
        for programme, version, who, answers, *sums in rows
    }


def remarks(tx: Tx, *where: ColumnElement[bool], now: datetime) -> list[str]:
    """What people wrote whose answers are in the figures; the order tells nothing of when."""
    block = _blocks(*where, now=now)
    rows = tx.scalars(select(block.c.remark).where(block.c.remark.is_not(None)))
    return sorted(str(remark) for remark in rows)


def _blocks(*where: ColumnElement[bool], now: datetime) -> Subquery:
    """Answers in whole blocks; beside each score its place among those given, and how many are."""
    settled = _settled(*where, now=now)
    whole = (
        select(settled)
        .where(settled.c.place <= settled.c.answers - settled.c.answers % rules.AT_LEAST)
        .subquery("whole")
    )
    key = (whole.c.programme_id, whole.c.programme_version, whole.c.respondent)
    columns = []
    for number in range(1, len(Question) + 1):
        given = case((whole.c[f"q{number}"].is_not(None), 1), else_=0)
        columns += [
            whole.c[f"q{number}"],
            func.sum(given).over(partition_by=key, order_by=whole.c.id).label(f"order{number}"),
            func.sum(given).over(partition_by=key).label(f"total{number}"),
        ]
    return select(*key, whole.c.remark, *columns).subquery("block")


def _settled(*where: ColumnElement[bool], now: datetime) -> Subquery:
    """Answers before the first that may still be taken back, with place and number in the group."""
    may_go = FeedbackBatchRow.entered_at >= now - rules.UNDO_WITHIN
    waits = (
        select(*GROUP, func.min(FeedbackAnswerRow.id).label("first"))
        .join(FeedbackBatchRow, FeedbackBatchRow.id == FeedbackAnswerRow.batch_id)
        .where(may_go)
        .group_by(*GROUP)
        .subquery("waits")
    )
    same = and_(*(column == waits.c[column.name] for column in GROUP))
    return (
        select(
            FeedbackAnswerRow.id,
            *GROUP,
            *COLUMNS.values(),
            FeedbackAnswerRow.remark,
            func.row_number()
            .over(partition_by=GROUP, order_by=FeedbackAnswerRow.id)
            .label("place"),
            func.count().over(partition_by=GROUP).label("answers"),
        )
        .outerjoin(waits, same)
        .where(*where, waits.c.first.is_(None) | (FeedbackAnswerRow.id < waits.c.first))
        .subquery("settled")
    )


def _tally(answers: int, sums: Sequence[int]) -> Tally:
    return Tally(
        answers,
        {question: tuple(sums[5 * n : 5 * n + 5]) for n, question in enumerate(Question)},
    )

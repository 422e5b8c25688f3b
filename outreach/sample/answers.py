"""What invented classes answered after their visits."""

from datetime import datetime
from random import Random

from outreach.feedback import actions
from outreach.feedback.model import Answer, Question, Respondent
from outreach.kernel.db import Tx

REMARKS = (
    "（示例）影院里的星空太近了，想再看一遍",
    "（示例）动手的展品前排队有点久",
    "（示例）讲解员让我们自己猜结果，很有意思",
    "（示例）希望能多留十分钟提问",
)


def give(tx: Tx, booking_id: int, *, came: int, now: datetime, rng: Random) -> None:
    """Two thirds of the classes answer, a few pupils by phone and some on paper."""
    actions.ask(tx, booking_id=booking_id, now=now)
    if rng.random() < 0.35:
        return
    said = Answer(Respondent.ADULT, _scores(rng), rng.choice((None, None, *REMARKS)))
    actions.answer(
        tx, booking_id=booking_id, said=said, token=f"sample-{rng.getrandbits(64):x}", now=now
    )
    if rng.random() < 0.4:
        pile = [Answer(Respondent.PUPIL, _scores(rng)) for _ in range(min(came - 1, 12))]
        actions.enter_sheets(
            tx,
            booking_id=booking_id,
            answers=pile,
            token=f"sample-{rng.getrandbits(64):x}",
            by=None,
            now=now,
        )


def _scores(rng: Random) -> tuple[int, ...]:
    return tuple(rng.choices((2, 3, 4, 5), (1, 3, 8, 10))[0] for _ in Question)

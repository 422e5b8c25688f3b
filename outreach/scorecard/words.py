"""The sheet in words."""

from collections.abc import Mapping
from typing import Any

from outreach.reach import words as reach
from outreach.scorecard.model import Spread, Waiting, Yardstick
from outreach.web.words import _, lazy

YARDSTICKS: Mapping[Yardstick, Any] = {
    Yardstick.SCHOOLS: lazy("覆盖学校比例"),
    Yardstick.PEOPLE: lazy("受益学生占儿童（估计）"),
    Yardstick.CONTACTS: lazy("每千名儿童现场人次"),
}


def value(found: float, yardstick: Yardstick) -> str:
    if yardstick is Yardstick.CONTACTS:
        return reach.number(found, 1 if 0 < found < 10 else 0)
    return reach.share(found)


def spread(found: Spread) -> str:
    """Where the like counties lie, as a sentence beside the picture."""
    return str(
        _(
            "相近的县 %(low)s–%(high)s，中位 %(median)s；本县 %(own)s",
            low=value(found.low, found.yardstick),
            high=value(found.high, found.yardstick),
            median=value(found.median, found.yardstick),
            own=value(found.own, found.yardstick),
        )
    )


def waiting(found: Waiting) -> str:
    """A school that waits, with its size."""
    name = found.school.name
    if found.school.pupils is None:
        return name
    return str(_("%(school)s（%(pupils)s 人）", school=name, pupils=f"{found.school.pupils:,}"))

"""Breaches, ways out and steps as sentences, in the reader's language."""

from collections.abc import Iterable, Sequence

from outreach.planning.days import clock_of
from outreach.planning.model import CANTEEN, BatchKey, Breach, Family, Minute, Relief, Way
from outreach.planning.queries import Edition, VenueDay
from outreach.web.filters import clock, named
from outreach.web.words import _, lazy

MOST_NAMED = 3
"""Batches that a sentence names before it counts the rest."""


def at(minute: Minute | None) -> str:
    return "" if minute is None else clock(clock_of(minute))


class Names:
    """What halls, schools and batches of a day are called."""

    def __init__(self, found: VenueDay) -> None:
        self.halls = {int(hall.id): named(hall) for hall in found.venue.halls}
        self.schools = {int(booking): line.school.name for booking, line in found.lines.items()}
        self.numbers = {booking: line.booking.number for booking, line in found.lines.items()}
        self.parties = {party.booking: party for party in found.day.parties}

    def hall(self, hall: int | None) -> str:
        return str(_("午餐")) if hall == CANTEEN else self.halls.get(hall or -1, "")

    def school(self, booking: int) -> str:
        return self.schools.get(booking) or str(_("已退出的团队"))

    def batch(self, key: BatchKey) -> str:
        party = self.parties.get(key.booking)
        if party is not None and len(party.batches) == 1:
            return self.school(key.booking)
        words = _("%(school)s第 %(number)s 批", school=self.school(key.booking), number=key.number)
        return str(words)

    def batches(self, keys: Sequence[BatchKey]) -> str:
        """A few by name, the rest by number."""
        shown = [self.batch(key) for key in keys[:MOST_NAMED]]
        words = str(_("、")).join(shown)
        if len(keys) == len(shown):
            return words
        return str(_("%(names)s等 %(count)s 批", names=words, count=len(keys)))


SENTENCES = {
    "not-as-planned": lazy("%(who)s还没有排好%(hall)s。"),
    "unknown-batch": lazy("%(who)s已不在当天的预约里。"),
    "before-arrival": lazy("%(who)s %(arrives)s 才到馆，%(when)s 进不了%(hall)s。"),
    "leaves-late": lazy("%(who)s %(when)s 才看完，应在 %(leaves_by)s 前离馆。"),
    "two-places": lazy("%(when)s %(who)s同时排在%(other)s和%(hall)s。"),
    "no-time-to-walk": lazy(
        "%(who)s从%(other)s走到%(hall)s要 %(walk)s 分钟，只留了 %(left)s 分钟。"
    ),
    "hall-too-full": lazy(
        "%(when)s %(hall)s里有 %(pupils)s 人，只能容纳 %(capacity)s 人：%(who)s。"
    ),
    "hall-taken": lazy("%(when)s %(hall)s一次只接待一批，却排了%(who)s。"),
    "batch-too-large": lazy("%(who)s有 %(pupils)s 人，%(hall)s一批最多 %(largest)s 人。"),
    "no-show-then": lazy("%(hall)s %(when)s 没有场次，最近一场是 %(nearest)s：%(who)s。"),
    "hall-closed": lazy("%(hall)s %(opens)s–%(closes)s 接待，%(who)s排在 %(when)s。"),
    "hall-never-open": lazy("%(hall)s当天开放的时间不够%(who)s看完。"),
    "too-few-guides": lazy("%(when)s 有 %(batches)s 批需要讲解员，只有 %(guides)s 位：%(who)s。"),
    "out-of-order": lazy("%(who)s没有按路线的顺序参观。"),
    "long-wait": lazy("%(who)s从 %(when)s 起要等 %(wait)s 分钟。"),
}
"""What is wrong, by the code of the breach; its facts stand in the sentence."""
CLOCKS = frozenset({"arrives", "leaves_by", "nearest", "opens", "closes"})
RELIEFS = {
    Family.SHOWS: lazy("%(hall)s %(when)s 加一场"),
    Family.ROOM: lazy("%(hall)s同时多接待 %(count)s 人"),
    Family.GUIDES: lazy("%(when)s–%(until)s 多 %(count)s 位讲解员"),
    Family.LUNCH: lazy("午餐同时多 %(count)s 个座位"),
    Family.STAY: lazy("%(school)s可以晚走 %(count)s 分钟"),
}
MORE_BATCHES = lazy("%(hall)s同时多接待 %(count)s 批")


def breach_words(breach: Breach, names: Names) -> str:
    """What is wrong, with the numbers, as one sentence."""
    spoken: dict[str, object] = {
        fact: at(value) if fact in CLOCKS else value for fact, value in breach.facts.items()
    }
    if "other" in breach.facts:
        spoken["other"] = names.hall(breach.facts["other"])
    spoken["who"] = names.batches(breach.batches)
    spoken["hall"], spoken["when"] = names.hall(breach.hall), at(breach.at)
    return str(SENTENCES[breach.code]) % spoken


def relief_words(relief: Relief, names: Names) -> str:
    """What would have to be given, without the "if"."""
    sentence = MORE_BATCHES if relief.of_batches else RELIEFS[relief.family]
    return str(sentence) % {
        "hall": names.hall(relief.hall),
        "when": at(relief.at),
        "until": at(relief.until),
        "count": relief.amount,
        "school": names.school(relief.booking or 0),
    }


def way_words(way: Way, names: Names) -> str:
    """若影院 10:30 加一场，即可排下。"""
    reliefs = str(_("、")).join(relief_words(relief, names) for relief in way.reliefs)
    return str(_("若%(reliefs)s，即可排下。", reliefs=reliefs))


STAGES = {
    "": lazy("等待开始…"),
    "solving": lazy("正在排全馆各批次…"),
    "asking-shows": lazy("排不下，正在看加一场放映是否够用…"),
    "asking-room": lazy("正在看哪个展厅不够大…"),
    "asking-guides": lazy("正在看讲解员是否不够…"),
    "asking-lunch": lazy("正在看午餐座位是否不够…"),
    "asking-stay": lazy("正在看哪所学校需要晚走…"),
    "asking-all": lazy("正在看一起放宽时最少要放宽什么…"),
}


def stage_words(stage: str) -> str:
    """What the solver is doing at the moment."""
    return str(STAGES.get(stage, ""))


def changes_words(edition: Edition, found: VenueDay, names: Names) -> list[str]:
    """What bookings have become since an edition was made."""
    before, now = _pupils(edition.batches), _pupils(found.batches)
    told = []
    for booking in sorted(before.keys() | now.keys()):
        name = names.school(booking)
        old, new = before.get(booking), now.get(booking)
        if old is None and new is not None:
            told.append(_("%(school)s是新来的，%(count)s 人。", school=name, count=new[1]))
        elif new is None:
            told.append(_("一个团队已退出，原有 %(count)s 人。", count=old[1] if old else 0))
        elif old is not None and old != new:
            told.append(
                _("%(school)s由 %(old)s 人改为 %(new)s 人，%(when)s 到馆。",
                  school=name, old=old[1], new=new[1], when=at(new[0]))
            )  # fmt: skip
    return told


def _pupils(batches: Iterable[Sequence[int]]) -> dict[int, tuple[int, int]]:
    """Arrival and pupils by booking."""
    found: dict[int, tuple[int, int]] = {}
    for booking, arrives, _number, pupils in batches:
        found[booking] = (arrives, found.get(booking, (0, 0))[1] + pupils)
    return found

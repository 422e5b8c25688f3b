"""How many were there: on-site and online apart, and asked where one column may hold both."""

from dataclasses import dataclass

from outreach.ledger import import_words
from outreach.ledger.import_cells import MOST_ONLINE, MOST_ONSITE
from outreach.ledger.import_model import Ask, Topic, digest
from outreach.ledger.import_reading import LineReading
from outreach.ledger.import_words import More
from outreach.ledger.model import Kind, OnlineMeasure
from outreach.province.cells import Count, text


@dataclass(frozen=True, slots=True)
class Counts:
    onsite: Count | None
    pupils: int | None
    online: int | None
    measure: OnlineMeasure | None


def count(line: LineReading, kind: Kind | None) -> Counts:
    """How many were there; on-site and online are never taken for one another."""
    onsite = line.number("onsite", most=MOST_ONSITE)
    online = line.number("online", most=MOST_ONLINE)
    pupils = line.number("onsite_pupils", most=MOST_ONSITE)
    told = More.MIXED if line.has(More.MIXED) else More.COUNT
    if line.has(told):
        onsite, online = _of_both(line, told, kind, onsite, online)
    if onsite is None and online is None and not (line.blocked or line.asks):
        line.complain("count-missing", line.column("onsite") or line.column(More.COUNT))
    if pupils and pupils.value > (onsite.value if onsite else 0):
        line.complain("pupils-above-onsite", line.column("onsite_pupils"))
    measure = _measure(line) if online and online.value else None
    return Counts(
        onsite, pupils.value if pupils else None, online.value if online else None, measure
    )


def _of_both(
    line: LineReading, told: str, kind: Kind | None, onsite: Count | None, online: Count | None
) -> tuple[Count | None, Count | None]:
    """A column that may hold on-site and online together is never read as either without asking."""
    both = line.number(told, most=MOST_ONLINE)
    if both is None or (onsite is not None and online is not None):
        return onsite, online
    if told == More.COUNT and kind is not Kind.LIVE_LESSON:
        return (onsite if onsite is not None else both), online
    heading = line.table.header.titles[line.column(told) or 0]
    choices = ("onsite", "online") if online is None else ("onsite", "minus")
    live = told == More.COUNT
    key = digest(Topic.MIXED, import_words.word(heading), choices, live)
    answer = line.answer(
        Ask(Topic.MIXED, key, key, choices, heading, {"live": "1" if live else ""})
    )
    if answer == "online":
        return onsite, both
    if answer == "minus" and online is not None:
        if online.value > both.value:
            line.complain("online-above-both", line.column(told))
            return None, online
        return Count(both.value - online.value, both.about or online.about), online
    return (both if answer else None), online


def _measure(line: LineReading) -> OnlineMeasure | None:
    said = line.of("online_measure")
    found = import_words.measure_of(said)
    heading = line.table.header.titles.get(line.column("online") or 0, "")
    if found is None and not text(said) and "播放" in heading:
        found = OnlineMeasure.PLAYS
    if found:
        return found
    key = digest(Topic.MEASURE, import_words.word(said) or "-")
    choices = tuple(measure.value for measure in OnlineMeasure)
    answer = line.answer(Ask(Topic.MEASURE, key, key, choices, text(said) or heading))
    return OnlineMeasure(answer) if answer else None

"""What the ledger asks before it believes a number. It asks; it does not forbid."""

from collections.abc import Iterator

from outreach.ledger.model import Audience, Entry
from outreach.ledger.record_model import Earlier, EnrolledFacts, Question

ROUND = 1000
MORE_THAN_ENROLLED = 1.2  # groups bring younger brothers and late enrolments, but not twice as many
OUTINGS = 12  # of one vehicle in a week: two a day, and the driver still rests
FAR_FROM_PLAN = 3  # times as many as were planned, or as few


def about(
    entry: Entry, *, enrolled: EnrolledFacts | None, earlier: Earlier
) -> tuple[Question, ...]:
    """What looks odd in an entry, in the order in which a reader would ask.

    `enrolled` is what the register knows of the entry's school, `earlier` what earlier records say.
    """
    same = list(_same(earlier))
    return (
        *same,
        *_more_than_enrolled(entry, enrolled),
        *_round(entry),
        *([] if same else _twice(earlier)),
        *_online_alone(entry),
        *_without_adults(entry),
        *_outings(earlier),
        *_far_from_plan(entry),
    )


def _same(earlier: Earlier) -> Iterator[Question]:
    for other in earlier.others[:1]:
        facts: dict[str, int | str] = {
            "activity_id": other.id,
            "number": other.number,
            "title": other.title,
            "lead": other.lead,
        }
        yield Question("same-activity", facts)


def _twice(earlier: Earlier) -> Iterator[Question]:
    for number in earlier.twins[:1]:
        yield Question("twice", {"number": number})


def _more_than_enrolled(entry: Entry, enrolled: EnrolledFacts | None) -> Iterator[Question]:
    if enrolled is None:
        return
    counted = sum(cell.pupils for cell in entry.cells) or entry.onsite_pupils or 0
    if enrolled.pupils and counted > enrolled.pupils * MORE_THAN_ENROLLED:
        yield Question("more-than-enrolled", {"counted": counted, "enrolled": enrolled.pupils})
        return
    for cell in entry.cells:
        pupils = enrolled.by_grade.get(cell.grade) if cell.grade is not None else None
        if pupils and cell.grade is not None and cell.pupils > pupils * MORE_THAN_ENROLLED:
            yield Question(
                "more-than-grade",
                {"counted": cell.pupils, "enrolled": pupils, "grade": cell.grade},
            )


def _round(entry: Entry) -> Iterator[Question]:
    for counted in (entry.onsite, entry.online):
        if counted and counted % ROUND == 0:
            yield Question("round-thousands", {"counted": counted})
            return


def _online_alone(entry: Entry) -> Iterator[Question]:
    if entry.online and entry.onsite is None:
        yield Question("online-alone", {"online": entry.online})


def _without_adults(entry: Entry) -> Iterator[Question]:
    if entry.audience is Audience.SCHOOL and entry.onsite and entry.onsite == entry.onsite_pupils:
        yield Question("without-adults", {"pupils": entry.onsite})


def _outings(earlier: Earlier) -> Iterator[Question]:
    if earlier.outings >= OUTINGS:
        yield Question("outings", {"outings": earlier.outings + 1})


def _far_from_plan(entry: Entry) -> Iterator[Question]:
    planned, came = entry.planned_onsite, entry.onsite
    if (
        planned
        and came is not None
        and not planned / FAR_FROM_PLAN <= came <= planned * FAR_FROM_PLAN
    ):
        yield Question("far-from-plan", {"planned": planned, "came": came})

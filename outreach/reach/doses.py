"""From the ledger's head counts to children by number of contacts, school by school.

The children are today's pupils, and their contacts those in which their own cohort, or their whole
school while they were in it, took part. What a pupil had at another school is not known here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from outreach.ledger.model import HeadCount, SchoolHeads, cohort_of
from outreach.reach import periods
from outreach.reach.crowds import SchoolFacts
from outreach.reach.dose import Crowd, Dose, dose, together


def dose_of_schools(
    schools: Iterable[SchoolFacts], heads: Iterable[SchoolHeads], *, today: date
) -> Mapping[int, Dose]:
    """By school; those whose pupils nobody told are absent, as no share can be taken."""
    by_school: dict[int, list[SchoolHeads]] = {}
    for cell in heads:
        by_school.setdefault(cell.school_id, []).append(cell)
    return {
        school.id: dose(_crowds(school, by_school.get(school.id, []), today=today))
        for school in schools
        if school.pupils
    }


def with_the_rest(doses: Iterable[Dose], *, children: int) -> Dose:
    """A county's children: those of its schools, and those in no school we know, met by nobody."""
    known = together(list(doses))
    return together([known, dose([Crowd(max(0.0, children - known.children))])])


def _crowds(school: SchoolFacts, cells: Sequence[SchoolHeads], *, today: date) -> Iterator[Crowd]:
    pupils = school.pupils or 0
    if not school.by_grade:
        counts = [count for cell in cells for count in cell.counts]
        yield Crowd(pupils, tuple(_chance(count.pupils, pupils) for count in counts))
        return
    lowest = min(school.by_grade)
    across = [count for cell in cells if cell.cohort is None for count in cell.counts]
    own = {cell.cohort: cell.counts for cell in cells if cell.cohort is not None}
    for grade, size in school.by_grade.items():
        cohort = cohort_of(grade, today)
        shared = tuple(
            _chance(count.pupils, pupils)
            for count in across
            if periods.school_year_of(count.day) + 1 - cohort >= lowest
        )
        yield from _cohort(size, own.get(cohort, ()), shared)


def _cohort(size: int, counts: Sequence[HeadCount], shared: tuple[float, ...]) -> Iterator[Crowd]:
    """Its named classes, each present as a whole, and the rest; loose crowds draw from all."""
    classes: Counter[str] = Counter()
    for count in counts:
        if count.whole_class is not None:
            classes[count.whole_class] = max(classes[count.whole_class], count.pupils)
    loose = tuple(_chance(c.pupils, size) for c in counts if c.whole_class is None)
    named = classes.total()
    shrink = min(1.0, size / named) if named else 1.0  # a register lags behind its classes
    for name, largest in classes.items():
        at = (count for count in counts if count.whole_class == name)
        present = tuple(_chance(count.pupils, largest) for count in at)
        yield Crowd(largest * shrink, (*present, *loose, *shared))
    yield Crowd(max(0.0, size - named * shrink), (*loose, *shared))


def _chance(heads: int, size: int) -> float:
    return min(1.0, heads / size) if size > 0 else 0.0

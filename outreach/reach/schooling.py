"""Reading what only ledger and register together can say: dose, cohorts, areas, hours."""

from collections.abc import Sequence
from datetime import date, timedelta

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import reach_queries as ledger
from outreach.ledger.model import SchoolHeads
from outreach.province import queries as province
from outreach.reach import cohorts, gap, periods
from outreach.reach.board import Facts, build
from outreach.reach.crowds import SchoolFacts, people_by_school
from outreach.reach.dose import Dose, together
from outreach.reach.doses import dose_of_schools, with_the_rest
from outreach.reach.model import Board, CountyReach, Denominator
from outreach.reach.picture import Measures, Schooling, measures, of_board

DOSE_MONTHS = 36


def of_facts(
    tx: Tx, facts: Facts, board: Board, *, today: date, county_code: str | None = None
) -> Schooling:
    """Dose, cohorts, areas and hours of the counties of a board, in three statements."""
    until = board.until + timedelta(days=1)
    oldest = cohorts.primary_days(min(cohorts.asked_about(board.until))).first
    since = min(oldest, periods.months_until(board.until, DOSE_MONTHS).first)
    heads = ledger.heads(tx, period=Days(since, until), county_code=county_code)
    areas, area_gap = _areas(facts, board.days, today=today)
    return Schooling(
        dose=_dose(facts, board, heads),
        cohorts=tuple(_cohorts(facts, board, heads)),
        areas=tuple(areas),
        area_gap=area_gap,
        hours=ledger.timed(tx, period=board.days, county_code=county_code),
    )


def picture(tx: Tx, facts: Facts, *, days: Days, today: date) -> tuple[Board, Measures, Schooling]:
    """Everything there is to say of a period, from one reading of the ledger."""
    board = build(facts, days=days, today=today)
    ways = province.travel_to_museum(tx)
    return (
        board,
        measures(
            of_board(board),
            neighbours=province.neighbours(tx),
            hours={code: way.hours for code, way in ways.items()},
        ),
        of_facts(tx, facts, board, today=today),
    )


def _dose(facts: Facts, board: Board, heads: Sequence[SchoolHeads]) -> Dose:
    """Of today's pupils, by what they had in the last three years."""
    days = periods.months_until(board.until, DOSE_MONTHS)
    lately = [
        SchoolHeads(
            cell.county_code,
            cell.school_id,
            cell.cohort,
            tuple(count for count in cell.counts if count.day in days),
        )
        for cell in heads
    ]
    by_school = dose_of_schools(facts.schools, lately, today=board.until)
    by_county: dict[str, list[Dose]] = {}
    for school in facts.schools:
        if school.id in by_school:
            by_county.setdefault(school.county_code, []).append(by_school[school.id])
    return together(
        [
            with_the_rest(by_county.get(one.county.code, []), children=one.reach.children)
            for one in board.counties
        ]
    )


def _cohorts(facts: Facts, board: Board, heads: Sequence[SchoolHeads]) -> list[cohorts.CohortReach]:
    schools: dict[str, list[SchoolFacts]] = {}
    for school in facts.schools:
        schools.setdefault(school.county_code, []).append(school)
    cells: dict[str, list[SchoolHeads]] = {}
    for cell in heads:
        cells.setdefault(cell.county_code, []).append(cell)

    def of_county(one: CountyReach) -> list[cohorts.CohortReach]:
        return cohorts.before_leaving(
            one.county,
            schools.get(one.county.code, []),
            cells.get(one.county.code, []),
            from_register=one.reach.denominator is Denominator.REGISTER,
            today=board.until,
        )

    return cohorts.together(part for one in board.counties for part in of_county(one))


def _areas(facts: Facts, days: Days, *, today: date) -> tuple[list[gap.AreaReach], gap.Gap]:
    people = people_by_school(facts.heads, facts.schools, days=days, today=today)
    estimates = {school_id: found.estimate for (_, school_id), found in people.items()}
    return gap.by_schools(
        gap.SchoolOfArea(
            school.area,
            is_reached=facts.is_reached(school),
            pupils=school.pupils,
            people=estimates.get(school.id, 0.0),
        )
        for school in facts.schools
        if school.area is not None and school.pupils is not None
    )

"""Ways through the halls: what is possible, what is refused, and what stays readable."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.catalogue import exhibit_queries, queries, route_rules, version_queries
from outreach.catalogue.exhibit_actions import change_state
from outreach.catalogue.exhibit_model import ExhibitState
from outreach.catalogue.model import Hall, HallId, Programme, ProgrammeId, ProgrammeState, Stop
from outreach.catalogue.route_rules import Flaw, HallOverCapacity, flaws, in_turn, overloads
from outreach.catalogue.version_actions import (
    ExhibitNotToChoose,
    ProgrammeChangedMeanwhile,
    change_programme,
)
from outreach.catalogue.version_model import is_new_or_revised, is_stale
from outreach.kernel.db import Database, Tx
from outreach.season import actions as season
from tests import make
from tests.season import house
from tests.venues import exhibits

pytestmark = pytest.mark.usefixtures("whole_province")

CINEMA = Hall(HallId(1), "影院", "Cinema", 200, exclusive=False, largest_group=None)
HALL = Hall(HallId(2), "展厅", "Hall", 400, exclusive=False, largest_group=60)


def route(
    number: int = 1,
    *,
    stops: tuple[Stop, ...] = (Stop(HALL, 80), Stop(CINEMA, 40)),
    starts: tuple[time, ...] = (time(9),),
    capacity: int = 300,
    batch_size: int = 50,
    rotates: bool = True,
    weekdays: tuple[int, ...] = (1, 2),
    state: ProgrammeState = ProgrammeState.OPEN,
) -> Programme:
    return replace(
        house.programme(),
        id=ProgrammeId(number),
        name=f"路线{number}",
        stops=stops,
        minutes=sum(stop.minutes for stop in stops),
        starts=starts,
        capacity=capacity,
        batch_size=batch_size,
        rotates=rotates,
        weekdays=weekdays,
        state=state,
    )


def test_batches_that_take_turns_fit_a_hall_that_all_together_do_not() -> None:
    assert overloads(route(rotates=True), []) == []

    [found] = overloads(route(rotates=False), [])

    assert (found.hall, found.starts, found.ends) == (CINEMA, time(10, 20), time(11))
    assert (found.coming, found.weekdays) == (300, (1, 2))


def test_two_routes_that_share_a_hall_are_added_up_while_both_are_there() -> None:
    mine = route(1, rotates=False, capacity=120, starts=(time(9),))
    other = route(2, rotates=False, capacity=100, starts=(time(9, 20),))

    [found] = overloads(mine, [other])

    assert (found.hall, found.starts, found.ends) == (CINEMA, time(10, 40), time(11))
    assert [(p.id, pupils) for p, pupils in found.loads] == [(1, 120), (2, 100)]


@pytest.mark.parametrize(
    "other",
    [
        route(2, rotates=False, capacity=100, starts=(time(13),)),
        route(2, rotates=False, capacity=100, starts=(time(9, 20),), weekdays=(3,)),
        route(2, rotates=False, capacity=100, starts=(time(9, 20),), state=ProgrammeState.RETIRED),
        route(1, rotates=False, capacity=100, starts=(time(9, 20),)),
    ],
    ids=["another-time", "another-day", "retired", "itself-as-it-was"],
)
def test_others_count_only_when_they_are_there(other: Programme) -> None:
    assert overloads(route(1, rotates=False, capacity=120), [other]) == []


def test_a_hall_that_others_overfill_is_not_this_routes_fault() -> None:
    full = route(2, stops=(Stop(CINEMA, 60),), capacity=250)

    assert overloads(route(1, capacity=150, starts=(time(13),)), [full]) == []


@pytest.mark.parametrize(
    ("stops", "found"),
    [
        ((Stop(CINEMA, 40),), [Flaw.TOO_SHORT]),
        ((Stop(CINEMA, 60),), []),
        ((Stop(CINEMA, 180),), []),
        ((Stop(CINEMA, 100), Stop(HALL, 81)), [Flaw.TOO_LONG, Flaw.BATCH_TOO_LARGE]),
    ],
)
def test_a_route_takes_an_hour_to_three_and_its_batches_fit(
    stops: tuple[Stop, ...], found: list[Flaw]
) -> None:
    assert [each.flaw for each in flaws(route(stops=stops, batch_size=70))] == found


@given(
    capacity=st.integers(1, 600),
    batch=st.integers(1, 120),
    minutes=st.integers(5, 180),
)
def test_turns_hold_at_least_an_even_share_and_never_more_than_all(
    capacity: int, batch: int, minutes: int
) -> None:
    way = (Stop(CINEMA, minutes), Stop(HALL, 60))
    programme = route(stops=way, capacity=capacity, batch_size=batch)

    at_once = in_turn(programme, minutes)

    assert capacity * minutes / programme.minutes <= at_once <= capacity


def packaged(tx: Tx, slug: str = "science-principles") -> Programme:
    found = queries.find_programme_by_slug(tx, slug)
    assert found is not None
    return found


@pytest.fixture
def museum(database: Database) -> Database:
    with database.writing() as tx:
        make.province(tx)
    return database


def save(database: Database, programme: Programme, **more: object) -> Programme:
    with database.writing() as tx:
        return change_programme(tx, programme=programme, now=make.NOW, person_id=None, **more)  # type: ignore[arg-type]


def test_every_packaged_route_fits_its_halls(museum: Database) -> None:
    with museum.reading() as tx:
        offered = queries.programmes(tx)

    assert {p.slug for p in offered if flaws(p) or overloads(p, offered)} == set()
    assert {"science-principles", "cosmic-explorer", "industrial-revolution"} <= {
        p.slug for p in offered
    }


def test_a_route_that_overfills_a_hall_is_refused_with_the_numbers(museum: Database) -> None:
    with museum.reading() as tx:
        programme = packaged(tx)

    with pytest.raises(HallOverCapacity) as refusal:
        save(museum, replace(programme, rotates=False))

    assert (refusal.value.hall, refusal.value.coming, refusal.value.capacity) == (
        "特效影院",
        350,
        200,
    )
    with museum.reading() as tx:
        assert packaged(tx) == programme


def test_a_new_way_is_a_new_version_and_the_old_one_stays_readable(museum: Database) -> None:
    with museum.reading() as tx:
        before = packaged(tx)
    first, second = before.stops

    after = save(museum, replace(before, stops=(second, first)), note="先看电影")

    with museum.reading() as tx:
        [new, old] = version_queries.versions(tx, before.id)
        assert packaged(tx) == after
    assert (after.version, after.stops, after.revised_on) == (
        2,
        (second, first),
        date(2026, 11, 23),
    )
    assert (new.number, new.note, new.at) == (2, "先看电影", make.NOW)
    assert (old.number, old.at) == (1, None)
    assert [stop["hall"] for stop in old.written["way"]] == ["科学原理展厅", "特效影院"]


def test_saving_what_is_there_makes_no_version(museum: Database) -> None:
    with museum.reading() as tx:
        programme = packaged(tx)

    assert save(museum, programme) == programme

    with museum.reading() as tx:
        assert version_queries.versions(tx, programme.id) == []


def test_of_two_who_revise_at_once_one_is_told(museum: Database) -> None:
    with museum.reading() as tx:
        programme = packaged(tx)
    save(museum, replace(programme, summary="改一"))

    with pytest.raises(ProgrammeChangedMeanwhile):
        save(museum, replace(programme, summary="改二"))

    with museum.reading() as tx:
        assert packaged(tx).summary == "改一"


def test_an_exhibit_in_repair_is_not_newly_chosen_but_stays_where_it_was(
    museum: Database,
) -> None:
    with museum.writing() as tx:
        kept, other = (exhibits.add(tx, code=code, name=code) for code in ("P-1", "P-2"))
        programme = packaged(tx)
    programme = save(museum, programme, chosen={0: [kept.id]})
    with museum.writing() as tx:
        for exhibit in (kept, other):
            change_state(
                tx,
                exhibit_id=exhibit.id,
                state=ExhibitState.REPAIR,
                reason="换膜",
                back_on=None,
                revision=1,
                by=None,
                now=make.NOW,
            )

    with pytest.raises(ExhibitNotToChoose):
        save(museum, programme, chosen={0: [kept.id, other.id]})
    with pytest.raises(ExhibitNotToChoose):
        save(museum, programme, chosen={1: [kept.id]})
    programme = save(museum, replace(programme, summary="改"))

    with museum.reading() as tx:
        chosen = exhibit_queries.chosen_exhibits(tx, programme.id)
    assert {position: [e.id for e in some] for position, some in chosen.items()} == {0: [kept.id]}


def test_a_retired_programme_gets_no_new_sessions(museum: Database) -> None:
    with museum.reading() as tx:
        programme = packaged(tx)
    save(museum, replace(programme, state=ProgrammeState.RETIRED))

    with museum.writing() as tx:
        proposal = season.make_sessions(
            tx,
            venue_id=programme.venue_id,
            programme_ids=[programme.id],
            first=date(2026, 12, 8),
            last=date(2026, 12, 11),
            now=make.NOW,
            person_id=None,
        )

    assert proposal.proposed == ()


@pytest.mark.parametrize(
    ("revised", "lists"),
    [
        (date(2026, 1, 1), {"revised"}),
        (date(2025, 12, 31), set()),
        (date(2024, 11, 23), set()),
        (date(2024, 11, 22), {"stale"}),
        (None, {"stale"}),
    ],
)
def test_revisions_are_counted_by_calendar_year_and_by_24_months(
    revised: date | None, lists: set[str]
) -> None:
    programme = replace(route(), revised_on=revised)
    today = date(2026, 11, 23)

    found = {"revised": is_new_or_revised, "stale": is_stale}

    assert {name for name, holds in found.items() if holds(programme, today=today)} == lists


def test_an_unlawful_way_is_refused_below_the_form_too(museum: Database) -> None:
    with museum.reading() as tx:
        programme = packaged(tx)

    with pytest.raises(route_rules.WayNotPossible) as refusal:
        save(museum, replace(programme, stops=programme.stops[1:], minutes=40))

    assert refusal.value.flaw == "too-short"

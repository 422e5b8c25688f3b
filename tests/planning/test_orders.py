"""The order of a batch's halls, chosen place by place: any choice is an order, and it is judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.kernel.db import Database
from outreach.planning import order_actions, queries
from outreach.planning.constraints import breaches, keeps_every_promise
from outreach.planning.model import BatchKey, Day, Guides, Station, Stop
from outreach.planning.orders import order_of, reordered
from outreach.planning.rules import NoSuchTurn, PlanChanged
from tests import make
from tests.browse import Browse
from tests.planning import making
from tests.planning import stage as stages
from tests.planning.making import CINEMA, HALL, LAB, NINE, ONE, TWO, good
from tests.planning.stage import Stage, arrange, found_day, plan_of


@pytest.fixture
def stage(database: Database) -> Stage:
    return stages.build(database)


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ((1, 2, 3), (1, 2, 3)),
        ((3, 2, 3), (3, 1, 2)),
        ((1, 2, 1), (2, 3, 1)),
        ((2, 1, 3), (2, 1, 3)),
        ((3, 1, 2), (3, 1, 2)),
        ((3, 3, 3), (3, 1, 2)),
        ((9, -1, 3), (1, 2, 3)),
    ],
)
def test_the_chosen_hall_moves_and_the_others_keep_their_order(
    wanted: tuple[int, ...], order: tuple[int, ...]
) -> None:
    assert order_of((1, 2, 3), wanted) == order


@given(st.permutations(range(5)), st.lists(st.integers(-1, 6), min_size=5, max_size=5))
def test_any_choice_is_an_order(now: list[int], wanted: list[int]) -> None:
    assert sorted(order_of(now, wanted)) == sorted(now)


@given(st.permutations(range(5)), st.permutations(range(5)))
def test_a_whole_order_is_taken_as_it_is_typed(now: list[int], wanted: list[int]) -> None:
    assert order_of(now, wanted) == tuple(wanted)


def test_a_batch_goes_through_its_halls_in_the_new_order_as_early_as_it_fits() -> None:
    day = making.day()

    found = reordered(day, good(), ONE, (CINEMA, HALL))

    assert [(t.hall, t.starts - NINE) for t in found.of_batch(ONE)] == [(CINEMA, 0), (HALL, 35)]
    assert found.of_batch(TWO) == good().of_batch(TWO)
    assert keeps_every_promise(day, found)


def test_a_batch_waits_for_room_beside_the_others() -> None:
    day = making.day(guides=(Guides(NINE, 1),))
    alone = good().with_turn(good().of_batch(ONE)[0], making.turn(ONE, HALL, 60, 60))

    found = reordered(day, alone, ONE, (HALL, CINEMA))

    assert found.of_batch(ONE)[0] == making.turn(ONE, HALL, 60, 60), "the only guide is with two"


def test_what_fits_nowhere_stands_as_soon_as_the_batch_could_be_there_and_is_told() -> None:
    day = Day(
        parties=(making.party(batches=(40,), stops=(Stop(HALL, 60), Stop(LAB, 60))),),
        stations=(Station(HALL, 100, NINE, NINE + 480), Station(LAB, 100, NINE, NINE + 90)),
        walk=5,
        grid=5,
    )

    first = making.moved(ONE, HALL, 65).of_batch(ONE)[0]
    had = reordered(day, type(good()).of([making.turn(ONE, LAB, 0, 60), first]), ONE, (HALL, LAB))

    assert [(t.hall, t.starts - NINE) for t in had.of_batch(ONE)] == [(HALL, 0), (LAB, 65)]
    assert [b.code for b in breaches(day, had) if not b.soft] == ["hall-closed"]


def choice(stage: Stage, *halls: int, batch: int = 1, revision: int = 1) -> dict[str, object]:
    places = {f"hall_{place}": hall for place, hall in enumerate(halls, 1)}
    return {"revision": revision, "booking": stage.bookings[0], "batch": batch, **places}


def halls_of(database: Database, stage: Stage) -> list[int]:
    edition = plan_of(database, stage).edition
    assert edition is not None
    return [t.hall for t in edition.timetable.of_batch(BatchKey(stage.bookings[0], 1))]


def test_an_order_is_changed_judged_and_undone_from_the_board(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    before = halls_of(database, stage)
    desk = browse.sign_in(stage.world.coordinator)

    answer = desk.post(
        f"{stage.board}/order", choice(stage, *reversed(before)), headers={"X-Board": "1"}
    )

    assert answer.status_code == 200
    assert 'class="verdict"' in answer.text
    assert halls_of(database, stage) == before[::-1]
    desk.post(f"{stage.board}/undo", {"revision": 2})
    assert halls_of(database, stage) == before


def test_the_second_of_two_editors_is_told_that_an_order_was_changed(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    desk = browse.sign_in(stage.world.coordinator)
    swapped = choice(stage, *reversed(halls_of(database, stage)))

    assert desk.post(f"{stage.board}/order", swapped).status_code == 303
    late = desk.post(f"{stage.board}/order", swapped)

    assert late.status_code == 409
    assert "第 1 批的参观顺序" in late.text


@pytest.mark.parametrize(
    "changes",
    [{"batch": 7}, {"batch": "x"}, {"hall_2": None}, {"booking": 10**30}, {"hall_3": 1}],
)
def test_an_order_of_no_batch_is_none(
    database: Database, stage: Stage, browse: Browse, changes: dict[str, object]
) -> None:
    arrange(database, stage)
    form = choice(stage, *reversed(halls_of(database, stage))) | changes
    form = {name: value for name, value in form.items() if value is not None}

    answer = browse.sign_in(stage.world.coordinator).post(f"{stage.board}/order", form)

    assert answer.status_code == 422
    assert plan_of(database, stage).revision == 1


def test_what_is_no_hall_of_the_batch_changes_nothing(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    desk = browse.sign_in(stage.world.coordinator)

    for strange in ("99", "-1", "a" * 500, "9" * 40, "²"):
        form = choice(stage, *halls_of(database, stage)) | {"hall_1": strange}
        assert desk.post(f"{stage.board}/order", form).status_code == 303
    assert plan_of(database, stage).revision == 1


def test_of_two_orders_at_once_the_second_finds_the_plan_changed(
    database: Database, stage: Stage
) -> None:
    arrange(database, stage)
    wanted = halls_of(database, stage)[::-1]
    batch = BatchKey(stage.bookings[0], 1)
    found = found_day(database, stage)
    with database.writing() as tx:
        order_actions.reorder(
            tx, found, batch=batch, wanted=wanted, seen=1, by=None, now=make.NOW
        )  # fmt: skip

    with database.writing() as tx, pytest.raises(PlanChanged):
        order_actions.reorder(
            tx, found, batch=batch, wanted=wanted, seen=1, by=None, now=make.NOW
        )  # fmt: skip
    strange = BatchKey(10_000, 1)
    with database.writing() as tx, pytest.raises(NoSuchTurn):
        order_actions.reorder(
            tx, found, batch=strange, wanted=wanted, seen=2, by=None, now=make.NOW
        )  # fmt: skip
    with database.reading() as tx:
        plan = queries.find_plan(tx, stage.world.venue, stage.day)
    assert plan is not None
    assert plan.revision == 2

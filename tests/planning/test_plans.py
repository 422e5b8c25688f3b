"""A day's plan on both databases: arranged, moved, undone, published, and overtaken by bookings."""

import json
from datetime import time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from outreach.accounts.model import Role
from outreach.booking import actions as booking
from outreach.booking import change_actions
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from outreach.planning import actions, publish_actions, queries, solver
from outreach.planning.days import clock_of
from outreach.planning.model import BatchKey, Outcome
from outreach.planning.rules import NothingToUndo, PlanChanged, PlanNotReady
from outreach.planning.tables import DaySolvingRow
from outreach.roster import guide_actions, needs
from outreach.roster import queries as roster
from outreach.roster.model import STANDS, GuideEntry, Hours
from tests import make
from tests.booking import world
from tests.browse import Browse
from tests.planning import stage as stages
from tests.planning.stage import Stage, arrange, ask, found_day, plan_of

ELEVEN = 11 * 60


@pytest.fixture
def stage(database: Database) -> Stage:
    return stages.build(database)


def publish(database: Database, stage: Stage) -> None:
    with database.writing() as tx:
        found = queries.venue_day(tx, found_day(database, stage).venue, stage.day)
        plan = queries.find_plan(tx, stage.world.venue, stage.day)
        publish_actions.publish(
            tx,
            found,
            seen=plan.revision if plan else 0,
            accepts_remarks=True,
            by=None,
            now=make.NOW,
        )


def change(database: Database, stage: Stage, *, pupils: int) -> None:
    """The first school comes with other numbers."""
    with database.writing() as tx:
        change_actions.change(
            tx,
            booking_id=stage.bookings[0],
            group=world.group(pupils=pupils, adults=10),
            revision=0,
            by=stage.world.coordinator.id,
            by_school=False,
            now=make.NOW,
        )


def test_a_group_above_the_batch_size_is_split_and_every_batch_placed(
    database: Database, stage: Stage
) -> None:
    plan = arrange(database, stage)

    assert plan.edition is not None
    assert plan.edition.proven
    assert [line[2:] for line in plan.edition.batches] == [[1, 40], [2, 40], [1, 40]]
    assert {t.batch for t in plan.edition.timetable.turns} == {
        BatchKey(stage.bookings[0], 1),
        BatchKey(stage.bookings[0], 2),
        BatchKey(stage.bookings[1], 1),
    }


def test_asking_twice_is_one_wish(database: Database, stage: Stage) -> None:
    assert ask(database, stage) == ask(database, stage)


def test_a_wish_is_worked_on_once(database: Database, stage: Stage) -> None:
    wish = ask(database, stage)
    solver.work(database, wish, clock=lambda: make.NOW)
    solver.work(database, wish, clock=lambda: make.NOW)

    assert plan_of(database, stage).revision == 1


def test_a_result_is_refused_when_bookings_changed_meanwhile(
    database: Database, stage: Stage
) -> None:
    wish = ask(database, stage)
    change(database, stage, pupils=100)
    solver.work(database, wish, clock=lambda: make.NOW)

    with database.reading() as tx:
        solving = queries.last_solving(tx, stage.world.venue, stage.day, now=make.NOW)
        assert queries.find_plan(tx, stage.world.venue, stage.day) is None
    assert solving is not None
    assert solving.state == "overtaken"


def test_a_result_is_refused_when_somebody_moved_a_batch_meanwhile(
    database: Database, stage: Stage
) -> None:
    arrange(database, stage)
    wish = ask(database, stage)
    move(database, stage, starts=ELEVEN)
    solver.work(database, wish, clock=lambda: make.NOW)

    with database.reading() as tx:
        solving = queries.last_solving(tx, stage.world.venue, stage.day, now=make.NOW)
    assert solving is not None
    assert solving.state == "overtaken"
    assert plan_of(database, stage).revision == 2


def test_a_process_that_died_reads_as_failed_and_the_plan_stands(
    database: Database, stage: Stage
) -> None:
    wish = ask(database, stage)
    with database.writing() as tx:
        actions.begin(tx, wish, now=make.NOW)
    later = make.NOW + actions.LEASE + timedelta(seconds=1)

    with database.reading() as tx:
        solving = queries.last_solving(tx, stage.world.venue, stage.day, now=later)
    assert solving is not None
    assert solving.state == "failed"
    with database.writing() as tx:
        again = actions.ask(tx, found_day(database, stage), by=None, now=later)
    assert again != wish


def test_a_solver_that_fails_leaves_no_plan(database: Database, stage: Stage) -> None:
    wish = ask(database, stage)
    with database.writing() as tx:
        tx.get_one(DaySolvingRow, wish).problem = json.dumps({"parties": 3})
    solver.work(database, wish, clock=lambda: make.NOW)

    with database.reading() as tx:
        solving = queries.last_solving(tx, stage.world.venue, stage.day, now=make.NOW)
        assert queries.find_plan(tx, stage.world.venue, stage.day) is None
    assert solving is not None
    assert solving.state == "failed"


def test_an_impossible_day_keeps_its_reason(database: Database) -> None:
    stage = stages.build(database, pupils=(320, 280))
    solver.work(database, ask(database, stage), clock=lambda: make.NOW)

    with database.reading() as tx:
        solving = queries.last_solving(tx, stage.world.venue, stage.day, now=make.NOW)
    assert solving is not None
    assert solving.answer is not None
    assert solving.answer.outcome is Outcome.IMPOSSIBLE
    costs = [way.cost for way in solving.answer.ways]
    assert costs
    assert costs == sorted(costs)


def move(
    database: Database,
    stage: Stage,
    *,
    starts: int,
    seen: int | None = None,
    hall: int | None = None,
) -> None:
    found = found_day(database, stage)
    with database.writing() as tx:
        plan = queries.find_plan(tx, stage.world.venue, stage.day)
        assert plan is not None
        actions.move(
            tx,
            found,
            batch=BatchKey(stage.bookings[0], 1),
            starts={stage.hall: starts},
            seen=plan.revision if seen is None else seen,
            by=stage.second.id,
            now=make.NOW,
        )


def test_every_step_can_be_undone_back_to_the_first(database: Database, stage: Stage) -> None:
    first = arrange(database, stage).edition
    for starts in (ELEVEN, ELEVEN + 5):
        move(database, stage, starts=starts)
    for _ in range(2):
        with database.writing() as tx:
            plan = queries.find_plan(tx, stage.world.venue, stage.day)
            assert plan is not None
            actions.undo(tx, found_day(database, stage), seen=plan.revision, by=None, now=make.NOW)

    last = plan_of(database, stage)
    assert first is not None
    assert last.edition is not None
    assert last.edition.timetable == first.timetable
    assert last.edition.proven
    with database.writing() as tx, pytest.raises(NothingToUndo):
        actions.undo(tx, found_day(database, stage), seen=last.revision, by=None, now=make.NOW)


def test_the_second_of_two_editors_is_told_what_came_between(
    database: Database, stage: Stage
) -> None:
    arrange(database, stage)
    move(database, stage, starts=ELEVEN, seen=1)

    with pytest.raises(PlanChanged) as told:
        move(database, stage, starts=ELEVEN + 5, seen=1)

    facts = told.value.facts
    assert (facts["verb"], facts["who"], facts["batch"]) == ("move", "另一位馆员", 1)
    assert facts["hall"] == stages.HALL


def test_a_broken_plan_is_not_published(database: Database, stage: Stage) -> None:
    arrange(database, stage)
    move(database, stage, starts=8 * 60)

    with pytest.raises(PlanNotReady) as told:
        publish(database, stage)

    assert told.value.breaches > 0
    assert plan_of(database, stage).published is None


def test_a_plan_that_bookings_have_overtaken_is_not_published(
    database: Database, stage: Stage
) -> None:
    arrange(database, stage)
    change(database, stage, pupils=70)

    with pytest.raises(PlanNotReady) as told:
        publish(database, stage)

    assert told.value.overtaken


def test_remarks_must_be_accepted_first(database: Database) -> None:
    """Who patiently waits five minutes only: somebody has to wait longer for the next show."""
    stage = stages.build(database, patience=5)
    arrange(database, stage)

    with database.writing() as tx, pytest.raises(PlanNotReady) as told:
        publish_actions.publish(
            tx, found_day(database, stage), seen=1, accepts_remarks=False, by=None, now=make.NOW
        )

    assert (told.value.breaches, told.value.overtaken) == (0, False)
    assert told.value.soft > 0
    publish(database, stage)
    assert plan_of(database, stage).published is not None


def test_a_school_sees_its_own_times_once_they_are_published(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    page = f"/bookings/{stage.bookings[0]}/timetable"
    teacher = browse.sign_in(stage.world.teachers[0])

    assert "时间表还没有发布" in teacher.get(page).text
    publish(database, stage)
    seen = teacher.get(page).text
    assert "第 1 批 40 人" in seen
    assert "第 2 批 40 人" in seen
    assert stages.CINEMA in seen
    assert "寻乌县第2小学" not in seen
    assert page in teacher.get(f"/bookings/{stage.bookings[0]}").text


def test_strangers_see_no_timetable_and_officers_do(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    publish(database, stage)
    page = f"/bookings/{stage.bookings[0]}/timetable"

    assert browse.sign_in(stage.world.teachers[1]).get(page).status_code == 404
    assert browse.as_(Role.VENUE, scope=99).get(page).status_code == 404
    assert browse.as_(Role.COUNTY, scope=world.COUNTY).get(page).status_code == 200


def test_times_that_no_longer_hold_are_never_shown(
    database: Database, stage: Stage, browse: Browse
) -> None:
    """Other numbers after publishing: that school waits for new times, the other keeps its own."""
    arrange(database, stage)
    publish(database, stage)
    change(database, stage, pupils=100)

    first, second = (
        browse.sign_in(teacher).get(f"/bookings/{booking_id}/timetable").text
        for teacher, booking_id in zip(stage.world.teachers, stage.bookings, strict=False)
    )

    assert "时间表正在重排" in first
    assert stages.CINEMA not in first
    assert stages.CINEMA in second
    board = browse.sign_in(stage.world.coordinator).get(stage.board).text
    assert "由 80 人改为 100 人" in board
    assert "重新排当天" in board


def test_a_group_that_cancels_is_gone_from_the_board_and_its_sheet(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    publish(database, stage)
    with database.writing() as tx:
        booking.cancel(tx, booking_id=stage.bookings[1], reason="weather", by=None, now=make.NOW)

    desk = browse.sign_in(stage.world.coordinator)
    assert "一个团队已退出，原有 40 人" in desk.get(stage.board).text
    assert "寻乌县第2小学" not in desk.get(f"{stage.board}/sheets").text
    teacher = browse.sign_in(stage.world.teachers[1])
    assert stages.CINEMA not in teacher.get(f"/bookings/{stage.bookings[1]}/timetable").text


def test_a_move_is_judged_at_once_in_words(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    desk = browse.sign_in(stage.world.coordinator)
    form = {
        "revision": 1,
        "booking": stage.bookings[0],
        "batch": 1,
        f"starts_{stage.hall}": "08:30",
    }

    answer = desk.post(f"{stage.board}/move", form, headers={"X-Board": "1"})

    assert answer.status_code == 200
    assert "寻乌县第1小学第 1 批 09:00 才到馆，08:30 进不了综合展厅。" in answer.text
    assert "<html" not in answer.text


def test_without_the_script_a_move_leads_back_to_the_board_and_a_clash_explains_itself(
    database: Database, stage: Stage, browse: Browse
) -> None:
    arrange(database, stage)
    desk = browse.sign_in(stage.world.coordinator)
    form = {
        "revision": 1,
        "booking": stage.bookings[0],
        "batch": 1,
        f"starts_{stage.hall}": "11:00",
    }

    assert desk.post(f"{stage.board}/move", form).status_code == 303
    again = desk.post(f"{stage.board}/move", form)
    by_script = desk.post(f"{stage.board}/move", form, headers={"X-Board": "1"})

    assert again.status_code == by_script.status_code == 409
    for answer in (again, by_script):
        assert "第 1 批的综合展厅改了时间" in answer.text
    assert 'id="day-board"' in by_script.text


@pytest.mark.parametrize("starts", ["", "25:00", "９点", "a" * 500, "-1:00", "0x9:00"])
def test_what_is_no_clock_is_told_and_changes_nothing(
    database: Database, stage: Stage, browse: Browse, starts: str
) -> None:
    arrange(database, stage)
    desk = browse.sign_in(stage.world.coordinator)
    form = {"revision": 1, "booking": stage.bookings[0], "batch": 1, f"starts_{stage.hall}": starts}

    assert desk.post(f"{stage.board}/move", form).status_code == 422
    assert plan_of(database, stage).revision == 1


def test_the_printed_sheet_says_where_each_batch_is_at_each_time(
    database: Database, stage: Stage, browse: Browse
) -> None:
    plan = arrange(database, stage)
    assert plan.edition is not None

    page = browse.sign_in(stage.world.coordinator).get(f"{stage.board}/sheets").text

    for school in ("寻乌县第1小学", "寻乌县第2小学"):
        assert school in page
    assert "东门" in page
    assert "步行约 5 分钟" in page
    for turns in plan.edition.timetable.by_batch().values():
        for turn in turns:
            assert f"{turn.starts // 60:02}:{turn.starts % 60:02}–" in page
        assert all(one.ends + 5 <= other.starts for one, other in pairwise(turns))


def duties(database: Database, stage: Stage) -> dict[str, tuple[time, time]]:
    with database.reading() as tx:
        found = roster.duties_of_day(tx, stage.world.venue, stage.day)
    return {duty.key: (duty.starts, duty.ends) for duty in found if duty.state in STANDS}


def test_guides_are_wanted_when_the_published_timetable_says(
    database: Database, stage: Stage
) -> None:
    """From the first guided hall to the last; other numbers go by the session again."""
    whole = tuple(Hours(weekday, time(8), time(18)) for weekday in range(7))
    with database.writing() as tx:
        guide_actions.add_guide(
            tx,
            venue_id=stage.world.venue,
            entry=GuideEntry(name="周讲解员", hours=whole),
            by=None,
            now=make.NOW,
        )
    plan = arrange(database, stage)
    publish(database, stage)
    assert plan.edition is not None
    in_the_hall = {
        f"{t.batch.booking}-{t.batch.number}": (clock_of(t.starts), clock_of(t.ends))
        for t in plan.edition.timetable.turns
        if t.hall == stage.hall
    }

    assert duties(database, stage) == in_the_hall
    assert needs.keep_up(database, now=make.NOW) == 0
    change(database, stage, pupils=70)
    needs.keep_up(database, now=make.NOW)
    assert duties(database, stage)[f"{stage.bookings[0]}-1"] == (time(9), time(9, 50))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-01", "heute", "²"])
def test_what_is_no_day_has_no_board(stage: Stage, browse: Browse, day: str) -> None:
    desk = browse.sign_in(stage.world.coordinator)

    assert desk.get(f"/desk/day/museum/{day}").status_code == 404
    assert desk.get("/desk/day", query_string={"day": day}).status_code == 404


def letters(database: Database) -> list[int]:
    """The bookings whose schools were told of their times, in that order."""
    with database.reading() as tx:
        rows = tx.scalars(
            select(OutboxRow.payload)
            .where(OutboxRow.kind == "timetable-published")
            .order_by(OutboxRow.id)
        )
        return [json.loads(row)["booking_id"] for row in rows]


def test_a_school_is_told_when_its_own_times_are_new_and_only_then(
    database: Database, stage: Stage
) -> None:
    arrange(database, stage)
    publish(database, stage)
    publish(database, stage)
    assert letters(database) == list(stage.bookings)

    move(database, stage, starts=9 * 60 + 40)  # five minutes after it was, with time to spare
    publish(database, stage)
    assert letters(database) == [*stage.bookings, stage.bookings[0]]

"""Joining with rooms, trying the line, counting roomfuls; plays never join them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger.model import EVERYTHING, Filter
from outreach.ledger.tables import ActivityRow, AttendanceRow
from outreach.lessons import actions, desk_actions, queries, rules
from outreach.lessons.model import Roomful, RoomState, Shown
from outreach.outbox.tables import OutboxRow
from outreach.reach import queries as reach
from outreach.season import actions as season_actions
from outreach.season import places, shares
from outreach.season import queries as season
from tests.lessons import ground as lessons
from tests.lessons.ground import Ground

pytestmark = pytest.mark.usefixtures("whole_province")


@pytest.fixture
def ground(database: Database) -> Ground:
    return lessons.lay(database)


def live(ground: Ground, *, pupils: int = 38, adults: int = 2) -> Roomful:
    return Roomful(pupils, adults, Shown.LIVE, ground.session.day)


def test_a_school_joins_with_several_rooms_and_each_once(
    database: Database, ground: Ground
) -> None:
    with database.writing() as tx:
        first = lessons.join(tx, ground)
        again = lessons.join(tx, ground)
        lessons.join(tx, ground, label="五(2)班教室", spare=True)
    with pytest.raises(rules.RoomTwice), database.writing() as tx:
        lessons.join(tx, ground, token="another-form-altogether")

    assert (again.room_id, again.repeated) == (first.room_id, True)
    with database.reading() as tx:
        assert len(queries.rooms_of_session(tx, ground.session.id)) == 2
        assert season.session_facts(tx, ground.session.id).taken == 2
        assert queries.lesson(tx, ground.session.id).lines_taken == 3


def test_rooms_and_lines_both_run_out(database: Database) -> None:
    ground = lessons.lay(database, rooms=3)
    with database.writing() as tx:
        desk_actions.arrange(
            tx,
            session_id=ground.session.id,
            lines_limit=3,
            address=None,
            recording=None,
            revision=0,
        )
        lessons.join(tx, ground, 0, spare=True)
        with pytest.raises(rules.LessonFull) as no_lines:
            lessons.join(tx, ground, 1, spare=True)
    assert (no_lines.value.rooms_left, no_lines.value.lines_left) == (2, 1)


def test_what_was_refused_took_nothing(database: Database) -> None:
    ground = lessons.lay(database, rooms=1)
    with database.writing() as tx:
        lessons.join(tx, ground, 0)
    with pytest.raises(rules.LessonFull), database.writing() as tx:
        lessons.join(tx, ground, 1)

    with database.reading() as tx:
        assert season.session_facts(tx, ground.session.id).taken == 1
        assert queries.lesson(tx, ground.session.id).lines_taken == 1


def test_rooms_kept_for_far_schools_are_there_for_them(database: Database) -> None:
    ground = lessons.lay(database, keeps_share=True)
    with database.writing() as tx:
        for number in range(20):  # all that everybody may have
            assert places.take(tx, ground.session.room, 1), number
        assert season.session_facts(tx, ground.session.id).places_left == 0
        lessons.join(tx, ground)

    with database.reading() as tx:
        assert shares.kept(tx, [ground.session.id])[ground.session.id].places == 9


@pytest.mark.parametrize(
    ("details", "refusal"),
    [({"grade": 12}, rules.GradeUnsuited), ({"pupils": 61}, rules.RoomTooLarge)],
)
def test_a_room_that_does_not_suit_is_refused(
    database: Database, ground: Ground, details: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), database.writing() as tx:
        lessons.join(tx, ground, **details)


def test_leaving_gives_room_and_lines_back(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        joined = lessons.join(tx, ground, spare=True)
        for _ in range(2):
            assert actions.leave(tx, room_id=joined.room_id).state is RoomState.LEFT
        with pytest.raises(rules.RoomChanged):
            actions.test_line(tx, room_id=joined.room_id, now=ground.before)

    with database.reading() as tx:
        assert season.session_facts(tx, ground.session.id).taken == 0
        assert queries.lesson(tx, ground.session.id).lines_taken == 0


def test_each_school_is_one_record_of_all_its_rooms(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        rooms = [
            lessons.join(tx, ground).room_id,
            lessons.join(tx, ground, label="五(2)班教室").room_id,
            lessons.join(tx, ground, label="六年级教室", grade=6).room_id,
        ]
        other = lessons.join(tx, ground, 1).room_id
        for room_id in (*rooms, other, rooms[0]):  # the last of them a second time
            actions.count(
                tx,
                room_id=room_id,
                came=live(ground),
                by=ground.teachers[0].id,
                now=ground.after,
            )

    with database.reading() as tx:
        records = tx.scalars(select(ActivityRow).order_by(ActivityRow.id)).all()
        assert [(r.school_id, r.onsite, r.onsite_pupils, r.online) for r in records] == [
            (ground.schools[0].id, 120, 114, None),
            (ground.schools[1].id, 40, 38, None),
        ]
        cells = tx.scalars(select(AttendanceRow).order_by(AttendanceRow.id)).all()
        assert sorted((c.school_id, c.grade, c.pupils) for c in cells) == [
            (ground.schools[0].id, 5, 76),
            (ground.schools[0].id, 6, 38),
            (ground.schools[1].id, 5, 38),
        ]


def test_a_correction_changes_the_record_and_adds_none(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        room = lessons.join(tx, ground).room_id
        for pupils in (38, 41):
            actions.count(
                tx,
                room_id=room,
                came=live(ground, pupils=pupils),
                by=ground.teachers[0].id,
                now=ground.after,
            )

    with database.reading() as tx:
        assert tx.scalars(select(ActivityRow.onsite)).all() == [43]


def test_plays_are_never_added_to_roomfuls(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        room = lessons.join(tx, ground).room_id
        actions.count(
            tx, room_id=room, came=live(ground), by=ground.teachers[0].id, now=ground.after
        )
        for plays in (12000, 15000):
            desk_actions.count_plays(
                tx,
                session_id=ground.session.id,
                plays=plays,
                platform="视频号",
                by=ground.centre.id,
                now=ground.after,
            )

    with database.reading() as tx:
        totals = ledger.listed(tx, Filter(), sight=EVERYTHING).totals
        assert (totals.activities, totals.onsite, totals.online) == (2, 40, 15000)
        records = tx.execute(select(ActivityRow.onsite, ActivityRow.online)).all()
        assert all(onsite is None or online is None for onsite, online in records)
        day = ground.session.day
        county = reach.county_page(tx, lessons.FAR, days=Days.through(day, day), today=day)
        assert (county.county.reach.totals.onsite, county.county.reach.totals.online) == (40, 0)


def test_nobody_is_counted_before_the_lesson_or_for_another_day(
    database: Database, ground: Ground
) -> None:
    late = Roomful(30, 1, Shown.LIVE, ground.session.day + timedelta(days=3))
    ahead = Roomful(30, 1, Shown.RECORDED, ground.session.day + timedelta(days=9))
    with database.writing() as tx:
        room = lessons.join(tx, ground).room_id
        by = ground.teachers[0].id
        with pytest.raises(rules.CountTooEarly):
            actions.count(tx, room_id=room, came=live(ground), by=by, now=ground.before)
        for wrong in (late, ahead):
            with pytest.raises(rules.WrongDay):
                actions.count(
                    tx, room_id=room, came=wrong, by=by, now=ground.after + timedelta(days=4)
                )


def test_a_failed_stream_is_told_and_its_recording_counts_when_shown(
    database: Database, ground: Ground
) -> None:
    shown_on = ground.session.day + timedelta(days=3)
    with database.writing() as tx:
        room = lessons.join(tx, ground).room_id
        lessons.join(tx, ground, label="五(2)班教室")
        lessons.join(tx, ground, 1)
        told = [
            desk_actions.fail(
                tx, session_id=ground.session.id, recording="https://r.example/1", now=ground.after
            )
            for _ in range(2)
        ]
        actions.count(
            tx,
            room_id=room,
            came=Roomful(35, 1, Shown.RECORDED, shown_on),
            by=ground.teachers[0].id,
            now=ground.after + timedelta(days=4),
        )

    assert told == [2, 0]
    with database.reading() as tx:
        assert queries.lesson(tx, ground.session.id).recording == "https://r.example/1"
        assert tx.execute(select(ActivityRow.day, ActivityRow.onsite)).all() == [(shown_on, 36)]


def test_rooms_follow_a_lesson_that_is_moved_or_called_off_by_anybody(
    database: Database, ground: Ground
) -> None:
    with database.writing() as tx:
        room = lessons.join(tx, ground).room_id
        actions.test_line(tx, room_id=room, now=ground.before)
        season_actions.move_session(
            tx,
            session_id=ground.session.id,
            day=ground.session.day,
            starts=ground.session.starts.replace(hour=16),
            now=ground.before,
            person_id=None,
        )

    assert desk_actions.follow_due(database, now=ground.before) == 1
    with database.writing() as tx:
        moved = queries.find_room(tx, room)
        season_actions.cancel_session(
            tx, session_id=ground.session.id, reason="检修", now=ground.before, person_id=None
        )
    assert desk_actions.follow_due(database, now=ground.before) == 1
    assert desk_actions.follow_due(database, now=ground.before) == 0

    assert moved is not None
    assert (moved.starts.hour, moved.tested_at) == (16, None)
    with database.reading() as tx:
        found = queries.find_room(tx, room)
        assert found is not None
        assert found.state is RoomState.CALLED_OFF
        assert tx.scalars(select(OutboxRow.kind).order_by(OutboxRow.id)).all() == [
            "lesson-moved",
            "lesson-called-off",
        ]


def test_who_has_not_tried_the_line_is_asked_once_two_days_before(
    database: Database, ground: Ground
) -> None:
    two_days = ground.begins - timedelta(days=2)
    with database.writing() as tx:
        lessons.join(tx, ground)
        tried = lessons.join(tx, ground, 1).room_id
        actions.test_line(tx, room_id=tried, now=ground.before)

    asked = [
        desk_actions.remind_due(database, now=moment)
        for moment in (ground.before, two_days, two_days)
    ]

    assert asked == [0, 1, 0]


def test_the_address_is_shown_from_the_day_before(ground: Ground) -> None:
    day = ground.session.day

    assert not rules.address_is_shown(day, now=ground.begins - timedelta(days=2))
    assert rules.address_is_shown(day, now=ground.begins - timedelta(days=1))

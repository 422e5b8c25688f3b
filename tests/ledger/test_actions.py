"""What is stored when people record, correct, withdraw and restore."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from outreach.kernel.db import Database, Tx
from outreach.ledger import actions, entries, queries, rules
from outreach.ledger.model import EVERYTHING, Activity, Cell, Partner, State
from outreach.ledger.record_model import Question, Record, Verb
from tests import make
from tests.ledger import making
from tests.ledger.making import DAY, XUNWU, Place, entry, school_entry


def record_of(tx: Tx, activity: Activity) -> Record:
    found = queries.find_record(tx, activity.id, sight=EVERYTHING)
    assert found is not None
    return found


def correct(tx: Tx, activity: Activity, told: Any, *, by: int, revision: int = 1) -> Activity:
    return actions.correct(
        tx,
        activity_id=activity.id,
        revision=revision,
        entry=told,
        answers=(),
        reason="签到表少算一页",
        person_id=by,
        now=make.NOW,
    )


def test_an_activity_keeps_what_was_told(database: Database, place: Place) -> None:
    told = school_entry(
        place.xunwu,
        partners=(Partner("寻乌县教体局"), Partner("某企业")),
        cells=(Cell(place.xunwu, 45, grade=5, first_timers=40, whole_class="3班"),),
    )

    with database.writing() as tx:
        activity = making.record(tx, told, person_id=place.officer)
    with database.reading() as tx:
        record = record_of(tx, activity)

    assert activity.number == "H26-00001"
    assert (activity.onsite, activity.onsite_pupils, activity.online) == (48, 45, None)
    assert record.cells == told.cells
    assert record.partners == told.partners
    assert record.changes == ()


def test_numbers_rise_within_the_year_of_the_activity(database: Database, place: Place) -> None:
    days = [DAY, DAY, date(2025, 12, 31), DAY]

    with database.writing() as tx:
        numbers = [
            making.record(tx, entry(day=day), person_id=place.officer).number for day in days
        ]

    assert numbers == ["H26-00001", "H26-00002", "H25-00001", "H26-00003"]


def test_the_second_tap_on_a_form_finds_the_first_record(database: Database, place: Place) -> None:
    with database.writing() as tx:
        first = making.record(tx, person_id=place.officer, token="t1")
    with database.writing() as tx:
        second = making.record(tx, entry(onsite=999), person_id=place.officer, token="t1")
        other = making.record(tx, person_id=place.officer, token="t2")

    assert second == first
    assert other.number == "H26-00002"


def at_once(database: Database, tell: Callable[[Tx], Activity], *, times: int) -> list[Activity]:
    def one(_turn: int) -> Activity:
        with database.writing() as tx:
            return tell(tx)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_taps_in_the_same_moment_make_one_record(database: Database, place: Place) -> None:
    told = at_once(
        database,
        lambda tx: making.record(tx, person_id=place.officer, token="t1"),
        times=6,
    )

    assert {activity.number for activity in told} == {"H26-00001"}


def test_officers_in_the_same_moment_get_different_numbers(
    database: Database, place: Place
) -> None:
    told = at_once(database, lambda tx: making.record(tx, person_id=place.officer), times=6)

    assert sorted(activity.number for activity in told) == [f"H26-0000{n}" for n in range(1, 7)]


def test_tomorrow_is_not_in_the_ledger(database: Database, place: Place) -> None:
    tomorrow = make.NOW.date() + timedelta(days=1)

    with pytest.raises(rules.ActivityInFuture), database.writing() as tx:
        making.record(tx, entry(day=tomorrow), person_id=place.officer)
    with database.reading() as tx:
        assert queries.listed(tx, making.ALL, sight=EVERYTHING).total == 0


def test_answers_stay_with_the_record(database: Database, place: Place) -> None:
    round_number = Question("round-thousands", {"counted": 3000})
    alone = Question("online-alone", {"online": 12})

    with database.writing() as tx:
        activity = making.record(
            tx,
            person_id=place.officer,
            answers=[(round_number, "闸机计数"), (alone, None)],
        )
    with database.reading() as tx:
        answers = record_of(tx, activity).answers
        flagged = queries.flagged(tx, [activity.id, activity.id + 1])

    assert [(answer.question, answer.words) for answer in answers] == [
        (round_number, "闸机计数"),
        (alone, None),
    ]
    assert flagged == {activity.id}


def test_a_correction_keeps_what_was_there_and_why(database: Database, place: Place) -> None:
    told = school_entry(place.xunwu, pupils=45)
    better = school_entry(place.xunwu, pupils=54, title="大篷车进校园")

    with database.writing() as tx:
        activity = making.record(tx, told, person_id=place.officer)
        corrected = correct(tx, activity, better, by=place.officer)
    with database.reading() as tx:
        record = record_of(tx, activity)

    assert (corrected.onsite, corrected.revision, corrected.number) == (57, 2, activity.number)
    assert record.cells == better.cells
    (change,) = record.changes
    assert (change.verb, change.reason) == (Verb.CORRECTED, "签到表少算一页")
    assert change.before == {"onsite": "48", "onsite_pupils": "45", "cells": "5:45:"}
    assert change.after == {"onsite": "57", "onsite_pupils": "54", "cells": "5:54:"}


def test_a_correction_of_a_page_that_is_out_of_date_is_refused(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        activity = making.record(tx, person_id=place.officer)
        correct(tx, activity, entry(onsite=131), by=place.officer)

    with pytest.raises(rules.ActivityChangedMeanwhile), database.writing() as tx:
        correct(tx, activity, entry(onsite=999), by=place.officer, revision=1)

    with database.reading() as tx:
        assert record_of(tx, activity).activity.onsite == 131


def test_moving_an_activity_to_another_year_moves_its_cells_to_another_cohort(
    database: Database, place: Place
) -> None:
    told = school_entry(place.xunwu, grade=5)

    with database.writing() as tx:
        activity = making.record(tx, told, person_id=place.officer)
        before = making.cohorts(tx)
        correct(tx, activity, replace(told, day=date(2026, 5, 18)), by=place.officer)
        after = making.cohorts(tx)

    assert (before, after) == ([2022], [2021])


def test_a_withdrawn_record_comes_back_with_its_whole_history(
    database: Database, place: Place
) -> None:
    def step(act: Any, activity: Activity) -> Activity:
        with database.writing() as tx:
            changed: Activity = act(
                tx,
                activity_id=activity.id,
                revision=activity.revision,
                reason="与教体局重复",
                person_id=place.officer,
                now=make.NOW,
            )
            return changed

    with database.writing() as tx:
        activity = making.record(tx, person_id=place.officer)
    gone = step(actions.withdraw, activity)
    again = step(actions.withdraw, activity)  # a second tap with the page's old revision
    back = step(actions.restore, gone)

    assert [gone.state, again.state, back.state] == [
        State.WITHDRAWN,
        State.WITHDRAWN,
        State.COUNTED,
    ]
    with database.reading() as tx:
        changes = record_of(tx, activity).changes
    assert [change.verb for change in changes] == [Verb.WITHDRAWN, Verb.RESTORED]
    assert changes[0].before == {"state": "counted"}


def test_loading_many_gives_each_its_number_cells_and_partners(
    database: Database, place: Place
) -> None:
    told = [
        school_entry(
            place.xunwu, pupils=10 + n, day=DAY - timedelta(days=90 * n), partners=(Partner("甲"),)
        )
        for n in range(6)
    ]

    with database.writing() as tx:
        loaded = entries.load(tx, told, person_id=None, sample=True, now=make.NOW)
    with database.reading() as tx:
        page = queries.listed(tx, making.ALL, sight=EVERYTHING)
        first = record_of(tx, page.activities[0])

    assert len(loaded) == 6
    assert sorted(a.number for a in page.activities) == [
        "H25-00001",
        "H25-00002",
        *(f"H26-0000{n}" for n in range(1, 5)),
    ]
    assert (first.cells, first.partners) == (told[0].cells, (Partner("甲"),))
    assert first.activity.sample


def test_the_county_of_a_record_is_that_of_its_young_people(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        activity = making.record(tx, school_entry(place.xunwu), person_id=place.officer)

    assert activity.county_code == XUNWU

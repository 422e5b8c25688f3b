"""Planned, done, checked by others; counted by day; joined instead of recorded twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from outreach.accounts.model import Role
from outreach.kernel.db import Database, Tx
from outreach.ledger import (
    actions,
    entry_queries,
    history,
    joint,
    part_actions,
    part_queries,
    queries,
    reach_queries,
    rules,
    step_actions,
    stop_actions,
    stop_queries,
)
from outreach.ledger.model import (
    EVERYTHING,
    Activity,
    Filter,
    Kind,
    Partner,
    Sight,
    State,
)
from outreach.ledger.record_model import Verb
from outreach.ledger.tables import ActivityRow
from tests import make
from tests.browse import Browse
from tests.ledger import making
from tests.ledger.making import DAY, GANXIAN, GANZHOU, XUNWU, Place, entry
from tests.ledger.test_views import told_publicly, words

TODAY = make.NOW.date()


def plan(tx: Tx, at: Place, **changes: Any) -> Activity:
    told = entry(onsite=None, onsite_pupils=None, planned_onsite=200, **changes)
    return step_actions.plan(
        tx, entry=told, token=None, person_id=at.officer, on_behalf=False, now=make.NOW
    )


def stand(tx: Tx, at: Place, **changes: Any) -> Activity:
    """An exhibition from five days ago until five days from now."""
    first = TODAY - timedelta(days=5)
    stop = {"day": first, "until_day": first + timedelta(days=10), "kind": Kind.MOBILE_EXHIBITION}
    return plan(tx, at, **stop | changes)


def count(tx: Tx, at: Place, activity: Activity, *, ago: int, onsite: int, **more: Any) -> Activity:
    facts: dict[str, Any] = {
        "activity_id": activity.id,
        "day": TODAY - timedelta(days=ago),
        "onsite": onsite,
        "onsite_pupils": None,
        "stood": None,
        "person_id": at.officer,
        "now": make.NOW,
    }
    return stop_actions.count_day(tx, **facts | more)


def record_of(tx: Tx, activity: Activity) -> Any:
    return queries.find_record(tx, activity.id, sight=EVERYTHING)


def test_a_plan_counts_only_once_it_is_done_and_stays_beside_it(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        planned = plan(tx, place, day=TODAY + timedelta(days=3))
        before = reach_queries.contacts_by_county(tx, period=None)
        done = step_actions.carry_out(
            tx,
            activity_id=planned.id,
            revision=planned.revision,
            entry=entry(planned_onsite=200),
            answers=(),
            person_id=place.officer,
            now=make.NOW,
        )
        after = reach_queries.contacts_by_county(tx, period=None)

    assert before == {}
    assert after[XUNWU].onsite == 130
    assert (done.state, done.onsite, done.planned_onsite) == (State.COUNTED, 130, 200)
    assert (done.day, done.planned_day) == (DAY, TODAY + timedelta(days=3))


def test_a_plan_that_is_done_already_is_not_done_again(database: Database, place: Place) -> None:
    with database.writing() as tx:
        activity = making.record(tx, person_id=place.officer)

        with pytest.raises(rules.ActivityAtAnotherStep):
            step_actions.carry_out(
                tx,
                activity_id=activity.id,
                revision=activity.revision,
                entry=entry(),
                answers=(),
                person_id=place.officer,
                now=make.NOW,
            )


def test_a_withdrawn_plan_comes_back_as_a_plan(database: Database, place: Place) -> None:
    with database.writing() as tx:
        planned = plan(tx, place)
        facts: dict[str, Any] = {"activity_id": planned.id, "reason": "停电", "now": make.NOW}
        actions.withdraw(tx, revision=1, person_id=place.officer, **facts)
        back = actions.restore(tx, revision=2, person_id=place.officer, **facts)

    assert back.state is State.PLANNED


def test_plans_whose_last_day_has_passed_wait_for_their_officer(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        plan(tx, place, day=TODAY - timedelta(days=2))
        plan(tx, place, day=TODAY - timedelta(days=2), until_day=TODAY)
        plan(tx, place, day=TODAY)
        plan(tx, place, day=TODAY - timedelta(days=9), county_code=GANXIAN)
        own = Sight(county_codes=frozenset({XUNWU}))

        assert entry_queries.overdue_plans(tx, sight=own, today=TODAY) == 1


def test_nobody_checks_their_own_word(database: Database, place: Place) -> None:
    with database.writing() as tx:
        other = make.person(tx, role=Role.CITY, scope=GANZHOU).id
        activity = making.record(tx, person_id=place.officer)
        facts: dict[str, Any] = {"activity_id": activity.id, "now": make.NOW}

        with pytest.raises(rules.CheckedByItsAuthor):
            step_actions.check(tx, revision=1, person_id=place.officer, **facts)
        checked = step_actions.check(tx, revision=1, person_id=other, **facts)
        again = step_actions.check(tx, revision=1, person_id=other, **facts)

    assert (checked.state, checked.checked_by) == (State.CHECKED, other)
    assert again == checked


def test_what_is_corrected_is_checked_again_and_by_somebody_else(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        other = make.person(tx, role=Role.CITY, scope=GANZHOU).id
        activity = making.record(tx, person_id=place.officer)
        step_actions.check(tx, activity_id=activity.id, revision=1, person_id=other, now=make.NOW)
        corrected = actions.correct(
            tx,
            activity_id=activity.id,
            revision=2,
            entry=entry(onsite=131),
            answers=(),
            reason="多数了一位",
            person_id=other,
            now=make.NOW,
        )
        told_by = history.told_by(tx, activity.id)
        last = record_of(tx, activity).changes[-1]

    assert (corrected.state, corrected.checked_by) == (State.COUNTED, None)
    assert told_by == {place.officer, other}
    assert last.verb is Verb.CORRECTED
    assert (last.before["state"], last.after["state"]) == ("checked", "counted")


def test_a_stop_is_what_its_days_add_up_to(database: Database, place: Place) -> None:
    with database.writing() as tx:
        stop = stand(tx, place)
        count(tx, place, stop, ago=5, onsite=120)
        count(tx, place, stop, ago=3, onsite=0)
        after = count(tx, place, stop, ago=2, onsite=300, onsite_pupils=200)
        days = stop_queries.counted_days(tx, stop.id)
        gaps = stop_queries.gaps(after, days, today=TODAY)

    assert (after.state, after.onsite, after.onsite_pupils) == (State.COUNTED, 420, 200)
    assert [(TODAY - day).days for day in gaps] == [4, 1, 0]


def test_a_day_that_has_a_number_keeps_it_until_somebody_says_which(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        stop = stand(tx, place)
        count(tx, place, stop, ago=1, onsite=120)

        with pytest.raises(rules.DayCountedMeanwhile):
            count(tx, place, stop, ago=1, onsite=150)
        after = count(tx, place, stop, ago=1, onsite=150, stood=120)
        last = record_of(tx, stop).changes[-1]

    assert after.onsite == 150
    assert (last.verb, last.before["onsite"], last.after["onsite"]) == (
        Verb.DAY_COUNTED,
        "120",
        "150",
    )


def test_only_days_of_the_stop_that_have_come_are_counted(database: Database, place: Place) -> None:
    with database.writing() as tx:
        stop = stand(tx, place)

        for ago in (6, -1):
            with pytest.raises(rules.DayOutsideActivity):
                count(tx, place, stop, ago=ago, onsite=1)


def test_one_day_never_takes_the_place_of_a_total(database: Database, place: Place) -> None:
    with database.writing() as tx:
        whole = making.record(
            tx, entry(day=DAY, until_day=TODAY, onsite=37_128), person_id=place.officer
        )

        with pytest.raises(rules.CountedAsAWhole):
            count(tx, place, whole, ago=0, onsite=120)
        assert queries.activity(queries.row(tx, whole.id)).onsite == 37_128


def test_a_joint_activity_counts_once_and_each_partner_sees_its_part(
    database: Database, place: Place
) -> None:
    partner = Partner("赣县区科协", county_code=GANXIAN, onsite=50, onsite_pupils=40)
    with database.writing() as tx:
        activity = making.record(tx, person_id=place.officer)
        for _twice in range(2):
            part_actions.join(
                tx,
                activity_id=activity.id,
                partner=partner,
                person_id=place.officer,
                now=make.NOW,
            )
        whole = queries.listed(tx, Filter(), sight=EVERYTHING).totals
        own, other = (Sight(county_codes=frozenset({code})) for code in (XUNWU, GANXIAN))
        led = queries.listed(tx, Filter(), sight=own).totals
        not_led = queries.listed(tx, Filter(), sight=other)
        part = part_queries.own_totals(tx, Filter(), sight=other)
        listed = queries.listed(tx, Filter(taking_part=True), sight=other)
        shares = list(joint.shares(activity, [partner]))

    assert (whole.activities, whole.onsite) == (1, 130)
    assert led == whole
    assert not_led.total == 0
    assert (part.activities, part.onsite, part.onsite_pupils) == (1, 50, 40)
    assert [a.id for a in listed.activities] == [activity.id]
    assert shares == [("寻乌县科协", 80), ("赣县区科协", 50)]
    assert sum(onsite or 0 for _unit, onsite in shares) == whole.onsite


def test_the_parts_are_never_more_than_the_whole(database: Database, place: Place) -> None:
    with database.writing() as tx:
        activity = making.record(
            tx, entry(partners=(Partner("甲"), Partner("乙"))), person_id=place.officer
        )

    with pytest.raises(rules.PartsAboveWhole), database.writing() as tx:
        part_actions.tell_parts(
            tx,
            activity_id=activity.id,
            revision=1,
            parts={"甲": (100, None), "乙": (31, None)},
            person_id=place.officer,
            now=make.NOW,
        )


def test_the_database_refuses_a_last_day_before_the_first(database: Database, place: Place) -> None:
    with pytest.raises(IntegrityError), database.writing() as tx:
        making.record(tx, entry(until_day=DAY), person_id=place.officer)


def test_what_another_unit_recorded_is_asked_about_and_joined(
    browse: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        first = making.record(
            tx, entry(lead="寻乌县教体局", place="县图书馆", title="讲座"), person_id=place.officer
        )
    officer = browse.as_(Role.COUNTY, scope=XUNWU)
    fields = told_publicly(onsite_pupils="20", title="讲座")

    asked = officer.post("/ledger/new", fields)
    key = f"same-activity:{first.id}:{first.number}:讲座:寻乌县教体局"
    joined = officer.post("/ledger/new", fields | {"asked": key, "join": str(first.id)})

    assert asked.status_code == 422
    assert "寻乌县教体局 已经报过同一天的“讲座”" in words(asked)
    assert joined.headers["Location"] == f"/ledger/{first.id}/parts"
    with database.reading() as tx:
        page = queries.listed(tx, Filter(), sight=EVERYTHING)
        partners = queries.partners_of(tx, [first.id])[first.id]
    assert (page.total, page.totals.onsite) == (1, 130)
    assert [(p.name, p.county_code) for p in partners] == [("寻乌县科协", XUNWU)]


def test_a_plan_is_told_done_and_checked_on_its_pages(
    browse: Browse, database: Database, place: Place
) -> None:
    officer = browse.as_(Role.COUNTY, scope=XUNWU)
    coming = told_publicly(
        day=(TODAY + timedelta(days=2)).isoformat(), onsite="", planned_onsite="300"
    )
    planned = officer.post("/ledger/plan", coming)
    page = words(officer.follow(planned))
    done = officer.post("/ledger/1/done", told_publicly(revision="1", token="", title="公益讲座"))
    city = browse.as_(Role.CITY, scope=GANZHOU)
    checked = city.post("/ledger/1/check", {"revision": "2"})

    assert "这是计划，还没有计入统计" in page
    assert done.status_code == checked.status_code == 303
    said = words(city.follow(checked))
    assert "计划人次 300" in said
    assert "已核对" in said
    with database.reading() as tx:
        assert tx.get_one(ActivityRow, 1).state == State.CHECKED


def test_a_day_is_typed_on_the_counter_and_asked_about_when_it_has_a_number(
    browse: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        stop = stand(tx, place)
    officer = browse.as_(Role.COUNTY, scope=XUNWU)
    day = (TODAY - timedelta(days=1)).isoformat()

    fields = {"day": day, "onsite": "１２０", "onsite_pupils": "", "stood": ""}
    first = officer.post(f"/ledger/{stop.id}/days", fields)
    asked = officer.post(f"/ledger/{stop.id}/days", fields | {"onsite": "150"})
    again = officer.post(f"/ledger/{stop.id}/days", fields | {"onsite": "150", "stood": "120"})
    wrong = officer.post(f"/ledger/{stop.id}/days", fields | {"day": "2020-01-01", "onsite": "x"})

    assert (first.status_code, again.status_code) == (303, 303)
    assert "这一天已经登记 120 人次" in words(asked)
    assert wrong.status_code == 422
    with database.reading() as tx:
        assert [each.onsite for each in stop_queries.counted_days(tx, stop.id)] == [150]

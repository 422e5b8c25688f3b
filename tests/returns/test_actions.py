"""From open to frozen: three people, what moves and what does not, and what comes later."""

from dataclasses import replace
from datetime import date

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.ledger import stop_actions
from outreach.ledger.model import Kind
from outreach.returns import actions, figure_actions, queries, rules, template_actions
from outreach.returns import template_queries as templates
from outreach.returns.differences import between
from outreach.returns.model import State, Verb
from tests import make
from tests.returns import making
from tests.returns.making import COUNTY_UNIT, YEAR, Ground

TALKS = ("talks", "onsite")


@pytest.fixture
def ground(database: Database) -> Ground:
    return making.lay(database, "national", "performance")


def step(database: Database, return_id: int, act: object, by: int, **more: object) -> None:
    with database.writing() as tx:
        found = queries.version_row(tx, return_id)
        act(tx, found, seen=found.revision, by=by, now=make.NOW, **more)  # type: ignore[operator]


def state_of(database: Database, return_id: int) -> State:
    with database.reading() as tx:
        return queries.version_row(tx, return_id).state


def value(database: Database, return_id: int, key: tuple[str, str] = TALKS) -> int | None:
    with database.reading() as tx:
        return queries.count_of(tx, queries.version_row(tx, return_id)).value(key)


def begin_anew(database: Database, return_id: int, ground: Ground) -> int:
    with database.writing() as tx:
        found = queries.version_row(tx, return_id)
        counted = queries.count_now(tx, found)
        return actions.reopen(tx, found, counted, by=ground.county.id, now=make.NOW)


def national(database: Database, ground: Ground) -> int:
    with database.reading() as tx:
        return ground.return_of(tx, "national", COUNTY_UNIT).id


def test_an_open_return_follows_the_ledger_and_a_compiled_one_does_not(
    database: Database, ground: Ground
) -> None:
    return_id = national(database, ground)
    with database.writing() as tx:
        told = making.tell(tx, onsite=60, by=ground.county.id)
    assert value(database, return_id) == 60

    with database.reading() as tx:
        found = queries.version_row(tx, return_id)
    making.compile_now(database, found, ground.county)
    with database.writing() as tx:
        making.tell(tx, onsite=40, by=ground.county.id)
        ledger.withdraw(
            tx,
            activity_id=told.id,
            revision=told.revision,
            reason="重复",
            person_id=ground.county.id,
            now=make.NOW,
        )

    assert value(database, return_id) == 60
    with database.reading() as tx:
        found = queries.version_row(tx, return_id)
        moved = {
            each.key: each
            for each in between(queries.count_of(tx, found), queries.count_now(tx, found))
        }
    assert (moved[TALKS].before, moved[TALKS].after) == (60, 40)
    assert [len(moved[TALKS].added), len(moved[TALKS].gone)] == [1, 1]


def test_three_people_sign_where_there_are_three(database: Database, ground: Ground) -> None:
    return_id = national(database, ground)
    with database.writing() as tx:
        colleague = make.person(tx, role=Role.COUNTY, scope=making.XUNWU, name="同事")
    with database.reading() as tx:
        making.compile_now(database, queries.version_row(tx, return_id), ground.county)

    with pytest.raises(rules.SamePersonAgain) as again:
        step(database, return_id, actions.check, ground.county.id)
    step(database, return_id, actions.check, colleague.id)
    with pytest.raises(rules.SamePersonAgain):
        step(database, return_id, actions.sign, colleague.id)
    step(database, return_id, actions.sign, ground.city.id)

    assert set(again.value.others) == {"市科协", "同事"}
    assert state_of(database, return_id) is State.SIGNED
    with database.reading() as tx:
        signed = [s for s in queries.steps(tx, return_id) if s.verb in rules.SIGNING]
    assert [s.person_id for s in signed] == [ground.county.id, colleague.id, ground.city.id]
    assert not any(s.alone for s in signed)


def test_where_nobody_else_is_entitled_the_same_person_signs_and_it_is_said(
    database: Database, ground: Ground
) -> None:
    """A county and its city have one person each: the third step is somebody's second."""
    return_id = national(database, ground)
    with database.reading() as tx:
        making.compile_now(database, queries.version_row(tx, return_id), ground.county)
    step(database, return_id, actions.check, ground.city.id)

    step(database, return_id, actions.sign, ground.city.id)

    with database.reading() as tx:
        assert [s.alone for s in queries.steps(tx, return_id)] == [False, False, True]


def test_sent_back_with_a_reason_everything_is_signed_anew(
    database: Database, ground: Ground
) -> None:
    return_id = national(database, ground)
    with database.reading() as tx:
        making.compile_now(database, queries.version_row(tx, return_id), ground.county)
    step(database, return_id, actions.check, ground.city.id)

    step(database, return_id, actions.send_back, ground.city.id, reason="少一场讲座")

    assert state_of(database, return_id) is State.OPEN
    with database.reading() as tx:
        steps = queries.steps(tx, return_id)
        assert actions.signed_by(steps) == {}
        assert steps[-1].reason == "少一场讲座"


def test_steps_are_taken_in_order_and_nothing_moves_once_frozen(
    database: Database, ground: Ground
) -> None:
    return_id = national(database, ground)
    with pytest.raises(rules.NotThisStep):
        step(database, return_id, actions.sign, ground.city.id)
    with database.reading() as tx:
        making.sign_fully(database, queries.version_row(tx, return_id), ground)

    for act, more in (
        (actions.check, {}),
        (actions.freeze, {}),
        (actions.send_back, {"reason": "晚了"}),
    ):
        with pytest.raises(rules.NotThisStep):
            step(database, return_id, act, ground.admin.id, **more)
    with pytest.raises(rules.NotThisStep):
        step(
            database, return_id, figure_actions.adjust, ground.admin.id,
            cell=TALKS, computed=0, value=9, reason="想多一点",
        )  # fmt: skip


def test_a_page_that_is_out_of_date_changes_nothing(database: Database, ground: Ground) -> None:
    return_id = national(database, ground)
    with database.reading() as tx:
        opened = queries.version_row(tx, return_id)
    making.compile_now(database, opened, ground.county)

    with pytest.raises(rules.ReturnChanged), database.writing() as tx:
        actions.compile_return(
            tx, opened, queries.count_now(tx, opened), seen=opened.revision, by=1, now=make.NOW
        )


def test_a_late_entry_makes_a_second_version_and_the_first_stays(
    database: Database, ground: Ground
) -> None:
    """An activity of 30 December, told on 5 January, belongs to last year."""
    return_id = national(database, ground)
    with database.writing() as tx:
        making.tell(tx, onsite=60, by=ground.county.id)
    with database.reading() as tx:
        making.sign_fully(database, queries.version_row(tx, return_id), ground)
    with pytest.raises(rules.NothingLate):
        begin_anew(database, return_id, ground)
    with database.writing() as tx:
        making.tell(tx, day=date(YEAR, 12, 30), onsite=25, by=ground.county.id)

    second = begin_anew(database, return_id, ground)

    with database.reading() as tx:
        making.sign_fully(database, queries.version_row(tx, second), ground)
    assert (value(database, return_id), value(database, second)) == (60, 85)
    with database.reading() as tx:
        first, later = (queries.version_row(tx, each) for each in (return_id, second))
        listed = ground.return_of(tx, "national", COUNTY_UNIT)
        moved = {
            each.key: each
            for each in between(queries.count_of(tx, first), queries.count_of(tx, later))
        }
    assert (first.state, later.state, later.version) == (State.FROZEN, State.FROZEN, 2)
    assert listed.id == second, "lists show the newest version"
    assert [part.brings for part in moved[TALKS].added] == [25]


def test_a_figure_by_hand_keeps_the_computed_one_and_its_reason(
    database: Database, ground: Ground
) -> None:
    return_id = national(database, ground)
    with database.writing() as tx:
        making.tell(tx, onsite=60, by=ground.county.id)
    step(
        database, return_id, figure_actions.adjust, ground.county.id,
        cell=TALKS, computed=60, value=75, reason="签到表另有 15 人",
    )  # fmt: skip

    with database.reading() as tx:
        found = queries.version_row(tx, return_id)
        counted, sheet = queries.count_of(tx, found), queries.sheet(tx, return_id)
        last = queries.steps(tx, return_id)[-1]
    assert (queries.figure(counted, sheet, TALKS), counted.value(TALKS)) == (75, 60)
    assert (last.verb, last.before, last.after, last.reason) == (
        Verb.ADJUSTED, "60", "75", "签到表另有 15 人",
    )  # fmt: skip

    step(
        database, return_id, figure_actions.adjust, ground.county.id,
        cell=TALKS, computed=60, value=None, reason="已补记",
    )  # fmt: skip

    with database.reading() as tx:
        assert queries.sheet(tx, return_id).adjusted == {}


def test_targets_lock_when_approved_and_a_missed_one_needs_its_reason(
    database: Database, ground: Ground
) -> None:
    with database.reading() as tx:
        found = ground.return_of(tx, "performance", COUNTY_UNIT)
    lines = [line.key for line in found.round.definition.lines]
    for line in lines:
        step(
            database, found.id, figure_actions.set_target, ground.county.id,
            line=line, value=10, reason="",
        )  # fmt: skip
    with pytest.raises(rules.SamePersonAgain):
        step(database, found.id, figure_actions.approve_targets, ground.county.id)
    step(database, found.id, figure_actions.approve_targets, ground.city.id)

    with pytest.raises(rules.TargetsLocked):
        step(
            database, found.id, figure_actions.set_target, ground.county.id,
            line="activities", value=1, reason="",
        )  # fmt: skip
    with pytest.raises(rules.NotComplete) as incomplete:
        making.compile_now(database, found, ground.county)
    assert "预算执行率" in incomplete.value.by_hand
    assert "举办科普活动" in incomplete.value.missed
    assert incomplete.value.targets == ()

    for key, rule in found.round.definition.cells:
        if rule.measure.value == "by_hand":
            step(
                database, found.id, figure_actions.adjust, ground.county.id,
                cell=key, computed=None, value=12, reason="决算",
            )  # fmt: skip
        else:
            step(
                database, found.id, figure_actions.explain, ground.county.id,
                line=key[0], words="汛期取消",
            )  # fmt: skip
    making.compile_now(database, found, ground.county)

    assert state_of(database, found.id) is State.COMPILED


def test_an_edited_template_is_for_later_rounds_only(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        old = templates.find_newest(tx, "national")
        assert old is not None
        shorter = replace(old.definition, lines=old.definition.lines[:2])
        template_actions.save(
            tx, "national", shorter, seen=1, note="少几行", by=ground.admin.id, now=make.NOW
        )
        with pytest.raises(rules.TemplateChanged):
            template_actions.save(
                tx, "national", old.definition, seen=1, note="", by=ground.admin.id, now=make.NOW
            )
        newest = templates.find_newest(tx, "national")
        assert newest is not None
        later = actions.open_round(tx, newest, year=YEAR + 1, by=ground.admin.id, now=make.NOW)

    with database.reading() as tx:
        before = ground.return_of(tx, "national", COUNTY_UNIT)
        after = ground.return_of(tx, "national", COUNTY_UNIT, year=YEAR + 1)
    assert before.round.definition == old.definition
    assert (after.round.id, after.round.definition) == (later.id, shorter)


def test_a_form_is_asked_for_once_a_year(database: Database, ground: Ground) -> None:
    with database.writing() as tx:
        version = templates.find_newest(tx, "national")
        assert version is not None
        with pytest.raises(rules.RoundIsThere):
            actions.open_round(tx, version, year=YEAR, by=ground.admin.id, now=make.NOW)


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [(10, 9, 9), (10, 12, 10), (800, 800, 10), (3, 1, 3), (3, 2, 7), (0, 0, 10), (8, 0, 0)],
)
def test_a_score_is_the_share_reached_rounded_and_never_more(
    target: int, actual: int, points: int
) -> None:
    line = making.TEN_POINTS

    assert rules.score(line, target=target, actual=actual) == points
    assert rules.score(line, target=None, actual=actual) is None


def test_people_counted_by_day_count_in_the_year_in_which_they_came(
    database: Database, ground: Ground
) -> None:
    """A travelling exhibition over New Year: one stop of last year, its people of two years."""
    with database.writing() as tx:
        stop = making.tell(
            tx,
            kind=Kind.MOBILE_EXHIBITION,
            day=date(YEAR - 1, 12, 30),
            until_day=date(YEAR, 1, 3),
            onsite=None,
            by=ground.county.id,
        )
        for day, onsite in ((date(YEAR - 1, 12, 31), 30), (date(YEAR, 1, 2), 40)):
            stop_actions.count_day(
                tx,
                activity_id=stop.id,
                day=day,
                onsite=onsite,
                onsite_pupils=None,
                stood=None,
                person_id=ground.county.id,
                now=make.NOW,
            )
    return_id = national(database, ground)

    assert value(database, return_id, ("mobile", "times")) is None
    assert value(database, return_id, ("mobile", "onsite")) == 40

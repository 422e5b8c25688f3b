"""Confirming a year of activities once, joining what others report, and taking it all back."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person, Role
from outreach.accounts.rules import NotYours
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.ledger import actions, import_actions, import_undo, queries
from outreach.ledger.import_joining import JointActivityGone
from outreach.ledger.import_lines import JOIN, KEEP
from outreach.ledger.import_model import Topic
from outreach.ledger.model import EVERYTHING, Activity, Filter, Partner
from outreach.ledger.record_model import Record, Verb
from outreach.province import uploads
from outreach.province.import_undo import UndoTooLate
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState
from tests import make
from tests.ledger import lists
from tests.ledger.lists import codes, row
from tests.ledger.making import GANXIAN, GANZHOU, Place

FAIR = {"title": "科普月主场活动", "kind": "科普月活动", "place": "文化广场"}


@pytest.fixture
def officer(database: Database, place: Place) -> Person:
    del place
    return lists.officer(database)


@pytest.fixture
def neighbour(database: Database, place: Place) -> Person:
    del place
    return lists.officer(database, scope=GANXIAN)


def everything(database: Database) -> list[Activity]:
    with database.reading() as tx:
        found = queries.listed(tx, Filter(), sight=EVERYTHING, size=1000)
    return sorted(found.activities, key=lambda activity: activity.id)


def record(database: Database, activity: Activity) -> Record:
    with database.reading() as tx:
        found = queries.find_record(tx, activity.id, sight=EVERYTHING)
    assert found is not None
    return found


def test_confirming_records_every_line_with_number_person_and_audit(
    database: Database, officer: Person
) -> None:
    content = lists.table(row(), row(title="乙", place="公园", lead="县教体局"))
    found = lists.read(database, content, by=officer)

    assert lists.confirm(database, found) == 2

    made = everything(database)
    assert [(a.number, a.title, a.created_by) for a in made] == [
        ("H26-00001", "月球讲座", officer.id),
        ("H26-00002", "乙", officer.id),
    ]
    lines = lists.lines(database, found)
    assert [(line.activity_id, line.revision) for line in lines] == [(a.id, 1) for a in made]
    with database.reading() as tx:
        [audit] = accounts.audit_of(tx, f"ledger-import:{found.id}")
    assert (audit.action, audit.after) == ("import-ledger", '{"new": 2, "changed": 0}')


def test_a_citys_list_for_its_county_is_marked(database: Database, place: Place) -> None:
    del place
    city = lists.officer(database, Role.CITY, GANZHOU)
    content = lists.workbook(("县", *lists.HEADER), ("寻乌县", *row()))
    lists.confirm(database, lists.read(database, content, by=city))

    assert [activity.on_behalf for activity in everything(database)] == [True]


def test_what_is_in_the_ledger_already_is_not_recorded_again(
    database: Database, officer: Person
) -> None:
    content = lists.table(row(), row(title="乙", place="公园"))
    lists.confirm(database, lists.read(database, content, by=officer))

    found = lists.read(database, content, by=officer)

    assert (found.takes, found.count("unchanged")) == (0, 2)
    assert [line.known for line in lists.lines(database, found)] == ["H26-00001", "H26-00002"]


def test_an_exported_number_whose_line_differs_is_sent_to_its_record(
    database: Database, officer: Person
) -> None:
    lists.confirm(database, lists.read(database, lists.table(row()), by=officer))
    content = lists.workbook(("活动编号", *lists.HEADER), ("H26-00001", *row(onsite=99)))

    [line] = lists.lines(database, lists.read(database, content, by=officer))

    assert (line.outcome, codes(line)) == (Outcome.REFUSED, ["number-differs"])


def test_a_preview_that_grew_old_is_not_confirmed(database: Database, officer: Person) -> None:
    content = lists.table(row(), row(title="乙", place="公园"))
    first = lists.read(database, content, by=officer)
    second = lists.read(database, content, by=officer)
    lists.confirm(database, first)

    with pytest.raises(import_actions.LedgerChanged) as refusal:
        lists.confirm(database, second)
    assert (refusal.value.activities, refusal.value.example) == (2, "月球讲座")
    with pytest.raises(import_actions.LedgerChanged):
        lists.confirm(database, replace(second, counts={"new": 1}))

    assert lists.again(database, second.id).state is ImportState.READY
    with database.writing() as tx:
        uploads.read_again(tx, import_actions.LISTS, second.id)
    assert lists.reread(database, second.id).count("unchanged") == 2


def test_whoever_lost_the_county_meanwhile_confirms_nothing(
    database: Database, officer: Person
) -> None:
    found = lists.read(database, lists.table(row()), by=officer)
    stranger = replace(officer, grants=())

    with pytest.raises(NotYours), database.writing() as tx:
        import_actions.confirm(tx, import_id=found.id, shown=1, by=stranger, now=make.NOW)
    assert everything(database) == []


def test_the_same_occasion_told_by_another_county_is_joined_or_kept(
    database: Database, officer: Person, neighbour: Person
) -> None:
    told = lists.table(row(**FAIR, onsite=1200, pupils=None))
    lists.confirm(database, lists.read(database, told, by=officer))
    theirs = {**FAIR, "title": "2026年赣县区科普月主场活动", "place": "赣县区文化广场"}
    content = lists.table(row(**theirs, onsite=150, pupils=60, lead="赣县区科协"))
    found = lists.read(database, content, by=neighbour)
    [line] = lists.lines(database, found)
    [ask] = line.asks
    assert (ask.topic, ask.facts["number"]) == (Topic.JOINT, "H26-00001")

    joined = lists.answer(database, found, {ask.key: JOIN})
    assert (joined.count("changed"), joined.count("new")) == (1, 0)
    lists.confirm(database, joined)

    [activity] = everything(database)
    kept = record(database, activity)
    assert kept.partners == (
        Partner("赣县区科协", county_code=GANXIAN, onsite=150, onsite_pupils=60),
    )
    assert (activity.onsite, kept.changes[-1].verb) == (1200, Verb.JOINED)
    assert lists.read(database, content, by=neighbour).count("unchanged") == 1

    lists.undo(database, lists.again(database, joined.id))
    assert record(database, activity).partners == ()
    found = lists.read(database, content, by=neighbour)
    lists.confirm(database, lists.answer(database, found, {ask.key: KEEP}))
    assert [a.county_code for a in everything(database)] == [activity.county_code, GANXIAN]


def test_two_counties_in_one_list_tell_of_one_occasion(database: Database, place: Place) -> None:
    del place
    city = lists.officer(database, Role.CITY, GANZHOU)
    content = lists.workbook(
        ("县", *lists.HEADER),
        ("寻乌县", *row(**FAIR, onsite=1200, pupils=None)),
        ("赣县区", *row(**FAIR, onsite=1200, pupils=None, lead="赣县区科协")),
    )
    found = lists.answer(database, lists.read(database, content, by=city), alike={"joint": JOIN})
    lists.confirm(database, found)

    [activity] = everything(database)
    assert record(database, activity).partners == (Partner("赣县区科协", county_code=GANXIAN),)
    lists.undo(database, lists.again(database, found.id))
    assert everything(database) == []


def test_an_occasion_that_was_withdrawn_cannot_be_joined(
    database: Database, officer: Person, neighbour: Person
) -> None:
    lists.confirm(database, lists.read(database, lists.table(row(**FAIR)), by=officer))
    content = lists.table(row(**FAIR, lead="赣县区科协"), row(title="乙", place="公园"))
    found = lists.answer(
        database, lists.read(database, content, by=neighbour), alike={"joint": JOIN}
    )
    [activity] = everything(database)
    with database.writing() as tx:
        actions.withdraw(
            tx,
            activity_id=activity.id,
            revision=1,
            reason="重复",
            person_id=officer.id,
            now=make.NOW,
        )

    with pytest.raises(JointActivityGone):
        lists.confirm(database, found)
    assert everything(database) == []


def test_undo_takes_back_everything_once_and_for_a_day(database: Database, officer: Person) -> None:
    found = lists.read(database, lists.table(row(onsite=1000)), by=officer)
    found = lists.answer(database, found, alike={"round-thousands": "right"})
    lists.confirm(database, found)

    late = make.NOW + timedelta(hours=24, seconds=1)
    with pytest.raises(UndoTooLate), database.writing() as tx:
        import_undo.undo(tx, import_id=found.id, by=officer.id, now=late)
    lists.undo(database, found)

    assert everything(database) == []
    with pytest.raises(uploads.ImportNotReady):
        lists.undo(database, found)
    with database.reading() as tx:
        told = [line.action for line in accounts.audit_of(tx, f"ledger-import:{found.id}")]
    assert told == ["import-ledger", "undo-import"]


def test_undo_is_refused_once_a_record_was_changed_and_says_which(
    database: Database, officer: Person
) -> None:
    content = lists.table(row(), row(title="乙", place="公园"))
    found = lists.read(database, content, by=officer)
    lists.confirm(database, found)
    _first, second = everything(database)
    with database.writing() as tx:
        actions.withdraw(
            tx, activity_id=second.id, revision=1, reason="重复", person_id=officer.id, now=make.NOW
        )

    with pytest.raises(import_undo.LedgerImportInUse) as refusal:
        lists.undo(database, found)

    assert (refusal.value.activities, refusal.value.examples) == (1, ["H26-00002"])
    assert len(everything(database)) == 1


def test_a_discarded_list_leaves_nothing(database: Database, officer: Person) -> None:
    found = lists.read(database, lists.table(row()), by=officer)
    with database.writing() as tx:
        uploads.discard(tx, import_actions.LISTS, found.id)

    assert lists.lines(database, found) == []
    with pytest.raises(uploads.ImportNotReady):
        lists.confirm(database, found)


def test_an_answer_for_all_does_not_answer_what_is_asked_later(
    database: Database, officer: Person
) -> None:
    found = lists.read(database, lists.table(row(onsite=2000)), by=officer)
    found = lists.answer(database, found, alike={"round-thousands": "right"})
    assert found.takes == 1

    content = lists.table(row(onsite=2000), row(title="乙", place="公园", onsite=3000))
    later = lists.read(database, content, by=officer, corrects=found.id)

    assert (later.takes, later.count("ask")) == (1, 1)
    assert lists.again(database, found.id).state is ImportState.DISCARDED


def together(*ways: Callable[[], object]) -> list[Refusal | None]:
    """All at once; what each of them was refused with."""
    start = threading.Barrier(len(ways))
    ended: list[Refusal | None] = []

    def run(way: Callable[[], object]) -> None:
        start.wait()
        try:
            way()
        except Refusal as refusal:
            ended.append(refusal)
        else:
            ended.append(None)

    threads = [threading.Thread(target=run, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


MANY = [row(title=f"第{n}场", place=f"{n}号楼") for n in range(40)]


@pytest.mark.race
def test_two_confirmations_of_one_preview_record_it_once(
    database: Database, officer: Person
) -> None:
    found = lists.read(database, lists.table(*MANY), by=officer)

    ended = together(*[lambda: lists.confirm(database, found)] * 3)

    assert ended.count(None) == 1
    assert {type(refusal) for refusal in ended if refusal} == {uploads.ImportNotReady}
    assert len(everything(database)) == len(MANY)


@pytest.mark.race
def test_two_uploads_of_one_list_record_it_once(database: Database, officer: Person) -> None:
    found = [lists.read(database, lists.table(*MANY), by=officer) for _twice in range(2)]

    ended = together(*[lambda f=f: lists.confirm(database, f) for f in found])

    assert ended.count(None) == 1
    assert {type(refusal) for refusal in ended if refusal} == {import_actions.LedgerChanged}
    assert len(everything(database)) == len(MANY)


@pytest.mark.race
@pytest.mark.parametrize("uploads_of_it", [1, 2])
def test_without_its_guards_a_list_is_recorded_twice(
    database: Database, officer: Person, monkeypatch: pytest.MonkeyPatch, uploads_of_it: int
) -> None:
    """The control: states are looked at and not swapped, and the ledger is not looked at again."""
    found = [lists.read(database, lists.table(*MANY), by=officer) for _n in range(uploads_of_it)]

    def written_only(
        tx: Tx, kept: Any, import_id: int, *known: Any, to: Any, **values: Any
    ) -> None:
        uploads.move(tx, kept, import_id, *ImportState, to=to, **values)

    monkeypatch.setattr(import_actions, "must_move", written_only)
    monkeypatch.setattr(import_actions, "_held", lambda _tx, _import_id: frozenset())
    ended = together(*[lambda f=f: lists.confirm(database, f) for f in (found * 2)[:2]])

    assert ended == [None, None]
    assert len(everything(database)) == 2 * len(MANY)

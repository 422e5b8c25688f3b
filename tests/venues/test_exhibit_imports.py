"""A list of exhibits confirmed, taken back, and sent again, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from outreach.catalogue import exhibit_actions, exhibit_import_actions, exhibit_queries
from outreach.catalogue.exhibit_actions import change_state
from outreach.catalogue.exhibit_model import Exhibit, ExhibitState
from outreach.catalogue.exhibit_papers import exhibits_workbook
from outreach.catalogue.tables import StopExhibitRow
from outreach.kernel.db import Database
from outreach.kernel.refusal import Refusal
from outreach.province import uploads
from outreach.province.import_undo import UndoTooLate
from outreach.province.school_import import Outcome
from outreach.province.upload_model import ImportState
from tests import make
from tests.province import build
from tests.venues import exhibits

pytestmark = pytest.mark.usefixtures("whole_province", "museum")


@pytest.fixture
def museum(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)


def catalogue(database: Database) -> list[Exhibit]:
    with database.reading() as tx:
        return exhibit_queries.exhibits_of_venue(tx, exhibits.museum(tx).id)


def undo(database: Database, import_id: int, *, after: timedelta = timedelta(hours=1)) -> None:
    with database.writing() as tx:
        exhibit_import_actions.undo(tx, import_id=import_id, by=None, now=make.NOW + after)


def test_six_hundred_exhibits_are_imported_at_once(database: Database) -> None:
    rows = [exhibits.line(code=f"P-{n:04}", name=f"展品{n}") for n in range(600)]

    found = exhibits.read(database, exhibits.listed(*rows))
    assert catalogue(database) == []
    exhibits.confirm(database, found)

    assert (found.count("new"), found.takes) == (600, 600)
    assert len(catalogue(database)) == 600


def test_lines_with_problems_stay_out_and_the_others_go_in(database: Database) -> None:
    content = exhibits.listed(exhibits.line(), exhibits.line(code="P-2", hall="天工厅"))

    found = exhibits.read(database, content)
    exhibits.confirm(database, found)

    [refused] = exhibits.lines(database, found, Outcome.REFUSED)
    assert [(c.column, c.code, c.cell) for c in refused.complaints] == [
        ("C", "hall-unknown", "天工厅")
    ]
    assert [exhibit.code for exhibit in catalogue(database)] == ["P-001"]


def test_a_list_sent_again_updates_by_code(database: Database) -> None:
    exhibits.confirm(database, exhibits.read(database, exhibits.listed(exhibits.line())))

    found = exhibits.read(
        database, exhibits.listed(exhibits.line(name="共振大鼓", state="检修", reason="换鼓膜"))
    )
    exhibits.confirm(database, found)

    [exhibit] = catalogue(database)
    with database.reading() as tx:
        steps = exhibit_queries.steps_of(tx, exhibit.id)
    assert (exhibit.name, exhibit.state, exhibit.revision) == ("共振大鼓", ExhibitState.REPAIR, 2)
    assert [(step.state, step.reason) for step in steps] == [(ExhibitState.REPAIR, "换鼓膜")]


def test_what_is_downloaded_changes_nothing_when_it_comes_back(database: Database) -> None:
    rows = (
        exhibits.line(),
        exhibits.line(code="007", name="=1+1", first="学前", last="高三"),
        exhibits.line(code="P-3", state="检修", reason="电机"),
        exhibits.line(code="P-4", state="撤展", reason="展期结束"),
    )
    exhibits.confirm(database, exhibits.read(database, build.csv([exhibits.HEADER, *rows])))
    before = catalogue(database)
    with database.reading() as tx:
        halls = {int(hall.id): hall for hall in exhibits.museum(tx).halls}

    found = exhibits.read(database, exhibits_workbook(before, halls))

    assert dict(found.counts) == {"unchanged": 4, "complaints": 0}


def test_only_one_of_two_people_confirms_a_list(database: Database) -> None:
    found = exhibits.read(database, exhibits.listed(exhibits.line()))

    def press(_n: int) -> str:
        try:
            exhibits.confirm(database, found)
        except uploads.ImportNotReady as refusal:
            return refusal.state
        return "written"

    with ThreadPoolExecutor(4) as hands:
        answers = sorted(hands.map(press, range(4)))

    assert answers == ["applied", "applied", "applied", "written"]
    assert len(catalogue(database)) == 1


def test_two_lists_with_the_same_new_exhibit_write_it_once(database: Database) -> None:
    one = exhibits.read(database, exhibits.listed(exhibits.line()))
    other = exhibits.read(database, exhibits.listed(exhibits.line(name="另一面鼓")))
    exhibits.confirm(database, one)

    with pytest.raises(exhibit_import_actions.ExhibitsChanged):
        exhibits.confirm(database, other)

    assert exhibits.again(database, other.id).state is ImportState.READY
    assert [exhibit.name for exhibit in catalogue(database)] == ["共振鼓"]


def test_an_exhibit_changed_after_the_preview_keeps_the_list_out(database: Database) -> None:
    exhibits.confirm(database, exhibits.read(database, exhibits.listed(exhibits.line())))
    found = exhibits.read(database, exhibits.listed(exhibits.line(name="大鼓")))
    [exhibit] = catalogue(database)
    with database.writing() as tx:
        exhibit_actions.correct_exhibit(
            tx,
            exhibit_id=exhibit.id,
            entry=exhibits.entry(tx, name="小鼓"),
            revision=1,
            by=None,
            now=make.NOW,
        )

    with pytest.raises(exhibit_import_actions.ExhibitsChanged):
        exhibits.confirm(database, found)

    assert [exhibit.name for exhibit in catalogue(database)] == ["小鼓"]


def test_undo_brings_back_what_was_there(database: Database) -> None:
    exhibits.confirm(database, exhibits.read(database, exhibits.listed(exhibits.line())))
    before = catalogue(database)
    content = exhibits.listed(
        exhibits.line(name="大鼓", state="检修", reason="换膜"),
        exhibits.line(code="P-2", name="弦"),
    )
    found = exhibits.read(database, content)
    exhibits.confirm(database, found)

    undo(database, found.id)

    assert [exhibit.entry for exhibit in catalogue(database)] == [e.entry for e in before]
    with pytest.raises(uploads.ImportNotReady):
        undo(database, found.id)


def test_undo_is_possible_for_a_day(database: Database) -> None:
    found = exhibits.read(database, exhibits.listed(exhibits.line()))
    exhibits.confirm(database, found)

    with pytest.raises(UndoTooLate):
        undo(database, found.id, after=timedelta(hours=24, seconds=1))
    undo(database, found.id, after=timedelta(hours=24))

    assert catalogue(database) == []


@pytest.mark.parametrize("since", ["changed", "shown"])
def test_undo_is_refused_once_somebody_relies_on_an_exhibit(database: Database, since: str) -> None:
    found = exhibits.read(database, exhibits.listed(exhibits.line()))
    exhibits.confirm(database, found)
    [exhibit] = catalogue(database)
    with database.writing() as tx:
        if since == "shown":
            tx.add(StopExhibitRow(programme_id=1, position=0, exhibit_id=exhibit.id))
        else:
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

    with pytest.raises(exhibit_import_actions.ExhibitsInUse) as refusal:
        undo(database, found.id)

    assert (refusal.value.edited, refusal.value.used) == ((1, 0) if since == "changed" else (0, 1))
    assert len(catalogue(database)) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and nothing behind it", "list-not-a-table"),
        (b"%PDF-1.7", "list-not-a-table"),
        (b"  \r\n", "list-empty"),
    ],
)
def test_a_damaged_file_is_refused_before_it_is_kept(
    database: Database, content: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        exhibits.read(database, content)

    assert refusal.value.code == code


def test_a_workbook_cut_off_in_the_middle_says_so(database: Database) -> None:
    whole = exhibits.listed(*(exhibits.line(code=f"P-{n}") for n in range(40)))

    with pytest.raises(Refusal) as refusal:
        exhibits.read(database, whole[: len(whole) // 2])

    assert refusal.value.code == "list-not-a-table"


def test_a_list_without_its_columns_stays_unread_with_its_reason(database: Database) -> None:
    found = exhibits.read(database, build.csv([("学校名称", "在校生数"), ("甲小学", 300)]))

    assert found.state is ImportState.UNREADABLE
    assert found.refusal is not None
    assert found.refusal["code"] == "list-without-header"

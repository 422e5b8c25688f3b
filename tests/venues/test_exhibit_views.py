"""Exhibits on their pages: found, imported, taken into repair, and told to booked groups."""

import io
from datetime import date

import pytest

from outreach.accounts.model import Role
from outreach.booking import actions as booking
from outreach.booking.model import SchoolRef
from outreach.booking.touched import touched
from outreach.catalogue import exhibit_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_model import Exhibit, ExhibitState
from outreach.catalogue.version_actions import change_programme
from outreach.kernel.db import Database, Tx
from outreach.season.model import Session
from tests import make
from tests.booking import world
from tests.browse import Browse
from tests.clock import Clock
from tests.venues import exhibits

pytestmark = pytest.mark.usefixtures("whole_province")


@pytest.fixture
def museum(database: Database) -> Database:
    with database.writing() as tx:
        make.province(tx)
    return database


@pytest.fixture
def drum(museum: Database) -> Exhibit:
    """An exhibit that the route 宇宙探索 shows at its first stop."""
    with museum.writing() as tx:
        exhibit = exhibits.add(
            tx, theme="航天", hall_id=exhibits.hall_id(tx, "宇宙探索展厅"), name="机械臂"
        )
        programme = catalogue.find_programme_by_slug(tx, "cosmic-explorer")
        assert programme is not None
        change_programme(
            tx, programme=programme, chosen={0: [exhibit.id]}, now=make.NOW, person_id=None
        )
    return exhibit


def test_exhibits_are_found_by_grade_theme_hall_and_words(browse: Browse, museum: Database) -> None:
    with museum.writing() as tx:
        exhibits.add(tx, code="A", name="棱镜", theme="光学", grades_from=7, grades_to=9)
        exhibits.add(tx, code="B", name="百分之%", theme="数学", grades_from=1, grades_to=3)
        hall = exhibits.hall_id(tx)

    def found(query: str) -> set[str]:
        page = browse.get(f"/exhibits?{query}").text
        return {name for name in ("棱镜", "百分之%") if f">{name}</a>" in page}

    assert found("grade=8") == {"棱镜"}
    assert found("theme=数学") == {"百分之%"}
    assert found(f"hall={hall}&q=A") == {"棱镜"}
    assert found("q=%25") == {"百分之%"}
    assert found("q=_") == set()
    assert found("grade=x&theme=x&hall=x&state=x&page=0") == {"棱镜", "百分之%"}


def test_a_list_is_uploaded_confirmed_and_comes_back_marked(
    browse: Browse, museum: Database
) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)
    content = exhibits.listed(exhibits.line(), exhibits.line(code="P-2", hall="天工厅"))

    sent = coordinator.post(
        "/exhibits/imports", {"venue_id": "1", "file": (io.BytesIO(content), "展品.xlsx")}
    )
    preview = coordinator.follow(sent).text
    marked = coordinator.get(f"{sent.headers['Location']}/marked.xlsx")
    done = coordinator.follow(coordinator.post(f"{sent.headers['Location']}/confirm")).text

    assert "第 3 行 C 列「展厅」" in preview
    assert "确认导入 1 件" in preview
    rows = exhibits.cells(marked.data)
    assert (rows[2][2], "天工厅" in rows[2][-1], rows[1][-1]) == ("天工厅", True, None)
    assert "已导入：新增 1 件，更新 0 件。" in done


def test_a_wrong_file_is_refused_with_the_way_back_to_exhibits(
    browse: Browse, museum: Database
) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)

    answer = coordinator.post(
        "/exhibits/imports", {"venue_id": "1", "file": (io.BytesIO(b"%PDF-1.7"), "展品.xlsx")}
    )

    assert answer.status_code == 422
    assert "展品目录没有改动。" in answer.text
    assert 'href="/exhibits/imports"' in answer.text


def _book(tx: Tx, session: Session) -> int:
    """A class of a new school, booked for a session."""
    school = make.school(tx)
    teacher = make.person(tx, scope=school.id)
    placed = booking.book(
        tx,
        session_id=session.id,
        school=SchoolRef(school.id, school.county_code),
        group=world.group(pupils=40, adults=4),
        token=f"exhibits-{school.id:0>20}",
        placed_by=teacher.id,
        now=make.NOW,
    )
    return int(placed.booking_id)


def test_repair_tells_the_routes_and_the_groups_that_come_before_it_ends(
    browse: Browse, museum: Database, drum: Exhibit, clock: Clock
) -> None:
    clock.now = make.NOW
    with museum.writing() as tx:
        soon, late = make.sessions(tx, first=date(2026, 12, 8), last=date(2026, 12, 9))[::2]
        booked = [_book(tx, session) for session in (soon, late)]
    coordinator = browse.as_(Role.VENUE, scope=1)

    page = coordinator.follow(
        coordinator.post(
            f"/exhibits/{drum.id}/state",
            {"state": "repair", "reason": "换电机", "back_on": "2026-12-09", "revision": "1"},
        )
    ).text

    with museum.reading() as tx:
        concerned = touched(tx, today=date(2026, 11, 23))
        [step] = exhibit_queries.steps_of(tx, drum.id)
    assert [each.line.booking.id for each in concerned] == [booked[0]]
    assert "宇宙探索" in page
    assert (step.state, step.reason, step.person_id) == (
        ExhibitState.REPAIR,
        "换电机",
        coordinator.person.id if coordinator.person else None,
    )
    for path in (f"/bookings/{booked[0]}", f"/desk/bookings/{booked[0]}"):
        assert "本次路线上有 1 件展品检修" in coordinator.get(path).text
    assert "展品检修" not in coordinator.get(f"/bookings/{booked[1]}").text


def test_a_form_without_its_revision_changes_nothing(
    browse: Browse, museum: Database, drum: Exhibit
) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)

    answer = coordinator.post(f"/exhibits/{drum.id}/state", {"state": "repair", "reason": "换电机"})

    assert answer.status_code == 409
    with museum.reading() as tx:
        assert exhibit_queries.exhibit(tx, drum.id).state is ExhibitState.OPEN


def test_a_stale_form_does_not_hide_somebody_elses_change(
    browse: Browse, museum: Database, drum: Exhibit
) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)
    form = {"state": "repair", "reason": "换电机", "revision": "1"}
    coordinator.post(f"/exhibits/{drum.id}/state", form)

    answer = coordinator.post(f"/exhibits/{drum.id}/state", form | {"state": "open"})

    assert answer.status_code == 409
    with museum.reading() as tx:
        assert exhibit_queries.exhibit(tx, drum.id).state is ExhibitState.REPAIR

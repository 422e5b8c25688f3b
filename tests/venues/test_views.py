"""The catalogue for teachers, and the form with which a venue keeps a programme right."""

import pytest

from outreach.accounts.model import Role
from outreach.catalogue import queries
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse

pytestmark = pytest.mark.usefixtures("whole_province")

FIELDS = {
    "name": "宇宙探索",
    "name_en": "Cosmic Explorer",
    "summary": "走进太空。",
    "summary_en": "Into space.",
    "minutes": "130",
    "capacity": "120",
    "batch_size": "40",
    "grades_from": "4",
    "grades_to": "12",
    "weekdays": ["1", "2"],
    "starts": "9:30、14:00",
    "waitlist_policy": "first_fit",
    "max_passes": "3",
    "far_share": "0",
    "far_share_days": "14",
    "state": "open",
    "setting": "indoors",
}


@pytest.fixture
def visitor(browse: Browse, database: Database) -> Browse:
    with database.writing() as tx:
        make.province(tx)
    return browse


def test_anybody_may_see_what_is_offered(visitor: Browse) -> None:
    page = visitor.get("/programmes").text

    for name in ("科学原理", "宇宙探索", "工业革命", "实验课：看不见的力", "示例，待馆方确认"):
        assert name in page


def test_the_list_shows_what_suits_a_grade(visitor: Browse) -> None:
    page = visitor.get("/programmes?grade=2").text

    assert "赣州馆发现之旅" in page
    assert "宇宙探索" not in page


@pytest.mark.parametrize("grade", ["99", "-1", "x", "٣"])
def test_a_grade_that_is_none_shows_everything(visitor: Browse, grade: str) -> None:
    assert "宇宙探索" in visitor.get(f"/programmes?grade={grade}").text


def test_a_changed_programme_gets_a_new_version(visitor: Browse, database: Database) -> None:
    coordinator = visitor.as_(Role.VENUE, scope=1)
    with database.reading() as tx:
        before = queries.find_programme_by_slug(tx, "cosmic-explorer")

    answer = coordinator.post("/programmes/cosmic-explorer/edit", FIELDS | {"confirmed": "y"})

    assert answer.status_code == 303
    with database.reading() as tx:
        after = queries.find_programme_by_slug(tx, "cosmic-explorer")
    assert before is not None
    assert after is not None
    assert (after.version, after.minutes, after.max_passes) == (before.version + 1, 130, 3)
    assert [f"{clock:%H:%M}" for clock in after.starts] == ["09:30", "14:00"]
    assert after.stops == before.stops
    assert not after.sample


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"starts": "noon"}, "不是时刻"),
        ({"starts": "、"}, "请至少写一个开场时刻。"),
        ({"grades_to": "2"}, "最高年级不能低于最低年级。"),
        ({"max_passes": ""}, "请写明任何团队最多被越过几次。"),
        ({"weekdays": []}, "请填写。"),
        ({"capacity": "0"}, "capacity-error"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(
    visitor: Browse, database: Database, wrong: dict[str, str], complaint: str
) -> None:
    coordinator = visitor.as_(Role.VENUE, scope=1)

    answer = coordinator.post("/programmes/cosmic-explorer/edit", FIELDS | wrong)

    assert answer.status_code == 422
    assert complaint in answer.text
    assert "走进太空。" in answer.text
    with database.reading() as tx:
        found = queries.find_programme_by_slug(tx, "cosmic-explorer")
    assert found is not None
    assert found.version == 1


def test_only_the_venue_itself_changes_its_programmes(visitor: Browse) -> None:
    path = "/programmes/cosmic-explorer/edit"

    assert visitor.get(path).status_code == 302
    assert visitor.as_(Role.TEACHER, scope=1).get(path).status_code == 403
    assert visitor.as_(Role.VENUE, scope=2).post(path, FIELDS).status_code == 403
    assert visitor.as_(Role.PROVINCE).get(path).status_code == 200


def test_a_stop_without_minutes_is_named_at_its_field(visitor: Browse, database: Database) -> None:
    with database.reading() as tx:
        found = queries.find_programme_by_slug(tx, "cosmic-explorer")
    assert found is not None
    hall = found.stops[0].hall.id
    blank = {f"stops-{n}-hall_id": "0" for n in range(6)}
    form = {"version": str(found.version), **blank, "stops-5-hall_id": str(hall)}

    page = visitor.as_(Role.PROVINCE).post("/programmes/cosmic-explorer/way", form)

    assert page.status_code == 422
    assert "请写停留几分钟。" in page.text

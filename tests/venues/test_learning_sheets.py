"""Learning sheets: printable without signing in, written by the venue, counted without names."""

from datetime import timedelta

import pytest

from outreach.accounts.model import Role
from outreach.catalogue import learning_actions as actions
from outreach.catalogue import learning_queries as queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.learning_model import LearningSheet, Phase
from outreach.catalogue.loading import load_catalogue
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse
from tests.clock import Clock

pytestmark = pytest.mark.usefixtures("whole_province")

FIELDS = {
    "phase": "before",
    "grades_from": "3",
    "grades_to": "6",
    "title": "出发前的问题",
    "curriculum": "科学课：力",
    "tasks": "第一项\n\n第二项",
}


@pytest.fixture
def museum(database: Database) -> Database:
    with database.writing() as tx:
        make.province(tx)
    return database


def sheets(database: Database, slug: str = "science-principles") -> list[LearningSheet]:
    with database.reading() as tx:
        programme = catalogue.find_programme_by_slug(tx, slug)
        assert programme is not None
        return queries.sheets_of(tx, programme.id)


@pytest.mark.parametrize(
    "slug",
    ["science-principles", "cosmic-explorer", "industrial-revolution", "lab-invisible-forces"],
)
def test_every_grade_of_a_route_has_a_sheet_for_each_time(museum: Database, slug: str) -> None:
    found = sheets(museum, slug)
    with museum.reading() as tx:
        programme = catalogue.find_programme_by_slug(tx, slug)

    assert programme is not None
    for phase in Phase:
        grades = [
            grade
            for sheet in found
            if sheet.phase is phase
            for grade in range(sheet.grades_from, sheet.grades_to + 1)
        ]
        assert sorted(grades) == list(range(programme.grades_from, programme.grades_to + 1))
    assert all(sheet.curriculum and sheet.notes and sheet.title_en for sheet in found)
    assert all(sheet.curriculum_en and sheet.notes_en for sheet in found)
    assert all(
        len(sheet.tasks_in(english=True)) == len(sheet.tasks_in(english=False)) and sheet.tasks_en
        for sheet in found
    )
    assert min(len(sheet.tasks_in(english=False)) for sheet in found) >= 3


def test_loading_again_adds_no_sheet(museum: Database) -> None:
    before = sheets(museum)
    with museum.writing() as tx:
        load_catalogue(tx)

    assert sheets(museum) == before


def test_anybody_prints_a_sheet_and_only_its_number_is_kept(
    browse: Browse, museum: Database, clock: Clock
) -> None:
    clock.now = make.NOW
    sheet = sheets(museum)[0]
    page = browse.follow(browse.post(f"/learning-sheets/{sheet.id}/print"))
    clock.now += timedelta(days=31)
    for _ in range(2):
        browse.post(f"/learning-sheets/{sheet.id}/print")
    browse.get(f"/learning-sheets/{sheet.id}")

    with museum.reading() as tx:
        counted = queries.prints_by_month(tx, [sheet.id])[sheet.id]
    assert sheet.title in page.text
    assert [(f"{month:%Y-%m}", times) for month, times in counted] == [
        ("2026-12", 2),
        ("2026-11", 1),
    ]


def test_the_venue_writes_changes_and_takes_off_a_sheet(browse: Browse, museum: Database) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)
    coordinator.post("/programmes/talk-scientists/sheets/new", FIELDS)
    [sheet] = sheets(museum, "talk-scientists")
    assert sheet.tasks_in(english=True) == ["第一项", "第二项"]

    coordinator.post(
        f"/learning-sheets/{sheet.id}/edit", FIELDS | {"title": "改过的", "revision": "1"}
    )
    stale = coordinator.post(f"/learning-sheets/{sheet.id}/edit", FIELDS | {"revision": "1"})
    coordinator.post(f"/learning-sheets/{sheet.id}/remove")

    assert stale.status_code == 409
    assert sheets(museum, "talk-scientists") == []
    assert browse.get(f"/learning-sheets/{sheet.id}").status_code == 404
    assert "改过的" in coordinator.get(f"/learning-sheets/{sheet.id}").text


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"tasks": "  \n "}, "请写 1 到 12 项任务"),
        ({"tasks": "\n".join("一" * 20)}, "请写 1 到 12 项任务"),
        ({"grades_to": "1"}, "最高年级不能低于最低年级。"),
        ({"title": ""}, "请填写。"),
    ],
)
def test_a_mistake_in_a_sheet_is_told_and_nothing_is_saved(
    browse: Browse, museum: Database, wrong: dict[str, str], complaint: str
) -> None:
    coordinator = browse.as_(Role.VENUE, scope=1)

    answer = coordinator.post("/programmes/talk-scientists/sheets/new", FIELDS | wrong)

    assert answer.status_code == 422
    assert complaint in answer.text
    assert sheets(museum, "talk-scientists") == []


def test_every_opening_of_a_month_counts_once(museum: Database) -> None:
    sheet = sheets(museum)[0]
    for _ in range(3):
        with museum.writing() as tx:
            actions.count_print(tx, sheet_id=sheet.id, now=make.NOW)

    with museum.reading() as tx:
        assert [times for _, times in queries.prints_by_month(tx, [sheet.id])[sheet.id]] == [3]

"""Finding and keeping schools."""

import pytest
from sqlalchemy import event

from outreach.accounts import queries as accounts
from outreach.accounts.rules import NotYours
from outreach.kernel.db import Database
from outreach.province import actions, loading, queries, school_queries
from outreach.province.model import Stage
from outreach.province.spelling import english_name, initials, pinyin
from tests import make
from tests.province import build


def test_loading_the_province_twice_changes_nothing(database: Database) -> None:
    build.province(database)
    build.province(database)

    with database.reading() as tx:
        assert len(queries.cities(tx)) == 11
        assert len(queries.counties(tx)) == 100
        assert len(queries.townships(tx)) == 1581
        assert len(queries.borders(tx)) == 253
        assert len(queries.code_changes(tx)) == 14
        assert sum(c.residents for c in queries.counties(tx)) == 45_188_635
        assert len({(c.tile_row, c.tile_column) for c in queries.counties(tx)}) == 100


def test_loading_again_keeps_what_people_measured(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        actions.set_county_travel(
            tx,
            county_code="360734",
            road_factor=1.4,
            road_km=500,
            coach_hours=6.5,
            by=None,
            now=make.NOW,
        )
        loading.load_province(tx)
    with database.reading() as tx:
        assert queries.county(tx, "360734").road_km_override == 500


def test_neighbours_know_each_other(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.reading() as tx:
        touching = queries.neighbours(tx)

    assert "360726" in touching["360734"]
    assert all(code in touching[other] for code, others in touching.items() for other in others)


def test_holidays_include_make_up_days() -> None:
    holidays = loading.read_holidays()

    assert len(holidays) == 108
    assert {holiday.is_off for holiday in holidays} == {True, False}


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("寻乌县", "Xunwu County"),
        ("都昌县", "Duchang County"),
        ("铅山县", "Yanshan County"),
        ("吉安市", "Ji'an City"),
        ("德安县", "De'an County"),
        ("红谷滩区", "Honggutan District"),
        ("共青城市", "Gongqingcheng City"),
        ("永新县", "Yongxin County"),
    ],
)
def test_places_have_english_names(name: str, english: str) -> None:
    assert english_name(name) == english


def test_names_are_spelled_as_people_type_them() -> None:
    assert pinyin("寻乌县第二小学") == "xunwuxiandierxiaoxue"
    assert initials("寻乌县第二小学") == "xwxdexx"
    assert initials("南昌３中ABC校区") == "nc3zabcxq"


@pytest.mark.parametrize(
    "typed",
    [
        "寻乌县第二小学",
        "寻乌二小",
        "第二小学",
        "xwex",
        "XWXDEXX",
        "xunwuxiandier",
        "xunwu xian",
        "2136000002",
        " 寻乌 第二 ",
    ],
)
def test_a_school_is_found_by_what_people_type(database: Database, typed: str) -> None:
    build.province(database)
    with database.writing() as tx:
        build.school(tx, name="寻乌县第二小学", code="2136000002")
        build.school(tx, name="安远县思源学校", county_code="360726")
    with database.reading() as tx:
        found = school_queries.find_schools(tx, query=typed)

    assert [school.name for school in found.schools] == ["寻乌县第二小学"]


def test_the_very_name_comes_first(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    with sqlite_database.writing() as tx:
        for name in (
            "澄江第一中心小学",
            "寻乌县澄江中心小学分校",
            "澄江中心小学",
            "澄江中心小学西校区",
        ):
            build.school(tx, name=name)
    with sqlite_database.reading() as tx:
        found = school_queries.find_schools(tx, query="澄江中心小学")

    assert [school.name for school in found.schools] == [
        "澄江中心小学",
        "澄江中心小学西校区",
        "寻乌县澄江中心小学分校",
        "澄江第一中心小学",
    ]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; drop table school", "x" * 5000])
def test_signs_of_the_database_find_nothing(database: Database, typed: str) -> None:
    build.province(database)
    with database.writing() as tx:
        build.school(tx)
    with database.reading() as tx:
        assert school_queries.find_schools(tx, query=typed).total == 0


def test_lists_are_filtered_and_paged(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        actions.add_schools(tx, entries=[build.entry(name=f"示例第{n}小学") for n in range(40)])
        actions.add_schools(
            tx,
            entries=[
                build.entry(name="安远示例中学", county_code="360726", stages=(Stage.JUNIOR,))
            ],
        )
    with database.reading() as tx:
        first = school_queries.find_schools(tx, county_code="360734")
        second = school_queries.find_schools(tx, county_code="360734", page=2)
        junior = school_queries.find_schools(tx, city_code="360700", stage=Stage.JUNIOR)
        beyond = school_queries.find_schools(tx, page=99)

    assert (first.total, first.pages, len(first.schools), len(second.schools)) == (40, 2, 30, 10)
    assert not {s.id for s in first.schools} & {s.id for s in second.schools}
    assert [school.name for school in junior.schools] == ["安远示例中学"]
    assert beyond.page == 2


def test_pupils_are_the_sum_of_grades_where_grades_are_known(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        graded = build.school(tx, name="甲", enrolment=((1, 40), (2, 38)), pupils_reported=999)
        rough = build.school(tx, name="乙", pupils_reported=300, pupils_about=True)
        unknown = build.school(tx, name="丙")

    assert (graded.pupils, rough.pupils, unknown.pupils) == (78, 300, None)
    assert rough.pupils_about


def test_an_edit_is_stored_and_audited(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        officer = build.coordinator(tx)
        before = build.school(tx)
        after = actions.edit_school(
            tx,
            school_id=before.id,
            entry=build.entry(name="寻乌县实验小学", enrolment=((1, 45),)),
            revision=before.revision,
            by=officer.id,
            now=make.NOW,
        )
        audit = accounts.audit_of(tx, f"school:{before.id}")

    assert (after.name, after.pupils, after.revision) == ("寻乌县实验小学", 45, 2)
    assert [line.action for line in audit] == ["add-school", "edit-school"]
    assert "寻乌县第二小学" in (audit[1].before or "")
    assert "寻乌县实验小学" in (audit[1].after or "")


def test_two_officers_cannot_overwrite_each_other(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        school = build.school(tx)
        actions.edit_school(
            tx,
            school_id=school.id,
            entry=build.entry(name="寻乌县实验小学"),
            revision=1,
            by=None,
            now=make.NOW,
        )
    with pytest.raises(actions.SchoolChangedMeanwhile), database.writing() as tx:
        actions.edit_school(
            tx,
            school_id=school.id,
            entry=build.entry(name="寻乌县城关小学"),
            revision=1,
            by=None,
            now=make.NOW,
        )


def test_a_code_belongs_to_one_school(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        build.school(tx, name="甲小学", code="2136000001")
        with pytest.raises(actions.SchoolCodeTaken):
            build.school(tx, name="乙小学", code="2136000001")
        with pytest.raises(actions.SchoolNameTaken):
            build.school(tx, name="甲小学")
        build.school(tx, name="甲小学", county_code="360726")


def test_an_archived_school_is_found_only_when_asked_for(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        school = build.school(tx)
        actions.set_active(tx, school_id=school.id, active=False, revision=1, by=None, now=make.NOW)
    with database.reading() as tx:
        assert school_queries.find_schools(tx).total == 0
        assert school_queries.find_schools(tx, active=False).total == 1
        assert school_queries.find_schools(tx, active=None).total == 1


def test_a_school_that_does_not_exist_is_not_found(sqlite_database: Database) -> None:
    with sqlite_database.reading() as tx, pytest.raises(NotYours):
        school_queries.school(tx, 404)


def test_a_longer_list_takes_no_more_queries(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    statements: list[str] = []
    event.listen(
        sqlite_database.engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    )
    asked: list[int] = []
    for number in range(3):
        with sqlite_database.writing() as tx:
            build.school(tx, name=f"示例第{number}小学")
        statements.clear()
        with sqlite_database.reading() as tx:
            school_queries.find_schools(tx)
        asked.append(len(statements))

    assert asked == [asked[0]] * 3

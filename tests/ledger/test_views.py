"""The ledger in a browser: whose it is, what a page says, and an activity told in a minute."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import actions, entries, queries
from outreach.ledger.model import EVERYTHING, Activity, Cell
from outreach.ledger.record_model import Record
from tests import make
from tests.browse import Browse
from tests.ledger import making
from tests.ledger.making import DAY, DONGHU, GANXIAN, GANZHOU, XUNWU, Place, entry, school_entry

WRITERS = (Role.ADMIN, Role.PROVINCE, Role.VENUE, Role.CITY, Role.COUNTY)


def words(answer: TestResponse) -> str:
    """What a page says, without marks."""
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(text).split())


def told(at: Place, **changes: Any) -> dict[str, Any]:
    """What an officer of Xunwu types after a van came to a school."""
    fields = {
        "audience": "school",
        "token": "t1",
        "kind": "van",
        "day": DAY.isoformat(),
        "school_id": at.xunwu,
        "school_text": "",
        "place": "",
        "onsite": "48",
        "onsite_pupils": "45",
        "online": "",
        "online_measure": "",
        "grade": "5",
        "first_timers": "40",
        "whole_class": "",
        "minutes": "",
        "title": "",
        "lead": "寻乌县科协",
        "venue_id": "",
        "partners": "",
    }
    return fields | changes


def told_publicly(**changes: Any) -> dict[str, Any]:
    """What she types after a talk for everybody."""
    fields = {
        "audience": "public",
        "token": "t1",
        "kind": "talk",
        "day": DAY.isoformat(),
        "county_code": XUNWU,
        "place": "县图书馆",
        "onsite": "130",
        "online": "",
        "online_measure": "",
        "lead": "寻乌县科协",
        "venue_id": "",
        "partners": "",
    }
    return fields | changes


def kept(database: Database) -> list[Record]:
    """All records, the first recorded first."""
    with database.reading() as tx:
        page = queries.listed(tx, making.ALL, sight=EVERYTHING)
        found = [queries.find_record(tx, a.id, sight=EVERYTHING) for a in page.activities]
    return sorted((record for record in found if record), key=lambda record: record.activity.id)


@pytest.fixture
def officer(browse: Browse, place: Place) -> Browse:
    return browse.as_(Role.COUNTY, scope=XUNWU, name="王干事")


@pytest.fixture
def recorded(database: Database, place: Place) -> tuple[Activity, Activity]:
    """A van at a school in Xunwu and a talk in Nanchang."""
    with database.writing() as tx:
        return (
            making.record(tx, school_entry(place.xunwu), person_id=place.officer),
            making.record(tx, entry(county_code=DONGHU, title="省城讲座"), person_id=place.officer),
        )


def test_five_fields_make_a_record(officer: Browse, database: Database, place: Place) -> None:
    answer = officer.post("/ledger/new", told(place))

    (record,) = kept(database)
    assert answer.headers["Location"] == f"/ledger/{record.activity.id}"
    assert record.activity.title == "科普大篷车 · 寻乌县示例第二小学"
    assert record.activity.place == "寻乌县示例第二小学"
    assert record.activity.county_code == XUNWU
    assert not record.activity.on_behalf
    assert [(c.grade, c.pupils, c.first_timers) for c in record.cells] == [(5, 45, 40)]
    assert "已记入台账：H26-00001。" in words(officer.follow(answer))


def test_the_page_offers_today_the_last_place_and_the_last_lead(
    officer: Browse, place: Place
) -> None:
    officer.post("/ledger/new", told_publicly(lead="寻乌县科普中心"))

    page = officer.get("/ledger/new?audience=public").text

    assert 'value="2026-11-23"' in page
    assert re.search(r'name="place"[^>]* value="县图书馆"', page)
    assert re.search(r'name="lead"[^>]* value="寻乌县科普中心"', page)


def test_sending_a_form_twice_makes_one_record(
    officer: Browse, database: Database, place: Place
) -> None:
    first, second = (officer.post("/ledger/new", told(place)) for _ in range(2))

    assert len(kept(database)) == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_school_may_be_typed_instead_of_picked(
    officer: Browse, database: Database, place: Place
) -> None:
    officer.post("/ledger/new", told(place, school_id="", school_text="寻乌第二小学"))

    assert [record.activity.school_id for record in kept(database)] == [place.xunwu]


def test_what_is_wrong_is_said_all_at_once_and_what_was_typed_stays(
    officer: Browse, database: Database, place: Place
) -> None:
    answer = officer.post(
        "/ledger/new",
        told(
            place,
            school_id="",
            school_text="没有这所学校",
            day="2026-11-24",
            onsite="40",
            onsite_pupils="45",
            online="12",
            partners="甲\n乙",
        ),
    )

    assert answer.status_code == 422
    for complaint in (
        "请从列表中选定一所学校。",
        "已办的活动，日期不能晚于今天；还没办的请记成计划。",
        "学生包含在现场人次里，不能比它多。",
        "请选择平台这个数字数的是什么。",
    ):
        assert complaint in words(answer)
    assert 'value="没有这所学校"' in answer.text
    assert "甲\r\n乙" in answer.text or "甲\n乙" in answer.text
    assert kept(database) == []


def test_neither_on_site_nor_online_is_nothing_to_record(officer: Browse, place: Place) -> None:
    answer = officer.post("/ledger/new", told_publicly(onsite=""))

    assert answer.status_code == 422
    assert "现场人次和线上人次至少填一项。" in words(answer)


def test_counts_may_be_typed_full_width_with_commas(
    officer: Browse, database: Database, place: Place
) -> None:
    officer.post("/ledger/new", told_publicly(onsite="１,２３４"))

    assert [record.activity.onsite for record in kept(database)] == [1234]


def test_an_odd_number_is_asked_about_and_the_answer_kept(
    officer: Browse, database: Database, place: Place
) -> None:
    odd = told(place, grade="", first_timers="", onsite="3100", onsite_pupils="3000")

    asked = officer.post("/ledger/new", odd)
    assert asked.status_code == 422
    assert "学生 3,000 人，登记的在校生只有 360 人。" in words(asked)
    assert kept(database) == []

    seen = unescape(asked.text)
    keys = re.findall(r'name="asked" value="([^"]+)"', seen)
    officer.post("/ledger/new", odd | {"asked": keys, "words-more-than-enrolled": "八所学校同来"})

    (record,) = kept(database)
    assert [(a.question.key, a.words) for a in record.answers] == [
        ("more-than-enrolled:3000:360", "八所学校同来")
    ]
    assert "录入时曾核问" in words(officer.get(f"/ledger/{record.activity.id}"))
    assert "录入时曾核问" in words(officer.get("/ledger"))


def test_another_number_asks_again(officer: Browse, database: Database, place: Place) -> None:
    answer = officer.post(
        "/ledger/new", told_publicly(onsite="4000", asked=["round-thousands:3000"])
    )

    assert answer.status_code == 422
    assert "4,000 是个整千数。" in words(answer)
    assert kept(database) == []


def test_a_second_record_of_the_same_talk_is_asked_about(
    officer: Browse, database: Database, place: Place
) -> None:
    officer.post("/ledger/new", told_publicly())
    answer = officer.post("/ledger/new", told_publicly(token="t2"))

    assert "已经有一条 H26-00001" in words(answer)
    assert len(kept(database)) == 1


def test_a_city_writes_for_its_county_with_a_mark(
    browse: Browse, database: Database, place: Place
) -> None:
    city = browse.as_(Role.CITY, scope=GANZHOU)
    city.post("/ledger/new", told(place))

    (record,) = kept(database)
    assert record.activity.on_behalf
    assert "代填" in words(city.get(f"/ledger/{record.activity.id}"))


def test_nobody_writes_for_a_county_of_others(
    officer: Browse, database: Database, place: Place
) -> None:
    elsewhere = officer.post("/ledger/new", told(place, school_id=place.donghu))
    abroad = officer.post("/ledger/new", told_publicly(county_code=GANXIAN))

    assert [elsewhere.status_code, abroad.status_code] == [422, 422]
    assert kept(database) == []


def test_schools_are_offered_from_the_own_counties_only(officer: Browse, place: Place) -> None:
    found = officer.get("/ledger/new/schools?school_text=示例")
    by_initials = officer.get("/ledger/new/schools?school_text=xwx")
    nothing = officer.get("/ledger/new/schools?school_text=东湖")

    assert "寻乌县示例第二小学" in found.text
    assert "东湖区示例小学" not in found.text
    assert "寻乌县示例第二小学" in by_initials.text
    assert "没有找到" in nothing.text


@pytest.mark.parametrize("role", [Role.TEACHER, Role.VIEWER])
def test_teachers_and_viewers_write_nothing(
    browse: Browse, recorded: tuple[Activity, Activity], place: Place, role: Role
) -> None:
    reader = browse.as_(role, scope=place.xunwu if role is Role.TEACHER else None)
    path = f"/ledger/{recorded[0].id}"

    answers = [
        reader.get("/ledger/new"),
        reader.post("/ledger/new", told(place)),
        reader.get(f"{path}/correct"),
        reader.post(f"{path}/withdraw", {"revision": 1, "reason": "x"}),
        reader.post(f"{path}/restore"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert reader.get(path).status_code == 200
    assert "撤回这条记录" not in reader.get(path).text
    assert "/ledger/new" not in reader.get("/ledger").text


def test_each_role_opens_its_own_records_and_no_others(
    browse: Browse, recorded: tuple[Activity, Activity], place: Place
) -> None:
    seen_by: list[tuple[Role, str | int | None, list[bool]]] = [
        (Role.ADMIN, None, [True, True]),
        (Role.PROVINCE, None, [True, True]),
        (Role.VIEWER, None, [True, True]),
        (Role.CITY, GANZHOU, [True, False]),
        (Role.COUNTY, XUNWU, [True, False]),
        (Role.COUNTY, DONGHU, [False, True]),
        (Role.COUNTY, GANXIAN, [False, False]),
        (Role.TEACHER, place.xunwu, [True, False]),
        (Role.TEACHER, place.donghu, [False, False]),
        (Role.VENUE, 1, [False, False]),
    ]

    for role, scope, sees in seen_by:
        reader = browse.as_(role, scope=scope)
        opened = [reader.get(f"/ledger/{activity.id}").status_code for activity in recorded]
        listed = reader.get("/ledger").text
        exported = reader.get("/ledger/export.csv").data.decode("utf-8-sig")

        assert opened == [200 if seen else 404 for seen in sees], role
        assert [activity.title in listed for activity in recorded] == sees, role
        assert [activity.number in exported for activity in recorded] == sees, role


def test_records_of_others_cannot_be_changed(
    officer: Browse, recorded: tuple[Activity, Activity], database: Database
) -> None:
    path = f"/ledger/{recorded[1].id}"

    for act in ("correct", "withdraw", "restore"):
        answer = officer.post(f"{path}/{act}", {"revision": 1, "reason": "不对"})
        assert answer.status_code == 404, act
    assert kept(database)[1].changes == ()


def test_a_correction_shows_before_after_and_why(
    officer: Browse, recorded: tuple[Activity, Activity], place: Place, database: Database
) -> None:
    path = f"/ledger/{recorded[0].id}"
    page = officer.get(f"{path}/correct").text
    assert re.search(r'name="onsite"[^>]* value="48"', page)

    without = officer.post(f"{path}/correct", told(place, revision=1, reason=""))
    assert without.status_code == 422
    assert "请写明更正原因，它会留在记录里。" in words(without)

    changed = officer.post(
        f"{path}/correct", told(place, onsite="50", revision=1, reason="漏了两位老师", place="操场")
    )
    shown = words(officer.follow(changed))
    assert "漏了两位老师" in shown
    assert "现场人次： 48 → 50" in shown
    assert kept(database)[0].activity.onsite == 50


def test_a_correction_keeps_the_grades_that_its_page_cannot_show(
    officer: Browse, database: Database, place: Place
) -> None:
    cells = (Cell(place.xunwu, 20, grade=4), Cell(place.xunwu, 25, grade=5))
    with database.writing() as tx:
        activity = making.record(
            tx, school_entry(place.xunwu, cells=cells), person_id=place.officer
        )

    fields = told(place, grade="", first_timers="", onsite="52", revision=1, reason="漏了老师")
    officer.post(f"/ledger/{activity.id}/correct", fields)

    (record,) = kept(database)
    assert record.activity.onsite == 52
    assert record.cells == cells


def test_a_page_opened_before_another_correction_is_refused_with_a_way_on(
    officer: Browse, recorded: tuple[Activity, Activity], place: Place
) -> None:
    path = f"/ledger/{recorded[0].id}"
    officer.post(f"{path}/correct", told(place, revision=1, reason="一"))
    answer = officer.post(f"{path}/correct", told(place, onsite="99", revision=1, reason="二"))

    assert answer.status_code == 409
    assert "这条记录刚被别人改过" in words(answer)
    assert path in answer.text


def test_withdrawing_needs_a_reason_and_can_be_undone(
    officer: Browse, recorded: tuple[Activity, Activity], database: Database
) -> None:
    path = f"/ledger/{recorded[0].id}"

    empty = officer.post(f"{path}/withdraw", {"revision": 1, "reason": " "})
    assert empty.status_code == 422
    assert "请写明原因。" in words(empty)

    gone = officer.follow(officer.post(f"{path}/withdraw", {"revision": 1, "reason": "重复"}))
    assert f'action="{path}/restore"' in gone.text
    assert "台账还是空的" in words(officer.get("/ledger"))
    assert recorded[0].title in officer.get("/ledger?state=withdrawn").text

    officer.post(f"{path}/restore")
    assert recorded[0].title in officer.get("/ledger").text
    assert [change.verb.value for change in kept(database)[0].changes] == ["withdrawn", "restored"]


def test_totals_keep_on_site_and_online_apart(officer: Browse, place: Place) -> None:
    officer.post("/ledger/new", told_publicly(onsite="130", online="2345", online_measure="plays"))
    officer.post("/ledger/new", told(place, token="t2"))

    page = words(officer.get("/ledger"))

    assert "现场人次 178" in page
    assert "线上人次 2,345" in page
    assert "2,523" not in page


def test_filters_narrow_and_stay_in_the_address_of_the_next_page(
    officer: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        talks = [entry(title=f"讲座{n}", day=DAY - timedelta(days=n)) for n in range(51)]
        entries.load(tx, talks, person_id=None, sample=True, now=make.NOW)
        making.record(tx, school_entry(place.xunwu), person_id=place.officer)

    page = officer.get("/ledger?kind=talk&from=2026-01-01")
    second = officer.get("/ledger?kind=talk&from=2026-01-01&page=2")

    assert "大篷车进校园" not in page.text
    assert "kind=talk" in unescape(page.text).split('rel="next"')[1][:200]
    assert "第 1 页，共 2 页，51 条" in words(page)
    assert "讲座50" in second.text
    assert "讲座49" not in second.text
    assert "没有符合条件的活动" in words(officer.get("/ledger?kind=camp"))


def test_an_address_that_cannot_be_read_is_read_as_far_as_it_can(
    officer: Browse, recorded: tuple[Activity, Activity]
) -> None:
    unreadable = ("from=tomorrow", "to=2026-13-01", "kind=party", "venue=x", "page=x", "page=0")

    for query in (*unreadable, "state=?", "&".join(unreadable)):
        answer = officer.get(f"/ledger?{query}")
        assert answer.status_code == 200, query
        assert recorded[0].title in answer.text, query


def test_the_list_reads_three_records_in_as_many_statements_as_one(
    officer: Browse, database: Database, place: Place
) -> None:
    def statements() -> int:
        said: list[str] = []

        def hear(*heard: Any) -> None:
            said.append(str(heard[2]))

        event.listen(database.engine, "before_cursor_execute", hear)
        try:
            assert officer.get("/ledger").status_code == 200
        finally:
            event.remove(database.engine, "before_cursor_execute", hear)
        return len(said)

    def record(day: int) -> None:
        with database.writing() as tx:
            told_then = school_entry(place.xunwu, day=DAY - timedelta(days=day))
            making.record(tx, told_then, person_id=place.officer)

    record(0)
    officer.get("/ledger")
    one = statements()
    record(1)
    record(2)

    assert statements() == one


def test_every_page_speaks_english(
    browse: Browse, recorded: tuple[Activity, Activity], place: Place
) -> None:
    reader = browse.as_(Role.PROVINCE, name="Wang").speak("en")
    with reader.database.writing() as tx:
        actions.withdraw(
            tx,
            activity_id=recorded[0].id,
            revision=1,
            reason="double",
            person_id=reader.person.id if reader.person else 0,
            now=make.NOW,
        )

    said = [
        words(reader.get(path))
        for path in (
            "/ledger",
            f"/ledger/{recorded[0].id}",
            "/ledger/new",
            "/ledger/new?audience=public",
        )
    ]

    assert "On-site contacts" in said[0]
    assert "State : Done, counted → Withdrawn" in said[1].replace(": ", " : ").replace("  ", " ")
    assert "It was also shown online" in said[2]
    assert "For the public" in said[3]


def test_writers_are_those_whom_the_page_lets_write(browse: Browse, place: Place) -> None:
    scopes: dict[Role, str | int] = {
        Role.VENUE: 1,
        Role.CITY: GANZHOU,
        Role.COUNTY: XUNWU,
        Role.TEACHER: place.xunwu,
    }

    opened = {
        role: browse.as_(role, scope=scopes.get(role)).get("/ledger/new").status_code
        for role in Role
    }

    assert opened == {role: 200 if role in WRITERS else 403 for role in Role}


def test_what_nobody_may_see_is_not_there(browse: Browse, place: Place) -> None:
    assert browse.as_(Role.PROVINCE).get("/ledger/99").status_code == 404
    assert browse.get("/ledger").status_code in {302, 303, 401}

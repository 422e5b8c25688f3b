"""A teacher without an account asks for a school; whoever knows the county decides."""

import pytest

from outreach.accounts import queries as people
from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.notices.model import Kind
from outreach.outbox import queries as outbox
from outreach.province import teachers
from tests import make
from tests.booking import world
from tests.browse import Browse

FORM = {"name": "周老师", "email": "zhou@example.org", "phone": "0797-2831234"}


def test_a_teacher_asks_the_county_accepts_and_she_may_book(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database)
    school = ground.schools[0].id
    officer = browse.as_(Role.COUNTY, scope=world.COUNTY)

    asked = browse.post(f"/join?school={school}", FORM)
    with database.reading() as tx:
        (request,) = teachers.waiting(tx, counties=[world.COUNTY])
    assert "zhou@example.org" in officer.get("/teachers").text
    officer.post(f"/teachers/{request.id}/accept")

    assert asked.status_code == 200
    with database.reading() as tx:
        teacher = people.find_person_by_email(tx, "zhou@example.org")
        assert teacher is not None
        assert teacher.teaches_at(school)
        assert [m.kind for m in outbox.messages(tx)] == [Kind.TEACHER_ACCEPTED]
    assert browse.sign_in(teacher).get(f"/book/{ground.sessions[0]}").status_code == 200


def test_until_then_she_sees_her_own_account_and_nothing_else(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database)
    browse.post(f"/join?school={ground.schools[0].id}", FORM)
    with database.reading() as tx:
        newcomer = people.find_person_by_email(tx, "zhou@example.org")
    assert newcomer is not None

    waits = browse.sign_in(newcomer)

    assert "正在核对" in waits.get("/").text
    closed = [f"/book/{ground.sessions[0]}", "/schools", "/reach", "/ledger", "/feeds", "/outbox"]
    assert [waits.get(path).status_code for path in closed] == [403] * len(closed)
    assert waits.get("/me").status_code == 200


def test_a_request_is_decided_once(browse: Browse, database: Database) -> None:
    ground = world.build(database)
    browse.post(f"/join?school={ground.schools[0].id}", FORM)
    officer = browse.as_(Role.COUNTY, scope=world.COUNTY)
    with database.reading() as tx:
        (request,) = teachers.waiting(tx, counties=None)

    answers = [officer.post(f"/teachers/{request.id}/{verb}") for verb in ("decline", "accept")]

    assert [answer.status_code for answer in answers] == [303, 409]
    with database.reading() as tx:
        teacher = people.find_person_by_email(tx, "zhou@example.org")
    assert teacher is not None
    assert teacher.grants == ()


def test_asking_says_the_same_for_a_known_address_and_gives_nothing_away(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database)
    school = ground.schools[0].id
    with database.writing() as tx:
        make.person(tx, role=Role.VIEWER, email="known@example.org")

    pages = [
        browse.post(f"/join?school={school}", FORM | {"email": address})
        for address in ("known@example.org", "fresh@example.org")
    ]

    assert pages[0].text.replace("known", "X") == pages[1].text.replace("fresh", "X")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"name": ""}, "请填写姓名。"), ({"email": "zhou"}, "邮箱格式不对。"), ({"phone": "x"}, "电话格式不对。")],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(
    browse: Browse, database: Database, wrong: dict[str, str], said: str
) -> None:
    ground = world.build(database)

    page = browse.post(f"/join?school={ground.schools[0].id}", FORM | wrong)

    assert page.status_code == 422
    assert said in page.text

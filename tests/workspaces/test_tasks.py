"""Tasks go down, answers come up, and nobody sees more than is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.ledger import step_actions
from outreach.ledger.model import Entry, Kind
from outreach.outbox.tables import OutboxRow
from outreach.returns import places
from outreach.returns.model import Unit
from outreach.workspaces import actions, queries, rules
from outreach.workspaces.model import AnswerKind, Duties, Level, Order
from tests import make
from tests.browse import Browse

pytestmark = pytest.mark.usefixtures("whole_province")

TODAY = local_day(make.NOW)
XUNWU, ANYUAN, NEAR = "360734", "360726", "360111"


def sent(
    database: Database, *codes: str, kind: AnswerKind = AnswerKind.NOTE, due: int = 5, **more: Any
) -> int:
    """A task of the province, due in so many days from today."""
    order = Order("报送活动照片目录", "", TODAY + timedelta(days=due), kind, **more)
    with database.writing() as tx:
        to = [unit for code in codes if (unit := places.find_unit(tx, "county", code))]
        return actions.send(
            tx,
            order=order,
            to=to,
            sender="province",
            token=f"{codes}{kind}{due}",
            by=None,
            now=make.NOW,
        )


def test_a_county_answers_its_part_and_the_province_sees_it(
    browse: Browse, database: Database
) -> None:
    task = sent(database, XUNWU, ANYUAN)
    county = browse.as_(Role.COUNTY, scope=XUNWU)
    province = browse.as_(Role.PROVINCE)

    assert "报送活动照片目录" in county.get("/workspace").text
    empty = county.post(f"/workspace/tasks/{task}/answer/{XUNWU}", {"words": " "})
    county.post(f"/workspace/tasks/{task}/answer/{XUNWU}", {"words": "已报"})
    again = county.post(f"/workspace/tasks/{task}/answer/{XUNWU}", {"words": "再报"})

    assert (empty.status_code, again.status_code) == (422, 409)
    page = province.get(f"/workspace/tasks/{task}").text
    assert "已报" in page
    assert "1 / 2" in page
    assert "代填" not in page.split("<tbody>")[1].split("</tr>")[0]


def test_what_the_province_enters_for_a_county_is_marked(
    browse: Browse, database: Database
) -> None:
    task = sent(database, XUNWU)

    browse.as_(Role.PROVINCE).post(
        f"/workspace/tasks/{task}/answer/{XUNWU}", {"words": "电话问到的"}
    )

    county = browse.as_(Role.COUNTY, scope=XUNWU)
    assert "代填" in county.get(f"/workspace/tasks/{task}").text
    assert "代填" in county.get("/workspace").text


def test_a_county_sees_its_own_part_a_city_those_of_its_counties(
    browse: Browse, database: Database
) -> None:
    task = sent(database, XUNWU, ANYUAN, NEAR)
    path = f"/workspace/tasks/{task}"
    pages = {
        scope: browse.as_(role, scope=scope).get(path).text
        for role, scope in ((Role.COUNTY, XUNWU), (Role.CITY, "360700"))
    }

    assert ["安远县" in pages[XUNWU], "新建区" in pages[XUNWU]] == [False, False]
    assert ["安远县" in pages["360700"], "新建区" in pages["360700"]] == [True, False]
    assert browse.as_(Role.COUNTY, scope="360102").get(path).status_code == 404
    stranger = browse.as_(Role.COUNTY, scope=ANYUAN)
    answered = stranger.post(f"{path}/answer/{XUNWU}", {"words": "不是我的"})
    assert answered.status_code == 404


def test_a_checked_ledger_has_no_plan_left_whose_day_is_gone(
    browse: Browse, database: Database
) -> None:
    task = sent(database, XUNWU, kind=AnswerKind.LEDGER, until=TODAY)
    entry = Entry(Kind.TALK, "示例讲座", TODAY, XUNWU, place="文化馆", lead="寻乌县科协")
    with database.writing() as tx:
        by = make.person(tx, role=Role.COUNTY, scope=XUNWU).id
        plan = step_actions.plan(
            tx, entry=entry, token=None, person_id=by, on_behalf=False, now=make.NOW
        )
    county = browse.as_(Role.COUNTY, scope=XUNWU)
    path = f"/workspace/tasks/{task}/answer/{XUNWU}"

    assert county.post(path).status_code == 409
    with database.writing() as tx:
        ledger.withdraw(
            tx,
            activity_id=plan.id,
            revision=plan.revision,
            reason="没有办",
            person_id=by,
            now=make.NOW,
        )
    assert county.post(path).status_code == 303


def test_who_is_late_is_listed_and_written_to_once_a_day(
    browse: Browse, database: Database
) -> None:
    task = sent(database, XUNWU, ANYUAN, due=-1)
    browse.as_(Role.COUNTY, scope=XUNWU, email="xunwu@example.org")
    province = browse.as_(Role.PROVINCE)

    page = province.get(f"/workspace/tasks/{task}").text
    for _twice in range(2):
        province.post(f"/workspace/tasks/{task}/remind")

    assert "寻乌县、安远县" in page or "安远县、寻乌县" in page
    with database.reading() as tx:
        letters = [row for row in tx.scalars(select(OutboxRow)) if row.kind == "task-reminder"]
        duties = queries.duties_by_county(tx, [XUNWU, ANYUAN, NEAR], today=TODAY)
    assert len(letters) == 1
    assert duties == {XUNWU: Duties(1, 1), ANYUAN: Duties(1, 1)}


def test_a_withdrawn_task_waits_for_nobody(browse: Browse, database: Database) -> None:
    task = sent(database, XUNWU, due=-1)
    province = browse.as_(Role.PROVINCE)

    province.post(f"/workspace/tasks/{task}/withdraw", {"reason": "改用报表"})

    answer = browse.as_(Role.COUNTY, scope=XUNWU).post(
        f"/workspace/tasks/{task}/answer/{XUNWU}", {"words": "晚了"}
    )
    assert answer.status_code == 409
    with database.reading() as tx:
        assert queries.duties_by_county(tx, [XUNWU], today=TODAY) == {}


def test_a_task_is_sent_on_the_page_and_asks_once(browse: Browse, database: Database) -> None:
    city = browse.as_(Role.CITY, scope="360700")
    form = {
        "token": "t" * 24,
        "title": "报送科普月计划",
        "due": str(TODAY + timedelta(days=7)),
        "kind": "note",
        "chosen": [XUNWU],
    }

    complaints = city.post("/workspace/tasks/new", form | {"title": "", "due": "9999-12-31"})
    first, second = (city.post("/workspace/tasks/new", form) for _ in range(2))
    wrong = city.post("/workspace/tasks/new", form | {"token": "u" * 24, "kind": "return"})

    assert (complaints.status_code, wrong.status_code) == (422, 422)
    assert first.headers["Location"] == second.headers["Location"]
    assert "寻乌县" in city.follow(first).text


def test_a_city_asks_its_own_counties_only(database: Database) -> None:
    with database.reading() as tx:
        units: list[Unit] = queries.units(tx)

    below = rules.asked(units, "360700", Level.BOTH)
    one = rules.asked(units, "360700", Level.BOTH, [XUNWU, NEAR])

    assert {unit.city_code for unit in below} == {"360700"}
    assert [unit.code for unit in one] == [XUNWU]
    assert len(rules.asked(units, rules.PROVINCE, Level.COUNTIES)) == 100

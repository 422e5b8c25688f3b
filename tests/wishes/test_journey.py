"""A wish from the phone in Xunwu to the ledger, with everything that may go wrong on the way."""

import threading
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database
from outreach.province.model import School
from outreach.wishes import actions, queries, rules
from outreach.wishes.model import Told, Want, WayKind, WishState
from outreach.wishes.tables import WishRow
from tests import make
from tests.browse import Browse

pytestmark = pytest.mark.usefixtures("whole_province")

XUNWU, ANYUAN = "360734", "360726"
WEEK = date(2026, 11, 30)


@dataclass(frozen=True)
class Ground:
    school: School
    namesake: School
    teacher: Person
    county: Person
    city: Person


@pytest.fixture
def ground(database: Database) -> Ground:
    return lay(database)


def lay(database: Database) -> Ground:
    with database.writing() as tx:
        make.province(tx)
        school = make.school(tx, name="中心小学", county_code=XUNWU)
        make.sessions(
            tx, programme="live-artificial-intelligence", first=WEEK, last=date(2026, 12, 18)
        )
        return Ground(
            school=school,
            namesake=make.school(tx, name="城北中心小学", county_code=XUNWU),
            teacher=make.person(tx, scope=school.id),
            county=make.person(tx, role=Role.COUNTY, scope=XUNWU),
            city=make.person(tx, role=Role.CITY, scope="360700"),
        )


TOLD = Told(Want.COME, 5, 86, 5, WEEK, WEEK, "航天", first="van", second=None)


def asked(**changes: object) -> str:
    told = {"want": "bring", "grade": 5, "pupils": 86, "adults": 5, "topic": "航天"}
    weeks = {"week_from": WEEK, "week_to": WEEK + timedelta(weeks=2)}
    return "/ask/ways?" + urlencode(told | weeks | changes)


def submitted(browse: Browse, ground: Ground) -> int:
    with browse.database.writing() as tx:
        return actions.submit(
            tx,
            school_id=ground.school.id,
            told=TOLD,
            token="a-token-of-the-form",
            by=ground.teacher.id,
            now=browse.clock.now,
        ).id


def test_the_page_is_honest_about_the_way_and_offers_dates(browse: Browse, ground: Ground) -> None:
    with browse.database.writing() as tx:
        actions.make_plan(
            tx,
            county_code=ANYUAN,
            kind=WayKind.EXHIBITION,
            place="文化馆",
            first=WEEK,
            last=date(2027, 1, 10),
            words="欢迎邻县",
            open_to_all=True,
            by=ground.county.id,
            now=browse.clock.now,
        )
    page = browse.sign_in(ground.teacher).get(asked()).text

    assert "530 公里，单程约 7 小时" in page
    assert "当天往返不合适" in page
    assert "安远县 文化馆" in page
    assert 'value="live:' in page
    assert "过夜研学一次最多 45 名学生" in page


def test_a_second_press_gets_the_same_number(browse: Browse, ground: Ground) -> None:
    teacher = browse.sign_in(ground.teacher)
    form = {"first": "van", "second": "speaker", "token": "0123456789abcdefXYZ"}

    answers = [teacher.post(asked(), form) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/wishes/1", "/wishes/1"]
    assert "申请 W26-00001" in teacher.get("/wishes/1").text


def test_every_complaint_comes_at_once(browse: Browse, ground: Ground) -> None:
    teacher = browse.sign_in(ground.teacher)

    page = teacher.get(
        "/ask?" + urlencode({"want": "bring", "pupils": "0", "topic": "13812345678"})
    )

    assert page.status_code == 422
    for said in ("请选择年级", "1 到 9999", "请填写老师人数", "像是有身份证号"):
        assert said in page.text
    assert teacher.post(asked(), {"first": "van", "second": "van"}).status_code == 422


def test_nobody_looks_without_an_account_but_nobody_sends(browse: Browse, ground: Ground) -> None:
    path = asked(school=ground.school.id)

    assert "登录后提交" in browse.get(path).text
    assert browse.post(path, {"first": "van", "token": "0123456789abcdefXYZ"}).status_code == 422
    with browse.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(WishRow)) == 0


def test_the_county_merges_wishes_into_one_trip(browse: Browse, ground: Ground) -> None:
    wish = submitted(browse, ground)
    with browse.database.writing() as tx:
        other = actions.submit(
            tx,
            school_id=ground.namesake.id,
            told=TOLD,
            token="another-token-of-a-form",
            by=ground.teacher.id,
            now=browse.clock.now,
        ).id
        assert queries.open_by_county(tx) == {XUNWU: 2}
    county = browse.sign_in(ground.county)
    plan = {
        "kind": "van",
        "place": "两所学校",
        "starts_on": "2026-12-08",
        "ends_on": "2026-12-09",
        "words": "8日到中心小学，9日到城北",
        "seen": f"{wish}:0,{other}:0",
    }

    first, again = (county.post("/wishes/plan", plan) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 409)
    page = browse.sign_in(ground.teacher).get(f"/wishes/{wish}").text
    assert "8日到中心小学" in page
    assert "220 伏" in page
    with browse.database.reading() as tx:
        assert queries.open_by_county(tx) == {}


def test_of_two_officers_at_once_one_is_told(
    database: Database, browse: Browse, ground: Ground
) -> None:
    wish = submitted(browse, ground)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def decline(by: Person) -> None:
        together.wait()
        try:
            with database.writing() as tx:
                actions.decline(
                    tx, wish_id=wish, revision=0, words="车在检修", by=by.id, now=make.NOW
                )
        except rules.WishChanged:
            outcomes.append("told")
        else:
            outcomes.append("answered")

    officers = [threading.Thread(target=decline, args=(p,)) for p in (ground.county, ground.city)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()

    assert sorted(outcomes) == ["answered", "told"]


def test_unanswered_it_is_on_the_citys_list(browse: Browse, ground: Ground) -> None:
    submitted(browse, ground)
    city = browse.sign_in(ground.city)

    assert "县里未答复" not in city.get("/wishes").text
    browse.clock.now += timedelta(days=7)
    assert "县里未答复，已转市级" in browse.sign_in(ground.city).get("/wishes").text


def test_the_wrong_school_of_the_name_is_put_right_and_remembered(
    browse: Browse, ground: Ground
) -> None:
    wish = submitted(browse, ground)
    county = browse.sign_in(ground.county)
    path = f"/wishes/{wish}/school"

    assert "/schools/find" in county.get(path).headers["Location"] or county.get(path).status_code
    county.post(path, {"school": ground.namesake.id, "revision": "0"})

    page = county.get(f"/wishes/{wish}").text
    assert "中心小学 → 寻乌县 城北中心小学" in page
    assert browse.sign_in(ground.teacher).get(f"/wishes/{wish}").status_code == 404


def test_a_principal_who_withdraws_costs_the_school_nothing(browse: Browse, ground: Ground) -> None:
    wish = submitted(browse, ground)
    teacher = browse.sign_in(ground.teacher)

    assert teacher.post(f"/wishes/{wish}/withdraw", {}).status_code == 422
    teacher.post(f"/wishes/{wish}/withdraw", {"reason": "not_approved"})

    page = teacher.get(f"/wishes/{wish}").text
    assert "学校未批准" in page
    assert "已撤回" in page


def test_numbers_in_the_ledger_end_the_wish(browse: Browse, ground: Ground) -> None:
    wish = submitted(browse, ground)
    county = browse.sign_in(ground.county)
    page = county.get(f"/ledger/new?school={ground.school.id}&wish={wish}").text
    assert f'name="wish" type="hidden" value="{wish}"' in page
    with browse.database.writing() as tx:
        for _ in range(2):
            actions.finish(
                tx, wish_id=wish, activity_id=1, number="2026-0001", by=ground.county.id,
                now=make.NOW,
            )  # fmt: skip
        found = queries.find_wish(tx, wish)
    assert found is not None
    assert found.state is WishState.DONE


def test_others_wishes_do_not_exist(browse: Browse, ground: Ground) -> None:
    wish = submitted(browse, ground)
    stranger = browse.as_(Role.COUNTY, scope=ANYUAN)
    elsewhere = browse.as_(Role.TEACHER, scope=ground.namesake.id)

    for someone in (stranger, elsewhere):
        assert someone.get(f"/wishes/{wish}").status_code == 404
    assert stranger.post("/wishes/plan", {"seen": f"{wish}:0"}).status_code == 404


def test_a_wish_counts_even_when_it_cannot_be_met(
    database: Database, browse: Browse, ground: Ground
) -> None:
    wish = submitted(browse, ground)
    with database.writing() as tx:
        actions.decline(
            tx, wish_id=wish, revision=0, words="下学期优先", by=ground.county.id, now=make.NOW
        )
        assert queries.open_by_county(tx) == {XUNWU: 1}

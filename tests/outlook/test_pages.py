"""The list on its pages: whose counties, which filters, and schools put off."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.province.loading import load_province
from outreach.province.model import Stage
from tests import make
from tests.browse import Browse
from tests.outlook.making import DONGHU, XUNWU
from tests.reach.conftest import van

TODAY = local_day(make.NOW)


@dataclass(frozen=True)
class Ground:
    """Xunwu has a school never reached and one met lately; Donghu one never reached."""

    never: int
    lately: int
    near: int


@pytest.fixture
def ground(database: Database) -> Ground:
    grades = tuple((grade, 60) for grade in range(1, 7))
    with database.writing() as tx:
        load_province(tx)
        never, lately, near = (
            make.school(
                tx, name=name, county_code=code, stages=(Stage.PRIMARY,), enrolment=grades
            ).id
            for name, code in (("寻乌甲小学", XUNWU), ("寻乌乙小学", XUNWU), ("东湖丙小学", DONGHU))
        )
        officer = make.person(tx, role=None).id
        ledger.record_activity(
            tx,
            entry=van(lately, XUNWU, day=TODAY - timedelta(days=40), pupils=50),
            answers=(),
            token=None,
            person_id=officer,
            on_behalf=False,
            now=make.NOW,
        )
    return Ground(never, lately, near)


def test_an_officer_sees_the_own_county_in_turn_with_the_reason(
    browse: Browse, ground: Ground
) -> None:
    page = browse.as_(Role.COUNTY, scope=XUNWU).get("/outlook").text

    assert page.index("寻乌甲小学") < page.index("寻乌乙小学")
    assert "东湖丙小学" not in page
    assert "寻乌县寻乌甲小学：360 名学生，从未有过活动，往返约 14 小时" in page
    assert "寻乌县寻乌乙小学：360 名学生，1 个月没有活动，三年内确知到过的 50 人" in page


def test_the_reason_is_a_sentence_in_english_too(browse: Browse, ground: Ground) -> None:
    page = browse.as_(Role.COUNTY, scope=XUNWU).speak("en").get("/outlook").text

    assert "寻乌甲小学, Xunwu County: 360 pupils, never had anything, about 14 hours" in page


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("county=360734", {"寻乌甲小学", "寻乌乙小学"}),
        ("city=360100", {"东湖丙小学"}),
        ("band=D", {"寻乌甲小学", "寻乌乙小学"}),
        ("kind=come", {"东湖丙小学"}),
        (
            "band=Z&kind=nothing&county=999999&page=999999999",
            {"寻乌甲小学", "寻乌乙小学", "东湖丙小学"},
        ),
    ],
)
def test_the_list_narrows_and_takes_nonsense_for_everything(
    browse: Browse, ground: Ground, asked: str, seen: set[str]
) -> None:
    page = browse.as_(Role.PROVINCE).get(f"/outlook?{asked}").text

    assert {name for name in ("寻乌甲小学", "寻乌乙小学", "东湖丙小学") if name in page} == seen


def test_not_now_leaves_the_list_until_its_day_and_can_be_taken_back(
    browse: Browse, ground: Ground
) -> None:
    county = browse.as_(Role.COUNTY, scope=XUNWU)
    day = TODAY + timedelta(days=30)
    told = {"until": day.isoformat(), "reason": "校舍翻修"}

    answers = [county.post(f"/outlook/schools/{ground.never}/put-off", told) for _ in range(2)]
    page = county.get("/outlook").text

    assert [answer.status_code for answer in answers] == [303, 303]
    assert page.index("寻乌乙小学") < page.index("暂不安排的") < page.index("寻乌甲小学")
    assert "校舍翻修" in page
    browse.clock.now = make.NOW + timedelta(days=31)
    later = browse.sign_in(county.person).get("/outlook").text  # type: ignore[arg-type]
    assert "暂不安排的" not in later
    browse.clock.now = make.NOW
    county.post(f"/outlook/schools/{ground.never}/take-back")
    county.post(f"/outlook/schools/{ground.never}/take-back")
    assert "暂不安排的" not in county.get("/outlook").text
    assert "（已放回名单）" in county.get(f"/outlook/schools/{ground.never}").text


def test_a_day_gone_by_and_a_telephone_number_are_complained_of_at_once(
    browse: Browse, ground: Ground
) -> None:
    county = browse.as_(Role.COUNTY, scope=XUNWU)

    answer = county.post(
        f"/outlook/schools/{ground.never}/put-off",
        {"until": "2020-01-01", "reason": "请打 13812345678"},
    )

    assert answer.status_code == 422
    for said in ("请选今天以后的日期", "像是有身份证号"):
        assert said in answer.text


def test_nobody_puts_off_a_school_of_somebody_else(browse: Browse, ground: Ground) -> None:
    county = browse.as_(Role.COUNTY, scope=DONGHU)
    told = {"until": (TODAY + timedelta(days=30)).isoformat(), "reason": "校舍翻修"}

    assert county.post(f"/outlook/schools/{ground.never}/put-off", told).status_code == 404
    assert county.get(f"/outlook/schools/{ground.never}").status_code == 404
    venue = browse.as_(Role.VENUE, scope=1)
    assert venue.post(f"/outlook/schools/{ground.never}/put-off", told).status_code == 403


def test_the_province_sets_the_weights_and_everybody_reads_them(
    browse: Browse, ground: Ground
) -> None:
    province = browse.as_(Role.PROVINCE)

    wrong = province.post("/outlook/weights", {"need": "nan", "gap": "9", "wait": "", "way": "1"})
    right = province.post("/outlook/weights", {"need": "1", "gap": "1", "wait": "2", "way": "0"})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "等待 2.0，路程 0.0" in browse.as_(Role.VIEWER).get("/outlook/rules").text

"""From the list to the hall: an officer invites, a school opens its link, answers, books, comes."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
from sqlalchemy import update

from outreach.accounts.model import Role
from outreach.booking.tables import BookingRow
from outreach.campaigns import codes, queries
from outreach.campaigns.model import Answer, Campaign, CampaignState
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.ledger import actions as ledger
from outreach.season import kept
from outreach.season import queries as season
from tests import make, serving
from tests.booking import world
from tests.booking.world import COUNTY, World
from tests.browse import Browse
from tests.campaigns import inviting
from tests.ledger.making import school_entry


def _officer(browse: Browse) -> Browse:
    return browse.as_(Role.COUNTY, scope=COUNTY)


def _form(ground: World, *, schools: int, **changes: object) -> dict[str, object]:
    return {
        "school": [str(school.id) for school in ground.schools[:schools]],
        "programme": str(ground.programme),
        "name": "从没来过的学校",
        "each": "20",
        "until": (local_day(make.NOW) + timedelta(days=10)).isoformat(),
        f"places-{ground.sessions[0]}": "100",
        **changes,
    }


def _latest(database: Database) -> Campaign:
    with database.reading() as tx:
        return queries.campaigns(tx)[0]


def _link(browse: Browse, found: Campaign, school_id: int) -> str:
    """The link in the text that the officer forwards."""
    mine = inviting.mine(browse.database, found, school_id)
    page = browse.get(f"/campaigns/invitations/{mine.id}").text
    code = re.search(r"/invited/([0-9A-Z]{5}-[0-9A-Z]{5})", page)
    assert code is not None
    return code.group(0)


def test_ten_schools_are_invited_answer_hold_and_come(browse: Browse, database: Database) -> None:
    ground = world.build(database, capacity=300, schools=12)
    officer = _officer(browse)
    assert officer.get("/never-reached?since=never").text.count('name="school"') == 12

    begun = officer.post("/campaigns/new", _form(ground, schools=10))

    assert begun.status_code == 303, begun.text
    found = _latest(database)
    link = _link(officer, found, ground.schools[0].id)
    assert browse.get(link).status_code == 200
    accepted = browse.post(
        link,
        {"answer": "accept", "accept-session": str(ground.sessions[0]), "accept-pupils": "20"},
    )
    assert accepted.status_code == 303, accepted.text
    assert "登录并预约" in browse.get(link).text
    teacher = browse.sign_in(ground.teachers[0])
    booked = teacher.post(
        f"/book/{ground.sessions[0]}",
        {
            "school": str(ground.schools[0].id),
            "grade": "5",
            "pupils": "20",
            "adults": "3",
            "leader": "刘老师",
            "leader_phone": "0797-2831234",
            "token": "a-form-of-an-invited-school",
        },
    )
    assert booked.status_code == 303, booked.text
    with database.writing() as tx:
        assert [row.used for row in kept.of_holder(tx, found.holder)] == [20]
        tx.execute(update(BookingRow).values(state="arrived"))
    page = officer.get(f"/campaigns/{found.id}?step=came").text
    figures = re.findall(r'figure-value"><a href="[^"]*step=(\w+)[^"]*">(\d+)', page)
    assert dict(figures) == {"invited": "10", "answered": "1", "held": "1", "came": "1"}
    assert "10" in officer.get("/campaigns").text


def test_a_wrong_code_says_so_and_nothing_else(browse: Browse, database: Database) -> None:
    ground = world.build(database, capacity=300)
    inviting.campaign(database, ground, key=serving.SECRET_KEY)

    answers = [
        browse.get(f"/invited/{code}")
        for code in ("22222-22222", "x", "1' OR 1=1", "7" * 400, "邀请")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "第" not in answers[0].text.split("<main")[1].split("</main")[0]


def test_whoever_tries_many_codes_is_stopped_even_at_a_right_one(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database, capacity=300)
    officer = _officer(browse)
    officer.post("/campaigns/new", _form(ground, schools=2))
    link = _link(officer, _latest(database), ground.schools[0].id)

    tried = [
        browse.get(f"/invited/{codes.code(number, key='guessing')}").status_code
        for number in range(35)
    ]

    assert tried[0] == 404
    assert tried[-1] == 429
    assert browse.get(link).status_code == 429


def test_a_late_code_says_that_it_is_over(browse: Browse, database: Database) -> None:
    ground = world.build(database, capacity=300)
    officer = _officer(browse)
    officer.post("/campaigns/new", _form(ground, schools=2))
    found = _latest(database)
    link = _link(officer, found, ground.schools[0].id)

    officer.post(f"/campaigns/{found.id}/withdraw")

    assert browse.get(link).status_code == 410
    answered = browse.post(link, {"answer": "decline", "decline-reason": "money"})
    assert answered.status_code == 410
    assert _latest(database).state is CampaignState.WITHDRAWN


def test_a_school_declines_with_a_reason_that_is_reported(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database, capacity=300)
    officer = _officer(browse)
    officer.post("/campaigns/new", _form(ground, schools=2))
    found = _latest(database)
    link = _link(officer, found, ground.schools[0].id)

    without = browse.post(link, {"answer": "decline"})
    declined = browse.post(link, {"answer": "decline", "decline-reason": "distance"})

    assert without.status_code == 422
    assert declined.status_code == 303
    assert inviting.mine(database, found, ground.schools[0].id).answer is Answer.DECLINED
    assert "路太远 1" in officer.get(f"/campaigns/{found.id}").text


def test_another_time_becomes_the_schools_wish(browse: Browse, database: Database) -> None:
    ground = world.build(database, capacity=300)
    officer = _officer(browse)
    officer.post("/campaigns/new", _form(ground, schools=2))
    found = _latest(database)
    link = _link(officer, found, ground.schools[0].id)
    week = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', browse.get(link).text)
    assert week is not None

    asked = browse.post(
        link,
        {
            "answer": "other",
            "other-grade": "5",
            "other-pupils": "30",
            "other-week_from": week.group(1),
            "other-week_to": week.group(1),
        },
    )

    assert asked.status_code == 303, asked.text
    assert inviting.mine(database, found, ground.schools[0].id).wish_id is not None


def test_too_many_for_what_is_left_is_told(browse: Browse, database: Database) -> None:
    ground = world.build(database, capacity=60)
    officer = _officer(browse)
    places = {f"places-{ground.sessions[0]}": "30"}
    officer.post("/campaigns/new", _form(ground, schools=2, **places))
    link = _link(officer, _latest(database), ground.schools[0].id)

    answered = browse.post(
        link,
        {"answer": "accept", "accept-session": str(ground.sessions[0]), "accept-pupils": "90"},
    )

    assert answered.status_code == 409
    assert "名额不够了" in answered.text


def test_all_complaints_are_said_and_what_was_typed_stays(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database, capacity=60)
    places = {f"places-{ground.sessions[0]}": "9999", "until": "2031-02-30", "name": ""}

    page = _officer(browse).post("/campaigns/new", _form(ground, schools=2, **places))

    assert page.status_code == 422
    assert "请起个名称" in page.text
    assert "最多保留" in page.text
    with database.reading() as tx:
        assert season.session_facts(tx, ground.sessions[0]).taken == 0


def test_schools_of_another_county_are_as_absent_as_missing_ones(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database, capacity=300)
    stranger = browse.as_(Role.COUNTY, scope="360111")

    assert stranger.post("/campaigns/new", _form(ground, schools=2)).status_code == 404


def test_the_workbook_holds_the_list(browse: Browse, database: Database) -> None:
    ground = world.build(database, schools=4)
    file = _officer(browse).get("/never-reached/workbook").data

    sheet = openpyxl.load_workbook(BytesIO(file)).active

    assert sheet is not None
    assert sheet.max_row == 1 + len(ground.schools)


def test_only_the_first_visit_of_a_school_wears_the_badge(
    browse: Browse, database: Database
) -> None:
    ground = world.build(database)
    with database.writing() as tx:
        first, second = (
            ledger.record_activity(
                tx,
                entry=school_entry(
                    ground.schools[0].id, day=local_day(make.NOW) - timedelta(days=ago)
                ),
                answers=(),
                person_id=ground.coordinator.id,
                on_behalf=False,
                token=f"visit-{ago}-days-ago",
                now=make.NOW,
            )
            for ago in (9, 2)
        )
    officer = _officer(browse)

    assert "第一次到这所学校" in officer.get(f"/ledger/{first.id}").text
    assert "第一次到这所学校" not in officer.get(f"/ledger/{second.id}").text

"""The pages of a disruption: pick, look, confirm, take back, call, make up."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from outreach.accounts.model import Role
from outreach.accounts.tables import AuditRow
from outreach.booking.model import BookingState
from outreach.disruption import answers, queries
from outreach.disruption.model import Choice, Turn
from outreach.kernel.db import Database
from tests.booking.world import COUNTY
from tests.browse import Browse
from tests.clock import Clock
from tests.disruption import ground
from tests.disruption.ground import Rain

CONFIRMED, GONE = BookingState.CONFIRMED, BookingState.FORCE_MAJEURE


@dataclass
class Desk:
    """An officer of the province at her pages."""

    browse: Browse
    rain: Rain

    def path(self, **other: str) -> str:
        day = self.rain.world.day.isoformat()
        picked = {
            "counties": COUNTY,
            "starts_on": day,
            "ends_on": day,
            "touching": "all",
            "venue": "",
            "reason": "flood",
            "words": "暴雨红色预警，道路中断",
            "turn": "cancel",
        }
        return f"/disruptions/new?{urlencode(picked | other)}"

    def form(self, page: str) -> dict[str, str]:
        """What the preview would send back, untouched."""
        fields = dict(
            re.findall(r'<input type="hidden" name="(token|seen-\d+)" value="([^"]+)"', page)
        )
        for number, options in re.findall(
            r'<select name="turn-(\d+)".*?>(.*?)</select>', page, re.DOTALL
        ):
            chosen = re.search(r'value="([^"]+)" selected', options)
            assert chosen is not None
            fields[f"turn-{number}"] = chosen[1]
        return fields


@pytest.fixture
def desk(browse: Browse, database: Database) -> Desk:
    rain = ground.build(database)
    return Desk(browse.sign_in(rain.province), rain)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Pages are words; what is behind them runs on both databases beside."""
    return sqlite_database


def test_the_whole_way_from_picking_to_the_result(desk: Desk, database: Database) -> None:
    assert "县（市、区）" in desk.browse.get("/disruptions/new").text
    preview = desk.browse.get(desk.path())
    for school in ("寻乌县第1小学", "寻乌县第2小学", "寻乌县第3小学"):
        assert school in preview.text
    assert ground.states(database, desk.rain) == [CONFIRMED] * 3

    result = desk.browse.follow(desk.browse.post(desk.path(), desk.form(preview.text)))

    assert ground.states(database, desk.rain) == [GONE] * 3
    assert "撤销全部" in result.text
    assert "【突发调整】暴雨洪涝" in result.text
    assert "突发调整" in desk.browse.get("/disruptions").text


def test_all_complaints_of_what_is_picked_come_at_once(desk: Desk) -> None:
    answer = desk.browse.get(desk.path(counties="", words="", ends_on="2020-01-01"))

    assert answer.status_code == 422
    for complaint in ("请至少选一个县", "请写一句话", "最后一天不能早于第一天"):
        assert complaint in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"counties": "999999"},
        {"words": "请打 13812345678"},
        {"starts_on": "2020-02-30"},
        {"turn": "fly"},
        {"venue": "99999999999999999999"},
        {"ends_on": "9999-12-31"},
        {"shut": "1", "venue": "1", "part": "hall:1"},
        {"shut": "1", "venue": "1", "part": "nonsense"},
    ],
)
def test_odd_picks_are_refused_with_words(desk: Desk, wrong: dict[str, str]) -> None:
    assert desk.browse.get(desk.path(**wrong)).status_code == 422


@pytest.mark.parametrize(
    "turn", ["", "fly", "postpone:99999999", "inside:new:7777", "cancel:5", "postpone"]
)
def test_odd_choices_leave_the_group_as_it_is(desk: Desk, database: Database, turn: str) -> None:
    form = desk.form(desk.browse.get(desk.path()).text)
    form[f"turn-{desk.rain.bookings[0]}"] = turn

    assert desk.browse.post(desk.path(), form).status_code == 303
    assert ground.states(database, desk.rain) == [CONFIRMED, GONE, GONE]


def test_what_changed_while_looking_is_marked_and_the_choices_are_kept(
    desk: Desk, database: Database
) -> None:
    form = desk.form(desk.browse.get(desk.path()).text)
    form[f"turn-{desk.rain.bookings[1]}"] = "open"
    with database.writing() as tx:
        ground.book(tx, desk.rain.world, school=3)

    answer = desk.browse.post(desk.path(), form)

    assert answer.status_code == 409
    assert "新增 1 个团队" in answer.text
    assert desk.form(answer.text)[f"turn-{desk.rain.bookings[1]}"] == "open"
    assert ground.states(database, desk.rain) == [CONFIRMED] * 3


def test_each_row_offers_the_nearest_days_that_fit(desk: Desk) -> None:
    form = desk.form(desk.browse.get(desk.path(turn="postpone")).text)

    later = desk.rain.world.sessions[1]
    assert [form[f"turn-{b}"] for b in desk.rain.bookings] == [f"postpone:{later}"] * 3


def test_a_county_officer_acts_for_the_schools_of_the_county(
    browse: Browse, desk: Desk, database: Database
) -> None:
    own = browse.sign_in(desk.rain.county)
    own.post(desk.path(), desk.form(own.get(desk.path()).text))
    assert ground.states(database, desk.rain) == [GONE] * 3


def test_a_foreign_disruption_looks_like_a_missing_one(browse: Browse, desk: Desk) -> None:
    made, _groups = ground.disrupted(desk.browse.database, desk.rain)
    stranger = browse.as_(Role.COUNTY, scope="360735")

    for path in (f"/disruptions/{made.id}", f"/disruptions/{made.id}/calls"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/disruptions/{made.id}/undo").status_code == 404


def test_one_tap_says_that_the_school_knows(
    desk: Desk, browse: Browse, app: Flask, database: Database
) -> None:
    made, groups = ground.disrupted(database, desk.rain)
    link = f"/told/{answers.token(groups[0].id, key=str(app.secret_key))}"

    page = browse.get(link)
    assert "请不要出发" in page.text
    assert "刘老师" not in page.text
    for _twice in range(2):
        assert "谢谢，已记下您知悉" in browse.follow(browse.post(link)).text
    with database.reading() as tx:
        knows = [t.knows for t in queries.touches_of(tx, made.id)]
    assert knows == [True, False, False]


@pytest.mark.parametrize("token", ["1-", "1-abc", "x", "99999999999999-abc", "-", "１-abc"])
def test_a_link_that_is_not_ours_opens_nothing(browse: Browse, token: str) -> None:
    assert browse.get(f"/told/{token}").status_code == 404


def test_whoever_has_not_answered_in_an_hour_is_called(
    desk: Desk, clock: Clock, database: Database
) -> None:
    made, groups = ground.disrupted(database, desk.rain)
    calls = f"/disruptions/{made.id}/calls"
    assert "请打电话 <small>0</small>" in desk.browse.get(calls).text

    clock.forward(timedelta(minutes=61))
    page = desk.browse.get(calls).text
    assert "请打电话 <small>3</small>" in page
    assert "079*****1234" in page
    assert "0797-2831234" not in page

    opened = desk.browse.post(f"/disruptions/touches/{groups[0].id}/phone").text
    assert opened.count(">0797-2831234<") == 1
    desk.browse.post(f"/disruptions/touches/{groups[0].id}/reached")
    page = desk.browse.get(calls).text
    assert "请打电话 <small>2</small>" in page
    assert "电话联系到（代办）" in page
    with database.reading() as tx:
        audit = [row.action for row in tx.scalars(select(AuditRow)) if "phone" in row.action]
    assert audit == ["open-phone", "reach-by-phone"]


def test_a_lost_visit_is_booked_again_with_one_click(desk: Desk, database: Database) -> None:
    ground.disrupted(database, desk.rain)
    page = desk.browse.get("/make-ups").text
    address = re.findall(r'action="(/make-ups/\d+/book/\d+)"', page)[0]

    for _twice in range(2):
        assert desk.browse.post(address).status_code == 303

    assert desk.browse.get("/make-ups").text.count("<article") == 2
    assert "33 %" in desk.browse.get("/make-ups/report").text


def test_writing_off_wants_a_reason(desk: Desk, database: Database) -> None:
    _made, groups = ground.disrupted(database, desk.rain)
    address = f"/make-ups/{groups[0].id}/write-off"

    assert desk.browse.post(address, {"reason": " "}).status_code == 422
    assert desk.browse.post(address, {"reason": "学校改去别处"}).status_code == 303
    assert "不再补约：学校改去别处" in desk.browse.get("/make-ups/report?show=written_off").text
    answer = desk.browse.post(address, {"reason": "又一次"})
    assert "已经不用补约" in answer.text


def test_undo_after_a_quarter_of_an_hour_says_what_can_be_done(
    desk: Desk, clock: Clock, database: Database
) -> None:
    made, _groups = ground.disrupted(database, desk.rain)
    clock.forward(timedelta(minutes=16))

    answer = desk.browse.post(f"/disruptions/{made.id}/undo")

    assert answer.status_code == 409
    assert "整体撤销的时间过了" in answer.text
    assert "撤销全部" not in desk.browse.get(f"/disruptions/{made.id}").text


def test_shutting_a_venue_stands_until_it_is_lifted(desk: Desk, browse: Browse) -> None:
    venue = browse.sign_in(desk.rain.world.coordinator)
    path = desk.path(shut="1", venue="1", part="", reason="maintenance", turn="open")
    made = venue.follow(venue.post(path, desk.form(venue.get(path).text)))

    assert "停用" in made.text
    number = re.search(r"/disruptions/(\d+)/calls", made.text)
    assert number is not None
    lifted = venue.follow(venue.post(f"/disruptions/{number[1]}/lift"))
    assert "提前结束停用" not in lifted.text


def test_an_officer_cannot_shut_a_house(desk: Desk, browse: Browse) -> None:
    county = browse.sign_in(desk.rain.county)

    assert 'name="part"' not in county.get("/disruptions/new?shut=1").text


def test_pages_speak_english_too(desk: Desk, database: Database) -> None:
    made, _groups = ground.disrupted(
        database, desk.rain, choices={desk.rain.bookings[0]: Choice(Turn.CANCEL)}
    )
    english = desk.browse.speak("en")

    assert "Undo all of it" in english.get(f"/disruptions/{made.id}").text
    assert "Owed a visit" in english.get("/make-ups").text
    assert "See what it touches" in english.get(desk.path()).text

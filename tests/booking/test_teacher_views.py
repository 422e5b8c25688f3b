"""What a teacher does on a phone: find, book, change, move, cancel; and what each refusal says."""

import gzip
import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from outreach.accounts import actions as accounts
from outreach.accounts.model import Grant, Role
from outreach.booking import actions, desk_actions, queries
from outreach.booking.model import Booking, BookingState, Group, SchoolRef
from outreach.kernel.db import Database
from outreach.province.model import School, Stage
from outreach.season import actions as season
from outreach.season.model import Session
from tests import make
from tests.browse import Browse
from tests.clock import Clock

pytestmark = pytest.mark.usefixtures("whole_province")

Form = dict[str, Any]


@dataclass
class Desk:
    """A teacher of the farthest county, her school, and a week of one programme's sessions."""

    database: Database
    teacher: Browse
    school: School
    sessions: list[Session]

    @property
    def session(self) -> Session:
        return self.sessions[0]

    def form(self, **typed: Any) -> Form:
        """What she types: 86 pupils of grade 5 with five adults, all in order."""
        good: Form = {
            "token": "a-token-made-when-the-form-opened",
            "school": str(self.school.id),
            "grade": "5",
            "pupils": "86",
            "adults": "5",
            "leader": "钟老师",
            "leader_phone": "0797-2831234",
            "needs": "",
        }
        return good | typed

    def send(self, session: Session | None = None, **typed: Any) -> TestResponse:
        return self.teacher.post(f"/book/{(session or self.session).id}", self.form(**typed))

    def book(self, session: Session | None = None, **typed: Any) -> int:
        answer = self.send(session, **typed)
        assert answer.status_code == 303, words(answer)
        return int(answer.headers["Location"].rsplit("/", 1)[1])

    def booking(self, booking_id: int) -> Booking:
        with self.database.reading() as tx:
            found = queries.find_booking(tx, booking_id)
        assert found is not None
        return found

    def sign_in_again(self) -> None:
        """After days have passed."""
        assert self.teacher.person is not None
        self.teacher = self.teacher.sign_in(self.teacher.person)

    def count(self) -> int:
        with self.database.reading() as tx:
            return queries.count_of_school(tx, self.school.id)

    def fill(self, session: Session, pupils: int, *, wait: bool = False) -> int:
        """Another school takes places, or waits for them."""
        with self.database.writing() as tx:
            other = make.school(tx, county_code="360113")
            placed = actions.book(
                tx,
                session_id=session.id,
                school=SchoolRef(other.id, other.county_code),
                group=Group(5, pupils, 10, "万老师", "0791-8888666"),
                token=f"filling-{other.id}",
                joins_waitlist=wait,
                placed_by=None,
                now=make.NOW,
            )
        return placed.booking_id


def words(answer: TestResponse) -> str:
    """The page's words in one line, as somebody reads them."""
    main = answer.text.split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def desk(database: Database, browse: Browse) -> Desk:
    with database.writing() as tx:
        make.province(tx)
        school = make.school(tx, name="寻乌县第二小学")
        sessions = make.sessions(tx)
    teacher = browse.as_(Role.TEACHER, scope=school.id, name="钟老师")
    return Desk(database, teacher, school, sessions)


def test_a_teacher_books_and_reads_the_number_and_what_comes_next(desk: Desk) -> None:
    answer = desk.send()
    page = words(desk.teacher.follow(answer))
    assert answer.status_code == 303
    assert re.search(r"预约 26-\d{5}", page)
    assert "下一步：等场馆答复" in page
    assert "2026年11月25日 周三前答复" in page
    assert "加盖公章的公函" in page
    assert "【参观申请已提交】" in page
    assert desk.booking(1).group == Group(5, 86, 5, "钟老师", "0797-2831234")


def test_the_form_says_how_far_it_is_and_what_is_nearer(desk: Desk) -> None:
    page = words(desk.teacher.get(f"/book/{desk.session.id}"))
    assert "寻乌县第二小学到江西省科学技术馆约 530 公里，单程约 7 小时。" in page
    assert "当天往返不合适" in page
    assert "赣州科技馆，约 150 公里，单程约 2 小时" in page


def test_the_form_says_the_rule_for_adults_and_the_places_left(desk: Desk) -> None:
    page = words(desk.teacher.get(f"/book/{desk.session.id}"))
    assert "每 20 名学生至少 1 位老师；40 名学生至少 2 位。" in page
    assert "还可报 150 名学生" in page
    assert "30–150 人" in page


def test_the_form_marks_the_grades_that_do_not_suit(desk: Desk) -> None:
    page = desk.teacher.get(f"/book/{desk.session.id}").text
    assert '<option value="5">小学 5 年级</option>' in page
    assert '<option value="1">小学 1 年级（不在适合范围）</option>' in page


def test_a_weekend_is_pointed_out_by_the_school_calendar(desk: Desk) -> None:
    with desk.database.writing() as tx:
        sunday = make.sessions(tx, first=date(2026, 12, 13), last=date(2026, 12, 13))[0]
    assert "12月13日 周日是周末。" in words(desk.teacher.get(f"/book/{sunday.id}"))


def test_every_form_that_opens_has_a_token_of_its_own(desk: Desk) -> None:
    def token() -> str:
        page = desk.teacher.get(f"/book/{desk.session.id}").text
        found = re.search(r'name="token"[^>]*value="([^"]+)"', page)
        assert found is not None
        return found[1]

    assert len(token()) >= 32
    assert token() != token()


def test_the_same_form_sent_twice_gives_the_same_booking(desk: Desk) -> None:
    first, second = desk.send(), desk.send()
    assert first.headers["Location"] == second.headers["Location"]
    assert desk.count() == 1


def test_a_used_form_with_other_contents_is_told_about_the_first(desk: Desk) -> None:
    desk.book()
    answer = desk.send(pupils="90")
    assert answer.status_code == 422
    assert "这张表已经用过" in words(answer)
    assert "/bookings/1/change" in answer.text
    assert desk.count() == 1


def test_all_complaints_come_at_once_and_what_was_typed_stays(desk: Desk) -> None:
    answer = desk.send(grade="1", pupils="20", adults="0", leader="", leader_phone="abc")
    page = words(answer)
    assert answer.status_code == 422
    assert "本项目适合小学 3 年级至高中 3 年级，请换年级或另选项目。" in page
    assert "团队至少 30 名学生，您填了 20 名。" in page
    assert "这个团队至少 1 位，您填了 0 位。" in page
    assert "请填写带队老师的姓名。" in page
    assert "请填能联系到您的电话" in page
    assert 'value="20"' in answer.text
    assert 'value="a-token-made-when-the-form-opened"' in answer.text
    assert desk.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pupils": "160"}, "一次最多 150 名学生，您填了 160 名。请分到两个场次。"),
        ({"adults": "4"}, "每 20 名学生至少 1 位老师，这个团队至少 5 位，您填了 4 位。"),
        ({"grade": ""}, "请选择年级。"),
        ({"grade": "77"}, "请选择年级。"),
        ({"pupils": "八十六"}, "请填一个整数，如 86。"),
        ({"pupils": "0"}, "请填 1 到 9999 之间的整数。"),
        ({"adults": ""}, "请填写随队成人人数。"),
        ({"needs": "好" * 501}, "最多 500 个字。"),
        ({"token": ""}, "表单不完整，请再提交一次。"),
    ],
)
def test_a_complaint_stands_at_its_field(desk: Desk, typed: Form, said: str) -> None:
    answer = desk.send(**typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert desk.count() == 0


@pytest.mark.parametrize(
    "needs",
    [
        "张三 362134201501011234",
        "３６２１３４２０１５０１０１１２３Ｘ",
        "362134 2015 0101 1234",
        "家长 138 0013 8000",
        "请打0797-2831234",
    ],
)
def test_identity_and_telephone_numbers_do_not_pass_as_needs(desk: Desk, needs: str) -> None:
    answer = desk.send(needs=needs)
    assert answer.status_code == 422
    assert "请删去" in words(answer)


def test_ordinary_numbers_pass_as_needs(desk: Desk) -> None:
    needs = "2 名学生坐轮椅，12:30 用餐，86 份，2026-12-08 返回"
    assert desk.booking(desk.book(needs=needs)).group.needs == needs


def test_full_width_digits_are_numbers_too(desk: Desk) -> None:
    assert desk.booking(desk.book(pupils="８６", adults="５")).group.pupils == 86


def test_a_full_session_offers_its_waitlist_with_the_rule_and_keeps_what_was_typed(
    desk: Desk,
) -> None:
    desk.fill(desk.session, 120)
    answer = desk.send(needs="两名学生坐轮椅")
    page = words(answer)
    assert answer.status_code == 409
    assert "这一场还剩 30 个名额，您的团队有 86 名学生；已有 0 个团队在候补。" in page
    assert "任何团队最多被越过 2 次" in page
    assert "两名学生坐轮椅" in answer.text
    assert 'name="joins_waitlist"' in answer.text
    assert desk.count() == 0


def test_with_consent_the_group_waits_and_is_promoted_when_places_come_back(desk: Desk) -> None:
    other = desk.fill(desk.session, 120)
    waiting = desk.book(joins_waitlist="y")
    page = words(desk.teacher.get(f"/bookings/{waiting}"))
    assert "候补第 1 位" in page
    assert "请先不要租车" in page
    with desk.database.writing() as tx:
        actions.cancel(tx, booking_id=other, reason="weather", by=None, now=make.NOW)
    page = words(desk.teacher.get(f"/bookings/{waiting}"))
    assert desk.booking(waiting).state is BookingState.OFFERED
    assert "接受名额" in page
    desk.teacher.post(f"/bookings/{waiting}/offer", {"answer": "take"})
    page = words(desk.teacher.get(f"/bookings/{waiting}"))
    assert desk.booking(waiting).state is BookingState.HELD
    assert "下一步：2026年12月5日 周六 10:00前交材料" in page


def test_while_somebody_waits_the_form_asks_for_consent_at_once(desk: Desk) -> None:
    desk.fill(desk.session, 150)
    page = desk.teacher.get(f"/book/{desk.session.id}")
    assert "名额已满，可以候补" in words(page)
    assert 'name="joins_waitlist"' in page.text


def test_a_second_booking_in_the_half_day_leads_to_the_first(desk: Desk) -> None:
    first = desk.book()
    answer = desk.send(token="another-token-altogether", pupils="40", adults="2")
    assert answer.status_code == 409
    assert "同一学校、同一场馆、同一个半天只能有一个有效预约" in words(answer)
    assert f'href="/bookings/{first}"' in answer.text
    opened = desk.teacher.get(f"/book/{desk.session.id}")
    assert "贵校这个半天已有预约" in words(opened)
    assert "贵校这个半天已有预约" not in words(desk.teacher.get(f"/book/{desk.sessions[1].id}"))


def test_a_session_closed_by_lead_time_says_when_and_offers_later_ones(
    desk: Desk, clock: Clock
) -> None:
    clock.forward(timedelta(days=9))
    desk.sign_in_again()
    for answer in (desk.teacher.get(f"/book/{desk.session.id}"), desk.send()):
        assert answer.status_code == 409
        assert "需至少提前 7 天预约，这一场2026年12月2日 周三 00:00截止。" in words(answer)
        assert "/find?programme=" in answer.text


def test_a_session_that_is_not_open_yet_says_when(desk: Desk) -> None:
    with desk.database.writing() as tx:
        later = make.sessions(tx, first=date(2027, 3, 16), last=date(2027, 3, 16))[0]
    answer = desk.teacher.get(f"/book/{later.id}")
    assert answer.status_code == 409
    assert "这一场2027年1月15日 周五 09:00开放" in words(answer)


def test_a_cancelled_session_offers_others_of_the_programme(desk: Desk) -> None:
    with desk.database.writing() as tx:
        season.cancel_session(
            tx, session_id=desk.session.id, reason="设备检修", now=make.NOW, person_id=None
        )
    answer = desk.send()
    assert answer.status_code == 409
    assert "这一场已取消" in words(answer)


def test_a_foreign_booking_answers_like_one_that_is_not_there(desk: Desk, browse: Browse) -> None:
    booking_id = desk.book()
    with desk.database.writing() as tx:
        elsewhere = make.school(tx, county_code="360113")
    stranger = browse.as_(Role.TEACHER, scope=elsewhere.id)
    for action in ("", "/change", "/move", f"/move/{desk.sessions[2].id}", "/cancel"):
        foreign = stranger.get(f"/bookings/{booking_id}{action}")
        missing = stranger.get(f"/bookings/999{action}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert words(foreign).replace(f"/{booking_id}{action}", "") == words(missing).replace(
            f"/999{action}", ""
        )
    assert stranger.post(f"/bookings/{booking_id}/cancel", {"reason": "other"}).status_code == 404
    assert desk.booking(booking_id).state is BookingState.SUBMITTED


def test_the_visit_goes_into_a_phones_calendar_and_not_into_a_strangers(
    desk: Desk, browse: Browse
) -> None:
    booking_id = desk.book()
    assert f"/bookings/{booking_id}.ics" in desk.teacher.get(f"/bookings/{booking_id}").text
    answer = desk.teacher.get(f"/bookings/{booking_id}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "DTSTART;TZID=Asia/Shanghai:20261208T100000" in answer.text
    stranger = browse.as_(Role.TEACHER, scope=desk.school.id + 1)
    assert stranger.get(f"/bookings/{booking_id}.ics").status_code == 404


def test_the_form_weighs_at_most_60_kb_compressed_with_everything_it_loads(desk: Desk) -> None:
    path = f"/book/{desk.session.id}"
    page = desk.teacher.get(path)
    weights = {path: len(gzip.compress(page.data))}
    for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        with desk.teacher.get(part) as answer:
            weights[part] = len(gzip.compress(answer.data))
    assert sum(".css" in part for part in weights) >= 2
    assert sum(weights.values()) <= 60_000, weights


def test_a_teacher_cannot_book_for_another_school(desk: Desk) -> None:
    with desk.database.writing() as tx:
        elsewhere = make.school(tx)
    answer = desk.send(school=str(elsewhere.id))
    assert answer.status_code == 404
    assert "没有找到这个预约或场次" in words(answer)


def test_county_officers_see_their_county_and_change_nothing(desk: Desk, browse: Browse) -> None:
    booking_id = desk.book()
    own, city, other = (
        browse.as_(Role.COUNTY, scope="360734"),
        browse.as_(Role.CITY, scope="360700"),
        browse.as_(Role.COUNTY, scope="360733"),
    )
    for officer in (own, city):
        page = officer.get(f"/bookings/{booking_id}")
        assert page.status_code == 200
        assert f"/bookings/{booking_id}/cancel" not in page.text
        assert "寻乌县第二小学" in words(officer.get("/bookings"))
        assert officer.get(f"/bookings/{booking_id}/change").status_code == 403
    assert other.get(f"/bookings/{booking_id}").status_code == 404
    assert "寻乌县第二小学" not in words(other.get("/bookings"))


def test_a_coordinator_books_on_behalf_after_finding_the_school(desk: Desk, browse: Browse) -> None:
    coordinator = browse.as_(Role.PROVINCE)
    found = coordinator.get(f"/book/{desk.session.id}?q=xwxdexx")
    assert f"/book/{desk.session.id}?school={desk.school.id}" in found.text
    answer = coordinator.post(f"/book/{desk.session.id}", desk.form())
    page = words(coordinator.follow(answer))
    assert "由场馆代填。" in page
    assert "已预留，待材料" in page
    assert desk.booking(1).on_behalf


def test_a_coordinator_of_another_venue_books_nothing_here(desk: Desk, browse: Browse) -> None:
    stranger = browse.as_(Role.VENUE, scope=desk.session.venue_id + 1)
    assert stranger.post(f"/book/{desk.session.id}", desk.form()).status_code == 404


def test_a_teacher_of_two_schools_chooses(desk: Desk, browse: Browse) -> None:
    with desk.database.writing() as tx:
        second = make.school(tx, name="寻乌县思源学校")
        person = accounts.add_person(
            tx,
            name="刘老师",
            email="two-schools@example.org",
            grants=tuple(Grant(Role.TEACHER, str(each.id)) for each in (desk.school, second)),
            now=make.NOW,
        )
    both = browse.sign_in(person)
    page = both.get(f"/book/{desk.session.id}")
    assert "为哪所学校预约？" in words(page)
    assert f"?school={second.id}" in page.text


def test_a_change_keeps_the_number_and_stands_in_the_history(desk: Desk) -> None:
    booking_id = desk.book()
    number = desk.booking(booking_id).number
    opened = desk.teacher.get(f"/bookings/{booking_id}/change")
    assert 'value="86"' in opened.text
    answer = desk.teacher.post(
        f"/bookings/{booking_id}/change", desk.form(pupils="80", adults="4", revision="0")
    )
    page = words(desk.teacher.follow(answer))
    assert f"已保存，编号仍是 {number}。" in page
    assert "修改内容：学生 86→80，成人 5→4" in page


def test_a_change_is_judged_like_a_booking(desk: Desk) -> None:
    booking_id = desk.book()
    form = desk.form(pupils="120", revision="0")
    answer = desk.teacher.post(f"/bookings/{booking_id}/change", form)
    assert answer.status_code == 422
    assert "这个团队至少 6 位，您填了 5 位" in words(answer)


def test_more_pupils_than_there_are_places_change_nothing(desk: Desk) -> None:
    booking_id = desk.book()
    desk.fill(desk.session, 60)
    form = desk.form(pupils="100", revision="0")
    answer = desk.teacher.post(f"/bookings/{booking_id}/change", form)
    assert answer.status_code == 409
    assert "还剩 4 个名额，需要 14 个；0 个团队在候补。" in words(answer)
    assert desk.booking(booking_id).group.pupils == 86


def test_of_two_tabs_the_second_is_told(desk: Desk) -> None:
    booking_id = desk.book()
    path = f"/bookings/{booking_id}/change"
    desk.teacher.post(path, desk.form(pupils="80", revision="0"))
    answer = desk.teacher.post(path, desk.form(pupils="90", revision="0"))
    assert answer.status_code == 409
    assert "这个预约刚刚有人改过" in words(answer)
    assert desk.booking(booking_id).group.pupils == 80


def test_what_was_sent_back_is_submitted_again_by_changing_it(desk: Desk) -> None:
    booking_id = desk.book()
    with desk.database.writing() as tx:
        officer = make.person(tx, role=Role.PROVINCE)
        desk_actions.send_back(
            tx, booking_id=booking_id, reason="请补公函", by=officer.id, now=make.NOW
        )
    page = words(desk.teacher.get(f"/bookings/{booking_id}"))
    assert "场馆请您补正：请补公函" in page
    desk.teacher.post(f"/bookings/{booking_id}/change", desk.form(revision="1"))
    assert desk.booking(booking_id).state is BookingState.SUBMITTED


def test_moving_lists_sessions_with_room_and_keeps_the_number(desk: Desk) -> None:
    booking_id = desk.book()
    roomy, tight = desk.sessions[2], desk.sessions[4]
    desk.fill(tight, 100)
    listed = desk.teacher.get(f"/bookings/{booking_id}/move").text
    assert f"/bookings/{booking_id}/move/{roomy.id}" in listed
    assert f'/bookings/{booking_id}/move/{tight.id}"' not in listed
    path = f"/bookings/{booking_id}/move/{roomy.id}"
    assert "先占住新的名额，再交还原来的" in words(desk.teacher.get(path))
    answer = desk.teacher.post(path, {"revision": "0"})
    page = words(desk.teacher.follow(answer))
    assert "2026年12月9日 周三 10:00–12:00" in page
    assert desk.booking(booking_id).session_id == roomy.id


def test_a_move_from_an_old_page_is_told(desk: Desk) -> None:
    booking_id = desk.book()
    desk.teacher.post(f"/bookings/{booking_id}/change", desk.form(pupils="80", revision="0"))
    answer = desk.teacher.post(
        f"/bookings/{booking_id}/move/{desk.sessions[2].id}", {"revision": "0"}
    )
    assert answer.status_code == 409
    assert desk.booking(booking_id).session_id == desk.session.id


def test_a_move_to_a_session_that_filled_up_leaves_the_booking(desk: Desk) -> None:
    booking_id = desk.book()
    desk.fill(desk.sessions[2], 100)
    path = f"/bookings/{booking_id}/move/{desk.sessions[2].id}"
    answer = desk.teacher.post(path, {"revision": "0"})
    assert answer.status_code == 409
    assert "还剩 50 个名额，需要 86 个" in words(answer)
    assert desk.booking(booking_id).session_id == desk.session.id


def _programme(desk: Desk, slug: str) -> Session:
    with desk.database.writing() as tx:
        return make.sessions(tx, programme=slug)[0]


@pytest.mark.parametrize(
    ("slug", "typed", "status", "said"),
    [
        ("talk-scientists", {"grade": "4"}, 422, "本项目面向小学 5 年级至高中 3 年级"),
        ("lab-invisible-forces", {}, 422, "一次最多 40 名学生，您的团队有 86 名。"),
    ],
)
def test_a_move_to_where_the_group_does_not_suit_is_declined(
    desk: Desk, slug: str, typed: Form, status: int, said: str
) -> None:
    booking_id = desk.book(**typed)
    other = _programme(desk, slug)
    answer = desk.teacher.post(f"/bookings/{booking_id}/move/{other.id}", {"revision": "0"})
    assert answer.status_code == status
    assert said in words(answer)


def test_a_move_to_a_house_with_other_rules_names_its_rule(desk: Desk) -> None:
    with desk.database.writing() as tx:
        small = make.sessions(tx, programme="ganzhou-discovery")[0]
        school = make.school(tx, stages=(Stage.PRESCHOOL,))
        teacher = make.person(tx, scope=school.id)
    browser = desk.teacher.sign_in(teacher)
    form = desk.form(school=str(school.id), grade="0", pupils="40", adults="4")
    assert browser.post(f"/book/{small.id}", form).status_code == 303
    refused = browser.post(f"/book/{small.id}", form | {"token": "t" * 30, "adults": "3"})
    assert refused.status_code == 422
    assert "每 10 名学生至少 1 位老师，这个团队至少 4 位，您填了 3 位。" in words(refused)


def test_a_booking_is_cancelled_with_a_reason_and_without_blame(desk: Desk) -> None:
    booking_id = desk.book()
    path = f"/bookings/{booking_id}/cancel"
    assert "提前取消不算未到馆" in words(desk.teacher.get(path))
    missing = desk.teacher.post(path, {})
    assert missing.status_code == 422
    assert "请选择原因" in words(missing)
    answer = desk.teacher.post(path, {"reason": "not_approved"})
    page = words(desk.teacher.follow(answer))
    assert "原因：学校未批准" in page
    assert "不影响贵校以后预约" in page
    assert desk.booking(booking_id).state is BookingState.CANCELLED
    assert desk.teacher.post(path, {"reason": "not_approved"}).status_code == 303


def test_another_reason_may_be_said_in_own_words(desk: Desk) -> None:
    booking_id = desk.book()
    form = {"reason": "other", "note": "校车检修"}
    desk.teacher.post(f"/bookings/{booking_id}/cancel", form)
    assert desk.booking(booking_id).reason == "校车检修"


def test_what_has_ended_is_not_changed_any_more(desk: Desk) -> None:
    booking_id = desk.book()
    desk.teacher.post(f"/bookings/{booking_id}/cancel", {"reason": "weather"})
    for action in ("change", "move"):
        answer = desk.teacher.get(f"/bookings/{booking_id}/{action}")
        assert answer.status_code == 409
        assert "目前是「已取消」" in words(answer)


def test_from_the_beginning_of_the_visit_only_the_venue_decides(
    desk: Desk, browse: Browse, clock: Clock
) -> None:
    booking_id = desk.book()
    clock.now = make.NOW + timedelta(days=15, hours=2)
    desk.sign_in_again()
    answer = desk.teacher.post(f"/bookings/{booking_id}/cancel", {"reason": "no_coach"})
    assert answer.status_code == 409
    assert "参观时间已到" in words(answer)
    venue = browse.as_(Role.PROVINCE)
    answer = venue.post(f"/bookings/{booking_id}/cancel", {"reason": "no_coach"})
    assert answer.status_code == 303


def test_a_waiting_group_cannot_be_moved(desk: Desk) -> None:
    desk.fill(desk.session, 120)
    waiting = desk.book(joins_waitlist="y")
    answer = desk.teacher.get(f"/bookings/{waiting}/move")
    assert answer.status_code == 409
    assert "目前是「候补中」，不能再「改期」" in words(answer)


def test_the_list_shows_own_bookings_and_narrows_by_state_and_period(desk: Desk) -> None:
    number = desk.booking(desk.book()).number
    assert number in words(desk.teacher.get("/bookings"))
    assert number in words(desk.teacher.get("/bookings?state=submitted&period=all"))
    assert number in words(desk.teacher.get(f"/bookings?q={number}&period=all"))
    assert number not in words(desk.teacher.get("/bookings?state=confirmed"))
    assert number not in words(desk.teacher.get("/bookings?period=past"))
    assert "没有符合条件的预约" in words(desk.teacher.get("/bookings?period=past"))


def test_an_empty_list_teaches_the_next_step(desk: Desk) -> None:
    page = desk.teacher.get("/bookings")
    assert "还没有预约" in words(page)
    assert 'href="/find"' in page.text


def test_find_shows_what_suits_the_grade_the_nearest_first(desk: Desk) -> None:
    with desk.database.writing() as tx:
        make.sessions(tx, programme="ganzhou-discovery")
    page = words(desk.teacher.get("/find?grade=5"))
    assert page.index("赣州馆发现之旅") < page.rindex("宇宙探索")
    assert "单程约 7 小时" in page
    assert "宇宙探索" not in words(desk.teacher.get("/find?grade=1"))


def test_find_groups_a_programmes_sessions_by_week_with_places(desk: Desk, browse: Browse) -> None:
    desk.fill(desk.session, 120)
    path = f"/find?programme={desk.session.programme_id}&grade=5"
    page = desk.teacher.get(path)
    assert "12月7日 周一起的一周" in words(page)
    assert "余 30" in words(page)
    assert f"/book/{desk.session.id}?grade=5" in page.text
    nobody = browse.get(path + "&county=360734")
    assert "寻乌县到江西省科学技术馆约 530 公里" in words(nobody)


@pytest.mark.parametrize("path", ["/find", "/find?grade=99&county=999&programme=77&from=x"])
def test_find_bears_whatever_is_asked(desk: Desk, path: str) -> None:
    assert "先选年级" in words(desk.teacher.get(path))


def test_every_page_speaks_english_too(desk: Desk) -> None:
    booking_id = desk.book()
    english = desk.teacher.speak("en")
    for path in (
        "/find",
        "/find?grade=5",
        f"/find?programme={desk.session.programme_id}",
        f"/book/{desk.sessions[1].id}",
        "/bookings",
        f"/bookings/{booking_id}",
        f"/bookings/{booking_id}/change",
        f"/bookings/{booking_id}/move",
        f"/bookings/{booking_id}/move/{desk.sessions[2].id}",
        f"/bookings/{booking_id}/cancel",
    ):
        page = words(english.get(path)).replace("寻乌县第二小学", "").replace("钟老师", "")
        assert not re.findall(r"[\u4e00-\u9fff]+", page), path


def test_a_live_lesson_asks_for_no_journey_and_counts_rooms(desk: Desk) -> None:
    with desk.database.writing() as tx:
        make.sessions(tx, programme="live-artificial-intelligence")
    page = words(desk.teacher.get("/find?grade=5"))
    card = page.split("直播课：人工智能", 1)[1]
    assert "在自己教室上，不出门" in card
    assert re.search(r"余 \d+ 间教室", card)
    assert "当天往返不合适" not in card.split("最近有名额", 1)[0]


def test_a_school_too_far_to_travel_is_shown_what_comes_to_it(desk: Desk) -> None:
    page = desk.teacher.get("/find?grade=5").text
    assert 'href="/lessons"' in page.split("<main", 1)[1]
    assert f'href="/ask?school={desk.school.id}"' in page

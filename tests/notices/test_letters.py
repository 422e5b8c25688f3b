"""What people read: the letter of every kind, in both languages, and the invitation in it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from icalendar import Calendar, Event

from outreach.accounts.tables import PersonRow
from outreach.booking import actions, change_actions, desk_actions, session_actions
from outreach.booking.model import Placed
from outreach.feeds.visits import find_visit
from outreach.kernel.db import Database, Tx
from outreach.kernel.settings import Settings
from outreach.notices import delivery, mails, mime
from outreach.notices.mails import compose
from outreach.notices.model import NOT_FORWARDED, Kind
from outreach.outbox import actions as outbox
from outreach.outbox import queries
from outreach.outbox.model import Mail, Message
from tests import make
from tests.notices import making
from tests.notices.making import Desk

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
NOW = make.NOW + timedelta(hours=1)


def hold(tx: Tx, at: Desk, placed: Placed) -> None:
    desk_actions.hold(tx, booking_id=placed.booking_id, by=at.coordinator.id, now=NOW)


def confirm(tx: Tx, at: Desk, placed: Placed) -> None:
    desk_actions.confirm(tx, booking_id=placed.booking_id, by=at.coordinator.id, now=NOW)


def send_back(tx: Tx, at: Desk, placed: Placed) -> None:
    desk_actions.send_back(
        tx, booking_id=placed.booking_id, reason="公函缺公章", by=at.coordinator.id, now=NOW
    )


def decline(tx: Tx, at: Desk, placed: Placed) -> None:
    desk_actions.decline(
        tx, booking_id=placed.booking_id, reason="当天设备检修", by=at.coordinator.id, now=NOW
    )


def change(tx: Tx, at: Desk, placed: Placed) -> None:
    change_actions.change(
        tx,
        booking_id=placed.booking_id,
        group=making.group(pupils=38),
        by=at.teacher.id,
        by_school=True,
        now=NOW,
    )


def reschedule(tx: Tx, at: Desk, placed: Placed) -> None:
    change_actions.reschedule(
        tx,
        booking_id=placed.booking_id,
        session_id=at.sessions[2].id,
        by=at.teacher.id,
        by_venue=False,
        now=NOW,
    )


def cancel(tx: Tx, at: Desk, placed: Placed) -> None:
    actions.cancel(tx, booking_id=placed.booking_id, reason="weather", by=at.teacher.id, now=NOW)


def lapse(tx: Tx, at: Desk, placed: Placed) -> None:
    hold(tx, at, placed)
    desk_actions.lapse(tx, booking_id=placed.booking_id, now=NOW + timedelta(days=15))


def call_off(tx: Tx, at: Desk, placed: Placed) -> None:
    session_actions.cancel_session(
        tx, session_id=at.sessions[0].id, reason="暴雨红色预警", by=at.coordinator.id, now=NOW
    )


def move(tx: Tx, at: Desk, placed: Placed) -> None:
    session = at.sessions[0]
    session_actions.move_session(
        tx,
        session_id=session.id,
        day=session.day,
        starts=session.starts.replace(hour=10),
        by=at.coordinator.id,
        now=NOW,
    )


def nothing(tx: Tx, at: Desk, placed: Placed) -> None:
    """Placing it is what the letter tells of."""


HAPPENINGS: dict[Kind, Callable[[Tx, Desk, Placed], None]] = {
    Kind.BOOKING_SUBMITTED: nothing,
    Kind.BOOKING_HELD: hold,
    Kind.BOOKING_CONFIRMED: confirm,
    Kind.BOOKING_RETURNED: send_back,
    Kind.BOOKING_DECLINED: decline,
    Kind.BOOKING_CHANGED: change,
    Kind.BOOKING_RESCHEDULED: reschedule,
    Kind.BOOKING_CANCELLED: cancel,
    Kind.BOOKING_LAPSED: lapse,
    Kind.SESSION_MOVED: move,
    Kind.SESSION_CANCELLED: call_off,
}
INVITES = {
    Kind.BOOKING_HELD: ("REQUEST", "TENTATIVE"),
    Kind.BOOKING_CONFIRMED: ("REQUEST", "CONFIRMED"),
    Kind.BOOKING_CANCELLED: ("CANCEL", "CANCELLED"),
    Kind.BOOKING_DECLINED: ("CANCEL", "CANCELLED"),
    Kind.BOOKING_LAPSED: ("CANCEL", "CANCELLED"),
    Kind.SESSION_CANCELLED: ("CANCEL", "CANCELLED"),
}


@pytest.fixture
def at(sqlite_database: Database) -> Desk:
    with sqlite_database.writing() as tx:
        return making.desk(tx)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Letters are words: one kind of database is enough."""
    return sqlite_database


def newest(tx: Tx, kind: Kind) -> Message:
    return next(each for each in queries.messages(tx) if each.kind == kind)


def write(app: Flask, tx: Tx, message: Message, settings: Settings) -> Mail:
    with app.app_context():
        return compose(tx, message, settings=settings, now=NOW)


def told(
    app: Flask, database: Database, settings: Settings, at: Desk, kind: Kind
) -> tuple[Mail, Placed]:
    with database.writing() as tx:
        placed = making.book(tx, at)
        HAPPENINGS[kind](tx, at, placed)
        return write(app, tx, newest(tx, kind), settings), placed


def entry_of(mail: Mail) -> Event:
    assert mail.invitation is not None
    (entry,) = Calendar.from_ical(mail.invitation).events
    return entry


def test_every_kind_has_a_letter_and_every_booking_a_text_to_forward() -> None:
    letters = {path.stem for path in TEMPLATES.glob("[a-z]*.txt")}
    forwarded = {path.stem for path in TEMPLATES.glob("forward/[a-z]*.txt")}

    assert letters == set(Kind)
    assert forwarded == set(Kind) - NOT_FORWARDED


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_what_happens_at_the_desk_is_told_in_both_languages(
    app: Flask, database: Database, settings: Settings, at: Desk, kind: Kind
) -> None:
    mail, placed = told(app, database, settings, at, kind)

    chinese, english = mail.body.split(mails.RULE)
    link = f"{settings.base_url}/bookings/{placed.booking_id}"
    for letter in (chinese, english):
        assert placed.number in letter
        assert link in letter
        assert "寻乌县示例第二小学" in letter
        assert "%(" not in letter
        assert "None" not in letter
        assert "\n\n\n" not in letter
    assert chinese.startswith("王老师，您好：\n")
    assert english.startswith("Dear 王老师,\n")
    assert "Scientific Principles" in english
    ascii_share = sum(each.isascii() for each in english) / len(english)
    assert ascii_share > 0.8
    assert mail.subject.count(" / ") == 1
    assert mail.subject.count(placed.number) == 2
    assert mail.address == "wang@example.org"


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_a_letter_changes_the_readers_calendar_only_as_far_as_the_visit_stands(
    app: Flask, database: Database, settings: Settings, at: Desk, kind: Kind
) -> None:
    mail, placed = told(app, database, settings, at, kind)

    if kind not in INVITES:
        assert mail.invitation is None
        return
    entry = entry_of(mail)
    method, status = INVITES[kind]
    assert mime.method_of(mail.invitation or "") == method
    assert (entry["UID"], entry["STATUS"]) == (f"visit-{placed.booking_id}", status)


def test_a_confirmed_visit_reads_like_this(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    mail, placed = told(app, database, settings, at, Kind.BOOKING_CONFIRMED)

    chinese = mail.body.split(mails.RULE)[0]
    assert mail.subject.startswith(f"预约已确认：2026年12月8日 周二（编号 {placed.number}） / ")
    assert chinese.split("\n") == [
        "王老师，您好：",
        "",
        "贵校的参观已确认。集合：团队入口。",
        "",
        f"编号：{placed.number}",
        "项目：科学原理",
        "时间：2026年12月8日 周二 09:00–11:00",
        "地点：江西省科学技术馆，南昌市红谷滩区（示例地址，待馆方确认）",
        "学校：寻乌县示例第二小学，小学 5 年级",
        "人数：学生 40 人，随队成人 5 人",
        "",
        "附件是日历邀请，打开即可加入手机日历。",
        "人数或时间有变，请在2026年12月5日 周六前告诉我们。",
        "",
        f"查看与办理：http://127.0.0.1:8000/bookings/{placed.booking_id}",
        "",
        "科普预约与覆盖",
    ]


def test_the_readers_language_comes_first(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    with database.writing() as tx:
        tx.get_one(PersonRow, at.teacher.id).language = "en"

    mail, _placed = told(app, database, settings, at, Kind.BOOKING_CONFIRMED)

    assert mail.subject.startswith("Booking confirmed: Tue 8 Dec 2026")
    assert mail.body.startswith("Dear 王老师,")
    assert str(entry_of(mail)["SUMMARY"]).startswith("Scientific Principles · ")


def test_a_waiting_group_learns_its_turn_and_then_that_places_are_offered(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    with database.writing() as tx:
        session_actions.change_capacity(
            tx, session_id=at.sessions[0].id, capacity=40, by=at.coordinator.id, now=NOW
        )
    with database.writing() as tx:
        placed = making.book(tx, at, form="full")
        neighbour = actions.book(
            tx,
            session_id=at.sessions[0].id,
            school=making.school(tx, name="寻乌县示例第三小学"),
            group=making.group(pupils=30),
            token="waits",
            joins_waitlist=True,
            placed_by=at.teacher.id,
            now=NOW,
        )
        waiting = write(app, tx, newest(tx, Kind.BOOKING_WAITLISTED), settings)
        cancel(tx, at, placed)
        promoted = write(app, tx, newest(tx, Kind.BOOKING_PROMOTED), settings)

    assert "目前排在第 1 位。" in waiting.body
    assert waiting.invitation is None
    assert "已给您留着 30 个" in promoted.body
    assert promoted.body.count("/offer/") == 2
    assert neighbour.number in promoted.subject
    assert promoted.invitation is None


def test_a_reminder_names_the_papers_and_the_day(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
        hold(tx, at, placed)
        held = newest(tx, Kind.BOOKING_HELD)
        outbox.post(
            tx,
            kind=Kind.HOLD_REMINDER,
            payload=held.payload,
            recipient=at.teacher.id,
            at=NOW,
        )
        mail = write(app, tx, newest(tx, Kind.HOLD_REMINDER), settings)

    assert "· 加盖公章的公函" in mail.body
    assert "如已寄出，请不必理会这封信。" in mail.body
    assert mail.invitation is None


def test_every_step_raises_the_sequence_under_one_uid(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    entries: list[Event] = []
    with database.writing() as tx:
        placed = making.book(tx, at)
        for kind in (
            Kind.BOOKING_HELD,
            Kind.BOOKING_CONFIRMED,
            Kind.BOOKING_CHANGED,
            Kind.BOOKING_RESCHEDULED,
            Kind.BOOKING_CANCELLED,
        ):
            HAPPENINGS[kind](tx, at, placed)
            entries.append(entry_of(write(app, tx, newest(tx, kind), settings)))

    assert {str(entry["UID"]) for entry in entries} == {f"visit-{placed.booking_id}"}
    sequences = [entry.sequence for entry in entries]
    assert sequences == sorted(set(sequences))
    assert [str(entry["STATUS"]) for entry in entries] == [
        "TENTATIVE",
        *["CONFIRMED"] * 3,
        "CANCELLED",
    ]


def test_letters_held_up_until_they_are_untrue_give_way_to_the_newest(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
        hold(tx, at, placed)
        confirm(tx, at, placed)
        cancel(tx, at, placed)

    with app.app_context():
        done = delivery.sender(database, settings, clock=lambda: NOW).round()

    assert done == delivery.Round(sent=1, overtaken=3)
    with database.reading() as tx:
        (mail,) = queries.mails(tx)
    assert mail.subject.startswith("预约已取消")
    assert mime.method_of(mail.invitation or "") == "CANCEL"


def test_the_whole_message_keeps_its_names_and_carries_the_invitation_twice(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    mail, placed = told(app, database, settings, at, Kind.BOOKING_CONFIRMED)

    with app.app_context():
        letter = mime.envelope(mail, settings=settings)

    assert letter["Subject"] == mail.subject
    assert letter["Message-ID"] == mail.header_id
    plain, html, invitation, attachment = [
        part for part in letter.walk() if not part.is_multipart()
    ]
    assert [part.get_content_type() for part in (plain, html, invitation, attachment)] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "text/calendar",
    ]
    assert plain.get_content().replace("\r\n", "\n") == mail.body
    assert f'<a href="{settings.base_url}/bookings/{placed.booking_id}"' in html.get_content()
    assert invitation.get_param("method") == "REQUEST"
    assert attachment.get_filename() == "visit.ics"
    assert attachment.get_payload(decode=True) == (mail.invitation or "").encode()
    assert max(map(len, letter.as_bytes().split(b"\r\n"))) <= 998


def test_a_name_made_to_break_out_stays_a_name(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    with database.writing() as tx:
        tx.get_one(PersonRow, at.teacher.id).name = "王\r\nBcc: x@example.org\r\n<script>"

    mail, _placed = told(app, database, settings, at, Kind.BOOKING_CONFIRMED)
    with app.app_context():
        letter = mime.envelope(mail, settings=settings)

    assert letter["Bcc"] is None
    html = next(part for part in letter.walk() if part.get_content_type() == "text/html")
    assert "<script>" not in html.get_content()
    assert len(Calendar.from_ical(mail.invitation or "").events) == 1


@pytest.mark.parametrize(
    ("language", "expected"), [("zh_Hans_CN", "【参观已确认】"), ("en", "[Visit confirmed]")]
)
def test_a_text_to_forward_says_when_and_where(
    app: Flask, database: Database, at: Desk, language: str, expected: str
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
        confirm(tx, at, placed)
        visit = find_visit(tx, placed.booking_id)
    assert visit is not None

    with app.app_context(), force_locale(language):
        written = mails.forward_text(visit)

    assert written.startswith(expected)
    assert "09:00–11:00" in written
    assert placed.number in written


def test_a_list_of_schools_tells_its_counts(
    app: Flask, database: Database, settings: Settings, at: Desk
) -> None:
    counts = {"import_id": 3, "file_name": "寻乌.xlsx", "added": 12, "updated": 3, "skipped": 1}
    with database.writing() as tx:
        outbox.post(tx, kind=Kind.IMPORT_DONE, payload=counts, recipient=at.coordinator.id, at=NOW)
        mail = write(app, tx, newest(tx, Kind.IMPORT_DONE), settings)

    assert "新增 12 所，更新 3 所，跳过 1 行。" in mail.body
    assert "Schools added: 12, updated: 3, rows skipped: 1." in mail.body

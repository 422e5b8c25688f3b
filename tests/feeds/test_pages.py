"""Making, fetching and ending a feed, as people and phones do."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from outreach.accounts.actions import token_hash
from outreach.accounts.model import Role
from outreach.accounts.tables import GrantRow, PersonRow
from outreach.booking import actions, desk_actions
from outreach.feeds.tables import FeedRow
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse
from tests.notices import making
from tests.notices.making import Desk


@pytest.fixture
def at(database: Database) -> Desk:
    with database.writing() as tx:
        return making.desk(tx)


def subscribe(browse: Browse, path: str) -> str:
    """The path of a new feed, as shown on the page."""
    page = browse.post(path)
    assert page.status_code == 200
    before, _, rest = page.text.partition("/feeds/")
    assert "<pre" in before
    return f"/feeds/{rest.partition('.ics')[0]}.ics"


def school_feed(browse: Browse, at: Desk) -> str:
    return subscribe(browse.sign_in(at.teacher), f"/feeds/school/{at.school.id}")


def uids(browse: Browse, path: str) -> list[str]:
    answer = browse.get(path)
    assert answer.status_code == 200
    return [str(each["UID"]) for each in Calendar.from_ical(answer.data).events]


def test_a_teacher_subscribes_to_the_schools_visits(
    browse: Browse, database: Database, at: Desk
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
    path = school_feed(browse, at)

    answer = browse.get(path)

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    (entry,) = Calendar.from_ical(answer.data).events
    assert str(entry["SUMMARY"]) == "（待确认）科学原理 · 寻乌县示例第二小学"
    assert entry["UID"] == f"visit-{placed.booking_id}"
    assert "13800000000" not in answer.text
    assert "王老师" not in answer.text


def test_the_page_offers_what_is_ones_own_and_nothing_else(browse: Browse, at: Desk) -> None:
    teacher = browse.sign_in(at.teacher).get("/feeds").text
    coordinator = browse.sign_in(at.coordinator).get("/feeds").text

    assert f"/feeds/school/{at.school.id}" in teacher
    assert "/feeds/venue/" not in teacher
    assert f"/feeds/venue/{at.venue_id}" in coordinator
    assert "/feeds/school/" not in coordinator


@pytest.mark.parametrize("path", ["venue/{venue}", "person/{other}", "school/{nobodys}"])
def test_a_teacher_cannot_subscribe_to_what_is_not_theirs(
    browse: Browse, at: Desk, path: str
) -> None:
    where = path.format(venue=at.venue_id, other=at.coordinator.id, nobodys=at.school.id + 1)

    assert browse.sign_in(at.teacher).post(f"/feeds/{where}").status_code == 404


def test_a_venues_feed_carries_every_school_and_a_persons_only_their_own(
    browse: Browse, database: Database, at: Desk
) -> None:
    with database.writing() as tx:
        own = making.book(tx, at)
        other = actions.book(
            tx,
            session_id=at.sessions[1].id,
            school=making.school(tx, name="寻乌县示例第三小学"),
            group=making.group(),
            token="other",
            placed_by=at.coordinator.id,
            on_behalf=True,
            now=make.NOW,
        )
    venue = subscribe(browse.sign_in(at.coordinator), f"/feeds/venue/{at.venue_id}")
    person = subscribe(browse.sign_in(at.teacher), f"/feeds/person/{at.teacher.id}")

    assert uids(browse, venue) == [f"visit-{each.booking_id}" for each in (own, other)]
    assert uids(browse, person) == [f"visit-{own.booking_id}"]


def test_a_feed_asked_again_says_not_modified_until_something_changes(
    browse: Browse, database: Database, at: Desk
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
    path = school_feed(browse, at)
    first = browse.get(path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]

    browse.clock.forward(timedelta(minutes=5))
    assert browse.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert browse.get(path, headers={"If-Modified-Since": date}).status_code == 304

    with database.writing() as tx:
        desk_actions.confirm(
            tx, booking_id=placed.booking_id, by=at.coordinator.id, now=browse.clock.now
        )
    again = browse.get(path, headers={"If-None-Match": tag})
    by_date = browse.get(path, headers={"If-Modified-Since": date})
    assert (again.status_code, by_date.status_code) == (200, 200)
    assert again.headers["ETag"] != tag


def test_a_cancelled_visit_is_struck_out_and_one_never_promised_vanishes(
    browse: Browse, database: Database, at: Desk
) -> None:
    with database.writing() as tx:
        promised = making.book(tx, at)
        desk_actions.hold(tx, booking_id=promised.booking_id, by=at.coordinator.id, now=make.NOW)
        hoped = making.book(tx, at, session=2, form="second")
        for placed in (promised, hoped):
            actions.cancel(
                tx,
                booking_id=placed.booking_id,
                reason="weather",
                by=at.teacher.id,
                now=make.NOW,
            )

    events = Calendar.from_ical(browse.get(school_feed(browse, at)).data).events

    assert [(str(e["UID"]), str(e["STATUS"])) for e in events] == [
        (f"visit-{promised.booking_id}", "CANCELLED")
    ]


def test_a_new_address_ends_the_former_one(browse: Browse, at: Desk) -> None:
    former = school_feed(browse, at)
    new = school_feed(browse, at)

    assert browse.get(former).status_code == 404
    assert browse.get(new).status_code == 200


def test_an_ended_feed_is_as_unknown_as_one_never_made(
    browse: Browse, database: Database, at: Desk
) -> None:
    path = school_feed(browse, at)
    with database.reading() as tx:
        feed_id = tx.query(FeedRow.id).scalar()

    stranger = browse.sign_in(at.coordinator).post(f"/feeds/{feed_id}/end")
    assert stranger.status_code == 404
    assert browse.get(path).status_code == 200

    assert browse.sign_in(at.teacher).post(f"/feeds/{feed_id}/end").status_code == 303
    ended, unknown = browse.get(path), browse.get("/feeds/never-made.ics")
    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert without_numbers(ended.text) == without_numbers(unknown.text)


def without_numbers(page: str) -> str:
    """Pages name the path they were asked for and a number of their own; the words must agree."""
    return "".join(
        line for line in page.splitlines() if "/feeds/" not in line and "%2F" not in line
    )


def test_a_right_that_ends_ends_the_feed(browse: Browse, database: Database, at: Desk) -> None:
    path = school_feed(browse, at)
    mine = subscribe(browse.sign_in(at.teacher), f"/feeds/person/{at.teacher.id}")

    with database.writing() as tx:
        tx.query(GrantRow).filter_by(person_id=at.teacher.id).delete()
    assert browse.get(path).status_code == 404
    assert browse.get(mine).status_code == 200

    with database.writing() as tx:
        tx.get_one(PersonRow, at.teacher.id).active = False
    assert browse.get(mine).status_code == 404


def test_the_database_keeps_no_address_that_would_answer(
    browse: Browse, database: Database, at: Desk
) -> None:
    token = school_feed(browse, at).removeprefix("/feeds/").removesuffix(".ics")

    with database.reading() as tx:
        row = tx.query(FeedRow).one()
        kept = {column.name: getattr(row, column.name) for column in FeedRow.__table__.columns}
    assert len(token) >= 32
    assert kept["token_hash"] == token_hash(token)
    assert token not in map(str, kept.values())


def test_uses_are_noted_once_an_hour(browse: Browse, database: Database, at: Desk) -> None:
    path = school_feed(browse, at)
    noted = []
    for minutes in (0, 20, 50):
        browse.clock.forward(timedelta(minutes=minutes))
        browse.get(path)
        with database.reading() as tx:
            noted.append(tx.query(FeedRow.last_used_at).scalar())

    assert noted == [make.NOW, make.NOW, make.NOW + timedelta(minutes=70)]


def test_inside_wechat_the_page_says_to_open_it_elsewhere(browse: Browse, at: Desk) -> None:
    wechat = {"User-Agent": "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.50"}
    teacher = browse.sign_in(at.teacher)
    path = f"/feeds/school/{at.school.id}"

    inside = teacher.post(path, headers=wechat).text
    outside = teacher.post(path).text

    assert "系统浏览器" in inside
    assert "webcal://" not in inside
    assert "系统浏览器" not in outside
    assert "webcal://" in outside


def test_a_viewer_without_any_scope_has_a_feed_of_their_own_bookings(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    assert viewer.person is not None

    path = subscribe(viewer, f"/feeds/person/{viewer.person.id}")

    assert uids(browse, path) == []


def test_a_single_visit_opens_in_the_phone_of_whoever_may_see_it(
    browse: Browse, database: Database, at: Desk
) -> None:
    with database.writing() as tx:
        placed = making.book(tx, at)
        elsewhere = making.school(tx, name="寻乌县示例第三小学")
    stranger = browse.as_(Role.TEACHER, scope=elsewhere.id)

    answer = browse.sign_in(at.teacher).get(f"/bookings/{placed.booking_id}.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert [str(e["UID"]) for e in Calendar.from_ical(answer.data).events] == [
        f"visit-{placed.booking_id}"
    ]
    assert stranger.get(f"/bookings/{placed.booking_id}.ics").status_code == 404

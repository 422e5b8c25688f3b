"""The day a group does not come: rung up, its room given away, and what it means for the school."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from outreach.accounts.model import Person, Role
from outreach.accounts.queries import audit_of
from outreach.booking import actions, desk_actions, queries
from outreach.booking.model import BookingState
from outreach.catalogue.tables import GroupRuleRow
from outreach.duty import gate_actions
from outreach.kernel.db import Database
from tests import make
from tests.booking import world
from tests.clock import Clock
from tests.duty.ground import Gate, another_session, open_gate
from tests.journeys.stage import fill, is_readable

pytestmark = [
    pytest.mark.browser,
    # Here the server runs in the test's own process; what compresses static files leaves their
    # closing to Python, which says so.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

Opener = Callable[..., Page]
LATE = timedelta(minutes=40)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application under the test's clock: what is late must not depend on the hour of a run."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def gate(database: Database, clock: Clock) -> Gate:
    """Two groups at nine, at a museum where two failures in a school year count; it is 9:40."""
    found = open_gate(database, now=clock.now)
    with database.writing() as tx:
        tx.execute(update(GroupRuleRow).values(no_show_limit=2))
    clock.now = found.opening + LATE
    return found


@pytest.fixture
def signed_in(database: Database, clock: Clock, open_page: Opener) -> Callable[..., Page]:
    def opener(person: Person, *, width: int = 390) -> Page:
        with database.writing() as tx:
            token = make.sign_in(tx, person=person, now=clock.now)
        return open_page(token=token, width=width)

    return opener


def state_of(database: Database, booking_id: int) -> BookingState:
    with database.reading() as tx:
        return queries.booking_facts(tx, booking_id).booking.state


def give_up(desk: Page, gate: Gate) -> None:
    """The desk is prompted, rings, and nobody answers."""
    desk.goto("/desk/today")
    prompt = desk.locator(".notice-stop", has_text="寻乌县第1小学")
    expect(prompt).to_contain_text("迟到 40 分钟")
    expect(prompt).to_contain_text("079*****1234")
    is_readable(desk)
    prompt.get_by_role("button", name="看号码打电话").click()
    expect(desk.get_by_role("button", name="0797-2831234")).to_be_visible()
    is_readable(desk)
    desk.get_by_role("button", name="没人接，也没有来：未到馆").click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.locator(".flash").first).to_contain_text("20 个名额可给临时来馆的团队")


def test_a_coach_broke_down_and_nothing_is_held_against_the_school(
    database: Database, gate: Gate, clock: Clock, signed_in: Callable[..., Page]
) -> None:
    desk = signed_in(gate.world.coordinator, width=1280)
    give_up(desk, gate)
    assert state_of(database, gate.visits[0]) is BookingState.NO_SHOW
    walk_in(desk)

    clock.forward(timedelta(hours=5))
    teacher = signed_in(gate.world.teachers[0])
    teacher.goto(f"/bookings/{gate.visits[0]}")
    is_readable(teacher)
    teacher.get_by_role("link", name="写明原因").click()
    is_readable(teacher)
    teacher.get_by_label("当天为什么没来").fill("大客车在路上坏了，山里没有信号")
    teacher.get_by_role("button", name="交给场馆和县科协").click()
    expect(teacher.locator(".trail")).to_contain_text("大客车在路上坏了")

    desk.goto("/no-shows")
    expect(desk.locator("tbody")).to_contain_text("学校已说明")
    is_readable(desk)
    desk.get_by_role("link", name="看说明与理由").click()
    expect(desk.locator(".trail")).to_contain_text("大客车在路上坏了")
    is_readable(desk)
    desk.get_by_role("button", name="改为不可抗力").click()
    is_readable(desk)
    desk.get_by_role("textbox").fill("大客车在路上坏了，已与学校核实")
    desk.get_by_role("button", name="因不可抗力取消").click()
    expect(desk.locator("main .badge").first).to_have_text("不可抗力")
    is_readable(desk)

    teacher.goto("/no-shows")
    expect(teacher.get_by_text("没有未到馆的记录")).to_be_visible()
    is_readable(teacher)
    book_again(database, gate, clock, teacher)


def walk_in(desk: Page) -> None:
    """A group at the door takes the room of the group that is missing."""
    desk.get_by_role("button", name="临时来馆").click()
    desk.get_by_label("学校", exact=True).press_sequentially("第3小学")
    desk.locator(".option", has_text="寻乌县第3小学").click()
    desk.get_by_label("学生", exact=True).fill("80")
    desk.get_by_label("成人", exact=True).fill("5")
    is_readable(desk)
    desk.get_by_role("button", name="登记，现在到馆").click()
    expect(desk.locator(".flash").first).to_contain_text("学生 80，成人 5，已计入本场")
    expect(desk.locator("#walk-ins")).to_be_visible()
    is_readable(desk)


def book_again(database: Database, gate: Gate, clock: Clock, teacher: Page) -> None:
    """Nothing bars the school: a new date, as ever."""
    day = gate.world.day + timedelta(days=14)
    with database.writing() as tx:
        session = another_session(tx, day, now=clock.now)
    teacher.goto(f"/book/{session}?grade=5")
    fill(teacher, pupils="20", adults="10")
    is_readable(teacher)
    teacher.get_by_role("button", name="提交预约").click()
    expect(teacher.get_by_text("下一步：等场馆答复")).to_be_visible()
    is_readable(teacher)


def test_a_second_failure_puts_a_school_later_until_the_county_clears_one(
    database: Database, gate: Gate, clock: Clock, signed_in: Callable[..., Page]
) -> None:
    with database.writing() as tx:
        county = make.person(tx, role=Role.COUNTY, scope=world.COUNTY, name="县科协", now=clock.now)
    give_up(signed_in(gate.world.coordinator, width=1280), gate)
    teacher = signed_in(gate.world.teachers[0])
    teacher.goto("/no-shows")
    expect(teacher.locator("tbody tr")).to_have_count(1)
    expect(teacher.locator("tbody")).to_contain_text("计入")
    expect(teacher.get_by_text("没来、也没有说一声的才算")).to_be_visible()
    expect(teacher.get_by_text("下一次排期靠后")).to_have_count(0)
    is_readable(teacher)

    miss_another(database, gate, clock)
    teacher = signed_in(gate.world.teachers[0])
    teacher.goto("/no-shows")
    expect(teacher.locator("tbody tr")).to_have_count(2)
    expect(teacher.locator(".notice-wait")).to_contain_text("寻乌县第1小学：下一次排期靠后")
    expect(teacher.locator(".notice-wait")).to_contain_text("现在照常可以预约")
    is_readable(teacher)

    officer = signed_in(county, width=1280)
    officer.goto("/no-shows")
    expect(officer.locator(".notice-wait")).to_contain_text("下一次排期靠后")
    is_readable(officer)
    officer.get_by_role("link", name="看说明与理由").last.click()
    officer.get_by_role("button", name="不再计入").click()
    expect(officer.get_by_role("alert")).to_contain_text("请写明理由，学校会看到")
    officer.get_by_label("理由").fill("当天山路塌方，县里已核实")
    is_readable(officer)
    officer.get_by_role("button", name="不再计入").click()
    expect(officer.locator(".trail")).to_contain_text("当天山路塌方，县里已核实")
    is_readable(officer)

    teacher.reload()
    expect(teacher.get_by_text("下一次排期靠后")).to_have_count(0)
    expect(teacher.locator("tbody .badge", has_text="不计入")).to_have_count(1)
    teacher.get_by_role("link", name="看说明与理由").last.click()
    expect(teacher.locator(".trail")).to_contain_text("县科协")
    expect(teacher.locator(".trail")).to_contain_text("当天山路塌方，县里已核实")
    is_readable(teacher)
    with database.reading() as tx:
        written = [row.action for row in audit_of(tx, f"booking:{gate.visits[0]}")]
    assert written == ["open-phone", "no-show-cleared"]


def miss_another(database: Database, gate: Gate, clock: Clock) -> None:
    """A week later the same school does not come again."""
    with database.writing() as tx:
        session = another_session(tx, gate.world.day + timedelta(days=7), now=clock.now)
        found = actions.book(
            tx,
            session_id=session,
            school=gate.world.schools[0],
            group=world.group(),
            token="a-week-later",
            placed_by=gate.world.teachers[0].id,
            now=clock.now,
        )
        by = gate.world.coordinator.id
        desk_actions.confirm(tx, booking_id=found.booking_id, by=by, now=clock.now)
        clock.forward(timedelta(days=7))
        gate_actions.miss(tx, booking_id=found.booking_id, by=by, now=clock.now)

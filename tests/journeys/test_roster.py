"""A week of the guides' room: an open duty filled past a limit, a swap by phone, calendar, letters."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
import vobject
from flask import Flask
from playwright.sync_api import Page, expect

from outreach.accounts import queries as accounts
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.notices import mails
from outreach.outbox.queries import messages
from outreach.roster import assign_actions, guide_actions, proposals
from outreach.roster.model import Duty, Guide, Limits
from outreach.roster.tables import BusySpanRow
from tests import make
from tests.journeys.stage import is_readable
from tests.roster import ground
from tests.roster.ground import Ground

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]
PHONE, DESK = 390, 1280


@pytest.fixture
def laid(sqlite_database: Database) -> Ground:
    """Two guides who may lead two duties a day, and three duties of a month from now."""
    found = ground.lay(sqlite_database, guides=2, sessions=3, groups=3, now=utc_now())
    with sqlite_database.writing() as tx:
        for guide in found.guides:
            guide_actions.change_guide(
                tx,
                guide_id=guide.id,
                entry=ground.entry(guide.name, limits=Limits(duties_a_day=2)),
                revision=guide.revision,
                by=None,
                now=utc_now(),
            )
    return found


def token_of(database: Database, person_id: int | None) -> str:
    with database.writing() as tx:
        person = accounts.find_person(tx, person_id or 0)
        assert person is not None
        return make.sign_in(tx, person=person, now=utc_now())


def give(database: Database, duty: Duty, guide: Guide) -> None:
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, by=None, now=utc_now())


def letters(database: Database, app: Flask, settings: Settings) -> set[tuple[str, int | None, str]]:
    """The letters that are true now: kind, reader, and what the invitation does."""
    found = set()
    with database.reading() as tx, app.test_request_context():
        for message in messages(tx):
            if not message.kind.startswith("duty-"):
                continue
            try:
                mail = mails.compose(tx, message, settings=settings, now=utc_now())
            except mails.OvertakenError:
                continue
            method = vobject.readOne(mail.invitation).method.value
            found.add((message.kind, message.recipient_id, method))
    return found


def test_a_duty_is_filled_with_a_reason_swapped_on_a_phone_and_stands_in_the_right_calendar(
    laid: Ground,
    sqlite_database: Database,
    open_page: Opener,
    app: Flask,
    settings: Settings,
) -> None:
    first, second = laid.guides
    duties = ground.duties(sqlite_database, laid)
    for duty in duties[:2]:
        give(sqlite_database, duty, first)

    desk = open_page(token=token_of(sqlite_database, laid.coordinator.id), width=DESK)
    desk.set_default_timeout(9000)
    desk.goto(f"/desk/roster?from={laid.day}")
    desk.locator(".roster-open .chip").click()
    line = desk.get_by_role("row").filter(has_text="guide0")
    expect(line).to_contain_text("当天将有 3 个任务，上限 2 个")
    line.get_by_role("button", name="排给这位").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("guide0会超出上限")
    is_readable(desk)
    desk.get_by_role("textbox").fill("另一位当天有课")
    desk.get_by_role("button", name="仍然排给guide0").click()
    expect(desk.get_by_text("另一位当天有课").first).to_be_visible()
    is_readable(desk)

    phone = open_page(token=token_of(sqlite_database, first.person_id), width=PHONE)
    phone.goto("/my-duties")
    phone.get_by_role("button", name="订阅到手机日历").click()
    phone.get_by_role("button", name="生成订阅地址").first.click()
    feed = phone.get_by_role("link", name="下载 .ics 文件").get_attribute("href") or ""
    is_readable(phone)
    phone.goto("/my-duties")
    card = phone.locator(".card").nth(2)
    card.get_by_role("button", name="想换班").click()
    expect(phone.get_by_text("已放出，1 位同事可以接手")).to_be_visible()
    is_readable(phone)
    assert calendar(phone, feed) == {f"duty-{duty.id}" for duty in duties}

    colleague = open_page(token=token_of(sqlite_database, second.person_id), width=PHONE)
    colleague.goto("/my-duties")
    expect(colleague.get_by_text("guide0 想换班，您那时有空")).to_be_visible()
    is_readable(colleague)
    colleague.get_by_role("button", name="我来讲").click()
    colleague.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(colleague.get_by_text("已接手，任务现在是您的")).to_be_visible()

    assert calendar(phone, feed) == {f"duty-{duty.id}" for duty in duties[:2]}
    told = letters(sqlite_database, app, settings)
    assert ("duty-taken-away", first.person_id, "CANCEL") in told
    assert ("duty-given", second.person_id, "REQUEST") in told
    desk.goto(f"/desk/roster?from={laid.day}")
    expect(desk.get_by_text("guide0 → guide1")).to_be_visible()


def calendar(page: Page, address: str) -> set[str]:
    """The duties in a feed as a calendar's program fetches it."""
    found = vobject.readOne(page.request.get(address[address.index("/feeds/") :]).text())
    return {entry.uid.value for entry in getattr(found, "vevent_list", [])}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_the_roster_is_readable(
    laid: Ground, sqlite_database: Database, open_page: Opener, width: int
) -> None:
    guide = laid.guides[0]
    duties = ground.duties(sqlite_database, laid)
    give(sqlite_database, duties[0], guide)
    with sqlite_database.writing() as tx:
        span = duties[0].span
        tx.add(BusySpanRow(guide_id=guide.id, starts=span.starts, ends=span.ends))
        proposal = proposals.ask(
            tx, venue_id=1, first=laid.day, last=laid.day, by=None, now=utc_now()
        )
    desk = open_page(token=token_of(sqlite_database, laid.coordinator.id), width=width)

    desk.goto(f"/desk/proposals/{proposal.id}")
    is_readable(desk)  # while it is computed
    proposals.solve_asked(sqlite_database, now=utc_now())
    expect(desk.get_by_role("button", name="发布")).to_be_visible()  # by itself
    is_readable(desk)
    for path in (
        f"/desk/proposals?from={laid.day}",
        f"/desk/roster?from={laid.day}",
        f"/desk/duties/{duties[0].id}",
        f"/desk/duties/{duties[1].id}",
        "/desk/guides",
        "/desk/guides/new",
        f"/desk/guides/{guide.id}",
        f"/desk/guides/{guide.id}/edit",
        "/desk/loads",
        "/desk/loads/term",
        f"/desk/loads/{guide.id}/term",
        f"/desk/loads/{guide.id}/weekends",
    ):
        answer = desk.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        is_readable(desk)
    mine = open_page(token=token_of(sqlite_database, guide.person_id), width=width)
    mine.goto("/my-duties")
    is_readable(mine)


def test_a_week_of_the_board_prints_on_one_lying_sheet(
    laid: Ground, sqlite_database: Database, open_page: Opener
) -> None:
    desk = open_page(token=token_of(sqlite_database, laid.coordinator.id), width=DESK)
    desk.goto(f"/desk/roster?from={laid.day}")

    printed = pypdfium2.PdfDocument(BytesIO(desk.pdf(prefer_css_page_size=True)))

    width, height = printed[0].get_size()
    assert len(printed) == 1
    assert (round(width), round(height)) == (842, 595)
    words = "".join(printed[0].get_textpage().get_text_range().split())
    assert "guide0" in words
    assert "打印" not in words

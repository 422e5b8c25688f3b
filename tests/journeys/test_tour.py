"""A tour of the computing centre for forty, when sixty come."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from outreach.accounts.model import Role
from outreach.booking import actions, desk_actions
from outreach.booking.model import SchoolRef
from outreach.booking.tables import BookingRow
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.season.tables import SessionRow
from tests import make
from tests.booking import world
from tests.journeys.stage import is_readable

pytestmark = pytest.mark.browser


def test_sixty_come_for_forty_and_the_turns_say_who_waits_for_the_gallery(
    sqlite_database: Database, open_page: Callable[..., Page]
) -> None:
    """Forty have booked, and forty more: at the gate the first are sixty."""
    now = utc_now()
    soon = local_day(now) + timedelta(days=30)
    with sqlite_database.writing() as tx:
        make.province(tx)
        session = make.sessions(
            tx,
            programme="computing-centre-tour",
            first=soon,
            last=soon + timedelta(days=6),
            now=now,
        )[0]
        tx.execute(update(SessionRow).values(opens_at=now - timedelta(days=1)))
        centre = make.person(tx, role=Role.VENUE, scope=session.venue_id, now=now)
        for name in ("寻乌县第二小学", "寻乌县第三小学"):
            school = make.school(tx, name=name, now=now)
            booked = actions.book(
                tx,
                session_id=session.id,
                school=SchoolRef(school.id, school.county_code),
                group=world.group(pupils=40),
                token=f"a-form-of-{school.id:0>8}",
                accepted=1,
                placed_by=make.person(tx, scope=school.id, now=now).id,
                now=now,
            )
            desk_actions.confirm(tx, booking_id=booked.booking_id, by=centre.id, now=now)
        token = make.sign_in(tx, person=centre, now=now)
        tx.execute(update(SessionRow).values(day=local_day(now)))
        tx.execute(update(BookingRow).values(day=local_day(now)))
    sheet = open_page(token=token, width=1280)
    sheet.goto(f"/desk/sessions/{session.id}/turns")
    expect(sheet.get_by_role("heading", name="第 2 批")).to_contain_text("学生 40 / 40")
    expect(sheet.get_by_text("超出两批的人数：请到等候区")).to_have_count(0)

    gate = open_page(token=token)
    gate.goto("/desk/today")
    gate.locator("tbody tr", has_text="寻乌县第二小学").get_by_text("登记到馆", exact=True).click()
    gate.get_by_label("到馆学生").fill("60")
    is_readable(gate)
    gate.get_by_role("button", name="到馆", exact=True).click()
    expect(gate.locator("main")).to_contain_text("学生 60")

    sheet.reload()
    for batch in ("第 1 批", "第 2 批"):
        expect(sheet.get_by_role("heading", name=batch)).to_contain_text("学生 40 / 40")
    expect(sheet.get_by_text("超出两批的人数：请到等候区")).to_be_visible()
    expect(sheet.locator("main")).to_contain_text("预约 40 人，实到 60 人")
    is_readable(sheet)
    gate.goto(f"/desk/sessions/{session.id}/turns")
    expect(gate.locator("main")).to_contain_text("20 名学生")
    is_readable(gate)

"""The class's page, the teacher's, and what the venue reads."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from outreach.accounts.model import Role
from outreach.feedback import actions, links
from outreach.feedback.model import Answer, Respondent
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import make, serving
from tests.booking.world import COUNTY
from tests.browse import Browse
from tests.clock import Clock
from tests.feedback.visited import Visited, visit
from tests.journeys.stage import is_readable

FORM: dict[str, Any] = {
    "token": "a-token-made-when-opened",
    "respondent": "pupil",
    **{f"q{n}": "4" for n in range(1, 6)},
}


@pytest.fixture
def where(database: Database, clock: Clock) -> Visited:
    found = visit(database)
    clock.now = found.now
    return found


@pytest.fixture
def link(where: Visited, settings: Settings) -> str:
    return f"/f/{links.sign(where.booking_id, settings=settings)}"


def test_anybody_with_the_link_answers_without_signing_in(
    browse: Browse, link: str, where: Visited
) -> None:
    assert "五个问题" in browse.get(link).text

    answer = browse.post(link, FORM)

    assert answer.headers["Location"] == "/f/thanks"
    teacher = browse.sign_in(where.ground.teachers[0])
    assert "1" in teacher.get(f"/bookings/{where.booking_id}/feedback").text


def test_every_open_question_is_named_and_the_rest_stays(browse: Browse, link: str) -> None:
    page = browse.post(link, FORM | {"q2": "", "q5": "9", "remark": "电话 13800138000"})

    assert page.status_code == 422
    assert page.text.count('class="field-error"') == 3
    assert 'value="电话 13800138000"' in page.text


@pytest.mark.parametrize("signed", ["x", "MQ.bad", "MQ", "1", "thanks2"])
def test_a_link_we_did_not_make_is_none(browse: Browse, where: Visited, signed: str) -> None:
    assert browse.get(f"/f/{signed}").status_code == 404


def test_a_link_for_a_visit_that_is_not_over_is_none(
    browse: Browse, where: Visited, settings: Settings
) -> None:
    assert browse.get(f"/f/{links.sign(999, settings=settings)}").status_code == 404


def test_an_answer_by_the_link_stands_in_no_piles_way(
    browse: Browse, link: str, where: Visited
) -> None:
    pile = "a-pile-of-paper-typed-in"
    browse.post(link, FORM | {"token": f"{pile}-0"})
    teacher = browse.sign_in(where.ground.teachers[0])
    form = {"token": pile, "respondent": "pupil", "sheets": "5 4 5 3 5"}

    sent = teacher.post(f"/bookings/{where.booking_id}/feedback/sheets", form)

    assert sent.status_code == 303


def test_wrong_lines_of_paper_are_named_and_nothing_is_taken(
    browse: Browse, where: Visited
) -> None:
    teacher = browse.sign_in(where.ground.teachers[0])
    typed = {"token": FORM["token"], "respondent": "pupil", "sheets": "54535\n5453\n44444"}

    page = teacher.post(f"/bookings/{where.booking_id}/feedback/sheets", typed)

    assert page.status_code == 422
    assert "第 2 行「5453」" in page.text
    assert "44444" in page.text
    taken = teacher.post(
        f"/bookings/{where.booking_id}/feedback/sheets", typed | {"sheets": "54535\n44444"}
    )
    assert "已录入 2 张" in teacher.follow(taken).text


def test_another_schools_teacher_finds_nothing(browse: Browse, where: Visited) -> None:
    stranger = browse.sign_in(where.ground.teachers[1])

    for path in ("", ".svg", "/paper", "/sheets"):
        page = stranger.get(f"/bookings/{where.booking_id}/feedback{path}")
        assert page.status_code == 404


def test_results_show_from_ten_on_and_remarks_with_them(
    browse: Browse, database: Database, where: Visited
) -> None:
    desk = browse.sign_in(where.ground.coordinator)
    for n in range(9):
        say(database, where, n, remark="很有意思")
    assert "很有意思" not in desk.get("/feedback/1/1").text
    assert "还不能显示" in desk.get("/feedback/1/1").text

    say(database, where, 10)

    assert "很有意思" in desk.get("/feedback/1/1").text
    assert "4.0" in desk.get("/feedback").text
    assert browse.as_(Role.VENUE, scope=2).get("/feedback/1/1").status_code == 404
    assert browse.as_(Role.COUNTY, scope=COUNTY).get("/feedback").status_code == 403


def say(database: Database, where: Visited, n: int, remark: str | None = None) -> None:
    said = Answer(Respondent.PUPIL, (4, 4, 4, 4, 4), remark)
    with database.writing() as tx:
        actions.answer(tx, booking_id=where.booking_id, said=said, token=f"n{n}", now=where.now)


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_pupil_answers_on_a_phone(
    sqlite_database: Database, open_page: Callable[..., Page], *, script: bool
) -> None:
    # The server reads the real clock, so the question must still be open by it.
    where = visit(sqlite_database)
    with sqlite_database.writing() as tx:
        token = make.sign_in(tx, person=where.ground.teachers[0], now=utc_now())
    settings = Settings(
        _env_file=None,
        database_url=sqlite_database.url.render_as_string(),
        secret_key=serving.SECRET_KEY,
    )
    phone = open_page(script=script)
    phone.goto(f"/f/{links.sign(where.booking_id, settings=settings)}")
    is_readable(phone) if script else None
    phone.get_by_role("button", name="交卷").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.get_by_text("学生", exact=True).click()
    for group in phone.locator("fieldset").all()[1:6]:
        group.get_by_text("4", exact=True).click()
    phone.get_by_role("button", name="交卷").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢，已经收到")

    teacher = open_page(token=token, script=script)
    teacher.goto(f"/bookings/{where.booking_id}/feedback")
    expect(teacher.locator(".facts dd").first).to_contain_text("1 份")
    if script:
        is_readable(teacher)


def test_the_letter_carries_the_class_link(app: Flask, database: Database, where: Visited) -> None:
    from sqlalchemy import select

    from outreach.notices.mails import compose
    from outreach.outbox import queries as outbox
    from outreach.outbox.tables import OutboxRow

    with database.reading() as tx, app.app_context():
        row = tx.scalars(select(OutboxRow).where(OutboxRow.kind == "feedback-asked")).one()
        settings = app.extensions["outreach.settings"]
        mail = compose(tx, outbox.message_of(row), settings=settings, now=where.now)

    assert f"/f/{links.sign(where.booking_id, settings=settings)}" in mail.body
    assert mail.invitation is None

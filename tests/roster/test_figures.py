"""What the board marks after a duty was given, and the records behind the figures of loads."""

from datetime import timedelta
from typing import Any

import pytest

from outreach.accounts import queries as accounts
from outreach.kernel.db import Database
from outreach.kernel.span import Span
from outreach.roster import assign_actions, guide_actions
from outreach.roster.model import Duty, Limits
from outreach.roster.tables import BusySpanRow
from tests import make
from tests.browse import Browse
from tests.roster import ground
from tests.roster.ground import Ground

BY: dict[str, Any] = {"by": None, "now": make.NOW}


@pytest.fixture
def laid(database: Database) -> Ground:
    return ground.lay(database, guides=2)


@pytest.fixture
def given(database: Database, laid: Ground) -> Duty:
    """The first duty, which the first guide has."""
    duty = ground.duties(database, laid)[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=laid.guides[0].id, **BY)
    return ground.duties(database, laid)[0]


def pages(browse: Browse, laid: Ground, duty: Duty) -> tuple[str, str]:
    """The board of the duty's week, and the duty's own page."""
    desk = browse.sign_in(laid.coordinator)
    board = desk.get(f"/desk/roster?from={laid.day}").text
    return board, desk.get(f"/desk/duties/{duty.id}").text


def test_a_duty_that_nothing_speaks_against_is_not_marked(
    laid: Ground, given: Duty, browse: Browse
) -> None:
    board, page = pages(browse, laid, given)

    assert "有冲突" not in board
    assert "现在讲不了" not in page


def test_busy_hours_that_come_later_are_marked_in_words(
    database: Database, laid: Ground, given: Duty, browse: Browse
) -> None:
    span = Span(given.span.starts + timedelta(minutes=10), given.span.ends + timedelta(hours=1))
    with database.writing() as tx:
        tx.add(BusySpanRow(guide_id=given.guide_id, starts=span.starts, ends=span.ends))

    board, page = pages(browse, laid, given)

    assert "有冲突：自己的日历那时有安排" in board
    assert "1 个排好后有了冲突" in board
    assert "guide0现在讲不了" in page
    assert page.count("自己的日历那时有安排") == 2  # above, and where the guide stands in the list


def test_guides_find_what_stands_in_the_way_on_their_own_page(
    database: Database, laid: Ground, given: Duty, browse: Browse
) -> None:
    with database.reading() as tx:
        person_id = laid.guides[0].person_id
        me = accounts.find_person(tx, person_id or 0)
    assert me is not None
    mine = browse.sign_in(me)
    assert "有冲突" not in mine.get("/my-duties").text

    with database.writing() as tx:
        tx.add(BusySpanRow(guide_id=given.guide_id, starts=given.span.starts, ends=given.span.ends))

    page = mine.get("/my-duties").text
    assert "有冲突" in page
    assert "自己的日历那时有安排。请换班，或告诉协调员。" in page


def test_a_skill_taken_away_later_is_marked_in_words(
    database: Database, laid: Ground, given: Duty, browse: Browse
) -> None:
    with database.writing() as tx:
        guide_actions.change_guide(
            tx,
            guide_id=given.guide_id or 0,
            entry=ground.entry("guide0", skills=frozenset()),
            revision=0,
            **BY,
        )

    board, page = pages(browse, laid, given)

    assert "有冲突：不会讲这个项目" in board
    assert page.count("不会讲这个项目") == 2


def test_a_limit_passed_with_a_reason_is_no_conflict_and_one_lowered_later_is(
    database: Database, laid: Ground, given: Duty, browse: Browse
) -> None:
    second, guide = ground.duties(database, laid)[1], laid.guides[0]
    with database.writing() as tx:
        guide_actions.change_guide(
            tx,
            guide_id=guide.id,
            entry=ground.entry("guide0", limits=Limits(duties_a_day=1)),
            revision=0,
            **BY,
        )
        assign_actions.assign(tx, duty_id=second.id, guide_id=guide.id, reason="没有别人", **BY)

    board, page = pages(browse, laid, given)
    _board, passed = pages(browse, laid, second)

    assert board.count("有冲突：当天任务已满") == 1
    assert "guide0现在会超出上限" in page
    assert "现在会超出上限" not in passed


def test_each_figure_of_loads_opens_the_duties_behind_it_and_its_rule(
    database: Database, laid: Ground, given: Duty, browse: Browse
) -> None:
    desk = browse.sign_in(laid.coordinator)

    index = desk.get("/desk/loads").text
    term = desk.get("/desk/loads/term").text
    weekends = desk.get(f"/desk/loads/{given.guide_id}/weekends").text

    for figure in ("/desk/loads/term", f"/{given.guide_id}/weekends", f"/{given.guide_id}/term"):
        assert figure in index
    assert f"/desk/duties/{given.id}" in term
    assert f"/desk/duties/{given.id}" not in weekends  # a Wednesday
    for page in (index, term, weekends):
        assert "按任务的起止时间计时" in page

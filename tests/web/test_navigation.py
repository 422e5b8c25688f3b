"""The way around: every page is open to whoever is shown it, and few stand in a row."""

import pytest
from flask import Flask

from outreach.accounts.model import Grant, Person, PersonId, Role
from outreach.navigation import FEW, Way, navigation
from outreach.web.gate import PUBLIC, SIGNED_IN, audience_of


def somebody(role: Role) -> Person:
    return Person(PersonId(1), "刘老师", "a@example.org", None, "zh_Hans_CN", (Grant(role, "1"),))


def pages(ways: list[Way]) -> list[Way]:
    return [page for way in ways for page in (way.ways or [way])]


@pytest.mark.parametrize("role", list(Role))
def test_every_page_in_the_navigation_is_open_to_whom_it_is_shown(app: Flask, role: Role) -> None:
    adapter = app.url_map.bind("localhost")
    with app.test_request_context():
        shown = pages(navigation(somebody(role), "/"))

    closed = []
    for page in shown:
        endpoint, _values = adapter.match(page.href, method="GET")
        audience = audience_of(app.view_functions[endpoint])
        if not audience & {PUBLIC, SIGNED_IN, role}:
            closed.append(page.href)
    assert closed == []
    assert len({page.href for page in shown}) == len(shown)


@pytest.mark.parametrize("role", list(Role))
def test_few_entries_stand_in_a_row_and_the_current_part_shows_its_pages(
    app: Flask, role: Role
) -> None:
    with app.test_request_context():
        for page in pages(navigation(somebody(role), "/")):
            ways = navigation(somebody(role), f"{page.href}/17")
            assert len(ways) <= FEW
            assert [p.href for p in pages(ways) if p.current] == [page.href]
            assert sum(way.current for way in ways) == 1


def test_a_longer_address_is_the_nearer_page(app: Flask) -> None:
    with app.test_request_context():
        ways = pages(navigation(somebody(Role.VENUE), "/desk/week"))

    assert [way.href for way in ways if way.current] == ["/desk/week"]

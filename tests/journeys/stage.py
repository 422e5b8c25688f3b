"""Who plays in the journeys, and what they do on more than one."""

from dataclasses import dataclass

from playwright.sync_api import Page

from outreach.season.model import Session
from tests.browser import accessibility_problems

XUNWU = "360734"


@dataclass(frozen=True)
class Stage:
    """One school far away, sessions of the museum in a month, and tokens of those who sign in."""

    teacher: str
    venue: str
    county: str
    sessions: list[Session]
    neighbour: int  # another school of the county, for which only the venue books


def fill(page: Page, *, pupils: str = "86", adults: str = "5") -> None:
    page.get_by_label("年级", exact=True).select_option("5")
    page.get_by_label("学生人数").fill(pupils)
    page.get_by_label("随队成人").fill(adults)
    page.get_by_label("带队老师工作电话").fill("0797-2831234")


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交预约").click()


def booked(page: Page, stage: Stage) -> str:
    """The number of a booking made for the first session."""
    page.goto(f"/book/{stage.sessions[0].id}?grade=5")
    fill(page)
    submit(page)
    page.wait_for_url("**/bookings/1")
    return page.get_by_role("heading", level=1).inner_text().removeprefix("预约 ")


def confirm_before_the_papers(desk: Page) -> None:
    """From the inbox; the venue knows better, and says why."""
    desk.get_by_role("link", name="材料未齐，仍要确认").click()
    desk.get_by_role("textbox").fill("公函已电话核实，当天带来")
    desk.get_by_role("button", name="材料未齐，仍要确认").click()
    desk.wait_for_url("**/desk/bookings/1")


def is_readable(page: Page) -> None:
    assert accessibility_problems(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

"""A teacher's phone and the venue's desk: a letter is photographed, sent, looked at and ticked."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from outreach.catalogue.paper_terms import Paper
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.journeys.stage import is_readable
from tests.papers import ground
from tests.papers.ground import IN_HOLD, Ground

pytestmark = pytest.mark.browser


@pytest.fixture
def at(sqlite_database: Database) -> Ground:
    return ground.lay(sqlite_database, now=utc_now())


@pytest.fixture
def tokens(sqlite_database: Database, at: Ground) -> tuple[str, str]:
    with sqlite_database.writing() as tx:
        teacher, desk = (
            make.sign_in(tx, person=person, now=utc_now())
            for person in (at.world.teachers[0], at.world.coordinator)
        )
    return teacher, desk


def photo(folder: Path) -> Path:
    path = folder / "公函.jpg"
    path.write_bytes(ground.picture_with_place())
    return path


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_goes_from_the_phone_to_the_desk_and_is_checked_off(
    at: Ground,
    tokens: tuple[str, str],
    open_page: Callable[..., Page],
    tmp_path: Path,
    script: object,
) -> None:
    phone = open_page(token=tokens[0], script=bool(script))
    phone.goto(f"/bookings/{at.booking_id}")
    phone.get_by_role("button", name="打印、填写和上传材料").click()
    if script:
        is_readable(phone)
    card = phone.locator("#letter")
    with phone.expect_download() as printed:
        card.get_by_role("link", name="参观公函 PDF").click()
    assert Path(printed.value.path()).read_bytes().startswith(b"%PDF-")
    card.get_by_role("button", name="填写和上传").click()
    phone.get_by_role("button", name="交给场馆").click()
    expect(phone.get_by_role("alert")).to_contain_text("请选择盖章后的照片或 PDF。")
    phone.get_by_label("盖章后的照片或 PDF").set_input_files(photo(tmp_path))
    phone.get_by_role("button", name="交给场馆").click()
    expect(phone.locator("#letter .badge")).to_have_text("已交，待核验")
    if script:
        is_readable(phone)

    desk = open_page(token=tokens[1], width=1280, script=bool(script))
    desk.goto("/papers")
    if script:
        is_readable(desk)
    desk.locator("#check a").first.click()
    row = desk.get_by_role("row", name="加盖公章的公函")
    with desk.expect_download() as copy:
        row.get_by_role("link", name="第 1 份").click()
    assert Path(copy.value.path()).read_bytes().startswith(b"\xff\xd8\xff")
    row.get_by_role("button", name="核验通过").click()
    expect(desk.get_by_role("row", name="加盖公章的公函").locator(".badge")).to_have_text(
        "核验通过"
    )
    if script:
        is_readable(desk)
    phone.reload()
    expect(phone.locator("#letter .badge")).to_have_text("核验通过")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_papers_is_accessible_on_a_phone(
    at: Ground,
    tokens: tuple[str, str],
    sqlite_database: Database,
    open_page: Callable[..., Page],
    scheme: Literal["light", "dark"],
) -> None:
    with sqlite_database.writing() as tx:
        at.bring(tx, *IN_HOLD, now=utc_now())
        at.check(tx, IN_HOLD[0], now=utc_now())
        at.send_back(tx, IN_HOLD[1], now=utc_now())
    teacher, desk = (open_page(token=token, scheme=scheme) for token in tokens)
    here, at_desk = f"/bookings/{at.booking_id}", f"/desk/bookings/{at.booking_id}"
    for page, paths in (
        (teacher, (here, f"{here}/papers", *(f"{here}/papers/{kind}" for kind in Paper))),
        (desk, ("/papers", at_desk, f"{at_desk}/confirm", f"{at_desk}/papers/letter/return")),
    ):
        for path in paths:
            page.goto(path)
            is_readable(page)


def test_one_press_confirms_and_the_slip_can_be_taken_home(
    at: Ground,
    tokens: tuple[str, str],
    sqlite_database: Database,
    open_page: Callable[..., Page],
) -> None:
    with sqlite_database.writing() as tx:
        at.bring(tx, *IN_HOLD, now=utc_now())
        at.check(tx, *IN_HOLD, now=utc_now())
    desk = open_page(token=tokens[1], width=1280)
    desk.goto("/desk")
    desk.get_by_role("button", name="材料已齐，确认").click()
    desk.wait_for_url("**/desk")

    phone = open_page(token=tokens[0])
    phone.goto(f"/bookings/{at.booking_id}")
    with phone.expect_download() as slip:
        phone.get_by_role("button", name="下载回执单").click()
    assert slip.value.suggested_filename.endswith("-slip.pdf")

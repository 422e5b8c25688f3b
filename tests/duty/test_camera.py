"""The gate reads a confirmation slip through a camera: a real stream, a real code, a real decoder.

Desktop Chromium has no decoder of its own, so the browser gets one here: it hands each picture of
the stream to zxing. Everything else is the page's: asking for the camera, looking, filling in.
"""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from outreach.booking import queries
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import make
from tests.browser import FLAGS, find_chromium, sign_in_cookie
from tests.duty.ground import Gate, open_gate

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 640, 480
DECODER = """
window.BarcodeDetector = class {
  constructor({ formats }) { if (formats.join() !== "qr_code") throw new Error(formats); }
  async detect(video) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    return (await decode(canvas.toDataURL())).map((rawValue) => ({ rawValue }));
  }
};
"""


def film(path: Path, words: str) -> None:
    """One picture of a QR code, as the raw video that Chromium takes for a camera's."""
    code = io.BytesIO()
    segno.make(words).save(code, kind="png", scale=10)
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    with Image.open(code) as drawn:
        picture.paste(drawn.convert("L"), (150, 60))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F5:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + picture.tobytes() + grey) * 2)


def decoded(address: str) -> list[str]:
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.fixture
def gate(sqlite_database: Database) -> Gate:
    return open_gate(sqlite_database, now=utc_now())


@pytest.fixture
def number(sqlite_database: Database, gate: Gate) -> str:
    with sqlite_database.reading() as tx:
        return queries.booking_facts(tx, gate.visits[1]).booking.number


@pytest.fixture
def token(sqlite_database: Database, gate: Gate) -> str:
    with sqlite_database.writing() as tx:
        return make.sign_in(tx, person=gate.world.coordinator, now=utc_now())


@pytest.fixture
def with_camera(chromium: Browser, number: str, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees a slip with the second group's number."""
    film(tmp_path / "slip.y4m", number)
    browser = chromium.browser_type.launch(
        executable_path=find_chromium(),
        args=[
            *FLAGS,
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'slip.y4m'}",
        ],
    )
    yield browser
    browser.close()


def board(browser: Browser, address: str, token: str, *, allowed: bool) -> Page:
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["camera"] if allowed else [],
    )
    context.add_cookies([{"name": "outreach", "value": sign_in_cookie(token), "url": address}])
    page = context.new_page()
    page.expose_function("decode", decoded)
    page.add_init_script(DECODER)
    page.goto("/desk/today")
    return page


def test_a_slip_before_the_camera_leads_to_its_group(
    with_camera: Browser, live_server: str, token: str, number: str
) -> None:
    desk = board(with_camera, live_server, token, allowed=True)

    desk.get_by_role("button", name="用摄像头扫码").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("登记到馆")
    expect(desk.locator(".lede")).to_contain_text(number)


def test_without_leave_to_look_the_number_is_typed(
    with_camera: Browser, live_server: str, token: str
) -> None:
    desk = board(with_camera, live_server, token, allowed=False)

    desk.get_by_role("button", name="用摄像头扫码").click()
    expect(desk.get_by_role("status").last).to_contain_text("摄像头")
    desk.get_by_role("button", name="关闭").click()

    expect(desk.locator("#number")).to_be_focused()
    expect(desk.locator("dialog")).to_have_count(0)


def test_a_browser_that_reads_no_codes_offers_no_scanning(
    token: str, open_page: Callable[..., Page]
) -> None:
    desk = open_page(token=token, width=390)
    desk.goto("/desk/today")

    assert not desk.evaluate("'BarcodeDetector' in window")
    expect(desk.locator("[data-scan-start]")).to_be_hidden()
    expect(desk.locator("#number")).to_be_visible()

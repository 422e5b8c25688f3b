"""What every page promises by its frame and its parts, whatever it is about."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from flask import render_template, session
from playwright.sync_api import Page, expect

from outreach.app import create_app, templates_folder
from outreach.kernel.settings import Settings
from outreach.web.filters import STATIC
from tests.browse import Browse
from tests.browser import accessibility_problems
from tests.serving import SECRET_KEY

TEMPLATES = templates_folder()
OWN_STYLES = sorted(STATIC.glob("*.css"))
ERRORS = sorted(page.stem for page in (TEMPLATES / "errors").glob("*.html") if page.stem[0] != "_")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_every_part_is_accessible(sheet: Callable[..., Page], width: int) -> None:
    """In both languages, light and dark, with an empty form and with a wrong one."""
    for language, scheme in product(("zh-CN", "en-GB"), ("light", "dark")):
        page = sheet(language=language, width=width, scheme=scheme)
        assert accessibility_problems(page) == []
        page.get_by_role("button", name=re.compile("^(提交申请|Send the application)$")).click()
        expect(page.locator(".error-summary")).to_be_focused()
        assert accessibility_problems(page) == []


@pytest.mark.browser
def test_no_page_is_wider_than_the_screen(sheet: Callable[..., Page]) -> None:
    """With large text, and down to the width that 400 % zoom leaves."""
    for width in (320, 390, 768, 1280):
        page = sheet(width=width, language="en-GB")
        page.get_by_role("button", name="Large text").click()

        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_a_complaint_stands_beside_its_field_and_in_the_summary(
    sheet: Callable[..., Page],
) -> None:
    page = sheet()
    page.get_by_label("学生人数").fill("4")
    page.get_by_role("button", name="提交申请").click()

    pupils = page.get_by_label("学生人数")
    expect(pupils).to_have_value("4")
    expect(pupils).to_have_attribute("aria-invalid", "true")
    expect(pupils).to_have_accessible_description("每批 10–200 人")
    page.get_by_role("link", name="学生人数：每批 10–200 人").click()
    expect(pupils).to_be_focused()
    page.get_by_role("link", name="学段：请选择学段").click()
    expect(page.get_by_role("radio", name="小学")).to_be_focused()


@pytest.mark.browser
def test_the_first_key_leads_past_the_navigation(sheet: Callable[..., Page]) -> None:
    page = sheet(width=1280)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    assert skip.evaluate("it => it.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_what_has_focus_shows_it(sheet: Callable[..., Page]) -> None:
    """Walks through the whole page by keyboard; nothing takes the focus unseen."""
    page = sheet(width=1280)
    unseen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const it = document.activeElement;
              if (it === document.body) return "end";
              const shown = it.closest(".choices-segmented .option, .choices-cards .option") || it;
              return getComputedStyle(shown).outlineStyle === "none" ? it.outerHTML : "seen";
            }"""
        )
        if seen == "end":
            break
        unseen += [] if seen == "seen" else [seen]

    assert unseen == []


@pytest.mark.browser
def test_paper_shows_contents_and_nothing_to_press(sheet: Callable[..., Page]) -> None:
    page = sheet(width=1280, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    assert (
        page.evaluate(
            "[...document.querySelectorAll('nav, button, [role=button], .flash')]"
            ".filter(it => it.checkVisibility()).map(it => it.outerHTML)"
            ".filter(it => !it.includes('class=\"week\"'))"
        )
        == []
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    expect(page.get_by_role("table").first).to_be_visible()


@pytest.mark.browser
def test_the_frame_is_light_enough_for_a_weak_line(page: Page) -> None:
    """Page, style and script as sent; a booking form may weigh 60 KB with all it needs."""
    page.goto("/sign-in")
    page.wait_for_load_state("networkidle")
    sent = page.evaluate(
        """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
          .map(part => [new URL(part.name).pathname, part.encodedBodySize])"""
    )

    assert {name for name, _ in sent} >= {"/sign-in", "/static/outreach.css", "/static/outreach.js"}
    assert sum(size for _, size in sent) < 32_000, sent


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("name", ERRORS)
def test_every_apology_can_be_read(browse: Browse, name: str, language: str) -> None:
    with browse.app.test_request_context("/"):
        session["language"] = language
        page = render_template(f"errors/{name}.html", number="3fa91c02")

    assert "<h1>" in page
    assert ("3fa91c02" in page) == (name in {"500", "503"})
    body = page[page.index("<main") : page.index("</main>")]
    assert bool(re.search("[\u4e00-\u9fff]", body)) == (language != "en")


def test_the_apology_for_a_missing_database_does_not_need_it() -> None:
    """Nothing listens on port 1, so every connection is refused at once."""
    url = "postgresql+psycopg://nobody@127.0.0.1:1/outreach"
    app = create_app(Settings(_env_file=None, database_url=url, secret_key=SECRET_KEY))
    answer = app.test_client().get("/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "系统正忙" in answer.text


def templates() -> list[Path]:
    """Mail may style itself; pages may not."""
    return sorted(page for page in TEMPLATES.rglob("*.html") if "mail" not in page.parts)


@pytest.mark.parametrize("page", templates(), ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_page_needs_a_weaker_policy(page: Path) -> None:
    """The content security policy allows neither inline style nor inline script."""
    inline = r"""\sstyle=|<style|\son[a-z]+=["']|javascript:|<script(?![^>]*\bsrc=)|https?://"""

    assert (
        re.findall(inline, re.sub(r"\{#.*?#\}", "", page.read_text("utf-8"), flags=re.DOTALL)) == []
    )


@pytest.mark.parametrize("style", OWN_STYLES, ids=lambda style: style.name)
def test_our_styles_are_understood_by_chromium_90(style: Path) -> None:
    newer = r"@container|@layer|color-mix|oklch|oklab|\blch\(|&[ :.]|\bdvh\b|@scope|@property"

    assert re.findall(newer, style.read_text("utf-8")) == []
    assert "http" not in style.read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; the dark one is given as changes to the light one."""
    text = (STATIC / "outreach.css").read_text("utf-8")
    light, dark = text.split("prefers-color-scheme: dark", 1)
    colour = r"--([a-z0-9-]+): (#[0-9a-f]{6});"
    found = dict(re.findall(colour, light))
    return found if scheme == "light" else found | dict(re.findall(colour, dark))


TEXT = [(ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "sheet", "tint")]
TEXT += [(tone, f"{tone}-tint") for tone in ("good", "wait", "stop", "info")]
TEXT += [(tone, ground) for tone in ("accent", "stop") for ground in ("paper", "sheet")]
TEXT += [("on-accent", "accent"), ("ink", "accent-tint"), ("wait", "sheet"), ("ink-faint", "sheet")]
TEXT += [("ink", f"hall-{hall}") for hall in range(1, 7)]
TEXT += [(f"ramp-{step}-ink", f"ramp-{step}") for step in range(7)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT, ids=lambda name: name)
def test_text_stands_out_from_its_ground(ink: str, ground: str, scheme: str) -> None:
    found = tokens(scheme)

    assert contrast(found[ink], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_edges_of_fields_stand_out(ground: str, scheme: str) -> None:
    found = tokens(scheme)

    assert contrast(found["line-strong"], found[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ramp_only_grows(scheme: str) -> None:
    """One hue from ground to full, so that it reads without colour and in print."""
    found = tokens(scheme)
    steps = [luminance(found[f"ramp-{step}"]) for step in range(7)]

    assert steps == sorted(steps, reverse=scheme == "light")

"""Charts: the geometry is right, and the picture says no more and no less than its table."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask, get_template_attribute
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from outreach.web.charts import TOP, WIDTH, Mark, Series, lines, lorenz, lying, scale, standing
from outreach.web.day_chart import calendar, shade_steps
from outreach.web.drawings import alone

counts = st.integers(min_value=0, max_value=10**9)


def marks(*values: float | None) -> tuple[Mark, ...]:
    return tuple(Mark(f"{at} 月", value, str(value)) for at, value in enumerate(values, start=1))


@given(st.floats(min_value=0.001, max_value=1e12), st.integers(min_value=2, max_value=6))
def test_a_scale_begins_at_nothing_and_holds_the_highest_figure(top: float, parts: int) -> None:
    values = scale(top, parts=parts)

    assert values[0] == 0
    assert values[-1] >= top * 0.998
    assert values == sorted(values)
    assert len(values) <= parts + 1


def test_a_scale_has_round_steps() -> None:
    assert scale(2480) == [0, 1000, 2000, 3000]
    assert scale(7) == [0, 2.5, 5, 7.5]
    assert scale(0) == [0, 1]


@given(st.lists(counts, min_size=1, max_size=60))
def test_bars_stand_on_the_ground_as_high_as_their_figures(values: list[int]) -> None:
    drawn = standing(marks(*values))

    top = drawn.ticks[-1].value
    for bar, value in zip(drawn.bars, values, strict=True):
        assert bar.y + bar.height == pytest.approx(drawn.ground, abs=0.11)
        assert bar.height == pytest.approx((drawn.ground - TOP) * value / top, abs=0.06)
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.1


def test_names_and_figures_stand_only_where_there_is_room() -> None:
    few, many = standing(marks(*range(6))), standing(marks(*range(1000, 1060)))

    assert all(bar.named for bar in few.bars)
    assert not few.bars[0].told, "nothing has no figure above it"
    assert 5 < sum(bar.named for bar in many.bars) < 20
    assert not any(bar.told for bar in many.bars)


def test_small_charts_share_one_scale() -> None:
    low, high = standing(marks(10), top=100), standing(marks(100), top=100)

    assert high.bars[0].height == 10 * low.bars[0].height


@given(st.lists(counts, min_size=1, max_size=30))
def test_lying_bars_are_as_long_as_their_figures(values: list[int]) -> None:
    drawn = lying(marks(*values))

    most = max(values) or 1
    assert [bar.width for bar in drawn.bars] == [round(WIDTH * v / most, 1) for v in values]


def test_a_line_is_interrupted_where_a_figure_is_missing() -> None:
    drawn = lines(["一", "二", "三", "四"], [Series("县", marks(1, None, 3, 4))])

    assert drawn.strands[0].path.count("M") == 2
    assert len(drawn.strands[0].dots) == 3


def test_ranges_are_bands_around_the_line() -> None:
    spans = ((10.0, 20.0), None, (15.0, 30.0), (20.0, 40.0))
    drawn = lines(["一", "二", "三", "四"], [Series("县", marks(15, None, 20, 30), spans)])

    assert drawn.strands[0].band.count("M") == 2
    assert drawn.ticks[-1].value >= 40


def test_a_single_step_is_drawn_too() -> None:
    drawn = lines(["一"], [Series("县", marks(5), ((4.0, 6.0),))])

    assert drawn.strands[0].dots
    assert drawn.strands[0].band.endswith("z")


def test_a_curve_begins_below_on_the_left_and_ends_on_top_on_the_right() -> None:
    drawn = lorenz([(0, 0), (0.5, 0.25), (1, 1)], size=200)

    assert drawn.path == "M0.0 200.0L100.0 150.0L200.0 0.0"
    assert lorenz([]).path == ""


def test_a_calendar_has_every_day_once_in_its_week() -> None:
    first, until = date(2026, 9, 1), date(2027, 9, 1)
    drawn = calendar(first, until, {date(2026, 10, 12): 3})

    assert [square.day for square in drawn.squares] == [
        first + timedelta(days=at) for at in range(365)
    ]
    assert len({(square.x, square.y) for square in drawn.squares}) == 365
    assert max(square.x for square in drawn.squares) + drawn.size <= WIDTH
    assert len(drawn.rows) == 2, "half a year a row"
    monday = next(square for square in drawn.squares if square.count)
    assert monday.y == drawn.rows[0], "Monday is on top"
    assert sum(square.count for week in drawn.weeks for square in week) == 3


@given(counts)
def test_shades_rise_and_the_least_count_has_one(most: int) -> None:
    steps = shade_steps(most)

    assert len(steps) == 4
    assert steps[0] == 1
    assert list(steps) == sorted(set(steps))


def test_a_picture_alone_is_a_whole_drawing_with_its_own_colours(app: Flask) -> None:
    with app.test_request_context("/"):
        drawn = {
            "bars_svg": (standing(marks(3, 5)),),
            "lines_svg": (lines(["一", "二"], [Series("县", marks(1, 2))]),),
            "calendar_svg": (calendar(date(2026, 9, 1), date(2026, 10, 1), {}),),
            "lorenz_svg": (lorenz([(0, 0), (1, 1)]),),
        }
        for name, parts in drawn.items():
            more = {"axes": ("儿童", "人次")} if name == "lorenz_svg" else {}
            macro = get_template_attribute("macros/charts.html", name)
            text = alone(
                str(macro(*parts, id="a", title="图", desc="一句话", **more)), width=320, height=200
            )

            found = ET.fromstring(text)  # noqa: S314 - our own
            assert found.tag == "{http://www.w3.org/2000/svg}svg"
            assert "var(" not in text
            styled = set(re.findall(r"\.(chart-[\w-]+)", text.split("</style>", maxsplit=1)[0]))
            used = set(re.findall(r'class="([^"]+)"', text.split("</desc>")[1]))
            painted = {each for names in used for each in names.split()}
            assert painted - styled <= {"chart-words", "chart-strand-1"}, name


def test_a_picture_alone_prints(app: Flask) -> None:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    with app.test_request_context("/"):
        macro = get_template_attribute("macros/charts.html", "bars_svg")
        text = alone(
            str(macro(standing(marks(3, 5)), id="a", title="图", desc="一句话")),
            width=320,
            height=200,
        )

    printed = typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])
    ).compile(
        input=b'#image(bytes(sys.inputs.drawing), format: "svg")',
        format="pdf",
        sys_inputs={"drawing": text},
    )

    assert isinstance(printed, bytes)
    assert printed.startswith(b"%PDF")


@pytest.mark.browser
def test_every_number_of_a_picture_is_in_its_table(sheet: Callable[..., Page]) -> None:
    page = sheet(width=390)

    expect(page.locator(".chart")).to_have_count(6)
    for figure in page.locator(".chart").all():
        assert figure.locator("svg[role=img] title, .chart-small title").count()
        figure.locator(".chart-table > summary").click()
        table = figure.get_by_role("table")
        expect(table).to_be_visible()
        shown = set(figure.locator("svg .chart-figure").all_text_contents())
        assert shown <= set(table.locator("td").all_text_contents())
    assert page.evaluate("document.documentElement.scrollWidth") == 390

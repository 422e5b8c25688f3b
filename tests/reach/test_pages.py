"""The board in a browser and on the command line: one truth, open to everybody who signs in."""

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from outreach.accounts.model import Role
from outreach.cli import main
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import make
from tests.browse import Browse
from tests.reach.conftest import Sample, record, van
from tests.reach.making import DONGHU, GANXIAN, XUNWU

pytestmark = pytest.mark.usefixtures("sample")

PERIOD = "period=custom&from=2026-09-01&to=2026-11-30"


class Rows(HTMLParser):
    """The county table as numbers: every <data value> of a row, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[float]] = {}
        self.code: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr":
            self.code = told.get("data-code")
        if tag == "data" and self.code is not None:
            self.found.setdefault(self.code, []).append(float(told["value"] or 0))


def printed(settings: Settings) -> dict[str, object]:
    """What the command prints for the days of `PERIOD`."""
    ran = CliRunner().invoke(
        main,
        ["reach", "measures", "--from", "2026-09-01", "--to", "2026-11-30", "--json"],
        obj=settings,
    )
    assert ran.exit_code == 0, ran.output
    found: dict[str, object] = json.loads(ran.output)
    return found


def test_whoever_signs_in_sees_the_province(browse: Browse) -> None:
    scopes = {Role.CITY: "360700", Role.COUNTY: XUNWU, Role.VENUE: "1", Role.TEACHER: "1"}

    for role in Role:
        answer = browse.as_(role, scope=scopes.get(role)).get("/reach?measure=people")

        assert answer.status_code == 200
        assert "示意排布，不代表实际边界与位置" in answer.text
        assert answer.text.count('<a class="tile') == 100


def test_nobody_sees_the_board_without_signing_in(browse: Browse) -> None:
    for path in ("/reach", "/reach/rules", "/reach/records", f"/reach/county/{XUNWU}"):
        answer = browse.get(path)

        assert answer.status_code in {302, 303}
        assert answer.headers["Location"].startswith("/sign-in")


def test_an_officer_begins_with_the_own_county_or_city(browse: Browse) -> None:
    county = browse.as_(Role.COUNTY, scope=XUNWU).get("/reach")
    city = browse.as_(Role.CITY, scope="360700").get("/reach")

    assert county.headers["Location"] == f"/reach/county/{XUNWU}"
    assert city.headers["Location"] == "/reach/city/360700"


def test_the_command_prints_what_the_board_shows(browse: Browse, settings: Settings) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach?{PERIOD}").text
    found = printed(settings)

    counties = found["counties"]
    assert isinstance(counties, list)
    assert Rows(page).found == {
        one["code"]: [
            one["child_coverage"]["low"],
            one["child_coverage"]["high"],
            one["children"],
            one["onsite_contacts"],
        ]
        for one in counties
    }
    equity = found["equity"]
    assert isinstance(equity, dict)
    shown = dict(re.findall(r'<data id="(\w+)" value="([^"]+)"', page))
    assert float(shown["gini"]) == equity["gini"]
    assert int(shown["zero"]) == len(equity["zero_counties"]) == 98


def test_the_figures_of_the_sample(settings: Settings) -> None:
    counties = printed(settings)["counties"]
    assert isinstance(counties, list)
    by_code = {one["code"]: one for one in counties}

    xunwu, ganxian, donghu = by_code[XUNWU], by_code[GANXIAN], by_code[DONGHU]

    assert xunwu["people"]["low"] == 30
    assert xunwu["people"]["high"] == 50
    assert xunwu["people"]["estimate"] == pytest.approx(40)
    assert xunwu["people"]["cells_by_rule"] == {"mixing": 1}
    assert (xunwu["children"], xunwu["children_from"]) == (360, "register")
    assert (xunwu["schools_reached"], xunwu["schools"]) == (1, 1)
    assert (xunwu["onsite_contacts"], xunwu["onsite_pupils"]) == (56, 50)
    assert (xunwu["last_day"], xunwu["months_since_last"]) == ("2026-10-20", 1)
    assert (ganxian["onsite_contacts"], ganxian["online_views"]) == (0, 9_000)
    assert (ganxian["last_day"], ganxian["median_months_of_children"]) == (None, None)
    assert donghu["onsite_contacts"] == 543
    assert donghu["people"]["high"] == 40


def test_the_command_says_when_days_are_the_wrong_way_round(settings: Settings) -> None:
    ran = CliRunner().invoke(
        main, ["reach", "measures", "--from", "2026-09-02", "--to", "2026-09-01"], obj=settings
    )

    assert ran.exit_code == 2


def test_the_command_also_speaks_in_a_few_lines(settings: Settings) -> None:
    ran = CliRunner().invoke(
        main, ["reach", "measures", "--from", "2026-09-01", "--to", "2026-11-30"], obj=settings
    )

    assert "599" in ran.output
    assert "9,000" in ran.output


def test_counties_with_nothing_stand_before_all_others(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach?{PERIOD}&measure=contacts").text

    order = list(Rows(page).found)
    assert set(order[98:]) == {XUNWU, DONGHU}
    assert "空白" in page


@pytest.mark.parametrize(
    ("where", "contacts"), [("", 599), (f"county={XUNWU}", 56), ("city=360100", 543)]
)
def test_the_records_behind_a_figure_add_up_to_it(
    browse: Browse, where: str, contacts: int
) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/records?{PERIOD}&{where}").text

    cells = re.findall(r'data-label="现场人次" class="number">(\d+)<', page)
    assert sum(map(int, cells)) == contacts


def test_records_of_a_school_are_those_of_the_period(browse: Browse, sample: Sample) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/records?{PERIOD}&school={sample.xunwu}").text

    assert re.findall(r"2026年\d+月\d+日|2025年\d+月\d+日", page.split("<tbody>")[1]) == [
        "2026年10月20日",
        "2026年9月10日",
    ]


def test_an_officer_of_another_county_sees_the_sum_but_not_the_records(browse: Browse) -> None:
    page = browse.as_(Role.COUNTY, scope=DONGHU).get(f"/reach/records?{PERIOD}&county={XUNWU}").text

    assert "大篷车进校园" not in page
    assert "其余由当地负责人查看" in page
    assert ">56<" in page


def test_a_county_page_lists_the_forgotten_schools_first(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/county/{GANXIAN}?{PERIOD}").text

    assert "从未有过活动 1 所，两年以上没有 0 所，共 1 所。" in page


def test_a_county_shows_the_same_figures_as_the_board(browse: Browse, settings: Settings) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/county/{XUNWU}?{PERIOD}").text

    assert ">30–50<" in page
    assert "估计 40 人" in page
    assert "分母 360，名册在校生" in page


def test_a_city_page_shows_its_own_counties(browse: Browse) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/city/360700?{PERIOD}").text

    assert len(Rows(page).found) == 18
    assert page.count('<a class="tile') == 18


def test_a_place_that_is_not_there_is_not_found(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)

    for path in ("county/999999", "city/999900", "records?school=999", "records?county=999999"):
        assert viewer.get(f"/reach/{path}").status_code == 404


def test_a_question_that_does_not_hold_is_answered_with_its_complaint(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    complaints = {
        "period=custom": "自选日期请填起始日和截止日。",
        "period=custom&from=2026-09-02&to=2026-09-01": "截止日不能早于起始日。",
        "period=custom&from=1990-01-01&to=2026-09-01": "时段最长十年。",
        "period=custom&from=soon&to=2026-09-01": "自选日期请填起始日和截止日。",
        "period=sometimes": "field-error",
        "measure=luck": "谁覆盖到了",
    }

    for asked, complaint in complaints.items():
        answer = viewer.get(f"/reach?{asked}")
        assert (answer.status_code, complaint in answer.text) == (422, True), asked


def test_every_figure_leads_to_its_rule(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER)
    rules = viewer.get("/reach/rules").text
    anchors = set(re.findall(r'id="([\w-]+)"', rules))

    for path in (f"/reach?{PERIOD}", f"/reach/county/{XUNWU}?{PERIOD}", "/reach/records"):
        linked = set(re.findall(r"/reach/rules#([\w-]+)", viewer.get(path).text))
        assert linked
        assert linked <= anchors


def test_pages_speak_english_without_a_word_of_chinese(browse: Browse) -> None:
    viewer = browse.as_(Role.VIEWER, name="Li").speak("en")

    for path in (
        "/reach?measure=people",
        "/reach?measure=wait",
        f"/reach/county/{XUNWU}?{PERIOD}",
        "/reach/city/360700?measure=schools",
        "/reach/rules",
    ):
        main_part = viewer.get(path).text.split('<main id="main"')[1].split("</main>")[0]
        visible = re.sub(r"寻乌县示例小学", "", re.sub(r"<[^>]*>", "", main_part))
        assert re.findall(r"[\u4e00-\u9fff]+", visible) == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/reach?measure=people", 30),
        ("/reach/city/360700", 30),
        (f"/reach/county/{XUNWU}", 30),
        ("/reach/compare", 36),
    ],
)
def test_a_page_takes_no_more_statements_for_more_schools(
    browse: Browse, database: Database, path: str, most: int
) -> None:
    viewer = browse.as_(Role.VIEWER)
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *asked: statements.append(asked[2])
    )

    viewer.get(path)
    few = len(statements)
    with database.writing() as tx:
        officer = make.person(tx, role=None).id
        for number in range(20):
            school = make.school(tx, name=f"示例第{number}小学", county_code=XUNWU)
            day = date(2026, 9, 1) + timedelta(days=number)
            record(tx, van(school.id, XUNWU, day=day, pupils=10 + number), person_id=officer)
    statements.clear()
    viewer.get(path)

    assert len(statements) == few <= most


def test_the_page_of_all_measures_shows_what_the_command_prints(
    browse: Browse, settings: Settings
) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/measures?{PERIOD}").text
    spread = printed(settings)["measures"]

    assert isinstance(spread, dict)
    assert f">{spread['gini']:.3f}<" in re.sub(r"\s", "", page)
    assert f"莫兰指数 {spread['moran']['row_standardised']['index']:.3f}" in page
    dose = spread["dose_three_years"]
    assert f"{dose['by_contacts']['1']:,.0f} · " in page
    assert dose["children"] == pytest.approx(sum(dose["by_contacts"].values()))
    for cohort in spread["cohorts_in_primary_school"]:
        assert f'<th scope="row">{cohort["entered"]}</th>' in page
    assert page.count("/reach/rules#") > 15


def test_a_county_says_of_its_cohorts_how_many_were_reached(
    browse: Browse, settings: Settings
) -> None:
    """Xunwu's grade 5 of this year: 20 and 30 of 60; by chance a third in neither."""
    page = browse.as_(Role.VIEWER).get(f"/reach/county/{XUNWU}?{PERIOD}").text

    row = page.split('<th scope="row">2022</th>')[1].split("</tr>")[0]
    assert "5 年级" in row
    assert "60 <small>名册</small>" in row
    assert "50–84%" in row
    assert "67%（" in row

"""From province to record, a click each: townships, schools, and the records behind dials."""

import re
from dataclasses import replace
from datetime import date

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import board_model, board_queries
from outreach.ledger.model import EVERYTHING, Audience, Cell, Entry, Filter, Kind, Partner
from outreach.ledger.queries import listed
from outreach.province import queries as province
from outreach.province.tables import SchoolRow
from outreach.reach.place_queries import MADE_OF, behind
from tests import make
from tests.browse import Browse
from tests.reach.conftest import Sample, record
from tests.reach.making import XUNWU

PERIOD = "period=2026-autumn"


@pytest.fixture
def township(database: Database, sample: Sample) -> str:
    """Xunwu's school lies in the county's first township."""
    with database.writing() as tx:
        code = province.townships(tx, county_code=XUNWU)[0].code
        tx.get_one(SchoolRow, sample.xunwu).township_code = code
    return code


def test_one_click_leads_from_each_step_to_the_next(
    browse: Browse, sample: Sample, township: str
) -> None:
    viewer = browse.as_(Role.VIEWER)
    steps = (
        f"/reach?{PERIOD}",
        f"/reach/city/360700?{PERIOD}",
        f"/reach/county/{XUNWU}?{PERIOD}",
        f"/reach/township/{township}?{PERIOD}",
        f"/reach/school/{sample.xunwu}?{PERIOD}",
    )
    ways = (*steps[1:], "/ledger/")

    for path, way in zip(steps, ways, strict=True):
        page = viewer.get(path).text
        assert f'href="{way.split("?")[0]}' in page, (path, way)


def test_a_township_shows_the_figures_of_its_schools(browse: Browse, township: str) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/township/{township}?{PERIOD}").text

    assert ">30–50<" in page
    assert ">1 / 1<" in page
    assert ">50<" in page, "20 and 30 pupils, as often as they came"


def test_a_school_shows_its_cohorts_by_the_rule_that_was_used(
    browse: Browse, sample: Sample
) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/school/{sample.xunwu}?{PERIOD}").text

    assert "20、30" in page
    assert "5 年级" in page
    assert "随机混合估计" in page


def test_records_of_a_township_are_those_of_its_schools(browse: Browse, township: str) -> None:
    page = browse.as_(Role.VIEWER).get(f"/reach/records?{PERIOD}&township={township}").text

    cells = re.findall(r'data-label="现场人次" class="number">(\d+)<', page)
    assert sorted(map(int, cells)) == [23, 33]


def test_places_that_are_not_there_are_not_found(browse: Browse, township: str) -> None:
    viewer = browse.as_(Role.VIEWER)

    for path in (
        "township/999999999",
        "township/x",
        "school/999",
        "records?township=1",
        "compare?city=9",
    ):
        assert viewer.get(f"/reach/{path}").status_code == 404, path


def test_an_empty_township_says_so(browse: Browse, database: Database, sample: Sample) -> None:
    with database.reading() as tx:
        code = province.townships(tx, county_code=XUNWU)[-1].code

    page = browse.as_(Role.VIEWER).get(f"/reach/township/{code}").text

    assert "名册里没有这个乡镇（街道）的学校" in page


def test_every_dial_counts_the_records_that_it_opens(database: Database, sample: Sample) -> None:
    usual = Entry(
        kind=Kind.TALK,
        title="报告",
        day=date(2026, 9, 12),
        county_code=XUNWU,
        place="礼堂",
        lead="县科协",
        audience=Audience.SCHOOL,
        school_id=sample.xunwu,
        onsite=40,
        onsite_pupils=30,
        minutes=90,
        cells=(Cell(sample.xunwu, 30, grade=4),),
    )
    with database.writing() as tx:
        officer = make.person(tx, role=None).id
        for entry in (
            replace(usual, own_programme=False),
            replace(usual, own_programme=True, partners=(Partner("县图书馆"),)),
            replace(usual, kind=Kind.TRAINING, volunteer_hours=12),
            replace(usual, kind=Kind.VISIT, partners=(Partner("县教体局"),)),
        ):
            record(tx, entry, person_id=officer)
    wanted = Filter()
    with database.reading() as tx:
        work = board_model.work(board_queries.breakdown(tx, wanted))
        opened = {
            figure: listed(tx, behind(tx, wanted, figure=figure), sight=EVERYTHING).totals
            for figure in MADE_OF
        }
        joint = board_queries.joint(tx, wanted)

    assert opened["led"].activities == work.led_elsewhere > 3
    assert (opened["shared"].activities, opened["own"].activities) == (work.by_shared, work.by_own)
    assert (work.by_shared, work.by_own) == (1, 1)
    assert opened["joint"].activities == joint == 2
    assert opened["training"].onsite == work.trained == 40
    assert work.volunteer_hours == 12
    assert work.hours == 6

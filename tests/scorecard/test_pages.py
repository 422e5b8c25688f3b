"""One county on one sheet: its figures, who reads it, and that it fits."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import event

from outreach.accounts import actions as accounts
from outreach.accounts.model import Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.ledger import actions as ledger
from outreach.ledger.model import Entry
from outreach.province import queries as province
from outreach.province.loading import load_province
from outreach.province.model import Stage
from outreach.reach import periods
from outreach.reach import queries as reach
from outreach.reach.periods import PeriodChoice
from outreach.scorecard import queries
from tests import make
from tests.browse import Browse
from tests.outlook.making import DONGHU, XUNWU
from tests.reach.conftest import van

TODAY = local_day(make.NOW)
GRADES = tuple((grade, 60) for grade in range(1, 7))


@dataclass(frozen=True)
class Ground:
    never: int
    lately: int
    long_ago: int


def record(tx: Tx, entry: Entry, person_id: int) -> None:
    ledger.record_activity(
        tx,
        entry=entry,
        answers=(),
        token=None,
        person_id=person_id,
        on_behalf=False,
        now=make.NOW,
    )


@pytest.fixture
def ground(database: Database) -> Ground:
    """Three schools of Xunwu: never, lately, and long ago."""
    with database.writing() as tx:
        load_province(tx)
        never, lately, long_ago = (
            make.school(
                tx, name=name, county_code=XUNWU, stages=(Stage.PRIMARY,), enrolment=GRADES
            ).id
            for name in ("寻乌甲小学", "寻乌乙小学", "寻乌丙小学")
        )
        person = make.person(tx, role=None).id
        record(tx, van(lately, XUNWU, day=TODAY - timedelta(days=40), pupils=50), person)
        record(tx, van(long_ago, XUNWU, day=TODAY - timedelta(days=1000), pupils=30), person)
    return Ground(never, lately, long_ago)


def test_the_sheets_figures_are_the_boards(database: Database, ground: Ground) -> None:
    days = periods.period(PeriodChoice.TWELVE_MONTHS, today=TODAY).days
    with database.reading() as tx:
        card = queries.card(tx, province.county(tx, XUNWU), today=TODAY)
        board = reach.board(tx, days=days, today=TODAY)
        page = reach.county_page(tx, XUNWU, days=days, today=TODAY)

    assert card.reach == next(one.reach for one in board.counties if one.county.code == XUNWU)
    assert card.reach == page.county.reach
    assert [one.school.id for one in card.never] == [ground.never]
    assert [one.school.id for one in card.long_ago] == [ground.long_ago]
    assert (len(card.never), len(card.long_ago)) == (page.never, page.long_ago)


def test_three_next_visits_come_with_their_reasons(browse: Browse, ground: Ground) -> None:
    page = browse.as_(Role.COUNTY, scope=XUNWU).get(f"/scorecard/{XUNWU}").text

    assert "寻乌县寻乌甲小学：360 名学生，从未有过活动，往返约 14 小时" in page
    assert "1 / 3" in page
    assert "相近的县" in page


def test_officers_read_their_own_counties_and_leaders_all(browse: Browse, ground: Ground) -> None:
    paths = [f"/scorecard/{XUNWU}", f"/scorecard/{DONGHU}", "/scorecard/000000", "/scorecard/x.pdf"]

    def answers(role: Role, scope: str | None = None) -> list[int]:
        reader = browse.as_(role, scope=scope)
        return [reader.get(path).status_code for path in paths]

    assert answers(Role.COUNTY, XUNWU) == [200, 404, 404, 404]
    assert answers(Role.CITY, "360700") == [200, 404, 404, 404]
    assert answers(Role.VIEWER) == [200, 200, 404, 404]
    assert answers(Role.TEACHER, "1") == [403, 403, 403, 403]
    assert (
        browse.as_(Role.COUNTY, scope=XUNWU).get("/scorecard").headers["Location"].endswith(XUNWU)
    )
    assert "东湖区" in browse.as_(Role.PROVINCE).get("/scorecard").text


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_county_with_a_hundred_forgotten_schools_still_fits_one_sheet(
    browse: Browse, ground: Ground, language: str
) -> None:
    with browse.database.writing() as tx:
        person = make.person(tx, role=None).id
        for number in range(50):
            name = f"寻乌县留车镇示例希望中心小学第{number}教学点分校"
            make.school(tx, name=name, county_code=XUNWU, enrolment=GRADES)
            other = make.school(tx, name=f"{name}（原第二小学）", county_code=XUNWU)
            record(tx, van(other.id, XUNWU, day=TODAY - timedelta(days=999), pupils=30), person)
    reader = browse.as_(Role.COUNTY, scope=XUNWU).speak(language)

    answer = reader.get(f"/scorecard/{XUNWU}.pdf")

    pages = PdfReader(BytesIO(answer.data)).pages
    assert answer.content_type == "application/pdf"
    assert len(pages) == 1
    assert ("另有 37 所" if language == "zh_Hans_CN" else "37 more") in pages[0].extract_text()


@pytest.mark.parametrize("invented", [True, False])
def test_a_sheet_of_invented_data_says_so(
    browse: Browse, ground: Ground, *, invented: bool
) -> None:
    with browse.database.writing() as tx:
        accounts.add_person(
            tx, name="示例", email="a@sample.invalid", grants=(), now=make.NOW, sample=invented
        )

    answer = browse.as_(Role.VIEWER).get(f"/scorecard/{XUNWU}.pdf")

    words = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert ("示例数据，请勿用于实际工作" in words) is invented


def test_a_county_without_schools_or_records_has_a_sheet_too(
    browse: Browse, ground: Ground
) -> None:
    viewer = browse.as_(Role.VIEWER)

    assert "名册里还没有这个县的学校" in viewer.get(f"/scorecard/{DONGHU}").text
    assert len(PdfReader(BytesIO(viewer.get(f"/scorecard/{DONGHU}.pdf").data)).pages) == 1


def test_more_schools_ask_the_database_no_more_questions(
    database: Database, ground: Ground
) -> None:
    def asked() -> int:
        statements: list[str] = []
        with database.reading() as tx:
            tx.connection()
            listen = lambda *told: statements.append(told[2])  # noqa: E731
            event.listen(database.engine, "before_cursor_execute", listen)
            queries.card(tx, province.county(tx, XUNWU), today=TODAY)
            event.remove(database.engine, "before_cursor_execute", listen)
        return len(statements)

    before = asked()
    with database.writing() as tx:
        for _ in range(30):
            make.school(tx, county_code=XUNWU, enrolment=GRADES)

    assert asked() == before
    assert before <= 36

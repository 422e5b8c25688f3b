"""Pages of programmes, terms, venue settings and the school calendar."""

from datetime import date

import pytest

from outreach.accounts.model import Role
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Database
from outreach.season import calendar_queries, queries
from outreach.season.loading import load_holidays, load_sample_calendar
from tests import make
from tests.browse import Browse

pytestmark = pytest.mark.usefixtures("whole_province")

MUSEUM = "/venues/provincial-museum"
A_WEEK = {"starts_on": "2026-12-07", "ends_on": "2026-12-13", "programmes": ["1", "4"]}


@pytest.fixture
def coordinator(browse: Browse, database: Database) -> Browse:
    """The museum's own coordinator, in a province with its catalogue and calendar."""
    with database.writing() as tx:
        make.province(tx)
        load_holidays(tx)
        load_sample_calendar(tx)
    return browse.as_(Role.VENUE, scope=1)


def count_sessions(database: Database) -> int:
    with database.reading() as tx:
        return len(queries.upcoming_sessions(tx, first=date(2026, 12, 1), last=date(2026, 12, 31)))


def test_a_term_is_looked_at_before_it_is_saved(coordinator: Browse, database: Database) -> None:
    preview = coordinator.post(f"{MUSEUM}/sessions/new", A_WEEK)

    assert "保存这 24 个场次" in preview.text
    assert count_sessions(database) == 0

    answer = coordinator.post(f"{MUSEUM}/sessions/new", {**A_WEEK, "save": "1"})
    assert "已保存 24 个场次。" in coordinator.follow(answer).text
    assert count_sessions(database) == 24

    again = coordinator.post(f"{MUSEUM}/sessions/new", {**A_WEEK, "save": "1"})
    assert "该有的都已经有了" in coordinator.follow(again).text
    assert count_sessions(database) == 24


def test_the_preview_says_why_days_are_left_out(coordinator: Browse) -> None:
    asked = {**A_WEEK, "starts_on": "2026-12-14", "ends_on": "2027-01-03"}

    preview = coordinator.post(f"{MUSEUM}/sessions/new", asked)

    assert "闭馆：设备年检（示例）" in preview.text
    assert "法定节假日：元旦" in preview.text


def test_a_form_with_mistakes_comes_back_with_all_of_them(coordinator: Browse) -> None:
    wrong = {"starts_on": "2026-12-31", "ends_on": "2026-12-01"}

    answer = coordinator.post(f"{MUSEUM}/sessions/new", wrong)

    assert answer.status_code == 422
    assert "最后一天不能早于第一天。" in answer.text
    assert "请至少选一个项目。" in answer.text
    assert 'value="2026-12-31"' in answer.text


def test_a_programme_shows_its_next_sessions_and_its_rules(coordinator: Browse) -> None:
    coordinator.post(f"{MUSEUM}/sessions/new", {**A_WEEK, "save": "1"})

    page = coordinator.get("/programmes/science-principles").text

    assert "12月8日" in page
    assert "09:00 余 300" in page
    assert "每个团队 30 至 300 名学生。" in page
    assert "示例，待馆方确认" in page


def test_a_session_that_is_not_open_yet_says_when_it_will_be(coordinator: Browse) -> None:
    far = {"starts_on": "2027-03-02", "ends_on": "2027-03-02", "programmes": ["1"], "save": "1"}
    coordinator.post(f"{MUSEUM}/sessions/new", far)

    page = coordinator.get("/programmes/science-principles?from=2027-03-01").text

    assert "2027年1月1日 周五 09:00 开放" in page
    assert "余 300" not in page


def test_rules_that_are_changed_are_what_the_page_says(
    coordinator: Browse, database: Database
) -> None:
    coordinator.post(
        f"{MUSEUM}/rules",
        {
            "min_pupils": "25",
            "max_pupils": "",
            "lead_days": "5",
            "release": "at_once",
            "papers": ["letter"],
            "papers_due_days": "10",
            "papers_before_days": "3",
            "cancel_free_days": "3",
            "change_tolerance": "10",
            "offer_hours": "48",
            "reconfirm_days": "3",
            "no_place_days": "5",
            "ratio_primary": "15",
            "cap_weekend_day": "150",
            "confirmed": "y",
        },
    )

    page = coordinator.get(MUSEUM).text
    assert "每个团队至少 25 名学生。" in page
    assert "到参观前 5 天还没有名额的候补学校，我们来信告知" in page
    assert "小学：每 15 名学生至少 1 名随队成人。" in page
    assert "周末全天最多接待团队学生 150 人。" in page
    with database.reading() as tx:
        assert not catalogue.venue(tx, 1).sample


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"min_pupils": "80", "max_pupils": "30"}, "最多不能少于最少。"),
        ({"release_time": "noon"}, "请写成 09:00。"),
        ({"release_days": ""}, "请填写提前天数。"),
        ({"release_days": "7"}, "否则永远约不上。"),
        ({"horizon_days": "3"}, "否则永远约不上。"),
        ({"lead_days": ""}, "请填写。"),
    ],
)
def test_rules_that_cannot_hold_together_are_complained_about(
    coordinator: Browse, database: Database, wrong: dict[str, str], complaint: str
) -> None:
    answer = coordinator.post(f"{MUSEUM}/rules", wrong)

    assert answer.status_code == 422
    assert complaint in answer.text
    with database.reading() as tx:
        assert catalogue.venue(tx, 1).sample


def test_hours_are_typed_as_people_write_them(coordinator: Browse, database: Database) -> None:
    closed = {f"day_{weekday}": "" for weekday in range(7)}

    coordinator.post(f"{MUSEUM}/hours", closed | {"day_2": "9:00-11:30，13:30—16:30"})

    with database.reading() as tx:
        openings = catalogue.venue(tx, 1).openings
    assert [(o.weekday, o.opens.hour, o.closes.hour) for o in openings] == [(2, 9, 11), (2, 13, 16)]


def test_a_closure_can_be_removed_and_put_back(coordinator: Browse, database: Database) -> None:
    def reasons() -> list[str]:
        with database.reading() as tx:
            return [c.reason for c in calendar_queries.closures(tx, venue_id=1)]

    coordinator.post(
        f"{MUSEUM}/closures",
        {"starts_on": "2026-12-22", "ends_on": "2026-12-23", "reason": "省赛场地"},
    )
    with database.reading() as tx:
        closure = next(
            c for c in calendar_queries.closures(tx, venue_id=1) if c.reason == "省赛场地"
        )
    removed = coordinator.post(f"{MUSEUM}/closures/{closure.id}/remove")
    assert "省赛场地" not in reasons()
    undo = f"{MUSEUM}/closures/{closure.id}/restore"
    assert undo in coordinator.follow(removed).text
    coordinator.post(undo)
    assert "省赛场地" in reasons()


def test_a_closure_counts_the_sessions_that_stand_there(coordinator: Browse) -> None:
    coordinator.post(f"{MUSEUM}/sessions/new", {**A_WEEK, "save": "1"})
    coordinator.post(
        f"{MUSEUM}/closures",
        {"starts_on": "2026-12-08", "ends_on": "2026-12-08", "reason": "停电"},
    )

    assert "5 场待处理" in coordinator.get(f"{MUSEUM}/closures").text


@pytest.mark.parametrize("path", ["hours", "rules", "closures", "sessions/new"])
def test_one_venues_coordinator_does_not_run_another(coordinator: Browse, path: str) -> None:
    assert coordinator.get(f"/venues/provincial-museum/{path}").status_code == 200
    assert coordinator.get(f"/venues/ganzhou-museum/{path}").status_code == 403
    assert coordinator.get(f"/venues/nowhere/{path}").status_code == 404


def test_a_closure_of_another_venue_is_not_touched(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    with database.reading() as tx:
        other = calendar_queries.closures(tx, venue_id=2)[0]

    answer = coordinator.post(f"{MUSEUM}/closures/{other.id}/remove")

    assert answer.status_code == 404
    with database.reading() as tx:
        assert other in calendar_queries.closures(tx, venue_id=2)


GANZHOU = "360700"
A_TERM = {
    "city_code": GANZHOU,
    "stage": "primary",
    "name": "2027-2028 学年第一学期",
    "starts_on": "2027-09-01",
    "ends_on": "2028-01-14",
}


def test_a_city_officer_keeps_the_terms_of_the_own_city(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    officer = browse.as_(Role.CITY, scope=GANZHOU)

    answer = officer.post("/calendar/terms/new", A_TERM)

    assert "2027-2028 学年第一学期" in officer.follow(answer).text
    foreign = officer.post("/calendar/terms/new", {**A_TERM, "city_code": "360100"})
    assert foreign.status_code == 422
    with database.reading() as tx:
        nanchang = calendar_queries.terms(tx, city_code="360100")[0]
    assert officer.get(f"/calendar/terms/{nanchang.id}").status_code == 403
    assert officer.post(f"/calendar/term/{nanchang.id}/remove").status_code == 403
    assert coordinator.get("/calendar/terms/new").status_code == 403


def test_a_term_can_be_removed_and_put_back(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    officer = browse.as_(Role.PROVINCE)
    with database.reading() as tx:
        term = calendar_queries.terms(tx, city_code=GANZHOU)[0]

    officer.post(f"/calendar/term/{term.id}/remove")
    with database.reading() as tx:
        assert term not in calendar_queries.terms(tx)
    officer.post(f"/calendar/term/{term.id}/restore")
    with database.reading() as tx:
        assert term in calendar_queries.terms(tx)


def test_a_new_kind_of_break_needs_no_programmer(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    officer = browse.as_(Role.PROVINCE)

    officer.post(
        "/calendar/breaks/new",
        {
            "kind": "school_break",
            "other_kind": "春假",
            "name": "春假",
            "city_code": "",
            "stage": "primary",
            "starts_on": "2027-04-01",
            "ends_on": "2027-04-02",
        },
    )

    page = officer.get(f"/calendar?city={GANZHOU}&stage=primary&day=2027-04-01").text
    assert "停课：春假" in page


def test_a_day_is_asked_about(coordinator: Browse) -> None:
    page = coordinator.get(f"/calendar?city={GANZHOU}&stage=primary&day=2026-12-01").text

    assert "赣州市 · 小学：上课日（暂定）" in page


def test_the_missing_holiday_list_is_announced_until_it_is_entered(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    officer = browse.as_(Role.PROVINCE)
    warning = "2027 年放假安排尚未录入"
    assert warning in officer.get("/calendar").text

    with database.reading() as tx:
        provisional = calendar_queries.holidays(tx, first=date(2027, 1, 1), last=date(2027, 12, 31))
    for holiday in provisional.values():
        officer.post(
            f"/calendar/holidays/{holiday.day}",
            {"day": str(holiday.day), "kind": "off", "name": holiday.name},
        )

    assert warning not in officer.get("/calendar").text


def test_a_holiday_can_be_removed_and_put_back(
    coordinator: Browse, browse: Browse, database: Database
) -> None:
    officer = browse.as_(Role.PROVINCE)
    new_year = date(2027, 1, 1)

    def entered() -> object:
        with database.reading() as tx:
            return calendar_queries.holidays(tx, first=new_year, last=new_year).get(new_year)

    before = entered()
    removed = officer.post("/calendar/holidays/2027-01-01/remove")
    assert entered() is None
    page = officer.follow(removed).text
    undo = page.split('action="/calendar/holidays/2027-01-01/restore')[1].split('"')[0]
    officer.post("/calendar/holidays/2027-01-01/restore" + undo.replace("&amp;", "&"))
    assert entered() == before


@pytest.mark.parametrize(
    "path",
    ["/programmes", "/programmes/cosmic-explorer", MUSEUM, "/calendar", "/sessions"],
)
def test_pages_speak_english_throughout(coordinator: Browse, path: str) -> None:
    page = coordinator.speak("en").get(path)

    assert page.status_code == 200
    assert page.headers["Content-Language"] == "en"
    assert "Venue" in page.text or "Programmes" in page.text

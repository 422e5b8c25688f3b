"""Attacks by name: what somebody once could do here, or would try first."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from outreach.accounts import actions as accounts
from outreach.accounts.model import Role
from outreach.accounts.rules import TRIES_PER_ACCOUNT, TooManyTries
from outreach.app import create_app
from outreach.booking import actions as booking
from outreach.booking import arrival_actions, change_actions, session_actions
from outreach.booking.rules import NoSuchBooking, NotPossibleNow
from outreach.catalogue.tables import OpeningRow, ProgrammeRow, VenueRow
from outreach.kernel.db import Database, Row
from outreach.kernel.settings import Settings
from outreach.ledger import export
from outreach.province.model import TravelParameters
from outreach.province.rules import TravelParametersUnusable, check_parameters
from outreach.season import places
from outreach.season import queries as season
from outreach.season.tables import SessionRow
from outreach.web.gate import audience_of
from outreach.web.logs import without_words
from tests import make
from tests.booking import world
from tests.browse import Browse

PASSWORD = "一句好记的话比复杂的符号安全"
OTHER = "另一句好记的话也比符号安全得多"


def signed_in_with_password(browse: Browse) -> Browse:
    with browse.database.writing() as tx:
        person = accounts.add_person(
            tx, name="刘老师", email="liu@example.org", password=PASSWORD, now=browse.clock.now
        )
    return browse.sign_in(person)


def knows(database: Database, password: str, browse: Browse) -> bool:
    found = accounts.check_password(
        database, email="liu@example.org", password=password, address="::1", now=browse.clock.now
    )
    return found is not None


def test_whoever_finds_a_browser_signed_in_cannot_change_the_password(browse: Browse) -> None:
    thief = signed_in_with_password(browse)

    without = thief.post("/me", {"password": OTHER})
    guessed = thief.post("/me", {"password": OTHER, "current": "猜一个猜一个猜一个猜一个"})

    assert (without.status_code, guessed.status_code) == (422, 422)
    assert knows(browse.database, PASSWORD, browse)


def test_the_owner_changes_the_password_with_the_present_one(browse: Browse) -> None:
    owner = signed_in_with_password(browse)

    assert owner.post("/me", {"password": OTHER, "current": PASSWORD}).status_code == 303
    assert knows(browse.database, OTHER, browse)


def test_a_link_just_opened_replaces_a_forgotten_password_and_an_old_one_does_not(
    browse: Browse,
) -> None:
    owner = signed_in_with_password(browse)
    with owner.client.session_transaction() as cookie:
        cookie["link_opened"] = browse.clock.now.timestamp()

    browse.clock.forward(timedelta(minutes=16))
    assert owner.post("/me", {"password": OTHER}).status_code == 422
    browse.clock.forward(-timedelta(minutes=2))
    assert owner.post("/me", {"password": OTHER}).status_code == 303


def test_passwords_tried_at_once_are_no_more_than_one_after_the_other(
    sqlite_database: Database,
) -> None:
    def guess(number: int) -> bool:
        try:
            accounts.check_password(
                sqlite_database, email="a@b", password=str(number), address="::1", now=make.NOW
            )
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(12) as attackers:
        judged = sum(attackers.map(guess, range(12)))

    assert judged == TRIES_PER_ACCOUNT


def test_signing_in_does_not_tell_whether_an_account_exists(browse: Browse) -> None:
    signed_in_with_password(browse)

    answers = [
        browse.post("/sign-in", {"email": email, "password": "falsch"})
        for email in ("liu@example.org", "xxx@example.org")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    pages = [re.sub(r'name="csrf_token"[^>]*>', "", answer.text) for answer in answers]
    assert pages[0].replace("liu@", "xxx@") == pages[1]


@pytest.mark.parametrize("scope", ["²", "9" * 20, "0", "1 OR 1=1", "-1", ""])
def test_a_role_is_not_given_for_something_that_is_no_number(browse: Browse, scope: str) -> None:
    form = {"name": "王", "email": "wang@example.org", "role": "teacher", "scope": scope}

    assert browse.as_(Role.ADMIN).post("/people/new", form).status_code == 422


def test_a_fault_is_logged_without_what_was_typed(settings: Settings, database: Database) -> None:
    app = create_app(settings, database)
    typed = "13879112345"

    def fails() -> str:
        raise ValueError(typed)

    fails.allowed_roles = frozenset({"public"})  # type: ignore[attr-defined]
    app.add_url_rule("/fails", view_func=fails)

    with capture_logs() as logs:
        assert app.test_client().get("/fails").status_code == 500
    error = logs[0]["exc_info"]
    told = without_words((type(error), error, error.__traceback__))
    assert "fails" in told
    assert "ValueError" in told
    assert typed not in told


@pytest.mark.parametrize("typed", ["=1+1", " =1+1", "\xa0@A1", "＝1+1", "\t-2", "\r\n+3"])
def test_no_cell_of_a_csv_begins_a_formula(typed: str) -> None:
    written = export.text(iter([[typed]])).getvalue().decode("utf-8-sig")

    assert written.splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("km", [float("nan"), float("inf"), -1.0])
def test_ways_are_not_reckoned_with_numbers_that_are_none(km: float) -> None:
    with pytest.raises(TravelParametersUnusable):
        check_parameters(TravelParameters(road_factor=1.3, speeds=((km, 50.0),)))


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_signing_in_and_switching_language_lead_to_no_other_site(
    browse: Browse, address: str
) -> None:
    signed_in_with_password(browse)
    form = {"email": "liu@example.org", "password": PASSWORD, "next": address}

    assert browse.post("/sign-in", form).headers["Location"] == "/"
    assert browse.get("/language/en", query_string={"next": address}).headers["Location"] == "/"


@pytest.mark.parametrize("form", [{}, {"grades_from": "x"}, {"grades_to": "99"}])
@pytest.mark.parametrize(
    "path",
    [
        "/programmes/science-principles/edit",
        "/programmes/science-principles/sheets/new",
        "/venues/provincial-museum/exhibits/new",
    ],
)
def test_grades_that_are_none_are_complained_about(
    browse: Browse, path: str, form: dict[str, str]
) -> None:
    with browse.database.writing() as tx:
        make.province(tx)

    assert browse.as_(Role.ADMIN).post(path, form).status_code == 422


def test_two_slashes_lead_nowhere(browse: Browse) -> None:
    assert browse.get("/feeds//7", headers={"Host": "evil.example"}).status_code == 404


@pytest.mark.parametrize("token", ["", "假的", "x" * 5000])
def test_every_unsafe_route_refuses_a_form_without_its_token(browse: Browse, token: str) -> None:
    roles = (Role.ADMIN, Role.TEACHER, Role.GUIDE, Role.COUNTY)
    people = {role: browse.as_(role, scope="1") for role in roles}
    unsafe = [rule for rule in browse.app.url_map.iter_rules() if "POST" in (rule.methods or ())]

    answers = {}
    for rule in unsafe:
        audience = audience_of(browse.app.view_functions[rule.endpoint])
        role = next((role for role in people if role in audience), Role.ADMIN)
        sent = people[role].client.post(a_path(rule), data={"csrf_token": token})
        answers[rule.rule] = sent.status_code

    assert {path: status for path, status in answers.items() if status != 400} == {}


def a_path(rule: Rule) -> str:
    """Any address that a rule takes: numbers are 1, of several words the last will do."""
    path = re.sub(r"<any\((?:[^)]*[ ,(])?'?([\w-]+)'?\):\w+>", r"\1", rule.rule)
    return re.sub(r"<(?:\w+:)?\w+>", "1", path)


def test_a_signed_out_cookie_opens_nothing(browse: Browse) -> None:
    officer = browse.as_(Role.COUNTY, scope="360111")
    with officer.client.session_transaction() as cookie:
        kept = dict(cookie)
    officer.post("/sign-out")
    with officer.client.session_transaction() as cookie:
        cookie.update(kept)

    assert officer.get("/ledger").headers["Location"].startswith("/sign-in")


def held(database: Database, *, sessions: int = 2, day_cap: int | None = None) -> world.World:
    """A world in which the first school has places in the first session, held."""
    made = world.build(database, sessions=sessions, day_cap=day_cap)
    with database.writing() as tx:
        tx.add_all(
            OpeningRow(venue_id=1, weekday=weekday, opens=time(8), closes=time(18))
            for weekday in range(7)
        )
        booking.book(
            tx,
            session_id=made.sessions[0],
            school=made.schools[0],
            group=world.group(pupils=60),
            token="first-school-first-form",
            placed_by=made.teachers[0].id,
            on_behalf=True,
            now=make.NOW,
        )
    return made


def test_a_session_whose_visit_has_begun_is_not_moved_with_its_places(database: Database) -> None:
    made = held(database)
    that_day = make.NOW + timedelta(days=30)
    with database.writing() as tx:
        arrival_actions.record_arrival(
            tx, booking_id=1, pupils=60, adults=10, by=made.coordinator.id, now=that_day
        )
        arrival_actions.finish(tx, booking_id=1, by=made.coordinator.id, now=that_day)

    with pytest.raises(NotPossibleNow), database.writing() as tx:
        session_actions.move_session(
            tx,
            session_id=made.sessions[0],
            day=made.day + timedelta(days=7),
            starts=time(9),
            by=made.coordinator.id,
            now=that_day,
        )


def test_places_seen_before_a_session_moved_are_not_taken(database: Database) -> None:
    made = held(database)
    with database.reading() as tx:
        seen = booking.room_of(season.session_facts(tx, made.sessions[1]))
    with database.writing() as tx:
        session_actions.move_session(
            tx,
            session_id=made.sessions[1],
            day=made.day + timedelta(days=7),
            starts=time(9),
            by=made.coordinator.id,
            now=make.NOW,
        )

    with database.writing() as tx:
        assert not places.take(tx, seen, 20)
        assert places.take(tx, replace(seen, day=made.day + timedelta(days=7), starts=time(9)), 20)


def test_a_group_moves_within_a_day_that_is_full_of_it(database: Database) -> None:
    made = held(database, day_cap=80)

    with database.writing() as tx:
        moved = change_actions.reschedule(
            tx, booking_id=1, session_id=made.sessions[1], by=None, by_venue=True, now=make.NOW
        )

    assert moved.session_id == made.sessions[1]
    with database.reading() as tx:
        assert season.session_facts(tx, made.sessions[1]).places_left == 20


def test_what_one_venue_held_is_not_carried_to_another(database: Database) -> None:
    made = held(database)
    elsewhere(database, made)

    with pytest.raises(NoSuchBooking), database.writing() as tx:
        change_actions.reschedule(
            tx, booking_id=1, session_id=99, by=None, by_venue=True, now=make.NOW
        )


def elsewhere(database: Database, made: world.World) -> None:
    """Another venue with sessions 98 and 99 of a programme like the first's."""
    with database.writing() as tx:
        tx.add(VenueRow(**_columns(tx.get_one(VenueRow, 1)) | {"id": 2, "slug": "elsewhere"}))
        tx.flush()
        programme = _columns(tx.get_one(ProgrammeRow, 1))
        tx.add(ProgrammeRow(**programme | {"id": 2, "venue_id": 2, "slug": "foreign"}))
        tx.flush()
        for number, like in zip((98, 99), made.sessions, strict=True):
            other = {"id": number, "venue_id": 2, "programme_id": 2, "taken": 0}
            tx.add(SessionRow(**_columns(tx.get_one(SessionRow, like)) | other))


def test_no_venue_books_parts_of_a_school_at_another(database: Database, browse: Browse) -> None:
    made = world.build(database, sessions=2)
    elsewhere(database, made)
    desk = browse.sign_in(made.coordinator)
    form = {"school": str(made.schools[0].id), "token": "x" * 20, "grade": "5", "adults": "20"}
    form |= {"pupils": "120", "leader": "刘老师", "leader_phone": "0797-2831234"}
    path = f"/book/{made.sessions[0]}/split"

    sent = [
        desk.post(path, form | {"plan": plan}).status_code
        for plan in ("98:60,99:60", f"{made.sessions[0]}:60,{made.sessions[1]}:60")
    ]

    assert sent == [422, 303]
    with database.reading() as tx:
        assert [season.session_facts(tx, n).taken for n in (98, 99, *made.sessions)] == [
            0, 0, 60, 60,
        ]  # fmt: skip


def _columns(row: Row) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}

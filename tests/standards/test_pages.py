"""The board and what stands behind its figures, by real bookings."""

from datetime import timedelta

from sqlalchemy import event

from outreach.accounts.model import Role
from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.standards import queries
from outreach.standards.model import Standard, Verdict
from tests import make
from tests.booking import world
from tests.booking.world import COUNTY, World
from tests.browse import Browse
from tests.clock import Clock

DAYS = Days.through(local_day(make.NOW), local_day(make.NOW) + timedelta(days=40))


def place(database: Database, ground: World, school: int, *, pupils: int = 20) -> int:
    with database.writing() as tx:
        return booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[school],
            group=world.group(pupils=pupils),
            token=f"t{school}",
            joins_waitlist=True,
            placed_by=ground.teachers[school].id,
            now=make.NOW,
        ).booking_id


def some_of_each(database: Database) -> World:
    """One answered in time and confirmed, one late, one never, and one who waits."""
    ground = world.build(database, capacity=60)
    by, later = ground.coordinator.id, make.NOW + timedelta(days=9)
    first, second, _third, _waits = (place(database, ground, n) for n in range(4))
    with database.writing() as tx:
        desk_actions.confirm(tx, booking_id=first, by=by, now=make.NOW + timedelta(days=1))
        desk_actions.hold(tx, booking_id=second, by=by, now=later)
    return ground


def test_each_figure_is_its_cases(database: Database) -> None:
    ground = some_of_each(database)
    now = make.NOW + timedelta(days=28)  # two days before the visit

    with database.reading() as tx:
        found = queries.figures(tx, venue_ids=[ground.venue], days=DAYS, now=now)

    told = {
        figure.standard: [(case.booking.id, case.verdict) for case in figure.cases]
        for figure in found
    }
    kept, broken = Verdict.KEPT, Verdict.BROKEN
    assert told == {
        Standard.ANSWER: [(1, kept), (2, broken), (3, broken)],
        Standard.CONFIRMATION: [(1, kept), (2, broken), (3, broken)],
        Standard.WAITLIST: [(4, broken)],
        Standard.FEEDBACK: [],
    }


def test_the_number_of_statements_does_not_grow(database: Database) -> None:
    ground = some_of_each(database)
    counted = []
    for last in (DAYS.first, DAYS.last):
        said: list[str] = []
        hear = lambda *words, said=said: said.append(words[2])  # noqa: E731 - a listener
        event.listen(database.engine, "before_cursor_execute", hear)
        with database.reading() as tx:
            queries.figures(
                tx, venue_ids=[ground.venue], days=Days.through(DAYS.first, last), now=make.NOW
            )
        event.remove(database.engine, "before_cursor_execute", hear)
        counted.append(len([words for words in said if words.startswith("SELECT")]))

    assert counted[1] <= counted[0] + 1  # feedback is asked for only where there are visits


def test_a_figure_opens_its_cases_and_its_rule(
    browse: Browse, database: Database, clock: Clock
) -> None:
    ground = some_of_each(database)
    clock.now = make.NOW + timedelta(days=28)
    desk = browse.sign_in(ground.coordinator)
    period = f"from={DAYS.first}&to={DAYS.last}"

    board = desk.get(f"/standards?{period}").text
    cases = desk.get(f"/standards/answer?{period}").text

    assert "33%" in board
    assert "低于 95%" in board
    assert "两个工作日" in board
    assert cases.count("没做到</span>") == 2
    assert cases.index("没做到</span>") < cases.index("做到</span>", cases.rindex("没做到"))


def test_odd_addresses_show_the_usual_days(browse: Browse, database: Database) -> None:
    ground = some_of_each(database)
    desk = browse.sign_in(ground.coordinator)

    for odd in ("from=x&to=9999-99-99", "from=9999-12-31&to=0001-01-01", "venue=9e9", "venue=²"):
        assert desk.get(f"/standards?{odd}").status_code == 200


def test_another_venue_is_not_counted(browse: Browse, database: Database, clock: Clock) -> None:
    some_of_each(database)
    clock.now = make.NOW + timedelta(days=28)

    stranger = browse.as_(Role.VENUE, scope=2)

    assert "26-0" not in stranger.get(f"/standards/answer?from={DAYS.first}&to={DAYS.last}").text
    assert browse.as_(Role.COUNTY, scope=COUNTY).get("/standards").status_code == 403
    assert browse.as_(Role.VIEWER).get("/standards").status_code == 200

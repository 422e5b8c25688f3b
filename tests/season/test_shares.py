"""Places kept for far schools: nobody from near gets them, and a day comes when all may."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from outreach.booking import actions, far_share, queries, rules
from outreach.booking.model import Placed, SchoolRef
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Database, Tx
from outreach.season import places, shares
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.season.tables import DayLoadRow
from tests import make
from tests.booking import world

pytestmark = pytest.mark.usefixtures("whole_province")

NEAR, FAR = "360111", "360734"


@pytest.fixture
def tour(database: Database) -> Session:
    """A tour of the computing centre with 80 places, 20 of them kept for far schools."""
    with database.writing() as tx:
        make.province(tx)
        return make.sessions(tx, programme="computing-centre-tour")[0]


def book(tx: Tx, tour: Session, county: str, pupils: int) -> Placed:
    school = make.school(tx, county_code=county)
    return actions.book(
        tx,
        session_id=tour.id,
        school=SchoolRef(school.id, county),
        group=world.group(pupils=pupils, adults=pupils // 10),
        token=f"form-of-school-{school.id:0>6}",
        placed_by=None,
        accepted=1,
        now=tour.opens_at + timedelta(hours=1),
    )


def left(tx: Tx, tour: Session) -> tuple[int, int]:
    found = season.find_session(tx, tour.id)
    assert found is not None
    share = shares.kept(tx, [tour.id]).get(tour.id)
    return found.places_left, share.places if share else 0


def test_a_near_school_never_gets_the_kept_places(database: Database, tour: Session) -> None:
    with database.writing() as tx:
        assert left(tx, tour) == (60, 20)
        book(tx, tour, NEAR, 50)
        with pytest.raises(rules.SessionFull) as full:
            book(tx, tour, NEAR, 20)
        assert full.value.places_left == 10
        assert left(tx, tour) == (10, 20)


def test_a_far_school_gets_what_is_free_and_then_the_share(
    database: Database, tour: Session
) -> None:
    with database.writing() as tx:
        book(tx, tour, NEAR, 50)
        book(tx, tour, FAR, 25)
        assert left(tx, tour) == (0, 5)
        with pytest.raises(rules.SessionFull):
            book(tx, tour, FAR, 20)
        assert left(tx, tour) == (0, 5)


def test_on_its_day_a_share_is_everybodys(database: Database, tour: Session) -> None:
    with database.writing() as tx:
        book(tx, tour, NEAR, 50)
    release = tour.opens_at + timedelta(days=60)

    assert far_share.release_due(database, now=tour.opens_at) == 0
    assert far_share.release_due(database, now=release) == 1
    assert far_share.release_due(database, now=release) == 0
    with database.reading() as tx:
        assert left(tx, tour) == (30, 0)


def test_the_last_line_is_the_sessions_own_check(database: Database, tour: Session) -> None:
    with (
        pytest.raises(IntegrityError, match="never_oversold"),
        database.writing() as tx,
    ):
        tx.execute(text("UPDATE session SET taken = taken + 61 WHERE id = :id"), {"id": tour.id})


def test_rooms_of_a_live_lesson_count_against_no_cap_of_the_house(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
        venue = catalogue.find_venue_by_slug(tx, "computing-centre")
        assert venue is not None
        (session, *_) = make.sessions(tx, programme="computing-centre-tour")
        tx.add(DayLoadRow(venue_id=venue.id, day=session.day, part="day", capacity=5, taken=0))
        tx.flush()
        facts = season.session_facts(tx, session.id)
        online = facts.room.__class__(
            facts.id, facts.venue_id, facts.day, facts.starts, in_house=False
        )

        assert places.take(tx, online, 30)
        assert not places.take(tx, facts.room, 6)
        assert tx.scalars(select(DayLoadRow.taken)).one() == 0


def test_bookings_and_kept_places_add_up_to_what_is_taken(
    database: Database, tour: Session
) -> None:
    with database.writing() as tx:
        for county, pupils in ((NEAR, 30), (FAR, 20), (FAR, 25)):
            book(tx, tour, county, pupils)
        groups = queries.bookings_of_session(tx, tour.id)
        found = season.find_session(tx, tour.id)
        assert found is not None
        assert found.taken == sum(b.group.pupils for b in groups) + left(tx, tour)[1]

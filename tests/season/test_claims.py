"""One hall, many coordinators: the database lets only one of them have it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from outreach.catalogue.model import HallId, ProgrammeId
from outreach.kernel.clock import SHANGHAI
from outreach.kernel.db import Database, Tx
from outreach.kernel.span import Span
from outreach.season import queries
from outreach.season.claims import NO_OVERLAP, take_halls
from outreach.season.generation import HallSpan
from outreach.season.model import SessionId
from outreach.season.refusals import HallTaken
from outreach.season.tables import ClaimRow, SessionRow
from tests import make

pytestmark = pytest.mark.usefixtures("whole_province")

DAY = date(2026, 12, 8)
COORDINATORS = 6


def span(first: time, last: time) -> HallSpan:
    hall = HallId(5)  # the museum's lab
    starts, ends = (datetime.combine(DAY, clock, SHANGHAI) for clock in (first, last))
    return HallSpan(hall, Span(starts, ends), ProgrammeId(4))


def some_sessions(database: Database) -> list[SessionId]:
    """Sessions that have no claim yet, for each coordinator one."""
    with database.writing() as tx:
        make.province(tx)
        made = make.sessions(tx, programme="science-principles", first=DAY, last=date(2026, 12, 12))
    return [session.id for session in made][:COORDINATORS]


def overlaps(tx: Tx) -> int:
    claims = tx.scalars(select(ClaimRow).where(ClaimRow.active)).all()
    return sum(
        a.id < b.id and a.resource == b.resource and a.starts < b.ends and b.starts < a.ends
        for a in claims
        for b in claims
    )


def race(database: Database, sessions: list[SessionId]) -> list[str]:
    """Everybody wants the lab at ten past nine, all at the same moment."""
    together = Barrier(len(sessions))

    def claim(session_id: SessionId) -> str:
        together.wait(timeout=30)
        try:
            with database.writing() as tx:
                take_halls(tx, [span(time(9, 10), time(10, 10))], session_id=session_id)
        except HallTaken:
            return "refused"
        return "taken"

    with ThreadPoolExecutor(len(sessions)) as pool:
        return sorted(pool.map(claim, sessions))


def test_of_many_who_want_one_hall_one_gets_it(database: Database) -> None:
    sessions = some_sessions(database)

    assert race(database, sessions) == ["refused"] * (len(sessions) - 1) + ["taken"]
    with database.reading() as tx:
        assert overlaps(tx) == 0


def test_without_the_guard_in_the_database_the_hall_is_given_twice(database: Database) -> None:
    """A control: should this fail, the test above proves nothing."""
    sessions = some_sessions(database)
    with database.writing() as tx:
        for guard in (
            ["DROP TRIGGER claim_no_overlap_insert", "DROP TRIGGER claim_no_overlap_update"]
            if database.is_sqlite
            else ["ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"]
        ):
            tx.execute(text(guard))

    assert race(database, sessions) == ["taken"] * len(sessions)
    with database.reading() as tx:
        assert overlaps(tx) > 0


def test_a_claim_that_begins_when_another_ends_is_no_clash(database: Database) -> None:
    first, second, *_ = some_sessions(database)
    with database.writing() as tx:
        take_halls(tx, [span(time(9), time(10))], session_id=first)
        take_halls(tx, [span(time(10), time(11))], session_id=second)

        assert overlaps(tx) == 0
        assert len(tx.scalars(select(ClaimRow)).all()) == 2


def test_a_refused_claim_leaves_the_transaction_usable(database: Database) -> None:
    first, second, *_ = some_sessions(database)
    with database.writing() as tx:
        take_halls(tx, [span(time(9), time(10))], session_id=first)
        with pytest.raises(HallTaken) as refusal:
            take_halls(tx, [span(time(9, 30), time(10, 30))], session_id=second)
        take_halls(tx, [span(time(10), time(11))], session_id=second)
        owner = queries.find_session(tx, first)

    assert owner is not None
    assert (refusal.value.day, refusal.value.starts) == (owner.day, owner.starts)
    assert refusal.value.programme == "科学原理"


def test_a_claim_cannot_be_stretched_over_another(database: Database) -> None:
    first, second, *_ = some_sessions(database)
    with database.writing() as tx:
        take_halls(tx, [span(time(9), time(10))], session_id=first)
        take_halls(tx, [span(time(10), time(11))], session_id=second)

    def stretch() -> None:
        with database.writing() as tx:
            claims = tx.scalars(select(ClaimRow).order_by(ClaimRow.starts)).all()
            claims[0].ends += 60

    with pytest.raises(IntegrityError, match=NO_OVERLAP):
        stretch()


quarters = st.integers(0, 95)
wishes = st.lists(st.tuples(quarters, st.integers(1, 12)), min_size=1, max_size=12)


def test_whatever_is_asked_no_two_claims_overlap(database: Database) -> None:
    session_id = some_sessions(database)[0]
    midnight = datetime.combine(DAY, time(0), SHANGHAI).timestamp()

    @settings(deadline=None, max_examples=40)
    @given(asked=wishes)
    def check(asked: list[tuple[int, int]]) -> None:
        with database.writing() as tx:
            tx.execute(delete(ClaimRow))
            kept: list[tuple[int, int]] = []
            for first, length in asked:
                starts, ends = (midnight + 900 * n for n in (first, first + length))
                moments = (datetime.fromtimestamp(at, SHANGHAI) for at in (starts, ends))
                wanted = HallSpan(HallId(5), Span(*moments), ProgrammeId(4))
                fits = all(first >= b or first + length <= a for a, b in kept)
                try:
                    take_halls(tx, [wanted], session_id=session_id)
                except HallTaken:
                    assert not fits
                else:
                    assert fits
                    kept.append((first, first + length))
            assert overlaps(tx) == 0

    check()


def test_two_who_save_one_term_at_once_make_every_session_once(database: Database) -> None:
    with database.writing() as tx:
        make.province(tx)
    together = Barrier(2)

    def save(_: int) -> int:
        together.wait(timeout=30)
        with database.writing() as tx:
            return len(make.sessions(tx, programme="lab-invisible-forces"))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(save, range(2)))

    with database.reading() as tx:
        stored = len(tx.scalars(select(SessionRow.id)).all())
    assert counts == [stored, stored] == [12, 12]

"""Programmes on trial are the venue's to fill, unless it opens them to every school."""

from dataclasses import replace

import pytest

from outreach.accounts.model import Role
from outreach.booking import rules
from outreach.booking.trial import TrialByVenueOnly
from outreach.catalogue import queries
from outreach.catalogue.model import ProgrammeState
from outreach.catalogue.version_actions import change_programme
from outreach.kernel.db import Database
from outreach.season.queries import session_facts
from tests import make
from tests.browse import Browse
from tests.clock import Clock

pytestmark = pytest.mark.usefixtures("whole_province")


def on_trial(database: Database, *, for_all: bool) -> int:
    """A session of a programme on trial."""
    with database.writing() as tx:
        make.province(tx)
        session = make.sessions(tx)[0]
        programme = queries.find_programme_by_slug(tx, "cosmic-explorer")
        assert programme is not None
        change_programme(
            tx,
            programme=replace(programme, state=ProgrammeState.TRIAL, trial_for_all=for_all),
            now=make.NOW,
            person_id=None,
        )
    return session.id


@pytest.mark.parametrize("for_all", [False, True])
def test_schools_book_a_trial_only_where_the_venue_lets_them(
    database: Database,
    for_all: bool,  # noqa: FBT001 - parametrized
) -> None:
    session_id = on_trial(database, for_all=for_all)
    with database.reading() as tx:
        facts = session_facts(tx, session_id)

    rules.check_open(facts, now=make.NOW, on_behalf=True)
    if for_all:
        rules.check_open(facts, now=make.NOW)
    else:
        with pytest.raises(TrialByVenueOnly):
            rules.check_open(facts, now=make.NOW)


def test_a_teacher_is_told_who_books_a_trial_and_does_not_find_it(
    browse: Browse, database: Database, clock: Clock
) -> None:
    clock.now = make.NOW
    session_id = on_trial(database, for_all=False)
    with database.writing() as tx:
        school = make.school(tx, enrolment=((5, 90),))
    teacher = browse.as_(Role.TEACHER, scope=school.id)

    answer = teacher.get(f"/book/{session_id}?grade=5")

    assert answer.status_code == 409
    assert "试开放的项目由场馆邀请团队并代填预约。" in answer.text
    assert "试开放期间由场馆代为预约。" in browse.get("/programmes/cosmic-explorer").text
    assert "宇宙探索" not in browse.get("/find?grade=5").text

"""Kept places: never anybody else's, given back once, and always adding up to what was promised."""

from datetime import timedelta
from random import Random

import pytest

from outreach.booking import actions as booking
from outreach.booking import kept_refusals
from outreach.booking import rules as booking_rules
from outreach.booking.model import BookingState, Placed
from outreach.campaigns import actions, queries, rules
from outreach.campaigns.model import Answer, CampaignState, Reason
from outreach.kernel.db import Database
from outreach.season import kept
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.campaigns import inviting

AFTER = make.NOW + timedelta(days=12)


def _book(database: Database, ground: World, school: int, *, pupils: int = 20) -> Placed:
    with database.writing() as tx:
        return booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[school],
            group=world.group(pupils=pupils),
            token=f"kept-of-school-{school}",
            placed_by=ground.teachers[school].id,
            now=make.NOW,
        )


def _taken(database: Database, ground: World) -> int:
    with database.reading() as tx:
        return season.session_facts(tx, ground.sessions[0]).taken


def test_nobody_else_gets_a_kept_place(database: Database) -> None:
    ground = world.build(database, capacity=80)
    inviting.campaign(database, ground, places=40)

    _book(database, ground, 2, pupils=40)

    with pytest.raises(booking_rules.SessionFull):
        _book(database, ground, 3, pupils=1)


def test_an_invited_school_books_into_what_is_kept(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40)
    _book(database, ground, 2, pupils=40)

    placed = _book(database, ground, 0, pupils=20)

    assert placed.state is BookingState.SUBMITTED
    assert _taken(database, ground) == 80
    with database.reading() as tx:
        (row,) = kept.of_holder(tx, found.holder)
    assert (row.promised, row.kept, row.used, row.given_back) == (40, 20, 20, 0)


def test_a_school_draws_on_kept_places_once(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40)
    _book(database, ground, 2, pupils=40)
    first = _book(database, ground, 0, pupils=20)
    with database.writing() as tx:
        booking.cancel(tx, booking_id=first.booking_id, reason="weather", by=None, now=make.NOW)
        assert ground.schools[0].id not in kept.open_rights(tx, found.holder)


def test_places_are_given_back_once_when_the_day_passes(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40)

    ended = [actions.end_due(database, now=AFTER) for _ in range(2)]

    assert ended == [1, 0]
    assert _taken(database, ground) == 0
    with database.reading() as tx:
        after = queries.find_campaign(tx, found.id)
        assert after is not None
        assert after.state is CampaignState.ENDED
        assert queries.open_invitations(tx) == frozenset()


def test_withdrawing_twice_gives_back_once(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40)

    with database.writing() as tx:
        withdrawn = [actions.withdraw(tx, found, now=make.NOW) for _ in range(2)]

    assert withdrawn == [True, False]
    assert _taken(database, ground) == 0


def test_a_school_that_declines_gives_back_its_part(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40, each=20)
    mine = inviting.mine(database, found, ground.schools[0].id)

    with database.writing() as tx:
        actions.decline(tx, mine, reason=Reason.MONEY, note=None, now=make.NOW)
    with database.writing() as tx, pytest.raises(rules.AnsweredAlready):
        actions.decline(tx, mine, reason=Reason.MONEY, note=None, now=make.NOW)

    assert _taken(database, ground) == 20


def test_what_all_others_may_still_use_stays_when_one_declines(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, schools=3, places=40, each=20)
    mine = inviting.mine(database, found, ground.schools[0].id)

    with database.writing() as tx:
        actions.decline(tx, mine, reason=Reason.DATES, note=None, now=make.NOW)

    assert _taken(database, ground) == 40


def test_other_dates_become_a_wish(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground)
    mine = inviting.mine(database, found, ground.schools[0].id)

    with database.writing() as tx:
        after = actions.ask_other_dates(
            tx,
            mine,
            grade=5,
            pupils=30,
            week_from=ground.day,
            week_to=ground.day,
            now=make.NOW,
        )

    assert after.answer is Answer.OTHER_DATES
    assert after.wish_id is not None
    assert _taken(database, ground) == 20


def test_no_school_has_two_open_invitations(database: Database) -> None:
    ground = world.build(database, capacity=200)
    inviting.campaign(database, ground, schools=2)

    with pytest.raises(rules.NobodyToInvite):
        inviting.campaign(database, ground, schools=2)
    second = inviting.campaign(database, ground, schools=3)

    with database.reading() as tx:
        assert [i.school_id for i in queries.invitations(tx, [second.id])] == [ground.schools[2].id]


def test_never_more_than_half_of_a_session_is_kept(database: Database) -> None:
    ground = world.build(database, capacity=80)

    with pytest.raises(rules.CannotKeep):
        inviting.campaign(database, ground, places=41)

    assert _taken(database, ground) == 0


def test_who_would_have_fitted_is_counted_once(database: Database) -> None:
    ground = world.build(database, capacity=80)
    found = inviting.campaign(database, ground, places=40)
    _book(database, ground, 2, pupils=40)
    with pytest.raises(booking_rules.SessionFull) as refused:
        _book(database, ground, 3, pupils=20)

    for _ in range(2):
        kept_refusals.remember(database, refused.value, ground.schools[3].id, now=make.NOW)

    with database.reading() as tx:
        assert [row.refused for row in kept.of_holder(tx, found.holder)] == [1]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_it_adds_up(database: Database, seed: int) -> None:
    """Promised is kept, used and given back; taken is what bookings hold and what is kept."""
    rng = Random(seed)  # noqa: S311 - a test may repeat itself
    ground = world.build(database, capacity=100, schools=6)
    found = inviting.campaign(database, ground, schools=3, places=50)
    held: dict[int, tuple[int, int]] = {}
    for turn in range(20):
        what = rng.choice(("book", "book", "cancel", "decline", *ENDS[turn > 14]))
        _do(database, ground, found.id, held, what, rng.randrange(6), rng.choice((5, 20, 35)), turn)

        with database.reading() as tx:
            (row,) = kept.of_holder(tx, found.holder)
            session = season.session_facts(tx, ground.sessions[0])
        assert row.promised == row.kept + row.used + row.given_back
        assert session.taken == row.kept + sum(coming for _id, coming in held.values())
        assert session.taken <= session.capacity


ENDS = ((), ("withdraw", "end"))
"""What ends a campaign, late enough for something to have happened before."""


def _do(
    database: Database,
    ground: World,
    campaign_id: int,
    held: dict[int, tuple[int, int]],
    what: str,
    school: int,
    pupils: int,
    turn: int,
) -> None:
    with database.reading() as tx:
        found = queries.find_campaign(tx, campaign_id)
    assert found is not None
    try:
        if what == "book" and school not in held:
            with database.writing() as tx:
                placed = booking.book(
                    tx,
                    session_id=ground.sessions[0],
                    school=ground.schools[school],
                    group=world.group(pupils=pupils),
                    token=f"turn-{turn}-of-school-{school}",
                    placed_by=ground.teachers[school].id,
                    now=make.NOW,
                )
            held[school] = (placed.booking_id, pupils)
        elif what == "cancel" and school in held:
            with database.writing() as tx:
                booking.cancel(
                    tx, booking_id=held.pop(school)[0], reason="weather", by=None, now=make.NOW
                )
        elif what == "decline" and school < 3:
            mine = inviting.mine(database, found, ground.schools[school].id)
            with database.writing() as tx:
                actions.decline(tx, mine, reason=Reason.OTHER, note=None, now=make.NOW)
        elif what == "withdraw":
            with database.writing() as tx:
                actions.withdraw(tx, found, now=make.NOW)
        elif what == "end":
            actions.end_due(database, now=AFTER)
    except (
        booking_rules.SessionFull,
        booking_rules.FormUsedTwice,
        rules.AnsweredAlready,
        rules.InvitationEnded,
    ):
        return

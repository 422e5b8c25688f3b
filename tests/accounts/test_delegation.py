"""A role lent to a colleague: for some days, never more than the lender has, and then gone."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.accounts import delegation_actions as actions
from outreach.accounts import queries
from outreach.accounts.actions import change_grant, set_active, sign_in, token_hash
from outreach.accounts.delegation_model import LentTooLong, NotAColleague
from outreach.accounts.model import Grant, Person, PersonId, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.tables import AuditRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from tests import make
from tests.browse import Browse
from tests.clock import Clock

TODAY = local_day(make.NOW)
COUNTY = Grant(Role.COUNTY, "360734")


def lend(
    tx: Tx,
    by: Person,
    *,
    grant: Grant = COUNTY,
    email: str = "colleague@example.org",
    first: date = TODAY,
    last: date = TODAY + timedelta(days=2),
) -> Person:
    return actions.lend(
        tx,
        grant=grant,
        name="同事",
        email=email,
        first=first,
        last=last,
        reason="下乡",
        by=by,
        now=make.NOW,
    )


def seen_on(tx: Tx, person: Person, day: date) -> set[Grant]:
    """What a page grants somebody on a day."""
    now = make.NOW + (day - TODAY)
    token = sign_in(tx, person_id=person.id, lasts=timedelta(days=400), now=make.NOW)
    tx.flush()
    found = queries.find_signed_in(tx, token_hash(token), now=now)
    return set(found.grants) if found is not None else set()


def test_it_begins_and_ends_by_itself(database: Database) -> None:
    with database.writing() as tx:
        officer = make.person(tx, role=Role.COUNTY, scope="360734")
        colleague = lend(tx, officer, first=TODAY + timedelta(days=1), last=TODAY + timedelta(2))

        days = [TODAY + timedelta(days=n) for n in range(4)]
        held = [seen_on(tx, colleague, day) for day in days]

    assert held == [set(), {COUNTY}, {COUNTY}, set()]


def test_what_the_lender_loses_the_colleague_loses(database: Database) -> None:
    with database.writing() as tx:
        boss = make.person(tx, role=Role.ADMIN)
        one, other = (make.person(tx, role=Role.COUNTY, scope="360734") for _ in range(2))
        first, second = lend(tx, one), lend(tx, other, email="second@example.org")

        change_grant(tx, person_id=one.id, grant=COUNTY, holds=False, by=boss.id, now=make.NOW)
        set_active(tx, person_id=other.id, active=False, by=boss.id, now=make.NOW)

        assert seen_on(tx, first, TODAY) == seen_on(tx, second, TODAY) == set()


def test_nobody_lends_what_is_not_their_own_or_was_lent_to_them(database: Database) -> None:
    with database.writing() as tx:
        officer = make.person(tx, role=Role.COUNTY, scope="360734")
        colleague = lend(tx, officer)

        for by, grant in (
            (officer, Grant(Role.COUNTY, "360111")),
            (officer, Grant(Role.CITY, "360700")),
            (colleague, COUNTY),
        ):
            with pytest.raises(NotYours):
                lend(tx, by, grant=grant, email="third@example.org")


def test_only_to_somebody_with_no_duty_elsewhere(database: Database) -> None:
    with database.writing() as tx:
        city = make.person(tx, role=Role.CITY, scope="360700")
        below = make.person(tx, role=Role.COUNTY, scope="360734", email="below@example.org")
        make.person(tx, role=Role.COUNTY, scope="360111", email="elsewhere@example.org")

        lent = Grant(Role.CITY, "360700")
        lend(tx, city, grant=lent, email="below@example.org")
        assert seen_on(tx, below, TODAY) == {lent, COUNTY}
        with pytest.raises(NotAColleague):
            lend(tx, city, grant=lent, email="elsewhere@example.org")


@pytest.mark.parametrize(("first", "last"), [(-1, 1), (2, 1), (0, 90)])
def test_days_gone_by_and_too_many_are_refused(database: Database, first: int, last: int) -> None:
    with database.writing() as tx:
        officer = make.person(tx, role=Role.COUNTY, scope="360734")

        with pytest.raises(LentTooLong):
            lend(
                tx,
                officer,
                first=TODAY + timedelta(days=first),
                last=TODAY + timedelta(days=last),
            )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["lend", "end", "take", "give", "close", "open"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=12,
)
UNITS = (COUNTY, Grant(Role.COUNTY, "360733"), Grant(Role.CITY, "360700"))


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(STEPS)
def test_delegated_rights_never_exceed_the_delegators(
    sqlite_database: Database, steps: list[tuple[str, int, int, int]]
) -> None:
    """Whatever is lent, taken, closed: each grant seen is own, or an active lender's own."""
    with sqlite_database.writing() as tx:
        boss = make.person(tx, role=Role.ADMIN)
        people = [make.person(tx, role=g.role, scope=g.scope) for g in (*UNITS, UNITS[2])]
        for what, one, other, days in steps:
            who, whom = people[one], people[other]
            grant = UNITS[days % 3]
            with suppress(NotYours, NotAColleague, LentTooLong):
                _step(tx, what, who, whom, grant, days, boss)
            tx.flush()
            for day in (TODAY, TODAY + timedelta(days=3)):
                _check(tx, people, day)


def _step(
    tx: Tx, what: str, who: Person, whom: Person, grant: Grant, days: int, boss: Person
) -> None:
    if what == "lend":
        last = TODAY + timedelta(days=days)
        lend(tx, who, grant=grant, email=whom.email, last=last)
    elif what == "end":
        for each in actions.delegations_of(tx, who.id):
            actions.end(tx, delegation_id=each.id, by=who, now=make.NOW)
    elif what in ("take", "give"):
        holds = what == "give"
        change_grant(tx, person_id=who.id, grant=grant, holds=holds, by=boss.id, now=make.NOW)
    else:
        set_active(tx, person_id=who.id, active=what == "open", by=boss.id, now=make.NOW)


def _check(tx: Tx, people: list[Person], day: date) -> None:
    accounts = [queries.find_account(tx, person.id) for person in people]
    own = {account.id: set(account.grants) for account in accounts if account}
    active = {account.id for account in accounts if account and account.active}
    for person in people:
        allowed = set(own[person.id])
        for each in actions.delegations_of(tx, person.id):
            if each.person_id == person.id and each.lender_id in active and each.counts_on(day):
                allowed |= own[PersonId(each.lender_id)] & {each.grant}
        assert seen_on(tx, person, day) <= allowed


def test_an_officer_lends_and_takes_back_on_the_page(
    browse: Browse, database: Database, clock: Clock
) -> None:
    officer = browse.as_(Role.COUNTY, scope="360734")
    form = {
        "grant": "county:360734",
        "name": "王同事",
        "email": "wang@example.org",
        "first": str(local_day(clock.now)),
        "last": str(local_day(clock.now)),
        "reason": "下乡",
    }

    assert officer.post("/me/delegations", form | {"email": "x", "reason": ""}).status_code == 422
    page = officer.follow(officer.post("/me/delegations", form))
    assert "委托给王同事" in page.text
    with database.reading() as tx:
        colleague = queries.find_person_by_email(tx, "wang@example.org")
        assert officer.person is not None
        lent = actions.delegations_of(tx, officer.person.id)[0]
    assert colleague is not None
    other = browse.sign_in(colleague)
    assert other.get("/ledger/new").status_code == 200

    officer.post(f"/me/delegations/{lent.id}/end")

    assert other.get("/ledger/new").status_code == 403
    with database.reading() as tx:
        audited = [row.action for row in tx.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert audited == ["add-person", "lend-role", "take-back-role"]

"""Sums over the ledger: parts add up to the whole, and days of a stop count where they were."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.kernel.db import Database, Tx
from outreach.kernel.span import Days
from outreach.ledger import entries, queries, reach_queries
from outreach.ledger.model import EVERYTHING, Audience, Entry, Filter, Kind, Label, State, Totals
from outreach.ledger.sum_queries import By, sums
from outreach.ledger.tables import ActivityDayRow
from tests import make
from tests.ledger import making
from tests.ledger.making import DAY, DONGHU, GANXIAN, XUNWU, Place, entry

YEAR = Days.through(date(2026, 1, 1), date(2026, 12, 31))


def stop(tx: Tx, *counted: tuple[date, int], **changes: object) -> int:
    """An exhibition that was counted day by day."""
    told = entry(
        kind=Kind.MOBILE_EXHIBITION,
        day=min(day for day, _ in counted),
        until_day=max(day for day, _ in counted),
        onsite=sum(onsite for _, onsite in counted),
        onsite_pupils=None,
        **changes,
    )
    row = entries.add(tx, told, person_id=None, now=make.NOW)
    row.counted_daily = True
    tx.add_all(
        ActivityDayRow(activity_id=row.id, day=day, onsite=onsite, counted_at=make.NOW)
        for day, onsite in counted
    )
    tx.flush()  # the tests read what was counted
    return row.id


def test_a_stop_counts_once_and_its_people_on_their_days(database: Database, place: Place) -> None:
    with database.writing() as tx:
        stop(tx, (date(2026, 8, 30), 100), (date(2026, 9, 2), 250), (date(2026, 10, 1), 50))
    august, autumn = (
        Days.through(date(2026, 8, 1), date(2026, 8, 31)),
        Days.through(date(2026, 9, 1), date(2026, 12, 31)),
    )

    with database.reading() as tx:
        early = queries.listed(tx, Filter(period=august), sight=EVERYTHING)
        late = queries.listed(tx, Filter(period=autumn), sight=EVERYTHING)
        by_month = reach_queries.contacts_by_month(tx, period=YEAR)
        last = reach_queries.last_days_by_county(tx)

    assert early.totals == Totals(activities=1, onsite=100)
    assert late.totals == Totals(activities=0, onsite=300)
    assert [page.total for page in (early, late)] == [1, 1]
    assert {month: t.onsite for (_, month), t in by_month.items()} == {8: 100, 9: 250, 10: 50}
    assert last == {XUNWU: date(2026, 10, 1)}


def test_what_is_planned_or_withdrawn_is_in_no_sum(database: Database, place: Place) -> None:
    with database.writing() as tx:
        for state in State:
            entries.add(
                tx, entry(onsite=1, onsite_pupils=1), person_id=None, now=make.NOW, state=state
            )

    with database.reading() as tx:
        (found,) = sums(tx, Filter(), by=[])
        page = queries.listed(tx, making.ALL, sight=EVERYTHING)
        counties = reach_queries.contacts_by_county(tx, period=None)

    assert (found.activities, found.onsite) == (2, 2)
    assert (page.total, page.totals.activities) == (4, 2)
    assert counties[XUNWU].activities == 2


def test_zero_is_not_nothing_in_a_sum(database: Database, place: Place) -> None:
    with database.writing() as tx:
        for told in (
            entry(kind=Kind.TALK, onsite=0, onsite_pupils=0, kilometres=12),
            entry(kind=Kind.CAMP, onsite=None, onsite_pupils=None, online=5),
        ):
            entries.add(tx, told, person_id=None, now=make.NOW)

    with database.reading() as tx:
        camp, talk = sums(tx, Filter(), by=[By.KIND])

    assert (camp.key, camp.onsite, camp.online, camp.kilometres) == (("camp",), None, 5, None)
    assert (talk.key, talk.onsite, talk.online, talk.kilometres) == (("talk",), 0, None, 12)


def test_two_labels_are_two_groups_and_a_filter_finds_one(database: Database, place: Place) -> None:
    both = (Label.SCIENCE_MONTH, Label.DOUBLE_REDUCTION)
    with database.writing() as tx:
        for labels in (both, (Label.SCIENCE_MONTH,), ()):
            entries.add(tx, entry(labels=labels), person_id=None, now=make.NOW)

    with database.reading() as tx:
        found = sums(tx, Filter(), by=[By.LABEL])
        month = queries.listed(tx, Filter(label=Label.SCIENCE_MONTH), sight=EVERYTHING)

    assert [(s.key, s.activities) for s in found] == [
        (("double_reduction",), 1),
        (("science_month",), 2),
    ]
    assert month.total == 2


entry_facts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([Kind.TALK, Kind.VAN]),
        "county_code": st.sampled_from([XUNWU, GANXIAN, DONGHU]),
        "day": st.dates(DAY - timedelta(days=400), DAY),
        "onsite": st.none() | st.integers(0, 900),
        "online": st.none() | st.integers(0, 900),
        "own_programme": st.sampled_from([None, True, False]),
        "lead": st.sampled_from(["甲", "乙"]),
    }
)


@pytest.mark.parametrize("by", [[By.KIND, By.COUNTY], [By.MONTH, By.LEAD], [By.OWN, By.AUDIENCE]])
@given(told=st.lists(entry_facts, min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_groups_add_up_to_the_whole(
    database: Database, by: list[By], told: list[dict[str, object]]
) -> None:
    with database.writing() as tx:
        making.start_over(tx)
        each = [
            Entry(title="讲座", place="馆", audience=Audience.PUBLIC, **facts)  # type: ignore[arg-type]
            for facts in told
        ]
        entries.load(tx, each, person_id=None, sample=False, now=make.NOW)
        stop(tx, (DAY, 30), (DAY - timedelta(days=70), 12))

    with database.reading() as tx:
        (whole,) = sums(tx, Filter(), by=[])
        parts = sums(tx, Filter(), by=by)

    assert sum(part.activities for part in parts) == whole.activities == len(told) + 1
    for measure in ("onsite", "online"):
        assert sum(getattr(part, measure) or 0 for part in parts) == (getattr(whole, measure) or 0)

"""What the ledger asks before it believes a number, and who may write."""

from datetime import date

import pytest

from outreach.accounts.model import Grant, Person, PersonId, Role
from outreach.ledger import questions, rules
from outreach.ledger.model import EVERYTHING, Cell, Entry, OnlineMeasure, Sight, cohort_of
from outreach.ledger.record_model import Earlier, EnrolledFacts
from tests.ledger.making import DAY, DONGHU, GANXIAN, XUNWU, entry, school_entry

REGISTERED = EnrolledFacts(pupils=360, by_grade={5: 60})


def asked(
    told: Entry, *, twins: tuple[str, ...] = (), outings: int = 0
) -> list[tuple[str, dict[str, int | str]]]:
    enrolled = REGISTERED if told.school_id else None
    found = questions.about(told, enrolled=enrolled, earlier=Earlier(twins=twins, outings=outings))
    return [(question.code, dict(question.facts)) for question in found]


def somebody(*grants: Grant) -> Person:
    return Person(PersonId(1), "某人", "a@example.org", None, "zh_Hans_CN", grants)


def test_ordinary_numbers_are_believed() -> None:
    assert asked(school_entry(1, pupils=45)) == []
    assert asked(entry()) == []


def test_more_pupils_than_a_fifth_above_enrolment_are_asked_about() -> None:
    assert asked(school_entry(1, pupils=432, grade=None)) == []
    assert asked(school_entry(1, pupils=433, grade=None)) == [
        ("more-than-enrolled", {"counted": 433, "enrolled": 360})
    ]


def test_more_pupils_than_a_grade_has_are_asked_about() -> None:
    assert asked(school_entry(1, pupils=72)) == []
    assert asked(school_entry(1, pupils=73)) == [
        ("more-than-grade", {"counted": 73, "enrolled": 60, "grade": 5})
    ]


def test_three_thousand_in_a_school_of_three_hundred_raises_two_questions() -> None:
    told = school_entry(1, pupils=2997, grade=None)

    assert [code for code, _facts in asked(told)] == ["more-than-enrolled", "round-thousands"]


def test_a_school_whose_pupils_nobody_told_is_not_compared() -> None:
    told = school_entry(1, pupils=433, grade=None)

    assert questions.about(told, enrolled=EnrolledFacts(pupils=None), earlier=Earlier()) == ()


@pytest.mark.parametrize(
    ("onsite", "online", "counted"),
    [(1000, None, 1000), (30000, None, 30000), (137, 2000, 2000), (1001, 2500, None), (0, 0, None)],
)
def test_round_thousands_are_asked_about(
    onsite: int, online: int | None, counted: int | None
) -> None:
    told = entry(
        onsite=onsite, onsite_pupils=None, online=online, online_measure=OnlineMeasure.PLAYS
    )

    expected = [] if counted is None else [("round-thousands", {"counted": counted})]
    assert asked(told) == expected


def test_a_second_record_of_the_same_is_asked_about() -> None:
    assert asked(entry(), twins=("H26-00007", "H26-00008")) == [("twice", {"number": "H26-00007"})]


def test_online_without_on_site_is_asked_about() -> None:
    told = entry(onsite=None, onsite_pupils=None, online=812, online_measure=OnlineMeasure.PLAYS)

    assert asked(told) == [("online-alone", {"online": 812})]


def test_online_beside_an_empty_hall_that_was_counted_is_believed() -> None:
    assert asked(entry(onsite=0, onsite_pupils=0, online=812)) == []


def test_pupils_without_any_adult_are_asked_about() -> None:
    told = school_entry(1, pupils=45, onsite=45)

    assert asked(told) == [("without-adults", {"pupils": 45})]


def test_a_van_that_is_out_a_thirteenth_time_in_a_week_is_asked_about() -> None:
    assert asked(entry(vehicle="赣A0001"), outings=11) == []
    assert asked(entry(vehicle="赣A0001"), outings=12) == [("outings", {"outings": 13})]


def test_three_times_as_many_as_were_planned_are_asked_about() -> None:
    assert asked(entry(onsite=300, planned_onsite=100)) == []
    assert asked(entry(onsite=301, planned_onsite=100)) == [
        ("far-from-plan", {"planned": 100, "came": 301})
    ]
    assert asked(entry(onsite=30, onsite_pupils=9, planned_onsite=100)) == [
        ("far-from-plan", {"planned": 100, "came": 30})
    ]


def test_a_question_with_other_numbers_is_another_question() -> None:
    first, second = (
        questions.about(entry(onsite=count, onsite_pupils=None), enrolled=None, earlier=Earlier())[
            0
        ]
        for count in (1000, 2000)
    )

    assert first.key == "round-thousands:1000"
    assert second.key == "round-thousands:2000"


def test_what_lies_ahead_is_refused_and_today_is_not() -> None:
    rules.check_day(DAY, today=DAY)

    with pytest.raises(rules.ActivityInFuture) as refusal:
        rules.check_day(date(2026, 11, 19), today=DAY)

    assert refusal.value.facts == {"day": date(2026, 11, 19), "today": DAY}


@pytest.mark.parametrize(
    ("grade", "day", "cohort"),
    [
        (1, date(2026, 9, 1), 2026),
        (1, date(2026, 8, 31), 2025),
        (5, date(2026, 11, 18), 2022),
        (5, date(2027, 3, 1), 2022),
        (6, date(2027, 9, 1), 2022),
        (0, date(2026, 11, 18), 2027),
    ],
)
def test_a_cohort_keeps_its_year_as_it_moves_up(grade: int, day: date, cohort: int) -> None:
    assert cohort_of(grade, day) == cohort


@pytest.mark.parametrize(
    ("grant", "seen"),
    [
        (Grant(Role.ADMIN), EVERYTHING),
        (Grant(Role.PROVINCE), EVERYTHING),
        (Grant(Role.VIEWER), EVERYTHING),
        (Grant(Role.CITY, "360700"), Sight(city_codes=frozenset({"360700"}))),
        (Grant(Role.COUNTY, XUNWU), Sight(county_codes=frozenset({XUNWU}))),
        (Grant(Role.TEACHER, "7"), Sight(school_ids=frozenset({7}))),
        (Grant(Role.VENUE, "2"), Sight(venue_ids=frozenset({2}))),
    ],
)
def test_each_role_sees_its_own(grant: Grant, seen: Sight) -> None:
    assert rules.sight(somebody(grant)) == seen


def test_officers_write_for_their_own_counties_only() -> None:
    county, city = somebody(Grant(Role.COUNTY, XUNWU)), somebody(Grant(Role.CITY, "360700"))

    assert [rules.may_record(county, county_code=c) for c in (XUNWU, GANXIAN)] == [True, False]
    assert [rules.may_record(city, county_code=c) for c in (XUNWU, DONGHU)] == [True, False]
    assert not rules.may_record(somebody(Grant(Role.VIEWER)), county_code=XUNWU)
    assert not rules.may_record(somebody(Grant(Role.TEACHER, "1")), county_code=XUNWU)
    assert rules.may_record(somebody(Grant(Role.VENUE, "1")), county_code=XUNWU)


def test_only_a_city_that_writes_for_its_county_does_so_on_behalf() -> None:
    writers = (
        somebody(Grant(Role.CITY, "360700")),
        somebody(Grant(Role.COUNTY, XUNWU)),
        somebody(Grant(Role.CITY, "360700"), Grant(Role.COUNTY, XUNWU)),
        somebody(Grant(Role.PROVINCE)),
    )

    assert [rules.on_behalf(one, county_code=XUNWU) for one in writers] == [
        True,
        False,
        False,
        False,
    ]


def test_a_cell_without_grade_is_compared_with_the_whole_school() -> None:
    told = school_entry(1, pupils=100, cells=(Cell(school_id=1, pupils=100),))

    assert asked(told) == []

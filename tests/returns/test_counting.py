"""What forms count: every cell is the sum of its trail, and parts add up to the whole."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger.model import Audience, Kind, Label
from outreach.ledger.return_model import Fact
from outreach.province.model import TravelBand
from outreach.returns import snapshots, template_queries
from outreach.returns.counting import Count, count, fits, of_unit, part, total
from outreach.returns.differences import Side, between, explain, pairs
from outreach.returns.model import (
    Column,
    Definition,
    Joint,
    Line,
    Measure,
    Period,
    Programme,
    Rule,
    Unit,
    UnitKind,
)
from outreach.returns.periods import rule_days
from tests.returns.making import (
    ANYUAN,
    CITY_UNIT,
    COUNTY_UNIT,
    NANCHANG,
    PROVINCE_UNIT,
    XUNWU,
    YEAR,
    fact,
    rule,
)

BANDS: Mapping[str, TravelBand] = {
    XUNWU: TravelBand.D,
    ANYUAN: TravelBand.C,
    NANCHANG: TravelBand.A,
}
CODES = (XUNWU, ANYUAN, NANCHANG)
FORMS = template_queries.packaged()

amounts = st.none() | st.integers(0, 400)
facts = st.lists(
    st.builds(
        fact,
        day=st.dates(date(YEAR - 1, 6, 1), date(YEAR + 1, 3, 1)),
        kind=st.sampled_from([kind.value for kind in Kind]),
        audience=st.sampled_from([audience.value for audience in Audience]),
        county_code=st.sampled_from(CODES),
        venue_id=st.sampled_from([None, None, 1, 2]),
        school_id=st.none() | st.integers(1, 5),
        partners=st.integers(0, 2),
        own_programme=st.sampled_from([None, True, False]),
        labels=st.frozensets(st.sampled_from(list(Label)), max_size=3),
        onsite=amounts,
        pupils=amounts,
        online=amounts,
        minutes=amounts,
        kilometres=amounts,
        volunteers=amounts,
        volunteer_hours=amounts,
    ),
    max_size=25,
)


def counted(made: Definition, found: list[Fact], unit: Unit, *, month: int = 0) -> Count:
    return count(made, of_unit(found, unit), unit, bands=BANDS, year=YEAR, month=month)


def by_hand(rule_: Rule, made: Definition, found: list[Fact], unit: Unit, month: int) -> int | None:
    """The plain way: every record asked by itself, nothing remembered."""
    days = rule_days(rule_, made, year=YEAR, month=month)
    parts = [
        brings
        for each in of_unit(found, unit)
        if each.day in days
        and fits(rule_, each, unit, bands=BANDS)
        and (brings := part(rule_.measure, each)) is not None
    ]
    return total(rule_.measure, parts)


@pytest.mark.parametrize("slug", FORMS)
@given(found=facts, unit=st.sampled_from([PROVINCE_UNIT, CITY_UNIT, COUNTY_UNIT]))
def test_every_cell_of_every_form_is_the_sum_of_its_trail(
    slug: str, found: list[Fact], unit: Unit
) -> None:
    made, month = FORMS[slug], 9 if slug == "double-reduction" else 0

    counts = counted(made, found, unit, month=month)

    for key, rule_ in made.cells:
        trail = counts.trail(key)
        assert counts.value(key) == total(rule_.measure, [each.brings for each in trail])
        assert counts.value(key) == by_hand(rule_, made, found, unit, month)
        assert len({each.fact.key for each in trail}) == len(trail), "a record counts once"


@pytest.mark.parametrize("slug", FORMS)
@given(found=facts)
def test_counties_add_up_to_their_city_and_all_to_the_province(
    slug: str, found: list[Fact]
) -> None:
    """Nothing is lost and nothing counted twice: the venues' own forms belong to the whole."""
    made, month = FORMS[slug], 9 if slug == "double-reduction" else 0
    counties = [Unit(UnitKind.COUNTY, code, code) for code in CODES]
    venues = [Unit(UnitKind.VENUE, str(n), str(n)) for n in (1, 2)]

    whole = counted(made, found, PROVINCE_UNIT, month=month)
    city = counted(made, found, CITY_UNIT, month=month)
    parts = {unit: counted(made, found, unit, month=month) for unit in (*counties, *venues)}

    for key, rule_ in made.cells:

        def trail_of(units: list[Unit], key: tuple[str, str] = key) -> list[tuple[int, int]]:
            return sorted(p.fact.key for unit in units for p in parts[unit].trail(key))

        apart = [] if rule_.with_venues else venues
        assert trail_of([*counties, *apart]) == sorted(p.fact.key for p in whole.trail(key))
        assert trail_of(counties[:2]) == sorted(p.fact.key for p in city.trail(key))


@given(found=facts)
def test_a_count_is_kept_and_read_again_without_a_change(found: list[Fact]) -> None:
    counts = counted(FORMS["association"], found, PROVINCE_UNIT)

    again = snapshots.unpacked(snapshots.packed(counts))

    assert again.facts == counts.facts
    assert {key: list(trail) for key, trail in again.trails.items() if trail} == {
        key: list(trail) for key, trail in counts.trails.items()
    }
    assert again.values() == counts.values()
    assert between(counts, again) == []


@given(found=facts, more=facts)
def test_records_that_come_never_lower_a_figure(found: list[Fact], more: list[Fact]) -> None:
    fewer = counted(FORMS["national"], found, PROVINCE_UNIT).values()

    later = counted(FORMS["national"], [*found, *more], PROVINCE_UNIT).values()

    assert all((later[key] or 0) >= (value or 0) for key, value in fewer.items())


@given(found=facts)
def test_the_reasons_make_up_the_whole_difference_of_two_forms(found: list[Fact]) -> None:
    first, second = FORMS["national"], FORMS["association"]
    counts = [counted(made, found, COUNTY_UNIT) for made in (first, second)]

    for one, other in pairs(first, second):
        sides = [
            Side(made, key, counts_, COUNTY_UNIT, YEAR)
            for made, key, counts_ in zip((first, second), (one, other), counts, strict=True)
        ]
        because = explain(sides[0], sides[1], bands=BANDS)
        made_up = sum(each.difference for each in because)
        assert made_up == (sides[1].value or 0) - (sides[0].value or 0)
        assert all(each.reasons and each.reasons != ("later",) for each in because)


def test_pairs_lie_side_by_side_where_both_forms_measure_the_same() -> None:
    found = pairs(FORMS["national"], FORMS["association"])

    assert (("talks", "onsite"), ("talks", "onsite")) in found
    assert (("week", "times"), ("week", "times")) in found
    assert all(
        FORMS["national"].rule(one).measure is FORMS["association"].rule(other).measure  # type: ignore[union-attr]
        for one, other in found
    )


def test_no_record_is_a_dash_and_a_counted_nought_is_nought() -> None:
    made = form(rule(Measure.ONLINE))

    assert counted(made, [fact(online=None)], COUNTY_UNIT).value(("line", "cell")) is None
    assert counted(made, [fact(online=0)], COUNTY_UNIT).value(("line", "cell")) == 0


def test_hours_are_rounded_once_at_the_end() -> None:
    made = form(rule(Measure.HOURS))
    three = [fact(minutes=40), fact(minutes=40), fact(minutes=10)]

    assert counted(made, three, COUNTY_UNIT).value(("line", "cell")) == 2  # 90 minutes


def test_on_site_and_online_never_meet_in_a_cell() -> None:
    found = [fact(onsite=50, online=9000), fact(onsite=None, online=400)]
    made = Definition(
        name="表",
        columns=(Column("onsite", "现场"), Column("online", "线上")),
        lines=(Line("all", "全部", {"onsite": rule(), "online": rule(Measure.ONLINE)}),),
        units=frozenset({UnitKind.COUNTY}),
    )

    assert counted(made, found, COUNTY_UNIT).values() == {
        ("all", "onsite"): 50,
        ("all", "online"): 9400,
    }


@pytest.mark.parametrize(
    ("conditions", "kept", "left"),
    [
        ({"kinds": frozenset({Kind.VAN})}, {"kind": "van"}, {"kind": "talk"}),
        (
            {"labels": frozenset({Label.SPIRIT})},
            {"labels": frozenset({Label.SPIRIT, Label.LARGE})},
            {},
        ),
        ({"audience": Audience.PUBLIC}, {"audience": "public"}, {"audience": "school"}),
        ({"joint": Joint.TOGETHER}, {"partners": 1}, {"partners": 0}),
        ({"joint": Joint.ALONE}, {"partners": 0}, {"partners": 2}),
        ({"programme": Programme.SHARED}, {"own_programme": False}, {"own_programme": None}),
        ({"bands": frozenset({TravelBand.D})}, {}, {"county_code": NANCHANG}),
        ({"period": Period.SCHOOL_YEAR}, {"day": date(2024, 9, 1)}, {"day": date(2025, 9, 1)}),
        ({"period": Period.SCIENCE_MONTH}, {"day": date(2025, 9, 30)}, {"day": date(2025, 10, 1)}),
    ],
)
def test_a_condition_keeps_what_fits_and_leaves_the_rest(
    conditions: dict[str, object], kept: dict[str, object], left: dict[str, object]
) -> None:
    made = form(rule(Measure.TIMES, **conditions))

    counts = counted(made, [one := fact(**kept), fact(**left)], PROVINCE_UNIT)

    assert [each.fact for each in counts.trail(("line", "cell"))] == [one]


def test_a_venue_fills_its_own_form() -> None:
    found = [fact(venue_id=1), fact()]
    apart, together = form(rule(Measure.TIMES)), form(rule(Measure.TIMES, with_venues=True))

    assert counted(apart, found, COUNTY_UNIT).value(("line", "cell")) == 1
    assert counted(together, found, COUNTY_UNIT).value(("line", "cell")) == 2
    assert counted(apart, found, PROVINCE_UNIT).value(("line", "cell")) == 2
    venue = Unit(UnitKind.VENUE, "1", "馆")
    assert counted(apart, found, venue).value(("line", "cell")) == 1


def test_a_difference_names_the_conditions_that_make_it() -> None:
    made = form(rule(Measure.TIMES, kinds=frozenset({Kind.TALK})))
    year = form(rule(Measure.TIMES, kinds=frozenset({Kind.TALK}), period=Period.SCHOOL_YEAR))
    found = [fact(day=date(2025, 10, 1)), fact(day=date(2024, 10, 1)), fact()]
    sides = [
        Side(each, ("line", "cell"), counted(each, found, COUNTY_UNIT), COUNTY_UNIT, YEAR)
        for each in (made, year)
    ]

    because = explain(sides[0], sides[1], bands=BANDS)

    assert [(b.reasons, b.only_first, b.only_second, b.difference) for b in because] == [
        (("period",), False, True, 1),
        (("period",), True, False, -1),
    ]


def form(rule_: Rule) -> Definition:
    return Definition(
        name="表",
        columns=(Column("cell", "数"),),
        lines=(Line("line", "行", {"cell": rule_}),),
        units=frozenset(UnitKind),
    )

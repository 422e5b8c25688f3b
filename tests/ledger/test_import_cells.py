"""Days, numbers and words as counties write them."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from outreach.ledger import import_words
from outreach.ledger.columns import COLUMNS
from outreach.ledger.import_cells import MOST_ONLINE, count, minutes, names, when, years_in
from outreach.ledger.model import Audience, Kind, Label, OnlineMeasure
from outreach.ledger.words import AUDIENCES, KINDS, LABELS, MEASURES
from outreach.province.cells import Cell, UnreadableCell

SEPTEMBER = date(2025, 9, 18)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2025-09-18",
            "2025.9.18",
            "2025/9/18",
            "2025年9月18日",
            "２０２５．９．１８",
            "20250918",
        ),
        *(
            "9月18日",
            "9.18",
            "9-18",
            "9/18",
            "9月18日上午",
            "9月18日（周四）",
            "9月18号 14:30-16:00",
        ),
        *("2025-09-18 00:00:00", 45_918.0, 45_918.6, 9.18, 20_250_918.0),
    ],
)
def test_one_day_in_many_ways(cell: Cell) -> None:
    found = when(cell, year=2025)

    assert found is not None
    assert (found.first, found.last) == (SEPTEMBER, None)


@pytest.mark.parametrize(
    "cell",
    [
        *("9.18-9.20", "9月18日至20日", "9月18日—9月20日", "2025.9.18-20", "9月18～20日"),
        *("2025年9月18日至2025年9月20日", "9/18-9/20", "2025-09-18~2025-09-20", "9.18--9.20"),
    ],
)
def test_several_days_in_many_ways(cell: Cell) -> None:
    found = when(cell, year=2025)

    assert found is not None
    assert (found.first, found.last) == (SEPTEMBER, date(2025, 9, 20))


def test_several_days_may_end_in_the_next_year() -> None:
    found = when("12.30-1.2", year=2025)

    assert found is not None
    assert (found.first, found.last) == (date(2025, 12, 30), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("去年", "day-unreadable"),
        ("9月", "day-unreadable"),
        (300.0, "day-unreadable"),
        (True, "day-unreadable"),
        ("2月30日", "day-impossible"),
        ("13.1", "day-impossible"),
        ("9.20-9.18", "day-order"),
        (9.2, "day-cut-short"),
    ],
)
def test_what_is_no_day_says_why(cell: Cell, code: str) -> None:
    with pytest.raises(UnreadableCell) as unreadable:
        when(cell, year=2025)

    assert unreadable.value.code == code


def test_a_day_without_a_year_is_not_given_one() -> None:
    with pytest.raises(UnreadableCell) as unreadable:
        when("9.18-9.20", year=None)

    assert unreadable.value.code == "day-needs-year"


def test_a_blank_is_no_day() -> None:
    assert [when(cell, year=2025) for cell in (None, "", " — ", "无")] == [None] * 4


@pytest.mark.parametrize(
    ("cell", "value", "about"),
    [
        ("约300", 300, True),
        ("300余人", 300, True),
        ("3.6万", 36_000, True),
        ("1,200人", 1_200, False),
        ("１２００人次", 1_200, False),
        (1200.0, 1_200, False),
        ("0", 0, False),
        ("120万人次", 1_200_000, True),
    ],
)
def test_numbers_of_people_keep_their_mark(cell: Cell, value: int, *, about: bool) -> None:
    found = count(cell, most=MOST_ONLINE)

    assert found is not None
    assert (found.value, found.about) == (value, about)


def test_lengths_are_minutes_or_hours() -> None:
    assert [minutes(cell) for cell in ("90", "90分钟", "1.5小时", 90.0, None)] == [90] * 4 + [None]
    with pytest.raises(UnreadableCell):
        minutes("半天")


def test_several_units_in_a_cell_are_each_one() -> None:
    assert names("县教体局、县文广局，县教体局；团县委\n某企业") == (
        *("县教体局", "县文广局", "团县委", "某企业"),
    )


def test_a_title_tells_its_year() -> None:
    assert years_in("寻乌县2025年度科普活动台账") == {2025}
    assert years_in("2024年、2025年对照") == {2024, 2025}
    assert years_in("寻乌县科普活动台账") == set()


def test_every_word_of_the_form_is_understood(app: Flask) -> None:
    """What the export writes, the import reads."""
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert [import_words.kind_of(str(KINDS[kind])) for kind in Kind] == list(Kind)
        measures = [import_words.measure_of(str(MEASURES[each])) for each in OnlineMeasure]
        assert measures == list(OnlineMeasure)
        assert [import_words.label_of(str(LABELS[label])) for label in Label] == list(Label)
        told = [import_words.audience_of(str(AUDIENCES[each])) for each in Audience]
        assert told == list(Audience)
    for column in COLUMNS:
        found = import_words.column_of(column.heading)
        assert found == (column.fact, 0), column.heading


def test_kinds_are_known_by_what_counties_call_them_and_else_asked() -> None:
    known = {
        "大篷车进校园": Kind.VAN,
        "科普讲座进社区": Kind.TALK,
        "青少年科技创新大赛": Kind.COMPETITION,
        "科技活动周": Kind.SCIENCE_MONTH,
        "广场活动": Kind.GATHERING,
    }
    assert {said: import_words.kind_of(said) for said in known} == known
    assert [import_words.kind_of(said) for said in ("进校园", "大篷车讲座", "")] == [None] * 3


def test_a_column_that_says_it_holds_both_is_neither() -> None:
    both = (
        "参与人数（含线上）",
        "参与人次(线上线下)",
        "受益人数（线上+线下）",
        "人次（包括网络直播）",
    )

    assert [import_words.column_of(name) for name in both] == [("mixed", 0)] * 4
    onsite, count_alone = import_words.column_of("线下人次"), import_words.column_of("参与人数")
    assert onsite is not None
    assert count_alone is not None
    assert (onsite[0], count_alone[0]) == ("onsite", "count")

"""Cells as people fill them in."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.province import cells
from outreach.province.cells import Count, UnreadableCell
from outreach.province.model import Stage

ANYTHING = st.one_of(st.text(), st.floats(), st.booleans(), st.none())
COUNTISH = st.text(alphabet="0123456789约余多人万千百.,，+-~ ０９左右eE", max_size=12)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (300.0, Count(300)),
        ("300", Count(300)),
        (" ３００ ", Count(300)),
        ("300人", Count(300)),
        ("1,234", Count(1234)),
        ("1，234", Count(1234)),
        ("0", Count(0)),
        ("300.0", Count(300)),
        ("约300", Count(300, about=True)),
        ("约 300 人", Count(300, about=True)),
        ("300余人", Count(300, about=True)),
        ("300多人", Count(300, about=True)),
        ("300人左右", Count(300, about=True)),
        ("近300", Count(300, about=True)),
        ("3.6万", Count(36000, about=True)),
        ("约３．６万人", Count(36000, about=True)),
        ("1.2千", Count(1200, about=True)),
        ("", None),
        ("-", None),
        ("——", None),
        ("/", None),
        ("无", None),
        (None, None),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: cells.Cell, expected: Count | None) -> None:
    assert cells.count(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("很多", "not-a-number"),
        ("300-400", "not-a-number"),
        ("三百", "not-a-number"),
        ("12:30", "not-a-number"),
        (True, "not-a-number"),
        (float("nan"), "not-a-number"),
        (float("inf"), "not-a-number"),
        ("-3", "negative"),
        (-3.0, "negative"),
        (12.5, "fraction"),
        ("0.5", "fraction"),
        ("1234567", "too-many"),
        ("9" * 400, "too-many"),
        ("36万", "too-many"),
    ],
)
def test_what_is_no_number_of_pupils_says_why(cell: cells.Cell, code: str) -> None:
    with pytest.raises(UnreadableCell) as unreadable:
        cells.count(cell)

    assert unreadable.value.code == code


@given(pupils=st.integers(0, cells.MOST_PUPILS), wide=st.booleans(), grouped=st.booleans())
def test_every_number_is_read_back(pupils: int, *, wide: bool, grouped: bool) -> None:
    written = f"{pupils:,}" if grouped else str(pupils)
    if wide:
        written = written.translate({ord(d): ord(d) - ord("0") + ord("０") for d in "0123456789"})

    assert cells.count(written) == cells.count(f"{written}人") == Count(pupils)
    assert cells.count(f"约{written}") == Count(pupils, about=True)


@given(cell=st.one_of(ANYTHING, COUNTISH))
def test_no_cell_is_a_fault(cell: cells.Cell) -> None:
    """Every reader answers or says what is wrong; nothing else comes out of a cell."""
    for reader in (
        cells.count,
        cells.school_code,
        cells.division_code,
        cells.yes_no,
        cells.stages,
        lambda c: cells.degrees(c, low=24, high=31),
        cells.shown,
    ):
        with suppress(UnreadableCell):
            reader(cell)


@given(cell=st.one_of(ANYTHING, COUNTISH))
def test_counts_are_within_reason(cell: cells.Cell) -> None:
    try:
        found = cells.count(cell)
    except UnreadableCell:
        return
    assert found is None or 0 <= found.value <= cells.MOST_PUPILS


@pytest.mark.parametrize(
    ("cell", "stages"),
    [
        ("小学", (Stage.PRIMARY,)),
        ("小学、初中", (Stage.PRIMARY, Stage.JUNIOR)),
        ("九年一贯制学校", (Stage.PRIMARY, Stage.JUNIOR)),
        ("十二年一贯制", (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR)),
        ("完全中学", (Stage.JUNIOR, Stage.SENIOR)),
        ("普通高中", (Stage.SENIOR,)),
        ("小学（含附设幼儿班）", None),
        ("小学+幼儿园", (Stage.PRESCHOOL, Stage.PRIMARY)),
        ("职业高中", (Stage.VOCATIONAL,)),
        ("教学点", (Stage.PRIMARY,)),
        ("", ()),
        ("火星学院", None),
    ],
)
def test_stages_are_read_in_their_many_words(cell: str, stages: tuple[Stage, ...] | None) -> None:
    if stages is None:
        with pytest.raises(UnreadableCell):
            cells.stages(cell)
    else:
        assert cells.stages(cell) == stages


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2136000001.0, "2136000001"),
        ("2136000001", "2136000001"),
        ("'2136000001", "2136000001"),
        ("２１３６０００００１", "2136000001"),
        ("—", None),
    ],
)
def test_codes_survive_excel(cell: cells.Cell, code: str | None) -> None:
    assert cells.school_code(cell) == code


def test_a_code_that_excel_rounded_is_told_apart() -> None:
    with pytest.raises(UnreadableCell) as unreadable:
        cells.school_code("2.136E+09")

    assert unreadable.value.code == "code-rounded"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("是", True),
        ("√", True),
        (True, True),
        ("否", False),
        ("×", False),
        ("无", False),
        ("", None),
    ],
)
def test_yes_and_no_in_their_many_signs(cell: cells.Cell, answer: bool | None) -> None:  # noqa: FBT001 - a table
    assert cells.yes_no(cell) is answer

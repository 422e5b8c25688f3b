"""Counts that stand in a file: read, refused by row, and computed without a database."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from outreach.cli import main
from outreach.province.loading import shipped_counties
from outreach.reach import counts_file, equity
from tests.reach.jiangxi import CHILDREN, REFERENCE, RURAL_SHARE

COUNTIES = shipped_counties()


def complaints(text: str) -> list[tuple[int, str, str]]:
    found = counts_file.read(text.encode(), COUNTIES)
    assert found.counted == () or not found.complaints
    return [(one.row, one.column, one.code) for one in found.complaints]


def run(path: Path, *more: str) -> Any:
    return CliRunner().invoke(main, ["reach", "measures", "--input", str(path), *more])


def computed(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    ran = run(path, "--json")
    assert ran.exit_code == 0, ran.output
    found: dict[str, Any] = json.loads(ran.output)
    return found


def test_a_good_file_has_a_count_for_every_county() -> None:
    found = counts_file.read(b"code,contacts\n360102,12\n\n360734,7\n", COUNTIES)

    counts = {one.county.code: one.contacts for one in found.counted}
    assert len(counts) == 100
    assert (counts["360102"], counts["360734"], sum(counts.values())) == (12, 7, 19)
    assert len(found.missing) == 98
    assert found.counted[0].estimate is None


def test_people_are_a_range_with_its_middle() -> None:
    text = "\ufeffCode, Contacts ,unique_low,unique_high\n360102,12,4,9\n"

    found = counts_file.read(text.encode(), COUNTIES)

    assert (found.counted[0].low, found.counted[0].estimate, found.counted[0].high) == (4, 6.5, 9)


def test_every_row_is_complained_about_at_once() -> None:
    text = "code,contacts,unique_low,unique_high\n"
    text += "360102,5,1,2\n360102,5,1,2\n999999,x,1,2\n360103,5,3,2\n360104,5,1,9\n"
    text += "360111,-1,0,0\n360112,5\n360113,1e3,,1\n"

    assert complaints(text) == [
        (3, "code", "county-twice"),
        (4, "code", "county-unknown"),
        (4, "contacts", "not-a-count"),
        (5, "unique_low", "low-above-high"),
        (6, "unique_high", "more-people-than-contacts"),
        (7, "contacts", "not-a-count"),
        (8, "", "wrong-number-of-cells"),
        (9, "contacts", "not-a-count"),
        (9, "unique_low", "not-a-count"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "code", "column-missing"), (1, "contacts", "column-missing")]),
        ("code,contacts\n", [(0, "", "no-rows")]),
        ("code,visits\n", [(1, "contacts", "column-missing"), (1, "visits", "column-unknown")]),
        ("code,contacts,code\n", [(1, "code", "column-twice")]),
        ("code,contacts,unique_low\n", [(1, "unique_low, unique_high", "both-or-neither")]),
        ("code,contacts\n360102,1\0\n", [(0, "", "not-text")]),
        ('code,contacts\n360102,"1\n', [(0, "", "not-csv")]),
        ("x" * 1_000_001, [(0, "", "file-too-large")]),
    ],
)
def test_a_file_that_is_none_says_so(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert complaints(text) == expected


def test_excels_own_encoding_is_read() -> None:
    assert counts_file.read("code,contacts,备注\n".encode("gb18030"), COUNTIES).complaints[0] == (
        counts_file.Complaint(1, "备注", "column-unknown")
    )
    assert counts_file.read(b"\xff\xff\xff", COUNTIES).complaints[0].code == "not-text"


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
def test_nothing_that_is_no_list_of_counts_breaks_the_reading(content: bytes) -> None:
    for junk in (content, b"code,contacts\n" + content):
        found = counts_file.read(junk, COUNTIES)
        assert bool(found.complaints) != bool(found.counted)


def test_as_many_contacts_as_children_is_perfectly_even(tmp_path: Path) -> None:
    rows = "".join(f"{code},{count}\n" for code, count in CHILDREN.items())

    found = computed(tmp_path, "code,contacts\n" + rows)

    spread = found["measures"]
    assert spread["gini"] == pytest.approx(0, abs=1e-12)
    assert spread["gini_unweighted"] == pytest.approx(equity.gini(list(CHILDREN.values())))
    assert spread["theil"]["total"] == pytest.approx(0, abs=1e-12)
    assert spread["concentration"]["by_schooling"] == pytest.approx(0, abs=1e-12)
    assert spread["urban_rural_gap"]["contacts_per_child"]["ratio"] == pytest.approx(1)
    assert spread["moran"]["row_standardised"] is None
    assert sum(band["children"] for band in spread["travel_bands"]) == 7_216_141
    assert found["province"]["children"] == 7_216_141


def test_measures_of_a_file_are_the_published_ones(tmp_path: Path) -> None:
    """Coverage equal to the rural share has the rural share's Moran's I and Gi*."""
    million = 10_000_000
    text = "code,contacts,unique_low,unique_high\n"
    for code, share in RURAL_SHARE.items():
        people = round(share * CHILDREN[code])
        text += f"{code},{million},{people},{people}\n"

    spread = computed(tmp_path, text)["measures"]

    reference = REFERENCE["jiangxi"]
    moran = spread["moran"]["row_standardised"]
    assert moran["index"] == pytest.approx(reference["moran_rural_share"]["I"], abs=1e-4)
    top = sorted(spread["gi_star"]["z"].items(), key=lambda pair: -pair[1])[:5]
    assert [code for code, _ in top] == [
        code for code, _ in reference["gstar_rural_share_binary"]["top5"]
    ]
    assert [cover["children"] for cover in spread["covering"]["all_children"]] == [
        2_916_159,
        4_141_373,
    ]
    for kind in ("2sfca", "e2sfca"):
        access = spread["access"][kind]
        handed = sum(
            access["contacts_within_reach_per_child"][code] * count
            for code, count in CHILDREN.items()
        )
        assert handed == pytest.approx(access["contacts_in_reach"], rel=1e-12)


def test_the_command_refuses_by_row_and_computes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("code,contacts\n360102,x\n1,2\n", encoding="utf-8")

    ran = run(path, "--json")

    assert ran.exit_code == 1
    assert "第 2 行 row 2: contacts" in ran.output
    assert "第 3 行 row 3: code" in ran.output
    assert "{" not in ran.output


def test_days_and_a_file_do_not_go_together(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("code,contacts\n360102,5\n", encoding="utf-8")

    assert run(path, "--from", "2026-09-01").exit_code == 2
    assert CliRunner().invoke(main, ["reach", "measures"]).exit_code == 2
    assert "县 zero counties   99" in run(path).output

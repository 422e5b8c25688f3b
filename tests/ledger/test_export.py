"""What leaves the ledger as files, read back as a spreadsheet would."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import entries
from outreach.ledger.columns import COLUMNS
from outreach.ledger.model import Audience, Kind, Label, OnlineMeasure, Partner
from outreach.ledger.record_model import Question
from tests import make
from tests.browse import Browse
from tests.ledger import making
from tests.ledger.making import DONGHU, XUNWU, Place, entry, school_entry

TRICKS = ["=1+1", "+86", "-5 度实验", "@某人", '=HYPERLINK("http://evil","x")']
PLACE_OF = {column.fact: place for place, column in enumerate(COLUMNS)}


@pytest.fixture
def officer(browse: Browse, place: Place) -> Browse:
    return browse.as_(Role.COUNTY, scope=XUNWU)


def workbook(reader: Browse, query: str = "") -> list[list[Any]]:
    answer = reader.get(f"/ledger/export.xlsx{query}")
    assert answer.status_code == 200
    assert "filename" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def said(line: list[Any]) -> dict[str, Any]:
    """What a line says, without the cells it leaves empty."""
    return {c.fact: value for c, value in zip(COLUMNS, line, strict=True) if value is not None}


def text(reader: Browse, query: str = "") -> list[list[str]]:
    answer = reader.get(f"/ledger/export.csv{query}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_a_workbook_says_what_the_record_says(
    officer: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        told = school_entry(
            place.xunwu,
            partners=(Partner("县教体局"), Partner("某企业")),
            minutes=90,
            labels=(Label.DOUBLE_REDUCTION, Label.SCIENCE_WEEK),
            own_programme=False,
            kilometres=320,
        )
        question = Question("round-thousands", {"counted": 1000})
        making.record(tx, told, person_id=place.officer, answers=[(question, None)], on_behalf=True)

    headings, line = workbook(officer)

    assert headings == [column.heading for column in COLUMNS]
    assert said(line) == {
        "number": "H26-00001",
        "title": "大篷车进校园",
        "kind": "科普大篷车",
        "lead": "寻乌县科协",
        "partners": "县教体局、某企业",
        "day": "2026-11-18",
        "place": "操场",
        "city": "赣州市",
        "county": "寻乌县",
        "audience": "学校",
        "school": "寻乌县示例第二小学",
        "onsite": 48,
        "onsite_pupils": 45,
        "cells": "五年级 45",
        "minutes": 90,
        "labels": "科技活动周、双减",
        "own_programme": "共享",
        "kilometres": 320,
        "remarks": "代填；录入时曾核问",
        "state": "已办，计入统计",
    }


def test_sample_records_say_so(officer: Browse, database: Database, place: Place) -> None:
    with database.writing() as tx:
        entries.load(tx, [entry()], person_id=None, sample=True, now=make.NOW)

    assert [line[PLACE_OF["remarks"]] for line in workbook(officer)[1:]] == ["示例"]
    assert [line[PLACE_OF["remarks"]] for line in text(officer)[1:]] == ["示例"]


def test_zero_and_does_not_apply_stay_apart(
    officer: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        nobody = entry(onsite=0, onsite_pupils=0)
        making.record(tx, nobody, person_id=place.officer)
        streamed = entry(
            title="直播",
            onsite=None,
            onsite_pupils=None,
            online=800,
            online_measure=OnlineMeasure.PLAYS,
        )
        making.record(tx, streamed, person_id=place.officer)

    asked = [PLACE_OF[fact] for fact in ("onsite", "onsite_pupils", "online", "online_measure")]
    by_title = {line[1]: [line[at] for at in asked] for line in workbook(officer)[1:]}
    typed = {line[1]: [line[at] for at in asked] for line in text(officer)[1:]}

    assert by_title == {"月球讲座": [0, 0, None, None], "直播": [None, None, 800, "播放次数"]}
    assert typed == {"月球讲座": ["0", "0", "", ""], "直播": ["", "", "800", "播放次数"]}


def test_what_was_typed_never_becomes_a_formula(
    officer: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        for trick in TRICKS:
            told = entry(title=trick, place=trick, lead=trick, partners=(Partner(trick),))
            making.record(tx, told, person_id=place.officer)

    sheet = load_workbook(BytesIO(officer.get("/ledger/export.xlsx").data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())[:0:-1]
    typed = text(officer)[:0:-1]

    texts = [PLACE_OF[fact] for fact in ("title", "lead", "partners", "place")]
    for trick, cells, line in zip(TRICKS, rows, typed, strict=True):
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert [cells[column].value for column in texts] == [trick] * 4
        assert [line[column] for column in texts] == [f"'{trick}"] * 4


def test_a_file_holds_what_the_list_of_the_same_address_shows(
    browse: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        for told in (
            entry(title="甲"),
            entry(title="乙", county_code=DONGHU, kind=Kind.OPEN_DAY),
            school_entry(place.donghu, county_code=DONGHU, title="丙"),
        ):
            making.record(tx, told, person_id=place.officer)
    province = browse.as_(Role.PROVINCE)

    def titles(query: str) -> list[str]:
        assert [line[1] for line in workbook(province, query)[1:]] == [
            line[1] for line in text(province, query)[1:]
        ]
        return sorted(line[1] for line in text(province, query)[1:])

    assert titles("") == ["丙", "乙", "甲"]
    assert titles(f"?county={DONGHU}") == ["丙", "乙"]
    assert titles(f"?audience={Audience.SCHOOL}") == ["丙"]
    assert titles("?from=2027-01-01") == []


def test_a_file_is_the_form_and_so_in_chinese_whoever_takes_it(
    browse: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        making.record(tx, person_id=place.officer)

    headings, line = text(browse.as_(Role.VIEWER).speak("en"))

    assert headings[:3] == ["活动编号", "名称", "类型"]
    assert line[2] == "科普讲座"
    assert line[PLACE_OF["county"]] == "寻乌县"


def test_more_than_a_portion_is_exported_whole(
    officer: Browse, database: Database, place: Place
) -> None:
    with database.writing() as tx:
        told = [entry(title=f"{n}", partners=(Partner("甲"),)) for n in range(2100)]
        entries.load(tx, told, person_id=None, sample=True, now=make.NOW)

    lines = text(officer)[1:]

    assert sorted(int(line[1]) for line in lines) == list(range(2100))
    assert {line[PLACE_OF["partners"]] for line in lines} == {"甲"}

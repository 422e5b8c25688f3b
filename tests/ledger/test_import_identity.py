"""What was exported can be imported: the ledger says the same again. And spoilt files do no harm."""

import io
import random
import string
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete

from outreach.accounts.model import Person, Role
from outreach.app import create_app
from outreach.kernel.db import Database
from outreach.kernel.refusal import Refusal
from outreach.kernel.settings import Settings
from outreach.ledger import entries, export
from outreach.ledger.columns import COLUMNS
from outreach.ledger.import_lines import KEEP
from outreach.ledger.model import (
    EVERYTHING,
    Audience,
    Cell,
    Entry,
    Filter,
    Kind,
    Label,
    OnlineMeasure,
    Partner,
    PartnerRole,
)
from outreach.ledger.tables import (
    ActivityAnswerRow,
    ActivityChangeRow,
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    LedgerImportLineRow,
    PartnerRow,
)
from outreach.province import cells as cells_of
from outreach.province.upload_model import ImportState
from tests import make, serving
from tests.ledger import lists, making
from tests.ledger.lists import row
from tests.ledger.making import DONGHU, GANXIAN, XUNWU, Place
from tests.province import build

NOT_COMPARED = {"number", "remarks", "state"}
SIGNS = "寻乌科普讲座活动第一小学（）“”、—…，：" + string.ascii_letters + string.digits + "=+-@ '·"
ODD = ("round-thousands", "twice", "online-alone", "without-adults", "more-than-enrolled")

words = st.text(alphabet=SIGNS, min_size=2, max_size=30).map(lambda w: " ".join(w.split()))


def is_name(words: str) -> bool:
    """Not what a list writes for nothing (null, –), nor what it puts before a formula."""
    return cells_of.text(words) != "" and not words.startswith("'") and len(words) > 1


named = words.filter(is_name)
units = named.map(lambda w: w.replace("、", "").replace("，", "").strip()).filter(is_name)
counts = st.none() | st.integers(0, 90_000)


@st.composite
def cells(draw: st.DrawFn, school_id: int) -> tuple[Cell, ...]:
    told: list[int] = draw(st.lists(st.integers(0, 12), unique=True, max_size=3))
    grades: list[int | None] = [*told] or [None]
    return tuple(
        Cell(
            school_id,
            pupils := draw(st.integers(1, 300)),
            grade=grade,
            first_timers=draw(st.none() | st.integers(0, pupils)),
            whole_class=draw(st.none() | st.sampled_from(["3班", "2025级1班"])) if grade else None,
        )
        for grade in grades
    )


@st.composite
def told(draw: st.DrawFn, place: Place) -> Entry:
    """An activity as the form lets it be told, without plans."""
    day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 1_000)))
    online = draw(st.none() | st.integers(1, 3_000_000))
    onsite = draw(counts if online else st.integers(0, 90_000))
    pupils = draw(st.none() | st.integers(0, onsite)) if onsite is not None else None
    code, school_id = draw(st.sampled_from([(XUNWU, place.xunwu), (GANXIAN, place.ganxian)]))
    entry = Entry(
        kind=draw(st.sampled_from(Kind)),
        title=draw(named),
        day=day,
        until_day=draw(st.none() | st.integers(1, 60).map(lambda n: day + timedelta(days=n))),
        county_code=draw(st.sampled_from([code, DONGHU])),
        place=draw(named),
        lead=draw(units),
        onsite=onsite,
        onsite_pupils=pupils,
        onsite_rough=draw(st.none() | st.just(True)) if onsite is not None else None,
        online=online,
        online_measure=draw(st.sampled_from(OnlineMeasure)) if online else None,
        minutes=draw(st.none() | st.integers(1, 600)),
        planned_onsite=draw(counts),
        own_programme=draw(st.none() | st.booleans()),
        vehicle=draw(st.none() | st.just("赣A·12345")),
        kilometres=draw(st.none() | st.integers(0, 900)),
        volunteers=draw(st.none() | st.integers(0, 300)),
        volunteer_hours=draw(st.none() | st.integers(0, 3_000)),
        funding=draw(st.none() | named),
        labels=tuple(draw(st.lists(st.sampled_from(Label), unique=True, max_size=3))),
        partners=tuple(
            Partner(name, role=draw(st.sampled_from(PartnerRole)))
            for name in draw(st.lists(units, unique=True, max_size=3))
        ),
    )
    if not draw(st.booleans()):
        return entry
    found = draw(cells(school_id))
    inside = sum(cell.pupils for cell in found)
    return replace(
        entry,
        audience=Audience.SCHOOL,
        school_id=school_id,
        county_code=code,
        onsite=inside + draw(st.integers(0, 9)),
        onsite_pupils=inside,
        cells=found,
    )


def said(database: Database) -> list[tuple[object, ...]]:
    """The export's lines, but for numbers and what is written for readers only."""
    kept = [n for n, column in enumerate(COLUMNS) if column.fact not in NOT_COMPARED]
    with database.reading() as tx:
        lines = [list(line) for line in export.lines(tx, Filter(), sight=EVERYTHING)]
    return sorted(
        tuple(str(line[n] or "") if line[n] != 0 else "0" for n in kept) for line in lines
    )


def forget(database: Database) -> None:
    with database.writing() as tx:
        for part in (
            *(LedgerImportLineRow, AttendanceRow, ActivityLabelRow, PartnerRow),
            *(ActivityAnswerRow, ActivityChangeRow, ActivityRow),
        ):
            tx.execute(delete(part))


@pytest.fixture
def speaking_app(sqlite_database: Database) -> Flask:
    """What knows the form's words."""
    settings = Settings(
        _env_file=None,
        database_url=sqlite_database.url.render_as_string(),
        secret_key=serving.SECRET_KEY,
    )
    return create_app(settings, sqlite_database)


def written(database: Database, write: Callable[..., io.BytesIO]) -> bytes:
    with database.reading() as tx:
        found = export.lines(tx, Filter(), sight=EVERYTHING)
        return (write("台账", found) if write is export.workbook else write(found)).getvalue()


@pytest.fixture
def place(sqlite_database: Database) -> Place:
    with sqlite_database.writing() as tx:
        return making.place(tx)


@pytest.fixture
def province(sqlite_database: Database, place: Place) -> Person:
    del place
    return lists.officer(sqlite_database, Role.PROVINCE, None)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chance=st.data(), write=st.sampled_from([export.workbook, export.text]))
def test_what_was_exported_is_imported_as_it_was(
    sqlite_database: Database,
    place: Place,
    province: Person,
    speaking_app: Flask,
    chance: st.DataObject,
    write: Callable[..., io.BytesIO],
) -> None:
    ledger = chance.draw(
        st.lists(told(place), min_size=1, max_size=8, unique_by=lambda entry: entry.title)
    )
    with speaking_app.test_request_context():
        forget(sqlite_database)
        with sqlite_database.writing() as tx:
            entries.load(tx, ledger, person_id=province.id, sample=False, now=make.NOW)
        before, content = said(sqlite_database), written(sqlite_database, write)
        forget(sqlite_database)

        found = lists.read(sqlite_database, content, by=province, year=None)
        asked = {ask.group for line in lists.lines(sqlite_database, found) for ask in line.asks}
        alike = {group: KEEP if group == "joint" else "right" for group in asked}
        if alike:
            found = lists.answer(sqlite_database, found, alike=alike)
        told_of = [(x.name, x.outcome, lists.codes(x)) for x in lists.lines(sqlite_database, found)]
        assert found.takes == len(ledger), told_of
        lists.confirm(sqlite_database, found)

        assert said(sqlite_database) == before


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """A file of which something was lost, changed or put in."""
    kept = bytearray(content)
    for _turn in range(chance.randint(1, 20)):
        at = chance.randrange(max(1, len(kept)))
        match chance.randrange(4):
            case 0:
                kept[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del kept[at : at + chance.randrange(200)]
            case 2:
                kept[at:at] = bytes(chance.randrange(256) for _n in range(chance.randrange(60)))
            case _:
                kept[at:at] = kept[: chance.randrange(300)]
    return bytes(kept)


def spoilt_inside(content: bytes, chance: random.Random) -> bytes:
    """A workbook whose archive is whole and whose sheets are not."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            new.writestr(name, spoilt(inside, chance) if chance.random() < 0.4 else inside)
    return made.getvalue()


def read_or_refused(database: Database, content: bytes, by: Person) -> str:
    """Anything else than a preview or a refusal in words is a fault, and fails the test."""
    try:
        found = lists.read(database, content, by=by)
    except Refusal as refusal:
        return refusal.code
    assert found.state in {ImportState.READY, ImportState.UNREADABLE}
    return found.state.value


@pytest.mark.parametrize("seed", range(30))
def test_a_spoilt_file_is_read_or_refused(
    sqlite_database: Database, province: Person, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - spoils files, guards nothing
    rows = [row(title=f"第{n}场", place=f"{n}号楼") for n in range(20)]
    whole = lists.table(*rows)
    text = "\n".join(",".join(map(str, line)) for line in (lists.HEADER, *rows)).encode("gb18030")
    for content in (
        spoilt(whole, chance),
        spoilt_inside(whole, chance),
        spoilt(text, chance),
        spoilt(build.xls([lists.HEADER, *rows]), chance),
    ):
        read_or_refused(sqlite_database, content, province)


NASTY = (
    *("\x00", "a\x00b", "\ud7ff\u2028", "=1+1", "@SUM(A1)", "9" * 5000, "-1", "1e308", "NaN"),
    *("长" * 40_000, "0001-01-01", "9999-12-31", "2月29日", "<script>", "{{7*7}}", "%s %(cell)s"),
    *("٣月٣日", "9.31", "三月五日", "约", "万", "3.6亿", "²", "合计", "skip", "360000", "36073"),
)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_cell_holds_is_complained_about_and_no_fault(
    sqlite_database: Database, province: Person, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - spoils files, guards nothing
    header = (
        *lists.HEADER,
        "县（市、区）",
        "结束日期",
        "分年级学生",
        "时长",
        "标签",
        "里程",
        "状态",
    )
    plain = [*row(school="示例第二小学"), "寻乌县", "", "五年级 45", "90", "科普月", 12, "已办"]
    rows = []
    for _n in range(40):
        told_row = list(plain)
        for _spoil in range(chance.randint(1, 6)):
            told_row[chance.randrange(len(told_row))] = chance.choice(NASTY)
        rows.append(told_row)
    lines = "\n".join(
        "\t".join(str(cell).replace("\n", " ") for cell in x) for x in (header, *rows)
    )

    for year in (2026, None):
        found = lists.read(
            sqlite_database, lines.replace("\x00", "\x01").encode(), by=province, year=year
        )
        assert found.state is ImportState.READY
        assert found.lines == len(lists.lines(sqlite_database, found))
        lists.confirm(sqlite_database, found)
        lists.undo(sqlite_database, lists.again(sqlite_database, found.id))


def test_a_file_made_to_swell_is_refused(sqlite_database: Database, province: Person) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 1024**2))

    assert read_or_refused(sqlite_database, made.getvalue(), province) == "list-too-large"


def test_cells_of_megabytes_are_cut_and_complained_about(
    sqlite_database: Database, province: Person
) -> None:
    long = "长" * 1_600_000  # some 5 MB
    text = "\n".join(
        "\t".join("" if cell is None else str(cell) for cell in line)
        for line in (lists.HEADER, row(title=long))
    )
    found = lists.read(sqlite_database, text.encode(), by=province, filename="台账.csv")

    assert found.state in {ImportState.READY, ImportState.UNREADABLE}
    assert found.takes == 0

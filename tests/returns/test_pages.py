"""The pages: whose returns they show, what a cell opens, and the editor that keeps no bad form."""

import io
import json
import re
from datetime import date

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger.model import Kind
from outreach.returns import actions, queries, template_queries
from outreach.returns.counting import total
from outreach.returns.definitions import as_json
from outreach.returns.model import State
from tests import make
from tests.browse import Browse
from tests.returns import making
from tests.returns.making import CITY_UNIT, COUNTY_UNIT, PROVINCE_UNIT, YEAR, Ground


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def ground(database: Database) -> Ground:
    people = making.lay(database)
    with database.writing() as tx:
        for number in range(1, 4):
            making.tell(tx, onsite=20 * number, by=people.county.id)
        making.tell(
            tx, onsite=7, by=people.county.id, day=date(YEAR - 1, 10, 9), kind=Kind.OTHER,
            county=making.ANYUAN,
        )  # fmt: skip
    return people


def test_each_reads_what_is_their_business(
    browse: Browse, database: Database, ground: Ground
) -> None:
    with database.reading() as tx:
        own, city, whole = (
            ground.return_of(tx, "national", unit).id
            for unit in (COUNTY_UNIT, CITY_UNIT, PROVINCE_UNIT)
        )

    def read(who: Browse) -> list[int]:
        return [who.get(f"/returns/{each}").status_code for each in (own, city, whole)]

    assert read(browse.sign_in(ground.county)) == [200, 404, 404]
    assert read(browse.sign_in(ground.city)) == [200, 200, 404]
    assert read(browse.sign_in(ground.province)) == [200, 200, 200]
    assert read(browse.as_(Role.COUNTY, scope=making.NANCHANG)) == [404, 404, 404]
    assert read(browse.sign_in(ground.viewer)) == [404, 404, 404]
    with database.reading() as tx:
        making.sign_fully(database, queries.version_row(tx, own), ground)
    viewer = browse.sign_in(ground.viewer)
    assert read(viewer) == [200, 404, 404]
    assert viewer.post(f"/returns/{own}/reopen").status_code == 403


def test_every_cell_of_a_page_opens_records_that_add_up_to_it(
    browse: Browse, database: Database, ground: Ground
) -> None:
    county = browse.sign_in(ground.county)
    with database.reading() as tx:
        found = ground.return_of(tx, "association", COUNTY_UNIT)
        values = queries.count_of(tx, found).values()

    page = county.get(f"/returns/{found.id}").text

    opened = re.findall(rf'href="(/returns/{found.id}/cells/(\w+)/(\w+))">([^<]+)</a>', page)
    assert len(opened) == len(found.round.definition.cells)
    for address, line, column, shown in opened:
        trail = county.get(address).text
        measure = found.round.definition.rule((line, column)).measure  # type: ignore[union-attr]
        last = r'<td data-label="[^"]*" class="number">([\d,]+)</td>'
        brought = [int(n.replace(",", "")) for n in re.findall(last, trail)]
        told = total(measure, brought)
        assert values[line, column] == told
        assert shown == ("–" if told is None else f"{told:,}")


def test_the_editor_refuses_a_bad_rule_at_its_field_and_keeps_what_was_typed(
    browse: Browse, database: Database, ground: Ground
) -> None:
    admin = browse.sign_in(ground.admin)
    form = typed(admin)
    form |= {"cell-0-0": "次数；类型=讲坐", "line-1-key": form["line-0-key"], "note": "改一下"}

    answer = admin.post("/returns/templates/national/edit", form)

    assert answer.status_code == 422
    assert re.search(
        r'id="cell-0-0"[^>]*value="次数；类型=讲坐"[^>]*aria-invalid="true"', answer.text
    )
    assert "“类型”里没有“讲坐”" in answer.text
    assert re.search(r'id="line-1-key-error"', answer.text)
    with database.reading() as tx:
        assert [v.number for v in template_queries.history(tx, "national")] == [1]


def test_an_edit_is_tried_on_real_figures_before_it_is_kept(
    browse: Browse, database: Database, ground: Ground
) -> None:
    admin = browse.sign_in(ground.admin)
    form = typed(admin) | {
        "cell-0-1": "学生人次；类型=科普讲座",
        "unit": f"city-{making.CITY}",
        "year": str(YEAR),
    }

    tried = admin.post("/returns/templates/national/edit", form | {"preview": "1"})
    without_note = admin.post("/returns/templates/national/edit", form)
    kept = admin.post("/returns/templates/national/edit", form | {"note": "改数学生"})

    assert tried.status_code == 200
    assert "试算：赣州市 2025 年" in tried.text
    assert (without_note.status_code, kept.status_code) == (422, 303)
    with database.reading() as tx:
        newest, first = template_queries.history(tx, "national")
        open_one = ground.return_of(tx, "national", COUNTY_UNIT)
    assert (newest.number, newest.note) == (2, "改数学生")
    assert newest.definition.rule(("talks", "onsite")) != first.definition.rule(("talks", "onsite"))
    assert open_one.round.version.number == 1


def test_a_template_travels_as_a_file_and_a_bad_file_is_told_what_is_wrong(
    browse: Browse, database: Database, ground: Ground
) -> None:
    admin = browse.sign_in(ground.admin)
    exported = admin.get("/returns/templates/association.json")
    told = json.loads(exported.data)
    told["lines"][0]["cells"]["times"]["kinds"] = ["chat"]

    bad = admin.post(
        "/returns/templates/import",
        {"file": (io.BytesIO(json.dumps(told).encode()), "x.json")},
        content_type="multipart/form-data",
    )
    told["lines"][0]["cells"]["times"]["kinds"] = ["talk"]
    told["slug"] = "our-own"
    good = admin.post(
        "/returns/templates/import",
        {"file": (io.BytesIO(json.dumps(told).encode()), "x.json")},
        content_type="multipart/form-data",
    )

    assert bad.status_code == 422
    assert "lines[0].cells.times.kinds" in bad.text
    assert good.status_code == 303
    with database.reading() as tx:
        assert as_json("our-own", template_queries.history(tx, "our-own")[0].definition) == told


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 50_000, b"{}", b"null", b"PK\x03\x04"]
)
def test_what_is_no_template_is_refused_in_words(
    browse: Browse, ground: Ground, content: bytes
) -> None:
    answer = browse.sign_in(ground.admin).post(
        "/returns/templates/import",
        {"file": (io.BytesIO(content), "x.json")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "outreach-return-1" in answer.text


def test_two_forms_stand_side_by_side_with_the_records_that_differ(
    browse: Browse, database: Database, ground: Ground
) -> None:
    county = browse.sign_in(ground.county)
    with database.writing() as tx:
        making.tell(tx, onsite=5, kind=Kind.CONSULTATION, by=ground.county.id)
        first, second = (
            ground.return_of(tx, slug, COUNTY_UNIT).id for slug in ("national", "association")
        )

    page = county.get(f"/returns/compare?first={first}&second={second}").text

    assert "1 条只在第二张表：类型不同（+5）" in page
    records = re.search(r'href="(/returns/compare/records\?[^"]+)">1 条只在第二张表', page)
    assert records is not None
    assert county.get(records[1].replace("&amp;", "&")).status_code == 200


def test_late_ones_are_listed_for_whoever_is_above(
    browse: Browse, database: Database, ground: Ground
) -> None:
    city = browse.sign_in(ground.city)
    with database.reading() as tx:
        found = ground.return_of(tx, "national", COUNTY_UNIT)
        making.sign_fully(database, found, ground)

    page = city.get(f"/returns/rounds/{found.round.id}?state=late").text

    assert "安远县" in page
    assert "寻乌县" not in page.split("<tbody>")[1]
    assert "逾期" in city.get(f"/returns?year={YEAR}").text


def test_all_signed_ones_are_frozen_at_once(
    browse: Browse, database: Database, ground: Ground
) -> None:
    with database.reading() as tx:
        found = ground.return_of(tx, "national", COUNTY_UNIT)
    making.compile_now(database, found, ground.county)
    for act, who in ((actions.check, ground.city), (actions.sign, ground.province)):
        with database.writing() as tx:
            now = queries.version_row(tx, found.id)
            act(tx, now, seen=now.revision, by=who.id, now=make.NOW)

    browse.sign_in(ground.admin).post(f"/returns/rounds/{found.round.id}/freeze")

    with database.reading() as tx:
        listed = queries.listed(tx, ground.admin, round_ids=[found.round.id])
    assert [each.id for each in listed if each.state is State.FROZEN] == [found.id]


def typed(admin: Browse) -> dict[str, str]:
    """Everything that stands in the editor's fields."""
    page = admin.get("/returns/templates/national/edit").text
    fields = dict(re.findall(r'<input [^>]*?name="([^"]+)" value="([^"]*)"', page))
    fields.pop("csrf_token", None)
    fields.pop("units", None)
    fields.pop("targets", None)
    return {
        **fields,
        "units": ["county", "city", "province", "venue"],
        "every": "year",
        "period": "year",
        "text": "",
        "notes": "说明",
    }

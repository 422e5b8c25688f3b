"""The real province: divisions, townships, borders and changed codes, from the packaged tables."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any

from sqlalchemy import delete, insert, select, update

from outreach.kernel.db import Tx
from outreach.province.model import DEFAULT_TRAVEL, County, Holiday, Point
from outreach.province.spelling import english_name
from outreach.province.tables import (
    CityRow,
    CodeChangeRow,
    CountyBorderRow,
    CountyRow,
    TownshipRow,
    TravelParameterRow,
)

Record = dict[str, Any]


def _read(name: str) -> Iterator[dict[str, str]]:
    source = resources.files("outreach.province") / "data" / name
    with source.open("r", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> float | None:
    return float(text) if text else None


def load_province(tx: Tx) -> None:
    """Bring divisions up to the packaged tables; what people edited (overrides) stays.

    Running it again changes nothing.
    """
    _bring(tx, CityRow, list(_cities()))
    _bring(tx, CountyRow, list(_counties()))
    _bring(tx, TownshipRow, list(_townships()))
    tx.execute(delete(CountyBorderRow))
    tx.execute(insert(CountyBorderRow), list(_borders()))
    tx.execute(delete(CodeChangeRow))
    tx.execute(insert(CodeChangeRow), list(_code_changes()))
    if tx.scalar(select(TravelParameterRow.id)) is None:
        tx.execute(
            insert(TravelParameterRow).values(
                id=1,
                road_factor=DEFAULT_TRAVEL.road_factor,
                speed_bands=json.dumps(DEFAULT_TRAVEL.speeds),
            )
        )


def _bring(
    tx: Tx, table: type[CityRow] | type[CountyRow] | type[TownshipRow], records: list[Record]
) -> None:
    """Insert what is missing and refresh the rest, column by column of the packaged table."""
    known = set(tx.scalars(select(table.code)))
    new = [record for record in records if record["code"] not in known]
    kept = [record for record in records if record["code"] in known]
    if new:
        tx.execute(insert(table), new)
    if kept:
        tx.execute(update(table), kept)


def _cities() -> Iterator[Record]:
    for line in _read("jiangxi_divisions.csv"):
        if line["level"] == "prefecture":
            name = line["name"]
            yield {"code": line["code"], "name": name, "name_en": english_name(name)}


def _counties() -> Iterator[Record]:
    tiles = {line["code"]: line for line in _read("jiangxi_tiles.csv")}
    for line in _read("jiangxi_counties.csv"):
        ages = {age: int(line[age]) for age in ("age0", "age1_4", "age5_9", "age10_14", "age15_19")}
        yield {
            "code": line["code"],
            "city_code": line["city_code"],
            "name": line["name"],
            "name_en": english_name(line["name"]),
            "kind": line["type"],
            "residents": int(line["pop2020"]),
            "urban_residents": int(line["urban2020"]),
            **ages,
            "years_of_schooling": float(line["mean_years_schooling"]),
            "area_km2": float(line["area_km2"]),
            "lon": float(line["seat_lon"]),
            "lat": float(line["seat_lat"]),
            "tile_row": int(tiles[line["code"]]["row"]),
            "tile_column": int(tiles[line["code"]]["col"]),
        }


def _townships() -> Iterator[Record]:
    for line in _read("jiangxi_townships.csv"):
        yield {
            "code": line["code"],
            "county_code": line["county_code"],
            "name": line["name"],
            "kind": line["type"],
            "lon": _number(line["lon"]),
            "lat": _number(line["lat"]),
        }


def _borders() -> Iterator[Record]:
    for line in _read("jiangxi_adjacency.csv"):
        yield {
            "code_a": line["code_a"],
            "code_b": line["code_b"],
            "km": float(line["shared_border_km"]),
        }


def _code_changes() -> Iterator[Record]:
    for line in _read("jiangxi_code_changes.csv"):
        yield {
            "year": int(line["year"]),
            "kind": line["kind"],
            "old_code": line["old_code"] or None,
            "old_name": line["old_name"] or None,
            "new_code": line["new_code"],
            "new_name": line["new_name"],
        }


def shipped_counties() -> list[County]:
    """The hundred counties as they are packaged, for whoever has no database at hand."""
    cities = {line["code"]: line for line in _cities()}
    return [
        County(
            **{name: value for name, value in line.items() if name not in ("lon", "lat")},
            city_name=cities[line["city_code"]]["name"],
            city_name_en=cities[line["city_code"]]["name_en"],
            seat=Point(lat=line["lat"], lon=line["lon"]),
            road_factor=None,
            road_km_override=None,
            coach_hours_override=None,
        )
        for line in sorted(_counties(), key=lambda line: str(line["code"]))
    ]


def shipped_neighbours() -> dict[str, frozenset[str]]:
    """For each packaged county the codes of those that touch it."""
    touching: dict[str, set[str]] = {}
    for border in _borders():
        touching.setdefault(border["code_a"], set()).add(border["code_b"])
        touching.setdefault(border["code_b"], set()).add(border["code_a"])
    return {code: frozenset(others) for code, others in touching.items()}


def read_holidays() -> list[Holiday]:
    """Public days off and make-up workdays of 2024-2026, as the State Council announced them."""
    return [
        Holiday(
            day=date.fromisoformat(line["date"]), is_off=line["kind"] == "off", name=line["name"]
        )
        for line in _read("cn_public_holidays.csv")
    ]

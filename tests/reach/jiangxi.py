"""The hundred counties as they are shipped, without a database: for values computed elsewhere."""

import csv
import json
from pathlib import Path
from typing import Any

import outreach
from outreach.province.model import Point
from outreach.province.rules import great_circle_km

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "reference" / "space.json").read_text(encoding="utf-8")
)
FILES = Path(outreach.__path__[0]) / "province" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


COUNTIES = rows("jiangxi_counties.csv")
CHILDREN = {row["code"]: int(row["age5_9"]) + int(row["age10_14"]) for row in COUNTIES}
RURAL_SHARE = {row["code"]: int(row["rural2020"]) / int(row["pop2020"]) for row in COUNTIES}
SEATS = {row["code"]: Point(float(row["seat_lat"]), float(row["seat_lon"])) for row in COUNTIES}
NEIGHBOURS: dict[str, set[str]] = {}
for _row in rows("jiangxi_adjacency.csv"):
    NEIGHBOURS.setdefault(_row["code_a"], set()).add(_row["code_b"])
    NEIGHBOURS.setdefault(_row["code_b"], set()).add(_row["code_a"])


def km(here: str, there: str) -> float:
    return great_circle_km(SEATS[here], SEATS[there])

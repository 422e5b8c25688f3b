"""`outreach reach`: the board on the command line, and all measures of counts in a file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.kernel.span import Days
from outreach.province.loading import shipped_counties, shipped_neighbours
from outreach.province.model import DEFAULT_TRAVEL, MUSEUM
from outreach.province.rules import travel
from outreach.reach import counts_file, queries, schooling
from outreach.reach.counts_file import Complaint, Counts
from outreach.reach.figures import figures
from outreach.reach.picture import Measures
from outreach.reach.picture import measures as all_measures
from outreach.reach.picture_figures import of_counted, of_measures, of_schooling

DAY = click.DateTime(["%Y-%m-%d"])
COMPLAINTS = {
    "file-too-large": "文件超过 1 MB · the file is larger than 1 MB",
    "not-text": "不是文本文件 · this is no text file",
    "not-csv": "不是 CSV 文件 · this is no CSV file",
    "no-rows": "只有表头，没有数据 · there are no rows below the header",
    "column-missing": "缺少这一列 · this column is missing",
    "column-unknown": "不认识这一列 · no such column is known",
    "column-twice": "这一列出现了两次 · this column stands there twice",
    "both-or-neither": "两列要么都有，要么都没有 · give both of them or neither",
    "wrong-number-of-cells": "这一行的格数与表头不同 · not as many cells as the header has",
    "county-unknown": "江西没有这个县级代码 · no county of Jiangxi has this code",
    "county-twice": "这个县已经出现过 · this county stood in a row above",
    "not-a-count": "应为非负整数 · a whole number, 0 or more, is needed",
    "low-above-high": "下限大于上限 · the lower bound is above the upper one",
    "more-people-than-contacts": "人数多于人次 · more people than contacts",
}


@click.group()
def commands() -> None:
    """谁覆盖到了，谁还没有。· Who is reached, and who is not."""


@commands.command()
@click.option("--from", "first", type=DAY, help="First day, YYYY-MM-DD.")
@click.option("--to", "last", type=DAY, help="Last day, YYYY-MM-DD.")
@click.option(
    "--input",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with code,contacts[,unique_low,unique_high] instead of the ledger.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@click.pass_obj
def measures(
    settings: Settings,
    *,
    first: datetime | None,
    last: datetime | None,
    source: Path | None,
    as_json: bool,
) -> None:
    """Print what the board shows for these days, or all measures of the counts in a file."""
    if source is not None:
        if first is not None or last is not None:
            raise click.UsageError("--input has no days: leave out --from and --to")
        found = _of_file(source)
    else:
        if first is None or last is None:
            raise click.UsageError("give --from and --to, or --input")
        if last < first:
            raise click.BadParameter("the last day comes before the first", param_hint="--to")
        found = _of_ledger(settings, Days.through(first.date(), last.date()))
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _summary(found))


def _of_ledger(settings: Settings, days: Days) -> dict[str, Any]:
    database = Database(settings.database_url)
    today = local_day(utc_now())
    with database.reading() as tx:
        facts = queries.facts(tx, days=days)
        board, spread, taught = schooling.picture(tx, facts, days=days, today=today)
    database.dispose()
    return {**figures(board), "measures": {**of_measures(spread), **of_schooling(taught)}}


def _of_file(source: Path) -> dict[str, Any]:
    counties = shipped_counties()
    counts = counts_file.read(source.read_bytes(), counties)
    if counts.complaints:
        for complaint in counts.complaints:
            click.echo(_in_words(complaint), err=True)
        raise click.ClickException(
            f"{source.name}: {len(counts.complaints)} 处要改 · to put right, nothing was computed"
        )
    ways = {
        county.code: travel(county, to=MUSEUM, parameters=DEFAULT_TRAVEL, to_museum=True).hours
        for county in counties
    }
    spread = all_measures(counts.counted, neighbours=shipped_neighbours(), hours=ways)
    return {
        "input": source.name,
        "province": _whole(spread, counts),
        "measures": of_measures(spread),
        "counties": of_counted(counts.counted),
    }


def _whole(spread: Measures, counts: Counts) -> dict[str, Any]:
    estimate = spread.estimate
    return {
        "children": spread.children,
        "children_from": "census",
        "onsite_contacts": spread.contacts,
        "contacts_per_thousand": spread.per_thousand,
        "people": {"low": spread.low, "estimate": estimate, "high": spread.high},
        "child_coverage": None if estimate is None else estimate / spread.children,
        "counties_not_in_file": list(counts.missing),
    }


def _in_words(complaint: Complaint) -> str:
    place = f"第 {complaint.row} 行 row {complaint.row}" if complaint.row else ""
    words = (place, complaint.column, COMPLAINTS[complaint.code], complaint.value)
    return ": ".join(part for part in words if part)


def _summary(found: dict[str, Any]) -> str:
    province, spread = found["province"], found["measures"]
    people, gi_star = province["people"], spread["gi_star"]
    moran = spread["moran"]["row_standardised"]
    lines = [
        found.get("input") or f"{found['from']} – {found['to']}",
        f"人数 people            {_range(people)} / {province['children']:,}",
        f"现场人次 contacts      {province['onsite_contacts']:,}",
        f"空白县 zero counties   {len(spread['zero_counties'])}",
        f"基尼系数 Gini          {_three_digits(spread['gini'])}",
        f"莫兰指数 Moran's I     {_three_digits(moran and moran['index'])}",
        f"冷点县 cold spots      {' '.join(spot['code'] for spot in gi_star['cold_spots']) or '–'}",
    ]
    if "schools" in province:
        schools = f"{province['schools_reached']:,} / {province['schools']:,}"
        lines.insert(2, f"学校 schools           {schools}")
        lines.insert(4, f"线上 online            {province['online_views']:,}")
    return "\n".join(lines)


def _range(people: dict[str, Any]) -> str:
    return "–" if people["low"] is None else f"{people['low']:,}–{people['high']:,}"


def _three_digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"

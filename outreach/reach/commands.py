"""`outreach reach`: the board on the command line."""

import json
from datetime import datetime

import click

from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.kernel.span import Days
from outreach.reach import queries
from outreach.reach.figures import figures

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def commands() -> None:
    """谁覆盖到了，谁还没有。· Who is reached, and who is not."""


@commands.command()
@click.option("--from", "first", type=DAY, required=True, help="First day, YYYY-MM-DD.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@click.pass_obj
def measures(settings: Settings, *, first: datetime, last: datetime, as_json: bool) -> None:
    """Print what the board shows for these days, both included."""
    if last < first:
        raise click.BadParameter("the last day comes before the first", param_hint="--to")
    database = Database(settings.database_url)
    days = Days.through(first.date(), last.date())
    with database.reading() as tx:
        found = figures(queries.board(tx, days=days, today=local_day(utc_now())))
    database.dispose()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    province, equity = found["province"], found["equity"]
    people = province["people"]
    click.echo(f"{found['from']} – {found['to']}")
    click.echo(f"人数 people            {people['low']}–{people['high']} / {province['children']}")
    click.echo(f"学校 schools           {province['schools_reached']} / {province['schools']}")
    click.echo(f"现场人次 contacts      {province['onsite_contacts']}")
    click.echo(f"线上 online            {province['online_views']}")
    click.echo(f"空白县 zero counties   {len(equity['zero_counties'])}")
    click.echo("基尼系数 Gini          " + _three_digits(equity["gini"]))


def _three_digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"

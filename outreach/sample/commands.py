"""Commands that load the sample and name its accounts."""

import click

from outreach.accounts.queries import sample_people
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.sample.people import PASSWORD


@click.group()
def commands() -> None:
    """示例数据 · The sample province."""


@commands.command()
@click.option("--size", type=click.Choice(["small", "province"]), default="small")
@click.pass_obj
def load(settings: Settings, size: str) -> None:
    """Load the sample once: about 1,200 schools, or about 10,000."""
    from outreach.sample import loading

    database = Database(settings.database_url)
    loaded = loading.load(
        database,
        size=size,
        now=utc_now(),
        say=lambda words: click.echo(f"  … {words}"),
        uploads=settings.uploads,
        key=settings.signing_key(),
    )
    database.dispose()
    if not loaded:
        click.echo("  示例数据已在。 · The sample is there already.")


@commands.command()
@click.pass_obj
def accounts(settings: Settings) -> None:
    """Name one account for each role."""
    database = Database(settings.database_url)
    with database.reading() as tx:
        found = sample_people(tx)
    database.dispose()
    for person in found:
        click.echo(f"  {person.grants[0].role:<9} {person.email:<28} {person.name}")
    if found:
        click.echo(f"  密码 · password: {PASSWORD}")

"""Commands about the audit's chain."""

import click

from outreach.accounts import audit_queries
from outreach.accounts.audit_model import read_anchor
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings


@click.group()
def commands() -> None:
    """操作记录 · The audit."""


@commands.command()
@click.option("--anchor", default="", help="An end printed earlier and kept elsewhere.")
@click.pass_obj
def verify(settings: Settings, anchor: str) -> None:
    """Recompute the whole chain; print its end, which is worth keeping elsewhere."""
    known = read_anchor(anchor) if anchor else None
    if anchor and known is None:
        raise click.ClickException("the anchor is not number:sha256")
    database = Database(settings.database_url)
    with database.reading() as tx:
        faults = list(audit_queries.find_faults(tx, anchor=known))
        end = audit_queries.end(tx)
    database.dispose()
    for fault in faults[:100]:
        click.echo(f"{fault.kind} {fault.number}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults")
    click.echo(f"intact: {end.number}")
    click.echo(str(end))


@commands.command("anchor")
@click.pass_obj
def print_anchor(settings: Settings) -> None:
    """Print the chain's end alone, for a file or a letter kept elsewhere."""
    database = Database(settings.database_url)
    with database.reading() as tx:
        click.echo(str(audit_queries.end(tx)))
    database.dispose()

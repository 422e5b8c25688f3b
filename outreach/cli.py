"""The command line: `outreach serve`, `worker`, `migrate`, and each slice's own commands."""

from importlib import import_module

import click

from outreach.kernel.db import Database
from outreach.kernel.settings import Settings

# A slice's `commands.py` holds a click group named `commands`; it is imported when it is asked for.
SLICES = {
    "audit": "outreach.accounts.audit_commands",
    "person": "outreach.accounts.commands",
    "reach": "outreach.reach.commands",
    "sample": "outreach.sample.commands",
}


class Commands(click.Group):
    """Imports a slice's commands only when they are called for, so that the server starts lean."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *SLICES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in SLICES:
            found = import_module(SLICES[cmd_name]).commands
            assert isinstance(found, click.Group)  # noqa: S101 - what every commands.py holds
            return found
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands)
@click.pass_context
def main(ctx: click.Context) -> None:
    """学校预约科技馆，科技馆走进学校。· Schools book the museum, the museum travels to schools.

    Settings come from environment variables beginning with OUTREACH_ (and from .env).
    """
    if not isinstance(ctx.obj, Settings):
        ctx.obj = Settings()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=2, show_default=True, help="Web processes on one socket.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int, processes: int, threads: int) -> None:
    """Answer browsers."""
    from outreach import server

    migrated(settings)
    server.serve(settings, host=host, port=port, processes=processes, threads=threads)


@main.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Send what waits in the outbox, let overdue holds lapse, finish visits: until stopped."""
    from outreach import worker as jobs

    migrated(settings)
    jobs.run(settings)


@main.command()
@click.option("--to", default="head", show_default=True, help="A revision, such as 0003.")
@click.pass_obj
def migrate(settings: Settings, to: str) -> None:
    """Bring the database to today's shape, or back to an older one."""
    from outreach.migrations import runner

    database = Database(settings.database_url)
    before = runner.current(database)
    runner.move(database, to=to)
    after = runner.current(database)
    click.echo(f"{database.url.render_as_string()}: {before or '-'} → {after or '-'}")


@main.command("load-province")
@click.pass_obj
def load_province(settings: Settings) -> None:
    """Bring divisions and public holidays up to the packaged tables; edits stay."""
    from outreach.province.loading import load_province as load_divisions
    from outreach.season.loading import load_holidays

    migrated(settings)
    database = Database(settings.database_url)
    with database.writing() as tx:
        load_divisions(tx)
        load_holidays(tx)
    database.dispose()


def migrated(settings: Settings) -> None:
    """Starting on a database of another shape would fail later and worse."""
    from outreach.migrations import runner

    database = Database(settings.database_url)
    current, newest = runner.current(database), runner.newest_revision()
    database.dispose()
    if current != newest:
        raise click.ClickException(
            f"数据库版本为 {current}，需要 {newest}。请先运行 outreach migrate。"
            f" The database is at {current}, {newest} is needed: run outreach migrate."
        )


if __name__ == "__main__":
    main(prog_name="outreach")

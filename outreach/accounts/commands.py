"""Commands that give the first people their accounts."""

import click

from outreach.accounts.actions import add_person
from outreach.accounts.model import Grant, Role
from outreach.accounts.rules import password_complaint
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings


@click.group()
def commands() -> None:
    """人员 · People and their accounts."""


@commands.command()
@click.option("--name", prompt="姓名 · Name")
@click.option("--email", prompt="邮箱 · E-mail")
@click.option("--role", type=click.Choice([r.value for r in Role]), default="admin")
@click.option("--scope", default=None, help="Venue id, city or county code, school id.")
@click.password_option(prompt="密码（至少 12 个字符） · Password (at least 12 characters)")
@click.pass_obj
def add(
    settings: Settings, name: str, email: str, role: str, scope: str | None, password: str
) -> None:
    """Add somebody, the first administrator for instance."""
    complaint = password_complaint(password)
    if complaint:
        raise click.ClickException(f"密码不合适 · password: {complaint}")
    database = Database(settings.database_url)
    with database.writing() as tx:
        add_person(
            tx,
            name=name,
            email=email,
            password=password,
            grants=(Grant(Role(role), scope),),
            now=utc_now(),
        )
    database.dispose()
    click.echo(f"已添加 {email} · added")

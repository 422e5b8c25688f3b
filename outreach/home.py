"""The first page of each role, which answers "what do I do next?", and the way around."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from outreach.accounts.model import Person, Role
from outreach.accounts.who import find_person
from outreach.web.gate import public
from outreach.web.words import _

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the navigation."""

    label: str
    href: str
    current: bool


def navigation(person: Person | None, path: str) -> list[Way]:
    """Where somebody may go; every entry is a page their role opens."""
    ways = [(_("项目"), "/programmes")]
    if person is not None:
        if person.has(Role.TEACHER):
            ways.append((_("我的预约"), "/bookings"))
        if person.has(Role.ADMIN, Role.PROVINCE, Role.VENUE):
            ways += [
                (_("收件箱"), "/desk"),
                (_("周看板"), "/desk/week"),
                (_("今日"), "/desk/today"),
            ]
        if person.has(Role.CITY, Role.COUNTY):
            ways.append((_("本地预约"), "/bookings"))
        ways.append((_("台账"), "/ledger"))
        ways.append((_("覆盖"), "/reach"))
        if person.has(Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY):
            ways.append((_("学校"), "/schools"))
        if person.has(Role.ADMIN, Role.PROVINCE, Role.VENUE):
            ways.append((_("场次"), "/sessions"))
            ways.append((_("校历"), "/calendar"))
        ways.append((_("订阅"), "/feeds"))
        if person.has(Role.ADMIN, Role.PROVINCE):
            ways.append((_("发件箱"), "/outbox"))
        if person.has(Role.ADMIN):
            ways.append((_("人员"), "/people"))
    return [Way(label, href, path == href or path.startswith(f"{href}/")) for label, href in ways]


@blueprint.get("/")
@public
def home() -> str:
    return render_template("home.html", me=find_person())

"""The way around: a few parts of the house, and the pages of each that somebody's role opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from outreach.accounts.model import Person, Role
from outreach.disruption.rights import ACTORS as DISRUPTORS
from outreach.web.words import _

DESK = (Role.ADMIN, Role.PROVINCE, Role.VENUE)
WISH_READERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY, Role.TEACHER)
REGISTER = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)
PLANNERS = (*DESK, Role.CITY, Role.COUNTY, Role.VIEWER)
NOT_VIEWERS = tuple(role for role in Role if role is not Role.VIEWER)
WITH_BOOKINGS = tuple(role for role in NOT_VIEWERS if role is not Role.GUIDE)
BELONGS_TO = {
    "/desk/guides": "/desk/roster",
    "/desk/duties": "/desk/roster",
    "/desk/loads": "/desk/roster",
    "/desk/proposals": "/desk/roster",
}
"""Pages whose address lies beside that of the page they are reached from."""
FEW = 6
"""So many pages stand in one row; more are put into parts."""


@dataclass(frozen=True, slots=True)
class Way:
    """A page of the navigation, or a part of the house with its pages."""

    label: str
    href: str
    current: bool
    ways: list["Way"] = field(default_factory=list)


def navigation(person: Person | None, path: str) -> list[Way]:
    """Where somebody may go; every page is one that their role opens."""
    parts = [(label, list(pages)) for label, pages in _parts(person)]
    path = next((to for beside, to in BELONGS_TO.items() if path.startswith(beside)), path)
    everywhere = [href for _label, pages in parts for _page, href in pages]
    under = (href for href in everywhere if path == href or path.startswith(f"{href}/"))
    here = max(under, key=len, default="")
    found = [
        Way(label, pages[0][1], any(page.current for page in ways), ways)
        for label, pages in parts
        if pages and (ways := [Way(page, href, href == here) for page, href in pages])
    ]
    if len(everywhere) <= FEW:
        return [way for part in found for way in part.ways]
    return found


def _parts(person: Person | None) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    if person is None:
        pages = (
            (_("找场次"), "/find"),
            (_("项目"), "/programmes"),
            (_("直播课"), "/lessons"),
            (_("展品"), "/exhibits"),
        )
        yield "", iter(pages)
        return
    yield _("今日"), _open(person, _today())
    yield _("预约"), _open(person, _bookings())
    yield _("场馆"), _open(person, _venue())
    yield _("全省"), _open(person, _province())
    yield _("更多"), _open(person, _more())


Pages = Iterator[tuple[tuple[Role, ...], str, str]]


def _open(person: Person, pages: Pages) -> Iterator[tuple[str, str]]:
    return ((label, href) for roles, label, href in pages if person.has(*roles))


def _today() -> Pages:
    yield DESK, _("今日"), "/desk/today"
    yield REGISTER, _("工作台"), "/workspace"
    yield (*DESK, Role.CITY, Role.COUNTY), _("约与到"), "/booked-and-came"
    yield DESK, _("周看板"), "/desk/week"
    yield DESK, _("日排程"), "/desk/day"
    yield DESK, _("排班"), "/desk/roster"
    yield (Role.GUIDE,), _("我的任务"), "/my-duties"
    yield DISRUPTORS, _("突发调整"), "/disruptions"


def _bookings() -> Pages:
    yield DESK, _("收件箱"), "/desk"
    yield DESK, _("待电话"), "/desk/calls"
    yield DESK, _("余位放出"), "/desk/leftovers"
    yield (*REGISTER, Role.VENUE), _("材料"), "/papers"
    yield (Role.TEACHER,), _("找场次"), "/find"
    yield WITH_BOOKINGS, _("预约记录"), "/bookings"
    yield (Role.TEACHER,), _("我想…"), "/ask"
    yield WISH_READERS, _("学校的申请"), "/wishes"


def _venue() -> Pages:
    yield DESK, _("场次安排"), "/sessions"
    yield tuple(Role), _("项目"), "/programmes"
    yield tuple(Role), _("直播课"), "/lessons"
    yield tuple(Role), _("展品"), "/exhibits"
    yield DESK, _("项目库"), "/library"
    yield (*DESK, Role.VIEWER), _("反馈"), "/feedback"
    yield (*DESK, Role.VIEWER), _("服务标准"), "/standards"


def _province() -> Pages:
    yield tuple(Role), _("台账"), "/ledger"
    yield tuple(Role), _("覆盖"), "/reach"
    yield PLANNERS, _("下一站"), "/outlook"
    yield (*REGISTER, Role.VENUE), _("未到学校"), "/never-reached"
    yield (*REGISTER, Role.VENUE), _("邀请活动"), "/campaigns"
    yield (*REGISTER, Role.VENUE, Role.VIEWER), _("统计报表"), "/returns"
    yield (*REGISTER, Role.VIEWER), _("一县一页"), "/scorecard"
    yield REGISTER, _("学校名录"), "/schools"
    yield DESK, _("校历"), "/calendar"


def _more() -> Pages:
    yield NOT_VIEWERS, _("订阅"), "/feeds"
    yield (Role.ADMIN, Role.PROVINCE), _("发件箱"), "/outbox"
    yield (Role.ADMIN,), _("人员"), "/people"
    yield REGISTER, _("操作记录"), "/audit"

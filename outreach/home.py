"""The first page of each role, which answers "what do I do next?"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, url_for

from outreach.accounts.model import Person, Role
from outreach.accounts.who import find_person
from outreach.booking import acceptance, desk
from outreach.booking import queries as booking
from outreach.booking.desk import Line
from outreach.booking.model import ACTIVE, TONES, BookingState
from outreach.booking.queries import Search
from outreach.booking.words import STATES
from outreach.campaigns import queries as campaigns
from outreach.catalogue import queries as catalogue
from outreach.disruption import desk as disruption_desk
from outreach.disruption import queries as disruptions
from outreach.disruption.rights import ACTORS as DISRUPTORS
from outreach.duty import call_list, no_show_queries
from outreach.duty.rules import school_year_of
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import entry_queries, reach_queries
from outreach.ledger import rules as ledger_rules
from outreach.ledger.views import RECORDERS
from outreach.lessons import queries as lessons
from outreach.lessons import rules as lesson_rules
from outreach.navigation import DESK, REGISTER
from outreach.outbox import queries as outbox
from outreach.outbox.model import MessageState
from outreach.papers import desk as papers
from outreach.province import import_queries, teachers
from outreach.province import queries as province
from outreach.province.model import County
from outreach.province.words import grade_words
from outreach.reach import queries as reach
from outreach.returns import round_queries as returns
from outreach.roster import board as roster
from outreach.web import current
from outreach.web.gate import public
from outreach.web.words import _
from outreach.wishes import queries as wishes
from outreach.workspaces import queries as workspaces

blueprint = Blueprint("home", __name__)

YEAR = timedelta(days=365)
SOON = timedelta(days=7)
FRESH = timedelta(days=30)
COUNTED_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the person, with how many of it and where to do it."""

    title: str
    count: int
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class Home:
    """What somebody's first page shows."""

    tasks: list[Task]
    coming: list[Line]
    forgotten: list[tuple[County, date | None]]


def first_page(tx: Tx, person: Person, *, today: date) -> Home:
    tasks: list[Task] = []
    if person.has(*DESK):
        tasks += _desk_tasks(tx, person, today=today)
    if person.has(Role.TEACHER):
        tasks += _teacher_tasks(tx, person, today=today)
        tasks += _lesson_tasks(tx, person, today=today)
    if person.has(*REGISTER):
        asking = teachers.how_many_wait(tx, counties=import_queries.scope_of(tx, person))
        tasks.append(
            Task(_("等您核对的老师"), asking, "/teachers", _("确认是本校老师后，对方才能预约。"))
        )
    tasks += _wish_tasks(tx, person)
    if person.has(*REGISTER):
        asked, late = workspaces.how_many_wait(tx, person, today=today)
        tasks.append(Task(_("上级布置、等您办的"), asked, "/workspace", _("按截止日期办。")))
        tasks.append(Task(_("逾期未办的单位"), late, "/workspace#late", _("复制文字，或发提醒。")))
    silent = campaigns.silent(tx, by=person.id, now=current.now())
    tasks.append(Task(_("受邀后没答复的学校"), silent, "/campaigns", _("到期前打个电话。")))
    tasks += _county_tasks(tx, person, today=today)
    tasks += _ledger_tasks(tx, person, today=today)
    tasks += _no_show_tasks(tx, person, today=today)
    due = returns.how_many_wait(tx, person, until=today + SOON)
    tasks.append(
        Task(_("到期要签的统计报表"), due, "/returns", _("一周内到期或已经逾期，还没有签发。"))
    )
    if person.has(*DISRUPTORS):
        owed = len(disruptions.owed(tx, person))
        tasks.append(
            Task(_("待补的团队"), owed, "/make-ups", _("因天气或停用取消的参观，逐个补约。"))
        )
    if person.has(Role.ADMIN):
        parked = outbox.count(tx, MessageState.PARKED)
        tasks.append(Task(_("没能送出的邮件"), parked, "/outbox", _("看看原因，改好后重发。")))
    coming = (
        []
        if person.has(Role.VIEWER)
        else booking.bookings_for(tx, person, Search(states=tuple(ACTIVE), first=today), limit=6)[0]
    )
    return Home(
        tasks=[task for task in tasks if task.count],
        coming=desk.lines(tx, coming),
        forgotten=list(_forgotten(tx, person, today=today)),
    )


def _desk_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    def how_many(search: Search) -> int:
        return booking.bookings_for(tx, person, search, limit=1)[1]

    submitted = how_many(Search(states=(BookingState.SUBMITTED,)))
    yield Task(_("等待答复的申请"), submitted, "/desk#submitted", _("两个工作日内答复。"))
    held = how_many(Search(states=(BookingState.HELD,)))
    yield Task(_("等材料的预留"), held, "/desk#papers", _("到期未交，名额自动转给候补。"))
    calls = call_list.entries(tx, person, now=current.now(), patience=disruption_desk.patience())
    yield Task(
        _("要打电话的学校"),
        len(call_list.by_school(calls)),
        "/desk/calls",
        _("没有答复、没有复核、材料没到、突发调整没有回音。"),
    )
    changed = len(booking.changed_bookings(tx, person))
    yield Task(_("学校改动过的预约"), changed, "/desk#changed", _("看过后点「已阅」。"))
    to_check = len(papers.waiting(tx, person, now=current.now()).to_check)
    yield Task(_("等您核验的材料"), to_check, "/papers#check", _("核验通过，或退回重交。"))
    expected = how_many(
        Search(states=(BookingState.CONFIRMED, BookingState.HELD), first=today, last=today)
    )
    yield Task(_("今天要来的团队"), expected, "/desk/today", _("到馆时登记人数。"))
    past, uncounted = booking.bookings_for(tx, person, _uncounted(today), limit=1)
    yield Task(
        _("还没登记到馆的参观"),
        uncounted,
        f"/desk/today?day={past[0].day}" if past else "/desk/today",
        _("日期已过：登记来了多少人，或记为未到馆。"),
    )
    unfilled = roster.unfilled_soon(tx, person, today=today)
    where = unfilled[0].day if unfilled else today
    yield Task(
        _("一周内没有讲解员的任务"),
        len(unfilled),
        f"/desk/roster?from={where}",
        _("看谁能讲，或自动排班。"),
    )


def _uncounted(today: date) -> Search:
    """Visits of the last two weeks of which nobody has said who came."""
    states = (BookingState.CONFIRMED, BookingState.HELD)
    return Search(states=states, first=today - COUNTED_WITHIN, last=today - timedelta(days=1))


def _lesson_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    """Rooms of the own schools whose line is to be tried, or whose roomful is to be counted."""
    since = today - lesson_rules.RECORDING_COUNTS
    rooms = [
        r for r in lessons.rooms_for(tx, person, first=since) if person.teaches_at(r.school_id)
    ]
    to_test = sum(lesson_rules.test_is_due(room, now=current.now()) for room in rooms)
    yield Task(
        _("直播课前要试线的教室"), to_test, "/lessons", _("开课前试一次，听得见看得清就好。")
    )
    to_count = sum(lesson_rules.count_is_due(room, now=current.now()) for room in rooms)
    yield Task(
        _("直播课后要登记人数的教室"), to_count, "/lessons", _("一分钟：到场几名学生、几位老师。")
    )


def _wish_tasks(tx: Tx, person: Person) -> Iterator[Task]:
    """Wishes of schools: the county answers, and whoever stands above sees those let pass."""
    if not person.has(*REGISTER):
        return
    waiting, let_pass = wishes.how_many_wait(tx, person, now=current.now())
    if person.has(Role.COUNTY):
        yield Task(_("等您答复的学校愿望"), waiting, "/wishes", _("排进一次活动，或写明原因。"))
    else:
        yield Task(
            _("县里没有按时答复的愿望"), let_pass, "/wishes", _("三个工作日过了，由上级答复。")
        )


def _teacher_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    def how_many(state: BookingState) -> int:
        return booking.bookings_for(tx, person, Search(states=(state,)), limit=1)[1]

    yield Task(
        _("需要您补正的预约"),
        how_many(BookingState.RETURNED),
        "/bookings",
        _("打开预约，看原因，改好后重新提交。"),
    )
    yield Task(
        _("等您交材料的预约"),
        how_many(BookingState.HELD),
        "/bookings",
        _("截止日期写在预约页上。"),
    )
    own = [int(scope) for scope in person.scopes(Role.TEACHER)]
    changed = acceptance.how_many_wait(tx, school_ids=own, today=today)
    yield Task(
        _("条件有变、等您确认的预约"), changed, "/bookings", _("打开预约，看过新版须知，点接受。")
    )


def _no_show_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    """What a school may still explain, and what was explained and waits for a decision."""
    if not person.has(*DESK, Role.CITY, Role.COUNTY, Role.TEACHER):
        return
    found = no_show_queries.failures_for(tx, person, days=school_year_of(today))
    counting = [failure for failure in found if failure.counts]
    own = [f for f in counting if person.teaches_at(f.booking.school_id) and not f.explained]
    yield Task(
        _("没来也没说一声的预约"), len(own), "/no-shows", _("当时有原因的，写明后就可以不计入。")
    )
    decided = [f for f in counting if f.explained and not person.teaches_at(f.booking.school_id)]
    yield Task(_("学校说明了未到馆的原因"), len(decided), "/no-shows", _("看后决定是否不再计入。"))


def _county_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    """Schools of an officer's own counties that nothing reached for long, as the board counts."""
    for code in sorted(person.scopes(Role.COUNTY)):
        page = reach.county_page(tx, code, days=Days.through(today - YEAR, today), today=today)
        yield Task(
            _("从未或两年以上没有活动的学校"),
            page.never + page.long_ago,
            f"/reach/county/{code}#schools",
            _("先为他们安排下一季。"),
        )


def _ledger_tasks(tx: Tx, person: Person, *, today: date) -> Iterator[Task]:
    """Plans whose day has passed, and what counties told and nobody has checked yet."""
    if not person.has(*RECORDERS):
        return
    sight = ledger_rules.sight(person)
    overdue = entry_queries.overdue_plans(tx, sight=sight, today=today)
    href = f"/ledger?state=planned&to={today - timedelta(days=1)}"
    yield Task(_("过了日子的计划"), overdue, href, _("办了就登记实际人数，没办就撤回。"))
    if person.has(Role.CITY):
        since = today - FRESH
        fresh = entry_queries.to_check(tx, sight=sight, since=since)
        href = f"/ledger?state=counted&from={since}"
        yield Task(_("等您核对的活动"), fresh, href, _("近三十天各县上报的，看过佐证再核对。"))


def _forgotten(tx: Tx, person: Person, *, today: date) -> Iterator[tuple[County, date | None]]:
    """Counties of somebody's concern that nobody met for a year, the longest wait first."""
    if not (person.sees_the_province or person.has(Role.CITY, Role.COUNTY)):
        return
    last = reach_queries.last_days_by_county(tx)
    all_of_them = person.sees_the_province
    mine = [c for c in province.counties(tx) if all_of_them or person.watches_county(c.code)]
    waits = [(last.get(county.code), county) for county in mine]
    for day, county in sorted(waits, key=lambda wait: (wait[0] or date.min, wait[1].code)):
        if day is None or day < today - YEAR:
            yield county, day


@blueprint.get("/")
@public
def home() -> str:
    me = find_person()
    if me is None:
        with current.database().reading() as tx:
            venues = catalogue.venues(tx)
            programmes = catalogue.programmes(tx)
        return render_template("welcome.html", venues=venues, programmes=programmes)
    with current.database().reading() as tx:
        found = first_page(tx, me, today=local_day(current.now()))
    return render_template(
        "home.html",
        me=me,
        home=found,
        Role=Role,
        states=STATES,
        tones=TONES,
        grade_words=grade_words,
        to_booking=_to_booking(me),
    )


def _to_booking(person: Person) -> str:
    """The page on which the person deals with a booking, up to its id."""
    decides = person.has(*DESK)
    return url_for("desk.inbox") + "/bookings/" if decides else "/bookings/"
